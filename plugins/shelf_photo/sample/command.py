"""navmark sample-shelf: writes photos of shelves for a photo standard, for trying a form and for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from engine.base.issue import Issue, IssueError
from engine.base.text import both


def standard_in(file: Path) -> dict[str, Any]:
    """The standard in a file. Raises IssueError (N763) where it holds none with reference pictures."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict) or found.get("kind") != "photo_standard" or not found.get("references"):
        words = both("不是带参考图片的拍照标准", "it is no photo standard with reference pictures")
        raise IssueError([Issue("N763", words, file=str(file))])
    return found


@click.command()
@click.argument("standard", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("."), show_default=True,
              help="Folder for the JPEGs; made if it is not there.")  # fmt: skip
@click.option("--kind", "kinds", multiple=True,
              help="good, few, no_price, wrong_product, blurred, dark, hard; repeatable. By default each.")  # fmt: skip
@click.option("--count", type=click.IntRange(1, 1000), default=1, show_default=True, help="So many of each kind.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, other shelves.")
def COMMAND(standard: Path, out: Path, kinds: tuple[str, ...], count: int, seed: int) -> None:
    """Write generated photos of shelves for the photo standard in a file: compliant ones and others."""
    from plugins.shelf_photo.libraries import NoLibrary
    from plugins.shelf_photo.sample.story import KINDS, photo

    wanted = standard_in(standard)
    for kind in kinds:
        if kind not in KINDS:
            raise click.BadParameter(f"{kind!r}; there are {', '.join(KINDS)}", param_hint="--kind")
    out.mkdir(parents=True, exist_ok=True)
    for kind in kinds or tuple(KINDS):
        for number in range(count):
            file = out / f"{kind}_{seed + number}.jpg"
            try:
                file.write_bytes(photo(wanted, kind, seed + number))
            except NoLibrary as fault:
                raise click.ClickException(f"{fault} is missing: pip install 'navmark[vision]'") from fault
            click.echo(str(file))

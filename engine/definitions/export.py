"""Writes a release as files in the canonical form: exporting, importing and exporting again gives the same bytes."""

from __future__ import annotations

from pathlib import Path

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.definitions.release import Release


def texts_of(release: Release) -> dict[str, str]:
    """Path in the package → text, for definitions and data files, in order of path."""
    found = {definition.path: definition.text for definition in release.catalog.definitions.values()}
    return dict(sorted({**found, **release.files}.items()))


def export(release: Release, folder: Path) -> list[Path]:
    """Writes the package into a new or empty folder and returns the files. Raises IssueError (N210) otherwise."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        words = both(f"{folder} 已有内容", f"{folder} is not empty")
        raise IssueError([Issue("N210", words, hint=both("换一个新文件夹", "choose a new folder"))])
    written = []
    for path, text in texts_of(release).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
        written.append(file)
    return written

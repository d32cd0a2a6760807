"""The command line: finds commands, parses and prints. Every command is a module of a package behind the entry-point
group ``navmark.commands`` that exposes COMMAND; the module's name is the command's (``try_`` → ``try``)."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import sys
from collections.abc import Sequence
from functools import cache
from typing import Any

import click

from engine.base import masking, settings
from engine.base.discover import packages
from engine.base.issue import Issue, IssueError
from engine.base.plugin import provided
from engine.base.suggest import did_you_mean


@cache
def _modules() -> dict[str, str]:
    """Command name → dotted module, without importing any of them."""
    found: dict[str, str] = {}
    for package in packages("navmark.commands"):
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
            name = module.name.rstrip("_").replace("_", "-")
            if name in found:
                raise ValueError(f"command {name!r} is there twice: {found[name]} and {package}.{module.name}")
            found[name] = f"{package}.{module.name}"
    return found


class Commands(click.Group):
    """Loads a command's module only when it is asked for; shows issues as lines (or JSON) and exits with 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*_modules(), *provided("command")})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _modules():
            try:
                found = getattr(importlib.import_module(_modules()[cmd_name]), "COMMAND", None)
            except ImportError as fault:
                return _unavailable(cmd_name, fault)
        else:
            found = provided("command").get(cmd_name)
        return found if isinstance(found, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            hint = did_you_mean(args[0], self.list_commands(ctx))
            raise click.UsageError(f'no command "{args[0]}"' + (f" — {hint['en']}" if hint else ""), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except IssueError as refused:
            show(refused.issues, language=language(ctx), as_json="--json" in sys.argv)
            ctx.exit(1)


def _unavailable(name: str, fault: ImportError) -> click.Command:
    """Stands for a command whose module cannot be loaded, so that the others still work."""

    def refuse(args: tuple[str, ...]) -> None:
        raise click.ClickException(f"{name} cannot be loaded: {fault}")

    rest = click.Argument(["args"], nargs=-1, type=click.UNPROCESSED)
    return click.Command(name, callback=refuse, params=[rest], help=f"(cannot be loaded: {fault})")


def language(ctx: click.Context | None = None) -> str:
    """The language of the messages: ``--language``, else that of the terminal."""
    context = ctx or click.get_current_context(silent=True)
    chosen = context.find_root().params.get("language") if context else None
    return chosen or ("zh" if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("zh") else "en")


def show(issues: Sequence[Issue], *, language: str, as_json: bool) -> None:
    """One line per issue on standard error; or one JSON document ``{"issues": […]}`` on standard output."""
    if as_json:
        click.echo(json.dumps({"issues": [issue.as_json() for issue in issues]}, ensure_ascii=False, indent=2))
        return
    for issue in issues:
        click.echo(issue.line_of_text(language), err=True)


@click.group("navmark", cls=Commands)
@click.option("--database", metavar="URL", help="instead of NAVMARK_DATABASE (sqlite:///… or postgresql://…)")
@click.option("--language", type=click.Choice(["zh", "en"]), help="of the messages")
def main(database: str | None, language: str | None) -> None:
    """Navmark 航标: indicators, targets, lights and alerts from definitions."""
    masking.install()
    if database is not None:
        os.environ["NAVMARK_DATABASE"] = database
        settings.current.cache_clear()


if __name__ == "__main__":
    main()

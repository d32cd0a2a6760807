"""Finds kinds, plugins and commands: every door is an entry point that names a package of members.

A new member is one new module or folder in such a package (or a new package named by a third party's own
entry point) and no edit anywhere else. Nothing is ever loaded by a path or a dotted name from a definition.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from importlib.metadata import entry_points
from types import ModuleType


@cache
def packages(group: str) -> tuple[str, ...]:
    """Dotted names of the packages registered for an entry-point group, in a stable order."""
    return tuple(sorted({point.value for point in entry_points(group=group)}))


@cache
def modules(package: str) -> tuple[ModuleType, ...]:
    """Every module and sub-package directly inside a package, in order of name."""
    home = importlib.import_module(package)
    names = sorted(found.name for found in pkgutil.iter_modules(home.__path__))
    return tuple(importlib.import_module(f"{package}.{name}") for name in names)


def exposed(package: str, attribute: str) -> dict[str, object]:
    """``{module name: module.attribute}`` for the modules of a package that expose the attribute."""
    return {
        module.__name__.rpartition(".")[2]: getattr(module, attribute)
        for module in modules(package)
        if hasattr(module, attribute)
    }


def members(group: str, attribute: str) -> dict[str, object]:
    """All members behind an entry-point group. Raises ValueError for a name that is taken twice."""
    found: dict[str, object] = {}
    for package in packages(group):
        for name, member in exposed(package, attribute).items():
            if name in found:
                raise ValueError(f"{group}: {name!r} is exposed twice ({package})")
            found[name] = member
    return found

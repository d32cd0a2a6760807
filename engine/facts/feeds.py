"""Which load sources feed which dataset: connectors pull some, people fill in others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.definitions.release import Release

FORM = "form:"


def form_source(name: str) -> str:
    """The name under which a form's submissions are loaded."""
    return f"{FORM}{name}"


def feeds_of(release: Release) -> dict[str, list[str]]:
    """Dataset → names of load sources: definitions that pull have ``into``, those that are filled in have ``maps``."""
    found: dict[str, list[str]] = {}
    for source in release.all("source"):
        for name in dict.fromkeys(into.dataset for into in source.into):
            found.setdefault(name, []).append(source.name)
    for form in release.all("form"):
        for name in dict.fromkeys(one.dataset for one in form.maps):
            found.setdefault(name, []).append(form_source(form.name))
    return found

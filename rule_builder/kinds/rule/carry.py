"""Rules as they were written before there was a library of causes: with their causes inside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.definitions.read import Document, read_value

_LONGEST = 48


def carry(documents: Sequence[Document]) -> Sequence[Document]:
    """Stored rules with the causes that stand inside them as definitions of their own, by the same names; a name that
    is taken by another cause gets the rule's name in front. Everything else is given back as it is."""
    if not any(_inside(one) for one in documents):
        return documents
    taken = {one.value["name"]: one.value for one in documents if _kind(one) == "cause"}
    found: list[Document] = []
    for document in documents:
        causes = _inside(document)
        if not causes:
            found.append(document)
            continue
        names = [_named(document.value["name"], cause, taken) for cause in causes]
        found.append(read_value({**document.value, "causes": list(dict.fromkeys(names))}, document.path))
    known = {one.value["name"] for one in documents if _kind(one) == "cause"}
    return [*found, *(read_value(v, f"causes/{name}.json") for name, v in taken.items() if name not in known)]


def _kind(document: Document) -> Any:
    return document.value.get("kind") if isinstance(document.value, dict) else None


def _inside(document: Document) -> list[dict[str, Any]]:
    causes = document.value.get("causes") if _kind(document) == "rule" else None
    return causes if isinstance(causes, list) and causes and all(isinstance(one, dict) for one in causes) else []


def _named(rule: str, cause: dict[str, Any], taken: dict[str, Any]) -> str:
    for name in (cause["name"], f"{rule}_{cause['name']}"[:_LONGEST], f"{cause['name']}_{rule}"[:_LONGEST]):
        wanted = {"kind": "cause", **cause, "name": name}
        if taken.setdefault(name, wanted) == wanted:
            return str(name)
    raise ValueError(f"no name is left for the cause {cause['name']} of the rule {rule}")

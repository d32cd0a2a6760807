"""Plays the cases that a publication may make fail: those that are new, and those whose rule reads otherwise now."""

from __future__ import annotations

from collections.abc import Iterable

from engine.base.issue import Issue
from engine.definitions.kind import Catalog, Definition
from engine.definitions.release import preview

#: What a case depends on beside itself and its rule.
_AROUND = ("app", "calendar", "indicator", "scale")


def tries(serving: Catalog | None, wanted: Catalog) -> Iterable[Issue]:
    """Every difference of the cases that are played, each naming its case and line. Pure."""
    from rule_builder.cases.compare import run  # what plays cases stands above their kind

    cases = wanted.all("case")
    if serving is not None and not _moved(serving, wanted, *_AROUND):
        cases = [
            one for one in cases if _differs(serving, one) or _differs(serving, wanted.get("rule", one.model.rule))
        ]
    if cases:
        release = preview(wanted)
        for case in cases:
            yield from run(case, release).issues()


def _moved(serving: Catalog, wanted: Catalog, *kinds: str) -> bool:
    return any(
        {d.name: d.hash for d in serving.all(kind)} != {d.name: d.hash for d in wanted.all(kind)} for kind in kinds
    )


def _differs(serving: Catalog, one: Definition | None) -> bool:
    if one is None:
        return True
    before = serving.get(one.kind, one.name)
    return before is None or before.hash != one.hash

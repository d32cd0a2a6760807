"""What of a report a reader may see: every line, cause and row says itself what it tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.access.door import Door
from engine.access.hidden import columns_shown
from rule_builder.report_causes import summary_of

Columns = Mapping[str, Iterable[str]]


@dataclass
class Eyes:
    """A reader before one unit. ``columns``: of each dataset those he may know of (None: all)."""

    door: Door
    unit_id: int
    columns: dict[str, frozenset[str] | None] = field(default_factory=dict)

    def see(self, one: Mapping[str, Any]) -> bool:
        """Whether he may see a line or a cause. Reports of earlier versions name one indicator only."""
        needs = one.get("needs") or {"indicators": [one["indicator"]] if one.get("indicator") else [], "columns": {}}
        if (permission := one.get("permission")) and not self.door.may(permission):
            return False
        shown = all(self.door.shows(name, self.unit_id) for name in needs["indicators"])
        return shown and self.may_read(needs["columns"])

    def may_read(self, columns: Columns) -> bool:
        """Whether he may know of all these columns of datasets."""
        return all(self._reads(dataset, names) for dataset, names in columns.items())

    def _reads(self, dataset: str, names: Iterable[str]) -> bool:
        if dataset not in self.columns:
            try:
                self.columns[dataset] = columns_shown(self.door, dataset, [self.unit_id])
            except KeyError:  # the dataset is gone: what it told cannot be judged any more
                self.columns[dataset] = frozenset()
        known = self.columns[dataset]
        return known is None or known.issuperset(names)

    def rows(self, rows: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """The rows in the columns he may know of, without those of units he may not see; None where nothing is left,
        or where which rows there are would tell him of a column that he may not know of."""
        if rows is None or not self.may_read(rows["narrows"]):
            return None
        places = [i for i, column in enumerate(rows["columns"]) if self.may_read(column["reads"])]
        codes = {cell["unit"] for row in rows["rows"] for cell in row if isinstance(cell, dict) and "unit" in cell}
        seen = self.door.units_by_code(codes) if codes else {}
        kept = [row for row in rows["rows"] if all(self._sees(cell, seen) for cell in row)]
        if not places or not kept:
            return None
        # with some rows left out, how many more there are would tell of the others
        more = rows["more"] if len(kept) == len(rows["rows"]) and not codes else 0
        return {
            "title": rows["title"],
            "columns": [_column(rows["columns"][i]) for i in places],
            "rows": [[row[i] for i in places] for row in kept],
            "more": more,
        }

    @staticmethod
    def _sees(cell: Any, seen: Mapping[str, Any]) -> bool:
        return not isinstance(cell, dict) or "unit" not in cell or cell["unit"] in seen


def visible_report(door: Door, unit_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """A report's body without what tells an indicator, a unit or a column that the reader may not see there."""
    eyes = Eyes(door, unit_id)
    sections = [{**s, "lines": [_line(one) for one in s["lines"] if eyes.see(one)]} for s in body["sections"]]
    causes = visible_causes(door, unit_id, body, eyes)
    return {
        **body,
        "sections": [section for section in sections if section["lines"]],
        "causes": causes,
        "top_cause": causes[0]["name"] if causes else None,
        # "none found" is said only where none was found, not where none may be seen
        "summary": dict(summary_of(causes)) if causes or not body["causes"] else None,
    }


def visible_causes(door: Door, unit_id: int, body: Mapping[str, Any], eyes: Eyes | None = None) -> list[dict[str, Any]]:
    """The causes that the reader may see, strongest first."""
    eyes = eyes or Eyes(door, unit_id)
    return [
        {key: value for key, value in cause.items() if key != "needs"} | {"rows": eyes.rows(cause.get("rows"))}
        for cause in body["causes"]
        if eyes.see(cause)
    ]


def _column(column: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in column.items() if key != "reads"}


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    """A line without what it asks of its readers: names of indicators may be more than they know."""
    return {key: value for key, value in line.items() if key not in ("needs", "permission")}

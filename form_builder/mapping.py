"""From a submission to rows of datasets: the form's ``maps``, worked out. Money comes as ``engine.facts.Minor``.

Rows are what ``engine.facts.stage`` takes as mapped values: column → value. A map whose ``when`` does not surely hold
gives no row; one with ``each`` gives a row per entry of that repeat.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.expressions import Scalar, Tree, evaluate
from engine.facts.values import Minor
from form_builder.fields.contract import Field
from form_builder.shape.reading import CompiledForm, CompiledMap


@dataclass(frozen=True)
class Sent:
    """What maps may know of a submission beside its values. ``outcome``: pass | fail | None (not judged)."""

    unit: str
    day: date
    submission: str
    submitted_at: datetime
    outcome: str | None = None
    score: float | None = None


def rows_of(form: CompiledForm, sent: Sent, values: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(dataset, row) of every map. ``values`` are clean ones (``answers``), of this very version of the form."""
    known = names_of(form, sent, values)
    for one in form.maps:
        if one.model.each is None:
            if _holds(one, known):
                yield one.model.dataset, _row(one.columns, known)
            continue
        for entry in values.get(one.model.each) or ():
            inside = {**known, **_scalars(form.inner[one.model.each], entry)}
            if _holds(one, inside):
                yield one.model.dataset, _row(one.columns, inside)


def missing_rows(form: CompiledForm, unit: str, day: date, duty: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(dataset, row) of every ``on_missing``: the unit owed the form on that day and did not send it."""
    known: dict[str, Scalar] = {"unit": unit, "day": day, "duty": duty}
    for one in form.maps:
        if one.on_missing is not None:
            yield one.model.dataset, _row(one.on_missing, known)


def names_of(form: CompiledForm, sent: Sent, values: Mapping[str, Any]) -> dict[str, Scalar]:
    """Everything that a map's formula may call, with its value."""
    known: dict[str, Scalar] = {
        "unit": sent.unit,
        "day": sent.day,
        "submission": sent.submission,
        "outcome": sent.outcome,
        "score": sent.score,
    }
    known["submitted_at"] = sent.submitted_at
    return known | _scalars(form.order, values)


def _scalars(fields: tuple[Field, ...], values: Mapping[str, Any]) -> dict[str, Scalar]:
    """Hidden fields carry no value, so what was not shown is unknown here too, except counts of what is not there."""
    return {name: found for one in fields for name, found in one.type.scalars(one, values.get(one.name)).items()}


def _holds(one: CompiledMap, known: Mapping[str, Any]) -> bool:
    return one.when is None or evaluate(one.when, known) is True


def _row(columns: Mapping[str, Tree], known: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column, tree in columns.items():
        value = evaluate(tree, known)
        row[column] = Minor(int(value)) if tree.type == "money" and isinstance(value, int | float) else value
    return row

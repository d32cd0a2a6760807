"""A drafted source, made ready to be tried on the change set it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from admin_ui.call import Call
from connectors.kinds.source.checks import connection_issues
from connectors.kinds.source.model import SourceModel
from connectors.run import run_for
from connectors.sampling import Listening, Sample, lenient, sample, shortened
from connectors.suggesting import suggest_map
from connectors.window import Span, last_whole_day
from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.changes.candidate import Candidate
from engine.definitions.model import build
from engine.definitions.release import preview
from engine.definitions.secret_words import secret_issues
from engine.facts.accept import Acceptor, OpenUnit
from engine.org.paths import ALWAYS_FROM, ALWAYS_TO
from engine.org.sync import rows_of
from engine.sheets.cells import day_in

SAMPLED_DAYS = 7


def model_of(value: Mapping[str, Any], name: str) -> SourceModel:
    """The source as it stands in an editor: what is not there yet is left open. Raises IssueError (N879) where it
    cannot be called as it is."""
    issues = list(secret_issues(dict(value)))
    raw = [dict(into) for into in value.get("into") or [] if isinstance(into, dict)]
    into = [
        {
            **{key: one[key] for key in ("records", "where") if isinstance(one.get(key), str) and one[key]},
            "dataset": str(one.get("dataset") or ""),
            "map": {str(c): f for c, f in (one.get("map") or {}).items() if isinstance(f, str) and f.strip()},
            "optional": [str(word) for word in one.get("optional") or []],
        }
        for one in raw
    ] or [{"dataset": "", "map": {}}]
    title = both(name, name)
    parts = {
        key: value[key] for key in ("connector", "connection", "request", "window", "source_time") if value.get(key)
    }
    try:
        model = build(SourceModel, {"name": name, "title": title, **parts, "into": into})
    except (TypeError, ValueError, AttributeError):
        words = both("先选择连接器并填写连接", "choose a connector and fill in the connection first")
        raise IssueError([Issue("N879", words, "$.connector")]) from None
    issues += connection_issues(model)
    if errors := [issue for issue in issues if issue.level == "error"]:
        raise IssueError(errors)
    return model


def needs_publisher(value: Mapping[str, Any], candidate: Candidate) -> bool:
    """Whether a try would send a secret somewhere that nobody has published: that is for those who may publish."""
    if not _names_secret(value.get("connection")) and not _names_secret(value.get("request")):
        return False
    serving = (definition.model for definition in candidate.live.catalog.all("source"))
    places = [_plain(model.connection) for model in serving]
    return _plain(value.get("connection")) not in places or _names_secret(value.get("request"))


def try_source(call: Call, candidate: Candidate, model: SourceModel, rows: int) -> dict[str, Any]:
    """The sample with suggestions, as the API answers it."""
    release = preview(candidate.catalog)
    app = release.app if release.all("app") else candidate.live.app
    now = clock.now()
    span = None
    if model.window is not None:
        newest = last_whole_day(now, app.time_zone, app.day_cutoff_hours)
        days = min(model.window.max_days or SAMPLED_DAYS, SAMPLED_DAYS)
        span = Span(newest.fromordinal(newest.toordinal() - days + 1), newest)
    listening = Listening()
    run = run_for(call.database, release, model, span, call.settings, now, listening)
    mappers = [lenient(into, model.name) for into in model.into]
    units = _units(candidate)
    acceptors = {}
    for entry in model.into:
        acceptor = _acceptor(candidate, entry.dataset, units, app.money_digits, call)
        if acceptor is not None:
            acceptors[entry.dataset] = acceptor
    found = sample(run, listening, [mapper for mapper, _ in mappers], acceptors, rows)
    cards = []
    for i, into in enumerate(found.into):
        dataset = candidate.catalog.get("dataset", into.dataset)
        seen: dict[str, list[Any]] = {name: [row.fields.get(name) for row in into.rows] for name in into.fields}
        columns = dataset.model.columns if dataset else ()
        zone, cutoff = app.time_zone, app.day_cutoff_hours
        cards.append(
            {
                "dataset": into.dataset,
                "records": into.records,
                "fields": [{"name": name, "example": _example(values)} for name, values in seen.items()],
                "rows": [
                    {**vars(row), "raw": shortened(row.raw), "issues": [issue.as_json() for issue in row.issues]}
                    for row in into.rows
                ],
                "issues": [issue.as_json() for issue in (*mappers[i][1], *into.issues)],
                "suggestions": [
                    vars(one) for one in suggest_map(columns, seen, zone=zone, cutoff_hours=cutoff, units=units)
                ],
            }
        )
    return _card(found, cards, span)


def _card(found: Sample, cards: list[dict[str, Any]], span: Span | None) -> dict[str, Any]:
    return {
        "ok": not found.fault,
        "fault": [issue.as_json() for issue in found.fault],
        "notes": [issue.as_json() for issue in found.notes],
        "places": list(dict.fromkeys(found.places))[:20],
        "source_time": found.source_time,
        "first_day": span.first if span else None,
        "last_day": span.last if span else None,
        "into": cards,
    }


def _units(candidate: Candidate) -> dict[str, OpenUnit]:
    """The units that rows may name, as the change set has them (their numbers mean nothing)."""
    found = {}
    for org in candidate.catalog.all("org"):
        for i, row in enumerate(rows_of(candidate.data.get(org.model.units, ""))):
            opened, closed = day_in(row.get("opened", "")), day_in(row.get("closed", ""))
            first = _ordinal(opened) if opened else ALWAYS_FROM
            found[row.get("code", "")] = OpenUnit(i, first, _ordinal(closed) if closed else ALWAYS_TO)
    return found


def _ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def _acceptor(
    candidate: Candidate, dataset: str, units: dict[str, OpenUnit], digits: int, call: Call
) -> Acceptor | None:
    """The judge of a drafted dataset; None where the draft does not compile yet."""
    try:
        compiled = candidate.catalog.compiled("dataset", dataset)
    except (KeyError, IssueError):
        return None
    return Acceptor(compiled, units, money_digits=digits, today=call.today)


def _example(values: list[Any]) -> str:
    first = next((value for value in values if value not in (None, "")), "")
    return str(first)[:200]


def _names_secret(value: Any) -> bool:
    if isinstance(value, Mapping):
        return set(value) == {"secret"} or any(_names_secret(part) for part in value.values())
    return isinstance(value, list | tuple) and any(_names_secret(part) for part in value)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value

"""What a message says: read at send time, with the rights its reader has then.

``message_context`` is the plain data a rule's templates may use; ``draft`` adds the templates for the sender.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from engine.access import Actor, Door, actor_of
from engine.base import clock
from engine.base.settings import current
from engine.base.text import Text, pick
from engine.definitions.release import Release
from engine.facts.feeds import feeds_of
from engine.storage.tables import incident, load, report, user_account
from rule_builder.card_facts import actions_of, facts_of
from rule_builder.channels.contract import Draft, Recipient
from rule_builder.history import base_name
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.life.wanted import CHASING, extras, still_wanted
from rule_builder.message_words import NAMES, body_of, plain_share, title_of
from rule_builder.named import incidents_named, lead_of
from rule_builder.printing import instant
from rule_builder.report_causes import summary_of
from rule_builder.visible import visible_causes

#: Incidents a digest names; the rest is counted.
NAMED = 100
#: Days shown when it goes on or is over.
_RECENT = 3
#: What an incident must still be for a message to make sense.
_STILL = {
    "fired": ("firing", "resolved"),
    "repeat": ("firing",),
    "resolved": ("resolved",),
    "retracted": ("retracted",),
    **dict.fromkeys(CHASING, ("firing",)),
}


@dataclass(frozen=True)
class Cancelled:
    """The message is not to be sent any more."""

    reason: str


def draft(
    connection: sa.Connection,
    release: Release,
    row: Mapping[str, Any],
    recipient: Recipient,
    *,
    public_url: str | None = None,
    today: date | None = None,
) -> Draft | None:
    """Templates and values for one outbox row, as ``rule_builder.outbox`` takes it; None: not to be sent any more.

    Its link begins with ``public_url``, else with the address in this process's settings. ``today`` decides what the
    reader may see; it is spoken in the recipient's language.
    """
    today = today or clock.today(release.app.time_zone)
    actor = actor_of(connection, release, row["user_id"], today)
    if actor is None:
        return None
    actor = replace(actor, language=recipient.language)
    values = message_context(connection, release, row, actor, today=today, public_url=public_url)
    if isinstance(values, Cancelled):
        return None
    rules: dict[str, RuleModel] = {rule.name: rule for rule in release.all("rule")}
    language = recipient.language
    title = title_of(values, language)
    body = body_of(rules[base_name(row["subject"]["rule"])], values)
    text, names = pick(body, language), tuple(NAMES)
    if lead := lead_of(connection, release, row, language):
        values, text, names = values | {"lead": lead}, "{{ lead }}\n" + text, (*names, "lead")
    listed = "incidents" if len(values["incidents"]) > 1 else None
    severity = None if values["purpose"] in ("resolved", "retracted") else values["severity"]
    actions = actions_of(values, "answer_incidents" in actor.permissions)
    return Draft(title, text, values, values["link"], names, listed, facts_of(values), severity, actions)


def message_context(
    connection: sa.Connection,
    release: Release,
    row: Mapping[str, Any],
    actor: Actor,
    *,
    today: date | None = None,
    public_url: str | None = None,
) -> dict[str, Any] | Cancelled:
    """Plain data about the incidents of an outbox row that ``actor`` may see, in his language.

    Money in ``days`` is in minor units, attainments are fractions cut at 3 digits, days are dates. What
    ``compared`` and ``tested`` hold is up to the condition (see ``vocabulary``). Incidents he may not see (any more),
    and those that have been withdrawn since, are left out; Cancelled where none is left.
    """
    rule = {one.name: one for one in release.all("rule")}.get(base_name(row["subject"]["rule"]))
    if rule is None:
        return Cancelled("the rule is gone")
    door = Door(connection, release, actor, today or clock.today(release.app.time_zone))
    purpose = row["subject"].get("purpose", row["purpose"])
    found = _incidents(connection, row["subject"]["incidents"])
    units = door.units([one.unit_id for one in found])
    seen = [one for one in found if one.unit_id in units and door.shows(one.indicator, one.unit_id)]
    if not seen:
        return Cancelled("the reader may no longer see the unit or the indicator")
    valid = [one for one in seen if one.state in _STILL[purpose]]
    if purpose in CHASING:
        valid = still_wanted(connection, release, purpose, valid, row)
    if not valid:
        return Cancelled(f"no longer {purpose}: {seen[0].state}")
    lang = actor.language
    first = valid[0]
    digest = row["purpose"] == "digest"
    base = (public_url or current().public_url).rstrip("/")
    indicator = release.get("indicator", rule.indicator)
    people = _names(connection, [*row["subject"]["to"], *row["subject"]["cc"]], lang)
    between = "、" if lang == "zh" else ", "
    named = incidents_named(connection, door, valid, purpose)
    units = door.units([one.unit_id for one in (*valid, *named)])
    reports = _reports(connection, door, named[:NAMED])
    nothing = _Told(None, None)
    listed = [
        {
            "unit": pick(units[one.unit_id].title, lang),
            "unit_code": units[one.unit_id].code,
            "count": one.facts.get("count", 0),
            "attainment": _last_share(one.facts),
            "cause": pick(reports.get(one.id, nothing).cause, lang),
            "summary": pick(reports.get(one.id, nothing).summary, lang),
            "late": one.late,
        }
        for one in named[:NAMED]
    ]
    return {
        "rule": pick(rule.title, lang),
        "condition": pick(first.facts.get("condition"), lang),
        "watch": first.rule.partition(":")[2] or "breach",
        "severity": first.severity,
        "unit": pick(units[first.unit_id].title, lang),
        "unit_code": units[first.unit_id].code,
        "indicator": pick(indicator.title, lang),
        "days": _days(first.facts, purpose),
        "count": first.facts.get("count", 0),
        "data_time": _data_time(connection, release, rule.indicator),
        "cause": listed[0]["cause"],
        "summary": listed[0]["summary"],
        "link": f"{base}/incidents" if digest else f"{base}/incident/{first.public_id}",
        "copy": row["copy"],
        "to_names": between.join(people[key] for key in row["subject"]["to"] if key in people),
        "cc_names": between.join(people[key] for key in row["subject"]["cc"] if key in people),
        "incidents": listed,
        "more": len(named) - len(listed),
        "total": len(named),
        "digest": digest,
        "late": first.late,
        "ended": first.state == "resolved",
        "purpose": purpose,
        "language": lang,
        **extras(connection, release, row["subject"], first, purpose),
    }


def _incidents(connection: sa.Connection, ids: Sequence[int]) -> list[Any]:
    found: list[Any] = []
    for start in range(0, len(ids), 1000):
        chosen = incident.c.id.in_(ids[start : start + 1000])
        found += connection.execute(sa.select(incident).where(chosen).order_by(incident.c.id)).all()
    return found


def _days(facts: Mapping[str, Any], purpose: str) -> list[dict[str, Any]]:
    """The days that fired it, or the latest ones."""
    days = [one for one in facts.get("days", ()) if one["known"]]
    counted = [one for one in days if one.get("counted")]
    shown = counted[: facts.get("needed", len(counted))] if purpose == "fired" else days[-_RECENT:]
    return [
        {
            "day": date.fromisoformat(one["day"]),
            "actual": one["actual"],
            "target": one["target"],
            "attainment": plain_share(one["attainment"]),
            "compared": one.get("compared"),
            "tested": one.get("tested"),
        }
        for one in shown
    ]


def _last_share(facts: Mapping[str, Any]) -> float | None:
    known = [one for one in facts.get("days", ()) if one["known"]]
    return plain_share(known[-1]["attainment"]) if known else None


@dataclass(frozen=True)
class _Told:
    """The first cause of an incident that the reader may see, and the one line about it (or that none was found)."""

    cause: Text | None
    summary: Text | None


def _reports(connection: sa.Connection, door: Door, found: Sequence[Any]) -> dict[int, _Told]:
    """What each incident's newest report says first to this reader, by incident."""
    told: dict[int, _Told] = {}
    units = {one.id: one.unit_id for one in found}
    chosen = report.c.incident_id.in_(list(units))
    rows = connection.execute(sa.select(report.c.incident_id, report.c.body).where(chosen).order_by(report.c.id))
    for row in {row.incident_id: row for row in rows}.values():
        causes = visible_causes(door, units[row.incident_id], row.body)
        summary = summary_of(causes) if causes or not row.body["causes"] else None
        told[row.incident_id] = _Told(causes[0]["title"] if causes else None, summary)
    return told


def _names(connection: sa.Connection, ids: Sequence[int], lang: str) -> dict[int, str]:
    u = user_account.c
    rows = connection.execute(sa.select(u.id, u.title).where(u.id.in_(sorted(set(ids)))))
    return {row.id: pick(row.title, lang) for row in rows}


def _data_time(connection: sa.Connection, release: Release, indicator: str) -> str:
    """What time the indicator's newest data is as of: the source's own word for it, else when it was loaded."""
    datasets = {one.dataset for one in release.compiled("indicator", indicator).measures}
    feeds = [name for dataset, names in feeds_of(release).items() if dataset in datasets for name in names]
    newest = (
        sa.select(load.c.source_time, load.c.ended_at)
        .where(load.c.state == "published", load.c.source.in_(feeds))
        .order_by(load.c.ended_at.desc())
        .limit(1)
    )
    row = connection.execute(newest).one_or_none()
    return instant(row and (row.source_time or row.ended_at), release.app.time_zone)

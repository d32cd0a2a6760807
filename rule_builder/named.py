"""Which units a message names, and for whom somebody stands in who gets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from engine.access import Door
from engine.base.text import both, pick
from engine.definitions.release import Release
from engine.storage.tables import incident, user_account
from rule_builder.history import ROLLUP

#: States of a unit in which a message about the incident above it names it, by the message's purpose.
_NAMED = {"fired": ("firing", "resolved"), "resolved": ("resolved",), "retracted": ("retracted",)}
#: Why a person could not be reached → words, after the title of the channel.
_WHY = {
    "invalid": both("账号无效", "no such account"),
    "unlicensed": both("账号未授权", "account without a licence"),
    "no_address": both("没有地址", "no address"),
    "inactive": both("已停用", "no longer active"),
}


def incidents_named(connection: sa.Connection, door: Door, told: Sequence[Any], purpose: str) -> list[Any]:
    """Incidents (rows) whose units a message names: those it is about, or, for one of a parent, those of its units that
    the reader may see, the worst first."""
    parents = [one.id for one in told if one.rule.endswith(ROLLUP)]
    if not parents:
        return list(told)
    i = incident.c
    mine = sa.and_(i.parent_id.in_(parents), i.state.in_(_NAMED.get(purpose, ("firing",))))
    below = connection.execute(sa.select(incident).where(mine).order_by(i.id)).all()
    units = door.units([one.unit_id for one in below])
    seen: dict[int, list[Any]] = {}
    for one in below:
        if one.unit_id in units and door.shows(one.indicator, one.unit_id):
            seen.setdefault(one.parent_id, []).append(one)
    found: list[Any] = []
    for one in told:
        found += sorted(
            seen.get(one.id, [one]),
            key=lambda row: (_share(row), units[row.unit_id].code if row.unit_id in units else ""),
        )
    return found


def _share(row: Any) -> float:
    known = [day for day in row.facts.get("days", ()) if day["known"] and day["attainment"] is not None]
    return float(known[-1]["attainment"]) if known else 9e9


def lead_of(connection: sa.Connection, release: Release, row: Mapping[str, Any], language: str) -> str | None:
    """The line above a message (an outbox row) that somebody gets in another's place; None for any other."""
    instead = row["subject"].get("instead")
    if instead is None:
        return None
    title = connection.scalar(sa.select(user_account.c.title).where(user_account.c.id == instead["user"]))
    reason = pick(_WHY.get(instead["why"]), language)
    if instead["why"] != "inactive":
        channel = release.find("channel", row["channel"])
        by = pick(channel.title, language) if channel is not None else row["channel"]
        reason = f"{by}{reason}" if language == "zh" else f"{by}: {reason}"
    return f"代 {pick(title, language)}（{reason}）" if language == "zh" else f"For {pick(title, language)} ({reason})"

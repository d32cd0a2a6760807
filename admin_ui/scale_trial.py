"""A scale tried on today's attainments: how many lights of a level would be red, yellow, green, grey."""

from __future__ import annotations

from collections import Counter
from typing import Any

from admin_ui.call import Call
from admin_ui.cards import Card, indicator_card, unit_card
from admin_ui.change_cards import issue_card
from admin_ui.shapes import LIGHTS
from admin_ui.trials import level_number, levels_of, trial_day
from engine.access import Door
from engine.base.issue import IssueError, has_errors
from engine.changes import Candidate, trying
from engine.changes.candidate import laid_over
from engine.measure import Period, Value, period_of, values
from engine.measure.figure import relit

MOST_FLIPS = 60
MOST_MARKS = 500


def try_scale(call: Call, candidate: Candidate, name: str, wish: dict[str, Any]) -> Card:
    """A ``TriedScale``: attainments do not depend on it, so nothing is built."""
    door, live = call.door, call.release
    using = [one.name for one in live.all("indicator") if one.scale == name and door.shows(one.name)]
    names = using or [one for one in live.app.home_indicators if door.shows(one)]
    day, level = trial_day(call, wish["day"], names), level_number(live, wish["level"])
    levels = levels_of(live)
    answer: Card = {
        **{"issues": [], "day": day, "period": wish["period"], "level": levels[level]["name"], "levels": levels},
        **{"used": False, "units": 0, "indicators": [], "flips": [], "attainments": []},
    }
    drafted = candidate.catalog.get("scale", name)
    mine = [issue for issue in candidate.checked.issues if issue.file == candidate.path_of("scale", name)]
    if drafted is None or has_errors(mine):
        return answer | {"issues": [issue_card(issue) for issue in mine]}
    units = door.units(door.units_of_level(level))
    ids = sorted(unit.id for unit in units.values() if unit.open_on(day))
    period = period_of(door, wish["period"], day)
    found = values(door, ids, period, names)
    drafts = _under(call, candidate, name, ids, period, names) if using else {}
    cards: list[Card] = []
    flips: list[Card] = []
    marks: list[float] = []
    for one in names:
        before: Counter[str] = Counter()
        after: Counter[str] = Counter()
        changed = 0
        for unit_id in ids:
            value = found.get((unit_id, one))
            if value is None:
                continue
            light = drafts[unit_id, one].light if (unit_id, one) in drafts else relit(value, drafted.model)[0]
            before[value.light] += 1
            after[light] += 1
            if value.judged and value.attainment is not None:
                marks.append(round(value.attainment, 4))
            if light != value.light and value.attainment is not None:
                changed += 1
                card = {"indicator": one, "attainment": value.attainment, "before": value.light, "after": light}
                flips.append({"unit": unit_card(door, units[unit_id]), **card})
        counts = {"before": _counts(before), "after": _counts(after), "changed": changed}
        cards.append({**indicator_card(live.get("indicator", one)), **counts})
    step = max(1, -(-len(marks) // MOST_MARKS))
    return answer | {
        "used": bool(using),
        "units": len(ids),
        "indicators": cards,
        "flips": sorted(flips, key=lambda card: float(card["attainment"]))[:MOST_FLIPS],
        "attainments": sorted(marks)[::step],
    }


def _under(
    call: Call, candidate: Candidate, name: str, ids: list[int], period: Period, names: list[str]
) -> dict[tuple[int, str], Value]:
    """The figures with this scale alone laid over what serves: units below colour those above by its rule too."""
    key = ("scale", name)
    mine = {key: candidate.drafts[key]} if key in candidate.drafts else {}
    alone = laid_over(candidate.live, candidate.change, mine, {})
    try:
        with trying(call.database, call.connection, alone) as (connection, release):
            return values(Door(connection, release, call.actor, call.today), ids, period, names)
    except IssueError:  # it does not stand by itself: the lights of its bands will have to do
        return {}


def _counts(found: Counter[str]) -> dict[str, int]:
    return {light: found[light] for light in LIGHTS}

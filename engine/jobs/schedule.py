"""When a schedule is due, and the one row per due time that makes it run exactly once.

A schedule is a five-field cron line in an IANA time zone. Times of day follow the wall clock: a time that the spring
change skips comes once, right after the gap; one that the autumn change repeats comes the first time only. A line
that names every hour (``*/15 * * * *``) is an interval and follows real time instead, so that it has no hole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim, CronSimError

from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import Text, both

FLOOR = 5  # minutes between two slots, at least


@dataclass(frozen=True)
class Schedule:
    """What runs when. ``steps`` are ``{"pull": [sources]}``, ``{"evaluate": "all" | [rules]}`` …, in order."""

    name: str
    cron: str
    zone: str
    steps: tuple[Mapping[str, Any], ...] = field(default=())


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def check(cron: object, zone: object) -> list[Issue]:
    """Complaints about a cron line (path ``$.cron``) and a time zone (``$.time_zone``): N921, N922, N923."""
    issues = []
    if not isinstance(zone, str) or zone not in _zones():
        known = did_you_mean(zone, _zones()) if isinstance(zone, str) else None
        issues.append(Issue("N922", both("未知时区", "unknown time zone"), "$.time_zone", hint=known or _ZONE))
    try:
        minutes = _minutes(_parsed(cron, datetime(2026, 1, 1, tzinfo=UTC)))
    except CronSimError as error:
        reason = str(error)
        message = both(f"cron 表达式不对：{reason}", f"not a cron line: {reason}")
        return [*issues, Issue("N921", message, "$.cron", hint=_CRON)]
    gaps = [later - earlier for earlier, later in pairwise([*minutes, minutes[0] + 24 * 60])]
    if min(gaps) < FLOOR:
        message = both(f"两次运行相隔不足 {FLOOR} 分钟", f"runs are less than {FLOOR} minutes apart")
        issues.append(Issue("N923", message, "$.cron", hint=both("例如 */5 * * * *", "for example */5 * * * *")))
    return issues


_ZONE = both("写 IANA 名称，例如 Asia/Shanghai", "write an IANA name such as Asia/Shanghai")
_CRON: Text = both(
    "五个字段：分 时 日 月 周，例如 0 8 * * *", "five fields: minute hour day month weekday, e.g. 0 8 * * *"
)


def slots_between(cron: str, zone: str, after: datetime, until: datetime) -> Iterator[datetime]:
    """The due times later than ``after`` and not later than ``until``, in UTC, in order.

    Raises IssueError for a line or zone that ``check`` refuses.
    """
    if issues := check(cron, zone):
        raise IssueError(issues)
    last = after.astimezone(UTC)
    for slot in _slots(cron, ZoneInfo(zone), last):
        if slot > until:
            return
        if slot > last:
            yield slot
            last = slot


def _slots(cron: str, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    fields = cron.split()
    local = after.astimezone(zone)
    start = local.replace(tzinfo=None) - timedelta(days=1, hours=1)  # earlier than any change of the clock reaches
    line = _parsed(cron, start)
    if len(line.hours) == 24:
        fields[1] = "*"  # CronSim follows real time for these
        for found in CronSim(" ".join(fields), (after - timedelta(minutes=1)).astimezone(zone)):
            yield found.astimezone(UTC)
        return
    for found in line:
        yield _instant(found, zone)


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which a wall clock first shows a time, or right after the gap that skips it."""
    while True:
        instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == wall:
            return instant
        wall += timedelta(minutes=1)


def _parsed(cron: object, start: datetime) -> CronSim:
    if not isinstance(cron, str) or len(cron) > 100 or not cron.isascii() or len(cron.split()) != 5:
        raise CronSimError("five fields are needed")
    try:
        line = CronSim(cron, start)
        next(CronSim(cron, start))
    except CronSimError:
        raise
    except (ValueError, TypeError, AssertionError, OverflowError, RecursionError):
        raise CronSimError("it cannot be read")
    except StopIteration:
        raise CronSimError("it never comes")
    return line


def _minutes(line: CronSim) -> list[int]:
    return sorted(hour * 60 + minute for hour in line.hours for minute in line.minutes)

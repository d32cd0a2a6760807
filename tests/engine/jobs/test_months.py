"""Twenty-four months in three time zones, with outages and killed runs: every due time ran once or is shown as skipped.

When a schedule is due is worked out here from the wall clock of its zone alone, day by day.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from engine.base import clock
from engine.jobs import ledger
from engine.jobs.runner import Runner
from engine.jobs.schedule import Schedule
from engine.jobs.work import Step
from engine.storage.database import open_database, reading
from engine.storage.tables import metadata, schedule_slot

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
#: Shanghai knows no summer time; in Berlin 02:30 is skipped in spring, in Los Angeles 01:30 comes twice in autumn.
SCHEDULES = (
    Schedule("shanghai", "0 8 * * *", "Asia/Shanghai", ({"work": "all"},)),
    Schedule("berlin", "30 2 * * *", "Europe/Berlin", ({"work": "all"},)),
    Schedule("angeles", "30 1 * * *", "America/Los_Angeles", ({"work": "all"},)),
)
AT = {"shanghai": time(8), "berlin": time(2, 30), "angeles": time(1, 30)}
#: Days on which the clock of the wall does not show that time, by hand: the run comes when the gap is over.
GAPS = {
    ("berlin", date(2025, 3, 30)): datetime(2025, 3, 30, 1, 0, tzinfo=UTC),
    ("berlin", date(2026, 3, 29)): datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
}


def due_times(schedule: Schedule) -> Iterator[datetime]:
    """Once a day by the wall clock; the first of two equal times."""
    zone = ZoneInfo(schedule.zone)
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(number)
        gap = GAPS.get((schedule.name, day))
        yield gap or datetime.combine(day, AT[schedule.name], zone).replace(fold=0).astimezone(UTC)


class Killed(BaseException):
    """The process is gone in the middle of a run."""


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_every_due_time_of_two_years(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'months.sqlite'}")
    metadata.create_all(database)
    monkeypatch.setattr(ledger, "GRACE", 0.0)  # of the monotonic clock, which does not jump with ours
    dice = random.Random(20261125)
    due = {schedule.name: list(due_times(schedule)) for schedule in SCHEDULES}
    ends: Counter[tuple[str, datetime]] = Counter()
    kills = 0

    def work(step: Step) -> None:
        nonlocal kills
        if dice.random() < 0.02:
            kills += 1
            raise Killed
        ends[step.schedule, step.due_at] += 1

    rivals = [Runner(database, {"work": work}, lambda: SCHEDULES) for _ in range(2)]
    looks = _looks(due, dice)
    for at in looks:
        with clock.frozen(at):
            for runner in rivals:
                try:
                    runner.run_once()
                except Killed:
                    continue  # the other one goes on

    with reading(database) as connection:
        rows = connection.execute(sa.select(schedule_slot)).all()
    found = {(row.schedule, row.due_at): row for row in rows}
    wanted = {(name, slot) for name, slots in due.items() for slot in slots}
    assert set(found) == wanted
    assert Counter(row.state for row in rows).keys() == {"done", "skipped"}
    assert ends == Counter({key: 1 for key, row in found.items() if row.state == "done"})
    for name, slots in due.items():
        for slot, after in zip(slots, [*slots[1:], None], strict=True):
            seen = next(at for at in looks if at >= slot)  # the first look that could know of it
            overtaken = after is not None and after <= seen  # the newer one runs, and covers it
            assert (found[name, slot].state == "skipped") == (overtaken or seen - slot >= timedelta(hours=24)), slot
    skipped = [row for row in rows if row.state == "skipped"]
    assert all(row.detail["why"] for row in skipped)
    late = [row for row in rows if row.state == "done" and row.detail.get("late_seconds")]
    assert len(skipped) > 30
    assert len(late) > 30
    assert kills > 10
    database.dispose()


def _looks(due: dict[str, list[datetime]], dice: random.Random) -> list[datetime]:
    """When somebody looks: shortly after each due time and in between, except in outages; those begin before a
    twentieth of the due times and last from an hour to three days."""
    slots = sorted(slot for some in due.values() for slot in some)
    looks = [slots[0] - timedelta(minutes=1)]
    looks += [slot + timedelta(seconds=s) for slot in slots for s in (dice.randrange(15), 400, 9000)]
    outages = [
        (slot - timedelta(minutes=dice.randrange(1, 30)), timedelta(minutes=dice.randrange(60, 3 * 24 * 60)))
        for slot in slots[3:]
        if dice.random() < 0.05
    ]
    quiet = [(begin, begin + long) for begin, long in outages]
    up = sorted(at for at in looks if not any(begin <= at < end for begin, end in quiet))
    return [*up, slots[-1] + timedelta(hours=4)]  # before the next day's

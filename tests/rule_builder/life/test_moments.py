"""When somebody is reminded and when the next step comes: tables worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from rule_builder.kinds.rule.model import Escalation, Respond
from rule_builder.life.moments import Moment, Standing, deadline, due, moments, overdue_at, upcoming

FIRED = datetime(2026, 11, 23, 0, 6, tzinfo=UTC)
#: A day's time, a reminder every eight hours, the director after 24, head office after 72.
RULE = Respond(
    within_hours=24,
    remind_hours=8,
    escalate=(Escalation(after_hours=24, role="a"), Escalation(after_hours=72, role="b")),
)


def at(hours: float) -> datetime:
    return FIRED + timedelta(hours=hours)


def standing(**more: object) -> Standing:
    return Standing(**{"since": FIRED, "open": True, "done": False, **more})  # type: ignore[arg-type]


def told(found: list[Moment]) -> list[tuple[float, str, int | None]]:
    return [((one.at - FIRED) / timedelta(hours=1), one.what, one.step) for one in found]


def test_reminders_until_the_deadline_and_steps_after_it() -> None:
    assert told(moments(RULE, standing())) == [
        (8, "remind", None), (16, "remind", None), (24, "escalate", 0), (24, "remind", None), (72, "escalate", 1),
    ]  # fmt: skip
    assert told(moments(RULE, standing(taken=1)))[-1] == (72, "escalate", 1)
    assert deadline(RULE, FIRED) == at(24)
    assert deadline(None, FIRED) is None


@pytest.mark.parametrize("settled", [{"open": False}, {"done": True}])
def test_nothing_is_due_once_it_is_over_or_answered(settled: dict[str, bool]) -> None:
    assert moments(RULE, standing(**settled)) == []
    assert due(RULE, standing(**settled), at(0), at(100)) == []
    assert upcoming(RULE, standing(**settled), at(1)) is None
    assert moments(None, standing()) == []


@pytest.mark.parametrize(
    ("taken", "looked", "now", "wanted"),
    [
        (0, 8, 7.99, []),
        (0, 8, 8, [("remind", None)]),
        (0, 8, 17, [("remind", None)]),  # two were missed: one reminder
        (0, 16, 15, []),
        (0, 24, 24, [("remind", None), ("escalate", 0)]),
        (1, 72, 71, []),
        (1, 72, 72, [("escalate", 1)]),
        (0, 8, 80, [("remind", None), ("escalate", 0), ("escalate", 1)]),  # nobody went round for three days
        (2, 72, 1000, []),
    ],
)
def test_what_is_due(taken: int, looked: float, now: float, wanted: list[tuple[str, int | None]]) -> None:
    found = due(RULE, standing(taken=taken), at(looked), at(now))
    assert [(one.what, one.step) for one in found] == wanted


@pytest.mark.parametrize(
    ("taken", "now", "wanted"),
    [(0, 0, (8, "remind")), (0, 8, (16, "remind")), (0, 16, (24, "escalate")), (1, 24, (72, "escalate")),
     (0, 30, (24, "escalate")), (2, 72, None)],
)  # fmt: skip
def test_what_comes_next(taken: int, now: float, wanted: tuple[float, str] | None) -> None:
    found = upcoming(RULE, standing(taken=taken), at(now))
    assert (found and ((found.at - FIRED) / timedelta(hours=1), found.what)) == wanted


def test_an_action_is_chased_the_morning_after_its_day_and_then_daily_in_the_apps_zone() -> None:
    zone = "Asia/Shanghai"  # 09:00 there is 01:00 UTC
    assert overdue_at(date(2026, 11, 25), None, zone) == datetime(2026, 11, 26, 1, tzinfo=UTC)
    again = datetime(2026, 11, 26, 16, 30, tzinfo=UTC)  # 00:30 on the 27th in Shanghai
    assert overdue_at(date(2026, 11, 25), again, zone) == datetime(2026, 11, 28, 1, tzinfo=UTC)
    # it comes before the next step where it is earlier, and alone where the rule asks for nothing
    soon = [at(30)]
    assert upcoming(RULE, standing(done=True), at(25), soon) == Moment(at(30), "action_overdue")
    assert upcoming(None, standing(), at(25), soon) == Moment(at(30), "action_overdue")
    assert upcoming(None, standing(open=False), at(25), soon) is None

"""What a rule would say: its messages as they would leave, from an evaluation that is never kept.

Everything here writes, on a connection whose transaction the caller rolls back. The messages go the way of all
messages: incident → stages → outbox row → ``outbox.request_of``, so their requests are the ones that would be sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from engine import measure
from engine.base.issue import Issue, IssueError
from engine.base.text import LANGUAGES, Text, both
from engine.definitions.release import Release
from engine.storage.tables import incident, outbox, rule_run, rule_state, rule_transition, silence
from rule_builder.channels.contract import Recipient, channels
from rule_builder.evaluate import Reporter, evaluate
from rule_builder.figures import Series
from rule_builder.history import NO_DATA, NO_FEED, ROLLUP
from rule_builder.judge import incident_facts
from rule_builder.kinds.channel.model import ChannelModel
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.message import draft
from rule_builder.outbox import recipient_of, request_of
from rule_builder.reconcile import Change
from rule_builder.rounds import report
from rule_builder.run import Run, begin
from rule_builder.stages.notice import Purpose
from rule_builder.tell import tell
from rule_builder.watch import Episode

#: Days looked back over for the last ones with data of a unit that an example is made of.
EXAMPLE = timedelta(days=60)


@dataclass(frozen=True)
class Foreseen:
    """A message that would leave. ``bodies``: language → the request, ``stopped`` says why there is none.

    ``made_up``: about an incident that the unit's last days would make if they were in breach.
    """

    user_id: int
    login: str
    language: str
    copy: bool
    purpose: str
    units: tuple[int, ...]
    reference: str
    incidents: tuple[str, ...]
    made_up: bool
    bodies: dict[str, dict[str, object]]
    stopped: Text | None = None


@dataclass(frozen=True)
class Outlook:
    """``fired``: the units for which the rule fires on the day."""

    fired: tuple[int, ...]
    messages: tuple[Foreseen, ...]
    total: int


def foresee(
    connection: sa.Connection,
    release: Release,
    rule: RuleModel,
    day: date,
    *,
    now: datetime,
    unit_id: int | None = None,
    purpose: Purpose = "fired",
    public_url: str | None = None,
    limit: int = 20,
    series: Series = measure.leaf_series,
    reporter: Reporter | None = None,
) -> Outlook:
    """The messages of ``day`` as if the rule had been watching since the day before: all of them, or those about
    ``unit_id``. Where nothing is to be told about that unit, an incident is made up from its last days with data.

    Raises IssueError (N861) where the unit has no such days. ``now``: when the messages would leave; its day decides
    who holds which post.
    """
    _set_aside(connection, rule)
    evaluate(connection, release, rule, day - timedelta(days=1), now=now, series=series)
    before = connection.scalar(sa.select(sa.func.max(outbox.c.id))) or 0
    evaluate(connection, release, rule, day, now=now, series=series, reporter=reporter or report)
    i = incident.c
    started = sa.select(i.unit_id).where(i.rule == rule.name, i.fired_day == day).order_by(i.unit_id)
    fired = tuple(connection.scalars(started))
    rows = _written(connection, before)
    if unit_id is not None:
        rows = [row for row in rows if row.subject["purpose"] == purpose and unit_id in _units(connection, row)]
        if not rows:
            before = connection.scalar(sa.select(sa.func.max(outbox.c.id))) or 0
            run = begin(connection, release, rule, day, now, series)
            _make_up(run, unit_id, purpose, reporter or report)
            rows = _written(connection, before)
            made = [_foreseen(run, row, public_url, made_up=True) for row in rows[:limit]]
            return Outlook(fired, tuple(made), len(rows))
    run = begin(connection, release, rule, day, now, series)
    told = [_foreseen(run, row, public_url, made_up=False) for row in rows[:limit]]
    return Outlook(fired, tuple(told), len(rows))


def _set_aside(connection: sa.Connection, rule: RuleModel) -> None:
    """The rule's own record goes by another name: it is looked at as if it had only just begun. What would keep it
    quiet is set aside too: the messages are to be seen."""
    connection.execute(sa.delete(silence))
    others = incident.c.rule.in_(rule.inhibited_by)
    connection.execute(sa.update(incident).where(others).values(rule="~" + incident.c.rule))
    for name in (rule.name, rule.name + NO_DATA, rule.name + NO_FEED, rule.name + ROLLUP):
        for table in (incident, rule_run, rule_state, rule_transition):
            aside = sa.update(table).where(table.c.rule == name).values(rule=f"~{name}")
            connection.execute(aside)


def _written(connection: sa.Connection, after: int) -> Sequence[Any]:
    return connection.execute(sa.select(outbox).where(outbox.c.id > after).order_by(outbox.c.id)).all()


def _units(connection: sa.Connection, row: Any) -> tuple[int, ...]:
    told = row.subject["incidents"][:1000]
    chosen = sa.or_(incident.c.id.in_(told), incident.c.parent_id.in_(told))  # those named in one of a parent as well
    return tuple(connection.scalars(sa.select(incident.c.unit_id).where(chosen).order_by(incident.c.id)))


def _make_up(run: Run, unit_id: int, purpose: Purpose, reporter: Reporter) -> None:
    """An incident of the unit's last days with data, told like any other."""
    known = [f for f in run.days([unit_id], run.day - EXAMPLE, run.day).get(unit_id, ()) if f.known]
    days = [fact for fact in known if fact.expected and fact.actual is not None][-run.test.days :]
    if len(days) < run.test.days:
        words = both(
            f"该单元最近 {EXAMPLE.days} 天不足 {run.test.days} 个有数据的营业日，无法举例",
            f"the unit has fewer than {run.test.days} duty days with data in {EXAMPLE.days} days: no example",
        )
        raise IssueError([Issue("N861", words, "$.unit")])
    over = run.day if purpose == "resolved" else None
    last = days[-1].day
    episode = Episode(days[0].day, last, over, tuple(fact.day for fact in days))
    facts = incident_facts(run.test, run.wording, run.direction, last, "breach", episode, days)
    ledger = replace(run.ledger(), day=last)
    i = incident.c
    mine = sa.and_(i.rule == run.rule.name, i.unit_id == unit_id)
    run.connection.execute(sa.update(incident).where(mine).values(rule=f"~~{run.rule.name}"))
    telling = ledger.apply(unit_id, Change("fired", None, episode, ended=over is not None), None, facts)
    assert telling is not None
    reporter(run, [telling])
    if purpose == "retracted":
        run.connection.execute(sa.update(incident).where(i.id == telling.incident_id).values(state="retracted"))
    tell(ledger, run.release, run.posts, [replace(telling, purpose=purpose)])


def _foreseen(run: Run, row: Any, public_url: str | None, *, made_up: bool) -> Foreseen:
    connection, release = run.connection, run.release
    model: ChannelModel = release.get("channel", row.channel)
    channel = channels()[model.type]
    recipient = recipient_of(connection, row.user_id, model.type)
    ids = tuple(row.subject["incidents"])
    publics = connection.scalars(sa.select(incident.c.public_id).where(incident.c.id.in_(ids)).order_by(incident.c.id))
    login = recipient.login if isinstance(recipient, Recipient) else recipient[2]
    language = recipient.language if isinstance(recipient, Recipient) else "zh"
    about = (row.user_id, login, language, row.copy, row.purpose, _units(connection, row), row.public_id)
    if not isinstance(recipient, Recipient):
        words = {"refused": both(f"{login} 没有 {model.type} 地址", f"{login} has no {model.type} address")}
        stopped = words.get(recipient[0], both(f"{login} 已停用", f"{login} is no longer active"))
        return Foreseen(*about, tuple(publics), made_up, {}, stopped)
    read = partial(draft, public_url=public_url, today=run.today)
    bodies: dict[str, dict[str, object]] = {}
    for language in LANGUAGES:
        reader = replace(recipient, language=language)
        request = request_of(connection, release, row._mapping, model, channel, reader, read)
        if request is None:
            gone = both("收件人看不到该单元或该指标", "the recipient may not see the unit or the indicator")
            return Foreseen(*about, tuple(publics), made_up, {}, gone)
        bodies[language] = request
    return Foreseen(*about, tuple(publics), made_up, bodies)

"""When what keeps an incident quiet is over: people are told then, if it still fires and something was kept from them.

A round looks at the incidents that are silenced or inhibited; a person who ends a silence early does not wait for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from engine.base import clock
from engine.definitions.release import Release, current_release
from engine.storage.database import reading, writing
from engine.storage.tables import incident, incident_event, rule_run
from engine.storage.tables import silence as silences
from rule_builder.deliver import set_muted
from rule_builder.history import base_name
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.ledger import Ledger, Telling
from rule_builder.stages.inhibit import read_inhibitors, watches_over
from rule_builder.stages.notice import Purpose
from rule_builder.stages.posts import Posts, read_posts
from rule_builder.stages.silence import Silence, at_or_above, read_silences
from rule_builder.stages.why import Untold, Why
from rule_builder.tell import tell

_KEPT = (Untold.SILENCED.value, Untold.INHIBITED.value)
_WHY = {Untold.SILENCED.value: Why.SILENCE_OVER, Untold.INHIBITED.value: Why.INHIBITION_OVER}
#: Incidents looked at in one transaction.
AT_ONCE = 500


def go_round(database: sa.Engine) -> int:
    """Marks what a silence has begun to cover, and tells of what is quiet no longer; how many messages were written.
    Looks without writing where there is nothing of it."""
    now = clock.now()
    i, s = incident.c, silences.c
    with reading(database) as connection:
        release = current_release(connection)
        muted = sa.select(i.id).where(i.state == "firing", i.muted.in_(_KEPT)).limit(1)
        holds = sa.select(s.id).where(s.starts_at <= now, s.ends_at > now, s.ended_at.is_(None)).limit(1)
        if release is None or (connection.scalar(muted) is None and connection.scalar(holds) is None):
            return 0
    with writing(database) as connection:
        return settle(connection, release, now)


def settle(connection: sa.Connection, release: Release, now: datetime) -> int:
    """One round in the caller's transaction: see ``go_round``."""
    i = incident.c
    holding = read_silences(connection, now)
    quiet: sa.ColumnElement[bool] = sa.or_(i.muted.in_(_KEPT), i.muted.is_(None)) if holding else i.muted.in_(_KEPT)
    taken = sa.select(incident).where(i.state == "firing", quiet).order_by(i.id).with_for_update(skip_locked=True)
    rows = connection.execute(taken.limit(AT_ONCE * 20)).all()
    if not rows:
        return 0
    today = now.astimezone(ZoneInfo(release.app.time_zone)).date()
    return _Round(connection, release, now, holding, read_posts(connection, release, today)).over(rows)


class _Round:
    """One look at the incidents that are kept quiet, or should be."""

    def __init__(
        self, connection: sa.Connection, release: Release, now: datetime, holding: list[Silence], posts: Posts
    ) -> None:
        self.connection, self.release, self.now, self.holding, self.posts = connection, release, now, holding, posts
        self.rules: dict[str, RuleModel] = {rule.name: rule for rule in release.all("rule")}

    def over(self, rows: Iterable[Any]) -> int:
        """Says of each incident what keeps it quiet now; tells of those that nothing keeps quiet any more."""
        changed: dict[str | None, list[int]] = {}
        free: dict[str, list[Any]] = {}
        for row in rows:
            state = self._state(row)
            if state == row.muted or (state is None and row.muted is None):
                continue
            if state is None:
                free.setdefault(row.rule, []).append(row)
            changed.setdefault(state, []).append(row.id)
        for state, ids in changed.items():
            set_muted(self.connection, ids, state)
        return sum(self._tell(watch, some) for watch, some in sorted(free.items()))

    def _state(self, row: Any) -> str | None:
        """What keeps an incident quiet now."""
        rule = self.rules.get(base_name(row.rule))
        if any(one.covers(self.posts.tree, row.unit_id, row.rule, row.indicator) for one in self.holding):
            return Untold.SILENCED.value
        if row.muted == Untold.INHIBITED and rule is not None and self._inhibited(rule, row):
            return Untold.INHIBITED.value
        return None

    def _inhibited(self, rule: RuleModel, row: Any) -> bool:
        """Whether something still inhibits it; or it is over, and the incident's own rule has not looked since."""
        names = watches_over(self.release, rule, row.rule)
        firing = read_inhibitors(self.connection, names)
        tree = self.posts.tree
        if any(one.public_id != row.public_id and at_or_above(tree, one.unit_id, row.unit_id) for one in firing):
            return True
        i, r = incident.c, rule_run.c
        ended = self.connection.scalar(
            sa.select(sa.func.max(i.ended_at)).where(i.rule.in_(names), i.ended_at >= row.fired_at)
        )
        looked = self.connection.scalar(sa.select(sa.func.max(r.at)).where(r.rule == rule.name))
        return ended is not None and (looked is None or looked < ended)

    def _tell(self, watch: str, rows: list[Any]) -> int:
        """Tells of those incidents of which something was kept from people; the others are merely quiet no longer."""
        rule = self.rules.get(base_name(watch))
        last = _last_words(self.connection, [row.id for row in rows])
        kept = [row for row in rows if last[row.id].kept]
        if rule is None or not kept:
            return 0
        day = self._day(rule.name, kept)
        ledger = Ledger(self.connection, rule, watch, self.release.number, day, self.now)
        mark = self.now.isoformat(timespec="seconds")
        tellings: list[Telling] = []
        for row in kept:
            ledger.event(row.id, "unmuted", {"was": row.muted})
            values = {"told_day": day, "next_at": ledger.next_at()}
            self.connection.execute(sa.update(incident).where(incident.c.id == row.id).values(**values))
            purpose: Purpose = "repeat" if last[row.id].told else "fired"
            tellings.append(Telling(purpose, row.id, row.public_id, row.unit_id, _WHY[row.muted], mark))
        return tell(ledger, self.release, self.posts, tellings)[0]

    def _day(self, rule: str, rows: list[Any]) -> date:
        """The last business day that the rule has looked at."""
        r = rule_run.c
        found: date | None = self.connection.scalar(
            sa.select(r.day).where(r.rule == rule).order_by(r.id.desc()).limit(1)
        )
        return found or max(row.fired_day for row in rows)


class _Words:
    """What people know of an incident: ``told`` since it last fired; ``kept``: something was kept from them since."""

    told = False
    kept = False


def _last_words(connection: sa.Connection, ids: list[int]) -> Mapping[int, _Words]:
    found = {key: _Words() for key in ids}
    e = incident_event.c
    for start in range(0, len(ids), 1000):
        named = sa.and_(
            e.incident_id.in_(ids[start : start + 1000]), e.event.in_(("fired", "reopened", "told", "untold"))
        )
        for row in connection.execute(sa.select(e.incident_id, e.event, e.data).where(named).order_by(e.id)):
            words = found[row.incident_id]
            if row.event in ("fired", "reopened"):
                words.told = words.kept = False
            elif row.event == "told":
                words.told, words.kept = True, False
            elif row.data.get("why") in _KEPT:
                words.kept = True
    return found

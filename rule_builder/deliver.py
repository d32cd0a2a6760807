"""Notices that know their people, on their way through the stages into the outbox; and what the record says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from engine.base import clock
from engine.definitions.release import Release
from engine.org import OrgTree, units_on
from engine.storage.tables import incident, incident_event
from rule_builder.kinds.channel.model import ChannelModel
from rule_builder.kinds.rule.model import RuleModel
from rule_builder.stages.dedup import dedup
from rule_builder.stages.group import group
from rule_builder.stages.inhibit import Inhibitor, inhibit, read_inhibitors, watches_over
from rule_builder.stages.notice import PERSONAL, Envelope, Notice, Stop
from rule_builder.stages.quiet import quiet
from rule_builder.stages.record import record
from rule_builder.stages.silence import Silence, read_silences, silence
from rule_builder.stages.why import Untold

SYSTEM = "system"
#: While they last, the incident itself says so.
MUTING = (Untold.SILENCED, Untold.INHIBITED, Untold.ROLLED_UP)
#: Incidents changed by one statement.
CHUNK = 1000


@dataclass(frozen=True)
class Desk:
    """Where notices about incidents of one rule are dealt with. Writes in the caller's transaction."""

    connection: sa.Connection
    release: Release
    rule: RuleModel
    watch: str  # the rule's name with the watch's suffix
    now: datetime
    known: OrgTree | None = None  # the tree of today, where the caller has read it

    @cached_property
    def tree(self) -> OrgTree:
        """The tree of today."""
        return self.known or units_on(self.connection, clock.today(self.release.app.time_zone))

    @cached_property
    def channel(self) -> ChannelModel:
        """By which the rule's messages leave."""
        found: ChannelModel = self.release.get("channel", self.rule.channel)
        return found

    @property
    def channels(self) -> list[ChannelModel]:
        """The rule's channel, then those by which its messages go as well."""
        return [self.channel, *(self.release.get("channel", name) for name in self.rule.also)]

    @cached_property
    def silences(self) -> list[Silence]:
        """The silences that hold."""
        return read_silences(self.connection, self.now)

    @cached_property
    def _firing(self) -> dict[str, list[Inhibitor]]:
        return {}

    def inhibitors(self, watch: str) -> list[Inhibitor]:
        """What fires and inhibits incidents of a watch."""
        if watch not in self._firing:
            self._firing[watch] = read_inhibitors(self.connection, watches_over(self.release, self.rule, watch))
        return self._firing[watch]

    def sift(self, notices: Sequence[Notice]) -> list[Notice]:
        """quiet → silence → inhibit, for notices of one watch."""
        waiting = silence(quiet(notices, self.channel.quiet_hours), self.silences, self.tree)
        return inhibit(waiting, self.inhibitors(notices[0].rule), self.tree) if notices else []

    def hand_in(self, notices: Sequence[Notice]) -> int:
        """group → dedup → pace → record, and the incidents' events. Returns how many messages were written."""
        envelopes = dedup(self.connection, group(self.watch, notices, self.rule.digest_over))
        record(self.connection, self.watch, self.channels, envelopes, self.now, self.release.app.time_zone)
        self._remember(notices, envelopes)
        return len(envelopes)

    def _remember(self, notices: Sequence[Notice], envelopes: Sequence[Envelope]) -> None:
        keys: dict[tuple[int, str], dict[str, str]] = {}
        for envelope in envelopes:
            for notice in envelope.notices:
                keys.setdefault((notice.incident_id, notice.purpose), {})[str(envelope.user_id)] = envelope.key
        rows = [self._event(one, keys.get((one.incident_id, one.purpose), {})) for one in notices]
        if rows:
            self.connection.execute(sa.insert(incident_event), rows)
        self._mute(notices)

    def _event(self, notice: Notice, keys: dict[str, str]) -> dict[str, Any]:
        stop = notice.stop or (None if keys else Stop(Untold.TOLD_ALREADY if notice.to or notice.cc else Untold.NOBODY))
        if stop is not None:
            data = {"purpose": notice.purpose, "why": stop.why.value, **stop.data}
        else:
            people = {"to": list(notice.to), "cc": list(notice.cc), "keys": keys}
            data = {"purpose": notice.purpose, "why": notice.why.value, **people}
        event = "untold" if stop is not None else "told"
        return {
            "incident_id": notice.incident_id, "at": self.now, "event": event, "actor": SYSTEM, "data": data,
        }  # fmt: skip

    def _mute(self, notices: Sequence[Notice]) -> None:
        """An incident that is kept quiet says so; one that is told of no longer does."""
        ids: dict[str | None, list[int]] = {}
        for notice in notices:
            if notice.purpose in ("resolved", "retracted", *PERSONAL):
                continue
            muted = notice.stop.why.value if notice.stop is not None else None
            if muted is None or muted in MUTING:
                ids.setdefault(muted, []).append(notice.incident_id)
        for muted, some in ids.items():
            set_muted(self.connection, some, muted)


def set_muted(connection: sa.Connection, ids: Sequence[int], muted: str | None) -> None:
    """Changes why nobody is told of incidents (None: people are); only those that say otherwise."""
    i = incident.c
    other = i.muted.is_not(None) if muted is None else sa.or_(i.muted.is_(None), i.muted != muted)
    for start in range(0, len(ids), CHUNK):
        mine = sa.and_(i.id.in_(ids[start : start + CHUNK]), other)
        connection.execute(sa.update(incident).where(mine).values(muted=muted))

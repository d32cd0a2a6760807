"""Sends what waits in the outbox: each message exactly once, as far as the service on the other side allows.

claim → freeze (rendered once, for its reader, with his rights of this moment) → note the hand-over → hand over →
record. A sender that dies anywhere in between is followed by another, which sends the same bytes again: the service
drops them as a repeat. Once it would no longer do so, the message becomes "unknown" for a person to check, and is
never sent blindly.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from engine.access import audit
from engine.base import clock
from engine.base.issue import IssueError
from engine.base.settings import Settings
from engine.definitions.release import Release
from engine.storage import secrets
from engine.storage.database import reading, writing
from engine.storage.tables import outbox, user_account, user_address
from rule_builder.channels import claims
from rule_builder.channels.claims import Row
from rule_builder.channels.compose import compose
from rule_builder.channels.contract import (
    Channel,
    Draft,
    Local,
    Outcome,
    Recipient,
    Shared,
    channels,
    is_local,
    window_of,
)
from rule_builder.channels.memory import DatabaseMemory
from rule_builder.channels.settings import filled
from rule_builder.kinds.channel.model import ChannelModel
from rule_builder.stages.quiet import Quiet
from rule_builder.unreachable import Reason, hand_on

log = logging.getLogger("navmark.outbox")
#: Reads what a message says with its reader's rights; None: it is no longer to be sent.
ContextOf = Callable[[sa.Connection, Release, Row, Recipient], Draft | None]
GIVE_UP = timedelta(hours=24)
BACK_OFF = 15.0  # seconds, doubled at each attempt up to 15 minutes
#: A repeat must reach the service this much before it stops recognising repeats.
MARGIN = timedelta(seconds=180)
MINUTE = timedelta(seconds=60)


@dataclass
class Counts:
    """What one call did. ``named``: logins of people who could not be reached, for whoever looks after addresses."""

    sent: int = 0
    again: int = 0
    refused: int = 0
    unknown: int = 0
    cancelled: int = 0
    handed_on: int = 0  # new messages to the next in the chain
    named: list[str] = field(default_factory=list)


def send_waiting(
    database: sa.Engine,
    release: Release,
    settings: Settings,
    now: datetime,
    context_of: ContextOf,
    *,
    limit: int = 500,
) -> Counts:
    """Sends every message that may leave at ``now``, at most ``limit``; safe beside any number of other senders."""
    began = clock.monotonic()
    sender = _Sender(
        database, release, settings, context_of, lambda: now + timedelta(seconds=clock.monotonic() - began)
    )
    for _ in range(limit):
        with writing(database) as connection:
            row = claims.claim(connection, sender.at())
        if row is None:
            break
        sender.deal_with(row)
    return sender.counts


def recipient_of(connection: sa.Connection, user_id: int, kind: str) -> Recipient | tuple[str, str, str]:
    """The person as a channel type sees him; or what ends the message: state, reason, login."""
    a, u = user_address.c, user_account.c
    joined = sa.and_(a.user_id == u.id, a.channel == kind)
    user = connection.execute(
        sa.select(u.login, u.active, u.language, a.address)
        .outerjoin_from(user_account, user_address, joined)
        .where(u.id == user_id)
    ).one()
    if not user.active:
        return "cancelled", f"{user.login} is no longer active", user.login
    address = user.login if is_local(kind) else user.address
    if not address:
        return "refused", f"{user.login} has no {kind} address", user.login
    return Recipient(user_id, user.login, address, user.language)


def request_of(
    connection: sa.Connection,
    release: Release,
    row: Row,
    model: ChannelModel,
    channel: Channel,
    recipient: Recipient,
    context_of: ContextOf,
) -> dict[str, object] | None:
    """The request to freeze for an outbox row; None: there is nothing left to tell. The one way to it, for sending and
    for previews. Raises IssueError for a template that does not fit its values."""
    draft = context_of(connection, release, row, recipient)
    if draft is None:
        return None
    return compose(
        draft, model, channel, recipient, reference=row["public_id"], copy=row["copy"], purpose=row["purpose"]
    )


@dataclass
class _Sender:
    database: sa.Engine
    release: Release
    settings: Settings
    context_of: ContextOf
    at: Callable[[], datetime]
    counts: Counts = field(default_factory=Counts)

    def deal_with(self, row: Row) -> None:
        """One claimed row, to its end or back to waiting."""
        try:
            model: ChannelModel = self.release.get("channel", row["channel"])
            channel = channels()[model.type]
            values = filled(model.settings, self.settings)
        except (KeyError, IssueError) as error:
            reason = str(error) if isinstance(error, IssueError) else f"channel {row['channel']} is not there"
            return self._wait(row, Outcome("retry", code="setup", detail=reason, retry_after=300.0))
        if (until := self._quiet_until(row, model)) is not None:
            return self._put_off(row, until)
        recipient = self._recipient(row, model.type)
        if not isinstance(recipient, Recipient):
            why: Reason = "inactive" if recipient[0] == "cancelled" else "no_address"
            return self._end(row, *recipient, unreachable=why)
        if self._too_late(row, window_of(channel, model.settings)):
            return self._end(row, "unknown", _UNKNOWN, recipient.login)
        try:
            request = row["request"] or self._request(row, model, channel, recipient)
        except IssueError as error:
            return self._end(row, "refused", str(error), recipient.login)
        except Exception as error:  # a fault of ours in reading or rendering: nothing has left, others must go on
            log.exception("message %s could not be rendered", row["public_id"])
            return self._wait(row, Outcome("retry", detail=f"rendering failed: {type(error).__name__}"))
        if request is None:
            return self._end(row, "cancelled", "nothing left to tell", recipient.login)
        if isinstance(channel, Local):
            return self._deliver(row, channel, request, recipient)
        if not self._hand_over_noted(row, channel, request, recipient):
            return None
        memory = DatabaseMemory(self.database, row["channel"], self.settings, self.at)
        outcome = _sent(channel, request, memory, values, self._secret)
        return self._record(row, recipient, outcome)

    def _recipient(self, row: Row, kind: str) -> Recipient | tuple[str, str, str]:
        with reading(self.database) as connection:
            return recipient_of(connection, row["user_id"], kind)

    def _quiet_until(self, row: Row, model: ChannelModel) -> datetime | None:
        """The end of the quiet hours into which a message has come that has not been handed over yet."""
        if model.quiet_hours is None or row["first_sent_at"] is not None or not row["subject"].get("waits", True):
            return None
        quiet = Quiet.of(model.quiet_hours, self.release.app.time_zone)
        return quiet.until(self.at()) if quiet is not None else None

    def _put_off(self, row: Row, until: datetime) -> None:
        with writing(self.database) as connection:
            claims.put_back(connection, row, until, quiet_until=until, attempts=row["attempts"] - 1)

    def _too_late(self, row: Row, window: int) -> bool:
        """Whether it may have arrived already and the service would not recognise a repeat any more (after ``window``
        seconds)."""
        first = row["first_sent_at"]
        return first is not None and self.at() + MARGIN > first + timedelta(seconds=window)

    def _request(
        self, row: Row, model: ChannelModel, channel: Channel, recipient: Recipient
    ) -> dict[str, object] | None:
        with reading(self.database) as connection:
            return request_of(connection, self.release, row, model, channel, recipient, self.context_of)

    def _hand_over_noted(self, row: Row, channel: Channel, request: dict[str, object], recipient: Recipient) -> bool:
        """Freezes the request and notes that it is about to leave; False where it must wait or is no longer ours."""
        now = self.at()
        with writing(self.database) as connection:
            address = recipient.address if isinstance(channel, Shared) else None
            if channel.per_minute and claims.sent_within(connection, row, now - MINUTE, address) >= channel.per_minute:
                claims.put_back(connection, row, now + MINUTE / 3, request=request, attempts=row["attempts"] - 1)
                return False
            return claims.change(connection, row, request=request, first_sent_at=row["first_sent_at"] or now)

    def _deliver(self, row: Row, channel: Local, request: dict[str, object], recipient: Recipient) -> None:
        """In one transaction with the end of the row: there is no in-between."""
        now = self.at()
        with writing(self.database) as connection:
            if not claims.change(connection, row, request=request, first_sent_at=row["first_sent_at"] or now):
                return
            channel.deliver(connection, request, row["user_id"], now)
            if claims.end(connection, row, "sent", sent_at=now, answer={"code": "0", "detail": ""}, error=None):
                claims.reached(connection, row, recipient.address, "delivered", "0", now)
                self.counts.sent += 1

    def _secret(self, name: str) -> str:
        with reading(self.database) as connection:
            return secrets.reveal(connection, name, self.settings)

    def _record(self, row: Row, recipient: Recipient, outcome: Outcome) -> None:
        answer = {"code": outcome.code, "detail": outcome.detail}
        if outcome.state in ("retry", "unknown"):
            return self._wait(row, outcome)
        if outcome.state == "refused":
            self._reached(row, outcome)
            bad = outcome.per_recipient.get(recipient.address, "delivered")
            gone = bad if bad != "delivered" else None
            return self._end(row, "refused", outcome.detail, recipient.login, unreachable=gone, answer=answer)
        reach = outcome.per_recipient.get(recipient.address, "delivered")
        now = self.at()
        if reach != "delivered":
            reason = f"{recipient.login}: the address {recipient.address} is {reach}"
            self._reached(row, outcome)
            return self._end(row, "refused", reason, recipient.login, unreachable=reach, answer=answer)
        with writing(self.database) as connection:
            if claims.end(connection, row, "sent", sent_at=now, answer=answer, error=None):
                claims.reached(connection, row, recipient.address, reach, outcome.code, now)
                self.counts.sent += 1
        return None

    def _reached(self, row: Row, outcome: Outcome) -> None:
        with writing(self.database) as connection:
            for address, reach in outcome.per_recipient.items():
                claims.reached(connection, row, address, reach, outcome.code, self.at())

    def _wait(self, row: Row, outcome: Outcome) -> None:
        """Tries again later; what surely did not arrive is as if it had never been handed over."""
        now = self.at()
        if outcome.state == "retry" and now - row["created_at"] > GIVE_UP:
            return self._end(row, "refused", f"given up after 24 h: {outcome.detail}", None)
        wait = outcome.retry_after or min(900.0, BACK_OFF * 2 ** min(row["attempts"] - 1, 8))
        later = now + timedelta(seconds=wait * random.uniform(1.0, 1.25))
        values: dict[str, object] = {"answer": {"code": outcome.code, "detail": outcome.detail}}
        if outcome.state == "retry":
            values["first_sent_at"] = row["first_sent_at"]
        with writing(self.database) as connection:
            kept = claims.put_back(connection, row, later, error=outcome.detail or outcome.code, **values)
        self.counts.again += kept
        return None

    def _end(
        self, row: Row, state: str, reason: str, who: str | None, *, unreachable: Reason | None = None, **values: object
    ) -> None:
        """Ends it unsent, in the open: with the reason at the message and a line in the audit log; what its reader
        cannot get goes to the next in the chain."""
        detail = {"reason": reason, "channel": row["channel"], "purpose": row["purpose"], "user": who}
        with writing(self.database) as connection:
            if not claims.end(connection, row, state, error=reason, **values):
                return
            audit.append(connection, "system", f"message.{state}", row["public_id"], detail)
            if unreachable == "no_address":
                claims.reached(connection, row, "", "no_address", "", self.at())
            if unreachable is not None:
                self.counts.handed_on += hand_on(connection, self.release, row, unreachable, self.at())
        setattr(self.counts, state, getattr(self.counts, state) + 1)
        if state == "refused" and who is not None:
            self.counts.named.append(who)
        log.warning("message %s %s: %s", row["public_id"], state, reason)


def send_again(connection: sa.Connection, public_id: str, actor: str, now: datetime) -> bool:
    """By a person's decision: a refused or unknown message waits again. False: it is neither.

    An unknown one keeps its words; a refused one has surely not arrived, and is rendered anew: for the address and the
    rights that its reader has then.
    """
    o = outbox.c
    stopped = sa.and_(o.public_id == public_id, o.state.in_(("refused", "unknown")))
    values = {
        "state": "waiting", "not_before": now, "quiet_until": None, "created_at": now, "attempts": 0,
        "first_sent_at": None, "error": None, "request": sa.case((o.state == "unknown", o.request)),
    }  # fmt: skip
    if connection.execute(sa.update(outbox).where(stopped).values(**values)).rowcount != 1:
        return False
    audit.append(connection, actor, "message.again", public_id)
    return True


_UNKNOWN = (
    "it may have arrived; the service would no longer recognise a repeat: check, then send again by hand if needed"
)


def _sent(
    channel: Channel, request: dict[str, object], memory: DatabaseMemory, values: object, secret: object
) -> Outcome:
    try:
        return channel.send(request, memory, values, secret)  # type: ignore[arg-type]
    except IssueError as error:  # a secret that is missing: nothing has left
        return Outcome("retry", code=error.issues[0].code, detail=str(error), retry_after=300.0)
    except Exception as error:  # a channel that breaks its contract: it may have sent
        log.exception("channel %s failed", channel.name)
        return Outcome("unknown", detail=f"the channel failed: {type(error).__name__}")

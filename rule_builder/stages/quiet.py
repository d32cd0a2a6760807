"""Quiet hours: messages that arise in them wait for their end, by the clocks of the channel's or the app's zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rule_builder.kinds.channel.model import QuietHours
from rule_builder.stages.notice import Notice

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Quiet:
    """Hours by the clock on the wall; ``ends`` before ``begins`` is on the next day."""

    begins: time
    ends: time
    zone: str

    @classmethod
    def of(cls, hours: QuietHours | None, zone: str) -> Quiet | None:
        """The quiet hours of a channel's definition; ``zone`` is the app's."""
        if hours is None:
            return None
        return cls(time.fromisoformat(hours.from_), time.fromisoformat(hours.to), hours.time_zone or zone)

    def until(self, at: datetime) -> datetime | None:
        """The end (UTC) of the quiet hours that ``at`` lies in; None outside of them.

        Where the clock is put back over the end, the later of the two counts; an end that the clock skips counts by
        the clock as it was before.
        """
        local = at.astimezone(ZoneInfo(self.zone))
        clock = local.time()
        over_midnight = self.begins > self.ends
        late = clock >= self.begins
        if not ((late or clock < self.ends) if over_midnight else (late and clock < self.ends)):
            return None
        day = local.date() + _DAY if over_midnight and late else local.date()
        end = datetime.combine(day, self.ends, ZoneInfo(self.zone))
        return max(end.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def quiet(notices: Sequence[Notice], hours: QuietHours | None) -> list[Notice]:
    """Notes which of the notices wait for the end of quiet hours: all but those of the severities that do not."""
    excepted = hours.except_ if hours is not None else ()
    return [replace(notice, waits=notice.severity not in excepted) for notice in notices]

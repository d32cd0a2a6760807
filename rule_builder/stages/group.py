"""One message per incident and person, or one digest where a person would get too many at once."""

from __future__ import annotations

from collections.abc import Sequence

from engine.base import canonical
from rule_builder.stages.notice import Envelope, Notice


def group(rule: str, notices: Sequence[Notice], digest_over: int) -> list[Envelope]:
    """Envelopes per person and purpose. The key says what a message is about: the same reason is never told twice."""
    found: dict[tuple[int, str], list[tuple[Notice, bool]]] = {}
    for notice in notices:
        if notice.stop is not None:
            continue
        for copy, users in ((False, notice.to), (True, notice.cc)):
            for user in users:
                found.setdefault((user, notice.purpose), []).append((notice, copy))
    envelopes: list[Envelope] = []
    for (user, purpose), items in found.items():
        singles = [Envelope(f"{_reason(notice)}:{user}", user, copy, purpose, (notice,)) for notice, copy in items]
        if len(items) <= digest_over:
            envelopes += singles
            continue
        about = canonical.digest(sorted(one.key for one in singles))[:16]
        key = f"digest:{purpose}:{rule}:{items[0][0].day.isoformat()}:{about}:{user}"
        copies = all(copy for _, copy in items)
        envelopes.append(Envelope(key, user, copies, "digest", tuple(notice for notice, _ in items)))
    return envelopes


def _reason(notice: Notice) -> str:
    reason = f"{notice.purpose}:{notice.public_id}:{notice.nth}"
    if notice.mark:
        return f"{reason}:{notice.mark}"
    return f"{reason}:{notice.day.isoformat()}" if notice.purpose == "repeat" else reason

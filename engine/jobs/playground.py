"""Try a schedule without saving it: what editors and ``navmark try schedule`` call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.jobs.schedule import slots_between

MOST = 1000


def try_schedule(request: object) -> dict[str, Any]:
    """``{"cron", "tz", "after", "until"}`` (ISO instants with offset) → ``{"value": [due times in UTC]}``, later than
    ``after``, not later than ``until``, at most 1000 (then with ``"more": true``); or ``{"refused": {code, message,
    position, hint}}``. Never raises."""
    try:
        if not isinstance(request, Mapping):
            raise IssueError([Issue("N924", both("请求必须是对象", "the request must be an object"))])
        after, until = _instant(request, "after"), _instant(request, "until")
        cron, zone = request.get("cron", request.get("input")), request.get("tz")
        found = list(islice(slots_between(cron, zone, after, until), MOST + 1))  # type: ignore[arg-type]
    except IssueError as error:
        return _refused(error.issues[0])
    except Exception as error:
        kind = type(error).__name__
        return _refused(Issue("N924", both(f"无法处理（{kind}）", f"cannot be handled ({kind})")))
    value = [f"{slot:%Y-%m-%dT%H:%M:%SZ}" for slot in found[:MOST]]
    return {"value": value, "more": True} if len(found) > MOST else {"value": value}


def _instant(request: Mapping[str, Any], key: str) -> datetime:
    value = request.get(key)
    try:
        found = datetime.fromisoformat(value if isinstance(value, str) else "")
        if found.tzinfo is None or not 1950 <= found.year <= 2200:
            raise ValueError
    except ValueError:
        words = both(f"{key} 必须是带时区的 ISO 时间", f"{key} must be an ISO instant with its offset")
        hint = both("例如 2026-11-23T08:00:00+08:00", "for example 2026-11-23T08:00:00+08:00")
        raise IssueError([Issue("N924", words, f"$.{key}", hint=hint)])
    return found.astimezone(UTC)


def _refused(issue: Issue) -> dict[str, Any]:
    hint = dict(issue.hint) if issue.hint else None
    return {"refused": {"code": issue.code, "message": dict(issue.message), "position": 0, "hint": hint}}

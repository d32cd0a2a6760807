"""What can go wrong with a call, in words for the person who has to act, and how long to wait before trying again.

No secret and no query string ever enters these words.
"""

from __future__ import annotations

import html
import random
import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Literal

from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import Text, both

#: unreachable: no connection was made, nothing was sent · broken, timeout: it may have arrived · busy: 429, 503 ·
#: server: other 5xx · refused: other statuses · tls · too_big · deadline · redirect · body: came, but cannot be used
Fault = Literal[
    "unreachable", "broken", "timeout", "busy", "server", "refused", "tls", "too_big", "deadline", "redirect", "body"
]
#: Worth another try.
AGAIN = frozenset({"unreachable", "broken", "timeout", "busy", "server"})
LONGEST_WAIT = 60.0


class HttpFault(IssueError):
    """A call that gave no usable answer. ``status`` is None where none came; ``retry_after`` is in seconds."""

    def __init__(
        self,
        kind: Fault,
        code: str,
        message: Text,
        place: str,
        status: int | None = None,
        retry_after: float | None = None,
        hint: Text | None = None,
    ) -> None:
        self.kind = kind
        self.status = status
        self.retry_after = retry_after
        super().__init__([Issue(code, both(f"{place}：{message['zh']}", f"{place}: {message['en']}"), hint=hint)])


def fault_of(status: int, headers: Mapping[str, str], body: bytes, place: str) -> HttpFault:
    """The fault for a status from 300 on."""
    page = web_page(headers, body)
    zh, en = (f"，网页标题“{page}”", f' with a web page titled "{page}"') if page else ("", "")
    if status in (429, 503):
        wait = retry_after(headers)
        zh_wait, en_wait = (
            (f"，要求等待 {wait:g} 秒", f" and asks to wait {wait:g} s") if wait is not None else ("", "")
        )
        words = both(f"对方繁忙（HTTP {status}）{zh_wait}{zh}", f"the server is busy (HTTP {status}){en_wait}{en}")
        return HttpFault("busy", "N617", words, place, status, wait)
    if status >= 500:
        words = both(f"对方系统出错（HTTP {status}）{zh}", f"the server failed (HTTP {status}){en}")
        return HttpFault("server", "N619", words, place, status)
    if status in (401, 403):
        words = both(f"对方拒绝了登录（HTTP {status}）{zh}", f"the server refused the log-in (HTTP {status}){en}")
        hint = both(
            "检查密钥是否正确、是否过期、是否有权限",
            "check that the secret is right, still valid and has the right to read",
        )
        return HttpFault("refused", "N616", words, place, status, hint=hint)
    if status == 404:
        hint = both("检查 base_url 与 path", "check base_url and path")
        return HttpFault(
            "refused",
            "N618",
            both(f"没有这个地址（HTTP 404）{zh}", f"no such address (HTTP 404){en}"),
            place,
            status,
            hint=hint,
        )
    words = both(
        f"对方不接受这个请求（HTTP {status}）{zh}", f"the server did not accept the request (HTTP {status}){en}"
    )
    return HttpFault("refused", "N618", words, place, status)


def web_page(headers: Mapping[str, str], body: bytes) -> str | None:
    """The title of a web page that came instead of data ("?" for a page without one); None for anything else."""
    start = body[:20_000].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    if "html" not in kind.lower() and not re.match(r"<(!doctype html|html|head|body)\b", start, re.I):
        return None
    if not start.startswith("<"):
        return None
    title = re.search(r"<title[^>]{0,200}>([^<]{0,400})", start, re.I)
    words = " ".join(html.unescape(title[1]).split()) if title else ""
    return words[:80] or "?"


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that Retry-After (a number or an HTTP date) asks for; None where it is missing or unreadable."""
    text = next((value for name, value in headers.items() if name.lower() == "retry-after"), "").strip()
    if re.fullmatch(r"[0-9]{1,7}", text):
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - clock.now()).total_seconds())


def wait_before(error: BaseException | None, attempt: int) -> float:
    """Seconds before attempt ``attempt + 1``: what the server asked for, else 0.5, 1, 2 … 60; plus up to a quarter,
    so that many sources that failed together do not come back together."""
    asked = error.retry_after if isinstance(error, HttpFault) else None
    base = asked if asked is not None else min(LONGEST_WAIT, 0.5 * 2 ** (attempt - 1))
    return base + random.uniform(0, 0.25) * min(base, 4.0)

"""When the pages of a span have ended, and when the answers contradict themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.contract import Reply
from connectors.fields import PATH, field, group, inside
from connectors.records import MISSING, look
from engine.base.issue import Issue, IssueError
from engine.base.text import both

END = field(
    "结束标志 / End",
    "对方如何说明没有下一页；不写则翻到空页为止。",
    "How the source says that there is no next page; without it the pages go on to an empty one.",
    {"has_next": "page.has_next"},
    **inside(
        group(
            total=field(
                "总数位置 / Total",
                "总条数在回答中的位置。",
                "Where the total number of entries is.",
                "page.total",
                **PATH,
            ),
            has_next=field(
                "下一页标志 / Has next",
                "是否有下一页的位置。",
                "Where it says whether there is a next page.",
                "page.has_next",
                **PATH,
            ),
            short_page=field(
                "不足一页即末页 / Short page ends",
                "少于每页条数的页就是末页；仅当对方从不自行减少条数时才写 true。",
                "A page with fewer entries is the last; true only where the source never gives fewer by itself.",
                True,
                type="boolean",
            ),
        )
    ),
)


class Ending:
    """Counts what came. ``size`` is the number of entries asked for on a page."""

    def __init__(self, config: Mapping[str, Any], size: int | None) -> None:
        self._end: Mapping[str, Any] = config.get("end", {})
        self._size = size
        self.seen = 0

    def reached(self, reply: Reply) -> bool:
        """Whether that page was the last. Raises IssueError (N642) where entries are missing, N630 for a lost mark."""
        self.seen += reply.items
        over = reply.status in (204, 416) or reply.body is None
        if "total" in self._end and not over:
            return self.by_total(_number(reply.body, self._end["total"]), reply.items == 0)
        if over:
            return True
        if "has_next" in self._end:
            return not _flag(reply.body, self._end["has_next"])
        short = self._end.get("short_page", False) and self._size is not None and reply.items < self._size
        return reply.items == 0 or short

    def by_total(self, total: int, over: bool) -> bool:
        """Whether ``total`` entries have come; ``over``: nothing more will come."""
        if over and self.seen < total:
            words = both(
                f"对方说共有 {total} 条，只给了 {self.seen} 条",
                f"the source says there are {total} entries and gave {self.seen}",
            )
            raise IssueError([Issue("N642", words)])
        return over or self.seen >= total


def _number(body: Any, path: str) -> int:
    value = look(body, path)
    text = str(value)
    if isinstance(value, bool) or not text.isascii() or not text.isdigit():
        words = both(f"回答中 {path} 处没有总数", f"the answer has no total at {path}")
        raise IssueError([Issue("N630", words)])
    return int(text)


def _flag(body: Any, path: str) -> bool:
    value = look(body, path)
    known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "none": False, "": False}
    if value is MISSING or str(value).lower() not in known:
        words = both(f"回答中 {path} 处没有是/否", f"the answer has no yes or no at {path}")
        raise IssueError([Issue("N630", words)])
    return known[str(value).lower()]

"""A mark in each answer that leads to the next: as a parameter, or as a whole link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urljoin

from connectors.contract import Next, Pager, Paging, Reply
from connectors.ending import END, Ending
from connectors.fields import PATH, field, group
from connectors.records import MISSING, look
from engine.base.issue import Issue, IssueError
from engine.base.text import both


class _Cursor:
    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config
        self._used: set[str] = set()
        self._ending = Ending(config, None)

    def first(self) -> Next:
        return Next()

    def after(self, reply: Reply) -> Next | None:
        if reply.body is None:
            return None
        if self._config.get("end") and self._ending.reached(reply):
            return None
        mark = look(reply.body, self._config["next"])
        if mark is MISSING or mark is None or mark is False or mark == "":
            return None
        if not isinstance(mark, str | int):
            words = both(
                f"回答中 {self._config['next']} 处不是游标", f"the answer has no cursor at {self._config['next']}"
            )
            raise IssueError([Issue("N630", words)])
        if str(mark) in self._used:
            words = both(
                "对方两次给出同一个游标，这样永远翻不完", "the source gave the same cursor twice: it would never end"
            )
            raise IssueError([Issue("N640", words)])
        self._used.add(str(mark))
        if "cursor_param" in self._config:
            return Next({self._config["cursor_param"]: str(mark)})
        return Next(url=urljoin(reply.url, str(mark)))


def _check(config: Mapping[str, Any], path: str) -> Iterable[Issue]:
    if config.get("next", "").startswith("."):
        yield Issue("N485", both("路径不能以点开头", "a path does not begin with a dot"), f"{path}.next")


def _start(config: Mapping[str, Any]) -> Pager:
    return _Cursor(config)


PAGING = Paging(
    "cursor",
    both("游标", "Cursor"),
    group(
        ["next"],
        next=field(
            "游标位置 / Next",
            "下一页的游标（或链接）在回答中的位置；没有或为空即结束。",
            "Where the next cursor (or link) is in the answer; none or empty is the end.",
            "next_cursor",
            **PATH,
        ),
        cursor_param=field(
            "游标参数 / Cursor parameter",
            "游标作为哪个参数传回；不写则游标本身是链接。",
            "The parameter that hands the cursor back; without it the cursor is a link.",
            "cursor",
            type="string",
            minLength=1,
            maxLength=60,
        ),
        end=END,
    ),
    _start,
    _check,
)

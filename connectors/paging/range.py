"""``Range: items=0-99`` and ``Content-Range: items 0-99/250`` (RFC 9110, with a unit of the source's own)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from connectors.contract import Next, Pager, Paging, Reply
from connectors.ending import Ending
from connectors.fields import field, group
from engine.base.issue import Issue, IssueError
from engine.base.text import both

_CONTENT_RANGE = re.compile(r"\s*[\w-]+\s+(?:(\d{1,12})-(\d{1,12})|\*)/(\d{1,12}|\*)\s*")


class _Ranges:
    def __init__(self, config: Mapping[str, Any]) -> None:
        self._unit, self._size = config.get("unit", "items"), int(config["size"])
        self._ending = Ending({}, self._size)

    def first(self) -> Next:
        first = self._ending.seen
        return Next(headers={"Range": f"{self._unit}={first}-{first + self._size - 1}"})

    def after(self, reply: Reply) -> Next | None:
        asked = self._ending.seen
        over = self._ending.reached(reply)
        if reply.body is None:
            return None
        said = _CONTENT_RANGE.fullmatch(reply.headers.get("content-range", ""))
        if said is None:
            # 200 without Content-Range: the source does not know ranges and gave everything at once.
            return None if reply.status == 200 or over else self.first()
        if said[1] is not None and int(said[1]) != asked:
            words = both(
                f"要求从第 {asked} 条起，对方给了从第 {said[1]} 条起",
                f"asked for entries from {asked}, the source gave those from {said[1]}",
            )
            raise IssueError([Issue("N643", words)])
        if said[3] != "*":
            over = self._ending.by_total(int(said[3]), reply.items == 0)
        return None if over else self.first()


def _start(config: Mapping[str, Any]) -> Pager:
    return _Ranges(config)


PAGING = Paging(
    "range",
    both("Range 请求头", "Range header"),
    group(
        ["size"],
        unit=field(
            "单位 / Unit",
            "Range 的单位。",
            "The unit of the range.",
            "items",
            type="string",
            pattern="^[A-Za-z][A-Za-z0-9-]*$",
            maxLength=30,
        ),
        size=field(
            "每次条数 / Size", "每次多少条。", "Entries at a time.", 500, type="integer", minimum=1, maximum=100000
        ),
    ),
    _start,
)

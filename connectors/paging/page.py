"""Numbered pages: ``page=1``, ``page=2`` …"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.contract import Next, Pager, Paging, Reply
from connectors.ending import END, Ending
from connectors.fields import field, group
from engine.base.text import both


class _Pages:
    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config
        self._page = int(config.get("start", 1))
        self._ending = Ending(config, config.get("size"))

    def first(self) -> Next:
        sizes = {self._config["size_param"]: self._config["size"]} if "size_param" in self._config else {}
        return Next({self._config["page_param"]: self._page, **sizes})

    def after(self, reply: Reply) -> Next | None:
        if self._ending.reached(reply):
            return None
        self._page += 1
        return self.first()


def _start(config: Mapping[str, Any]) -> Pager:
    return _Pages(config)


_PARAM = {"type": "string", "minLength": 1, "maxLength": 60}
PAGING = Paging(
    "page",
    both("页码", "Page numbers"),
    group(
        ["page_param", "size"],
        page_param=field(
            "页码参数 / Page parameter", "页码的参数名。", "The parameter of the page number.", "page", **_PARAM
        ),
        size_param=field(
            "条数参数 / Size parameter",
            "每页条数的参数名；对方固定条数则不写。",
            "The parameter of the page size; none where it is fixed.",
            "size",
            **_PARAM,
        ),
        size=field(
            "每页条数 / Size", "每页多少条。", "Entries on a page.", 500, type="integer", minimum=1, maximum=100000
        ),
        start=field(
            "首页页码 / First page",
            "从 0 还是 1 开始。",
            "Whether they count from 0 or 1.",
            1,
            type="integer",
            minimum=0,
            maximum=1,
        ),
        end=END,
    ),
    _start,
)

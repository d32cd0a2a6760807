"""Entries skipped: ``offset=0&limit=500``, ``offset=500&limit=500`` …"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.contract import Next, Pager, Paging, Reply
from connectors.ending import END, Ending
from connectors.fields import field, group
from engine.base.text import both


class _Offsets:
    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config
        self._ending = Ending(config, config["limit"])

    def first(self) -> Next:
        limit = {self._config["limit_param"]: self._config["limit"]} if "limit_param" in self._config else {}
        return Next({self._config["offset_param"]: self._ending.seen, **limit})

    def after(self, reply: Reply) -> Next | None:
        # What came counts, not what was asked for: a source that gives fewer than the limit must not lose entries.
        return None if self._ending.reached(reply) else self.first()


def _start(config: Mapping[str, Any]) -> Pager:
    return _Offsets(config)


_PARAM = {"type": "string", "minLength": 1, "maxLength": 60}
PAGING = Paging(
    "offset",
    both("偏移量", "Offset and limit"),
    group(
        ["offset_param", "limit"],
        offset_param=field(
            "偏移参数 / Offset parameter",
            "跳过条数的参数名。",
            "The parameter of the entries to skip.",
            "offset",
            **_PARAM,
        ),
        limit_param=field(
            "条数参数 / Limit parameter",
            "每次条数的参数名；对方固定条数则不写。",
            "The parameter of the entries to give; none where it is fixed.",
            "limit",
            **_PARAM,
        ),
        limit=field(
            "每次条数 / Limit", "每次多少条。", "Entries at a time.", 500, type="integer", minimum=1, maximum=100000
        ),
        end=END,
    ),
    _start,
)

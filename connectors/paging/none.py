"""Everything in one answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.contract import NO_FIELDS, Next, Pager, Paging, Reply
from engine.base.text import both


class _One:
    def first(self) -> Next:
        return Next()

    def after(self, reply: Reply) -> Next | None:
        return None


def _start(config: Mapping[str, Any]) -> Pager:
    return _One()


PAGING = Paging("none", both("不分页", "No pages"), NO_FIELDS, _start)

"""``Link: <…>; rel="next"`` (RFC 8288)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from connectors.contract import NO_FIELDS, Next, Pager, Paging, Reply
from engine.base.issue import Issue, IssueError
from engine.base.text import both

_LINK = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[\w*]+\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]+))*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.I)


class _Links:
    def __init__(self) -> None:
        self._used: set[str] = set()

    def first(self) -> Next:
        return Next()

    def after(self, reply: Reply) -> Next | None:
        link = next_link(reply.headers.get("link", ""))
        if link is None or reply.body is None:
            return None
        url = urljoin(reply.url, link)
        if url in self._used or url == reply.url:
            words = both(
                "对方两次给出同一个“下一页”，这样永远翻不完",
                "the source gave the same next link twice: it would never end",
            )
            raise IssueError([Issue("N640", words)])
        self._used.add(url)
        return Next(url=url)


def next_link(header: str) -> str | None:
    """The target of the link whose relation is "next"."""
    for target, parameters in _LINK.findall(header):
        found = _REL.search(parameters)
        if found and "next" in (found[1] or found[2]).lower().split():
            return str(target)
    return None


def _start(config: Mapping[str, Any]) -> Pager:
    return _Links()


PAGING = Paging("link_header", both("Link 响应头", "Link header"), NO_FIELDS, _start)

"""JSON over HTTP, page by page: the common REST source."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from connectors.addresses import read_url
from connectors.call import Answer, Ask
from connectors.contract import Connector, Login, Next, Page, Pass, Reply, Run
from connectors.http import Http
from connectors.instants import read_instant
from connectors.payload import Cut, read_json, untag
from connectors.records import items, look, records
from connectors.registry import auths, pagings
from connectors.rest_fields import CONNECTION, REQUEST, check
from connectors.window import Span, said
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.expressions import compile_scalar, parse

MAX_PAGES = 10_000


def pages(run: Run) -> Iterator[Page]:
    """Every page of every span. Raises IssueError (HttpFault and N62x–N64x) where it cannot get everything."""
    settings = run.source.connection
    limits = {
        "timeout_seconds": "timeout",
        "deadline_seconds": "deadline",
        "max_bytes": "max_bytes",
        "retries": "retries",
    }
    with run.http(**{ours: settings[theirs] for theirs, ours in limits.items() if theirs in settings}) as http:
        base = run.fill(settings["base_url"]).rstrip("/")
        auth = settings.get("auth")
        login = auths()[auth["type"]].start(run.fill(auth), http, base) if auth else None
        client = _Client(run, http, base, login)
        for span in run.spans:
            yield from client.span(span)


class _Client:
    def __init__(self, run: Run, http: Http, base: str, login: Login | None) -> None:
        self._run, self._http, self._base, self._login = run, http, base, login
        self._request = run.source.request
        self._paths = [into.records or "[*]" for into in run.source.into]
        ok = self._request.get("ok")
        self._ok = compile_scalar(parse(ok["when"], names=None)) if ok else None

    def span(self, span: Span | None) -> Iterator[Page]:
        paging = self._request.get("paging", {"type": "none"})
        pager = pagings()[paging["type"]].start(paging)
        most = self._request.get("max_pages", MAX_PAGES)
        seen: set[str] = set()
        turn: Next | None = pager.first()
        number = 0
        while turn is not None:
            number += 1
            if number > most:
                words = both(f"翻了 {most} 页还没有完", f"still not at the end after {most} pages")
                hint = both("检查结束标志，或调高 max_pages", "check how the end is told, or raise max_pages")
                raise IssueError([Issue("N641", words, hint=hint)])
            answer, body = self._page(turn, span)
            found = items(body, self._paths[0]) if body is not None else []
            if found:
                mark = sha256(json.dumps(found, default=str).encode()).hexdigest()
                if mark in seen:
                    words = both(f"第 {number} 页与前面的一页完全相同", f"page {number} is the same as one before")
                    hint = both("多半是翻页参数不对", "most likely the paging parameters are wrong")
                    raise IssueError([Issue("N640", words, hint=hint)])
                seen.add(mark)
            if body is not None:
                yield Page(tuple(tuple(records(body, path)) for path in self._paths), self._source_time(body))
            turn = pager.after(Reply(answer.status, answer.headers, body, len(found), answer.place.url))

    def _page(self, turn: Next, span: Span | None) -> tuple[Answer, Any]:
        """The answer and its body (None for 204 and 416); a JSON that breaks off is asked for once more."""
        for last in (False, True):
            answer = self._send(turn, span)
            if answer.status in (204, 416):
                return answer, None
            try:
                body = untag(read_json(answer, self._request.get("encoding")), self._request.get("tagged", ()))
            except Cut:
                if last:
                    raise
                continue
            self._require_ok(body)
            return answer, body
        raise AssertionError("unreachable")

    def _send(self, turn: Next, span: Span | None) -> Answer:
        for renewed in (False, True):
            try:
                return self._http.send(self._ask(turn, span, self._login.current() if self._login else Pass()))
            except IssueError as error:
                if renewed or getattr(error, "status", None) != 401 or self._login is None or not self._login.renew():
                    raise
        raise AssertionError("unreachable")

    def _ask(self, turn: Next, span: Span | None, carried: Pass) -> Ask:
        run, request = self._run, self._request
        spoken = {
            part: said(request.get(part, {}), span, run.zone, run.cutoff_hours)
            for part in ("params", "body", "headers")
        }
        path = said(request["path"], span, run.zone, run.cutoff_hours)
        url, params = turn.url or self._base + path, {**spoken["params"], **turn.params}
        headers = {**run.fill(run.source.connection.get("headers", {})), **spoken["headers"], **turn.headers}
        body = None
        if request.get("method") == "POST":
            in_body = request.get("send") == "body"
            body = {**spoken["body"], **(params if in_body else {})}
            params = {} if in_body else params
        if turn.url is not None:
            params = {}
            if read_url(url, {read_url(url, _Any()).key}).origin != read_url(self._base, _Any()).origin:
                words = both("“下一页”指向另一台主机，不予跟随", "the next page is on another host; it is not followed")
                raise IssueError([Issue("N644", words)])
        return Ask(
            url,
            request.get("method", "GET"),
            {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in params.items()},
            {"Accept": "application/json"},
            {**headers, **carried.headers},
            carried.params,
            json=body,
            accept=(416,),
        )

    def _require_ok(self, body: Any) -> None:
        """Many sources answer HTTP 200 and say in the body that it went wrong."""
        if self._ok is None:
            return
        ok = self._request["ok"]
        values = (
            {key: value for key, value in body.items() if not isinstance(value, dict | list)}
            if isinstance(body, dict)
            else {}
        )
        if self._ok(values) is not True:
            said_so = str(look(body, ok["message"]))[:200] if "message" in ok else "?"
            words = both(f"对方说没有成功：{said_so}", f"the source says that it did not work: {said_so}")
            raise IssueError([Issue("N625", words)])

    def _source_time(self, body: Any) -> datetime | None:
        path = self._run.source.source_time
        return read_instant(look(body, path), self._run.zone) if path else None


class _Any(frozenset[str]):
    """For reading a URL whose port is judged when it is called."""

    def __contains__(self, item: object) -> bool:
        return True


CONNECTOR = Connector(
    "http_json",
    both("HTTP JSON 接口", "JSON over HTTP"),
    pages,
    check,
    CONNECTION,
    REQUEST,
    needs_records=True,
)

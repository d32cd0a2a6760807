"""The one door for outgoing HTTP: every connector, channel and plugin goes through it; nothing else may import an
HTTP client (a house test sees to it). ``connectors.tcp`` is the door for what is not HTTP.

A URL is read strictly, its host resolved once, *every* address tested, and the connection made to the tested address
(with the right Host header and TLS name), so a name that changes its mind in between gains nothing. Redirects (≤ 3)
go the same way and lose the credentials when they leave the origin. Proxies of the environment are not used.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import requests
import tenacity
import urllib3
from requests.adapters import HTTPAdapter

from connectors.addresses import Place, allow_list, judge, read_url, refuse
from connectors.call import Answer, Ask
from connectors.faults import AGAIN, HttpFault, fault_of, wait_before
from engine.base import clock
from engine.base.text import both

log = logging.getLogger("navmark.http")
logging.getLogger("urllib3").setLevel(logging.ERROR)  # its lines hold whole URLs, and so keys
REDIRECTS = 3
Resolver = Callable[[str, int], Collection[str]]


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host name, as the operating system knows them. Raises OSError or UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))


def check_url(url: object, allow: Collection[str] = (), resolver: Resolver = resolve) -> tuple[Place, list[str]]:
    """The place and its tested addresses; connects to nothing.

    ``allow``: ``host:port`` entries of the deployment (``addresses.allow_list``) that may be private or on an unusual
    port. Raises IssueError: N601 malformed, N602 scheme, N603 credentials inside, N604 port, N605 address not public,
    N606 name not resolved.
    """
    place = read_url(url, allow)
    return place, addresses_of(place, allow, resolver, str(url).index("//") + 2)


def addresses_of(place: Place, allow: Collection[str], resolver: Resolver, start: int) -> list[str]:
    """The addresses of a place, every one of them tested. Raises IssueError: N605, N606, at ``start``."""
    try:
        addresses = list(resolver(place.host, place.port))
    except (OSError, UnicodeError):
        addresses = []
    if not addresses:
        raise refuse("N606", both(f"找不到主机 {place.host}", f"the host {place.host} was not found"), start)
    for address in addresses:
        what, may_open = judge(address)
        if what and not (may_open and place.key in allow):
            via = ("", "") if place.host == address else (f"{place.host} 指向 ", f"{place.host} leads to ")
            words = both(
                f"{via[0]}{address}，不是公网地址（{what}）",
                f"{via[1]}{address}, which is not a public address ({what})",
            )
            zh = f"如确属贵公司的系统，请管理员把 {place.key} 加入部署设置 NAVMARK_ALLOW_HOSTS"
            en = f"if it is your own system, have the administrator add {place.key} to the setting NAVMARK_ALLOW_HOSTS"
            raise refuse("N605", words, start, both(zh, en) if may_open else None)
    return addresses


@dataclass
class Http:
    """The door, for one run and one thread: ``deadline`` seconds run from its making. Close it (``with``).

    Raises IssueError (N609) for an entry of ``allow`` that is not host:port.
    """

    allow: Collection[str] = frozenset()
    timeout: float = 30.0
    deadline: float = 300.0
    max_bytes: int = 50_000_000
    retries: int = 4
    ca_bundle: str | None = None
    resolver: Resolver = resolve
    sleep: Callable[[float], None] = time.sleep
    ticks: Callable[[], float] = clock.monotonic

    def __post_init__(self) -> None:
        self.allow = allow_list(",".join(self.allow))
        self._end = self.ticks() + self.deadline
        self._adapters: dict[tuple[str, str, int, str], _Adapter] = {}

    def __enter__(self) -> Http:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Drops all connections."""
        for adapter in self._adapters.values():
            adapter.close()
        self._adapters.clear()

    def send(self, ask: Ask) -> Answer:
        """The answer to a request, with retries. Raises HttpFault (an IssueError) for everything else.

        Tried again: 429 and 503 (after Retry-After), 500, 502, 504, broken or cut connections, time-outs.
        """
        again = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(1 + (self.retries if ask.repeat else 0)),
            wait=lambda state: wait_before(state.outcome.exception() if state.outcome else None, state.attempt_number),
            retry=tenacity.retry_if_exception(lambda error: isinstance(error, HttpFault) and error.kind in AGAIN),
            before_sleep=self._no_time_left,
            sleep=self.sleep,
            reraise=True,
        )
        return again(self._follow, ask)

    def _no_time_left(self, state: tenacity.RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if error and state.next_action and self._left() < state.next_action.sleep:
            raise error

    def _left(self) -> float:
        return self._end - self.ticks()

    def _too_late(self, place: Place) -> HttpFault:
        words = both(f"超过总时限 {self.deadline:g} 秒", f"the total of {self.deadline:g} s is used up")
        return HttpFault("deadline", "N612", words, place.plain)

    def _follow(self, ask: Ask) -> Answer:
        url, method, body = ask.url, ask.method, {"json": ask.json, "data": ask.data}
        headers = {**ask.headers, **ask.credentials}
        params = {**ask.params, **ask.secret_params}
        for _ in range(REDIRECTS + 1):
            place, addresses = check_url(url, self.allow, self.resolver)
            raw = requests.Request(method, place.url, params=params, headers=headers, **body).prepare()
            answer = self._any_address(place, addresses, raw)
            leads_on = answer.headers.get("location") if answer.status in (301, 302, 303, 307, 308) else None
            if leads_on is None:
                if answer.status >= 300 and answer.status not in ask.accept:
                    raise fault_of(answer.status, answer.headers, answer.body, place.plain)
                return answer
            url = urljoin(place.url, leads_on).partition("#")[0]
            params = {}
            if answer.status in (301, 302, 303) and method != "HEAD":
                method, body = "GET", {"json": None, "data": None}
            if read_url(url, self.allow).origin != place.origin:
                if any(part is not None for part in body.values()):
                    words = both("请求内容不会转送给另一台主机", "the body of a request is not sent on to another host")
                    raise HttpFault("redirect", "N607", words, place.plain)
                headers = {}
        words = both(f"转向超过 {REDIRECTS} 次", f"more than {REDIRECTS} redirects")
        raise HttpFault("redirect", "N607", words, place.plain)

    def _any_address(self, place: Place, addresses: Iterable[str], raw: requests.PreparedRequest) -> Answer:
        """Tries the tested addresses in turn; only a connection that was never made leads to the next."""
        tried: HttpFault | None = None
        for address in addresses:
            try:
                return self._once(place, address, raw)
            except HttpFault as error:
                if error.kind != "unreachable":
                    raise
                tried = error
        assert tried is not None
        raise tried

    def _once(self, place: Place, address: str, raw: requests.PreparedRequest) -> Answer:
        left = self._left()
        if left <= 0:
            raise self._too_late(place)
        adapter = self._adapters.setdefault((*place.origin, address), _Adapter(place))
        at = f"[{address}]" if ":" in address else address
        request = raw.copy()
        request.url = f"{place.scheme}://{at}:{place.port}{raw.path_url}"
        request.headers["Host"] = place.authority
        request.headers.setdefault("User-Agent", "navmark")
        request.headers["Accept-Encoding"] = "gzip, deflate"
        wait = min(self.timeout, left)
        alarm = threading.Timer(left, adapter.cut)  # a server may drip headers for ever: no read time-out sees that
        alarm.daemon = True
        alarm.start()
        began = self.ticks()
        try:
            response = adapter.send(
                request, stream=True, timeout=(wait, wait), verify=self.ca_bundle or True, proxies={}
            )
            with response:
                body = self._read(response, place)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            if self._left() <= 0:
                raise self._too_late(place) from None
            raise _fault(error, place.plain, wait) from None
        finally:
            alarm.cancel()
        if self._left() <= 0:  # headers that the alarm cut off look complete to the parser below
            raise self._too_late(place)
        log.info(
            "%s %s -> %s, %d bytes, %.2f s",
            raw.method,
            place.plain,
            response.status_code,
            len(body),
            self.ticks() - began,
        )
        return Answer(response.status_code, {k.lower(): v for k, v in response.headers.items()}, body, place)

    def _read(self, response: requests.Response, place: Place) -> bytes:
        """The decoded body, never holding more than the cap and one chunk."""
        parts: list[bytes] = []
        size = 0
        while chunk := response.raw.read1(65536, decode_content=True):
            size += len(chunk)
            if size > self.max_bytes:
                words = both(
                    f"回答超过 {self.max_bytes:,} 字节（解压后）",
                    f"the answer is over {self.max_bytes:,} bytes (unpacked)",
                )
                raise HttpFault("too_big", "N613", words, place.plain)
            if self._left() <= 0:
                raise TimeoutError
            parts.append(chunk)
        return b"".join(parts)


def _fault(error: Exception, place: str, wait: float) -> HttpFault:
    """What a failed connection means. Only what surely sent nothing is "unreachable"."""
    if isinstance(error, requests.exceptions.SSLError | urllib3.exceptions.SSLError):
        words = both(
            "对方的证书不可信，或不支持安全连接", "the server's certificate is not trusted, or it speaks no TLS"
        )
        return HttpFault("tls", "N615", words, place)
    if isinstance(error, requests.exceptions.ReadTimeout | urllib3.exceptions.ReadTimeoutError | TimeoutError):
        return HttpFault("timeout", "N611", both(f"{wait:.3g} 秒内没有回答", f"no answer within {wait:.3g} s"), place)
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    never = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
    if isinstance(error, requests.exceptions.ConnectTimeout) or isinstance(reason, never):
        return HttpFault("unreachable", "N610", both("连接不上", "no connection could be made"), place)
    return HttpFault(
        "broken", "N614", both("连接中断，回答不完整", "the connection broke off, the answer is incomplete"), place
    )


class _Adapter(HTTPAdapter):
    """Connections to one tested address of one origin: certificate and SNI go by the name, not by the address."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._open: list[Any] = []
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        if self._place.scheme == "https":
            kwargs |= {"server_hostname": self._place.host, "assert_hostname": self._place.host}
        super().init_poolmanager(*args, **kwargs)

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        make, remember = type(pool).ConnectionCls, self._open

        def watched(*a: Any, **k: Any) -> Any:
            connection = make(*a, **k)
            remember[:] = [connection]
            return connection

        pool.ConnectionCls = watched
        return pool

    def cut(self) -> None:
        """Ends a connection that is being read in another thread: the read fails at once."""
        for connection in self._open:
            if connection.sock is not None:
                try:
                    socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)
                except OSError:
                    continue

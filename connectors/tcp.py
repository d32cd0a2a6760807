"""Connections that are not HTTP (mail servers), by the same rules: a name is resolved once, *every* address tested, and
the connection made to a tested address.
"""

from __future__ import annotations

import socket
from collections.abc import Collection

from connectors.addresses import Place, read_url, refuse
from connectors.faults import HttpFault
from connectors.http import Resolver, addresses_of, resolve
from engine.base.text import both


def connect(
    host: str,
    port: int,
    *,
    ports: Collection[int],
    allow: Collection[str] = (),
    timeout: float = 10.0,
    resolver: Resolver = resolve,
) -> socket.socket:
    """A connection to a host. ``ports``: those any public host may be called at; others only where ``allow`` (as in
    ``connectors.http``) names host:port.

    Raises IssueError (N601, N604–N606) for a place that is not called, HttpFault "unreachable" (N610).
    """
    place, addresses = check_place(host, port, ports=ports, allow=allow, resolver=resolver)
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout)
        except OSError:
            continue
    raise HttpFault("unreachable", "N610", both("连接不上", "no connection could be made"), place.key)


def check_place(
    host: str, port: int, *, ports: Collection[int], allow: Collection[str] = (), resolver: Resolver = resolve
) -> tuple[Place, list[str]]:
    """The place and its tested addresses; connects to nothing. Raises IssueError as ``connect``."""
    key = f"{host}:{port}".lower()
    place = read_url(f"http://{key}/", allow=(*allow, key))  # the port is judged here
    if place.target != "/" or place.key != key:
        raise refuse("N601", both("这里只写主机名", "only the name of a host is written here"))
    if place.key not in allow and (port not in ports or "xn--" in place.host):
        known = ", ".join(str(one) for one in sorted(ports))
        words = both(f"{place.key} 不在许可之列（端口 {known}）", f"{place.key} is not one of the ports {known}")
        zh = f"如确属贵公司的系统，请管理员把 {place.key} 加入部署设置 NAVMARK_ALLOW_HOSTS"
        en = f"if it is your own system, have the administrator add {place.key} to the setting NAVMARK_ALLOW_HOSTS"
        raise refuse("N604", words, hint=both(zh, en))
    return place, addresses_of(place, allow, resolver, 0)

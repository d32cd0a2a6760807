"""What belongs to the installation and not to a definition: read once from ``NAVMARK_*``.

There is no default key, and no switch that makes anything less safe.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from engine.base.issue import Issue, IssueError
from engine.base.text import both

KEY_BYTES = 32
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
#: Keys printed in somebody's documentation are no keys.
_PUBLISHED = ("changeme", "change-me", "secret", "example", "test-key", "password", "navmark")


@dataclass(frozen=True)
class Settings:
    """One installation. ``values`` holds every ``NAVMARK_*`` variable, for placeholders in definitions."""

    data: Path
    database: str = field(repr=False)  # may hold a password
    key: str | None = field(default=None, repr=False)
    public_url: str = "http://127.0.0.1:8700"
    allow_hosts: frozenset[str] = frozenset()  # "host:port" of private hosts that connectors may call
    redis_url: str | None = field(default=None, repr=False)
    metrics_token: str | None = field(default=None, repr=False)  # opens /metrics to others than this machine
    proxies: int = 0  # trusted reverse proxies in front: how many X-Forwarded-* values to believe
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    password_cost: Literal["full", "test"] = "full"  # tests build Settings by hand; no variable sets this

    @property
    def secure_cookies(self) -> bool:
        """Cookies are Secure except where people reach the product by plain HTTP on this machine."""
        url = urlsplit(self.public_url)
        return not (url.scheme == "http" and url.hostname in _LOOPBACK)

    def require_key(self) -> str:
        """The installation's key. Raises IssueError where it is missing, too short or a well-known word."""
        key = self.key or ""
        plain = key.strip().lower()
        if len(key.encode()) < KEY_BYTES or len(set(key)) < 10 or any(plain.startswith(word) for word in _PUBLISHED):
            raise IssueError([_NO_KEY])
        return key


_NO_KEY = Issue(
    "N801",
    both(
        "NAVMARK_KEY（或 NAVMARK_KEY_FILE）缺失、少于 32 字节或过于常见",
        "NAVMARK_KEY (or NAVMARK_KEY_FILE) is missing, shorter than 32 bytes or a well-known value",
    ),
    hint=both(
        "用 python3 -c 'import secrets; print(secrets.token_urlsafe(48))' 生成一个",
        "make one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'",
    ),
)


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from NAVMARK_DATA, _DATABASE, _KEY or _KEY_FILE, _PUBLIC_URL, _ALLOW_HOSTS, _REDIS_URL and _PROXIES."""
    values = {k: v for k, v in (os.environ if environ is None else environ).items() if k.startswith("NAVMARK_")}
    data = Path(values.get("NAVMARK_DATA", ".navmark")).absolute()
    key: str | None = values.pop("NAVMARK_KEY", "") or None
    if key is None:  # ``navmark init`` makes one in the data folder
        file = Path(values.get("NAVMARK_KEY_FILE") or data / "secret.key")
        key = file.read_text(encoding="utf-8").strip() if file.is_file() else None
    hosts = values.get("NAVMARK_ALLOW_HOSTS", "")
    return Settings(
        data=data,
        database=values.pop("NAVMARK_DATABASE", "") or f"sqlite:///{data / 'navmark.sqlite'}",
        key=key,
        public_url=values.get("NAVMARK_PUBLIC_URL", "http://127.0.0.1:8700").rstrip("/"),
        allow_hosts=frozenset(host.strip() for host in hosts.split(",") if host.strip()),
        redis_url=values.pop("NAVMARK_REDIS_URL", "") or None,
        metrics_token=values.pop("NAVMARK_METRICS_TOKEN", "") or None,
        proxies=int(values.get("NAVMARK_PROXIES", "0")),
        values=values,
    )


@cache
def current() -> Settings:
    """The settings of this process."""
    return from_environment()

"""The doorbell: says "look now". It carries no work: what is due stands in the database, which is looked at anyway.

The only place that may know rq or redis.
"""

from __future__ import annotations

import logging
import threading
from typing import Protocol

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from engine.base import clock
from engine.base.settings import Settings

log = logging.getLogger("navmark.jobs")
_KEY = "navmark:bell"
_SLICE = 1.0  # seconds of one blocking call, so that this process can be woken to stop


class Bell(Protocol):
    """Rung by whoever made work, heard by whoever does it."""

    def ring(self) -> None:
        """Wakes one who waits; never fails and never blocks for long."""
        ...

    def wake(self) -> None:
        """Wakes the one who waits in this process (it is to stop)."""
        ...

    def wait(self, seconds: float) -> bool:
        """Sleeps until the bell rings (True) or the time is over (False)."""
        ...


class HouseBell:
    """Inside one process."""

    def __init__(self) -> None:
        self._rung = threading.Event()

    def ring(self) -> None:
        """Wakes the runner of this process."""
        self._rung.set()

    def wake(self) -> None:
        """The same as ``ring``."""
        self._rung.set()

    def wait(self, seconds: float) -> bool:
        """See ``Bell.wait``."""
        rung = self._rung.wait(seconds)
        self._rung.clear()
        return rung


class RedisBell:
    """Between machines. Redis may be gone, or empty after a restart: then the next look comes by the clock."""

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(
            url, socket_connect_timeout=2, socket_timeout=2 * _SLICE + 3, retry=Retry(NoBackoff(), 0)
        )
        self._house = HouseBell()
        self._well = True

    def ring(self) -> None:
        """Leaves a token for whoever waits, on any machine, and wakes this process."""
        try:
            with self._redis.pipeline() as pipe:
                pipe.lpush(_KEY, "1")
                pipe.ltrim(_KEY, 0, 31)
                pipe.expire(_KEY, 60)
                pipe.execute()
            self._tell(True)
        except redis.RedisError:
            self._tell(False)
            self._house.ring()

    def wait(self, seconds: float) -> bool:
        """See ``Bell.wait``."""
        end = clock.monotonic() + seconds
        while (left := end - clock.monotonic()) > 0:
            if self._house.wait(0):
                return True
            try:
                rung = self._redis.blpop([_KEY], timeout=min(left, _SLICE))
                self._tell(True)
                if rung is not None:
                    return True
            except redis.RedisError:
                self._tell(False)
                return self._house.wait(left)
        return False

    def wake(self) -> None:
        """Wakes this process only."""
        self._house.ring()

    def _tell(self, well: bool) -> None:
        if well != self._well:
            log.warning("Redis is back" if well else "Redis does not answer; work is found by the clock")
        self._well = well


_houses: dict[str, HouseBell] = {}


def door(settings: Settings) -> Bell:
    """The bell of this installation: Redis where NAVMARK_REDIS_URL is set, else the one of this process."""
    if settings.redis_url:
        return RedisBell(settings.redis_url)
    return _houses.setdefault(settings.database, HouseBell())


def answers(settings: Settings) -> bool:
    """Whether the Redis of the settings answers within a second; True where none is set."""
    if not settings.redis_url:
        return True
    once = Retry(NoBackoff(), 0)
    try:
        with redis.Redis.from_url(settings.redis_url, socket_connect_timeout=1, socket_timeout=1, retry=once) as asked:
            return bool(asked.ping())
    except redis.RedisError:
        return False

"""The doorbell: says "look now". It carries no work: what is due stands in the database, which is looked at anyway.

The only place that may know rq or redis.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from functools import cache
from typing import Protocol

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue
from rq.exceptions import DequeueTimeout, NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.utils import as_text

from engine.base import clock
from engine.base.settings import Settings

log = logging.getLogger("navmark.jobs")
#: What is looked at: slots of schedules, and the rounds (messages, photos, scores): the names that
#: ``navmark worker --queues`` takes.
QUEUES = ("schedules", "rounds")
#: What a ring without a name means.
RUNG = ("schedules", "rounds")
#: What RQ's own worker calls for a ring.
LOOK = "admin_ui.work.look"
_MOST = 32  # rings that wait; more would say nothing new
_SLICE = 1.0  # seconds of one blocking call, so that this process can be woken to stop


class Bell(Protocol):
    """Rung by whoever made work, heard by whoever does it."""

    def ring(self, *queues: str) -> None:
        """Wakes one who waits, for each of the queues (default: ``RUNG``); never fails and never blocks for long."""
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

    def ring(self, *queues: str) -> None:
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


class RqBell:
    """Between machines: an RQ queue for each kind of work. What rings is an RQ job that says "look at your queue" and
    nothing else, written as JSON; it is taken by ``navmark worker``, or by RQ's own worker. Redis may be gone, or empty
    after a restart: then the next look comes by the clock."""

    def __init__(self, url: str, queues: Sequence[str] = QUEUES) -> None:
        self._redis = _client(url)
        self._keys = [_queue(name, self._redis).key for name in queues]
        self._house = HouseBell()
        self._well = True

    def ring(self, *queues: str) -> None:
        """Leaves a job for whoever waits, on any machine; where Redis does not answer, wakes this process."""
        try:
            for name in queues or RUNG:
                queue = _queue(name, self._redis)
                if queue.count < _MOST:
                    queue.enqueue_call(LOOK, args=(name,), ttl=60, result_ttl=0, failure_ttl=60, description=name)
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
                self._take(min(left, _SLICE))
                self._tell(True)
                return True
            except DequeueTimeout:
                self._tell(True)
            except redis.RedisError:
                self._tell(False)
                return self._house.wait(left)
        return False

    def wake(self) -> None:
        """Wakes this process only."""
        self._house.ring()

    def _take(self, seconds: float) -> None:
        """Takes one ring off its queue. Raises DequeueTimeout where none comes."""
        # RQ passes seconds on to BLPOP, which takes fractions; its annotation knows whole ones only
        _, name = Queue.lpop(self._keys, seconds, connection=self._redis)  # type: ignore[arg-type]
        try:
            Job.fetch(as_text(name), connection=self._redis, serializer=JSONSerializer).delete()
        except NoSuchJobError:
            return  # older than its time to live; it has rung all the same

    def _tell(self, well: bool) -> None:
        if well != self._well:
            log.warning("Redis is back" if well else "Redis does not answer; work is found by the clock")
        self._well = well


def _queue(name: str, connection: redis.Redis) -> Queue:
    return Queue(f"navmark-{name}", connection=connection, serializer=JSONSerializer)


@cache
def _client(url: str) -> redis.Redis:
    """One pool of connections per process: a bell is made for every ring, and a new connection costs more than one."""
    return redis.Redis.from_url(
        url, socket_connect_timeout=2, socket_timeout=2 * _SLICE + 3, retry=Retry(NoBackoff(), 0)
    )


_houses: dict[str, HouseBell] = {}


def door(settings: Settings, queues: Sequence[str] = QUEUES) -> Bell:
    """The bell of this installation: RQ where NAVMARK_REDIS_URL is set, else the one of this process. ``queues``:
    which rings are waited for."""
    if settings.redis_url:
        return RqBell(settings.redis_url, queues)
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

"""The load generator, a process of its own: connections that ask again as soon as they are answered (or after a pause).

``python -m benchmarks.server.load`` reads a pickled ``Job`` on standard input and prints what it found as JSON. Plain
sockets and a selector: some 30 µs a request, so that it is never what is measured.
"""

from __future__ import annotations

import heapq
import json
import pickle
import selectors
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Job:
    """``clients`` connections, spread over ``ports``, send ``requests`` (whole HTTP/1.1 requests): each once where
    ``once``, else in turn and again. ``warm``: seconds that are not counted; ``pause``: seconds that each client waits
    between an answer and its next request."""

    ports: Sequence[int]
    requests: Sequence[bytes]
    clients: int
    seconds: float
    warm: float = 1.0
    pause: float = 0.0
    once: bool = False


@dataclass(frozen=True)
class Seen:
    """``ms``: every counted answer's milliseconds, sorted; ``status``: how many answers of each status; ``cpu``: the
    share of a core that the generator itself took."""

    seconds: float
    ms: list[float]
    status: dict[str, int] = field(default_factory=dict)
    cpu: float = 0.0
    ran_out: bool = False
    bad: str = ""

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return len(self.ms) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds within which that share (0…1) of the answers came."""
        return self.ms[min(len(self.ms) - 1, int(len(self.ms) * share))] if self.ms else float("nan")

    @property
    def good(self) -> bool:
        """Whether every answer was a 2xx."""
        return bool(self.ms) and all(status.startswith("2") for status in self.status)


def run(job: Job) -> Seen:
    """Runs a job in a process of its own. Raises RuntimeError where that fails, or an answer was no 2xx."""
    command = [sys.executable, "-m", "benchmarks.server.load"]
    root = str(Path(__file__).parents[2])
    done = subprocess.run(command, input=pickle.dumps(job), capture_output=True, cwd=root, timeout=job.seconds + 90)
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    seen = Seen(**json.loads(done.stdout))
    if not seen.good:
        raise RuntimeError(f"answers: {seen.status}; {len(seen.ms)} counted; the last that was not good: {seen.bad}")
    return seen


class _Client:
    def __init__(self, port: int) -> None:
        self.port, self.came, self.need, self.sent_at, self.status = port, bytearray(), -1, 0.0, ""
        self.open()

    def open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> None:
        self.came, self.need, self.sent_at = bytearray(), -1, time.perf_counter()
        self.socket.sendall(request)

    def take(self) -> bool | None:
        """True: the answer is whole; False: more is to come; None: the connection was closed."""
        some = self.socket.recv(262_144)
        if not some:
            return None
        self.came += some
        if self.need < 0:
            end = self.came.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = bytes(self.came[:end]).lower()
            self.status = head[9:12].decode()
            at = head.find(b"content-length:")
            self.need = end + 4 + (int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0)
        return len(self.came) >= self.need


def _go(job: Job) -> Seen:
    chosen = selectors.DefaultSelector()
    clients = [_Client(job.ports[n % len(job.ports)]) for n in range(job.clients)]
    requests: Iterator[bytes] = iter(job.requests) if job.once else cycle(job.requests)
    status: Counter[str] = Counter()
    spent: list[float] = []
    waiting: list[tuple[float, int]] = []
    last: dict[int, bytes] = {}
    begun = time.perf_counter()
    counted, end = begun + job.warm, begun + job.warm + job.seconds
    cpu, ran_out, bad = 0.0, False, ""

    def ask(n: int) -> bool:
        request = next(requests, None)
        if request is None:
            return False
        last[n] = request
        clients[n].send(request)
        return True

    for n, client in enumerate(clients):
        chosen.register(client.socket, selectors.EVENT_READ, n)
        if job.pause:  # not all at once
            heapq.heappush(waiting, (begun + job.pause * n / job.clients, n))
        else:
            ask(n)
    while (now := time.perf_counter()) < end and not ran_out:
        if not cpu and now >= counted:
            cpu = time.process_time()
        while waiting and waiting[0][0] <= now:
            ask(heapq.heappop(waiting)[1])
        until = min(end, waiting[0][0]) if waiting else end
        for key, _ in chosen.select(max(0.0, until - now)):
            n, client = key.data, clients[key.data]
            whole = client.take()
            if whole is None:  # a kept connection may be closed by the server when it likes
                chosen.unregister(client.socket)
                client.socket.close()
                client.open()
                chosen.register(client.socket, selectors.EVENT_READ, n)
                if n in last:
                    client.send(last[n])
                continue
            if not whole:
                continue
            at = time.perf_counter()
            del last[n]
            if at >= counted:
                spent.append((at - client.sent_at) * 1000)
                status[client.status] += 1
                if client.status[0] != "2":
                    bad = client.came[-400:].decode(errors="replace")
            if job.pause:
                heapq.heappush(waiting, (at + job.pause, n))
            elif not ask(n):
                ran_out = True
    took = time.perf_counter() - counted
    share = (time.process_time() - cpu) / took if cpu and took > 0 else 0.0
    return Seen(took, sorted(spent), dict(status), share, ran_out, bad)


def main() -> None:
    """Reads the job, prints what was seen."""
    job: Job = pickle.loads(sys.stdin.buffer.read())
    found: dict[str, Any] = asdict(_go(job))
    print(json.dumps(found))


if __name__ == "__main__":
    main()

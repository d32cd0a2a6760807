"""The wire between phones and the server: bytes go through as they are, until it is cut in the middle of them."""

from __future__ import annotations

import selectors
import socket
from collections.abc import Iterable
from threading import Event, Lock
from types import TracebackType

PIECE = 16_384


class Wire:
    """Listens on a free port and carries to ``target``. Each of ``cut_after`` breaks every connection at once as soon
    as so many more bytes have gone up; ``down`` lets nothing through at all."""

    def __init__(self, target: int) -> None:
        self.target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.cuts = 0
        self.down = False
        self._left: list[int] = []
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._ends = Event()
        self._lock = Lock()
        self._watch = selectors.DefaultSelector()

    def cut_after(self, sizes: Iterable[int]) -> None:
        """Plans cuts, one after the other."""
        with self._lock:
            self._left = list(sizes)

    @property
    def planned(self) -> int:
        """Cuts that have not happened yet."""
        return len(self._left)

    def serve(self) -> None:
        """Carries bytes until ``__exit__``; one thread for all."""
        self._watch.register(self._listener, selectors.EVENT_READ)
        while not self._ends.is_set():
            for key, _ in self._watch.select(0.2):
                if key.fileobj is self._listener:
                    self._accept()
                elif key.fileobj in self._pairs:
                    self._carry(key.fileobj)
        self._break()
        self._watch.close()

    def _accept(self) -> None:
        near, _ = self._listener.accept()
        if self.down:
            near.close()
            return
        try:
            far = socket.create_connection(("127.0.0.1", self.target), 5)
        except OSError:
            near.close()
            return
        self._pairs[near], self._pairs[far] = far, near
        for one in (near, far):
            self._watch.register(one, selectors.EVENT_READ, "up" if one is near else "back")

    def _carry(self, one: socket.socket) -> None:
        up = self._watch.get_key(one).data == "up"
        try:
            data = one.recv(PIECE)
            if not data or self.down:
                self._close(one)
                return
            if up and (passes := self._until_cut(len(data))) is not None:
                self._pairs[one].sendall(data[:passes])
                self._break()
                self.cuts += 1
                return
            self._pairs[one].sendall(data)
        except OSError:
            self._close(one)

    def _until_cut(self, size: int) -> int | None:
        """How much still passes where the wire is cut within these bytes; None where it is not."""
        with self._lock:
            if not self._left:
                return None
            if self._left[0] > size:
                self._left[0] -= size
                return None
            return self._left.pop(0)

    def _break(self) -> None:
        for one in list(self._pairs):
            self._close(one)

    def _close(self, one: socket.socket) -> None:
        for end in (one, self._pairs.pop(one, None)):
            if end is not None:
                self._pairs.pop(end, None)
                if end.fileno() >= 0:
                    self._watch.unregister(end)
                    end.close()

    def __enter__(self) -> Wire:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends.set()
        self._listener.close()

"""Messages between the process that serves and the one that looks: JSON with bytes beside it, never pickled.

A frame is four bytes (the length of the head, big-endian), the head (JSON with ``blobs``: a length each), the blobs.
Reads and writes have a deadline and a size: what is on the other side may have been taken over by a hostile picture.
"""

from __future__ import annotations

import json
import os
import select
import struct
from collections.abc import Callable, Sequence
from typing import Any

from engine.base import clock

HEAD, BLOB, SLICE = 8_000_000, 40_000_000, 1.0  # bytes, bytes, seconds
_LENGTH = struct.Struct(">I")
Frame = tuple[dict[str, Any], list[bytes]]


class BrokenPipeline(Exception):
    """The other side is gone, or does not speak like this."""


class TooSlow(Exception):
    """The deadline passed."""


def pack(head: dict[str, Any], blobs: Sequence[bytes] = ()) -> bytes:
    """A frame."""
    text = json.dumps({**head, "blobs": [len(blob) for blob in blobs]}, ensure_ascii=True, allow_nan=False).encode()
    return b"".join((_LENGTH.pack(len(text)), text, *blobs))


class Pipe:
    """One side: two file descriptors that are ours. ``beat`` is called about every second of waiting."""

    def __init__(self, reads: int, writes: int) -> None:
        self._reads, self._writes = reads, writes
        os.set_blocking(reads, False)
        os.set_blocking(writes, False)

    def send(self, frame: bytes, until: float, beat: Callable[[], None]) -> None:
        """Writes a frame. ``until`` in ``clock.monotonic()`` seconds. Raises TooSlow, BrokenPipeline."""
        rest = memoryview(frame)
        while rest:
            self._wait(until, beat, writes=True)
            try:
                rest = rest[os.write(self._writes, rest) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise BrokenPipeline(str(error)) from None

    def receive(self, until: float, beat: Callable[[], None]) -> Frame:
        """Reads a frame. Raises TooSlow, BrokenPipeline."""
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size, until, beat))
        if length > HEAD:
            raise BrokenPipeline("a head that is too large")
        try:
            head = json.loads(self._read(length, until, beat))
            sizes = [int(size) for size in head.pop("blobs")]
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise BrokenPipeline(f"no head: {type(error).__name__}") from None
        if len(sizes) > 2 or any(not 0 <= size <= BLOB for size in sizes):
            raise BrokenPipeline("blobs that are too large")
        return head, [self._read(size, until, beat) for size in sizes]

    def _read(self, size: int, until: float, beat: Callable[[], None]) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            self._wait(until, beat, writes=False)
            try:
                part = os.read(self._reads, min(size - len(parts), 1 << 20))
            except BlockingIOError:
                continue
            except OSError as error:
                raise BrokenPipeline(str(error)) from None
            if not part:
                raise BrokenPipeline("the other side has closed")
            parts += part
        return bytes(parts)

    def _wait(self, until: float, beat: Callable[[], None], *, writes: bool) -> None:
        while True:
            left = until - clock.monotonic()
            if left <= 0:
                raise TooSlow
            ours = ([], [self._writes]) if writes else ([self._reads], [])
            if any(select.select(*ours, [], min(left, SLICE))):
                return
            beat()

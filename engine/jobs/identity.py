"""Which process this is, in a word that others of the same machine can look up: so they know when it has been killed.

``host-pid-born-machine``: ``born`` is when the process started (process ids come again), ``machine`` this run of the
operating system and its numbering of processes (containers have their own). Where the system does not tell
(there is no ``/proc``), the name is as unique, and nobody is ever held for dead.
"""

from __future__ import annotations

import os
import platform
import secrets
import zlib
from functools import cache
from pathlib import Path

_PROC = Path("/proc")


def name_of_process() -> str:
    """The name of this process; the same as long as it lives."""
    return _name(os.getpid())


def is_gone(name: str) -> bool:
    """Whether the process of a name has certainly ended; False for one of another machine, and for any other word."""
    head, _, machine = name.rpartition("-")
    head, _, born = head.rpartition("-")
    pid = head.rpartition("-")[2]
    if not machine or machine != _machine() or not (pid.isascii() and pid.isdigit()):
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):  # somebody else's process; no process at all
        pass
    found = _born(int(pid))
    return found is not None and found != born


@cache
def _name(pid: int) -> str:
    return f"{platform.node()}-{pid}-{_born(pid) or secrets.token_hex(4)}-{_machine() or '0'}"


def _born(pid: int) -> str | None:
    """The 22nd field of proc(5)'s ``stat``: clock ticks since the machine started; "dead" for one that only waits to
    be buried; None where it cannot be read."""
    try:
        fields = (_PROC / str(pid) / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    return "dead" if fields[0] in "ZXx" else f"{int(fields[19]):x}"


@cache
def _machine() -> str:
    """Of this start of the machine and this space of process ids; "" where the system does not say."""
    try:
        words = (_PROC / "sys/kernel/random/boot_id").read_text("ascii") + os.readlink(_PROC / "self/ns/pid")
    except OSError:
        return ""
    return f"{zlib.crc32(words.encode()):08x}"

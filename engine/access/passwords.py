"""Password hashes: argon2id with OWASP's small profile (19 MiB, t=2, p=1: 30 ms on the target machine)."""

from __future__ import annotations

import secrets
import string
import unicodedata
from functools import cache
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.base.issue import Issue, IssueError
from engine.base.text import both

Cost = Literal["full", "test"]
SHORTEST, LONGEST = 10, 200
_ALPHABET = string.ascii_letters + string.digits


@cache
def _hasher(cost: Cost) -> PasswordHasher:
    if cost == "full":
        return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@cache
def _decoy(cost: Cost) -> str:
    return _hasher(cost).hash(secrets.token_urlsafe(16))


def _plain(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def hashed(password: str, cost: Cost = "full") -> str:
    """The hash to store. Raises IssueError (N805) for a password that is too short, too long or one sign repeated."""
    plain = _plain(password)
    if not SHORTEST <= len(plain) <= LONGEST or len(set(plain)) < 4:
        words = both(
            f"密码须为 {SHORTEST} 至 {LONGEST} 个字符，且不能只是重复字符",
            f"a password has {SHORTEST} to {LONGEST} characters and is not one sign repeated",
        )
        raise IssueError([Issue("N805", words, "$.password")])
    return _hasher(cost).hash(plain)


def matches(stored: str | None, password: str, cost: Cost = "full") -> bool:
    """Whether the password is the stored one. Takes as long where nothing is stored (no such account)."""
    plain = _plain(password[: LONGEST + 1])
    try:
        right = _hasher(cost).verify(stored or _decoy(cost), plain)
    except (VerificationError, InvalidHashError):
        return False
    return right and stored is not None


def generated() -> str:
    """A password of 20 letters and digits (119 bits)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(20))

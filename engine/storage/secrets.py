"""Secrets of connectors and channels: sealed under the installation's key, written and used, never listed in plain."""

from __future__ import annotations

import base64
from functools import lru_cache

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from engine.base import clock, masking
from engine.base.issue import Issue, IssueError
from engine.base.settings import Settings, current
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.storage.tables import secret


def put(connection: sa.Connection, name: str, value: str, settings: Settings | None = None) -> None:
    """Stores or replaces a secret. Raises IssueError (N801) without a proper key, ValueError for an empty value."""
    if not value:
        raise ValueError("an empty secret")
    masking.learn(value)
    sealed = _box(settings).encrypt(value.encode()).decode()
    connection.execute(sa.delete(secret).where(secret.c.name == name))
    connection.execute(sa.insert(secret).values(name=name, sealed=sealed, changed_at=clock.now()))


def reveal(connection: sa.Connection, name: str, settings: Settings | None = None) -> str:
    """The value, for the one call that needs it; from then on the log masks it.

    Raises IssueError (N902) where it is missing, or sealed under another key.
    """
    sealed = connection.execute(sa.select(secret.c.sealed).where(secret.c.name == name)).scalar_one_or_none()
    if sealed is None:
        words = both(f"没有名为 “{name}” 的密钥", f'there is no secret "{name}"')
        raise IssueError([Issue("N902", words, hint=did_you_mean(name, names(connection)))])
    try:
        value = _box(settings).decrypt(sealed.encode()).decode()
    except InvalidToken:
        words = both(f"密钥 “{name}” 是用另一把 NAVMARK_KEY 加密的", f'"{name}" was sealed under another NAVMARK_KEY')
        raise IssueError([Issue("N902", words)]) from None
    masking.learn(value)
    return value


def names(connection: sa.Connection) -> list[str]:
    """The names of the stored secrets."""
    return list(connection.execute(sa.select(secret.c.name).order_by(secret.c.name)).scalars())


def remove(connection: sa.Connection, name: str) -> None:
    """Forgets a secret."""
    connection.execute(sa.delete(secret).where(secret.c.name == name))


def seal(value: str, settings: Settings | None = None) -> str:
    """A text sealed under the installation's key, for what is kept outside the secret store (an access token)."""
    masking.learn(value)
    return _box(settings).encrypt(value.encode()).decode()


def unseal(sealed: str, settings: Settings | None = None) -> str | None:
    """The text that ``seal`` sealed, masked in the log from then on; None where it was sealed under another key."""
    try:
        value = _box(settings).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None
    masking.learn(value)
    return value


def _box(settings: Settings | None) -> Fernet:
    return _fernet((settings or current()).require_key())


@lru_cache(maxsize=4)
def _fernet(key: str) -> Fernet:
    masking.learn(key)
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"navmark secrets").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))

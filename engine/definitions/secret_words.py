"""Refuses secrets written into a definition: definitions are exported, compared, logged and cloned."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from math import log2
from typing import Any

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.scan import child

_SENSITIVE = re.compile(r"token|passw|pwd|secret|api_?key|access_?key|private_?key|credential|authorization", re.I)
_PASSWORD = re.compile(r"^(passw(or)?d|pwd|passphrase)$", re.I)
_IN_URL = re.compile(r"://[^/\s:@]+:[^/\s@{]+@")
_IN_QUERY = re.compile(r"[?&](key|token|access_token|secret|sig|signature|password|api_?key)=[^&{\s]{8,}", re.I)
_KNOWN = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\beyJ[\w-]{10,}\.[\w-]{10,}\.|\bnmk_[\w-]{16,}"
    r"|\b(Bearer|Basic)\s+[\w+/=.-]{12,}|\bgh[pousr]_\w{20,}|\bsk-[\w-]{20,}"
)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")
_PLACEHOLDER = re.compile(r"\{[A-Za-z_][A-Za-z0-9_.]*\}")

_WORDS = both("像是一个密钥；密钥不能写进定义", "looks like a secret; secrets are not written into definitions")
_HINT = both(
    '存入密钥库，此处写 {"secret": "名字"}', 'put it into the secret store and write {"secret": "its_name"} here'
)


def secret_issues(value: Any, path: str = "$", key: str = "") -> Iterable[Issue]:
    """One issue per text that looks like a secret. The issue never repeats the text."""
    if isinstance(value, Mapping):
        if set(value) == {"secret"} and isinstance(name := value["secret"], str):
            if not _NAME.fullmatch(name) or _random(name):
                yield Issue("N130", _WORDS, child(path, "secret"), hint=_HINT)
            return
        for name, item in value.items():
            yield from secret_issues(item, child(path, name), name)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from secret_issues(item, child(path, i), key)
    elif isinstance(value, str) and _looks_secret(value, key):
        yield Issue("N130", _WORDS, path, hint=_HINT)


def _looks_secret(text: str, key: str) -> bool:
    if _IN_URL.search(text) or _IN_QUERY.search(text) or _KNOWN.search(text):
        return True
    if _PLACEHOLDER.sub("", text).strip() == "":
        return False
    if _PASSWORD.match(key):
        return True
    return bool(_SENSITIVE.search(key)) and _random(text)


def _random(text: str) -> bool:
    """Long, without spaces, of many different characters, and mixing digits (or cases) as generated keys do."""
    if len(text) < 12 or re.search(r"\s", text):
        return False
    digits = sum(char.isdigit() for char in text)
    mixed = text.lower() != text and text.upper() != text
    entropy = -sum(n / len(text) * log2(n / len(text)) for n in Counter(text).values())
    return entropy >= 3.0 and (digits >= 3 or (mixed and len(text) >= 20))

"""The one written form of JSON, so that export after import changes nothing."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def pretty(value: Any) -> str:
    """Two spaces, keys as the author ordered them, text unescaped, one newline at the end."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def compact(value: Any) -> str:
    """Keys sorted, no spaces: for hashing and for storing in the database."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(value: Any) -> str:
    """SHA-256 (hex) of the compact form: equal for equal meaning, whatever the key order."""
    return hashlib.sha256(compact(value).encode()).hexdigest()

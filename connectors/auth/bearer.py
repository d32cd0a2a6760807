"""A token that was handed out once: ``Authorization: Bearer …``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.contract import Auth, Login, Pass
from connectors.fields import SECRET, field, group
from connectors.fixed import Fixed
from connectors.http import Http
from engine.base.text import both


def _start(config: Mapping[str, Any], http: Http, base_url: str) -> Login:
    return Fixed(Pass({"Authorization": f"Bearer {config['token']}"}))


AUTH = Auth(
    "bearer",
    both("令牌", "Bearer token"),
    group(
        ["token"],
        token=field(
            "令牌 / Token", "对方发的长期令牌。", "The token they handed out.", {"secret": "pos_token"}, **SECRET
        ),
    ),
    _start,
)

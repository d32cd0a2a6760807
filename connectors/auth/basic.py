"""User name and password with every request (RFC 7617)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from connectors.contract import Auth, Login, Pass
from connectors.fields import SECRET, TEXT_OR_SECRET, field, group
from connectors.fixed import Fixed
from connectors.http import Http
from engine.base import masking
from engine.base.text import both


def _start(config: Mapping[str, Any], http: Http, base_url: str) -> Login:
    pair = b64encode(f"{config['username']}:{config['password']}".encode()).decode()
    masking.learn(pair)
    return Fixed(Pass({"Authorization": f"Basic {pair}"}))


AUTH = Auth(
    "basic",
    both("用户名与密码", "User name and password"),
    group(
        ["username", "password"],
        username=field("用户名 / User name", "登录名。", "The log-in name.", "navmark", **TEXT_OR_SECRET),
        password=field(
            "密码 / Password", "密钥库中的名字。", "Its name in the secret store.", {"secret": "erp_password"}, **SECRET
        ),
    ),
    _start,
)

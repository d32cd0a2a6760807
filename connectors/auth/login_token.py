"""Logs in with a POST, carries the token it gets for the run, and logs in again once when the token has expired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.call import Ask
from connectors.contract import Auth, Login, Pass
from connectors.faults import HttpFault
from connectors.fields import PATH, TEXT_OR_SECRET, field, group
from connectors.http import Http
from connectors.payload import read_json
from connectors.records import look
from engine.base import masking
from engine.base.text import both


class _Token:
    def __init__(self, config: Mapping[str, Any], http: Http, base_url: str) -> None:
        self._config, self._http, self._url = config, http, base_url.rstrip("/") + config["path"]
        self._token: str | None = None

    def current(self) -> Pass:
        if self._token is None:
            self._token = self._log_in()
        return Pass({self._config.get("header", "Authorization"): self._config.get("prefix", "Bearer ") + self._token})

    def renew(self) -> bool:
        self._token = None
        return True

    def _log_in(self) -> str:
        body = dict(self._config["body"])
        form = self._config.get("as") == "form"
        ask = Ask(self._url, "POST", json=None if form else body, data=body if form else None)
        answer = self._http.send(ask)
        token = look(read_json(answer), self._config["token"])
        if not isinstance(token, str) or not token:
            words = both(
                f"登录的回答里没有令牌（{self._config['token']}）",
                f"the log-in's answer has no token at {self._config['token']}",
            )
            hint = both("多半是账号或密码不对", "most likely user name or password are wrong")
            raise HttpFault("refused", "N616", words, answer.place.plain, answer.status, hint=hint)
        masking.learn(token)
        return token


def _start(config: Mapping[str, Any], http: Http, base_url: str) -> Login:
    return _Token(config, http, base_url)


AUTH = Auth(
    "login_token",
    both("登录换令牌", "Log in for a token"),
    group(
        ["path", "body", "token"],
        path=field(
            "登录地址 / Log-in path",
            "接在 base_url 之后。",
            "Follows base_url.",
            "/api/login",
            type="string",
            pattern="^/[^?#\\s]*$",
            maxLength=300,
        ),
        body=field(
            "登录内容 / Log-in body",
            'POST 的字段；密码写成 {"secret": 名称}。',
            'The fields that are posted; the password as {"secret": name}.',
            {"user": "navmark", "password": {"secret": "pos_password"}},
            type="object",
            minProperties=1,
            maxProperties=20,
            additionalProperties=TEXT_OR_SECRET,
        ),
        token=field(
            "令牌位置 / Token path", "令牌在回答中的位置。", "Where the token is in the answer.", "data.token", **PATH
        ),
        header=field(
            "请求头 / Header",
            "令牌放在哪个请求头。",
            "The header that carries the token.",
            "Authorization",
            type="string",
            pattern="^[A-Za-z0-9-]+$",
            maxLength=100,
        ),
        prefix=field(
            "前缀 / Prefix",
            "令牌前的文字，可为空。",
            "What stands before the token; may be empty.",
            "Bearer ",
            type="string",
            maxLength=20,
        ),
        **{
            "as": field(
                "编码 / Encoding", "登录内容的编码。", "How the body is encoded.", "json", enum=["json", "form"]
            )
        },
    ),
    _start,
)

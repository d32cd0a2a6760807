"""A key in a header or in the query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from connectors.contract import Auth, Login, Pass
from connectors.fields import SECRET, field, group
from connectors.fixed import Fixed
from connectors.http import Http
from engine.base.issue import Issue
from engine.base.text import both


def _start(config: Mapping[str, Any], http: Http, base_url: str) -> Login:
    if "query" in config:
        return Fixed(Pass(params={config["query"]: config["key"]}))
    return Fixed(Pass({config["header"]: config["key"]}))


def _check(config: Mapping[str, Any], path: str) -> Iterable[Issue]:
    if ("header" in config) == ("query" in config):
        words = both("header 与 query 必须且只能写一个", 'write either "header" or "query", and only one of them')
        yield Issue("N482", words, path)


_TOKEN = {"type": "string", "pattern": "^[A-Za-z0-9_.-]+$", "maxLength": 100}
AUTH = Auth(
    "api_key",
    both("接口密钥", "API key"),
    group(
        ["key"],
        header=field(
            "请求头 / Header", "密钥放在哪个请求头。", "The header that carries the key.", "X-Api-Key", **_TOKEN
        ),
        query=field(
            "参数 / Parameter",
            "密钥放在哪个查询参数（日志中不出现）。",
            "The query parameter that carries the key (never logged).",
            "key",
            **_TOKEN,
        ),
        key=field("密钥 / Key", "密钥库中的名字。", "Its name in the secret store.", {"secret": "erp_key"}, **SECRET),
    ),
    _start,
    _check,
)

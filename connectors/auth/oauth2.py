"""OAuth 2.0 client credentials (RFC 6749, 4.4): a token for an id and a secret, used until shortly before it expires.

The token is kept in this process from run to run, so that a source pulled every few minutes does not ask each time;
a 401 throws it away, once. Neither it nor the secret is stored, logged or named in an error.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote_plus

from connectors.call import Answer, Ask
from connectors.contract import Auth, Login, Pass
from connectors.faults import HttpFault
from connectors.fields import SECRET, TEXT_OR_SECRET, field, group
from connectors.http import Http
from connectors.payload import read_json
from engine.base import clock, masking
from engine.base.issue import IssueError
from engine.base.text import both

UNTOLD = 300.0  # seconds for which a token counts whose life was not told
EARLIEST, LONGEST = 60.0, 86_400.0  # a token is renewed so long before its end; no life is believed beyond a day
MOST = 200
_TOKEN = re.compile(r"[\x21-\x7e]{1,8000}")


@dataclass(frozen=True, repr=False)
class _Kept:
    token: str
    until: datetime


_kept: dict[str, _Kept] = {}


class _Client:
    def __init__(self, config: Mapping[str, Any], http: Http, base_url: str) -> None:
        self._config, self._http = config, http
        self._url = config["url"] if "://" in config["url"] else base_url.rstrip("/") + config["url"]
        self._pair = (str(config["client_id"]), str(config["client_secret"]))
        said = (self._url, *self._pair, config.get("scope", ""), config.get("audience", ""))
        self._key = sha256("\0".join(said).encode()).hexdigest()
        self._carried: str | None = None

    def current(self) -> Pass:
        found = _kept.get(self._key)
        if found is None or found.until <= clock.now():
            found = self._fetch()
            for key in [key for key, old in list(_kept.items()) if old.until <= clock.now()]:
                _kept.pop(key, None)
            if len(_kept) < MOST:
                _kept[self._key] = found
        self._carried = found.token
        return Pass({"Authorization": f"Bearer {found.token}"})

    def renew(self) -> bool:
        found = _kept.get(self._key)
        if found is not None and found.token == self._carried:  # else another run has a newer one already
            _kept.pop(self._key, None)
        return True

    def _fetch(self) -> _Kept:
        body = {"grant_type": "client_credentials"}
        body |= {name: self._config[name] for name in ("scope", "audience") if name in self._config}
        credentials: dict[str, str] = {}
        if self._config.get("send") == "body":
            body |= {"client_id": self._pair[0], "client_secret": self._pair[1]}
        else:
            basic = b64encode(":".join(map(quote_plus, self._pair)).encode()).decode()
            masking.learn(basic)
            credentials = {"Authorization": f"Basic {basic}"}
        asked_at = clock.now()
        ask = Ask(self._url, "POST", {}, {"Accept": "application/json"}, credentials, data=body, accept=(400, 401))
        answer = self._http.send(ask)
        if answer.status >= 400:
            raise _refused(answer)
        told = read_json(answer)
        told = told if isinstance(told, dict) else {}
        token = told.get("access_token")
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            words = both("回答里没有可用的 access_token", "the answer has no usable access_token")
            raise HttpFault("body", "N616", words, answer.place.plain)
        masking.learn(token)
        if str(told.get("token_type", "bearer")).lower() != "bearer":
            words = both("令牌不是 Bearer 类型", "the token is not of type Bearer")
            raise HttpFault("body", "N616", words, answer.place.plain)
        life = _seconds(told.get("expires_in"))
        return _Kept(token, asked_at + timedelta(seconds=life - min(EARLIEST, life / 5)))


def _seconds(told: Any) -> float:
    try:
        life = float(told)
    except (TypeError, ValueError):
        return UNTOLD
    return min(life, LONGEST) if life > 0 else UNTOLD


def _refused(answer: Answer) -> HttpFault:
    """Says the error's code only: descriptions may repeat what was sent. Without status: nobody should try again."""
    try:
        told = read_json(answer)
    except IssueError:
        told = None
    code = told.get("error") if isinstance(told, dict) else None
    code = code if isinstance(code, str) and re.fullmatch(r"[a-z_]{1,40}", code) else f"HTTP {answer.status}"
    words = both(f"对方没有发令牌（{code}）", f"no token was given ({code})")
    hint = both("检查 client_id、密钥与 scope", "check client_id, its secret and the scope")
    return HttpFault("refused", "N616", words, answer.place.plain, hint=hint)


def _start(config: Mapping[str, Any], http: Http, base_url: str) -> Login:
    return _Client(config, http, base_url)


AUTH = Auth(
    "oauth2",
    both("OAuth 2.0 客户端凭据", "OAuth 2.0 client credentials"),
    group(
        ["url", "client_id", "client_secret"],
        url=field(
            "令牌地址 / Token address",
            "接在 base_url 之后的路径，或完整网址。",
            "A path that follows base_url, or a whole URL.",
            "/oauth/token",
            type="string",
            pattern="^(/|https?://|\\{NAVMARK_SOURCE_)[^?#\\s]*$",
            maxLength=500,
        ),
        client_id=field("客户端 / Client id", "对方给的 client_id。", "As they gave it.", "navmark", **TEXT_OR_SECRET),
        client_secret=field(
            "客户端密钥 / Client secret",
            "密钥库中的名字。",
            "Its name in the secret store.",
            {"secret": "erp_client"},
            **SECRET,
        ),
        scope=field(
            "范围 / Scope",
            "要求的权限范围。",
            "The scope asked for.",
            "read",
            type="string",
            minLength=1,
            maxLength=500,
        ),
        audience=field(
            "对象 / Audience",
            "部分系统要求的 audience。",
            "The audience, where it is asked for.",
            "https://erp.firma.example/",
            type="string",
            minLength=1,
            maxLength=500,
        ),
        send=field(
            "密钥放在 / Sent in",
            "basic：请求头（默认）；body：表单字段。",
            "basic: a header (the default); body: fields of the form.",
            "basic",
            enum=["basic", "body"],
        ),
    ),
    _start,
)

"""The fields of an ``http_json`` source, and what their schemas cannot say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from connectors.addresses import read_url
from connectors.contract import Auth, Paging
from connectors.fields import PATH, TEXT_OR_SECRET, field, field_issues, group, inside, typed
from connectors.kinds.source.model import SourceModel
from connectors.registry import auths, pagings
from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.expressions import parse

#: Deployment settings that a definition may name; all others stay out of its reach.
SETTING = re.compile(r"\{(NAVMARK_SOURCE_[A-Z0-9_]{1,60})\}")
_LOCAL = {"type": "string", "pattern": "^/[^?#\\s]*$", "maxLength": 500}
_PART = {"type": "object"}

CONNECTION = group(
    ["base_url"],
    base_url=field(
        "地址 / Base URL",
        "https://主机[:端口][/前缀]，或部署设置 {NAVMARK_SOURCE_…}。内网地址须由管理员列入 NAVMARK_ALLOW_HOSTS。",
        "https://host[:port][/prefix], or a setting {NAVMARK_SOURCE_…}. Private hosts: see NAVMARK_ALLOW_HOSTS.",
        "{NAVMARK_SOURCE_POS_URL}",
        type="string",
        minLength=1,
        maxLength=500,
    ),
    auth=field(
        "登录 / Log-in",
        "登录方式，由 type 决定。",
        "How to log in, by its type.",
        {"type": "bearer", "token": {"secret": "pos_token"}},
        **_PART,
    ),
    headers=field(
        "请求头 / Headers",
        "每个请求都带上；不会带去别的主机。",
        "Sent with every request; never taken to another host.",
        {"X-Tenant": "acme"},
        type="object",
        maxProperties=20,
        propertyNames={"type": "string", "pattern": "^[A-Za-z0-9-]+$", "maxLength": 100},
        additionalProperties=TEXT_OR_SECRET,
    ),
    timeout_seconds=field(
        "时限（秒） / Time-out",
        "等一个回答最多多久。",
        "The longest wait for one answer.",
        30,
        type="number",
        exclusiveMinimum=0,
        maximum=600,
    ),
    deadline_seconds=field(
        "总时限（秒） / Deadline",
        "整次运行最多多久。",
        "The longest a whole run may take.",
        300,
        type="number",
        exclusiveMinimum=0,
        maximum=21600,
    ),
    max_bytes=field(
        "单页上限（字节） / Page cap",
        "一个回答解压后的上限。",
        "The most that one answer may hold, unpacked.",
        50000000,
        type="integer",
        minimum=1000,
        maximum=500000000,
    ),
    retries=field(
        "重试次数 / Retries",
        "繁忙、出错或断线时重试几次。",
        "How often to try again when busy, failing or cut off.",
        4,
        type="integer",
        minimum=0,
        maximum=10,
    ),
)
_VALUES = {
    "type": "object",
    "maxProperties": 50,
    "additionalProperties": {"oneOf": [{"type": "string", "maxLength": 1000}, {"type": "number"}, {"type": "boolean"}]},
}
REQUEST = group(
    ["path"],
    path=field(
        "路径 / Path", "接在 base_url 之后，不含 ?。", "Follows base_url; without a query.", "/api/tickets", **_LOCAL
    ),
    method=field(
        "方法 / Method", "GET，或用于查询的 POST。", "GET, or a POST that only asks.", "GET", enum=["GET", "POST"]
    ),
    params=field(
        "参数 / Parameters",
        "查询参数；可用 {window.from}、{window.to}。",
        "Query parameters; {window.from} and {window.to} may be used.",
        {"from": "{window.from}"},
        **_VALUES,
    ),
    headers=field(
        "请求头 / Headers",
        "这个请求的请求头。",
        "Headers of this request.",
        {"Accept-Language": "zh"},
        type="object",
        maxProperties=20,
        additionalProperties={"type": "string", "maxLength": 500},
    ),
    body=field("内容 / Body", "POST 的 JSON 内容。", "The JSON body of a POST.", {"status": "closed"}, type="object"),
    send=field(
        "参数放哪里 / Send",
        "POST 时参数与翻页放在查询里还是内容里。",
        "Whether a POST carries parameters and paging in the query or the body.",
        "query",
        enum=["query", "body"],
    ),
    paging=field(
        "翻页 / Paging",
        "翻页方式，由 type 决定；不写则一次取完。",
        "How pages are turned, by its type; without it everything is in one answer.",
        {"type": "page", "page_param": "page", "size": 500},
        **_PART,
    ),
    max_pages=field(
        "最多页数 / Most pages",
        "超过即视为翻不完。",
        "Beyond this it is taken to be endless.",
        10000,
        type="integer",
        minimum=1,
        maximum=100000,
    ),
    encoding=field(
        "编码 / Encoding",
        "对方没有说明编码时。",
        "Where the source does not name its encoding.",
        "gb18030",
        enum=["utf-8", "gb18030"],
    ),
    ok=field(
        "成功标志 / Success",
        "对方以 200 回答失败时，如何判断成功。",
        "How to tell success where failures are answered with 200.",
        {"when": "code == 0", "message": "msg"},
        **inside(
            group(
                ["when"],
                when=field(
                    "条件 / When",
                    "对回答最外层字段的公式。",
                    "A formula over the outermost fields.",
                    "code == 0",
                    type="string",
                    minLength=1,
                    maxLength=500,
                ),
                message=field("消息位置 / Message", "失败说明的位置。", "Where it says why.", "msg", **PATH),
            )
        ),
    ),
    tagged=field(
        "带标记的值 / Tagged values",
        '把 {"__class__": "Decimal", "value": "1.20"} 这样的对象还原为值。',
        'Objects such as {"__class__": "Decimal", "value": "1.20"} that stand for a plain value.',
        [{"marker": "__class__", "equals": "Decimal", "value": "value", "as": "number"}],
        type="array",
        maxItems=20,
        items=inside(
            group(
                ["marker", "equals", "value"],
                marker=field(
                    "标记字段 / Marker", "标记类型的字段。", "The field that names the type.", "__class__", **PATH
                ),
                equals=field("标记值 / Equals", "标记的值。", "What it says.", "Decimal", **PATH),
                value=field("值字段 / Value", "值所在的字段。", "The field with the value.", "value", **PATH),
                **{"as": field("当作 / As", "还原成什么。", "What it becomes.", "number", enum=["number", "text"])},
            )
        ),
    ),
)


def check(source: SourceModel) -> Iterable[Issue]:
    """Address, settings, log-in, paging, success formula."""
    yield from _base_url(source.connection["base_url"])
    yield from _part(source.connection.get("auth"), auths(), "$.connection.auth")
    yield from _part(source.request.get("paging"), pagings(), "$.request.paging")
    if "ok" in source.request:
        try:
            parse(source.request["ok"]["when"], names=None)
        except IssueError as error:
            yield from (Issue(i.code, i.message, "$.request.ok.when", hint=i.hint) for i in error.issues)
    asks = str(source.request)
    if source.window is not None and "{window." not in asks:
        words = both(
            "写了 window，请求里却没有用 {window.from}", 'there is a "window", but no {window.from} in the request'
        )
        yield Issue("N489", words, "$.window", level="warning")


def _base_url(text: str) -> Iterable[Issue]:
    path = "$.connection.base_url"
    bare = SETTING.sub("", text)
    if "{" in bare or "}" in bare:
        words = both(
            "这里只能用部署设置 {NAVMARK_SOURCE_…}", "only deployment settings {NAVMARK_SOURCE_…} can be used here"
        )
        yield Issue("N483", words, path, hint=both("例如 {NAVMARK_SOURCE_POS_URL}", "e.g. {NAVMARK_SOURCE_POS_URL}"))
        return
    if SETTING.match(text):
        return
    try:
        place = read_url(SETTING.sub("x", text))
    except IssueError as error:
        # An unusual port is the deployment's to allow; it is judged when the source is called.
        yield from (Issue(i.code, i.message, path, hint=i.hint) for i in error.issues if i.code != "N604")
        return
    if "?" in place.target:
        words = both("地址里不写参数", "parameters do not belong into the address")
        yield Issue("N483", words, path, hint=both("写在 request.params 里", "put them into request.params"))


def _part(value: Any, known: dict[str, Auth] | dict[str, Paging], path: str) -> Iterable[Issue]:
    if value is None:
        return
    name = value.get("type")
    part = known.get(name) if isinstance(name, str) else None
    if part is None:
        listed = ", ".join(known)
        words = both(f"type 应为其中之一：{listed}", f"type must be one of {listed}")
        yield Issue("N482", words, f"{path}.type", hint=did_you_mean(str(name), known))
        return
    found = field_issues(value, typed(part.name, part.schema), path)
    yield from found
    if not found:
        yield from part.check(value, path)

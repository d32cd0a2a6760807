"""The fields of a ``sql_query`` source, and what their schemas cannot say."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.fields import SECRET, field, group, inside
from connectors.kinds.source.model import SourceModel
from connectors.types.sql_query.single_select import colons_in_quotes, parameters, refusal
from connectors.window import PATTERN, PLACEHOLDER
from engine.base.issue import Issue
from engine.base.text import Text, both

_NAME = "^[A-Za-z_][A-Za-z0-9_]{0,62}$"
_OWN = ("pulled_from", "pulled_to")
CONNECTION = group(
    ["url"],
    url=field(
        "数据库地址 / Database URL",
        "密钥，内容如 postgresql://账号:密码@主机:5432/库名；请用只有读权限的账号。内网主机见 NAVMARK_ALLOW_HOSTS。"
        "SQLite：sqlite:///收件文件夹里的文件。",
        "A secret such as postgresql://user:password@host:5432/database, of an account that may only read. Private "
        "hosts: see NAVMARK_ALLOW_HOSTS. SQLite: sqlite:///a file in the inbox folder.",
        {"secret": "erp_database"},
        **SECRET,
    ),
    timeout_seconds=field(
        "单条时限（秒） / Time-out",
        "数据库执行一步最多多久。",
        "The longest the database may work on one step.",
        120,
        type="number",
        minimum=1,
        maximum=3600,
    ),
    deadline_seconds=field(
        "总时限（秒） / Deadline",
        "整次运行最多多久。",
        "The longest a whole run may take.",
        1800,
        type="number",
        minimum=1,
        maximum=21600,
    ),
)
REQUEST = group(
    ["query"],
    query=field(
        "查询 / Query",
        "一条 SELECT，不写分号和注释；变化的值写成 :名称，在 params 里给出。",
        "One SELECT without semicolon or comments; what varies is written :name and given in params.",
        "SELECT shop, day, no, amount FROM tickets WHERE day BETWEEN :first AND :last",
        type="string",
        minLength=1,
        maxLength=20000,
    ),
    params=field(
        "参数 / Parameters",
        "名称 → 值，作为绑定参数交给数据库；{window.from} 是日期，{window.from_instant} 是时刻，带格式的是文字。",
        "Name → value, bound by the database; {window.from} is a day, {window.from_instant} a moment, with a pattern "
        "it is text.",
        {"first": "{window.from}", "last": "{window.to}"},
        type="object",
        maxProperties=50,
        propertyNames={"type": "string", "pattern": _NAME},
        additionalProperties={
            "oneOf": [{"type": "string", "maxLength": 1000}, {"type": "number"}, {"type": "boolean"}]
        },
    ),
    watermark=field(
        "水位列 / Watermark",
        "按结果里的这一列只取时间窗之内的行；不必改查询。",
        "Takes only rows whose column lies in the window; the query stays as it is.",
        {"column": "updated_at", "by": "instant"},
        **inside(
            group(
                ["column"],
                column=field(
                    "列 / Column",
                    "结果中的列名。",
                    "A column of the result.",
                    "updated_at",
                    type="string",
                    pattern=_NAME,
                ),
                by=field(
                    "比较 / By",
                    "day：日期或当地时间；instant：带时区的时刻。",
                    "day: dates or local times; instant: moments with a time zone.",
                    "day",
                    enum=["day", "instant"],
                ),
                pattern=field(
                    "格式 / Pattern",
                    "列里存的是文字时，例如 %Y%m%d。",
                    "Where the column holds text, e.g. %Y%m%d.",
                    "%Y%m%d",
                    type="string",
                    minLength=2,
                    maxLength=40,
                ),
            )
        ),
    ),
)


def check(source: SourceModel) -> Iterable[Issue]:
    """One SELECT, its parameters given and no others, a window where a watermark needs one."""
    request, path = source.request, "$.request.query"
    query = request["query"]
    mark = request.get("watermark")
    if PLACEHOLDER.search(query):
        hint = both('写 :first，并在 params 里给 "first": "{window.from}"', 'write :first and give it in "params"')
        yield _issue(both("查询里不能直接写 {window…}", "{window…} does not stand in the query itself"), path, hint)
    elif (why := refusal(query)) is not None:
        yield _issue(why, path)
    elif colons_in_quotes(query):
        hint = both("把整段文字改成参数", "make the whole text a parameter")
        yield _issue(both("引号里不能有 :名称", "a quoted text holds :name"), path, hint)
    else:
        given, asked = set(request.get("params", {})), parameters(query)
        for name in sorted(asked - given):
            yield _issue(both(f"没有给参数 :{name}", f"the parameter :{name} is not given"), path)
        for name in sorted((given - asked) | (given & set(_OWN))):
            words = both(f"查询里用不到参数 {name}", f"the query has no use for the parameter {name}")
            yield _issue(words, f"$.request.params.{name}")
    if mark is not None and source.window is None:
        words = both("有 watermark，却没有写 window", 'there is a watermark, but no "window"')
        yield Issue("N484", words, "$.request.watermark")
    if mark is not None and "pattern" in mark and not PATTERN.fullmatch(mark["pattern"]):
        words = both(f"格式 {mark['pattern']} 没有意义", f"the pattern {mark['pattern']} means nothing")
        yield Issue("N483", words, "$.request.watermark.pattern")
    for i, into in enumerate(source.into):
        if into.records is not None:
            words = both("查询的每一行就是一条记录，不写 records", "each row is a record: leave out records")
            yield Issue("N481", words, f"$.into[{i}].records")


def _issue(words: Text, path: str, hint: Text | None = None) -> Issue:
    return Issue("N624", words, path, hint=hint)

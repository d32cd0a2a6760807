"""Which column of a table is which: guessed from the header words, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.base.suggest import nearest
from engine.org.register.files import What
from engine.org.register.spelling import plain

#: Column → words of its header, the surest first. A word in full is better than a word inside.
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "units": {
        "code": ("编码", "编号", "代码", "单位编码", "机构编码", "code", "unit code", "id"),
        "en": ("英文名", "英文名称", "英文", "english name", "name en", "english", "en"),
        "parent": (
            "上级编码",
            "上级",
            "上级单位",
            "上级机构",
            "所属",
            "隶属",
            "归属",
            "parent",
            "parent code",
            "belongs to",
        ),
        "level": ("层级", "级别", "类型", "level", "type", "tier"),
        "opened": ("开业日期", "开业", "启用日期", "成立", "opened", "open date", "opening date"),
        "closed": ("关闭日期", "关闭", "停用日期", "撤销", "停业", "closed", "close date", "closing date"),
        "groups": ("分组", "组别", "标签", "groups", "group", "tags"),
        "from": ("生效日期", "生效日", "调整日期", "from", "effective", "effective date"),
        "lat": ("纬度", "lat", "latitude"),
        "lon": ("经度", "lon", "lng", "longitude"),
        "zh": ("名称", "单位名称", "中文名", "中文名称", "简称", "name", "title", "unit", "zh"),
    },
    "posts": {
        "role": ("角色", "岗位", "职位", "职务", "role", "post", "position"),
        "unit": ("单位", "单位编码", "组织", "机构", "部门", "unit", "unit code", "code", "编码"),
        "login": ("登录名", "账号", "工号", "任职人", "姓名", "人员", "login", "user", "holder", "name"),
        "from": ("开始日期", "任职日期", "到岗日期", "起始", "from", "since", "start"),
        "to": ("结束日期", "离任日期", "截止", "to", "until", "end"),
        "deputy": ("代理", "副职", "是否代理", "deputy", "acting"),
    },
    "users": {
        "login": ("登录名", "账号", "工号", "用户名", "login", "user", "username", "account", "id"),
        "en": ("英文名", "英文", "english name", "english", "en"),
        "language": ("语言", "language", "lang"),
        "wecom": ("企业微信", "企微", "企业微信账号", "wecom", "wechat work", "userid"),
        "dingtalk": ("钉钉", "dingtalk"),
        "feishu": ("飞书", "feishu", "lark"),
        "email": ("邮箱", "电子邮件", "邮件", "email", "mail", "e-mail"),
        "phone": ("手机", "手机号", "电话", "phone", "mobile"),
        "zh": ("姓名", "名字", "中文名", "name", "full name", "zh"),
    },
}


def suggest(what: What, header: Sequence[str]) -> dict[str, int]:
    """Column → position in the header, each position once; columns without a likely one are left out."""
    words = [_word(name) for name in header]
    scored = sorted(
        (-_score(word, column, known), place, i, column)
        for i, word in enumerate(words)
        for place, (column, known) in enumerate(WORDS[what].items())
        if _score(word, column, known)
    )
    found: dict[str, int] = {}
    for _, _, i, column in scored:
        if column not in found and i not in found.values():
            found[column] = i
    return found


def _score(word: str, column: str, known: tuple[str, ...]) -> float:
    if word == column:
        return 3.0
    if word in known:
        return 2.9 - known.index(word) / 100
    inside = [i for i, part in enumerate(known) if len(part) > 1 and _inside(part, word)]
    if inside:
        return 2.0 - inside[0] / 100
    return 1.0 if len(word) > 3 and word.isascii() and nearest(word, known) else 0.0


def _inside(part: str, word: str) -> bool:
    if part.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(part)}(?![a-z0-9])", word) is not None
    return part in word


def _word(name: str) -> str:
    """Lower case, without brackets, marks and what explains the name."""
    text = re.sub(r"[(（\[【].*?[)）\]】]", "", plain(name)).lower()
    return re.sub(r"[\s_*:：.\-]+", " ", text).strip()

"""Limits on a template's text, checked before anything parses it."""

from __future__ import annotations

import re

from engine.base.text import both
from rule_builder.templates.issues import Place

CHARACTERS, TAGS, BRACKETS, WORDS = 8_000, 200, 12, 1_600
_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_TAG = re.compile(r"\{\{|\{%|\{#")
_INSIDE = re.compile(r"\{[{%](?:[^%}]|[%}](?!\}))*")
_WORD = re.compile(r"\w+|[^\w\s]")
_MENTION = re.compile(r"<@|@all\b|@所有人")


def check_text(source: object) -> str:
    """The source, if its length, characters, tags and brackets are within limits. Raises IssueError."""
    if not isinstance(source, str):
        raise Place("").refuse("N701", both("模板必须是文本", "a template must be text"))
    place = Place(source[:CHARACTERS])
    if len(source) > CHARACTERS:
        raise place.refuse("N702", both("模板超过 8000 个字符", "the template has more than 8,000 characters"), at=0)
    if bad := _BAD.search(source):
        raise place.refuse("N703", both("模板含有控制字符", "the template holds a control character"), at=bad.start())
    if found := _MENTION.search(source):
        raise place.refuse("N706", both("不能提及所有人", "mentions of everyone are not possible"), at=found.start())
    tags = [found.start() for found in _TAG.finditer(source)]
    if len(tags) > TAGS:
        raise place.refuse("N702", both("模板超过 200 个标签", "the template has more than 200 tags"), at=tags[TAGS])
    words = 0
    for inside in _INSIDE.finditer(source):
        words += len(_WORD.findall(inside.group()))
        if words > WORDS:  # parsing alone would take its time
            raise place.refuse("N702", both("标签里的内容过多", "there is too much inside tags"), at=inside.start())
    open_brackets = 0
    for i, char in enumerate(source):
        open_brackets += (char in "([") - (char in ")]")
        open_brackets = 0 if char == "\n" else open_brackets
        if open_brackets > BRACKETS:
            raise place.refuse("N702", both("括号嵌套过深", "brackets are nested too deeply"), at=i)
    return source

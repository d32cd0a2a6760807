"""Thirty strings that would like to be a script, and where people may write them."""

from __future__ import annotations

from itertools import cycle
from typing import Any

STRINGS = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<svg onload=window.pwned=1>",
    '"><script>window.pwned=1</script>',
    "'><img src=x onerror='window.pwned=1'>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "javascript:window.pwned=1",
    '<a href="javascript:window.pwned=1">点我</a>',
    "{{constructor.constructor('window.pwned=1')()}}",
    "${window.pwned=1}",
    "</title><script>window.pwned=1</script>",
    "</textarea><script>window.pwned=1</script>",
    "</style><script>window.pwned=1</script>",
    "<style>@import 'javascript:window.pwned=1'</style>",
    "<math><mtext><script>window.pwned=1</script></mtext></math>",
    "<details open ontoggle=window.pwned=1>",
    "<video><source onerror=window.pwned=1></video>",
    "<input autofocus onfocus=window.pwned=1>",
    "<body onload=window.pwned=1>",
    '<object data="javascript:window.pwned=1"></object>',
    '<embed src="javascript:window.pwned=1">',
    '<form action="javascript:window.pwned=1"><button>好</button></form>',
    "<meta http-equiv=refresh content='0;url=javascript:window.pwned=1'>",
    "<base href='javascript:/'>",
    "<link rel=stylesheet href='javascript:window.pwned=1'>",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;",
    "\\u003cscript\\u003ewindow.pwned=1\\u003c/script\\u003e",
    "<scr<script>ipt>window.pwned=1</scr</script>ipt>",
    "--><script>window.pwned=1</script><!--",
    "<x onclick=window.pwned=1 style=animation-name:x>{a|b}</x>",
)
#: Texts that are templates or formulas, not labels: braces mean something there.
APART = {"message", "evidence", "templates"}


def with_hostile_texts(value: Any, strings: Any = None) -> Any:
    """A definition with every label in both languages replaced."""
    strings = strings or cycle(STRINGS)
    if isinstance(value, list):
        return [with_hostile_texts(item, strings) for item in value]
    if not isinstance(value, dict):
        return value
    if value and set(value) <= {"zh", "en"} and all(isinstance(text, str) for text in value.values()):
        return {language: next(strings) for language in value}
    return {key: item if key in APART else with_hostile_texts(item, strings) for key, item in value.items()}

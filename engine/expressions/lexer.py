"""Looks at a formula's text before Python's parser does: an allow-list of characters and words, and the limits.

So the parser never sees a dot, a backslash, a brace, a comment, a prefix string, a second line or a number that
is not plain decimal, and full-width signs are named with their ASCII form instead of being guessed at.
"""

from __future__ import annotations

import re
import unicodedata

from engine.base.text import Text, both
from engine.expressions.refusal import refusal
from engine.expressions.tree import MAX_CHARACTERS, MAX_DEPTH, MAX_LITERAL_TEXT, MAX_NAME

_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_WORD = re.compile(r"[^\W\d]\w*")
_SIGNS = ("==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "<", ">", "(", ")", "[", "]", ",", "=")
_KEYWORDS = frozenset({"and", "or", "not", "in", "if", "else", "True", "False", "None"})
_PYTHON = frozenset(
    {"is", "lambda", "for", "while", "def", "class", "return", "yield", "import", "from", "as", "with", "try", "except",
     "finally", "raise", "assert", "del", "global", "nonlocal", "pass", "break", "continue", "async", "await", "elif"}
)  # fmt: skip
_TYPED = {
    "（": "(", "）": ")", "＋": "+", "－": "-", "−": "-", "—": "-", "–": "-", "×": "*", "＊": "*", "·": "*", "÷": "/",
    "／": "/", "％": "%", "＝": "==", "＜": "<", "＞": ">", "≤": "<=", "≥": ">=", "≠": "!=", "，": ",", "、": ",",
    "“": '"', "”": '"', "‘": "'", "’": "'", "【": "[", "】": "]", "［": "[", "］": "]", "！": "not", "\u3000": " ",
    "\u00a0": " ", "．": ".", "。": ".",
}  # fmt: skip
_INSTEAD: dict[str, tuple[str, str]] = {
    "**": ("没有乘方运算；请用乘法，如 x * x", "there is no power operator; multiply instead, as in x * x"),
    "//": ("没有整除运算；请用 floor(a / b)", "there is no integer division; use floor(a / b)"),
    "<<": ("没有移位运算", "there is no shift operator"),
    ">>": ("没有移位运算", "there is no shift operator"),
    "<>": ("不等于请写 !=", "write != for “not equal”"),
    "&&": ("请写 and", "write and"),
    "&": ("请写 and", "write and"),
    "||": ("请写 or", "write or"),
    "|": ("请写 or", "write or"),
    "!": ("“非”请写 not", "write not"),
    ".": ("公式里只有名称，没有属性；也不能用点取值", "a formula has plain names only: no attributes, no methods"),
    "{": ("公式里没有字典与集合；选项请写在圆括号里", "no braces here; list choices in parentheses"),
    ":": ("公式里没有冒号；条件请写 a if 条件 else b", "no colon here; a condition is written a if test else b"),
    ";": ("一个公式只有一句", "a formula is one expression"),
    "#": ("公式里不能写注释", "a formula has no comments"),
    "\\": ("公式里不能用反斜杠", "a formula has no backslash"),
    "^": ("没有这个运算；请用乘法", "there is no such operator; multiply instead"),
    "~": ("“非”请写 not", "write not"),
    "$": ("名称前不要加 $", "names have no $ before them"),
    "`": ("名称前后不要加反引号", "names have no back-quotes around them"),
}


def check_text(text: str) -> None:
    """Raises IssueError for text that the parser must not see; quoted text may hold any visible character."""
    if len(text) > MAX_CHARACTERS:
        raise refusal(
            "N302",
            f"公式太长：{len(text)} 个字符，最多 {MAX_CHARACTERS} 个",
            f"the formula is too long: {len(text)} characters, at most {MAX_CHARACTERS}",
            MAX_CHARACTERS,
        )
    if not text.strip(" "):
        raise refusal("N301", "公式是空的", "the formula is empty")
    depth = at = 0
    while at < len(text):
        end = _token(text, at)
        token = text[at:end]
        depth += (token in ("(", "[")) - (token in (")", "]"))
        if depth > MAX_DEPTH:
            raise _too_deep(at)
        at = end


def _too_deep(at: int) -> Exception:
    zh, en = f"括号套得太深，最多 {MAX_DEPTH} 层", f"nested too deeply, at most {MAX_DEPTH} levels"
    return refusal("N303", zh, en, at)


def _token(text: str, at: int) -> int:
    """Where the token that begins at ``at`` ends."""
    character = text[at]
    if character == " ":
        return at + 1
    if character in "'\"":
        return _quoted(text, at)
    if found := _NUMBER.match(text, at):
        after = text[found.end() : found.end() + 1]
        if after.isalnum() or after in ("_", "."):
            hint = both("数字请写成 1000 或 0.5", "write numbers as 1000 or 0.5")
            raise refusal("N306", "这不是普通的十进制数", "this is not a plain decimal number", at, hint)
        return found.end()
    if found := _WORD.match(text, at):
        _check_word(found.group(), at, text[found.end() : found.end() + 1])
        return found.end()
    for sign in ("**", "//", "<<", ">>", "<>", "&&", "||"):
        if text.startswith(sign, at):
            raise refusal("N307", f"不支持 “{sign}”", f"“{sign}” is not supported", at, both(*_INSTEAD[sign]))
    for sign in _SIGNS:
        if text.startswith(sign, at):
            return at + len(sign)
    raise _bad_character(character, at)


def _quoted(text: str, at: int) -> int:
    end = text.find(text[at], at + 1)
    if end < 0:
        raise refusal("N306", "引号没有成对", "a quotation mark is not closed", at)
    for offset, character in enumerate(text[at + 1 : end], at + 1):
        category = unicodedata.category(character)
        if character == "\\" or category[0] == "C" or category in ("Zl", "Zp"):
            raise _bad_character(character, offset)
    if end - at - 1 > MAX_LITERAL_TEXT:
        zh, en = f"文字太长，最多 {MAX_LITERAL_TEXT} 个字符", f"text too long, at most {MAX_LITERAL_TEXT} characters"
        raise refusal("N313", zh, en, at)
    return end + 1


def _check_word(word: str, at: int, after: str) -> None:
    if after in ("'", '"') and word not in _KEYWORDS:
        zh, en = "引号前不能有字母", "text has no prefix letters before its quotation mark"
        raise refusal("N307", zh, en, at)
    if word in _PYTHON:
        raise refusal("N307", f"公式里没有 “{word}”", f"“{word}” is not part of the language", at, _word_hint(word))
    if word.startswith("__"):
        zh, en = "名称不能以两个下划线开头", "a name does not begin with two underscores"
        raise refusal("N307", zh, en, at)
    if len(word) > MAX_NAME:
        zh, en = f"名称太长，最多 {MAX_NAME} 个字符", f"the name is too long, at most {MAX_NAME} characters"
        raise refusal("N306", zh, en, at)
    for offset, character in enumerate(word, at):
        if unicodedata.normalize("NFKC", character) != character:
            raise _bad_character(character, offset)


def _word_hint(word: str) -> Text | None:
    return both("判断空值请用 is_null(x)", "to test for null use is_null(x)") if word == "is" else None


def _bad_character(character: str, at: int) -> Exception:
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    hint: Text | None = None
    ascii_form = _TYPED.get(character) or unicodedata.normalize("NFKC", character)
    if character in _INSTEAD:
        hint = both(*_INSTEAD[character])
        return refusal("N307", f"不支持 “{shown}”", f"“{shown}” is not supported", at, hint)
    if not character.isascii() and ascii_form.isascii() and ascii_form.isprintable() and len(ascii_form) <= 3:
        hint = both(f"请改用半角 “{ascii_form}”", f"use the ASCII form “{ascii_form}”")
    return refusal(
        "N305", f"公式里不能有字符 “{shown}”", f"the character “{shown}” cannot stand in a formula", at, hint
    )

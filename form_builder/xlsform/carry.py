"""From what pyxform read to a form definition; what cannot be carried over becomes an issue (N796), never silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from form_builder.xlsform.names import tidy, words
from form_builder.xlsform.questions import KEPT_ANYWAY, options_of, type_of
from form_builder.xlsform.reading import Workbook, read_workbook
from form_builder.xlsform.sound import made_sound
from form_builder.xlsform.xpath import Known, Untranslatable, translate

_DEEPEST = 4


@dataclass(frozen=True)
class Imported:
    """``definition``: a form as JSON, sound as far as formulas go; ``issues``: what was left out or changed, with the
    row of the survey sheet."""

    definition: dict[str, Any]
    issues: tuple[Issue, ...]


def import_xlsform(data: bytes, *, level: str, name: str | None = None, fillers: Sequence[str] = ()) -> Imported:
    """A form definition from an .xlsx file's bytes; its fields are about units of ``level``.

    Raises IssueError: N797 no XLSForm, or nothing in it that can be carried over; N874–N876 unreadable.
    """
    book = read_workbook(data)
    carried = _Carrier(book)
    carried.name_all(book.tree.get("children", ()), None)
    fields = carried.fields(book.tree.get("children", ()), 0)
    if not fields:
        words_ = both("没有一个问题可以导入", "not one question could be carried over")
        raise IssueError([Issue("N797", words_), *carried.issues])
    title = words(book.tree.get("title"), "表单")
    definition = {
        "kind": "form",
        "name": name or tidy(str(book.tree.get("id_string") or "imported"), set(), "form"),
        "title": dict(title),
        "level": level,
        "fillers": list(fillers),
        "fields": fields,
    }
    more = made_sound(definition, carried.row_of)
    return Imported(definition, (*carried.issues, *more))


@dataclass
class _Carrier:
    book: Workbook
    issues: list[Issue] = field(default_factory=list)
    known: dict[str, Known] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    ours: dict[str, str] = field(default_factory=dict)  # our name → theirs

    def row_of(self, name: str) -> int | None:
        """The row of the survey sheet of a question, by our name or theirs."""
        return self.book.rows.get(self.ours.get(name, name))

    def left(self, name: str, zh: str, en: str) -> None:
        """Notes what was left out of a question."""
        text = both(f"{name}：{zh}", f"{name}: {en}")
        row = self.book.rows.get(name)
        self.issues.append(Issue("N796", text, f"$.survey.{name}", file="survey", line=row, level="warning"))

    def name_all(self, questions: Sequence[Mapping[str, Any]], repeat: str | None) -> None:
        """Gives every question a name of ours first: expressions may name what comes later."""
        for question in questions:
            theirs, kind = str(question.get("name", "")), type_of(question)
            if kind is None or theirs == "meta":
                continue
            ours = tidy(theirs, self.taken, "field")
            self.ours[ours] = theirs
            choices: set[str] = set()
            named = {str(c.get("name")): tidy(str(c.get("name")), choices, "choice") for c in _choices(question)}
            self.known[theirs] = Known(ours, kind, named, repeat)
            self.name_all(question.get("children", ()), ours if kind == "repeat" else repeat)

    def fields(self, questions: Sequence[Mapping[str, Any]], depth: int, inside: bool = False) -> list[dict[str, Any]]:
        """The fields of some questions; groups with nothing left in them are left out."""
        made = []
        for question in questions:
            found = self._field(question, depth, inside)
            if found is not None:
                made.append(found)
        return made

    def _field(self, question: Mapping[str, Any], depth: int, inside: bool) -> dict[str, Any] | None:
        theirs, kind = str(question.get("name", "")), str(question.get("type", ""))
        if theirs == "meta":
            return None
        if theirs not in self.known:
            self._unknown(theirs, kind)
            return None
        ours = self.known[theirs]
        if depth >= _DEEPEST or (ours.kind == "repeat" and inside):
            self.left(theirs, "分组套得太深，整组没有导入", "groups nested too deeply: the whole group was left out")
            return None
        name, options, lost = options_of(question)
        for zh, en in lost:
            self.left(theirs, zh, en)
        made: dict[str, Any] = {"name": ours.name, "type": name, "title": self._words(question, "label", ours.name)}
        if question.get("hint"):
            made["hint"] = self._words(question, "hint", "")
        if ours.name != theirs:
            self.left(theirs, f"改名为 {ours.name}", f"is called {ours.name} now")
        made |= options | self._formulas(question, theirs, name)
        if name in ("choice", "multi_choice"):
            made["choices"] = list(self._listed(question, theirs))
            if not made["choices"]:
                self.left(theirs, "没有选项，没有导入", "no choices: left out")
                return None
        if name in ("section", "repeat"):
            made["fields"] = self.fields(question.get("children", ()), depth + 1, inside or name == "repeat")
            if not made["fields"]:
                return None
        if name == "computed" and "formula" not in made:
            self.left(theirs, "计算没有导入", "the calculation was left out")
            return None
        return made

    def _unknown(self, theirs: str, kind: str) -> None:
        if kind in KEPT_ANYWAY:
            self.left(
                theirs, f"“{kind}” 不需要：每份提交都会记录", f'"{kind}" is not needed: every submission keeps it'
            )
        else:
            self.left(theirs, f"没有与 “{kind}” 相当的字段类型", f'there is no type of field like "{kind}"')

    def _words(self, question: Mapping[str, Any], key: str, default: str) -> dict[str, str]:
        found = dict(words(question.get(key), default or "—"))
        if any("${" in text for text in found.values()):
            self.left(str(question.get("name")), "文字里引用的答案不会显示", "answers named in the words are not shown")
        return {lang: text or default for lang, text in found.items()}

    def _formulas(self, question: Mapping[str, Any], theirs: str, ours: str) -> dict[str, Any]:
        bind = question.get("bind") or {}
        made: dict[str, Any] = {}
        if (needed := str(bind.get("required", "")).strip()) and ours not in ("section", "note", "computed"):
            if needed.lower() in ("yes", "true", "true()"):
                made["required"] = True
            elif needed.lower() not in ("no", "false", "false()"):
                made |= self._formula("required", needed, theirs)
        wanted = [("visible", bind.get("relevant"))]
        if ours not in ("section", "note"):
            wanted.append(("constraint", bind.get("constraint")))
        if ours == "computed":
            wanted.append(("formula", bind.get("calculate")))
        for key, text in wanted:
            if text:
                made |= self._formula(key, str(text), theirs)
        if "constraint" in made and bind.get("jr:constraintMsg"):
            made["message"] = dict(words(bind["jr:constraintMsg"], "—"))
        return made

    def _formula(self, key: str, text: str, theirs: str) -> dict[str, str]:
        try:
            return {key: _bare(translate(text, self.known, theirs))}
        except Untranslatable as why:
            self.left(
                theirs, f"{_KEYS[key][0]} {text} 没有导入：{why.zh}", f"{_KEYS[key][1]} {text} was left out: {why.en}"
            )
            return {}

    def _listed(self, question: Mapping[str, Any], theirs: str) -> Iterator[dict[str, Any]]:
        known, filter_ = self.known[theirs], question.get("choice_filter")
        columns = {str(key) for choice in _choices(question) for key in choice} - {"label", "media"}
        failed = False
        for choice in _choices(question):
            name = str(choice.get("name"))
            made: dict[str, Any] = {"name": known.choices[name], "title": dict(words(choice.get("label"), name))}
            if known.choices[name] != name:
                self.left(
                    theirs, f"选项 {name} 改名为 {known.choices[name]}", f"choice {name} is {known.choices[name]} now"
                )
            if filter_ and not failed:
                values = {column: str(choice.get(column, "")) for column in columns}
                try:
                    made["when"] = _bare(translate(str(filter_), self.known, None, values))
                except Untranslatable as why:
                    failed = True
                    self.left(
                        theirs,
                        f"选项筛选 {filter_} 没有导入：{why.zh}",
                        f"choice_filter {filter_} was left out: {why.en}",
                    )
            yield made


_KEYS = {
    "required": ("必填条件", "required"),
    "visible": ("显示条件", "relevant"),
    "constraint": ("校验", "constraint"),
    "formula": ("计算", "calculation"),
}


def _choices(question: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found = question.get("choices") or question.get("children") or ()
    return found if type_of(question) in ("choice", "multi_choice") else ()


def _bare(text: str) -> str:
    """Without brackets around the whole."""
    if not (text.startswith("(") and text.endswith(")")):
        return text
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and at < len(text) - 1:
            return text
    return text[1:-1]

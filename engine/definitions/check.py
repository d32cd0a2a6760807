"""The one path of a definition from what was read to a catalog: schema → model → references → cycles → own checks.

Every mistake becomes an issue with its place; one broken definition never hides what is wrong with the others, and
is not held against those that refer to it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.base.issue import Issue, IssueError, has_errors
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.definitions.canonical_form import canonical_text, text_hash
from engine.definitions.kind import Catalog, Definition, kinds, nearest_line
from engine.definitions.links import cycles, reference_issues
from engine.definitions.model import build
from engine.definitions.read import Document
from engine.definitions.schema import schema_of, validator_of
from engine.definitions.schema_words import issues_of
from engine.definitions.secret_words import secret_issues

log = logging.getLogger(__name__)

Key = tuple[str, str]

_PATH = re.compile(r"[\w.-]+(/[\w.-]+)*\.json")
_DATA = re.compile(r"data/[A-Za-z0-9_./-]+\.csv")


@dataclass(frozen=True)
class Checked:
    """A catalog of what is sound, and every issue in order of file and line."""

    catalog: Catalog
    issues: tuple[Issue, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing worse than a warning was found."""
        return not has_errors(self.issues)

    def require(self) -> Catalog:
        """The catalog. Raises IssueError with every issue where something is wrong."""
        if not self.ok:
            raise IssueError(self.issues)
        return self.catalog


def check(documents: Sequence[Document], files: Mapping[str, str], *, package: bool = True) -> Checked:
    """Checks definitions together. Never raises for what they hold.

    ``package``: they are meant to be a whole one, so exactly one app is asked for and unused data files are noted.
    """
    issues: list[Issue] = list(_odd_files(files))
    sound: dict[Key, Definition] = {}
    broken: set[Key] = set()
    paths: set[str] = set()
    for document in documents:
        definition, key, found = _read_one(document)
        issues.extend(found)
        if document.path in paths:
            issues.append(Issue("N111", both("同一路径有两个定义", "two definitions at one path"), file=document.path))
        paths.add(document.path)
        if key is not None and key in sound:
            issues.append(_taken_twice(document, key, sound[key]))
        elif definition is not None and key is not None:
            sound[key] = definition
        elif key is not None:
            broken.add(key)
    rounds = list(cycles(Catalog(sound, files, frozenset(broken))))
    for members, issue in rounds:
        issues.append(issue)
        broken.update(members)
    catalog = Catalog({key: d for key, d in sound.items() if key not in broken}, files, frozenset(broken))
    for definition in sound.values():
        issues.extend(_guarded(definition, lambda d=definition: reference_issues(d, catalog)))  # type: ignore[misc]
    for definition in catalog.definitions.values():
        own = kinds()[definition.kind].checks
        issues.extend(_guarded(definition, lambda d=definition, c=own: c(d, catalog)))  # type: ignore[misc]
    if not has_errors(issues):
        issues.extend(_compile_all(catalog))
    if package:
        issues.extend(_whole(catalog))
    return Checked(catalog, tuple(sorted(issues, key=_order)))


def check_one(document: Document) -> tuple[Definition | None, list[Issue]]:
    """One document by itself: reading, schema, secrets, model; no references and no checks of its kind."""
    definition, _, issues = _read_one(document)
    return definition, issues


def _read_one(document: Document) -> tuple[Definition | None, Key | None, list[Issue]]:
    issues, value = list(document.issues), document.value
    if not _PATH.fullmatch(document.path) or ".." in document.path.split("/"):
        words = both("路径须在定义包之内，以 .json 结尾", "the path must lie inside the package and end in .json")
        return None, document.guess, [Issue("N111", words, file=document.path)]
    if value is None and issues:
        return None, document.guess, issues
    if not isinstance(value, dict):
        issues.append(Issue("N110", both("定义必须是一个 JSON 对象 {…}", "a definition is one JSON object {…}")))
        return None, document.guess, [_placed(document, issue) for issue in issues]
    kind, name = value.get("kind"), value.get("name")
    if not isinstance(kind, str) or kind not in kinds():
        issues.append(_unknown_kind(value))
        return None, None, [_placed(document, issue) for issue in issues]
    read = [issue.path for issue in issues]
    schema = schema_of(kind)
    found = [issue for error in validator_of(kind).iter_errors(value) for issue in issues_of(error, schema)]
    found += secret_issues(value)
    issues += [issue for issue in found if not any(_within(issue.path, path) for path in read)]
    key = (kind, name) if isinstance(name, str) else None
    if issues or key is None:
        return None, key, [_placed(document, issue) for issue in issues]
    try:
        model = build(kinds()[kind].model, value)
        text = canonical_text(value)
    except Exception as fault:  # a schema and a model that disagree must not stop the others
        log.exception("%s: cannot build a %s", document.path, kind)
        return None, key, [_placed(document, _crash(fault))]
    made = Definition(kind, key[1], model.title, model, text, document.path, text_hash(text), document.lines)
    return made, key, []


def _odd_files(files: Mapping[str, str]) -> Iterable[Issue]:
    for path in files:
        if not _DATA.fullmatch(path) or ".." in path.split("/"):
            words = both("数据文件的路径须写成 data/….csv", "a data file's path is data/….csv")
            yield Issue("N111", words, file=path)


def _within(path: str, outer: str) -> bool:
    return outer == "$" or path == outer or path.startswith((f"{outer}.", f"{outer}["))


def _placed(document: Document, issue: Issue) -> Issue:
    if issue.file is not None:
        return issue
    return issue.at(document.path, issue.line or nearest_line(document.lines, issue.path) or 1)


def _unknown_kind(value: Mapping[str, object]) -> Issue:
    known = sorted(kinds())
    if "kind" not in value:
        listed = ", ".join(known)
        hint = both(f"可用的有：{listed}", f"known kinds: {listed}")
        return Issue("N122", both("缺少字段 “kind”（类型）", 'field "kind" is missing'), "$", hint=hint)
    shown = str(value["kind"])[:60]
    hint_words = did_you_mean(shown, known) or both(f"可用的有：{', '.join(known)}", f"known kinds: {', '.join(known)}")
    return Issue("N120", both(f"没有类型 “{shown}”", f'unknown kind "{shown}"'), "$.kind", hint=hint_words)


def _taken_twice(document: Document, key: Key, first: Definition) -> Issue:
    place = f"{first.path}:{first.line('$.name')}"
    issue = Issue(
        "N201",
        both(f"{key[0]} “{key[1]}” 已在 {place} 定义", f'{key[0]} "{key[1]}" is already defined at {place}'),
        "$.name",
        hint=both("改名，或删去其中一个", "rename one of them, or delete it"),
    )
    return _placed(document, issue)


def _guarded(definition: Definition, call: Callable[[], Iterable[Issue]]) -> list[Issue]:
    """The issues of a check; where the check itself crashes, an issue that says so."""
    found: list[Issue] = []
    try:
        for issue in call():
            found.append(issue if issue.file is not None else definition.placed(issue))
    except IssueError as refused:
        found.extend(issue if issue.file is not None else definition.placed(issue) for issue in refused.issues)
    except Exception as fault:
        log.exception("the check of %s %r crashed", definition.kind, definition.name)
        found.append(definition.placed(_crash(fault)))
    return found


def _crash(fault: Exception) -> Issue:
    what = type(fault).__name__
    return Issue(
        "N290",
        both(f"检查程序自身出错（{what}）", f"the check itself failed ({what})"),
        hint=both("请把日志交给维护者", "please give the log to the maintainers"),
    )


def _compile_all(catalog: Catalog) -> Iterable[Issue]:
    for definition in catalog.definitions.values():
        if kinds()[definition.kind].compile is not None:
            found = _guarded(definition, lambda d=definition: _compile(d, catalog))  # type: ignore[misc]
            yield from (issue for issue in found if issue.file == definition.path)  # others tell their own


def _compile(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    catalog.compiled(definition.kind, definition.name)
    return ()


def _whole(catalog: Catalog) -> Iterable[Issue]:
    apps = catalog.all("app")
    if not apps and not catalog.doubtful("app"):
        hint = both('加一个 {"kind": "app", …} 定义', 'add a definition {"kind": "app", …}')
        yield Issue("N207", both("定义包里没有 app", "the package has no app"), hint=hint)
    for extra in apps[1:]:
        words = both(f"app 只能有一个，已有 “{apps[0].name}”", f'there is already an app, "{apps[0].name}"')
        yield extra.issue("N207", words, "$.kind")
    texts = "".join(definition.text for definition in catalog.definitions.values())
    if not catalog.broken:
        for path in sorted(path for path in catalog.files if f'"{path}"' not in texts):
            yield Issue("N206", both("没有定义用到此文件", "no definition uses this file"), file=path, level="warning")


def _order(issue: Issue) -> tuple[str, int, str]:
    return (issue.file or "", issue.line or 0, issue.path)

"""What changed between two sets of definitions, in words and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from engine.base.text import Text, both
from engine.definitions.canonical_form import branch_for
from engine.definitions.kind import Catalog, kinds
from engine.definitions.scan import child
from engine.definitions.schema import resolve, schema_of

_MISSING = object()
_FILE = both("数据文件", "Data file")
_ACTIONS = {"added": both("新增", "added"), "removed": both("删除", "removed"), "changed": both("修改", "changed")}


@dataclass(frozen=True)
class Detail:
    """One place that differs. ``before``/``after`` are JSON; None with ``added``/``removed`` set is "not there"."""

    path: str
    label: Text
    before: Any = None
    after: Any = None
    action: Literal["added", "removed", "changed"] = "changed"

    def words(self) -> Text:
        """E.g. "Formula: "a / b" → "a / c"" in both languages."""
        old, new = _show(self.before), _show(self.after)
        if self.action == "added":
            return both(f"{self.label['zh']}：新增 {new}", f"{self.label['en']}: added {new}")
        if self.action == "removed":
            return both(f"{self.label['zh']}：删除 {old}", f"{self.label['en']}: removed {old}")
        return both(f"{self.label['zh']}：{old} → {new}", f"{self.label['en']}: {old} → {new}")


@dataclass(frozen=True)
class Change:
    """One definition (or data file, ``kind`` "file") that was added, removed or changed."""

    action: Literal["added", "removed", "changed"]
    kind: str
    name: str
    title: Text
    details: tuple[Detail, ...] = ()

    def words(self) -> Text:
        """One line in both languages."""
        kind = _FILE if self.kind == "file" else kinds()[self.kind].title
        made = {}
        for lang, colon, joint in (("zh", "：", "；"), ("en", ": ", "; ")):
            head = f"{kind[lang]} “{self.title[lang]}”（{self.name}）{_ACTIONS[self.action][lang]}"
            if lang == "en":
                head = f'{kind[lang]} "{self.title[lang]}" ({self.name}) {_ACTIONS[self.action][lang]}'
            rest = joint.join(detail.words()[lang] for detail in self.details)
            made[lang] = f"{head}{colon}{rest}" if rest else head
        return made

    def as_json(self) -> dict[str, Any]:
        """For the API."""
        return {
            "action": self.action,
            "kind": self.kind,
            "name": self.name,
            "title": dict(self.title),
            "words": dict(self.words()),
            "details": [
                {"path": d.path, "action": d.action, "before": d.before, "after": d.after, "words": dict(d.words())}
                for d in self.details
            ],
        }


def diff(old: Catalog | None, new: Catalog) -> list[Change]:
    """What a publication of ``new`` after ``old`` changes: definitions by kind and name, then data files."""
    before = old.definitions if old else {}
    changes: list[Change] = []
    for key in sorted({*before, *new.definitions}):
        was, now = before.get(key), new.definitions.get(key)
        if was is None and now is not None:
            changes.append(Change("added", *key, now.title))
        elif now is None and was is not None:
            changes.append(Change("removed", *key, was.title))
        elif was is not None and now is not None and (was.hash, was.path) != (now.hash, now.path):
            found = list(_values(key[0], "$", json.loads(was.text), json.loads(now.text)))
            if was.path != now.path:
                found.append(Detail("$", both("文件", "File"), was.path, now.path))
            changes.append(Change("changed", *key, now.title, tuple(found)))
    return changes + _files(old.files if old else {}, new.files)


def _files(old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    changes = []
    for path in sorted({*old, *new}):
        title = both(path, path)
        if path not in old:
            changes.append(Change("added", "file", path, title))
        elif path not in new:
            changes.append(Change("removed", "file", path, title))
        elif old[path] != new[path]:
            was, now = old[path].splitlines(), new[path].splitlines()
            steps = [
                step for step in SequenceMatcher(None, was, now, autojunk=False).get_opcodes() if step[0] != "equal"
            ]
            gone, come = sum(s[2] - s[1] for s in steps), sum(s[4] - s[3] for s in steps)
            lines = Detail("$", both("行", "Lines"), f"−{gone}", f"+{come}")
            changes.append(Change("changed", "file", path, title, (lines,)))
    return changes


def _values(kind: str, path: str, old: Any, new: Any) -> Iterator[Detail]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _member(kind, child(path, key), old.get(key, _MISSING), new.get(key, _MISSING))
    elif _named(old) and _named(new):
        was, now = {item["name"]: item for item in old}, {item["name"]: item for item in new}
        for name in [*was, *(name for name in now if name not in was)]:
            yield from _member(kind, f"{path}[{name}]", was.get(name, _MISSING), now.get(name, _MISSING))
        if list(was) != list(now) and set(was) == set(now):
            yield Detail(path, _label(kind, path), list(was), list(now))
    elif _alike(old, new):
        for i, (was_item, now_item) in enumerate(zip(old, new, strict=True)):
            yield from _values(kind, child(path, i), was_item, now_item)
    elif old != new or type(old) is not type(new):
        yield Detail(path, _label(kind, path), old, new)


def _member(kind: str, path: str, old: Any, new: Any) -> Iterator[Detail]:
    if old is _MISSING:
        yield Detail(path, _label(kind, path), None, new, "added")
    elif new is _MISSING:
        yield Detail(path, _label(kind, path), old, None, "removed")
    else:
        yield from _values(kind, path, old, new)


def _named(value: Any) -> bool:
    """Whether it is a list of things told apart by their name."""
    if not isinstance(value, Sequence) or isinstance(value, str) or not value:
        return False
    names = [item.get("name") if isinstance(item, dict) else None for item in value]
    return None not in names and len(set(names)) == len(names)


def _alike(old: Any, new: Any) -> bool:
    """Whether both are lists of as many objects, so that they are compared one by one."""
    lists = isinstance(old, list) and isinstance(new, list) and len(old) == len(new)
    return lists and all(isinstance(item, dict) for item in [*old, *new])


def _label(kind: str, path: str) -> Text:
    """The schema's titles along a path: "Bands [1] › From"."""
    root = schema_of(kind)
    node: Any = root
    zh: list[str] = []
    en: list[str] = []
    for part in path.removeprefix("$").lstrip(".").replace("[", ".[").split("."):
        node = branch_for({}, resolve(node, root), root) if isinstance(node, Mapping) else {}
        if part.startswith("["):
            node = node.get("items", {})
            zh[-1:], en[-1:] = [f"{''.join(zh[-1:])} {part}"], [f"{''.join(en[-1:])} {part}"]
            continue
        node = node.get("properties", {}).get(part, {})
        title = node.get("title", part)
        zh.append(title.partition(" / ")[0])
        en.append(title.partition(" / ")[2] or part)
    return both(" › ".join(zh), " › ".join(en))


def _show(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:117] + "…"

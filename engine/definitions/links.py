"""What refers to what: names that lead nowhere, definitions that go round in a circle, and who uses a thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.base.issue import Issue
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition, Reference, kinds

Key = tuple[str, str]

#: How many definitions may refer to one another in a row.
MAX_CHAIN = 30


def references_of(definition: Definition) -> list[Reference]:
    """What a definition refers to."""
    return list(kinds()[definition.kind].references(definition.model))


def reference_issues(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """N202/N205 for every name that leads nowhere, with the nearest one that does not."""
    for reference in references_of(definition):
        if reference.soft or catalog.known(reference.kind, reference.name):
            continue
        if reference.kind == "file":
            words = both(f"没有数据文件 “{reference.name}”", f'there is no data file "{reference.name}"')
            yield definition.issue("N205", words, reference.path, did_you_mean(reference.name, catalog.files))
            continue
        words = both(
            f"没有{_called(reference.kind)} “{reference.name}”", f'there is no {reference.kind} "{reference.name}"'
        )
        hint = did_you_mean(reference.name, catalog.names(reference.kind))
        yield definition.issue("N202", words, reference.path, hint)


def _called(kind: str) -> str:
    return kinds()[kind].title["zh"] if kind in kinds() else f" {kind}"


def used_by(catalog: Catalog, kind: str, name: str) -> list[tuple[Definition, Reference]]:
    """Every place that refers to a definition: what breaks when it goes."""
    return [
        (definition, reference)
        for _, definition in sorted(catalog.definitions.items())
        for reference in references_of(definition)
        if (reference.kind, reference.name) == (kind, name)
    ]


def cycles(catalog: Catalog) -> Iterator[tuple[list[Key], Issue]]:
    """Every round trip found by walking all references once: its members and the issue that names the path.
    A chain that is too long to follow is reported likewise, at its end."""
    heights: dict[Key, int] = {}
    graph = {key: _targets(definition, catalog) for key, definition in catalog.definitions.items()}
    done: set[Key] = set()
    for start in sorted(graph):
        if start in done:
            continue
        trail: list[Key] = [start]
        steps = [iter(graph[start])]
        while steps:
            reference = next(steps[-1], None)
            if reference is None:
                steps.pop()
                done.add(key := trail.pop())
                heights[key] = 1 + max((heights.get((r.kind, r.name), 0) for r in graph[key]), default=0)
                if heights[key] > MAX_CHAIN:
                    heights[key] = 0
                    yield [key], _too_long(catalog.definitions[key], graph[key][0].path)
                continue
            key = (reference.kind, reference.name)
            if key in trail:
                yield _cycle(catalog, trail[trail.index(key) :])
            elif key not in done:
                trail.append(key)
                steps.append(iter(graph[key]))


def _targets(definition: Definition, catalog: Catalog) -> list[Reference]:
    try:
        found = references_of(definition)
    except Exception:  # the reference check reports it
        return []
    return [r for r in found if (r.kind, r.name) in catalog.definitions]


def _cycle(catalog: Catalog, members: list[Key]) -> tuple[list[Key], Issue]:
    names = [name for _, name in members]
    trip = " → ".join([*names, names[0]])
    first = catalog.definitions[members[0]]
    following = members[1] if len(members) > 1 else members[0]
    path = next(r.path for r in references_of(first) if (r.kind, r.name) == following)
    words = both(f"循环引用：{trip}", f"goes round in a circle: {trip}")
    return members, first.issue("N204", words, path, both("去掉其中一处引用", "take one of these references away"))


def _too_long(definition: Definition, path: str) -> Issue:
    words = both(f"引用链超过 {MAX_CHAIN} 层", f"more than {MAX_CHAIN} definitions refer to one another in a row")
    return definition.issue("N211", words, path, both("减少中间层", "leave some of them out"))

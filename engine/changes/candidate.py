"""What would serve if a change set were published: the release that serves with the drafts laid over it, checked."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from engine.base import canonical
from engine.base.issue import Issue
from engine.changes.store import ChangeSet, Draft, DraftFile, drafts_of, files_of
from engine.definitions.canonical_form import text_hash
from engine.definitions.check import Checked, check
from engine.definitions.kind import Catalog, kinds, losses, trials
from engine.definitions.read import Document, read_text
from engine.definitions.release import Release

#: Where definitions of a kind lie when the package has none yet.
_FOLDERS = {"org": "org", "app": "."}
#: Checked contents kept in memory.
KEPT = 8
_kept: OrderedDict[str, tuple[tuple[Document, ...], Checked]] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class Candidate:
    """Documents and files as they would be; ``checked`` says what is wrong with them.

    ``conflicts``: drafts whose definition was changed by a publication since they began (``rebase`` them first).
    """

    change: ChangeSet
    live: Release
    drafts: Mapping[tuple[str, str], Draft]
    files: Mapping[str, DraftFile]
    documents: tuple[Document, ...]
    data: Mapping[str, str]
    checked: Checked
    conflicts: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    @property
    def catalog(self) -> Catalog:
        """What is sound in it."""
        return self.checked.catalog

    def path_of(self, kind: str, name: str) -> str:
        """The file of a definition as it would be; where there is none, the one it would get."""
        draft, serving = self.drafts.get((kind, name)), self.live.catalog.get(kind, name)
        return draft.path if draft else serving.path if serving else path_for(self.live, kind, name)

    @cached_property
    def tried(self) -> tuple[Issue, ...]:
        """What trying it out shows, once it is sound: it may be looked at, but not published."""
        if not self.checked.ok:
            return ()
        live = self.live
        return self.catalog.once(("trials over", live.hash), lambda: tuple(trials(live.catalog, self.catalog)))

    @property
    def contradicted(self) -> int:
        """How often trying it out shows something else than was written down: whoever publishes has to say so."""
        return sum(issue.level == "error" for issue in self.tried)

    def issues_of(self, path: str) -> list[Issue]:
        """The issues of one file."""
        return [issue for issue in (*self.checked.issues, *self.tried) if issue.file == path]


def candidate_of(connection: sa.Connection, live: Release, change: ChangeSet) -> Candidate:
    """Lays the drafts over what serves and checks the whole: nothing is built, nothing written."""
    drafts, files = drafts_of(connection, change), files_of(connection, change)
    candidate = laid_over(live, change, drafts, files)
    lost = tuple(losses(connection, live.catalog, candidate.catalog))
    if not lost:
        return candidate
    return replace(candidate, checked=replace(candidate.checked, issues=(*candidate.checked.issues, *lost)))


def laid_over(
    live: Release, change: ChangeSet, drafts: Mapping[tuple[str, str], Draft], files: Mapping[str, DraftFile]
) -> Candidate:
    """As ``candidate_of``, for drafts that are at hand. Pure."""
    kept = [d for key, d in live.catalog.definitions.items() if key not in drafts]
    texts = {definition.path: definition.text for definition in kept}
    texts |= {draft.path: draft.text for draft in drafts.values() if draft.text is not None}
    data = {path: text for path, text in live.files.items() if path not in files}
    data |= {path: file.text for path, file in files.items() if file.text is not None}
    data = dict(sorted(data.items()))
    documents, checked = _checked(dict(sorted(texts.items())), data)
    return Candidate(change, live, drafts, files, documents, data, checked, _conflicts(live, drafts, files))


def _checked(texts: Mapping[str, str], data: Mapping[str, str]) -> tuple[tuple[Document, ...], Checked]:
    """The documents and what is wrong with them; the last few contents are kept, since a preview asks many times."""
    key = canonical.digest([list(texts.items()), list(data.items())])
    with _lock:
        found = _kept.get(key)
    if found is None:
        documents = tuple(read_text(text, path) for path, text in texts.items())
        found = documents, check(documents, data)
    with _lock:
        _kept[key] = found
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found


def path_for(live: Release, kind: str, name: str) -> str:
    """Where a new definition goes: beside its own kind."""
    file = name + (kinds()[kind].ending if kind in kinds() else ".json")
    for definition in live.catalog.all(kind):
        folder, _, _ = definition.path.rpartition("/")
        return f"{folder}/{file}" if folder else file
    folder = _FOLDERS.get(kind, f"{kind}s")
    return file if folder == "." else f"{folder}/{file}"


def value_of(text: str | None) -> Any:
    """The JSON value of a definition's text."""
    return None if text is None else json.loads(text)


def action_of(base: str | None, text: str | None) -> str | None:
    """added, removed, changed, or None where a draft says what serves already."""
    if base is None:
        return None if text is None else "added"
    if text is None:
        return "removed"
    return None if value_of(base) == value_of(text) else "changed"


def _conflicts(
    live: Release, drafts: Mapping[tuple[str, str], Draft], files: Mapping[str, DraftFile]
) -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for key, draft in drafts.items():
        serving = live.catalog.get(*key)
        now = serving.text if serving else None
        if now != draft.base_text and action_of(now, draft.text) is not None:
            found.add(key)
    for path, file in files.items():
        text = live.files.get(path)
        if (text_hash(text) if text is not None else None) != file.base_hash and text != file.text:
            found.add(("file", path))
    return frozenset(found)

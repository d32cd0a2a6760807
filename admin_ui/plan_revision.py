"""Drafts the revision of a target plan: a plan of its own that begins with the amounts of the one it revises."""

from __future__ import annotations

import json
from typing import Any

from admin_ui.call import Call
from admin_ui.plan_ground import tree_of
from engine.access.errors import not_found
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.changes import Candidate, StaleError, change_set, save_draft, save_file
from engine.changes.candidate import path_for, value_of
from engine.definitions.canonical_form import text_hash
from engine.definitions.release import preview
from engine.targets.ground import Ground
from engine.targets.plan import Plan


def revision_of(call: Call, change: str, name: str, wish: dict[str, Any]) -> str:
    """Writes the draft and its files; returns the new plan's name.

    Raises AccessError (404) for an unknown plan; IssueError where the name is taken or the plan is not sound.
    """
    call.require_builder()
    candidate = call.candidate(change)
    old = candidate.catalog.get("target_plan", name)
    if old is None:
        raise not_found()
    new = wish["name"]
    if candidate.catalog.known("target_plan", new) or ("target_plan", new) in candidate.drafts:
        raise IssueError([Issue("N827", both(f"“{new}” 已被使用", f'"{new}" is taken'), "$.name")])
    model = old.model
    if not model.from_ <= wish["from_"] <= model.to:
        words = both(f"{wish['from_']} 不在计划期内", f"{wish['from_']} is not within the plan")
        raise IssueError([Issue("N886", words, "$.from")])
    value, files = _content(call, candidate, old, wish)
    draft = {
        "kind": "target_plan",
        "name": new,
        "path": path_for(call.release, "target_plan", new),
        "text": json.dumps(value, ensure_ascii=False, indent=2),
        "base_text": None,
    }
    author = call.actor.login
    try:
        with call.writing() as connection:
            owner = change_set(connection, change)
            save_draft(connection, owner, draft, 0, author)
            for path, text in files.items():
                live, before = call.release.files.get(path), candidate.files.get(path)
                base = text_hash(live) if live is not None else None
                file = {"path": path, "text": text, "base_hash": base}
                save_file(connection, owner, file, before.revision if before else 0, author)
    except StaleError as stale:
        raise IssueError([Issue("N827", both(f"“{new}” 已被使用", f'"{new}" is taken'), "$.name")]) from stale
    call.look_again()
    return str(new)


def _content(call: Call, candidate: Candidate, old: Any, wish: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The new definition and its files: every amount line as typed amounts, so that nothing moves by itself."""
    release = preview(candidate.catalog)
    tree, files = tree_of(call, candidate, release), {}
    value = value_of(old.text)
    revises = {
        "plan": old.name,
        "from": wish["from_"].isoformat(),
        "reason": wish["reason"],
        "restate": wish["restate"],
    }
    value |= {"name": wish["name"], "revises": revises}
    since = f"{wish['from_']:%Y-%m-%d}"
    value["title"] = {
        "zh": f"{old.title['zh']}（{since} 起修订）",
        "en": f"{old.title['en']} (revised from {since})",
    }
    for line in value["lines"]:
        path = f"data/{wish['name']}_{line['indicator']}.csv"
        if line["spread"] == "amount":
            ground = Ground(
                Plan(release, old.model, tree, line["indicator"]), line["indicator"], next(iter(line["total"]))
            )
            files[path] = ground.text(ground.amounts)
            own = line["over_units"] if isinstance(line["over_units"], dict) else {}
            line["over_units"] = {**own, "amounts": path}
        elif line.get("own"):
            files[path] = release.files[line["own"]]
            line["own"] = path
    return value, files

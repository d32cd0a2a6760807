"""Trials: what a draft would give, on real data, before anybody has published anything. Nothing is written."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.change_cards import issue_card
from admin_ui.resource import Resource
from admin_ui.scale_trial import try_scale
from admin_ui.trial_shapes import (
    DatasetWish,
    IndicatorWish,
    NameCard,
    ProposalCard,
    SampleWish,
    TriedDataset,
    TriedIndicator,
    TriedScale,
    Typed,
)
from admin_ui.trials import rows_in, try_indicator, typed
from engine.base.issue import IssueError
from engine.definitions.kind import Catalog
from engine.definitions.release import preview
from engine.facts.propose import propose, sums
from engine.org.sync import unit_codes
from engine.plan.measures import known_measures
from engine.plan.shape import DatasetShape, shapes
from engine.plan.vocabulary import vocabulary
from engine.storage.dataset_tables import read_tables, steps_for
from engine.storage.tables import dataset_table

RESOURCE = Resource("trials", "Drafts tried on real data")


@RESOURCE.route("GET", "/changes/<change>/names", answer=NameCard, many=True)
@needs("edit_definitions")
def formula_names(call: Call, change: str) -> Any:
    """Everything that a formula may name in the change set, with titles and types."""
    call.require_builder()
    return _name_cards(call, call.candidate(change).catalog)


@RESOURCE.route("GET", "/names", answer=NameCard, many=True)
@needs("edit_definitions")
def served_names(call: Call) -> Any:
    """Everything that a formula may name as the app serves, with titles and types."""
    call.require_builder()
    return _name_cards(call, call.release.catalog)


@RESOURCE.route("POST", "/changes/<change>/indicators/<name>/try", body=IndicatorWish, answer=TriedIndicator)
@needs("edit_definitions")
def indicator_trial(call: Call, wish: dict[str, Any], change: str, name: str) -> Any:
    """An indicator as it is being typed beside the one that serves, on some units; one of them step by step."""
    call.require_builder()
    return try_indicator(call, typed(call, change, "indicator", name, wish["value"]), name, wish)


@RESOURCE.route("POST", "/changes/<change>/scales/<name>/try", body=Typed, answer=TriedScale)
@needs("edit_definitions")
def scale_trial(call: Call, wish: dict[str, Any], change: str, name: str) -> Any:
    """A scale as it is being typed: the lights of a level's units before and after."""
    call.require_builder()
    return try_scale(call, typed(call, change, "scale", name, wish["value"]), name, wish)


@RESOURCE.route("POST", "/changes/<change>/datasets/<name>/try", body=DatasetWish, answer=TriedDataset)
@needs("edit_definitions")
def dataset_trial(call: Call, wish: dict[str, Any], change: str, name: str) -> Any:
    """What publishing a dataset as it is being typed would do to its table. Nothing is done."""
    call.require_builder()
    candidate = typed(call, change, "dataset", name, wish["value"])
    answer: dict[str, Any] = {"issues": [], "exists": False, "rows": 0, "steps": [], "rebuilds": False}
    rolled = call.connection.execute(sa.select(dataset_table).where(dataset_table.c.dataset == name)).one_or_none()
    if rolled is not None:
        serving = call.release.find("dataset", name)
        key = serving.key if serving else tuple(part[0] for part in rolled.shape["key"])
        answer |= {"exists": True, "rows": rows_in(call.connection, read_tables(call.connection).of(name, key).facts)}
    checked = candidate.checked
    answer["issues"] = [issue_card(issue) for issue in checked.issues[:50] if issue.level == "error"]
    try:
        compiled = checked.catalog.compiled("dataset", name)
    except (KeyError, IssueError):  # what is wrong with it stands among the issues
        return answer
    shape = shapes(preview(checked.catalog))[name] if checked.ok else DatasetShape(compiled, compiled.measures, ())
    steps = [step for step in steps_for(call.connection, shape) if not step.name.startswith("~")]
    return answer | {
        "steps": [
            {
                **{"action": step.action, "role": step.role, "name": step.name, "words": step.words()},
                **{"loses": step.loses, "hint": step.issue.hint if step.issue else None},
            }
            for step in steps
        ],
        "rebuilds": checked.ok and rolled is not None and shape.is_fact and rolled.rolled != shape.fingerprint,
    }


@RESOURCE.route("POST", "/samples/fields", body=SampleWish, answer=ProposalCard)
@needs("edit_definitions")
def sample_fields(call: Call, wish: dict[str, Any]) -> Any:
    """Fields for rows like these: types from the values, names and titles from the headers; sums over its amounts."""
    call.require_builder()
    catalog = call.candidate(wish["change"]).catalog if wish["change"] else call.release.catalog
    found = propose(wish["header"], wish["rows"], unit_codes(catalog))
    taken = {name for name, (home, _) in known_measures(catalog).items() if home.name != wish["dataset"]}
    added = sums(found, taken | set(catalog.names("indicator")))
    return {
        "columns": [{"header": one.header, "why": one.why, "column": one.as_column()} for one in found.columns],
        "key": list(found.key),
        "sums": [{"column": one.column, "measure": one.as_measure()} for one in added],
    }


def _name_cards(call: Call, catalog: Catalog) -> list[dict[str, Any]]:
    return [vars(one) for one in vocabulary(catalog) if one.kind != "indicator" or call.door.shows(one.name)]

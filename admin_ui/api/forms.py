"""Forms in the office: which there are, who has not sent, and the versions that phones may still have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from marshmallow import Schema, fields

from admin_ui.access import needs
from admin_ui.body import MAX_UPLOAD
from admin_ui.call import Call
from admin_ui.cards import Card, unit_card
from admin_ui.change_cards import IssueCard, issue_card
from admin_ui.form_cards import Responsible, responsible
from admin_ui.resource import Resource
from admin_ui.shapes import Text, UnitRef
from engine.access.errors import not_found
from engine.base import clock
from engine.definitions.history import history
from engine.org.tree import Unit
from engine.storage.tables import form_submission
from form_builder.duties import Owed, business_day, owed_on, sent_for
from form_builder.duties.todo import state_of
from form_builder.fields.contract import field_types
from form_builder.fields.options import field_schema
from form_builder.kinds.form.model import FormModel
from form_builder.phone import for_phone
from form_builder.versions import form_of
from form_builder.xlsform import import_xlsform

RESOURCE = Resource("forms", "Forms: completeness and versions")


class DutyBrief(Schema):
    name = fields.String(required=True)
    title = Text(required=True)
    every = fields.String(required=True)
    opens = fields.String(allow_none=True)
    due = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)


class FormBrief(Schema):
    name = fields.String(required=True)
    title = Text(required=True)
    description = Text(allow_none=True)
    level = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": ["open", "closing", "closed"]})
    version = fields.String(required=True)
    duties = fields.List(fields.Nested(DutyBrief), required=True)
    checks = fields.List(fields.String(), required=True)
    datasets = fields.List(fields.String(), required=True)
    submissions = fields.Integer(required=True, metadata={"description": "of units in one's scope, tests left out"})
    today = fields.Integer(required=True, metadata={"description": "of them, of today's business day"})


class FieldTypeCard(Schema):
    name = fields.String(required=True)
    title = Text(required=True)
    help = Text(required=True)
    family = fields.String(required=True)
    schema = fields.Dict(required=True, metadata={"description": "JSON Schema (2020-12) of a field of this type"})
    carries = fields.Boolean(required=True, metadata={"description": "whether it has a value of its own"})
    attachments = fields.Boolean(required=True)
    holds = fields.Boolean(required=True, metadata={"description": "whether it has fields inside"})
    many = fields.Boolean(required=True)
    computed = fields.Boolean(required=True)
    columns = fields.List(fields.String(), required=True, metadata={"description": "dataset columns it can fill"})


class FormVersion(Schema):
    version = fields.String(required=True, metadata={"description": "hash of the definition: what phones name"})
    number = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    author = fields.String(allow_none=True, metadata={"description": "told to those who see all"})
    reason = fields.String(allow_none=True)
    serving = fields.Boolean(required=True)
    fields_ = fields.Integer(data_key="fields", required=True)
    submissions = fields.Integer(required=True)
    last_received_at = fields.AwareDateTime(allow_none=True)


class FormVersionQuery(Schema):
    version = fields.String()


class FormCompletenessQuery(Schema):
    day = fields.Date()
    unit = fields.String()


class MissingUnit(Schema):
    unit = fields.Nested(UnitRef, required=True)
    state = fields.String(required=True, metadata={"enum": ["upcoming", "due", "late"]})
    responsible = fields.List(fields.Nested(Responsible), required=True)


class DutyTally(Schema):
    """``sent`` of ``owed``; ``late`` came or will come after time; ``waiting`` have photos on their way."""

    owed = fields.Integer(required=True)
    sent = fields.Integer(required=True)
    late = fields.Integer(required=True)
    waiting = fields.Integer(required=True)


class DutyTallyOfUnit(DutyTally):
    unit = fields.Nested(UnitRef, required=True)


class DutyOfForm(DutyTally):
    duty = fields.String(required=True)
    title = Text(required=True)
    first = fields.Date(required=True)
    last = fields.Date(required=True)
    opens_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True)
    over = fields.Boolean(required=True)
    parents = fields.List(fields.Nested(DutyTallyOfUnit), required=True)
    missing = fields.List(fields.Nested(MissingUnit), required=True)
    missing_total = fields.Integer(required=True)


class FormCompleteness(Schema):
    form = fields.String(required=True)
    title = Text(required=True)
    day = fields.Date(required=True)
    unit = fields.Nested(UnitRef, allow_none=True)
    duties = fields.List(fields.Nested(DutyOfForm), required=True)


#: Missing units that are named; the rest is counted.
NAMED = 500


@RESOURCE.route("GET", "/forms", answer=FormBrief, many=True)
@needs("read_submissions")
def forms(call: Call) -> Any:
    """Every form, with how many submissions of units in one's scope there are."""
    s = form_submission.c
    day = business_day(call.release.app, clock.now())
    seen = sa.and_(sa.not_(s.test), s.state != "withdrawn", s.unit_id.in_(call.door.visible_units()))
    now = sa.func.sum(sa.case((s.day == day, 1), else_=0))
    counted = sa.select(s.form, sa.func.count(), now).where(seen).group_by(s.form)
    counts = {row[0]: (row[1], int(row[2] or 0)) for row in call.connection.execute(counted)}
    return [brief(definition.model, definition.hash, counts) for definition in call.release.catalog.all("form")]


def brief(form: FormModel, version: str, counts: dict[str, tuple[int, int]]) -> Card:
    """A ``FormBrief``."""
    total, today = counts.get(form.name, (0, 0))
    return {
        "name": form.name,
        "title": form.title,
        "description": form.description,
        "level": form.level,
        "state": form.state,
        "version": version,
        "duties": form.duties,
        "checks": [one.name for one in form.checks],
        "datasets": [one.dataset for one in form.maps],
        "submissions": total,
        "today": today,
    }


@RESOURCE.route("GET", "/forms/field-types", answer=FieldTypeCard, many=True)
@needs("edit_definitions")
def types(call: Call) -> Any:
    """Every installed type of field, those of plug-ins included, with the JSON Schema of its options."""
    return [
        vars(one) | {"schema": field_schema(name), "columns": sorted(one.columns)}
        for name, one in sorted(field_types().items())
    ]


class FormImportQuery(Schema):
    level = fields.String(metadata={"description": "the org level it is about; the lowest by default"})


class FormImport(Schema):
    definition = fields.Dict(required=True, metadata={"description": "a form, not saved: for the designer"})
    issues = fields.List(fields.Nested(IssueCard), required=True, metadata={"description": "what was left out"})


@RESOURCE.route("POST", "/forms/import", query=FormImportQuery, upload=MAX_UPLOAD, answer=FormImport)
@needs("edit_definitions")
def form_import(call: Call, query: dict[str, Any], data: bytes) -> Any:
    """Read an XLSForm workbook (.xlsx): the form it becomes, and what could not be carried over. Nothing is saved."""
    call.require_builder()
    level = query.get("level") or call.release.get("org", call.release.app.org).levels[-1].name
    found = import_xlsform(data, level=level)
    return {"definition": found.definition, "issues": [issue_card(issue) for issue in found.issues]}


@RESOURCE.route("GET", "/forms/<name>", query=FormVersionQuery)
@needs("read_submissions")
def form(call: Call, query: dict[str, Any], name: str) -> Any:
    """A form as the phone gets it; an older version by its hash."""
    known(call, name)
    found = form_of(call.connection, call.release, name, query.get("version"))
    if found is None:
        raise not_found()
    return for_phone(call.release, found)


@RESOURCE.route("GET", "/forms/<name>/versions", answer=FormVersion, many=True)
@needs("read_submissions")
def versions(call: Call, name: str) -> Any:
    """The versions of a form, newest first, with how many submissions of units in scope came by each."""
    known(call, name)
    s = form_submission.c
    seen = sa.and_(s.form == name, sa.not_(s.test), s.unit_id.in_(call.door.visible_units()))
    counted = sa.select(s.form_hash, sa.func.count(), sa.func.max(s.received_at)).where(seen).group_by(s.form_hash)
    counts = {row[0]: (row[1], row[2]) for row in call.connection.execute(counted)}
    serving = call.release.definition("form", name).hash
    tells = call.actor.sees_all
    cards = []
    for one in _different(history(call.connection, "form", name)):
        compiled = form_of(call.connection, call.release, name, one.hash)
        count, last = counts.get(one.hash, (0, None))
        cards.append(
            {
                "version": one.hash,
                "number": one.version,
                "created_at": one.created_at,
                "author": one.author if tells else None,
                "reason": one.reason if tells else None,
                "serving": one.hash == serving,
                "fields_": len([f for f in compiled.by_name.values() if f.type.carries]) if compiled else 0,
                "submissions": count,
                "last_received_at": last,
            }
        )
    return cards


def _different(found: Sequence[Any]) -> list[Any]:
    """One per text (a version that only moved to another file is the same to a phone), newest first."""
    kept: dict[str, Any] = {}
    for one in found:
        kept.setdefault(one.hash, one)
    return list(kept.values())


@RESOURCE.route("GET", "/forms/<name>/completeness", query=FormCompletenessQuery, answer=FormCompleteness)
@needs("read_submissions")
def completeness(call: Call, query: dict[str, Any], name: str) -> Any:
    """Who has sent a form on a business day and who has not, per duty: shares of the units one level below ``unit`` (by
    default all one may see), and the missing ones with the posts that answer for them."""
    model = known(call, name)
    door, now = call.door, clock.now()
    day = query.get("day") or business_day(call.release.app, now)
    within = call.unit(query["unit"]) if query.get("unit") else None
    owed = owed_on(call.connection, call.release, day, call.today, forms=[name], within=within)
    visible = door.units(one.unit.id for one in owed)
    owed = [one for one in owed if one.unit.id in visible]
    sent = sent_for(call.connection, owed)
    groups: dict[str, list[Owed]] = {}
    for one in owed:
        groups.setdefault(one.duty.name, []).append(one)
    return {
        "form": name,
        "title": model.title,
        "day": day,
        "unit": unit_card(door, within) if within else None,
        "duties": [_duty_share(call, some, sent, within, now) for some in groups.values()],
    }


def _duty_share(call: Call, owed: list[Owed], sent: Any, within: Unit | None, now: Any) -> Card:
    door, first = call.door, owed[0]
    missing = [one for one in owed if one.key not in sent]
    posts = responsible(door, missing[:NAMED])
    parents = _parents(call, owed, within)
    return {
        "duty": first.duty.name,
        "title": first.duty.title,
        "first": first.term.first,
        "last": first.term.last,
        "opens_at": first.term.opens_at,
        "due_at": first.term.due_at,
        "over": now >= first.term.due_at,
        **_share(owed, sent, now),
        "parents": [{"unit": unit_card(door, unit), **_share(some, sent, now)} for unit, some in parents],
        "missing": [
            {
                "unit": unit_card(door, one.unit),
                "state": state_of(one, None, now),
                "responsible": posts.get(one.key, []),
            }
            for one in missing[:NAMED]
        ],
        "missing_total": len(missing),
    }


def _share(owed: Sequence[Owed], sent: Any, now: Any) -> Card:
    found = [(one, sent[one.key]) for one in owed if one.key in sent]
    states = Counter(row.state for _, row in found)
    late = sum(1 for one, row in found if row.submitted_at > one.term.due_at)
    owing = sum(1 for one in owed if one.key not in sent and now >= one.term.due_at)
    return {
        "owed": len(owed),
        "sent": len(found),
        "late": late + owing,
        "waiting": states["waiting_for_photos"],
    }


def _parents(call: Call, owed: Sequence[Owed], within: Unit | None) -> list[tuple[Unit, list[Owed]]]:
    """What is owed, by the visible unit one level below ``within`` (without it: the highest one may see)."""
    door = call.door
    whole = {one.unit.id: [int(part) for part in one.unit.path.strip("/").split("/")] for one in owed}
    units = door.units(unit_id for chain in whole.values() for unit_id in chain)
    chains = {key: [unit_id for unit_id in chain if unit_id in units] for key, chain in whole.items()}
    tops = {chain[0] for chain in chains.values()}
    top = within.id if within is not None else next(iter(tops)) if len(tops) == 1 else None
    groups: dict[int, list[Owed]] = {}
    for one in owed:
        chain = chains[one.unit.id]
        if top in chain:
            chain = chain[chain.index(top) + 1 :] or chain[-1:]
        groups.setdefault(chain[0], []).append(one)
    ordered = sorted(groups.items(), key=lambda pair: units[pair[0]].code)
    return [(units[unit_id], some) for unit_id, some in ordered]


def known(call: Call, name: str) -> FormModel:
    """The form. Raises AccessError (404) for a name there is none of."""
    model: FormModel | None = call.release.find("form", name)
    if model is None:
        raise not_found()
    return model

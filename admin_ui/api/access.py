"""Who may see and do what, and why."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from admin_ui.access import needs, signed_in
from admin_ui.call import Call
from admin_ui.paging import PageQuery, paged
from admin_ui.people import people_on
from admin_ui.resource import Resource
from admin_ui.shapes import Text
from engine.access import audit
from engine.access.accounts import normal_login
from engine.access.errors import forbidden, not_found
from engine.access.explain import Question, Reasons, explain_access
from engine.access.permissions import PERMISSIONS, grouped

RESOURCE = Resource("access", "Who may see what, and why")


class PermissionCard(Schema):
    name = fields.String(required=True)
    title = Text(required=True)


class PermissionGroup(Schema):
    name = fields.String(required=True)
    title = Text(required=True)
    permissions = fields.List(fields.Nested(PermissionCard), required=True)


class ExplainQuery(Schema):
    login = fields.String(required=True, validate=validate.Length(1, 64))
    unit = fields.String(validate=validate.Length(1, 64))
    indicator = fields.String(validate=validate.Length(1, 48))
    board = fields.String(validate=validate.Length(1, 48))
    permission = fields.String(validate=validate.Length(1, 48))
    day = fields.Date()


class ReasonStep(Schema):
    verdict = fields.String(required=True, metadata={"enum": ["yes", "no", "note"]})
    words = Text(required=True)


class AccessHeldPost(Schema):
    role = fields.String(required=True)
    role_title = Text(required=True)
    unit = fields.String(required=True)
    path = fields.List(Text(), required=True, metadata={"description": "the units above, top first, and the unit"})
    scope = fields.String()
    deputy = fields.Boolean()
    since = fields.Date(allow_none=True)
    until = fields.Date(allow_none=True, metadata={"description": "the first day on which it is not held any more"})
    in_force = fields.Boolean()
    reaches = fields.Boolean(allow_none=True)


class AccessReasons(Schema):
    allowed = fields.Boolean(required=True)
    because = Text(required=True)
    steps = fields.List(fields.Nested(ReasonStep), required=True)
    posts = fields.List(fields.Nested(AccessHeldPost), required=True)


class PeopleQuery(PageQuery):
    q = fields.String(validate=validate.Length(0, 64))
    day = fields.Date()


class AccessPost(Schema):
    role = fields.String(required=True)
    role_title = Text(required=True)
    unit = fields.String(required=True)
    unit_title = Text(required=True)
    deputy = fields.Boolean(required=True)


class AccessPerson(Schema):
    login = fields.String(required=True)
    title = Text(required=True)
    posts = fields.List(fields.Nested(AccessPost), required=True)


@RESOURCE.route("GET", "/permissions", answer=PermissionGroup, many=True)
@signed_in
def permissions(call: Call) -> Any:
    """Everything that a role may allow, in words, grouped."""
    return [
        {"name": name, "title": title, "permissions": [{"name": one, "title": PERMISSIONS[one]} for one in names]}
        for name, title, names in grouped()
    ]


@RESOURCE.route("GET", "/access/people", query=PeopleQuery, answer=AccessPerson, many=True)
@needs("view_as")
def people(call: Call, query: dict[str, Any]) -> Any:
    """Active people in scope with the posts they hold on a day (default: today), by login."""
    found, total = people_on(call, query.get("day") or call.today, query.get("q", ""), query)
    return paged(found, total, query)


@RESOURCE.route("GET", "/access/explain", query=ExplainQuery, answer=AccessReasons)
@signed_in
def explain(call: Call, query: dict[str, Any]) -> Any:
    """Why a person sees (or does not see) a unit, an indicator or a board there, or may do something; or, with none of
    these, which posts he holds. Put on record.

    About oneself everybody may ask; about others those with view_as who see all units.
    """
    oneself = normal_login(query["login"]) == call.actor.login
    if not oneself and not call.door.may("view_as"):
        raise forbidden("view_as")
    if not oneself and not call.actor.sees_all:
        raise not_found()
    return _put_on_record(call, query, explain_access(call.connection, call.release, _question(call, query, oneself)))


def _question(call: Call, query: dict[str, Any], oneself: bool) -> Question:
    """What the asker may not see himself he may not ask about: foreign and missing are the same."""
    unit = call.unit(query["unit"]) if query.get("unit") else None
    if indicator := query.get("indicator"):
        call.door.require_indicator(indicator)
    if board := query.get("board"):
        found = call.release.find("dashboard", board)
        if found is None or not any(call.door.shows(name) for name in found.indicators):
            raise not_found()
    return Question(
        query["login"],
        query.get("day") or call.today,
        unit,
        query.get("indicator"),
        query.get("board"),
        query.get("permission"),
        call.door if oneself and not call.actor.sees_all else None,
    )


def _put_on_record(call: Call, query: dict[str, Any], found: Reasons) -> Reasons:
    detail = {name: str(value) for name, value in query.items() if name != "login"} | {"allowed": found.allowed}
    with call.writing() as connection:
        audit.append(connection, call.login, "access.explain", query["login"], detail)
    return found

"""People look again: the queue of reviews, decisions, appeals, and how often people agree with the checks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.incident_cards import below
from admin_ui.paging import PageQuery, paged
from admin_ui.problems import problem
from admin_ui.resource import Answer, Resource
from admin_ui.review_cards import ReviewCard, ReviewDetail, review_cards, review_detail
from admin_ui.verdict_shapes import WHYS
from engine.access import Door
from engine.access.errors import not_found
from engine.jobs.queue import door as bell
from engine.storage.tables import form_submission, review
from form_builder.checks.agreement import agreement
from form_builder.checks.appeals import appeal
from form_builder.checks.reviews import DecidedError, decide, review_select

RESOURCE = Resource("reviews", "Reviews of what the checks of photos said, and appeals")
STATES = ("open", "done", "withdrawn")
_r = review.c


class ReviewQuery(PageQuery):
    state = fields.String(load_default="open", validate=validate.OneOf(STATES))
    why = fields.String(validate=validate.OneOf(WHYS))
    form = fields.String(validate=validate.Length(1, 48))
    unit = fields.String(validate=validate.Length(1, 64))


class SummaryQuery(Schema):
    form = fields.String(validate=validate.Length(1, 48))


_DAYS = validate.Range(date(2000, 1, 1), date(2200, 1, 1))


class AgreementQuery(SummaryQuery):
    from_ = fields.Date(data_key="from", required=True, validate=_DAYS)
    to = fields.Date(required=True, validate=_DAYS)


class Decision(Schema):
    outcome = fields.String(required=True, validate=validate.OneOf(("pass", "fail")))
    reason = fields.String(load_default="", validate=validate.Length(max=2000))


class AppealWish(Schema):
    reason = fields.String(required=True, validate=[validate.Length(2, 2000), validate.Regexp(r"\s*\S")])


class AppealCard(Schema):
    appeal = fields.String(metadata={"enum": ["open"]})
    review = fields.String()


class ReviewSummary(Schema):
    """Open reviews by reason, and since when the oldest has been waiting (null: none is)."""

    open = fields.Dict(keys=fields.String(), values=fields.Integer())
    oldest_at = fields.AwareDateTime(allow_none=True)


class RateCard(Schema):
    """``agreed`` of ``n``; ``low`` and ``high``: the Wilson interval at 95 %. Null where n = 0."""

    n = fields.Integer()
    agreed = fields.Integer()
    share = fields.Float(allow_none=True)
    low = fields.Float(allow_none=True)
    high = fields.Float(allow_none=True)


class Confirmed(Schema):
    """Of what the checks called a pass (a fail): how often people called it the same."""

    pass_ = fields.Nested(RateCard, data_key="pass", attribute="pass")
    fail = fields.Nested(RateCard)


class AgreementRate(RateCard):
    confirmed = fields.Nested(Confirmed)


class FormAgreement(AgreementRate):
    form = fields.String()


class CheckAgreement(FormAgreement):
    check = fields.String()
    provider = fields.String()
    model = fields.String()


class AppealCounts(Schema):
    n = fields.Integer()
    reversed = fields.Integer()


class UncertainCounts(Schema):
    n = fields.Integer()
    passed = fields.Integer()


class BrokenCounts(Schema):
    n = fields.Integer()


class Agreement(AgreementRate):
    """On the random sample alone; what was appealed against, uncertain or broken is counted apart."""

    forms = fields.List(fields.Nested(FormAgreement))
    checks = fields.List(fields.Nested(CheckAgreement))
    appeals = fields.Nested(AppealCounts)
    uncertain = fields.Nested(UncertainCounts)
    broken = fields.Nested(BrokenCounts)


@RESOURCE.route("GET", "/reviews", query=ReviewQuery, answer=ReviewCard, many=True)
@needs("review_submissions")
def reviews(call: Call, query: dict[str, Any]) -> Any:
    """Reviews that the caller's posts let him look at: open ones oldest first, others newest first."""
    door = call.door
    found = review_select(door).where(_r.state == query["state"])
    if why := query.get("why"):
        found = found.where(_r.why == why)
    if form := query.get("form"):
        found = found.where(form_submission.c.form == form)
    if code := query.get("unit"):
        found = found.where(below(call.unit(code)))
    total = call.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    order = (_r.asked_at, _r.id) if query["state"] == "open" else (_r.decided_at.desc(), _r.id.desc())
    size, page = query["page_size"], query["page"]
    rows = call.connection.execute(found.order_by(*order).limit(size).offset((page - 1) * size)).all()
    return paged(review_cards(door, list(rows)), total, query)


@RESOURCE.route("GET", "/reviews/summary", query=SummaryQuery, answer=ReviewSummary)
@needs("review_submissions")
def summary(call: Call, query: dict[str, Any]) -> Any:
    """How many wait, why, and since when."""
    found = review_select(call.door).where(_r.state == "open")
    if form := query.get("form"):
        found = found.where(form_submission.c.form == form)
    open_ = found.subquery()
    counted = sa.select(open_.c.review_why, sa.func.count(), sa.func.min(open_.c.review_asked_at))
    rows = call.connection.execute(counted.group_by(open_.c.review_why)).all()
    counts = {why: next((row[1] for row in rows if row[0] == why), 0) for why in WHYS}
    return {"open": counts, "oldest_at": min((row[2] for row in rows), default=None)}


@RESOURCE.route("GET", "/reviews/agreement", query=AgreementQuery, answer=Agreement)
@needs("review_submissions")
def agreement_view(call: Call, query: dict[str, Any]) -> Any:
    """How often people agreed with the checks on the random sample, over decisions of a span of days (both in it)."""
    zone = ZoneInfo(call.release.app.time_zone)
    since = datetime.combine(query["from_"], time(), zone)
    until = datetime.combine(query["to"], time(), zone) + timedelta(days=1)
    return agreement(call.door, since, until, query.get("form"))


@RESOURCE.route("GET", "/reviews/<public_id>", answer=ReviewDetail)
@needs("review_submissions")
def one_review(call: Call, public_id: str) -> Any:
    """One review with the photos, what the checks said, and what was decided before."""
    row = call.connection.execute(review_select(call.door).where(_r.public_id == public_id)).one_or_none()
    if row is None:
        raise not_found()
    return review_detail(call.door, row)


@RESOURCE.route("POST", "/reviews/<public_id>", body=Decision, answer=ReviewDetail)
@needs("review_submissions")
def decide_view(call: Call, wish: dict[str, Any], public_id: str) -> Any:
    """Decide: ``reason`` is needed against the checks and on an appeal. 409 where somebody else was faster."""
    with call.writing() as connection:
        door = Door(connection, call.release, call.actor, call.today)
        try:
            done = decide(connection, door, public_id, wish["outcome"], wish["reason"], by=call.login)
        except DecidedError as late:
            return problem(409, late.issues[0].message, late.issues)
        row = connection.execute(review_select(door).where(_r.public_id == public_id)).one()
        card = review_detail(door, row)
    if done.moved:
        bell(call.settings).ring()
    return card


@RESOURCE.route("POST", "/field/submissions/<public_id>/appeal", body=AppealWish, answer=AppealCard, status=201)
@needs("fill_forms")
def appeal_view(call: Call, wish: dict[str, str], public_id: str) -> Any:
    """Object to what was decided on one's own submission: once, within seven days, with a reason."""
    with call.writing() as connection:
        door = Door(connection, call.release, call.actor, call.today)
        made = appeal(connection, door, public_id, wish["reason"], by=call.login)
    return Answer({"appeal": "open", "review": made}, 201)

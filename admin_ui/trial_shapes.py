"""What the trials of drafts take and answer."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from admin_ui.change_cards import IssueCard
from admin_ui.shapes import LIGHTS, PERIODS, IndicatorRef, Light, Text, UnitRef

PICKS = ("worst", "best", "random")


class NameCard(Schema):
    """A name that a formula may use."""

    kind = fields.String(
        required=True,
        metadata={"enum": ["measure", "indicator", "column", "lookup", "function", "aggregate", "word"]},
    )
    name = fields.String(required=True)
    title = Text(required=True)
    type = fields.String(required=True, allow_none=True)
    dataset = fields.String(required=True, allow_none=True)
    dataset_title = Text(required=True, allow_none=True)
    unit_of_measure = Text(required=True, allow_none=True)
    formula = fields.String(required=True, allow_none=True)
    signature = fields.String(required=True, allow_none=True)
    example = fields.String(required=True, allow_none=True)


class Typed(Schema):
    """``value``: the definition as it stands in the editor, saved or not; left out: as it was saved last."""

    value = fields.Dict(load_default=None, allow_none=True)
    day = fields.Date(load_default=None, allow_none=True)
    period = fields.String(load_default="mtd", validate=validate.OneOf(PERIODS))
    level = fields.String(load_default=None, allow_none=True, validate=validate.Length(0, 48))


class IndicatorWish(Typed):
    """Which units to look at: those named, or some of a level."""

    units = fields.List(
        fields.String(validate=validate.Length(1, 64)), load_default=list, validate=validate.Length(0, 20)
    )
    pick = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(PICKS))
    seed = fields.Integer(load_default=0)
    trace = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 64))


class DatasetWish(Schema):
    value = fields.Dict(load_default=None, allow_none=True)


class LevelCard(Schema):
    name = fields.String(required=True)
    title = Text(required=True)


class TriedRow(Schema):
    """A unit under the draft and as it is now; null where there is none."""

    unit = fields.Nested(UnitRef, required=True)
    draft = fields.Nested(Light, required=True, allow_none=True)
    live = fields.Nested(Light, required=True, allow_none=True)


class StepCard(Schema):
    """One step of working a figure out; money in major units."""

    kind = fields.String(required=True)
    words = Text(required=True)
    formula = fields.String(required=True, allow_none=True)
    filled = fields.String(required=True, allow_none=True)
    value = fields.Raw(required=True, allow_none=True)
    type = fields.String(required=True)


class TraceMeasure(Schema):
    name = fields.String(required=True)
    title = Text(required=True)
    dataset = fields.String(required=True)
    formula = fields.String(required=True)
    where = fields.String(required=True, allow_none=True)
    value = fields.Float(allow_none=True)
    type = fields.String(required=True)
    rows = fields.Integer(required=True)
    sample = fields.List(fields.Dict(), required=True)


class TraceLoad(Schema):
    public_id = fields.String(required=True)
    source = fields.String(required=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    source_time = fields.AwareDateTime(required=True, allow_none=True)
    rows = fields.Integer(required=True)


class TraceCard(Schema):
    """One figure from its formula down to the rows."""

    unit = fields.Nested(UnitRef, required=True)
    formula = fields.String(required=True)
    words = Text(required=True)
    steps = fields.List(fields.Nested(StepCard), required=True)
    measures = fields.List(fields.Nested(TraceMeasure), required=True)
    loads_ = fields.List(fields.Nested(TraceLoad), required=True, attribute="loads", data_key="loads")


class TriedIndicator(Schema):
    """``issues``: why it could not be tried; then there are no rows. ``summing``: how it is put together, in words."""

    issues = fields.List(fields.Nested(IssueCard), required=True)
    day = fields.Date(required=True)
    period = fields.String(required=True)
    levels = fields.List(fields.Nested(LevelCard), required=True)
    words = Text(required=True, allow_none=True)
    summing = Text(required=True, allow_none=True)
    rows = fields.List(fields.Nested(TriedRow), required=True)
    trace = fields.Nested(TraceCard, required=True, allow_none=True)


class TableStepCard(Schema):
    action = fields.String(required=True)
    role = fields.String(required=True)
    name = fields.String(required=True)
    words = Text(required=True)
    loses = fields.Boolean(required=True, metadata={"description": "Publishing is refused because of it"})
    hint = Text(required=True, allow_none=True)


class TriedDataset(Schema):
    """What publishing would do to the table; nothing was done."""

    issues = fields.List(fields.Nested(IssueCard), required=True)
    exists = fields.Boolean(required=True)
    rows = fields.Integer(required=True, metadata={"description": "Rows in the table, counted up to 100,001"})
    steps = fields.List(fields.Nested(TableStepCard), required=True)
    rebuilds = fields.Boolean(required=True, metadata={"description": "The sums are worked out again from the rows"})


class Counts(Schema):
    red = fields.Integer(required=True)
    yellow = fields.Integer(required=True)
    green = fields.Integer(required=True)
    grey = fields.Integer(required=True)


class ScaleIndicator(IndicatorRef):
    before = fields.Nested(Counts, required=True)
    after = fields.Nested(Counts, required=True)
    changed = fields.Integer(required=True)


class ScaleFlip(Schema):
    unit = fields.Nested(UnitRef, required=True)
    indicator = fields.String(required=True)
    attainment = fields.Float(required=True)
    before = fields.String(required=True, metadata={"enum": list(LIGHTS)})
    after = fields.String(required=True, metadata={"enum": list(LIGHTS)})


class TriedScale(Schema):
    """Lights of a level before and after. ``used``: whether these indicators go by this scale today."""

    issues = fields.List(fields.Nested(IssueCard), required=True)
    day = fields.Date(required=True)
    period = fields.String(required=True)
    level = fields.String(required=True)
    levels = fields.List(fields.Nested(LevelCard), required=True)
    used = fields.Boolean(required=True)
    units = fields.Integer(required=True)
    indicators = fields.List(fields.Nested(ScaleIndicator), required=True)
    flips = fields.List(fields.Nested(ScaleFlip), required=True)
    attainments = fields.List(fields.Float(), required=True, metadata={"description": "At most 500 of them"})


class SampleWish(Schema):
    """The first row of a table and some of the rows below it. ``change``: the change set whose units and names are
    gone by; left out: what serves. ``dataset``: whose fields they shall be."""

    change = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 64))
    dataset = fields.String(load_default=None, allow_none=True, validate=validate.Length(0, 48))

    header = fields.List(fields.Raw(allow_none=True), required=True, validate=validate.Length(1, 200))
    rows = fields.List(
        fields.List(fields.Raw(allow_none=True), validate=validate.Length(0, 200)),
        required=True,
        validate=validate.Length(0, 2000),
    )


class ProposedColumn(Schema):
    header = fields.String(required=True)
    why = Text(required=True)
    column = fields.Dict(required=True, metadata={"description": "As it stands in a dataset's columns"})


class ProposedSum(Schema):
    column = fields.String(required=True, metadata={"description": "The column that is summed"})
    measure = fields.Dict(required=True, metadata={"description": "As it stands in a dataset's measures"})


class ProposalCard(Schema):
    columns = fields.List(fields.Nested(ProposedColumn), required=True)
    key = fields.List(fields.String(), required=True)
    sums = fields.List(fields.Nested(ProposedSum), required=True)

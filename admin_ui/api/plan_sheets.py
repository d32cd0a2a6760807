"""Target plans to and from Excel: a workbook with keys, and an import that shows what it would change first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.api.plans import stale_grid
from admin_ui.call import Call
from admin_ui.plan_cards import LineQuery
from admin_ui.plan_ground import AnyGround, PlanGround, plan_ground, save_cells
from admin_ui.plan_sheet import compare, workbook
from admin_ui.resource import Resource
from admin_ui.shapes import Text
from engine.base import clock
from engine.base.text import both
from engine.changes import StaleError
from engine.sheets import XLSX

RESOURCE = Resource("plan_sheets", "Target plans to and from spreadsheets")
_CELL = validate.Length(max=200)


class ImportWish(LineQuery):
    """A table as it was read from a file or pasted: names of columns, rows of cells; ``lines``: their numbers in
    the file. ``take`` false: only compare."""

    columns = fields.List(fields.String(validate=_CELL), required=True, validate=validate.Length(1, 200))
    rows = fields.List(
        fields.List(fields.String(allow_none=True, validate=_CELL), validate=validate.Length(max=200)),
        required=True,
        validate=validate.Length(max=60_000),
    )
    lines = fields.List(fields.Integer(strict=True, validate=validate.Range(1)), load_default=list)
    take = fields.Boolean(load_default=False)
    afresh = fields.Boolean(load_default=False)
    revision = fields.Integer(strict=True, load_default=0, validate=validate.Range(0))


class RefusedRow(Schema):
    line = fields.Integer(required=True)
    unit = fields.String(required=True)
    reasons = fields.List(Text(), required=True)


class ImportCard(Schema):
    """Rows by what would become of them; with any refused row nothing is taken. ``cells``: how many would change;
    ``ignored``: columns that are neither units nor tiers nor months of the plan, and were not read."""

    added = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    refused = fields.List(fields.Nested(RefusedRow), required=True)
    cells = fields.Integer(required=True)
    ignored = fields.List(fields.String(), required=True)
    taken = fields.Boolean(required=True)
    path = fields.String(required=True)
    revision = fields.Integer(required=True)


@RESOURCE.route("GET", "/changes/<change>/plans/<plan>/export.xlsx", query=LineQuery)
@needs("edit_definitions")
def plan_export(call: Call, query: dict[str, str], change: str, plan: str) -> Any:
    """The grid as a workbook: the unit's code first, numbers as numbers, all tiers, and where it comes from."""
    first = plan_ground(call, change, plan, query["indicator"], query["tier"])
    title = first.ground.plan.model.title
    stamp = [
        (both("计划", "plan"), title[call.language]),
        (both("名称", "name"), plan),
        (both("指标", "indicator"), query["indicator"]),
        (both("变更集", "change set"), first.candidate.change.title),
        (both("现行发布", "release that serves"), str(call.release.number)),
        (both("草稿修订", "revision of the draft"), str(first.revision)),
        (both("导出时间", "exported at"), clock.now().isoformat(timespec="seconds")),
        (both("导出人", "by"), call.actor.login),
    ]
    text = workbook(_grounds(first), stamp, call.language)
    headers = {"Content-Disposition": f'attachment; filename="{plan}_{query["indicator"]}.xlsx"'}
    return Response(text, mimetype=XLSX, headers=headers)


@RESOURCE.route("POST", "/changes/<change>/plans/<plan>/import", body=ImportWish, answer=ImportCard)
@needs("edit_definitions")
def plan_import(call: Call, wish: dict[str, Any], change: str, plan: str) -> Any:
    """Compare a table with the grid and, with ``take``, write it: all of it, or nothing where a row is refused."""
    first = plan_ground(call, change, plan, wish["indicator"], wish["tier"], afresh=wish["afresh"])
    grounds = {one.tier: one for one in _grounds(first)}
    compared = compare(grounds, wish["tier"], wish["columns"], wish["rows"], wish["lines"])
    revision, taken = first.revision, False
    if wish["take"] and not compared.refused and compared.count:
        amounts = first.ground.amounts
        for tier, cells in compared.cells.items():
            amounts = amounts.with_cells(tier, cells)
        try:
            revision, taken = save_cells(call, first, amounts, wish["revision"]), True
        except StaleError as stale:
            call.look_again()
            return stale_grid(call, stale, first)
    return {
        "added": compared.added,
        "changed": compared.changed,
        "unchanged": compared.unchanged,
        "refused": compared.refused,
        "cells": compared.count,
        "ignored": compared.ignored,
        "taken": taken,
        "path": first.path,
        "revision": revision,
    }


def _grounds(first: PlanGround) -> list[AnyGround]:
    """The line in the tier asked for and in its others, that one first."""
    line, own = first.line, first.ground.tier
    tiers = line.total if line.spread == "amount" else line.value
    return [first.ground, *(replace(first.ground, tier=tier) for tier in tiers if tier != own)]

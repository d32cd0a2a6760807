"""Copies of boards to take away: every one says what it is of, and every one is on record."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Response
from marshmallow import fields, validate

from admin_ui.access import needs
from admin_ui.api.boards import BoardQuery
from admin_ui.boards.print import document
from admin_ui.boards.show import asked
from admin_ui.boards.stamp import stamp_lines, stamp_of
from admin_ui.call import Call
from admin_ui.resource import Resource
from engine.access import audit
from engine.sheets import XLSX

RESOURCE = Resource("board_exports", "Boards as PDF, Excel and pictures")
TYPES = {
    "pdf": "application/pdf",
    "xlsx": XLSX,
    "png": "application/json",
}


class ExportQuery(BoardQuery):
    format = fields.String(required=True, validate=validate.OneOf(list(TYPES)))


@RESOURCE.route("GET", "/boards/<name>/export", query=ExportQuery)
@needs("read_values")
def export(call: Call, query: dict[str, Any], name: str) -> Any:
    """The board as a file, in the caller's language. A picture is drawn by the browser: for ``png`` the answer is
    ``{"lines": [text]}``, the stamp that goes under it."""
    what = asked(call, name, query)
    kind, language = query["format"], call.language
    scene = what.scene(lazy=kind != "png")
    stamp = stamp_of(call, what.board, scene)
    lines = stamp_lines(stamp, what.board.title, language, call.release.app.time_zone)
    if kind == "png":
        answer: Any = {"lines": lines}
    else:
        from admin_ui.boards.pdf import pdf  # reportlab: 6 MB that few processes ever need
        from admin_ui.boards.xlsx import workbook

        made = document(what.board, scene, stamp, call.release.app, language)
        answer = Response(workbook(made, stamp["at"]) if kind == "xlsx" else pdf(made), mimetype=TYPES[kind])
        file = f"{name}_{scene.unit}_{scene.day}_v{stamp['version']}.{kind}"
        answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file)}"
    detail = {"format": kind, "unit": scene.unit, "day": what.day.isoformat(), "period": scene.period}
    with call.writing() as connection:
        audit.append(connection, call.actor.login, "board.export", name, detail | {"version": stamp["version"]})
    return answer

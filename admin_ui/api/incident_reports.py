"""An incident's report as a page to print and as PDF: what its reader may see, in the language asked for."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from flask import Response
from marshmallow import Schema, fields, validate

from admin_ui.access import needs
from admin_ui.call import Call
from admin_ui.incident_cards import incident_select
from admin_ui.reports.document import Document, document
from admin_ui.reports.html import html
from admin_ui.resource import Resource
from engine.access.errors import not_found
from engine.base.text import LANGUAGES, both, pick
from engine.storage.tables import incident, report
from rule_builder.printing import instant
from rule_builder.visible import visible_report

RESOURCE = Resource("incident_reports", "Reports of incidents on paper")
_READER = both("读者", "Read by")
_WRITTEN = both("生成于", "Written")
_INPUTS = both("输入摘要", "Inputs")


class ReportQuery(Schema):
    lang = fields.String(validate=validate.OneOf(LANGUAGES))


@RESOURCE.route("GET", "/incidents/<public_id>/report.html", query=ReportQuery)
@needs("read_incidents")
def report_page(call: Call, query: dict[str, Any], public_id: str) -> Any:
    """The report as one HTML page: printable, without scripts, nothing from elsewhere."""
    return Response(html(_document(call, public_id, query)), mimetype="text/html")


@RESOURCE.route("GET", "/incidents/<public_id>/report.pdf", query=ReportQuery)
@needs("read_incidents")
def report_pdf(call: Call, query: dict[str, Any], public_id: str) -> Any:
    """The report as PDF: the same sections."""
    from admin_ui.reports.pdf import pdf  # reportlab: 6 MB that few processes ever need

    made = _document(call, public_id, query)
    answer = Response(pdf(made), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(made.title)}.pdf"
    return answer


def _document(call: Call, public_id: str, query: dict[str, Any]) -> Document:
    """Raises AccessError (404) for an incident that is missing or foreign, and for one without a report."""
    door, language = call.door, query.get("lang") or call.language
    found = call.connection.execute(incident_select(door).where(incident.c.public_id == public_id)).one_or_none()
    if found is None:
        raise not_found()
    newest = sa.select(report).where(report.c.incident_id == found.incident_id).order_by(report.c.id.desc()).limit(1)
    row = call.connection.execute(newest).one_or_none()
    if row is None:
        raise not_found()
    given = row.inputs
    head = {
        "unit": given["unit"]["title"],
        "indicator": given["indicator"]["title"],
        "rule": given["rule"]["title"],
        "first_day": given["first_day"],
        "fired_day": given["fired_day"],
    }
    words = {name: pick(text, language) for name, text in (("r", _READER), ("w", _WRITTEN), ("i", _INPUTS))}
    stamp = [
        f"{words['w']} {instant(row.created_at, call.release.app.time_zone)} · {words['i']} {row.inputs_hash[:16]}",
        f"{words['r']} {pick(call.actor.title, language)} ({call.actor.login})",
    ]
    return document(head, visible_report(door, found.id, row.body), stamp, language)

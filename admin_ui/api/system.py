"""The installation itself: what it looks like before anybody has signed in, and whether it is well."""

from __future__ import annotations

import logging
from typing import Any

from marshmallow import Schema, fields

from admin_ui.access import needs, public
from admin_ui.call import Call
from admin_ui.health.contract import Check, Finding
from admin_ui.resource import Resource
from admin_ui.shapes import Text
from engine.base.discover import exposed
from engine.base.text import both

RESOURCE = Resource("system", "The installation itself")
log = logging.getLogger("navmark.api")
_ORDER = ("ok", "warn", "bad")


class BrandingCard(Schema):
    color = fields.String(allow_none=True)
    logo = fields.String(allow_none=True)
    title = Text(allow_none=True)


class AppLook(Schema):
    """What anybody may see of the app: its name and looks. All null before anything is published."""

    title = Text(allow_none=True)
    languages = fields.List(fields.String())
    branding = fields.Nested(BrandingCard, allow_none=True)


class HealthCheck(Schema):
    name = fields.String()
    title = Text()
    state = fields.String(metadata={"enum": list(_ORDER)})
    words = Text(allow_none=True)
    figures = fields.Dict()


class SystemHealth(Schema):
    """``state`` is the worst of the checks; words and figures are for those who see the whole organisation."""

    state = fields.String(metadata={"enum": list(_ORDER)})
    checks = fields.List(fields.Nested(HealthCheck))


@RESOURCE.route("GET", "/app", answer=AppLook)
@public
def app_view(call: Call) -> Any:
    """The app's name and branding, for the page on which one signs in."""
    if call.found_release is None:
        return {"title": None, "languages": ["zh", "en"], "branding": None}
    app = call.release.app
    return {"title": app.title, "languages": list(app.languages), "branding": app.branding}


@RESOURCE.route("GET", "/system/health", answer=SystemHealth)
@needs("read_jobs")
def health(call: Call) -> Any:
    """Database, disk, jobs, bell, backup, outbox, clock, versions, key and web client."""
    found = [(name, check, _run(call, name, check)) for name, check in checks()]
    told = call.actor.sees_everything
    return {
        "state": max((finding.state for _, _, finding in found), key=_ORDER.index, default="ok"),
        "checks": [
            {
                "name": name.rstrip("_"),
                "title": check.title,
                "state": finding.state,
                "words": finding.words if told else None,
                "figures": finding.figures if told else {},
            }
            for name, check, finding in found
        ],
    }


def checks() -> list[tuple[str, Check]]:
    """The checks of ``admin_ui/health``, in their order."""
    found = [(name, one) for name, one in exposed("admin_ui.health", "CHECK").items() if isinstance(one, Check)]
    return sorted(found, key=lambda one: one[1].order)


def _run(call: Call, name: str, check: Check) -> Finding:
    try:
        return check.run(call)
    except Exception as fault:
        log.exception("the check %s failed", name)
        kind = type(fault).__name__
        return Finding("bad", both(f"检查本身失败（{kind}）", f"the check itself failed ({kind})"))

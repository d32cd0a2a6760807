"""Data sources: how fresh they are, what each load brought, and pulling one by hand."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from admin_ui.access import needs
from admin_ui.background import in_background
from admin_ui.call import Call
from admin_ui.load_cards import LoadCard, load_card
from admin_ui.paging import PageQuery, paged
from admin_ui.resource import Answer, Resource
from admin_ui.source_cards import SourceCard, source_cards
from connectors.run import pull
from engine.access import audit
from engine.access.errors import not_found
from engine.storage.tables import load

RESOURCE = Resource("sources", "Data sources")


@RESOURCE.route("GET", "/sources", answer=SourceCard, many=True)
@needs("read_sources")
def sources(call: Call) -> Any:
    """Every source with its newest load, its newest published one, and how fresh it is."""
    return source_cards(call)


@RESOURCE.route("GET", "/sources/<name>/loads", query=PageQuery, answer=LoadCard, many=True)
@needs("read_sources")
def loads(call: Call, query: dict[str, Any], name: str) -> Any:
    """The loads of a source, newest first."""
    _require_source(call, name)
    mine = load.c.source == name
    total = call.connection.execute(sa.select(sa.func.count()).select_from(load).where(mine)).scalar_one()
    size, page = query["page_size"], query["page"]
    found = sa.select(load).where(mine).order_by(load.c.id.desc()).limit(size).offset((page - 1) * size)
    return paged([load_card(row, call.actor) for row in call.connection.execute(found)], total, query)


@RESOURCE.route("POST", "/sources/<name>/pull", answer=LoadCard)
@needs("run_jobs")
def pull_view(call: Call, name: str) -> Any:
    """Pull the source now. 200 with the load when it is over within a few seconds, else 202 with the running one."""
    _require_source(call, name)
    busy = sa.select(load).where(load.c.source == name, load.c.state == "running").order_by(load.c.id.desc()).limit(1)
    running = call.connection.execute(busy).one_or_none()
    if running is not None:
        return Answer(load_card(running, call.actor), 202)
    with call.writing() as connection:
        audit.append(connection, call.actor.login, "source.pull", name)
    done = in_background(pull, call.database, call.release, name, reason="manual", settings=call.settings)
    newest = sa.select(load).where(load.c.source == name).order_by(load.c.id.desc()).limit(1)
    with call.writing() as connection:
        row = connection.execute(newest).one_or_none()
    if row is None:  # it has not even begun: the machine is busy
        return Answer(None, 202)
    return Answer(load_card(row, call.actor), 200 if done else 202)


def _require_source(call: Call, name: str) -> None:
    if call.release.find("source", name) is None:
        raise not_found()

"""What machines ask: alive, ready, figures; and the line that each request leaves in the log."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from admin_ui.app import create_app
from engine.base import clock, logs, masking
from engine.storage.database import open_database, writing
from engine.storage.tables import outbox, schedule_slot
from tests.admin_ui.conftest import Person, World
from tests.small_app import KEY, NOW


def test_alive_and_ready_with_reasons(world: World) -> None:
    client = world.client()
    assert client.get("/healthz").get_json() == {"ok": True}
    assert client.get("/readyz").get_json()["reasons"] == []
    assert client.post("/readyz").status_code == 405
    assert client.head("/readyz").get_data() == b""
    gone = open_database("postgresql://nobody@127.0.0.1:9/nothing", connect_args={"connect_timeout": 1})
    dead = create_app(gone, world.settings).test_client()
    assert dead.get("/healthz").status_code == 200
    answer = dead.get("/readyz")
    assert answer.status_code == 503
    assert [one["name"] for one in answer.get_json()["reasons"]] == ["database"]
    assert dead.get("/metrics").status_code == 200
    assert "navmark_database_up 0.0" in dead.get("/metrics").get_data(as_text=True)


@pytest.mark.parametrize(("revision", "status", "named"), [("0001", 503, "reasons"), ("9999", 200, "notes")])
def test_an_old_schema_is_not_ready_and_a_newer_one_is(world: World, revision: str, status: int, named: str) -> None:
    from engine.storage.migrate import known_revisions

    if revision == "0001":
        revision = min(known_revisions())
    with world.database.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :v"), {"v": revision})
    answer = world.client().get("/readyz")
    assert answer.status_code == status
    assert [one["name"] for one in answer.get_json()[named]][:1] == ["schema"] or named == "notes"
    assert "schema" in [one["name"] for one in answer.get_json()[named]]


def figures(text: str) -> dict[str, float]:
    """``name{labels}`` → value."""
    lines = [line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, value in lines}


def test_figures_are_those_of_the_database_and_of_the_requests(world: World, person: Callable[[str], Person]) -> None:
    with clock.frozen(NOW), writing(world.database) as connection:
        connection.execute(sa.delete(schedule_slot))
        for n, state in enumerate(("done", "done", "due", "failed")):
            at = NOW.replace(minute=n)
            steps = [{"step": "evaluate", "seconds": 2.5, "result": {"low": {"seconds": 1.25}}}]
            connection.execute(
                sa.insert(schedule_slot).values(
                    schedule="morning", due_at=at, state=state, attempts=0, ended_at=at, detail={"steps": steps}
                )
            )
        waiting = connection.scalar(sa.select(sa.func.count()).select_from(outbox).where(outbox.c.state == "waiting"))
    chief = person("chief")
    before = figures(chief.client.get("/metrics").get_data(as_text=True))
    for _ in range(3):
        chief.get("/home")
    chief.client.get("/api/v1/units/no-such-unit-of-a-client")
    with clock.frozen(NOW):
        text = chief.client.get("/metrics").get_data(as_text=True)
    found = figures(text)
    key = 'navmark_requests_total{method="GET",route="/api/v1/home",status="200"}'
    assert found[key] - before.get(key, 0) == 3
    assert found['navmark_request_seconds_count{route="/api/v1/home"}'] >= 3
    assert found['navmark_job_slots{schedule="morning",state="done"}'] == 2
    assert found["navmark_queue_depth"] == 1
    assert found["navmark_queue_oldest_seconds"] == 28 * 60  # due at 00:02, now 00:30
    assert found['navmark_rule_seconds{rule="low"}'] == 1.25
    assert found['navmark_step_seconds{schedule="morning",step="evaluate"}'] == 2.5
    assert found.get('navmark_outbox_messages{state="waiting"}', 0) == waiting
    assert found["navmark_release"] == world.release.number
    assert found['navmark_database_connections{state="busy"}'] >= 0
    assert found["navmark_photo_checks_waiting"] == 0
    assert "no-such-unit-of-a-client" not in text


def test_figures_are_for_this_machine_or_the_token(world: World) -> None:
    client = world.client()
    for headers, place, status in (
        ({}, "127.0.0.1", 200),
        ({}, "10.0.0.7", 404),
        ({"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1", 404),  # a proxy on this machine speaks for anybody
    ):
        assert client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": place}).status_code == status
    guarded = create_app(world.database, replace(world.settings, metrics_token="a token for the figures")).test_client()
    assert guarded.get("/metrics").status_code == 404
    assert guarded.get("/metrics", headers={"Authorization": "Bearer täst"}).status_code == 404
    named = {"Authorization": "Bearer a token for the figures"}
    assert guarded.get("/metrics", headers=named, environ_base={"REMOTE_ADDR": "10.0.0.7"}).status_code == 200


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the log says from here on, as JSON lines, at DEBUG."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    handler.addFilter(masking.MaskSecrets())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def test_each_request_leaves_one_line_that_can_be_found_again(
    world: World, person: Callable[[str], Person], lines: io.StringIO
) -> None:
    chief = person("chief")
    lines.truncate(0)
    lines.seek(0)
    given = chief.client.get("/api/v1/home?q=word-of-a-client", headers={"X-Request-Id": "from-the-proxy-1"})
    assert given.headers["X-Request-Id"] == "from-the-proxy-1"
    made = world.client().get("/api/v1/home", headers={"X-Request-Id": "bad id\ttoo"})
    assert re.fullmatch(r"[0-9a-f]{16}", made.headers["X-Request-Id"])
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    told = [one for one in told if one["logger"] == "navmark.request"]
    assert [(one["request_id"], one["route"], one["method"], one["status"]) for one in told] == [
        ("from-the-proxy-1", "/api/v1/home", "GET", 200),
        (made.headers["X-Request-Id"], "/api/v1/home", "GET", 401),
    ]
    assert isinstance(told[0]["user"], int)
    assert told[1]["user"] is None
    assert told[0]["ms"] > 0
    assert "word-of-a-client" not in lines.getvalue()


def test_secrets_planted_everywhere_are_in_no_line(
    world: World, person: Callable[[str], Person], lines: io.StringIO
) -> None:
    """In settings, addresses, bodies, headers, faults: at DEBUG, as JSON."""
    planted = {
        "metrics": "c4nary-metrics-token",
        "database": "c4nary-database-password",
        "redis": "c4nary-redis p@ss",
        "named": 'c4nary "quoted" tök',
        "secret": "c4nary-secret-store",
        "bearer": "nmk_c4naryAbCdEfGhIjKlMnOp",
        "key": KEY,
    }
    settings = replace(
        world.settings,
        database="postgresql://navmark:c4nary-database-password@db/navmark",
        redis_url="redis://:c4nary-redis%20p%40ss@redis/0",
        metrics_token=planted["metrics"],
        values={"NAVMARK_CRM_PASSWORD": planted["named"], "NAVMARK_SOURCE_URL": "https://u:c4nary-url-pw@erp/x"},
    )
    app = create_app(world.database, settings)
    client = app.test_client()
    client.post("/api/v1/session", json={"login": "chief", "password": planted["bearer"]})
    client.get("/api/v1/home", headers={"Authorization": f"Bearer {planted['bearer']}"})
    person("chief").call("PUT", "/secrets/planted", json={"value": planted["secret"]})
    log = logging.getLogger("navmark.tests")
    for value in [*planted.values(), "https://u:c4nary-url-pw@erp/x"]:
        log.info("plain %s and %r", value, {"in": value}, extra={logs.FIELDS: {"beside": value, "held": [value]}})
        with logs.bound(bound=value):
            log.debug("bound")
        try:
            raise ValueError(value)
        except ValueError:
            log.exception("failed")
    log.warning("settings: %r; %s %s", settings, settings.database, settings.redis_url)
    said = lines.getvalue()
    assert said.count("\n") > 20
    found = [line[:300] for line in said.splitlines() if "c4nary" in line or KEY in line]
    assert found == []
    assert all(json.loads(line) for line in said.splitlines())

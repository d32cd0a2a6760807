"""A delivery over the API: who cannot prove it learns nothing, and nothing of it is kept."""

from __future__ import annotations

import json
import logging
import shutil
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from connectors.run import pull
from engine.base import clock
from engine.storage import secrets
from engine.storage.database import reading, writing
from engine.storage.tables import arrival
from tests import small_app
from tests.admin_ui.conftest import World
from tests.connectors.test_deliveries import SECRET, signed

NOW = int(small_app.NOW.timestamp())
ROW = {"unit": "N11", "day": "2026-11-22", "channel": "shop", "amount": "81.00", "cost": "48.00", "orders": 5}


@pytest.fixture
def hooked(world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The small app, whose source ``till`` is posted to us."""
    folder = tmp_path_factory.mktemp("hooked") / "app"
    shutil.copytree(small_app.APP, folder)
    file = folder / "sources" / "till.json"
    till = json.loads(file.read_text())
    into = till["into"][0] | {"records": "rows[*]"}
    connection = {"secret": {"secret": "hook"}, "max_bytes": 2_000}
    file.write_text(json.dumps(till | {"connector": "webhook_in", "connection": connection, "into": [into]}))
    world.release = small_app.publish_app(world.database, folder)
    with writing(world.database) as connection_:
        secrets.put(connection_, "hook", SECRET, world.settings)
    return world


def post(
    world: World, body: bytes, delivery: str = "d1", seconds: int = NOW, name: str = "till", **headers: str
) -> TestResponse:
    told = {"X-Navmark-Signature": signed(body, seconds), "Idempotency-Key": delivery} | {
        key.replace("_", "-"): value for key, value in headers.items()
    }
    with clock.frozen(small_app.NOW):
        return world.client().post(f"/api/v1/deliveries/{name}", data=body, headers=told)


def kept(world: World) -> list[Any]:
    with reading(world.database) as connection:
        return list(connection.scalars(sa.select(arrival.c.delivery).order_by(arrival.c.id)))


def test_rows_come_in_and_the_same_delivery_comes_in_once(hooked: World) -> None:
    body = json.dumps({"rows": [ROW]}).encode()
    answer = post(hooked, body)
    assert (answer.status_code, answer.get_json()) == (202, {"delivery": "d1", "state": "taken"})
    again = post(hooked, body, seconds=NOW + 60)  # the sender has not heard us, and signs anew
    assert (again.status_code, again.get_json()) == (200, {"delivery": "d1", "state": "known"})
    assert post(hooked, body, seconds=NOW, delivery="d2").status_code == 401  # replayed, under another id
    assert post(hooked, b'{"rows": []}', delivery="d1").status_code == 422  # another body under its id
    assert kept(hooked) == ["d1"]
    result = pull(
        hooked.database, hooked.release, "till", settings=hooked.settings, now=small_app.NOW, accept_drop=True
    )
    assert (result.state, result.rows_in, result.changed, result.refused) == ("published", 1, 1, 0)


def test_what_is_not_proven_or_not_fit_leaves_nothing(hooked: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    body = json.dumps({"rows": [ROW]}).encode()
    forged = post(hooked, body, X_Navmark_Signature=signed(body, NOW, "a secret of others"))
    missing = post(hooked, body, name="no_such")
    unsigned = post(hooked, body, X_Navmark_Signature="")
    altered = post(hooked, body + b" ", X_Navmark_Signature=signed(body, NOW))
    assert {answer.status_code for answer in (forged, missing, unsigned, altered)} == {401}
    assert len({answer.data for answer in (forged, missing, unsigned, altered)}) == 1  # nothing tells them apart
    for seconds in (NOW - 301, NOW + 301):
        old = post(hooked, body, seconds=seconds)
        assert (old.status_code, "5 minutes" in old.get_json()["detail"] or "5 分钟" in old.get_json()["detail"]) == (
            401, True,
        )  # fmt: skip
    assert post(hooked, b" " * 2_001).status_code == 413
    assert post(hooked, b" " * 5_000_001).status_code == 413
    unfit = (b"", b"rows", b"[1,", b'{"rows": NaN}', b'{"row": []}', b"\xff\xfe", b'{"rows": 5}', b"[" * 1_900)
    for content in unfit:
        assert post(hooked, content).status_code == 422, content
    assert post(hooked, body, delivery="").status_code == 422
    assert post(hooked, body, seconds=NOW - 300).status_code == 202  # the edge of the window
    assert kept(hooked) == ["d1"]
    assert SECRET not in caplog.text
    assert signed(body, NOW) not in caplog.text

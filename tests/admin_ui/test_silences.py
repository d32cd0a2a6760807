"""Silences and the delivery log over the API: whose they are, and what they do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine.storage.database import reading, writing
from engine.storage.tables import audit, delivery, incident, outbox
from tests import small_app
from tests.admin_ui.conftest import Person, World
from tests.admin_ui.incidents import incident_at, message_about

SignIn = Callable[[str], Person]


def asked(unit: str, hours: float = 5, **more: Any) -> dict[str, Any]:
    return {"unit": unit, "reason": "装修", "to": (small_app.NOW + timedelta(hours=hours)).isoformat()} | more


def muted(world: World, public_id: str) -> Any:
    with reading(world.database) as connection:
        return connection.scalar(sa.select(incident.c.muted).where(incident.c.public_id == public_id))


def test_a_silence_covers_what_is_below_and_ends_early(world: World, person: SignIn) -> None:
    n22, s12 = incident_at(world.database, "N22"), incident_at(world.database, "S12")
    director = person("dir_n")
    made = director.call("POST", "/silences", json=asked("N2"))
    assert made.status_code == 201, made.get_json()
    card = made.get_json()
    assert (card["state"], card["unit"]["code"], card["quiet"], card["may_end"]) == ("active", "N2", 1, True)
    assert (muted(world, n22), muted(world, s12)) == ("silenced", None)
    assert [one["public_id"] for one in director.get("/silences?state=active&unit=N")] == [card["public_id"]]
    assert director.get("/silences?state=over") == director.get("/silences?unit=N1") == []
    assert director.call("POST", "/silences", json=asked("N22", 2)).status_code == 201  # they may overlap
    ended = director.call("POST", f"/silences/{card['public_id']}/end").get_json()
    assert (ended["state"], ended["ended_by"]["zh"], ended["may_end"]) == ("over", "北方总监", False)
    assert muted(world, n22) == "silenced"  # by the other one
    again = director.call("POST", f"/silences/{card['public_id']}/end")
    assert (again.status_code, again.get_json()["ended_at"]) == (200, ended["ended_at"])
    with reading(world.database) as connection:
        actions = connection.scalars(sa.select(audit.c.action).where(audit.c.action.startswith("silence."))).all()
    assert actions == ["silence.create", "silence.create", "silence.end"]


def test_foreign_units_and_silences_do_not_exist(world: World, person: SignIn) -> None:
    card = person("dir_n").call("POST", "/silences", json=asked("N2")).get_json()
    other = person("dir_s")
    for body in (asked("N2"), asked("X99"), asked("S1", rule="no_such_rule"), asked("S1", indicator="profit")):
        assert other.call("POST", "/silences", json=body).status_code == 404
    assert other.get("/silences") == []
    assert other.call("POST", f"/silences/{card['public_id']}/end").status_code == 404
    keeper = person("keep_n11")  # has no right to silence
    assert keeper.call("POST", "/silences", json=asked("N11")).status_code == 403


@pytest.mark.parametrize(
    ("more", "fits"),
    [
        ({"hours": -1}, False),
        ({"hours": 24 * 90}, True),
        ({"hours": 24 * 90 + 1}, False),
        ({"hours": 1, "from": (small_app.NOW + timedelta(hours=2)).isoformat()}, False),
        ({"hours": 3, "from": (small_app.NOW + timedelta(hours=2)).isoformat()}, True),
        ({"hours": 3, "reason": "  "}, False),
        ({"hours": 3, "from": "yesterday"}, False),
    ],
)
def test_times(world: World, person: SignIn, more: dict[str, Any], fits: bool) -> None:
    answer = person("chief").call("POST", "/silences", json=asked("N", **more))
    assert answer.status_code == (201 if fits else 422), answer.get_json()


def test_the_log_its_counts_and_sending_again(world: World, person: SignIn) -> None:
    n22, s12 = incident_at(world.database, "N22"), incident_at(world.database, "S12")
    message_about(world.database, [n22], "mgr_n2", "N22 only", rule="low_sales", why="first")
    message_about(world.database, [s12], "dir_s", "S12 only", state="refused", sent_at=None, answer={"code": "81013"})
    with writing(world.database) as connection:
        key = connection.scalar(sa.select(sa.func.max(outbox.c.id)))
        row = {"outbox_id": key, "address": "wx.south", "state": "invalid", "code": "81013", "at": small_app.NOW}
        connection.execute(sa.insert(delivery).values(**row))
    chief = person("chief")
    first, second = chief.get("/messages")
    assert (first["state"], first["answer_code"], first["may_again"]) == ("refused", "81013", True)
    assert [(one["address"], one["state"]) for one in first["deliveries"]] == [("wx.south", "invalid")]
    assert (second["why_title"]["zh"], second["login"], second["incidents"]) == ("首次触发", "mgr_n2", [n22])
    counts = chief.get("/messages/counts")
    assert (counts["sent"], counts["refused"], counts["waiting"]) == (1, 1, 0)
    for query, found in (
        ("state=refused", ["dir_s"]),
        ("login=mgr_n2", ["mgr_n2"]),
        (f"incident={s12}", ["dir_s"]),
        ("rule=low_sales", ["mgr_n2"]),
        ("channel=none", []),
        (f"to={(small_app.NOW - timedelta(days=2)).date()}", []),
    ):
        assert [one["login"] for one in chief.get(f"/messages?{query}")] == found, query
    again = chief.call("POST", f"/messages/{first['public_id']}/again")
    assert (again.status_code, again.get_json()["state"], again.get_json()["text"]) == (200, "waiting", None)
    assert chief.call("POST", f"/messages/{first['public_id']}/again").status_code == 422
    assert chief.call("POST", "/messages/none/again").status_code == 404
    manager = person("mgr_n2")
    assert [one["text"] for one in manager.get("/messages")] == ["预警\nN22 only"]
    assert manager.get("/messages/counts")["refused"] == 0
    assert manager.call("POST", f"/messages/{first['public_id']}/again").status_code == 403

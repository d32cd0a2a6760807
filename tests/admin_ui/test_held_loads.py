"""Runs that brought suspiciously little: seen, published after all, or dropped, once and with a reason."""

from __future__ import annotations

from collections.abc import Callable

from tests.admin_ui.conftest import Person, World
from tests.admin_ui.test_data import put

SignIn = Callable[[str], Person]
HEADER = "unit,day,channel,amount,cost,orders,closed\n"
WHOLE = [f"{unit},2026-11-22,shop,{n}0.00,6.00,1,no" for n, unit in enumerate(("N11", "N12", "S11", "S22"), 1)]


def held(world: World, chief: Person) -> str:
    """The public id of a run with one line (a row for each of two datasets), where four are usual."""
    for _ in range(3):
        put(world, HEADER + "\n".join(WHOLE))
        assert chief.call("POST", "/sources/till/pull").get_json()["state"] == "published"
    put(world, HEADER + WHOLE[0].replace("10.00", "77.00"))
    card = chief.call("POST", "/sources/till/pull").get_json()
    assert card["state"] == "held"
    return str(card["public_id"])


def decide(person: Person, load: str, verdict: str, reason: str = "the other three are closed") -> tuple[int, dict]:  # type: ignore[type-arg]
    answer = person.call("POST", f"/loads/{load}/decision", json={"verdict": verdict, "reason": reason})
    return answer.status_code, answer.get_json()


def test_a_held_run_is_seen_and_published_by_one_of_two(world: World, person: SignIn) -> None:
    chief = person("chief")
    load = held(world, chief)
    (card,) = chief.get("/sources/till/held")
    assert (card["public_id"], card["rows_in"], card["usual_rows"], card["error"]["code"]) == (load, 2, 8.0, "N670")
    assert (card["rows"][0]["mapped"]["unit"], card["rows"][0]["issues"]) == ("N11", [])
    before = chief.get("/units/N11?period=day")["lights"][0]["actual"]
    assert decide(chief, load, "publish", " ")[0] == 422
    assert decide(person("mgr_s2"), load, "publish")[0] in (403, 404)
    assert decide(chief, "nothing", "publish")[0] == 404
    status, done = decide(chief, load, "publish")
    assert (status, done["state"], done["rows_changed"]) == (200, "published", 1)
    assert chief.get("/units/N11?period=day")["lights"][0]["actual"] - before == 77.0 - 10.0
    assert chief.get("/sources/till/held") == []
    for verdict in ("publish", "drop"):
        status, problem = decide(chief, load, verdict)
        assert (status, problem["issues"][0]["code"]) == (422, "N674")
    (entry,) = chief.get("/audit?action=load.publish_held")
    assert (entry["actor"], entry["detail"]) == ("chief", {"load": load, "reason": "the other three are closed"})


def test_a_held_run_is_dropped_and_the_data_stay(world: World, person: SignIn) -> None:
    chief = person("chief")
    load = held(world, chief)
    before = chief.get("/units/N11?period=day")["lights"][0]["actual"]
    status, card = decide(chief, load, "drop", "half a file")
    assert (status, card["state"], card["error"]["code"]) == (200, "failed", "N676")
    assert card["error"]["message"]["zh"] == "由 chief 丢弃：half a file"
    assert chief.get("/units/N11?period=day")["lights"][0]["actual"] == before
    assert chief.get("/sources/till/held") == []
    assert chief.call("GET", "/sources/nothing/held").status_code == 404

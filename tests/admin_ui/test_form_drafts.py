"""A form as it is being designed: what the phone would get, whatever else is not finished; nothing is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from engine.base.text import both
from engine.storage.database import reading
from engine.storage.tables import draft
from tests.admin_ui.conftest import Person, World


def form(**more: Any) -> dict[str, Any]:
    facings = {"name": "facings", "type": "number", "title": both("排面", "Facings"), "constraint": "facings <= 200"}
    value = {"kind": "form", "name": "walk", "title": both("巡视", "Walk"), "level": "store", "fields": [facings]}
    return {**value, **more}


def test_it_is_as_the_phone_would_get_it_and_nothing_is_kept(world: World, person: Callable[[str], Person]) -> None:
    chief = person("chief")
    change = f"/changes/{chief.call('POST', '/changes', json={'title': 'forms'}).get_json()['public_id']}"
    with reading(world.database) as connection:
        before = connection.execute(sa.select(sa.func.count()).select_from(draft)).scalar_one()

    def tried(value: dict[str, Any]) -> dict[str, Any]:
        answer = chief.call("POST", f"{change}/forms/walk/try", json={"value": value})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.get_json()
        return found

    whole = tried(form())
    assert whole["issues"] == []
    (facings,) = whole["form"]["fields"]
    assert facings["constraint"]["text"] == "facings <= 200"
    assert facings["constraint"]["tree"]["operator"] == "<="
    assert facings["names"] == {"facings": "number"}
    # A map that names what is not there hides no question; a formula that does, does.
    maps = [{"dataset": "nowhere", "columns": {"x": "no_such_field"}}]
    assert tried(form(maps=maps))["form"]["fields"] == whole["form"]["fields"]
    broken = tried(form(fields=[{**form()["fields"][0], "visible": "no_such_field > 1"}]))
    assert broken["form"] is None
    assert [issue["path"] for issue in broken["issues"]] == ["$.fields[0].visible"]
    assert tried(form(fields="none"))["form"] is None
    with reading(world.database) as connection:
        after = connection.execute(sa.select(sa.func.count()).select_from(draft)).scalar_one()
    assert after == before


def test_only_for_builders(person: Callable[[str], Person]) -> None:
    change = "/changes/01a205cf-4740-7724-b135-0c72082181c3"
    assert person("chief").call("POST", f"{change}/forms/walk/try", json={"value": form()}).status_code == 404
    for login in ("dir_n", "keep_n11"):
        assert person(login).call("POST", f"{change}/forms/walk/try", json={"value": form()}).status_code in (403, 404)
        assert person(login).call("GET", "/forms/photo-checks").status_code in (403, 404)
    names = {one["name"] for one in person("chief").get("/forms/photo-checks")}
    assert {"shelf_photo", "picture_quality"} <= names

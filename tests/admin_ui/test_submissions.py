"""Submissions and photos in the office: what is found, seen, corrected and taken away, by whom."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
import sqlalchemy as sa

from admin_ui.work import runner_of
from engine.base import clock
from engine.storage.database import reading, writing
from engine.storage.photos import GoneError, Photos
from engine.storage.tables import attachment, audit, form_submission, photo_verdict, submission_conflict
from form_builder.photos import uploads
from form_builder.photos.finishing import small_key
from form_builder.submissions.retention import sweep_photos
from form_builder.submissions.round import go_round
from tests import field, small_app
from tests.admin_ui.conftest import Person, World
from tests.field import Phone
from tests.statements import counted

Phones = Callable[..., Phone]


@pytest.fixture
def person(forms: World) -> Callable[[str], Person]:
    """Signs people in, once each."""
    known: dict[str, Person] = {}

    def sign_in(login: str) -> Person:
        if login not in known:
            known[login] = forms.sign_in(login)
        return known[login]

    return sign_in


@pytest.fixture
def sent(forms: World, phone: Phones) -> dict[str, tuple[str, str]]:
    """Unit → (submission, photo) of three keepers: N11 with the place far off, N12, and S11."""
    found = {}
    for n, unit in enumerate(("N11", "N12", "S11")):
        mine, photo, data = phone(f"keep_{unit.lower()}"), field.new_id(), field.jpeg(seed=n)
        body = mine.body({photo: data}, unit=unit, values={"facings": n, "note": f"备注{unit}", "price": 1250})
        if unit == "N11":
            body["attachments"][0]["location"] = {"lat": 31.3, "lon": 121.4737, "accuracy": 0}
        assert mine.send(body).status_code == 201
        declared = body["attachments"][0]
        assert mine.upload(body["id"], photo, data, location=declared["location"])["state"] == "stored"
        found[unit] = (body["id"], photo)
    return found


def ids(person: Person, query: str = "") -> list[str]:
    return [row["id"] for row in person.get(f"/submissions{query}")]


def test_the_table_shows_what_is_in_scope_and_what_is_looked_for(
    forms: World, person: Callable[[str], Person], sent: dict[str, tuple[str, str]]
) -> None:
    n11, n12, s11 = (sent[unit][0] for unit in ("N11", "N12", "S11"))
    chief, director, manager, keeper = (person(who) for who in ("chief", "dir_n", "mgr_n1", "keep_n11"))
    assert ids(chief) == [s11, n12, n11]
    assert ids(director) == ids(manager) == [n12, n11]
    assert keeper.call("GET", "/submissions").status_code == 403
    assert keeper.call("GET", f"/submissions/{n11}").status_code == 403
    assert [row["id"] for row in keeper.get("/field/submissions")] == [n11]
    assert keeper.call("GET", f"/field/submissions/{n12}").status_code == 404
    for query, wanted in {
        "?unit=N11": [n11], "?unit=N": [n12, n11], "?form=visit": [s11, n12, n11], "?form=none": [],
        "?from=2026-11-23&to=2026-11-23": [s11, n12, n11], "?from=2026-11-24": [], "?to=2026-11-22": [],
        "?state=complete": [s11, n12, n11], "?state=withdrawn": [], "?outcome=pass": [], "?test=true": [],
        "?flag=far_away": [n11], "?flag=mocked_location": [n11], "?flag=far": [], "?q=备注N12": [n12],
        "?q=KEEP_S11": [s11],
        "?page_size=2": [s11, n12], "?page_size=2&page=2": [n11],
    }.items():  # fmt: skip
        assert ids(chief, query) == wanted, query
    assert director.call("GET", "/submissions?unit=S11").status_code == 404
    assert director.call("GET", f"/submissions/{s11}").status_code == 404
    card = director.get(f"/submissions/{n11}")
    assert (card["unit"]["code"], card["person"]["login"], card["state"]) == ("N11", "keep_n11", "complete")
    assert card["flags"] == ["far_away", "mocked_location"]
    assert card["values"] == {"facings": 0, "note": "备注N11", "price": 1250, "shelf": [sent["N11"][1]]}
    (photo,) = card["files"]
    # 31.3 − 31.2304 degrees of latitude at 111.195 km each
    assert abs(photo["distance"] - 0.0696 * 111_195) < 5
    assert photo["flags"] == ["far_away", "mocked_location"]


def test_what_no_row_has_is_not_asked_for(
    forms: World, person: Callable[[str], Person], phone: Phones, sent: dict[str, tuple[str, str]]
) -> None:
    mine = phone("keep_n21")
    for n in range(3):
        assert mine.send(mine.body(unit="N21", duty=None, values={"facings": n})).status_code == 201
    chief = person("chief")
    asked = {}
    for query in ("?unit=N21", "?unit=N11"):
        with counted(forms.database) as statements:
            cards = chief.get(f"/submissions{query}")
        asked[query] = len(statements)
        assert [(card["photos"], card["missing"]) for card in cards] == ([(0, [])] * 3 if "N21" in query else [(1, [])])
    # the release, who asks, the unit, the page; and where there are photos: these, and what was found on them
    assert asked == {"?unit=N21": 4, "?unit=N11": 6}


def test_pictures_are_for_those_who_may_see_them(
    forms: World, person: Callable[[str], Person], sent: dict[str, tuple[str, str]]
) -> None:
    photo = sent["N11"][1]
    manager = person("mgr_n1")
    answer = manager.call("GET", f"/photos/{photo}")
    assert answer.status_code == 200
    assert (answer.mimetype, answer.headers["Content-Disposition"]) == ("image/jpeg", "inline")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    same = manager.call("GET", f"/photos/{photo}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    small = manager.call("GET", f"/photos/{photo}?size=small")
    assert 0 < len(small.data) < len(answer.data)
    missing = person("mgr_s1").call("GET", "/photos/nothing")
    for who in ("mgr_s1", "keep_n12"):
        foreign = person(who).call("GET", f"/photos/{photo}")
        assert (foreign.status_code, foreign.data) == (404, missing.data)
    assert person("keep_n11").call("GET", f"/photos/{photo}").status_code == 200  # one's own
    assert forms.client().get(f"/api/v1/photos/{photo}").status_code == 401
    assert manager.call("GET", f"/photos/{photo}?size=marked").status_code == 404
    key = Photos.new_key("jpg")
    Photos.of(forms.settings).put(key, b"\xff\xd8\xffmarked")
    with writing(forms.database) as connection:
        kept = connection.execute(sa.select(attachment).where(attachment.c.public_id == photo)).one()
        row = {"public_id": "v", "attachment_id": kept.id, "check": "c", "provider": "p", "state": "done"}
        mine = sa.select(form_submission.c.id).where(form_submission.c.public_id == kept.submission)
        values = row | {"submission_id": connection.scalar(mine), "marked_key": key, "created_at": clock.now()}
        connection.execute(sa.insert(photo_verdict).values(**values))
    assert manager.call("GET", f"/photos/{photo}?size=marked").data == b"\xff\xd8\xffmarked"
    wall = manager.get("/photos?form=visit&field=shelf")
    assert [(one["id"], one["unit"]["code"], one["marked"]) for one in wall] == [
        (sent["N12"][1], "N12", False), (photo, "N11", True),
    ]  # fmt: skip
    assert manager.get("/photos?field=sign") == manager.get("/photos?unit=N11&flag=clock") == []


def test_corrections_have_a_reason_and_leave_what_was_before(
    forms: World, person: Callable[[str], Person], sent: dict[str, tuple[str, str]]
) -> None:
    name, photo = sent["N12"]
    director, path = person("dir_n"), f"/submissions/{sent['N12'][0]}"

    def patch(who: Person = director, **wish: Any) -> Any:
        return who.call("PATCH", path, json=wish)

    assert patch(values={"facings": 3}).status_code == 422
    assert patch(person("mgr_n1"), values={"facings": 3}, reason="typing").status_code == 403
    assert patch(person("dir_s"), values={"facings": 3}, reason="typing").status_code == 404
    for values, code in (({"facings": 100}, "N792"), ({"facings": None}, "N793"), ({"shelf": []}, "N582"),
                         ({"shelf": [field.new_id()]}, "N582"), ({"nothing": 1}, "N795")):  # fmt: skip
        answer = patch(values=values, reason="typing")
        assert (answer.status_code, answer.get_json()["issues"][0]["code"]) == (422, code), values
    card = patch(values={"facings": 3, "note": None}, reason="数错了").get_json()
    assert card["values"] == {"facings": 3, "price": 1250, "shelf": [photo]}
    (line,) = card["history"]
    assert (line["revision"], line["actor"], line["reason"]) == (1, "dir_n", "数错了")
    assert (line["before"]["facings"], line["after"]["facings"]) == (1, 3)
    assert patch(values={"facings": 3}, reason="the same").get_json()["revision"] == 1

    other = {"id": name, "values": {"facings": 8, "shelf": [photo]}}
    with writing(forms.database) as connection:
        row = connection.execute(sa.select(form_submission).where(form_submission.c.public_id == name)).one()
        for n, body in enumerate((other, {"values": {"facings": 9, "shelf": [photo]}})):
            kept = {"public_id": f"copy-{n}", "submission_id": row.id, "user_id": row.user_id, "state": "open"}
            values = kept | {"received_at": clock.now(), "body_hash": str(n), "body": body}
            connection.execute(sa.insert(submission_conflict).values(**values))
    assert director.call("POST", f"{path}/conflicts/nothing", json={"take": True}).status_code == 404
    assert director.call("POST", f"{path}/conflicts/copy-1", json={"take": False}).get_json()["conflicts"] == 1
    card = director.call("POST", f"{path}/conflicts/copy-0", json={"take": True}).get_json()
    assert card["values"] == {"facings": 8, "shelf": [photo]}
    assert [one["state"] for one in card["copies"]] == ["taken", "dropped"]

    assert patch(withdraw=True, reason="twice").get_json()["state"] == "withdrawn"
    assert patch(values={"facings": 4}, reason="typing").status_code == 422
    with reading(forms.database) as connection:
        lines = connection.execute(sa.select(audit).where(audit.c.object == name).order_by(audit.c.id)).all()
    assert [line.action for line in lines] == [
        "submission.edit", "submission.conflict_dropped", "submission.edit", "submission.conflict_taken",
        "submission.withdraw",
    ]  # fmt: skip


def test_an_export_is_a_column_per_field_and_never_a_formula(
    forms: World, person: Callable[[str], Person], phone: Phones
) -> None:
    mine = phone()
    for note in ('=HYPERLINK("http://x")', "+1", "好，“引号”"):
        assert mine.send(mine.body(values={"facings": 4, "price": 1250, "note": note})).status_code == 201
    answer = person("mgr_n1").call("GET", "/submissions/export?form=visit&format=csv")
    assert answer.headers["Content-Disposition"].endswith("visit_2026-11-23.csv")
    table = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["备注"] for row in table] == ["好，“引号”", "'+1", '\'=HYPERLINK("http://x")']
    assert {(row["单位编码"], row["业务日"], row["排面"], row["价格"], row["状态"]) for row in table} == {
        ("N11", "2026-11-23", "4", "12.5", "完成")
    }
    book = person("mgr_n1").call("GET", "/submissions/export?form=visit&format=xlsx")
    with ZipFile(io.BytesIO(book.data)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<v>12.5</v>" in sheet
    assert person("mgr_s1").call("GET", "/submissions/export?form=visit&format=csv").data.count(b"\n") == 1
    assert person("mgr_n1").call("GET", "/submissions/export?form=none&format=csv").status_code == 404


def test_photos_and_places_are_deleted_by_age_and_verdicts_stay(
    forms: World, sent: dict[str, tuple[str, str]], phone: Phones
) -> None:
    photos = Photos.of(forms.settings)
    with reading(forms.database) as connection:
        kept = connection.execute(sa.select(attachment).order_by(attachment.c.id)).all()
    mine, stray = phone(), field.new_id()
    assert mine.upload(field.new_id(), stray, field.jpeg())["state"] == "stored"

    def left(days: int) -> tuple[dict[str, int], list[Any]]:
        now = small_app.NOW + timedelta(days=days, minutes=1)
        with clock.frozen(now):
            counts = sweep_photos(forms.database, photos, forms.release)
        with reading(forms.database) as connection:
            return counts, connection.execute(sa.select(attachment).order_by(attachment.c.id)).all()

    assert left(9)[0] == {"photos": 0, "places": 0, "strays": 0}
    counts, rows = left(11)
    assert counts == {"photos": 0, "places": 4, "strays": 0}
    assert {row.location for row in rows} == {None}
    counts, rows = left(31)
    assert counts == {"photos": 3, "places": 0, "strays": 1}
    assert [(row.state, row.key, row.sha256) for row in rows] == [("deleted", None, old.sha256) for old in kept]
    for old in kept:
        for key in (old.key, small_key(old.key)):
            with pytest.raises(GoneError):
                photos.get(key)
    assert mine.person.get(f"/field/submissions/{sent['N11'][0]}")["missing"] == []
    assert left(31)[0] == {"photos": 0, "places": 0, "strays": 0}


def test_an_upload_that_a_crash_left_whole_is_finished_by_the_next_look(forms: World, phone: Phones) -> None:
    mine, photo, data = phone(), field.new_id(), field.jpeg()
    body = mine.body({photo: data})
    assert mine.send(body).status_code == 201
    token = mine.begin(body["id"], photo, data).get_json()["token"]
    assert mine.piece(token, data[:5000], 0).status_code == 200
    with reading(forms.database) as connection:
        row = connection.execute(sa.select(attachment)).one()
    photos = Photos.of(forms.settings)
    uploads.take_piece(forms.database, photos, row, 5000, field.sha(data[5000:]), data[5000:])
    assert mine.person.get(f"/field/submissions/{body['id']}")["missing"] == [photo]
    go_round(forms.database, forms.settings)
    card = mine.person.get(f"/field/submissions/{body['id']}")
    assert (card["state"], card["missing"], card["files"][0]["state"]) == ("complete", [], "stored")
    assert [path for path in (forms.folder / "photos/coming").rglob("*") if path.is_file()] == []


def test_a_person_is_forgotten_and_what_was_counted_stays(
    forms: World, person: Callable[[str], Person], sent: dict[str, tuple[str, str]]
) -> None:
    assert person("dir_n").call("POST", "/submissions/forget", json={"login": "keep_n11"}).status_code == 403
    chief = person("chief")
    assert chief.call("POST", "/submissions/forget", json={"login": "no such"}).status_code == 404
    found = chief.call("POST", "/submissions/forget", json={"login": "keep_n11"})
    assert found.get_json() == {"photos": 1, "places": 0}
    card = chief.get(f"/submissions/{sent['N11'][0]}")
    assert (card["values"]["facings"], card["files"][0]["state"], card["files"][0]["location"]) == (0, "deleted", None)
    assert chief.call("GET", f"/photos/{sent['N11'][1]}").status_code == 404
    assert chief.call("GET", f"/photos/{sent['N12'][1]}").status_code == 200


def test_answers_that_are_places_are_dropped_by_age_too(forms: World, phone: Phones) -> None:
    place = {"name": "where", "type": "location", "title": {"zh": "位置", "en": "Where"}}
    forms.release = field.publish_forms(forms.database, forms.folder, lambda form: form["fields"].append(place))
    mine = phone()
    body = mine.body(values={"where": {"lat": 31.2, "lon": 121.4, "accuracy": 9}})
    assert mine.send(body).status_code == 201
    assert "where" in mine.person.get(f"/field/submissions/{body['id']}")["values"]
    with clock.frozen(small_app.NOW + timedelta(days=11)):
        assert sweep_photos(forms.database, Photos.of(forms.settings), forms.release)["places"] == 1
    assert mine.person.get(f"/field/submissions/{body['id']}")["values"] == {"facings": 6}


def test_the_runner_brings_submissions_to_the_data(
    forms: World, phone: Phones, person: Callable[[str], Person]
) -> None:
    mine = phone()
    assert mine.send(mine.body()).status_code == 201
    runner = runner_of(forms.database, forms.settings)
    runner.go_round()
    runner.stop()
    (row,) = person("chief").get("/submissions")
    assert row["facts"] == "done"
    visits = next(one for one in person("chief").get("/datasets") if one["name"] == "visits")
    assert visits["sources"] == ["form:visit"]
    chief = person("chief")
    assert chief.get("/refused/reasons?source=form:visit") == []
    assert chief.call("POST", "/refused/replay", json={"source": "form:visit"}).status_code == 204
    assert chief.call("POST", "/refused/replay", json={"source": "form:none"}).status_code == 404
    chief.get("/sources")
    chief.get("/datasets/visits/completeness")

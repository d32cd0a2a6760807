"""Reviews and appeals over the API: who sees what, who may decide, what a decision sets in motion, and the figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine.access import audit
from engine.base import clock
from engine.base.text import both
from engine.jobs.queue import door
from engine.storage.database import new_public_id, reading, writing
from engine.storage.tables import attachment, form_submission, org_unit, photo_verdict, review, user_account
from form_builder.checks import ask_for_checks
from form_builder.checks.agreement import wilson
from form_builder.checks.fusing import fuse_if_done
from tests import small_app
from tests.admin_ui.conftest import Person, World

FORM = {
    "kind": "form", "name": "walk", "title": both("巡检", "Walk"), "level": "store", "fillers": ["keeper", "manager"],
    "fields": [{"name": "shelf", "type": "photo", "title": both("照片", "Photo"), "required": True}],
    "checks": [{"name": "clear", "field": "shelf", "check": "picture_quality"}],
    "review": {"roles": ["manager", "director"], "sample": 0.0},
}  # fmt: skip


@pytest.fixture
def walk(world: World, changed_app: Callable[[str, Callable[[Any], None]], None], tmp_path: Path) -> World:
    """The world with the form, filled by keepers and managers, reviewed by managers and directors; and another that
    the chief alone reviews."""

    def more(*names: str) -> Callable[[Any], None]:
        return lambda value: value["permissions"].extend(names)

    changed_app("roles/director.json", more("review_submissions"))
    changed_app("roles/manager.json", more("fill_forms", "review_submissions"))
    forms = tmp_path / "changed_app/forms"

    def last(value: Any) -> None:
        more("fill_forms")(value)
        forms.mkdir()
        loose = {**FORM, "name": "loose", "review": {"roles": ["chief"], "sample": 0.0}}
        for one in (FORM, loose):
            (forms / f"{one['name']}.json").write_text(json.dumps(one), encoding="utf-8")

    changed_app("roles/keeper.json", last)
    return world


def sent(at: World, unit: str, login: str, *outcomes: str, form: str = "walk", test: bool = False) -> str:
    """A submission with a photo per outcome, each judged so by its check. Its public id."""
    now, public = clock.now(), new_public_id()
    release = small_app.serving(at.database)
    with writing(at.database) as connection:
        user = connection.scalar(sa.select(user_account.c.id).where(user_account.c.login == login))
        place = connection.scalar(sa.select(org_unit.c.id).where(org_unit.c.code == unit))
        row: dict[str, Any] = {
            "public_id": public, "form": form, "form_hash": release.definition("form", form).hash, "user_id": user,
            "unit_id": place, "day": small_app.ANCHOR, "submitted_at": now, "received_at": now, "flags": [],
            "values": {}, "body_hash": public, "test": test, "state": "complete", "completed_at": now, "facts": "none",
        }  # fmt: skip
        key = connection.scalar(sa.insert(form_submission).values(**row).returning(form_submission.c.id))
        for n in range(len(outcomes)):
            photo: dict[str, Any] = {
                "public_id": f"{public}-{n}", "token": f"{public}-{n}", "submission": public, "form": form,
                "field": "shelf", "user_id": user, "sha256": public, "size": 1, "state": "stored", "key": "none",
                "flags": [], "created_at": now,
            }  # fmt: skip
            connection.execute(sa.insert(attachment).values(**photo))
        found = connection.execute(sa.select(form_submission).where(form_submission.c.id == key)).one()
        assert ask_for_checks(connection, release, found) == len(outcomes)
        asked = sa.select(photo_verdict.c.id).where(photo_verdict.c.submission_id == key).order_by("id")
        for one, outcome in zip(list(connection.scalars(asked)), outcomes, strict=True):
            said = {"state": "failed"} if outcome == "broken" else {"state": "done", "outcome": outcome, "model": "m1"}
            connection.execute(sa.update(photo_verdict).where(photo_verdict.c.id == one).values(**said))
        fuse_if_done(connection, release, found.id, now)
    return public


def state(at: World, public: str) -> tuple[Any, Any, Any]:
    """Outcome, by whom, facts."""
    with reading(at.database) as connection:
        c = form_submission.c
        row = connection.execute(sa.select(c.outcome, c.outcome_by, c.facts).where(c.public_id == public)).one()
    return tuple(row)


def decide(who: Person, public_id: str, outcome: str, reason: str = "") -> Any:
    return who.call("POST", f"/reviews/{public_id}", json={"outcome": outcome, "reason": reason})


def appeal(who: Person, public: str, reason: str = "the light was off") -> Any:
    return who.call("POST", f"/field/submissions/{public}/appeal", json={"reason": reason})


def codes(answer: Any, status: int = 422) -> list[str]:
    """The issues of a refusal."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    return [issue["code"] for issue in answer.get_json()["issues"]]


def test_each_sees_the_reviews_that_his_posts_open(walk: World, person: Callable[[str], Person]) -> None:
    north = sent(walk, "N11", "keep_n11", "pass", "uncertain")
    south = sent(walk, "S11", "keep_s11", "broken", "pass")
    loose = sent(walk, "N11", "keep_n11", "uncertain", form="loose")
    sent(walk, "N12", "keep_n12", "pass")
    seen = {
        login: [one["submission"] for one in person(login).get("/reviews")]
        for login in ("mgr_n1", "mgr_n2", "dir_n", "mgr_s1", "chief")
    }
    assert seen == {"mgr_n1": [north], "mgr_n2": [], "dir_n": [north], "mgr_s1": [south], "chief": [loose]}
    assert person("keep_n11").call("GET", "/reviews").status_code == 403
    (card,) = person("mgr_n1").get("/reviews?why=uncertain&form=walk&unit=N1")
    assert (card["unit"]["code"], card["submitter"]["login"], card["outcome_now"]) == ("N11", "keep_n11", "uncertain")
    assert (card["form_title"]["en"], card["before"], card["why_not"]) == ("Walk", "uncertain", None)
    assert len(card["photos"]) == 2
    assert person("mgr_n1").get("/reviews?why=sample") == []
    whole = person("mgr_s1").get(f"/reviews/{person('mgr_s1').get('/reviews')[0]['public_id']}")
    assert [one["state"] for one in whole["verdicts"]] == ["failed", "done"]
    assert whole["verdicts"][0]["provider_title"]["zh"]
    assert [one["why"] for one in whole["history"]] == ["broken_check"]
    (reason,) = person("keep_s11").get(f"/field/submissions/{south}")["reasons"]
    assert (reason["code"], reason["outcome"]) == ("broken_check", "uncertain")
    summary = person("dir_n").get("/reviews/summary")
    assert summary["open"] == {"uncertain": 1, "broken_check": 0, "appeal": 0, "sample": 0}
    assert summary["oldest_at"] == card["asked_at"]
    foreign = person("mgr_n1").call("GET", f"/reviews/{whole['public_id']}")
    missing = person("mgr_n1").call("GET", f"/reviews/{new_public_id()}")
    assert (foreign.status_code, foreign.data) == (404, missing.data)
    assert decide(person("mgr_n1"), whole["public_id"], "pass", "looks good").status_code == 404


def test_a_decision_is_reasoned_audited_and_sets_facts_to_be_written(
    walk: World, person: Callable[[str], Person]
) -> None:
    at = walk
    public = sent(at, "N11", "keep_n11", "uncertain")
    assert state(at, public) == ("uncertain", "checks", "none")
    (card,) = person("mgr_n1").get("/reviews")
    door(at.settings).wait(0)
    done = decide(person("mgr_n1"), card["public_id"], "pass")
    assert done.status_code == 200, done.get_data(as_text=True)
    told = done.get_json()
    assert (told["state"], told["outcome"], told["agrees"], told["decided_by"]) == ("done", "pass", None, "mgr_n1")
    assert state(at, public) == ("pass", "review", "waiting")
    assert door(at.settings).wait(0)  # whoever writes facts was woken
    with reading(at.database) as connection:
        (line,), _ = audit.search(connection, action="review")
    assert (line.actor, line.object, line.detail["before"], line.detail["after"]) == (
        "mgr_n1", public, "uncertain", "pass",
    )  # fmt: skip
    assert codes(decide(person("dir_n"), card["public_id"], "fail", "no"), 409) == ["N741"]
    assert person("mgr_n1").get("/reviews?state=done")[0]["outcome"] == "pass"
    for wrong in ({"outcome": "uncertain"}, {"outcome": "pass", "reason": "x" * 2001}, {}, {"outcome": "pass", "x": 1}):
        assert person("mgr_n1").call("POST", f"/reviews/{card['public_id']}", json=wrong).status_code == 422


def test_against_the_checks_only_with_a_reason_and_never_ones_own(walk: World, person: Callable[[str], Person]) -> None:
    at = walk
    public = sent(at, "N11", "mgr_n1", "pass")
    asked = ask_again(at, public, "sample")
    assert codes(decide(person("mgr_n1"), asked, "pass")) == ["N742"]
    assert person("mgr_n1").get("/reviews")[0]["why_not"]["en"].startswith("One's own")
    assert codes(decide(person("dir_n"), asked, "fail")) == ["N740"]
    assert state(at, public) == ("pass", "checks", "waiting")
    told = decide(person("dir_n"), asked, "fail", "two shelves are empty").get_json()
    assert (told["agrees"], told["outcome_now"], told["outcome_by"]) == (False, "fail", "review")
    trial = sent(at, "N11", "keep_n11", "fail", test=True)
    assert person("dir_n").get("/reviews") == []
    assert codes(appeal(person("keep_n11"), trial)) == ["N743"]


def test_an_appeal_is_made_once_in_time_by_whom_it_concerns(walk: World, person: Callable[[str], Person]) -> None:
    at = walk
    public = sent(at, "N11", "keep_n11", "fail")
    keeper, manager, director = person("keep_n11"), person("mgr_n1"), person("dir_n")
    assert state(at, public) == ("fail", "checks", "waiting")
    assert appeal(person("keep_n12"), public).status_code == 404
    assert appeal(manager, public).status_code == 404
    assert appeal(keeper, public, " ").status_code == 422
    assert codes(appeal(keeper, sent(at, "N11", "keep_n11", "pass"))) == ["N743"]
    with clock.frozen(clock.now() + timedelta(days=7, seconds=1)):
        again = at.sign_in("keep_n11")
        assert codes(appeal(again, public)) == ["N744"]
    assert keeper.get(f"/field/submissions/{public}")["may_appeal"] is True
    answer = appeal(keeper, public)
    assert answer.status_code == 201
    assert keeper.get(f"/field/submissions/{public}")["may_appeal"] is False
    assert answer.get_json()["appeal"] == "open"
    assert codes(appeal(keeper, public)) == ["N745"]
    assert keeper.get(f"/field/submissions/{public}")["appeal"] == "open"
    (card,) = manager.get("/reviews?why=appeal")
    assert (card["asked_by"], card["asked_reason"], card["before"]) == ("keep_n11", "the light was off", "fail")
    assert codes(decide(manager, card["public_id"], "fail")) == ["N740"]  # whoever objects is owed an answer
    told = decide(manager, card["public_id"], "pass", "the photo of 9:00 shows it").get_json()
    assert (told["agrees"], state(at, public)) == (False, ("pass", "appeal", "waiting"))
    own = keeper.get(f"/field/submissions/{public}")
    assert (own["appeal"], own["may_appeal"]) == ("reversed", False)
    assert own["decision"]["reason"] == "the photo of 9:00 shows it"
    assert "mgr_n1" not in str(own)
    with reading(at.database) as connection:
        lines, _ = audit.search(connection, object=public)
    assert [(line.actor, line.action) for line in lines] == [
        ("mgr_n1", "review.appeal"),
        ("keep_n11", "submission.appeal"),
    ]
    upheld = sent(at, "N11", "keep_n11", "uncertain")
    (open_one,) = manager.get("/reviews")
    decide(manager, open_one["public_id"], "fail", "cannot be seen")
    appeal(keeper, upheld)
    (card,) = manager.get("/reviews?why=appeal")
    assert codes(decide(manager, card["public_id"], "fail", "as I said")) == ["N742"]  # against his own decision
    assert decide(director, card["public_id"], "fail", "neither can I").status_code == 200
    assert keeper.get(f"/field/submissions/{upheld}")["appeal"] == "upheld"
    assert codes(appeal(keeper, upheld)) == ["N745"]  # that is final


def test_one_decision_settles_whatever_else_was_asked(walk: World, person: Callable[[str], Person]) -> None:
    public = sent(walk, "N11", "keep_n11", "uncertain")
    assert appeal(person("keep_n11"), public).status_code == 201
    one, other = person("mgr_n1").get("/reviews")
    assert {one["why"], other["why"]} == {"uncertain", "appeal"}
    asked = next(card for card in (one, other) if card["why"] == "appeal")
    assert decide(person("mgr_n1"), asked["public_id"], "pass", "fine").status_code == 200
    assert person("mgr_n1").get("/reviews") == []
    assert [card["why"] for card in person("mgr_n1").get("/reviews?state=withdrawn")] == ["uncertain"]


def ask_again(at: World, public: str, why: str) -> str:
    """A review of a submission, as the sample makes it."""
    with writing(at.database) as connection:
        c = form_submission.c
        row = connection.execute(sa.select(c.id, c.outcome).where(c.public_id == public)).one()
        made = new_public_id()
        values = {"public_id": made, "submission_id": row.id, "why": why, "state": "open", "before": row.outcome}
        connection.execute(sa.insert(review).values(**values, asked_by="system", asked_at=clock.now()))
    return made


#: The known interval of 8 in 10, and the ends.
@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 5, 0.0, 0.4345), (5, 5, 0.5655, 1.0), (50, 100, 0.4038, 0.5962)],
)
def test_wilson(k: int, n: int, low: float, high: float) -> None:
    assert wilson(k, n) == pytest.approx((low, high), abs=5e-5)


def test_agreement_counts_the_sample_alone(walk: World, person: Callable[[str], Person]) -> None:
    """By hand: the checks said pass 4 times (people: 3 pass, 1 fail) and fail twice (people: 1 fail, 1 pass)."""
    at, judge = walk, person("mgr_n1")
    for said, people in (("pass", "pass"),) * 3 + (("pass", "fail"), ("fail", "fail"), ("fail", "pass")):
        asked = ask_again(at, sent(at, "N11", "keep_n11", said), "sample")
        assert decide(judge, asked, people, "looked").status_code == 200
    public = sent(at, "N11", "keep_n11", "fail")
    appeal(person("keep_n11"), public)
    decide(judge, judge.get("/reviews")[0]["public_id"], "pass", "right")
    sent(at, "N12", "keep_n12", "uncertain")
    decide(judge, judge.get("/reviews")[0]["public_id"], "fail")
    day = clock.today("Asia/Shanghai").isoformat()
    found = judge.get(f"/reviews/agreement?from={day}&to={day}")
    assert (found["n"], found["agreed"], found["share"]) == (6, 4, pytest.approx(2 / 3))
    assert (found["low"], found["high"]) == pytest.approx(wilson(4, 6))
    assert {name: (one["n"], one["agreed"]) for name, one in found["confirmed"].items()} == {
        "pass": (4, 3),
        "fail": (2, 1),
    }
    assert (found["appeals"], found["uncertain"], found["broken"]) == (
        {"n": 1, "reversed": 1},
        {"n": 1, "passed": 0},
        {"n": 0},
    )
    assert [(one["form"], one["n"]) for one in found["forms"]] == [("walk", 6)]
    (check,) = found["checks"]
    assert [check[name] for name in ("form", "check", "provider", "model", "n", "agreed")] == [
        "walk", "clear", "picture_quality", "m1", 6, 4,
    ]  # fmt: skip
    assert person("mgr_s1").get(f"/reviews/agreement?from={day}&to={day}")["n"] == 0
    assert judge.get(f"/reviews/agreement?from={day}&to={day}&form=loose")["share"] is None
    before = "from=2026-01-01&to=2026-01-02"
    assert judge.get(f"/reviews/agreement?{before}")["n"] == 0
    for wrong in ("from=9999-12-31&to=9999-12-31", "from=2026-01-01", "from=x&to=y"):
        assert judge.call("GET", f"/reviews/agreement?{wrong}").status_code == 422


def test_how_long_photos_wait_is_on_the_system_page(walk: World, person: Callable[[str], Person]) -> None:
    def found() -> Any:
        checks = person("chief").get("/system/health")["checks"]
        return next(one for one in checks if one["name"] == "photo_checks")

    assert (found()["state"], found()["figures"]["waiting"]) == ("ok", 0)
    sent(walk, "N11", "keep_n11", "broken")
    with writing(walk.database) as connection:
        now = clock.now()
        connection.execute(sa.update(photo_verdict).values(ended_at=now))
    assert (found()["state"], found()["figures"]["broken_last_day"]) == ("warn", 1)
    with writing(walk.database) as connection:
        connection.execute(sa.update(photo_verdict).values(state="waiting", created_at=now - timedelta(minutes=6)))
    assert (found()["state"], found()["figures"]["oldest_seconds"]) == ("bad", 360)

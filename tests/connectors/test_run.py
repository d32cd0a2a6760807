"""Whole runs against a misbehaving source: all of it gets in, or none of it does."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from connectors.holding import publish_held
from connectors.replay import replay
from connectors.run import Watch
from connectors.window import Span
from engine.base.issue import IssueError
from engine.definitions import current_release
from engine.facts import sweep_broken_loads
from engine.storage.database import open_database, reading, writing
from engine.storage.tables import metadata, refused_row
from tests.connectors.server import Asked, Box, Given, as_json
from tests.connectors.world import NOW, World, paged, source, ticket

NOV = lambda day: date(2026, 11, day)  # noqa: E731


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the app published, made once: each test works on a copy."""
    file = tmp_path_factory.mktemp("published") / "db.sqlite"
    engine = open_database(f"sqlite:///{file}")
    metadata.create_all(engine)
    World(engine, Box(0), file.parent).publish(source())
    engine.dispose()
    return file


@pytest.fixture
def world(published: Path, tmp_path: Path, box: Box, waits: list[float]) -> Iterator[World]:
    shutil.copy(published, tmp_path / "db.sqlite")
    engine = open_database(f"sqlite:///{tmp_path / 'db.sqlite'}")
    with reading(engine) as connection:
        release = current_release(connection)
    yield World(engine, box, tmp_path, waits, release)
    engine.dispose()


def test_a_run_gets_every_page_once_and_running_again_changes_nothing(
    any_database: sa.Engine, box: Box, tmp_path: Path, waits: list[float]
) -> None:
    world = World(any_database, box, tmp_path, waits)
    world.publish(source())
    box.routes["/api/tickets"] = paged([ticket(f"T{i}", amount=f"{i}.05") for i in range(1, 6)])
    first = world.pull()
    assert (first.state, first.rows_in, first.added, first.refused) == ("published", 5, 5, 0)
    assert [asked.query["page"] for asked in box.asked] == ["1", "2", "3"]
    assert box.asked[0].query == {"from": "2026-11-18", "to": "2026-11-22", "page": "1", "size": "2"}
    assert world.facts() == [("S1", "2026-11-22", f"T{i}", i * 100 + 5) for i in range(1, 6)]
    again = world.pull()
    assert (again.state, again.rows_in, again.added, again.changed, again.same) == ("published", 5, 0, 0, 5)
    assert world.staged() == 0
    (one, two) = world.loads()
    assert one.source_time == datetime(2026, 11, 22, 23, 55, tzinfo=UTC)
    assert one.watermark == {"day": "2026-11-22"}
    assert (two.window_from, two.window_to) == (NOV(20), NOV(22))


def test_a_late_correction_within_the_overlap_comes_in(world: World, box: Box) -> None:
    world.publish(source())
    rows = [ticket("T1", "2026-11-20"), ticket("T2", "2026-11-22")]
    box.routes["/api/tickets"] = paged(rows)
    world.pull()
    rows[0]["amount"] = "99.99"
    rows.append(ticket("T3", "2026-11-23"))
    result = world.pull(now=NOW + timedelta(days=1))
    assert (result.added, result.changed, result.same) == (1, 1, 1)  # 20, 21 and 22 are asked for again
    rows[1]["amount"] = "0.01"
    result = world.pull(now=NOW + timedelta(days=2))
    assert (result.added, result.changed, result.same) == (0, 1, 1)
    assert ("S1", "2026-11-22", "T2", 1) in world.facts()


def test_the_window_is_asked_for_in_pieces(world: World, box: Box) -> None:
    world.publish(source(window={"first_days": 5, "max_days": 2}))
    box.routes["/api/tickets"] = paged([ticket(f"T{d}", f"2026-11-{d}") for d in range(18, 23)])
    assert world.pull().added == 5
    spans = [(a.query["from"], a.query["to"]) for a in box.asked]
    assert spans == [("2026-11-18", "2026-11-19"), ("2026-11-20", "2026-11-21"), ("2026-11-22", "2026-11-22")]


def test_a_run_for_one_day_does_not_hide_the_days_it_skipped(world: World, box: Box) -> None:
    world.publish(source())
    box.routes["/api/tickets"] = paged([ticket("T1")])
    world.pull()
    later = NOW + timedelta(days=7)
    world.pull(now=later, window=Span(NOV(28), NOV(28)))
    assert world.loads()[-1].watermark == {"day": "2026-11-22"}
    world.pull(now=later)
    assert world.loads()[-1].window_from == NOV(20)
    assert world.loads()[-1].watermark == {"day": "2026-11-29"}


FAULTS: dict[str, tuple[Any, str]] = {
    "500 for good": (Given(status=500), "N619"),
    "429 for good": (as_json({}, 429, Retry_After="1"), "N617"),
    "half a page": (Given(b'{"data": [' + b" " * 500, cut=100), "N614"),
    "JSON that breaks off": (Given(b'{"as_of": "x", "data": [{"no"'), "N620"),
    "NaN": (Given(b'{"data": [{"amount": NaN}], "more": false}'), "N621"),
    "equal keys": (Given(b'{"data": [], "data": [], "more": false}'), "N621"),
    "wrong encoding": (Given('{"data": [{"no": "中文"}]}'.encode("gbk")), "N623"),
    "a web page": (Given(b"<html><title>Sign in</title></html>", headers={"Content-Type": "text/html"}), "N622"),
    "a web page with an error": (
        Given(b"<html><title>Oops</title></html>", 404, {"Content-Type": "text/html"}),
        "N618",
    ),
    "a redirect inside": (Given(status=302, headers={"Location": "http://169.254.169.254/latest"}), "N605"),
    "the same page again": (as_json({"as_of": None, "data": [ticket("T1"), ticket("T2")], "more": True}), "N640"),
    "no list": (as_json({"data": None, "more": False}), "N630"),
    "no end mark": (as_json({"data": [ticket("T9"), ticket("T10")]}), "N630"),
    "renamed": (as_json({"rows": [], "more": False}), "N630"),
}


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_on_any_page_leaves_the_last_good_data(world: World, box: Box, fault: str) -> None:
    world.publish(source())
    rows = [ticket(f"T{i}") for i in range(1, 6)]
    good = paged(rows)
    box.routes["/api/tickets"] = good
    world.pull()
    before = world.facts()
    for row in rows:
        row["amount"] = "77.00"
    answer, code = FAULTS[fault]

    for at in ("1", "2", "3"):

        def faulty(asked: Asked, at: str = at) -> Given:
            return answer if asked.query["page"] == at or fault == "the same page again" else good(asked)

        box.routes["/api/tickets"] = faulty
        failed = world.pull()
        assert failed.state == "failed"
        assert failed.error is not None
        assert failed.error.code == code
        assert failed.error.message["zh"] != failed.error.message["en"]
        assert world.facts() == before
        assert world.staged() == 0
        assert world.loads()[-1].error["code"] == code
    box.routes["/api/tickets"] = good
    assert world.pull().changed == 5


def test_faults_that_pass_are_ridden_out(world: World, box: Box, waits: list[float]) -> None:
    world.publish(source())
    good = paged([ticket(f"T{i}") for i in range(1, 6)])
    trouble = [Given(status=500), as_json({}, 429, Retry_After="3"), Given(b'{"data"'), Given(b"x" * 99, cut=9)]

    def flaky(asked: Asked) -> Given:
        return trouble.pop() if trouble and asked.query["page"] == "2" else good(asked)

    box.routes["/api/tickets"] = flaky
    world.publish(source(connection={"base_url": "{NAVMARK_SOURCE_POS_URL}", "retries": 4}))
    assert world.pull().added == 5
    assert any(3 <= wait <= 4 for wait in waits)


def test_duplicate_rows_are_one_row(world: World, box: Box) -> None:
    world.publish(source())
    box.routes["/api/tickets"] = paged([ticket("T1"), ticket("T1"), ticket("T2"), ticket("T1", amount="10.00")])
    result = world.pull()
    assert (result.state, len(world.facts())) == ("published", 2)


def test_bad_rows_are_kept_with_their_reasons_and_the_good_ones_get_in(world: World, box: Box) -> None:
    world.publish(source())
    bad = [ticket("T2", amount="12,x"), ticket("T3", shop="S9"), ticket("T4", day="yesterday"), ticket("T\x005")]
    rows = [ticket("T1"), *[{**row, "day": row["day"]} for row in bad]]
    everything = as_json({"as_of": None, "data": rows, "more": False})
    box.routes["/api/tickets"] = lambda asked: everything
    result = world.pull()
    assert (result.state, result.added, result.refused) == ("published", 1, 4)
    kept = {json.loads(row.raw)["no"]: row.issues[0] for row in world.refused()}
    assert set(kept) == {"T2", "T3", "T4", "T\x005"}
    assert kept["T2"]["code"] == "N650"
    assert "record 2" in kept["T2"]["message"]["en"]


def test_a_column_that_vanished_stops_at_staging(world: World, box: Box) -> None:
    world.publish(source())
    row = ticket("T1")
    row["money"] = row.pop("amount")
    box.routes["/api/tickets"] = paged([row])
    failed = world.pull()
    assert failed.error is not None
    assert failed.error.code == "N651"
    assert "amount" in failed.error.message["en"]


def test_an_empty_answer_is_no_change_of_format(world: World, box: Box) -> None:
    world.publish(source())
    box.routes["/api/tickets"] = paged([])
    assert world.pull().state == "published"


def test_refused_rows_are_replayed_once_the_mapping_is_right(world: World, box: Box) -> None:
    world.publish(source())
    rows = [ticket("T1"), ticket("T2", amount="12,50"), ticket("T3", shop="s2")]
    box.routes["/api/tickets"] = paged(rows)
    assert world.pull().refused == 2
    assert world.release is not None
    again = replay(world.database, world.release, "pos")
    assert again is not None
    assert (again.added, again.refused, len(world.refused())) == (0, 2, 2)
    into = source()["into"]
    into[0]["map"] |= {"unit": "upper(shop)"}
    release = world.publish(source(into=into))
    again = replay(world.database, release, "pos")
    assert again is not None
    assert (again.added, again.refused) == (1, 1)
    assert ("S2", "2026-11-22", "T3", 1000) in world.facts()
    states = {json.loads(raw)["no"]: state for _, raw, state in world.rows(refused_row, "id", "raw", "state")}
    assert states == {"T2": "open", "T3": "replayed"}
    assert world.loads()[-1].watermark is None
    assert world.pull().state == "published"  # the watermark of the real run still counts
    assert world.loads()[-1].window_from == NOV(20)


def test_a_replay_never_puts_an_old_value_over_a_newer_one(world: World, box: Box) -> None:
    world.publish(source())
    rows = [ticket("T1", shop="s1", amount="1.00")]
    box.routes["/api/tickets"] = paged(rows)
    assert world.pull().refused == 1
    rows[0] = ticket("T1", amount="2.00")  # the source has put it right itself
    assert world.pull().added == 1
    into = source()["into"]
    into[0]["map"] |= {"unit": "upper(shop)"}
    release = world.publish(source(into=into))
    assert replay(world.database, release, "pos") is None
    assert world.facts() == [("S1", "2026-11-22", "T1", 200)]
    assert [row.state for row in world.rows(refused_row, "id", "state")] == ["replayed"]
    assert replay(world.database, release, "pos") is None
    with pytest.raises(IssueError, match="N673"):
        replay(world.database, release, "nowhere")


def test_a_volume_drop_is_held_for_a_person(world: World, box: Box) -> None:
    world.publish(source())
    rows = [ticket(f"T{i}") for i in range(10)]
    box.routes["/api/tickets"] = paged(rows)
    for _ in range(4):  # the first run is longer, and not compared with
        world.pull()
    before = world.facts()
    for row in rows:
        row["amount"] = "1.00"
    del rows[4:]
    held = world.pull()
    assert held.state == "held"
    assert held.error is not None
    assert held.error.code == "N670"
    assert "4 rows" in held.error.message["en"]
    assert "10" in held.error.message["en"]
    assert world.facts() == before
    assert world.staged() > 0
    assert world.release is not None
    published = publish_held(world.database, world.release, held.load_id)
    assert (published.state, published.changed) == ("published", 4)
    assert world.staged() == 0
    with pytest.raises(IssueError, match="N674"):
        publish_held(world.database, world.release, held.load_id)


def test_a_held_run_is_void_once_a_later_one_is_published(world: World, box: Box) -> None:
    world.publish(source())
    rows = [ticket(f"T{i}") for i in range(10)]
    box.routes["/api/tickets"] = paged(rows)
    for _ in range(4):
        world.pull()
    few = rows[6:]
    del rows[6:]
    rows, all_rows = rows[:4], rows + few
    box.routes["/api/tickets"] = paged(rows)
    held = world.pull()
    assert held.state == "held"
    for row in all_rows:
        row["amount"] = "55.00"
    box.routes["/api/tickets"] = paged(all_rows)
    assert world.pull().changed == 10
    assert world.release is not None
    with pytest.raises(IssueError, match="N674"):
        publish_held(world.database, world.release, held.load_id)
    assert {row.state for row in world.loads() if row.id == held.load_id} == {"failed"}
    assert world.staged() == 0


def test_a_killed_run_leaves_nothing_behind(world: World, box: Box) -> None:
    """A kill cannot be caught: the load stays "running" until the next start sweeps it."""
    world.publish(source())
    rows = [ticket(f"T{i}") for i in range(1, 6)]
    box.routes["/api/tickets"] = paged(rows)
    world.pull()
    before = world.facts()
    for row in rows:
        row["amount"] = "66.00"

    class Killed(BaseException):
        pass

    def kill(pages: int, rows: int) -> None:
        if pages == 2:
            raise Killed

    with pytest.raises(Killed):
        world.pull(watch=Watch(on_page=kill))
    assert world.loads()[-1].state == "running"
    assert world.staged() == 2
    assert world.facts() == before
    with writing(world.database) as connection:
        assert sweep_broken_loads(connection) == 1
    assert (world.loads()[-1].state, world.staged()) == ("failed", 0)
    assert world.pull().changed == 5


def test_half_is_not_yet_a_drop_and_the_limit_is_the_definition_s(world: World, box: Box) -> None:
    rows = [ticket(f"T{i}") for i in range(10)]
    box.routes["/api/tickets"] = paged(rows)
    world.publish(source())
    for _ in range(4):
        world.pull()
    del rows[5:]
    assert world.pull().state == "published"
    del rows[1:]
    assert world.pull(accept_drop=True).state == "published"
    world.publish(source(hold={"below": 0}))
    rows.clear()
    assert world.pull().state == "published"


def test_an_expired_token_is_renewed_once_per_401(world: World, box: Box) -> None:
    auth = {
        "type": "login_token",
        "path": "/login",
        "body": {"user": "n", "password": {"secret": "pw"}},
        "token": "data.token",
    }
    world.publish(source(connection={"base_url": "{NAVMARK_SOURCE_POS_URL}", "auth": auth}))
    world.keep(pw="geheim-canary-1")
    good = paged([ticket(f"T{i}") for i in range(1, 6)])
    tokens: list[str] = []

    def login(asked: Asked) -> Given:
        assert json.loads(asked.body) == {"user": "n", "password": "geheim-canary-1"}
        tokens.append(f"token-canary-{len(tokens)}")
        return as_json({"data": {"token": tokens[-1]}})

    def tickets(asked: Asked) -> Given:
        valid = asked.headers.get("authorization") == f"Bearer {tokens[-1]}"
        expired = asked.query["page"] == "2" and len(tokens) == 1
        return good(asked) if valid and not expired else as_json({"error": "expired"}, 401)

    box.routes |= {"/login": login, "/api/tickets": tickets}
    assert world.pull().added == 5
    assert len(tokens) == 2
    box.routes["/api/tickets"] = lambda asked: as_json({}, 401)
    failed = world.pull()
    assert len(tokens) == 4
    assert failed.error is not None
    assert failed.error.code == "N616"
    assert "canary" not in json.dumps(failed.as_json())


@pytest.mark.parametrize(
    ("auth", "header", "query"),
    [
        ({"type": "bearer", "token": {"secret": "s"}}, ("authorization", "Bearer geheim-canary-2"), None),
        (
            {"type": "basic", "username": "me", "password": {"secret": "s"}},
            ("authorization", "Basic bWU6Z2VoZWltLWNhbmFyeS0y"),
            None,
        ),
        ({"type": "api_key", "header": "X-Api-Key", "key": {"secret": "s"}}, ("x-api-key", "geheim-canary-2"), None),
        ({"type": "api_key", "query": "key", "key": {"secret": "s"}}, None, ("key", "geheim-canary-2")),
    ],
)
def test_log_ins_reach_the_source_and_nothing_else(
    world: World, box: Box, auth: Any, header: Any, query: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    world.publish(source(connection={"base_url": "{NAVMARK_SOURCE_POS_URL}", "auth": auth, "headers": {"X-T": "t"}}))
    world.keep(s="geheim-canary-2")
    box.routes["/api/tickets"] = paged([ticket("T1")])
    assert world.pull().state == "published"
    assert header is None or box.asked[0].headers[header[0]] == header[1]
    assert query is None or box.asked[0].query[query[0]] == query[1]
    assert box.asked[0].headers["x-t"] == "t"
    box.routes["/api/tickets"] = lambda asked: Given(
        b"<title>geheim-canary-2</title>", 500, {"Content-Type": "text/html"}
    )
    failed = world.pull()
    assert failed.error is not None
    box.routes["/api/tickets"] = lambda asked: Given(
        b"<title>geheim-canary-2</title>", 200, {"Content-Type": "text/html"}
    )
    told = world.pull()
    assert "canary" not in json.dumps([failed.as_json(), told.as_json(), [str(row) for row in world.loads()]])
    assert "canary" not in caplog.text


def test_what_is_missing_is_said_by_name(world: World, box: Box) -> None:
    auth = {"type": "bearer", "token": {"secret": "not_there"}}
    world.publish(source(connection={"base_url": "{NAVMARK_SOURCE_POS_URL}", "auth": auth}))
    failed = world.pull()
    assert failed.error is not None
    assert "not_there" in failed.error.message["en"]
    world.publish(source(connection={"base_url": "{NAVMARK_SOURCE_OTHER_URL}"}))
    failed = world.pull()
    assert failed.error is not None
    assert failed.error.code == "N671"
    with pytest.raises(IssueError, match='did you mean "pos"'):
        world.pull("poss")
    assert box.asked == []


def test_a_private_host_that_only_the_definition_names_is_refused(world: World, box: Box) -> None:
    world.publish(source(connection={"base_url": "http://10.1.2.3:9999", "retries": 0}))
    failed = world.pull()
    assert failed.error is not None
    assert failed.error.code == "N604"
    assert failed.error.hint is not None
    assert "10.1.2.3:9999" in failed.error.hint["en"]


def test_a_crash_of_our_own_is_recorded_and_raised(world: World, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    world.publish(source())
    box.routes["/api/tickets"] = paged([ticket("T1")])

    def crash(*_: object, **__: object) -> None:
        raise ZeroDivisionError("geheim")

    monkeypatch.setattr("connectors.run.publish_load", crash)
    with pytest.raises(ZeroDivisionError):
        world.pull()
    (row,) = world.loads()
    assert (row.state, row.error["code"], world.staged()) == ("failed", "N699", 0)
    assert "geheim" not in json.dumps(row.error)


def test_a_watcher_is_told(world: World, box: Box) -> None:
    world.publish(source())
    box.routes["/api/tickets"] = paged([ticket(f"T{i}") for i in range(1, 6)])
    told: list[tuple[int, int]] = []
    world.pull(watch=Watch(on_page=lambda pages, rows: told.append((pages, rows))))
    assert told == [(1, 2), (2, 4), (3, 5)]


def test_a_csv_of_the_package_and_one_of_the_inbox(world: World) -> None:
    text = "门店,营业日,单号,金额\nS1,2026-11-22,T1,1.50\nS1,2026-11-22,T2\nS2,2026-11-22,T3,¥2.50\n"
    into = [{"dataset": "tickets", "map": {"unit": "门店", "day": "营业日", "no": "单号", "amount": "金额"}}]
    plain: dict[str, Any] = {
        "connector": "csv_file",
        "request": None,
        "window": None,
        "source_time": None,
        "into": into,
    }
    world.publish(
        source(name="package", connection={"file": "data/t.csv"}, **plain),
        source(name="inbox", connection={"file": "*.csv"}, **plain),
        files={"data/t.csv": text},
    )
    result = world.pull("package")
    assert (result.added, result.refused) == (2, 1)
    assert world.facts() == [("S1", "2026-11-22", "T1", 150), ("S2", "2026-11-22", "T3", 250)]
    missing = world.pull("inbox")
    assert missing.error is not None
    assert missing.error.code == "N661"
    (world.folder / "inbox").mkdir()
    (world.folder / "inbox" / "a.csv").write_bytes(text.encode("gb18030"))
    notes: list[str] = []
    again = world.pull("inbox", watch=Watch(on_note=lambda note: notes.append(note.message["en"])))
    assert (again.added, again.same, again.refused) == (0, 2, 1)
    assert notes == ["a.csv was read as GB18030"]
    assert world.loads()[-1].source_time is not None

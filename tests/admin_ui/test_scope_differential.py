"""The answers of the whole installation are those of one that holds nothing but the person's own rows.

Every GET of the API and 200 random queries for each role; foreign and missing things give the same bytes; the canaries
of foreign units and people are in no body, header, log record, message or report.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.access import Actor, tokens
from engine.access.actor import actor_of
from engine.base import clock
from engine.storage.database import reading, writing
from engine.storage.tables import board_snapshot, incident, outbox, review, user_account
from tests import small_app
from tests.admin_ui.scope_requests import Values, routes
from tests.admin_ui.scope_world import PASSWORD, POSTS, STORES, UNITS, Installation, build, code, scope_of

ROLES = ["chief", "dir_a", "mgr_a1", "keep_a11", "two"]
RANDOM = 200
_UNIT = re.compile(r"(?:zq|隐|Veil|\\u9690)([A-Z][A-Z0-9]*)")
#: Headers that say nothing but the body and the clock.
_OF_THE_BODY = ("Date", "Content-Length", "ETag")
_PERSON = re.compile(r"(?:某|Folk[ +]|\\u67d0)([a-z]+(?:_[a-z0-9]+)?)")


@dataclass
class Caller:
    """A person signed in to an installation; remembers all that was said to him."""

    login: str
    installation: Installation
    client: FlaskClient
    said: list[str] = field(default_factory=list)

    def get(self, address: str, language: str = "zh", **headers: str) -> TestResponse:
        """A GET."""
        answer = self.client.get(address, headers={"Accept-Language": language, "X-Request-Id": "the-same", **headers})
        self.said.append(f"{address}\n{answer.status}\n{answer.headers}\n{text_of(answer)}")
        assert answer.status_code < 500, (self.login, address)
        return answer


def text_of(answer: TestResponse) -> str:
    """The body as text; of a workbook, what its parts say; of a PDF, its bytes; of a page, all but its style."""
    if answer.mimetype == "text/html":
        return re.sub(r"<style>.*?</style>", "", answer.get_data(as_text=True), flags=re.DOTALL)
    if answer.mimetype.endswith("spreadsheetml.sheet"):
        with ZipFile(BytesIO(answer.data)) as parts:
            return "\n".join(parts.read(n).decode().replace("pageMargins", "") for n in sorted(parts.namelist()))
    return answer.data.decode("latin-1") if answer.mimetype == "application/pdf" else answer.get_data(as_text=True)


class Log(logging.Handler):
    """Keeps every record as text."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def sign_in(installation: Installation, login: str) -> Caller:
    client = installation.app.test_client()
    answer = client.post("/api/v1/session", json={"login": login, "password": PASSWORD})
    assert answer.status_code == 200
    return Caller(login, installation, client)


@pytest.fixture(scope="module")
def now() -> Iterator[None]:
    with clock.frozen(small_app.NOW):
        yield


@pytest.fixture(scope="module")
def full(now: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = build(tmp_path_factory.mktemp("full"))
    yield made
    made.database.dispose()


@pytest.fixture(scope="module")
def values(full: Installation) -> Values:
    with reading(full.database) as connection:
        found = list(connection.scalars(sa.select(incident.c.public_id).order_by(incident.c.id)))
        kept = list(connection.scalars(sa.select(board_snapshot.c.public_id).order_by(board_snapshot.c.id)))
        asked = list(connection.scalars(sa.select(review.c.public_id).order_by(review.c.id)))
    definitions = [*sorted(full.release.catalog.definitions), ("indicator", "no_such_name"), ("nothing", "sales")]
    return Values([code(name) for name in UNITS], found, kept, definitions, sorted(POSTS), asked)


#: Drafts, and the files that wait for every source, speak of the whole organisation: nobody else is told anything. (No
#: change set is here to be found.)
FOR_BUILDERS = (
    "/changes",
    "/kinds",
    "/names",
    "/releases/{number}",
    "/inbox",
    "/rules/vocabulary",
    "/forms/photo-checks",
    "/secrets",
)


#: What only the person who has sent it is shown (most have sent nothing), and calls that only a service can prove.
OWN_ONLY = ("/field/attachments/{token}", "/field/submissions/{public_id}", "/callbacks/{name}")


@pytest.fixture(scope="module", params=ROLES)
def pair(
    request: pytest.FixtureRequest, full: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Caller, Caller]]:
    """One person in the whole installation and in the one cut down to him."""
    login = request.param
    reduced = build(tmp_path_factory.mktemp(login), scope_of(login), full)
    yield sign_in(full, login), sign_in(reduced, login)
    reduced.database.dispose()


def plain(answer: TestResponse, address: str) -> tuple[int, list[tuple[str, str]], str]:
    """An answer without what differs between two installations by its nature: the CSRF value, and the digests of a
    whole release and of a whole target plan (of everybody's definitions)."""
    body = text_of(answer)
    body = re.sub(r'"csrf":\s*"[^"]*"', '"csrf":""', body)
    if address.startswith("/api/v1/releases"):
        body = re.sub(r'"hash":\s*"[0-9a-f]{64}"', '"hash":""', body)
    if address.startswith("/api/v1/targets"):
        body = re.sub(r'"version":\s*"[0-9a-f]{64}"', '"version":""', body)
    if address.startswith("/api/v1/users"):  # who signed in when differs; may he be managed rests on all his posts
        body = re.sub(r'"(signed_in_at|sessions|manageable)":\s*("[^"]*"|\w+)', r'"\1":null', body)
    if address.startswith("/api/v1/system/health"):  # room on the disk, milliseconds
        body = re.sub(r'"(figures|words)":\s*\{[^{}]*\}', r'"\1":null', body)
    headers = sorted((name, value) for name, value in answer.headers if name not in _OF_THE_BODY)
    return answer.status_code, headers, body


def assert_same(whole: Caller, cut: Caller, address: str, language: str = "zh") -> int:
    """Its status, where both say the same."""
    one, other = whole.get(address, language), cut.get(address, language)
    for mine, reference in zip(plain(one, address), plain(other, address), strict=True):
        if mine != reference:
            one_text, other_text = str(mine), str(reference)
            at = next((n for n, (a, b) in enumerate(zip(one_text, other_text, strict=False)) if a != b), 0)
            near = slice(max(0, at - 200), at + 200)
            pytest.fail(f"{whole.login} {address}\nwhole:   {one_text[near]}\nreduced: {other_text[near]}")
    return one.status_code


def foreign(login: str, address: str) -> bool:
    return any(f"zq{name}" in re.split(r"[/?&=]", address) for name in set(UNITS) - scope_of(login))


@pytest.mark.timeout(300)  # one person asks some thousand addresses
def test_every_get_answers_as_if_nothing_else_existed(pair: tuple[Caller, Caller], values: Values) -> None:
    whole, cut = pair
    seen: dict[str, set[int]] = {}
    for route in routes(whole.installation.app):
        for address in values.every(route):
            if foreign(whole.login, address) and not re.search(
                r"indicator=sales|login=dir_b|/zq[A-Z0-9]+(/missing)?$", address
            ):
                continue  # the other combinations of foreign things are met in the random queries
            if whole.login == "chief" and set(_UNIT.findall(address)) - {"HQ", "A", "A1", "A11", "NO"}:
                continue  # the same again
            if "login=" in address and not re.search(r"login=(dir_[ab]|keep_a11|mgr_[ab]1|two|nobody)", address):
                continue
            seen.setdefault(route.path, set()).add(assert_same(whole, cut, address))
    for path, statuses in seen.items():
        drafts = path.removeprefix("/api/v1").startswith(FOR_BUILDERS) or path.endswith("/versions/{version}")
        own = path.removeprefix("/api/v1") in OWN_ONLY
        assert 200 in statuses or ((drafts or own) and statuses <= {403, 404}), (path, statuses)
    for path in ("/units/{code}", "/incidents/{public_id}", "/reviews/{public_id}", "/definitions/{kind}/{name}"):
        assert seen[f"/api/v1{path}"] == {200, 404}


def test_random_queries_answer_as_if_nothing_else_existed(pair: tuple[Caller, Caller], values: Values) -> None:
    whole, cut = pair
    asked = values.some(routes(whole.installation.app), RANDOM, f"{whole.login} 1")
    statuses = [assert_same(whole, cut, address, language) for address, language in asked]
    assert len(statuses) == RANDOM
    assert statuses.count(200) > 30


def test_foreign_things_are_byte_for_byte_missing_ones(pair: tuple[Caller, Caller], values: Values) -> None:
    whole, _ = pair
    scope = scope_of(whole.login)
    if whole.login == "chief":
        pytest.skip("nothing is foreign to one who sees everything")
    nobody = {"code": "zqNO", "unit": "zqNO", "public_id": "01a205cf-4740-7724-b135-0c72082181c3"}
    with reading(whole.installation.database) as connection:
        names = {row.id: row.code[2:] for row in connection.execute(sa.text("SELECT id, code FROM org_unit"))}
        places = {row.public_id: names[row.unit_id] for row in connection.execute(sa.select(incident))}
    others = {
        "code": [code(name) for name in UNITS if name not in scope],
        "unit": [code(name) for name in UNITS if name not in scope],
        "public_id": [one for one, name in places.items() if name not in scope],
    }
    asked = 0
    for route in routes(whole.installation.app):
        for name in [p["name"] for p in route.parameters if p["name"] in nobody]:
            if "/submissions/" in route.path:
                others = others | {"public_id": [f"submission-{n}" for n in UNITS if n in STORES and n not in scope]}
            if "/reviews/" in route.path:
                others = others | {"public_id": [f"review-{n}" for n in UNITS if n in STORES and n not in scope]}
            rest = {n: values.of(route, n)[0] for n in (*route.names("path"), *route.names("query", required=True))}
            missing = whole.get(route.address(rest | {name: nobody[name]}))
            for other in others[name]:
                answer = whole.get(route.address(rest | {name: other}))
                assert answer.status_code == missing.status_code == 404, (route.path, other)
                assert answer.data == missing.data
                assert sorted(answer.headers) == sorted(missing.headers)
                asked += 1
    assert asked > 50


def test_a_token_with_fewer_permissions_shows_less_and_nothing_else(pair: tuple[Caller, Caller]) -> None:
    whole, _ = pair
    with writing(whole.installation.database) as connection:
        token, _card = tokens.create(connection, _actor(connection, whole), "few", ["read_values"])
    client = whole.installation.app.test_client()
    few = Caller(whole.login, whole.installation, client, whole.said)
    own = code(POSTS[whole.login][-1][1])
    for address in ("/home", f"/units/{own}", f"/units/{own}/trend?indicator=sales", f"/units/{code('B12')}"):
        by_token = few.get(f"/api/v1{address}", Authorization=f"Bearer {token}")
        by_hand = whole.get(f"/api/v1{address}")
        assert by_token.status_code == by_hand.status_code
        if by_token.status_code == 200:
            shown = by_hand.get_json() | ({"incidents": []} if "/units/" in address and "trend" not in address else {})
            shown |= {"incidents_open": 0} if address == "/home" else {}
            assert by_token.get_json() == shown
    for address in ("/incidents", "/messages", "/refused", "/sources", "/audit", "/jobs", "/tokens", "/releases"):
        assert few.get(f"/api/v1{address}", Authorization=f"Bearer {token}").status_code == 403


def _actor(connection: sa.Connection, caller: Caller) -> Actor:
    user_id = connection.scalar(sa.select(user_account.c.id).where(user_account.c.login == caller.login))
    found = actor_of(connection, caller.installation.release, user_id or 0, date(2026, 11, 23))
    assert found is not None
    return found


def test_no_canary_of_a_foreign_unit_or_person_is_in_any_answer_or_log(
    pair: tuple[Caller, Caller], values: Values, caplog: pytest.LogCaptureFixture
) -> None:
    """Over everything the tests above have been told, and a round of wrong requests."""
    whole, _ = pair
    log = Log()
    root = logging.getLogger()
    level = root.level
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    try:
        for address in (
            "/home?day=never", "/units/zqNO/trend", "/incidents?unit=%00", "/refused?page=0", "/messages?page_size=999",
            "/units/zqNO/trend?indicator=sales&from=2020-01-01&to=2026-01-01", "/definitions/role/chief", "/nothing",
        ):  # fmt: skip
            whole.get(f"/api/v1{address}")
        for route in routes(whole.installation.app):
            whole.get(next(values.every(route)))
    finally:
        root.removeHandler(log)
        root.setLevel(level)
    told = "\n".join(said.split("\n", 1)[1] for said in whole.said)
    units, people = set(_UNIT.findall(told)), set(_PERSON.findall(told))
    assert units == scope_of(whole.login) | ({"NO"} if whole.login == "chief" else set())
    assert people <= acquaintances(whole.login)
    assert whole.login in people
    logged = "\n".join(re.sub(r"/api/v1/\S+", "", line) for line in log.lines)
    assert set(_UNIT.findall(logged)) <= scope_of(whole.login)


def test_what_a_person_does_by_hand_tells_no_more(now: None, tmp_path: Path) -> None:
    """Pulling and replaying work on all units; their answers speak of no unit, and hold no counts."""
    manager = sign_in(build(tmp_path), "mgr_a1")
    headers = {"X-CSRF-Token": manager.get("/api/v1/session").get_json()["csrf"]}
    for path, body in (("/sources/till/pull", None), ("/refused/replay", {"source": "till"})):
        answer = manager.client.post(f"/api/v1{path}", json=body, headers=headers)
        assert answer.status_code == 200
        assert not _UNIT.findall(answer.get_data(as_text=True))
        card = answer.get_json()
        assert {card[name] for name in card if name.startswith("rows_")} == {None}
        assert card["row_hash"] is card["data_date"] is None
    deleted = manager.client.delete("/api/v1/tokens/x", headers=headers)
    assert deleted.status_code == 404


def acquaintances(login: str) -> set[str]:
    """Whom a person may see by name: who holds a post in his scope, and who was told together with him."""
    scope = scope_of(login)
    near = {who for who, held in POSTS.items() if any(unit in scope for _, unit in held)}
    managed = {unit for role, unit in POSTS[login] if role == "manager"}
    together = {f"dir_{area[0].lower()}" for area in managed}
    together |= {who for who, held in POSTS.items() for role, unit in held if role == "manager" and unit in managed}
    return near | together


def test_every_message_names_only_what_its_reader_may_see(full: Installation) -> None:
    with reading(full.database) as connection:
        query = sa.select(outbox.c.request, outbox.c.purpose, user_account.c.login).join(
            user_account, user_account.c.id == outbox.c.user_id
        )
        sent = connection.execute(query.where(outbox.c.state == "sent")).all()
    assert len(sent) == 28 + 1 + 2  # of the rules; somebody is given an incident, two people an action
    assert {row.purpose for row in sent} == {"fired", "digest", "assigned", "action"}
    for row in sent:
        words = str(row.request)
        assert set(_UNIT.findall(words)) <= scope_of(row.login), row
        assert set(_PERSON.findall(words)) <= acquaintances(row.login), row


def test_a_hidden_indicator_is_nowhere_either(pair: tuple[Caller, Caller], values: Values) -> None:
    """Keepers do not see margin: not its name, nor what its cost column holds, nor a formula that rests on it."""
    whole, _ = pair
    if whole.login != "keep_a11":
        pytest.skip("sees margin")
    for route in routes(whole.installation.app):
        if "schemas" in route.path or "openapi" in route.path:
            continue
        for address in values.every(route):
            if foreign(whole.login, address) or "definitions/dataset" in address or "definitions/source" in address:
                continue
            said = text_of(whole.get(address))
            for word in ("margin", "毛利", "Margin", '"cost"', "cost_amount"):
                assert word not in said, (address, word)
    card: Any = whole.get("/api/v1/indicators/markup").get_json()
    assert card["title"] == {"zh": "加价率", "en": "Markup"}
    assert (card["formula"], card["words"]) == ("", {"zh": "", "en": ""})


def test_a_store_that_moved_away_is_gone_from_its_old_area(full: Installation, tmp_path: Path) -> None:
    """A12 belongs to B1 from 12 November on: its old days still count in A1's sums, but only B1 sees its name."""
    moved = build(tmp_path)
    package = tmp_path / "app"
    file = package / "data/units.csv"
    lines = [line + (",from" if at == 0 else ",") for at, line in enumerate(file.read_text("utf-8").splitlines())]
    lines = ["zqA12,隐A12,VeilA12,store,zqB1,2020-01-01,,,2026-11-12" if l.startswith("zqA12") else l for l in lines]  # noqa: E741
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    before = {login: _sales(sign_in(moved, login), "2026-11-11") for login in ("mgr_a1", "mgr_b1")}
    small_app.publish_app(moved.database, package, reason="A12 moves")
    manager, new = sign_in(moved, "mgr_a1"), sign_in(moved, "mgr_b1")
    assert _sales(manager, "2026-11-11") == before["mgr_a1"]
    assert _sales(new, "2026-11-11") == before["mgr_b1"]
    assert manager.get("/api/v1/units/zqA12?day=2026-11-11").status_code == 404
    for day in ("2026-11-01", "2026-11-11", "2026-11-12", "2026-11-20"):
        for path in ("/home?", "/units/zqA1?", "/units/zqA1/explain?indicator=sales&", "/units/zqA1/missing?"):
            for period in ("day", "mtd") if "home" not in path and "missing" not in path else ("day",):
                extra = f"&period={period}" if "units" in path and "missing" not in path else ""
                assert manager.get(f"/api/v1{path}day={day}{extra}").status_code == 200
    manager.get("/api/v1/incidents?page_size=200")
    manager.get("/api/v1/refused")
    assert set(_UNIT.findall("\n".join(said.split("\n", 1)[1] for said in manager.said))) == {"A1", "A11"}
    why = new.get("/api/v1/units/zqA12/explain?indicator=sales&period=day&day=2026-11-10").get_json()
    assert [m["rows"] for m in why["measures"]] == [2]  # the new manager sees its past too, down to the rows
    assert {row["unit"] for row in why["measures"][0]["sample"]} == {"zqA12"}
    assert sum(load["rows"] for load in why["loads"]) == 2
    counted = manager.get("/api/v1/units/zqA1/explain?indicator=sales&period=day&day=2026-11-10").get_json()
    assert counted["measures"][0]["rows"] == 4  # both stores' rows are in the sum …
    assert {row["unit"] for row in counted["measures"][0]["sample"]} == {"zqA11"}  # … its own are shown


def _sales(caller: Caller, day: str) -> float:
    top = code(POSTS[caller.login][0][1])
    lights = caller.get(f"/api/v1/units/{top}?day={day}&period=day").get_json()["lights"]
    return float(next(light["actual"] for light in lights if light["indicator"] == "sales"))

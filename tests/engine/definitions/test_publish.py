"""Publishing is all or nothing; history only grows; what was exported comes back byte for byte."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine.base.issue import Issue, IssueError
from engine.definitions import publish as publish_module
from engine.definitions.diff import diff
from engine.definitions.export import export
from engine.definitions.history import history, releases, versions_in
from engine.definitions.publish import ON_PUBLISH, publish, rollback
from engine.definitions.read import read_folder, read_text
from engine.definitions.release import Release, current_release, forget, release_by_number
from engine.storage import tables as t
from engine.storage.database import reading, writing
from tests.engine.definitions import package

Values = package.Values


@pytest.fixture(autouse=True)
def _fresh_memory() -> Iterator[None]:
    forget()
    yield
    forget()


def put(database: sa.Engine, changed: Values | None = None, files: dict[str, str] | None = None) -> Release:
    with writing(database) as connection:
        documents = package.documents(changed)
        return publish(connection, documents, files or package.FILES, author="li", reason="because")


def state(database: sa.Engine) -> dict[str, Any]:
    """Row counts of every table, and the pointer."""
    with reading(database) as connection:
        names = sa.inspect(connection).get_table_names()
        counts = {
            name: connection.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar() for name in names
        }
        return {**counts, "~pointer": connection.execute(sa.select(t.pointer)).all()}


def changed_formula() -> Values:
    values = package.values()
    values["indicators/atv.json"]["formula"] = "sales_amount / ticket_count"
    return values


def test_nothing_serves_before_the_first_release(any_database: sa.Engine) -> None:
    with reading(any_database) as connection:
        assert current_release(connection) is None


def test_publishing_and_reading_again(any_database: sa.Engine) -> None:
    made = put(any_database)
    forget()
    with reading(any_database) as connection:
        release = current_release(connection)
        assert release is not None
        assert (release.number, release.hash) == (made.number, made.hash) == (1, made.hash)
        assert (release.author, release.reason) == ("li", "because")
        assert release.app.name == "board"
        assert release.get("indicator", "atv").formula == "net_sales / ticket_count"
        assert [model.name for model in release.all("indicator")] == ["atv", "net_sales"]
        assert release.files == package.FILES
        assert sorted(release.measures()) == ["sales_amount", "ticket_count"]
        assert set(versions_in(connection, 1).values()) == {1}
        assert connection.execute(sa.select(t.audit.c.actor, t.audit.c.action)).all() == [("li", "release.publish")]


def test_the_release_is_read_once_per_content(any_database: sa.Engine) -> None:
    put(any_database)
    with reading(any_database) as connection:
        first, statements = current_release(connection), []
        sa.event.listen(connection, "before_cursor_execute", lambda *a: statements.append(a[2]))
        second = current_release(connection)
    assert len(statements) == 1
    assert first is not None
    assert second is not None
    assert first.catalog is second.catalog
    assert first.compiled("indicator", "atv") is second.compiled("indicator", "atv")


def test_publishing_the_same_again_changes_nothing(any_database: sa.Engine) -> None:
    put(any_database)
    before = state(any_database)
    assert put(any_database).number == 1
    assert state(any_database) == before


def test_only_what_changed_gets_a_new_version(any_database: sa.Engine) -> None:
    put(any_database)
    assert put(any_database, changed_formula()).number == 2
    with reading(any_database) as connection:
        versions = versions_in(connection, 2)
        assert {key: v for key, v in versions.items() if v != 1} == {("indicator", "atv"): 2}
        assert [v.version for v in history(connection, "indicator", "atv")] == [2, 1]
        assert json.loads(history(connection, "indicator", "atv")[1].text)["formula"] == "net_sales / ticket_count"


def test_rolling_back_is_a_new_release_with_the_old_content(any_database: sa.Engine) -> None:
    first = put(any_database)
    put(any_database, changed_formula())
    with writing(any_database) as connection:
        back = rollback(connection, 1, author="wang", reason="wrong")
    assert (back.number, back.hash, back.rolled_back_to) == (3, first.hash, 1)
    with reading(any_database) as connection:
        release = current_release(connection)
        assert release is not None
        assert release.number == 3
        assert release.get("indicator", "atv").formula == "net_sales / ticket_count"
        assert versions_in(connection, 3) == versions_in(connection, 1)
        assert [(r.number, r.current, r.rolled_back_to) for r in releases(connection)] == [
            (3, True, 1),
            (2, False, None),
            (1, False, None),
        ]
        assert release_by_number(connection, 2).get("indicator", "atv").formula == "sales_amount / ticket_count"


def test_rolling_back_to_what_serves_or_to_nothing_is_refused(any_database: sa.Engine) -> None:
    put(any_database)
    before = state(any_database)
    for number, code in ((1, "N209"), (7, "N208")):
        with pytest.raises(IssueError) as raised, writing(any_database) as connection:
            rollback(connection, number, author="li", reason="why")
        assert [i.code for i in raised.value.issues] == [code]
    assert state(any_database) == before


BROKEN: dict[str, tuple[str, str, str, str]] = {
    # mistake: (file, replace, by, the one line)
    "wrong_reference": (
        "indicators/net_sales.json",
        '"scale": "standard"',
        '"scale": "standart"',
        'indicators/net_sales.json:10 $.scale N202 there is no scale "standart" — did you mean "standard"?',
    ),
    "cycle": (
        "indicators/net_sales.json",
        '"formula": "sales_amount"',
        '"formula": "atv * ticket_count"',
        "indicators/atv.json:9 $.formula N204 goes round in a circle: atv → net_sales → atv"
        " — take one of these references away",
    ),
    "bad_formula": (
        "indicators/atv.json",
        "net_sales / ticket_count",
        "net_sales / ticket_cuont",
        'indicators/atv.json:9 $.formula N203 unknown measure or indicator "ticket_cuont"'
        ' — did you mean "ticket_count"?',
    ),
    "overlapping_bands": (
        "scales/standard.json",
        '"from": 0.85',
        '"from": 0.8',
        "scales/standard.json:16 $.bands[1].from N403 bands −∞–0.85 (red) and 0.8–∞ (green) overlap — write 0.85",
    ),
    "duplicate_key": (
        "calendar.json",
        '"kind": "calendar",',
        '"kind": "calendar",\n  "name": "trading",',
        'calendar.json:4 $.name N104 field "name" is there twice: on line 3 and on line 4',
    ),
    "unknown_field": (
        "scales/standard.json",
        '"kind": "scale",',
        '"kind": "scale",\n  "min_coverag": 0.5,',
        'scales/standard.json:3 $.min_coverag N121 unknown field "min_coverag" — did you mean "min_coverage"?',
    ),
    "secret": (
        "calendar.json",
        '"Sample trading"',
        '"https://user:pw@example.com"',
        "calendar.json:6 $.title.en N130 looks like a secret; secrets are not written into definitions"
        ' — put it into the secret store and write {"secret": "its_name"} here',
    ),
}


@pytest.mark.parametrize("mistake", BROKEN)
def test_a_broken_definition_is_one_line_and_changes_nothing(mistake: str, any_database: sa.Engine) -> None:
    put(any_database)
    before = state(any_database)
    file, old, new, line = BROKEN[mistake]
    texts = {path: package.pretty(value) for path, value in package.values().items()}
    assert old in texts[file]
    texts[file] = texts[file].replace(old, new)
    texts["app.json"] = texts["app.json"].replace(
        "Sample board", "A new title"
    )  # what is right is not published either
    documents = [read_text(text, path) for path, text in texts.items()]
    with pytest.raises(IssueError) as raised, writing(any_database) as connection:
        publish(connection, documents, package.FILES, author="li", reason="why")
    assert [issue.line_of_text() for issue in raised.value.issues] == [line]
    assert state(any_database) == before
    with reading(any_database) as connection:
        release = current_release(connection)
        assert release is not None
        assert release.number == 1


@pytest.fixture
def refusing_hook() -> Iterator[None]:
    def refuse(connection: sa.Connection, old: Release | None, new: Release) -> None:
        connection.execute(sa.text("CREATE TABLE planted (a INTEGER)"))
        raise IssueError([Issue("N950", {"zh": "不行", "en": "no"})])

    ON_PUBLISH.append(refuse)
    yield
    ON_PUBLISH.remove(refuse)


@pytest.mark.usefixtures("refusing_hook")
def test_a_hook_that_refuses_undoes_everything_even_if_the_transaction_goes_on(any_database: sa.Engine) -> None:
    before = state(any_database)
    with writing(any_database) as connection:
        with pytest.raises(IssueError):
            publish(connection, package.documents(), package.FILES, author="li", reason="why")
        connection.execute(sa.insert(t.setting).values(name="kept", value=1))
    assert state(any_database) == {**before, "setting": 1}


def test_hooks_see_the_release_before_and_the_new_one(any_database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int | None, int]] = []
    monkeypatch.setattr(
        publish_module, "ON_PUBLISH", [lambda c, old, new: seen.append((old and old.number, new.number))]
    )
    put(any_database)
    put(any_database, changed_formula())
    assert seen == [(None, 1), (1, 2)]


def test_export_and_import_change_nothing(any_database: sa.Engine, tmp_path: Path) -> None:
    package.write(tmp_path / "noisy")
    documents, files, issues = read_folder(tmp_path / "noisy")
    assert issues == []
    with writing(any_database) as connection:
        first = publish(connection, documents, files, author="li", reason="import")
    export(first, tmp_path / "one")
    documents, files, _ = read_folder(tmp_path / "one")
    with writing(any_database) as connection:
        again = publish(connection, documents, files, author="li", reason="import again")
    assert again.number == 1
    export(again, tmp_path / "two")
    one = {f.relative_to(tmp_path / "one"): f.read_bytes() for f in (tmp_path / "one").rglob("*") if f.is_file()}
    two = {f.relative_to(tmp_path / "two"): f.read_bytes() for f in (tmp_path / "two").rglob("*") if f.is_file()}
    assert one == two
    assert {path.as_posix() for path in one} == {*package.values(), *package.FILES}


def test_export_never_writes_over_anything(any_database: sa.Engine, tmp_path: Path) -> None:
    release = put(any_database)
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(IssueError, match="N210"):
        export(release, tmp_path)
    assert [f.name for f in tmp_path.iterdir() if f.suffix == ".txt"] == ["mine.txt"]


def test_what_changed_in_words(any_database: sa.Engine) -> None:
    first = put(any_database)
    values = changed_formula()
    values["scales/standard.json"]["min_coverage"] = 0.5
    values["datasets/sales.json"]["measures"].append(
        {"name": "days", "title": {"zh": "天数", "en": "Days"}, "formula": "count()"}
    )
    del values["roles/top.json"]
    units = {"data/units.csv": package.FILES["data/units.csv"].replace("甲", "甲甲") + "C,丙,C,leaf,T\n"}
    second = put(any_database, values, units)
    assert [change.words()["en"] for change in diff(first.catalog, second.catalog)] == [
        'Dataset "Sample sales" (sales) changed: Measures [days]: added '
        '{"name": "days", "title": {"zh": "天数", "en": "Days"}, "formula": "count()"}',
        'Indicator "Sample atv" (atv) changed: Formula: "net_sales / ticket_count" → "sales_amount / ticket_count"',
        'Role "Sample top" (top) removed',
        'Scale "Sample standard" (standard) changed: Least coverage: added 0.5',
        'Data file "data/units.csv" (data/units.csv) changed: Lines: "−1" → "+2"',
    ]
    words = diff(first.catalog, second.catalog)[1].words()["zh"]
    assert words == '指标 “示例 atv”（atv）修改：公式："net_sales / ticket_count" → "sales_amount / ticket_count"'
    assert diff(first.catalog, first.catalog) == []
    assert {change.action for change in diff(None, first.catalog)} == {"added"}


def test_two_publishers_at_once_make_one_history(any_database: sa.Engine) -> None:
    """Neither loses: each gets its own release, or is told that another was first."""
    start, told = threading.Barrier(2), []

    def run(changed: Values) -> None:
        start.wait()
        try:
            told.append(put(any_database, changed).number)
        except IssueError as refused:
            told.append(refused.issues[0].code)

    threads = [threading.Thread(target=run, args=(v,)) for v in (package.values(), changed_formula())]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, told)) in (["1", "2"], ["1", "N212"])
    with reading(any_database) as connection:
        numbers = [info.number for info in releases(connection)]
        assert numbers == sorted((n for n in told if isinstance(n, int)), reverse=True)
        for number in numbers:
            assert len(versions_in(connection, number)) == len(package.values())

"""Files from a real SFTP server: only the server whose key was given, only a log-in that it takes, each file once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import paramiko
import pytest

from connectors.fields import field_issues
from connectors.registry import connectors
from engine.storage.database import open_database
from engine.storage.tables import metadata
from tests.connectors import sftp_server
from tests.connectors.server import Box
from tests.connectors.sftp_server import PASSWORD, USER, Sftp
from tests.connectors.test_arrivals import HEADER, INTO, book
from tests.connectors.world import World, source


@pytest.fixture
def sftp(tmp_path: Path) -> Iterator[Sftp]:
    (tmp_path / "out").mkdir()
    with sftp_server.running(tmp_path) as server:
        yield server


@pytest.fixture
def world(tmp_path: Path, sftp: Sftp) -> Iterator[World]:
    engine = open_database(f"sqlite:///{tmp_path / 'db.sqlite'}")
    metadata.create_all(engine)
    made = World(engine, Box(9), tmp_path)
    made.settings = replace(made.settings, allow_hosts=frozenset({sftp.key}))
    yield made
    engine.dispose()


def fetched(sftp: Sftp, kind: str = "sftp_csv", **changes: Any) -> dict[str, Any]:
    connection = {
        "host": "127.0.0.1", "port": sftp.port, "host_key": sftp.host_key.fingerprint, "user": USER,
        "password": {"secret": "sftp"}, "folder": "/out", "file": "*.csv", "once": True, **changes,
    }  # fmt: skip
    connection = {name: value for name, value in connection.items() if value is not None}
    return source(connector=kind, connection=connection, request=None, window=None, source_time=None, into=INTO)


def failure(world: World) -> tuple[str, str]:
    result = world.pull()
    assert result.error is not None
    return result.error.code, result.error.message["en"]


def test_csv_files_once_each(world: World, sftp: Sftp) -> None:
    out = sftp.home / "out"
    (out / "a.csv").write_bytes(f"{HEADER}\nS1,2026-11-20,店,1\n".encode("gbk"))
    (out / "b.csv").write_text(f"{HEADER}\nS2,2026-11-20,T2,2\n")
    (out / "c.csv.part").write_text("half")
    (out / "link.csv").symlink_to(out / "b.csv")
    (out / "old.csv").mkdir()
    world.publish(fetched(sftp))
    world.keep(sftp=PASSWORD)
    assert (world.pull().error, world.facts()) == (
        None, [("S1", "2026-11-20", "店", 100), ("S2", "2026-11-20", "T2", 200)],
    )  # fmt: skip
    assert world.pull().rows_in == 0
    (out / "c.csv.part").write_text(f"{HEADER}\nS1,2026-11-21,T3,3\n")
    (out / "c.csv.part").rename(out / "c.csv")
    assert world.pull(accept_drop=True).added == 1


def test_a_long_file_comes_whole_and_a_workbook_too(world: World, sftp: Sftp) -> None:
    lines = [f"S1,2026-11-20,T{i},{i}" for i in range(60_000)]
    (sftp.home / "out" / "long.csv").write_text("\n".join([HEADER, *lines]))
    world.keep(sftp=PASSWORD)
    world.publish(fetched(sftp))
    assert world.pull().rows_in == 60_000
    (sftp.home / "out" / "a.xlsx").write_bytes(book(("x", [HEADER.split(","), ["S2", "2026-11-21", "X1", 5]])))
    world.publish(fetched(sftp, "sftp_excel", file="*.xlsx"))
    assert world.pull(accept_drop=True).added == 1
    assert ("S2", "2026-11-21", "X1", 500) in world.facts()


def test_a_log_in_by_key(world: World, sftp: Sftp) -> None:
    text = StringIO()
    sftp.client_key.write_private_key(text)
    (sftp.home / "out" / "a.csv").write_text(f"{HEADER}\nS1,2026-11-20,T1,1\n")
    host_key = f"{sftp.host_key.get_name()} {sftp.host_key.get_base64()} erp"
    world.publish(fetched(sftp, password=None, private_key={"secret": "key"}, host_key=host_key))
    world.keep(key=text.getvalue())
    assert world.pull().added == 1
    world.keep(key="no key")
    assert failure(world) == ("N616", "private_key holds no private key without a passphrase")


def test_another_server_s_key_is_told_nothing(world: World, sftp: Sftp) -> None:
    other = paramiko.ECDSAKey.generate()
    world.keep(sftp=PASSWORD)
    for given in (other.fingerprint, f"{other.get_name()} {other.get_base64()}"):
        world.publish(fetched(sftp, host_key=given))
        code, words = failure(world)
        assert (code, str(sftp.host_key.fingerprint) in words) == ("N608", True)
    assert sftp.tried == []


def test_what_goes_wrong_is_said(world: World, sftp: Sftp) -> None:
    world.publish(fetched(sftp))
    world.keep(sftp="wrong-pass-2")
    code, words = failure(world)
    assert (code, "wrong-pass-2" in words) == ("N616", False)
    world.keep(sftp=PASSWORD)
    assert failure(world)[0] == "N661"
    world.publish(fetched(sftp, folder="/none"))
    assert "has no folder /none" in failure(world)[1]
    world.publish(fetched(sftp, port=1))
    assert failure(world)[0] == "N604"
    world.settings = replace(world.settings, allow_hosts=frozenset())
    world.publish(fetched(sftp, port=22))
    assert failure(world)[0] == "N605"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"private_key": {"secret": "k"}}, "$.connection"),
        ({"password": None}, "$.connection"),
        ({"file": "../a.csv"}, "$.connection.file"),
        ({"host_key": None}, "$.connection"),
        ({"host_key": "any"}, "$.connection.host_key"),
        ({"password": "written out"}, "$.connection.password"),
    ],
)
def test_what_a_definition_may_not_say(changes: dict[str, Any], path: str) -> None:
    from connectors.kinds.source.model import SourceModel
    from engine.definitions.model import build

    key = paramiko.ECDSAKey.generate()
    made = build(SourceModel, fetched(Sftp(22, Path(), key, key), **changes))
    connector = connectors()["sftp_csv"]
    found = field_issues(made.connection, connector.connection, "$.connection") or list(connector.check(made))
    assert [issue.path for issue in found] == [path]

"""Which URLs are called: a table of spellings, with a stub resolver."""

from __future__ import annotations

import json
import socket
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from connectors.addresses import allow_list, judge
from connectors.http import check_url
from connectors.playground import try_url
from engine.base.issue import IssueError

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cases/urls.json").read_text("utf-8"))


def stub(names: dict[str, list[str]]) -> Any:
    def resolver(host: str, port: int) -> list[str]:
        try:
            return [str(ip_address(host))]
        except ValueError:
            if host not in names:
                raise OSError(host) from None
            return names[host]

    return resolver


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_url(case: dict[str, Any]) -> None:
    resolver = stub(case.get("names", {}))
    if "value" in case:
        place, addresses = check_url(case["url"], case.get("allow", ()), resolver)
        shown = {"scheme": place.scheme, "host": place.host, "port": place.port, "addresses": addresses}
        assert shown == case["value"]
        return
    with pytest.raises(IssueError) as refused:
        check_url(case["url"], case.get("allow", ()), resolver)
    (issue,) = refused.value.issues
    assert issue.code == case["refused"]
    assert issue.message["zh"]
    assert issue.message["en"]
    if "position" in case:
        assert issue.position == case["position"]  # type: ignore[attr-defined]


def test_every_spelling_the_system_would_resolve_is_refused_before_it_is_asked() -> None:
    def asked(host: str, port: int) -> list[str]:
        raise AssertionError(f"{host} was resolved")

    for spelling in ("127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.1"):
        assert socket.getaddrinfo(spelling, 80)[0][4][0].startswith("127.")  # the danger is real
        with pytest.raises(IssueError):
            check_url(f"http://{spelling}/", (), asked)


def test_a_long_url_is_refused() -> None:
    with pytest.raises(IssueError, match="N601"):
        check_url("http://8.8.8.8/" + "x" * 2000, (), stub({}))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::8.8.8.8", "2002:808:808::"])
def test_public_addresses_are_public(address: str) -> None:
    assert judge(address) == ("", True)


def test_allow_list() -> None:
    assert allow_list(" ERP.local:8080, [::1]:90,,127.0.0.1:8701") == {"erp.local:8080", "[::1]:90", "127.0.0.1:8701"}
    for bad in ("erp.local", "10.0.0.1:99999", "http://erp.local:80", "erp.local:80/path", "u@erp:80"):
        with pytest.raises(IssueError, match="N609"):
            allow_list(bad)


@pytest.mark.parametrize("case", [c for c in CASES if "refused" in c], ids=lambda case: case["about"])
def test_the_playground_refuses_and_never_raises(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NAVMARK_ALLOW_HOSTS", raising=False)
    real = socket.getaddrinfo

    def only_numbers(host: str, port: int, **options: Any) -> Any:
        return real(host, port, flags=socket.AI_NUMERICHOST, **options)  # no test waits for a name server

    monkeypatch.setattr(socket, "getaddrinfo", only_numbers)
    answer = try_url({"input": case["url"]})
    assert set(answer) == {"refused"}
    assert set(answer["refused"]) == {"code", "message", "position", "hint"}


@pytest.mark.parametrize("payload", [{}, {"input": {}}, {"input": "http://" + "[" * 900}, {"input": "\udfff"}])
def test_the_playground_takes_anything(payload: dict[str, Any]) -> None:
    assert "refused" in try_url(payload)


def test_the_playground_resolves_but_does_not_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setenv("NAVMARK_ALLOW_HOSTS", "127.0.0.1:8701")
    assert try_url({"input": "http://8.8.8.8/x"})["value"]["addresses"] == ["8.8.8.8"]
    assert try_url({"input": "http://127.0.0.1:8701/x"})["value"]["port"] == 8701

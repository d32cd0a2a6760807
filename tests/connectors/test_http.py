"""The outgoing door against a server that misbehaves in every way we know of."""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.addresses import Place
from connectors.call import Answer, Ask
from connectors.faults import HttpFault, fault_of, retry_after, wait_before, web_page
from connectors.http import Http
from engine.base import clock
from engine.base.issue import IssueError
from tests.connectors.server import Box, Given, as_json, gzipped

Door = Callable[..., Http]


def fails(http: Http, ask: Ask) -> HttpFault:
    with pytest.raises(HttpFault) as fault:
        http.send(ask)
    return fault.value


def test_a_plain_answer(box: Box, door: Door) -> None:
    box.routes["/a"] = lambda asked: as_json({"ok": True})
    answer = door().send(Ask(f"{box.url}/a?x=1", params={"y": "ä b"}, headers={"X-T": "t"}))
    assert (answer.status, answer.body) == (200, b'{"ok": true}')
    (asked,) = box.asked
    assert asked.query == {"x": "1", "y": "ä b"}
    assert asked.headers["host"] == box.key
    assert asked.headers["x-t"] == "t"
    assert asked.headers["user-agent"] == "navmark"


def test_a_name_is_resolved_once_and_the_tested_address_is_called(box: Box, door: Door) -> None:
    """DNS rebinding: the second answer of the name server is never asked for."""
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    box.routes["/a"] = lambda _: as_json(1)
    http = door(resolver=resolver, allow=frozenset({f"pos.example:{box.port}"}))
    assert http.send(Ask(f"http://pos.example:{box.port}/a")).body == b"1"
    assert asked == ["pos.example"]
    assert box.asked[0].headers["host"] == f"pos.example:{box.port}"


def test_an_address_that_does_not_answer_leads_to_the_next(box: Box, door: Door) -> None:
    box.routes["/a"] = lambda _: as_json(1)
    http = door(resolver=lambda h, p: ["127.0.0.2", "127.0.0.1"], allow=frozenset({f"pos.example:{box.port}"}))
    assert http.send(Ask(f"http://pos.example:{box.port}/a")).status == 200


def test_private_hosts_are_refused_without_the_allow_list(box: Box, door: Door) -> None:
    box.routes["/a"] = lambda _: as_json(1)
    with pytest.raises(IssueError, match=r"N60[45]"):
        door(allow=frozenset()).send(Ask(f"{box.url}/a"))
    assert box.asked == []


def test_the_allow_list_is_read_in_any_case_and_a_bad_entry_is_said(box: Box, door: Door) -> None:
    box.routes["/a"] = lambda _: as_json(1)
    http = door(resolver=lambda h, p: ["127.0.0.1"], allow=frozenset({f"ERP.local:{box.port}"}))
    assert http.send(Ask(f"http://erp.LOCAL:{box.port}/a")).status == 200
    with pytest.raises(IssueError, match="N609"):
        door(allow=frozenset({"erp.local"}))


def test_busy_is_waited_for_as_long_as_the_server_asks(box: Box, door: Door, waits: list[float]) -> None:
    box.in_turn("/a", as_json({}, 429, Retry_After="7"), as_json({}, 503, Retry_After="2"), as_json({"n": 1}))
    assert door().send(Ask(f"{box.url}/a")).body == b'{"n": 1}'
    assert len(waits) == 2
    assert 7 <= waits[0] <= 8
    assert 2 <= waits[1] <= 2.5


def test_retry_after_as_a_date() -> None:
    with clock.frozen(datetime(2026, 11, 23, 8, 0, 0, tzinfo=UTC)):
        assert retry_after({"Retry-After": "Mon, 23 Nov 2026 08:00:30 GMT"}) == 30.0
        assert retry_after({"retry-after": "Mon, 23 Nov 2026 07:00:00 GMT"}) == 0.0
    assert retry_after({"Retry-After": "soon"}) is None
    assert retry_after({}) is None


def test_a_wait_past_the_deadline_is_not_waited(box: Box, door: Door, waits: list[float]) -> None:
    box.routes["/a"] = lambda _: as_json({}, 429, Retry_After="3600")
    fault = fails(door(deadline=60), Ask(f"{box.url}/a"))
    assert (fault.kind, fault.status, fault.retry_after) == ("busy", 429, 3600.0)
    assert "3600" in fault.issues[0].message["en"]
    assert waits == []


def test_waits_grow_with_jitter() -> None:
    fault = HttpFault("server", "N619", {"zh": "x", "en": "x"}, "p")
    for attempt, base in ((1, 0.5), (2, 1.0), (3, 2.0), (4, 4.0), (20, 60.0)):
        found = [wait_before(fault, attempt) for _ in range(50)]
        assert all(base <= wait <= base + 1.0 for wait in found)
        assert len(set(found)) > 1


def test_a_failing_server_is_tried_again_and_then_given_up(box: Box, door: Door, waits: list[float]) -> None:
    box.in_turn("/once", Given(status=500), as_json(1))
    assert door().send(Ask(f"{box.url}/once")).body == b"1"
    box.routes["/always"] = lambda _: Given(b"<html><title>502 Bad Gateway</title>", 502, {"Content-Type": "text/html"})
    fault = fails(door(retries=2), Ask(f"{box.url}/always?key=geheim"))
    assert fault.kind == "server"
    assert [a.path for a in box.asked].count("/always") == 3
    assert '"502 Bad Gateway"' in fault.issues[0].message["en"]
    assert "geheim" not in str(fault)


def test_what_must_not_be_sent_twice_is_not(box: Box, door: Door) -> None:
    box.routes["/send"] = lambda _: Given(status=500)
    fails(door(), Ask(f"{box.url}/send", "POST", json={"text": "hi"}, repeat=False))
    assert len(box.asked) == 1


@pytest.mark.parametrize(
    ("status", "kind", "code"), [(400, "refused", "N618"), (401, "refused", "N616"), (404, "refused", "N618")]
)
def test_a_refusal_is_not_tried_again(box: Box, door: Door, status: int, kind: str, code: str) -> None:
    box.routes["/a"] = lambda _: Given(status=status)
    fault = fails(door(), Ask(f"{box.url}/a"))
    assert (fault.kind, fault.status, fault.issues[0].code) == (kind, status, code)
    assert len(box.asked) == 1


def test_an_accepted_status_is_an_answer(box: Box, door: Door) -> None:
    box.routes["/a"] = lambda _: Given(b"past the end", 416)
    assert door().send(Ask(f"{box.url}/a", accept=(416,))).status == 416


def test_half_a_page_is_never_taken_for_a_whole_one(box: Box, door: Door, waits: list[float]) -> None:
    whole = b'[{"n": 1}, {"n": 2}]'
    box.in_turn("/a", Given(whole, cut=10), Given(whole))
    assert door().send(Ask(f"{box.url}/a")).body == whole
    box.routes["/b"] = lambda _: Given(whole, cut=10)
    fault = fails(door(retries=1), Ask(f"{box.url}/b"))
    assert (fault.kind, fault.issues[0].code) == ("broken", "N614")


def test_no_answer_in_time(box: Box, door: Door) -> None:
    box.routes["/a"] = lambda _: Given(b"late", wait=0.5)
    fault = fails(door(timeout=0.05, retries=0), Ask(f"{box.url}/a"))
    assert (fault.kind, fault.issues[0].code) == ("timeout", "N611")


@pytest.mark.parametrize("slow", [Given(b"x" * 1000, drip=0.02), Given(drip_headers=0.02)], ids=["body", "headers"])
def test_the_deadline_ends_a_drip_that_no_time_out_sees(box: Box, door: Door, slow: Given) -> None:
    box.routes["/a"] = lambda _: slow
    began = time.monotonic()
    fault = fails(door(timeout=5, deadline=0.3, retries=3), Ask(f"{box.url}/a"))
    assert (fault.kind, fault.issues[0].code) == ("deadline", "N612")
    assert time.monotonic() - began < 1.5


def test_nobody_there(door: Door, waits: list[float]) -> None:
    fault = fails(door(allow=frozenset({"127.0.0.1:9"}), retries=2), Ask("http://127.0.0.1:9/"))
    assert (fault.kind, fault.issues[0].code) == ("unreachable", "N610")
    assert len(waits) == 2


def test_an_endless_body_is_cut_at_the_cap(box: Box, door: Door) -> None:
    box.routes["/a"] = lambda _: Given(endless=True)
    fault = fails(door(max_bytes=300_000), Ask(f"{box.url}/a"))
    assert (fault.kind, fault.issues[0].code) == ("too_big", "N613")


def test_a_gzip_bomb_is_cut_at_the_cap(box: Box, door: Door) -> None:
    import tracemalloc

    bomb = gzipped(b"0" * 50_000_000)
    assert len(bomb.body) < 100_000
    box.routes["/a"] = lambda _: bomb
    tracemalloc.start()
    fault = fails(door(max_bytes=1_000_000), Ask(f"{box.url}/a"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert fault.kind == "too_big"
    assert peak < 10_000_000


def test_gzip_is_unpacked(box: Box, door: Door) -> None:
    box.routes["/a"] = lambda _: gzipped(b'{"n": 1}')
    assert door().send(Ask(f"{box.url}/a")).body == b'{"n": 1}'


def test_redirects_are_followed_and_keep_the_credentials_at_home(box: Box, door: Door) -> None:
    box.routes["/a"] = lambda _: Given(status=302, headers={"Location": "/b#part"})
    box.routes["/b"] = lambda _: as_json(1)
    answer = door().send(Ask(f"{box.url}/a", credentials={"Authorization": "Bearer t"}, secret_params={"key": "k"}))
    assert answer.place.target == "/b"
    assert box.asked[1].headers["authorization"] == "Bearer t"
    assert box.asked[1].query == {}


def test_credentials_do_not_go_to_another_host(box: Box, door: Door) -> None:
    elsewhere = f"other.example:{box.port}"
    box.routes["/a"] = lambda _: Given(status=307, headers={"Location": f"http://{elsewhere}/b"})
    box.routes["/b"] = lambda _: as_json(1)
    http = door(resolver=lambda h, p: ["127.0.0.1"], allow=frozenset({box.key, elsewhere}))
    http.send(
        Ask(f"{box.url}/a", headers={"X-Tenant": "acme"}, credentials={"Authorization": "Bearer t", "X-Api-Key": "k"})
    )
    there = box.asked[1]
    assert there.headers["host"] == elsewhere
    assert not {"authorization", "x-api-key", "x-tenant"} & set(there.headers)


def test_a_body_does_not_go_to_another_host(box: Box, door: Door) -> None:
    elsewhere = f"other.example:{box.port}"
    box.routes["/a"] = lambda _: Given(status=307, headers={"Location": f"http://{elsewhere}/b"})
    http = door(resolver=lambda h, p: ["127.0.0.1"], allow=frozenset({box.key, elsewhere}))
    fault = fails(http, Ask(f"{box.url}/a", "POST", json={"password": "pw"}))
    assert fault.issues[0].code == "N607"
    assert len(box.asked) == 1


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest",
        "http://10.0.0.1/",
        "file:///etc/passwd",
        "http://user:pw@8.8.8.8/",
        "http://[::1]:80/",
    ],
)
def test_a_redirect_is_tested_like_any_url(box: Box, door: Door, target: str) -> None:
    box.routes["/a"] = lambda _: Given(status=302, headers={"Location": target})
    with pytest.raises(IssueError, match=r"N60[235]"):
        door().send(Ask(f"{box.url}/a"))
    assert len(box.asked) == 1


def test_a_post_that_is_redirected_becomes_a_get(box: Box, door: Door) -> None:
    box.routes["/a"] = lambda _: Given(status=303, headers={"Location": "/b"})
    box.routes["/b"] = lambda _: as_json(1)
    door().send(Ask(f"{box.url}/a", "POST", json={"x": 1}))
    assert (box.asked[1].method, box.asked[1].body) == ("GET", b"")


def test_redirects_in_a_circle_end(box: Box, door: Door) -> None:
    box.routes["/a"] = lambda _: Given(status=302, headers={"Location": "/a"})
    assert fails(door(), Ask(f"{box.url}/a")).issues[0].code == "N607"
    assert len(box.asked) == 4


def test_proxies_of_the_environment_are_not_used(box: Box, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    box.routes["/a"] = lambda _: as_json(1)
    assert door().send(Ask(f"{box.url}/a")).status == 200


def test_the_netrc_of_the_machine_is_not_used(
    box: Box, door: Door, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password geheim")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    box.routes["/a"] = lambda _: as_json(1)
    door().send(Ask(f"{box.url}/a"))
    assert "authorization" not in box.asked[0].headers


def test_no_query_and_no_credential_reaches_the_log(box: Box, door: Door, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    box.in_turn("/a", Given(status=500), Given(status=302, headers={"Location": "/b?sig=canary3"}))
    box.routes["/b"] = lambda _: as_json(1)
    ask = Ask(
        f"{box.url}/a?x=canary1", secret_params={"key": "canary2"}, credentials={"Authorization": "Bearer canary4"}
    )
    door().send(ask)
    assert "/a" in caplog.text
    assert "canary" not in caplog.text


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A self-signed certificate for one host name."""
    from datetime import timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(clock.now() - timedelta(days=1))
    builder = builder.not_valid_after(clock.now() + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    made = builder.sign(key, hashes.SHA256())
    cert, secret = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return cert, secret


def test_tls_goes_by_the_name_though_the_address_is_called(door: Door, tmp_path: Path) -> None:
    from http.server import BaseHTTPRequestHandler, HTTPServer

    names: list[str | None] = []

    class Hello(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(self.headers["Host"].encode()[:2])

        def log_message(self, format: str, *args: Any) -> None:
            return

    cert, secret = certificate(tmp_path, "pos.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, secret)
    context.sni_callback = lambda sock, name, ctx: names.append(name)
    server = HTTPServer(("127.0.0.1", 0), Hello)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda request, address: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    port = server.server_address[1]
    settings: dict[str, Any] = {
        "resolver": lambda host, p: ["127.0.0.1"],
        "allow": frozenset({f"pos.example:{port}", f"evil.example:{port}"}),
        "retries": 0,
    }
    try:
        trusting = door(ca_bundle=str(cert), **settings)
        assert trusting.send(Ask(f"https://pos.example:{port}/")).body == b"po"
        assert fails(trusting, Ask(f"https://evil.example:{port}/")).kind == "tls"
        assert fails(door(**settings), Ask(f"https://pos.example:{port}/")).kind == "tls"
        assert names[:2] == ["pos.example", "evil.example"]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("headers", "body", "title"),
    [
        ({"Content-Type": "text/html"}, b"<html><head><title>\n 502  Bad&amp;Gateway </title>", "502 Bad&Gateway"),
        ({}, b"<!DOCTYPE html><p>", "?"),
        ({"content-type": "text/html"}, b'{"a": 1}', None),
        ({"content-type": "application/json"}, b"<x/>", None),
        ({}, b"<html><title>" + b"t" * 300 + b"</title>", "t" * 80),
    ],
)
def test_the_title_of_a_web_page(headers: dict[str, str], body: bytes, title: str | None) -> None:
    assert web_page(headers, body) == title


def test_every_fault_is_said_in_both_languages() -> None:
    for status in (300, 304, 400, 401, 403, 404, 409, 418, 429, 500, 503):
        message = fault_of(status, {}, b"", "http://x/y").issues[0].message
        assert str(status) in message["zh"]
        assert str(status) in message["en"]


def test_answer_knows_where_it_came_from() -> None:
    place = Place("http", "a.example", 80, "/x?key=1")
    assert Answer(200, {}, b"", place).place.plain == "http://a.example/x"

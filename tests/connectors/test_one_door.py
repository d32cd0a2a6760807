"""Nobody goes round the outgoing door: no module but it may import a client or a socket."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("engine", "form_builder", "rule_builder", "connectors", "admin_ui", "plugins")
CLIENTS = (
    *("requests", "urllib3", "urllib.request", "http.client", "httpx", "aiohttp", "pycurl", "socket"),
    *("ftplib", "smtplib", "imaplib", "poplib", "telnetlib", "paramiko"),
)
#: The doors: HTTP and, for what is not HTTP, a connection to a tested address.
DOORS = {ROOT / "connectors/http.py": {"requests", "urllib3", "socket"}, ROOT / "connectors/tcp.py": {"socket"}}
SUBMIT = ROOT / "plugins/smtp/submit.py"
SFTP = ROOT / "connectors/sftp.py"
#: Modules that import a client and open nothing with it.
LOCAL = {
    ROOT / "plugins/demo/state.py": {"socket"},  # looks for a free port of its own machine
    SFTP: {"paramiko"},  # speaks SSH over a connection that connectors.tcp has made
    SUBMIT: {"socket", "smtplib"},  # speaks SMTP over a connection that connectors.tcp has made
}


def breaches(text: str) -> set[str]:
    """The clients that a module imports, in whatever spelling."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            names |= {str(node.args[0].value)} if called in ("import_module", "__import__") else set()
    return {client for client in CLIENTS for name in names if name == client or name.startswith(f"{client}.")}


MODULES = [
    path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")) if "node_modules" not in str(path)
]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_door_calls_out(path: Path) -> None:
    assert breaches(path.read_text("utf-8")) <= DOORS.get(path, LOCAL.get(path, set()))


@pytest.mark.parametrize("path", DOORS, ids=lambda path: path.name)
def test_the_doors_are_there(path: Path) -> None:
    assert breaches(path.read_text("utf-8")) == DOORS[path]


def test_mail_goes_over_the_connection_it_is_given() -> None:
    """``smtplib`` connects by itself in two ways only; the one is overridden, the other is never called."""
    tree = ast.parse(SUBMIT.read_text("utf-8"))
    called = {node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and hasattr(node.func, "attr")}
    assert "create_connection" not in called
    assert "_get_socket" in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_sftp_goes_over_the_connection_it_is_given() -> None:
    """``paramiko`` connects by itself in a client of its own, or where it is given a host instead of a link."""
    text = SFTP.read_text("utf-8")
    assert "paramiko.Transport(link)" in text
    assert text.count("Transport(") == 1
    assert "SSHClient" not in text


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("import requests", {"requests"}),
        ("import requests.adapters as r", {"requests"}),
        ("from requests import get", {"requests"}),
        ("import urllib.request", {"urllib.request"}),
        ("from urllib import request", {"urllib.request"}),
        ("from urllib.request import urlopen", {"urllib.request"}),
        ("from http import client", {"http.client"}),
        ("def f():\n    import socket", {"socket"}),
        ("importlib.import_module('httpx')", {"httpx"}),
        ("__import__('socket')", {"socket"}),
        ("from urllib.parse import quote\nimport http.server\nrequests = 1", set()),
    ],
)
def test_the_rule_bites(planted: str, found: set[str]) -> None:
    assert breaches(planted) == found

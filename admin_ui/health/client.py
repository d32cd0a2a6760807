"""Is the web client built."""

from __future__ import annotations

from admin_ui.call import Call
from admin_ui.health.contract import Check, Finding
from admin_ui.web import STATIC
from engine.base.text import both


def _run(call: Call) -> Finding:
    if (STATIC / "index.html").is_file():
        return Finding("ok", both("网页已构建", "the web client is built"))
    return Finding("bad", both("网页没有构建，请运行 ./run setup", "the web client is not built: run ./run setup"))


CHECK = Check(both("网页", "Web client"), 100, _run)

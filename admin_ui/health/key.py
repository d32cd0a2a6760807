"""Is there a key, and does it open the stored secrets."""

from __future__ import annotations

from admin_ui.call import Call
from admin_ui.health.contract import Check, Finding
from engine.base.issue import IssueError
from engine.base.text import both
from engine.storage import secrets


def _run(call: Call) -> Finding:
    try:
        call.settings.require_key()
        names = secrets.names(call.connection)
        for name in names:
            secrets.reveal(call.connection, name, call.settings)
    except IssueError as error:
        return Finding("bad", error.issues[0].message)
    return Finding("ok", both(f"密钥可用，能打开 {len(names)} 个密文", f"the key opens {len(names)} secrets"))


CHECK = Check(both("密钥", "Key"), 90, _run)

"""Which release serves, and which program."""

from __future__ import annotations

import platform
from importlib.metadata import version

from admin_ui.call import Call
from admin_ui.health.contract import Check, Finding
from engine.base.text import both


def _run(call: Call) -> Finding:
    number, program, made = call.release.number, version("navmark"), call.release.created_at
    words = both(f"第 {number} 版定义，程序 {program}", f"release {number}, program {program}")
    figures = {
        "release": number,
        "published_at": made and made.isoformat(timespec="seconds"),
        "program": program,
        "python": platform.python_version(),
    }
    return Finding("ok", words, figures)


CHECK = Check(both("版本", "Versions"), 80, _run)

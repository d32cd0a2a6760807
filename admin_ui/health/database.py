"""Does the database answer, how large is it, is its schema the program's own."""

from __future__ import annotations

import sqlalchemy as sa

from admin_ui.call import Call
from admin_ui.health.contract import Check, Finding
from engine.base import clock
from engine.base.text import both
from engine.storage.installation import database_file
from engine.storage.migrate import newest, revision_of


def _run(call: Call) -> Finding:
    began = clock.monotonic()
    call.connection.execute(sa.text("SELECT 1"))
    took = round((clock.monotonic() - began) * 1000, 1)
    found, wanted = revision_of(call.connection), newest()
    file = database_file(call.settings)
    size = round(file.stat().st_size / 1e6, 1) if file is not None and file.is_file() else None
    figures = {"dialect": call.connection.dialect.name, "milliseconds": took, "megabytes": size, "revision": found}
    if found != wanted:
        words = both(f"表结构 {found} 与程序 {wanted} 不一致", f"the schema is {found}, the program's is {wanted}")
        return Finding("bad", words, figures)
    return Finding("ok", both("数据库应答正常", "the database answers"), figures)


CHECK = Check(both("数据库", "Database"), 10, _run)

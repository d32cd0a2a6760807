"""A repeated request with the same Idempotency-Key is answered with the first answer and has no second effect."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, request

from admin_ui.access import PUBLIC, access_of
from admin_ui.call import Call
from admin_ui.guard import SAFE
from admin_ui.problems import problem
from engine.base import clock
from engine.base.masking import masked
from engine.base.text import both
from engine.storage.database import writing
from engine.storage.tables import answered_request as table

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
#: A request that was begun but never answered (the process died) frees its key after this long.
ABANDONED = timedelta(minutes=10)
_BUSY = 0


def register(app: Flask) -> None:
    """Comes after the guard: the key belongs to the caller it has identified."""
    app.before_request(_before)
    app.after_request(_after)


def _before() -> Response | None:
    key, call = request.headers.get(HEADER), g.get("call")
    view = current_app.view_functions.get(request.endpoint or "")
    if key is None or call is None or view is None or request.method in SAFE or access_of(view) == PUBLIC:
        return None
    if not 1 <= len(key) <= 200 or not key.isprintable():
        return problem(400, both(f"{HEADER} 须为 1 至 200 个可见字符", f"{HEADER} has 1 to 200 visible characters"))
    asked = hashlib.sha256(b"\0".join((request.method.encode(), request.path.encode(), request.get_data()))).hexdigest()
    found = _claim(call, key, asked)
    if found is None:
        g.idempotency_key = key
        return None
    if found.request_hash != asked:
        return problem(422, both(f"{HEADER} 已用于另一个请求", f"this {HEADER} was used for another request"))
    if found.status == _BUSY:
        return problem(
            409, both("相同的请求正在处理", "the same request is being served"), headers={"Retry-After": "1"}
        )
    answer = Response(found.body, status=found.status, mimetype=found.mimetype)
    answer.headers["Idempotency-Replayed"] = "true"
    return answer


def _claim(call: Call, key: str, asked: str) -> sa.Row[tuple[object, ...]] | None:
    """None when the key is now ours; else the row of the request that had it first."""
    now = clock.now()
    mine = sa.and_(table.c.user_id == call.actor.user_id, table.c.key == key)
    gone = sa.or_(table.c.at < now - KEPT, sa.and_(table.c.status == _BUSY, table.c.at < now - ABANDONED))
    row = {"user_id": call.actor.user_id, "key": key, "request_hash": asked, "status": _BUSY, "body": "", "at": now}
    try:
        with writing(call.database) as connection:
            connection.execute(sa.delete(table).where(gone))
            connection.execute(sa.insert(table).values(**row, mimetype=""))
        return None
    except sa.exc.IntegrityError:
        with writing(call.database) as connection:
            return connection.execute(sa.select(table).where(mine)).one_or_none()


def _after(answer: Response) -> Response:
    key: str | None = g.pop("idempotency_key", None)
    if key is None:
        return answer
    call: Call = g.call
    mine = sa.and_(table.c.user_id == call.actor.user_id, table.c.key == key)
    with writing(call.database) as connection:
        if answer.status_code >= 500:
            connection.execute(sa.delete(table).where(mine))
        else:  # what is shown once (a new token) is not kept
            kept = {"status": answer.status_code, "body": masked(answer.get_data(as_text=True))}
            connection.execute(sa.update(table).where(mine).values(**kept, mimetype=answer.mimetype))
    return answer

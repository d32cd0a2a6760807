"""Errors as problem details (RFC 9457), in the caller's language, the same shape for every fault."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException, NotFound, RequestEntityTooLarge

from admin_ui import web
from admin_ui.call import NOTHING_PUBLISHED, preferred_language
from admin_ui.validation import issues_of
from engine.access.errors import AccessError, ForbiddenError
from engine.base.issue import Issue, IssueError
from engine.base.text import Text, both, pick
from engine.changes import StaleError
from engine.changes.publishing import ConflictError
from engine.storage.photos import StoreError

log = logging.getLogger("navmark.api")

TITLES: dict[int, Text] = {
    400: both("请求有误", "Bad request"),
    401: both("请先登录", "Sign in first"),
    403: both("没有权限", "Not permitted"),
    404: both("没有找到", "Not found"),
    405: both("此地址不支持该方法", "Method not allowed here"),
    409: both("与当前状态冲突", "Conflict"),
    413: both("请求内容过大", "Request too large"),
    415: both("请求内容须为 JSON", "The body must be JSON"),
    422: both("内容未通过检查", "The content did not pass the checks"),
    429: both("尝试过于频繁，请稍后再试", "Too many tries: please wait"),
    500: both("服务器内部错误", "Internal error"),
    503: both("服务暂不可用", "Not available at present"),
}


def problem(
    status: int,
    detail: Text | None = None,
    issues: Iterable[Issue] = (),
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Response:
    """A problem answer. Equal causes give equal bytes: nothing in it depends on the thing asked for.

    ``more``: extension members (a conflict's other side).
    """
    call = g.get("call")
    language = call.language if call else preferred_language()
    title = TITLES.get(status) or both("请求未完成", "The request failed")
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": pick(title, language),
        "status": status,
        "detail": pick(detail, language) if detail else pick(title, language),
        "issues": [issue.as_json() for issue in issues],
        **(more or {}),
    }
    answer: Response = current_app.make_response(current_app.json.response(body))
    answer.status_code, answer.mimetype = status, "application/problem+json"
    answer.headers["Content-Language"] = language
    answer.headers.update(headers or {})
    return answer


def register(app: Flask) -> None:
    """Every way a request can fail, with its status."""
    app.register_error_handler(IssueError, _issues)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(sa.exc.OperationalError, _database)
    app.register_error_handler(StoreError, _store)
    app.register_error_handler(Exception, _unexpected)


def _issues(error: IssueError) -> Response:
    if isinstance(error, ForbiddenError):
        return problem(403, error.issues[0].message)
    if isinstance(error, AccessError):
        return problem(404)
    if error.issues and error.issues[0] is NOTHING_PUBLISHED:
        return problem(503, NOTHING_PUBLISHED.message, error.issues)
    first = error.issues[0].message if error.issues else None
    if isinstance(error, ConflictError | StaleError):
        return problem(409, first, error.issues)
    return problem(422, first, error.issues)


def _http(error: HTTPException) -> Response:
    api = request.path == "/api" or request.path.startswith("/api/")
    if isinstance(error, NotFound) and not api and request.method in ("GET", "HEAD"):
        return web.page(request.path)
    status = error.code or 500
    data = getattr(error, "data", None) or {}
    if status == 422 and "messages" in data:
        found = issues_of(data["messages"])
        return problem(422, found[0].message if found else None, found)
    if isinstance(error, RequestEntityTooLarge):
        limit = (request.max_content_length or current_app.config["MAX_CONTENT_LENGTH"]) // 1000
        return problem(413, both(f"最多 {limit} KB", f"at most {limit} KB"))
    headers = {}
    if status == 405 and (allowed := getattr(error, "valid_methods", None)):
        headers["Allow"] = ", ".join(sorted(allowed))
    return problem(status, headers=headers)


def _database(error: sa.exc.OperationalError) -> Response:
    """Locked, full, read-only or gone: the fault of the machine, and worth a second try."""
    name = _logged("database", error)
    words = both(f"数据库暂不可用（编号 {name}）", f"the database is not available (reference {name})")
    return problem(503, words, headers={"Retry-After": "5"})


def _store(error: StoreError) -> Response:
    name = _logged("store", error)
    words = both(f"照片暂时无法存取（编号 {name}）", f"photos cannot be kept or read at present (reference {name})")
    return problem(503, words, headers={"Retry-After": "30"})


def _unexpected(error: Exception) -> Response:
    name = _logged("unexpected", error)
    return problem(500, both(f"请向管理员提供编号 {name}", f"tell the administrator this reference: {name}"))


def _logged(what: str, error: Exception) -> str:
    name = secrets.token_hex(4)
    log.error("%s fault %s at %s %s", what, name, request.method, request.path, exc_info=error)
    return name

"""The web application: the JSON API under /api/v1 and the built web client."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.json.provider import DefaultJSONProvider
from flask_smorest import Api
from werkzeug.middleware.proxy_fix import ProxyFix

from admin_ui import guard, headers, idempotency, probes, problems, request_log
from admin_ui.access import require_declared
from admin_ui.body import MAX_BODY
from admin_ui.resource import Resource
from admin_ui.shapes import Problem
from engine.base import logs, masking
from engine.base.discover import exposed
from engine.base.settings import Settings

VERSION = "1.0"


class _Json(DefaultJSONProvider):
    """Days and instants as ISO text, keys in their order."""

    sort_keys = False
    ensure_ascii = False

    @staticmethod
    def default(value: Any) -> Any:
        """What JSON has no word for."""
        return value.isoformat() if isinstance(value, date) else DefaultJSONProvider.default(value)


class _Api(Api):  # type: ignore[misc]
    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        """``problems`` answers all errors."""


def create_app(database: sa.Engine, settings: Settings, *, more: Iterable[Resource] = ()) -> Flask:
    """The application over a database. ``more`` resources are added to those in ``admin_ui/api``.

    Raises IssueError (N801) without a proper key, and RuntimeError where a route declares no access.
    """
    settings.require_key()
    masking.install()
    logs.learn(settings)
    app = Flask("admin_ui", static_folder=None, template_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY,
        PROPAGATE_EXCEPTIONS=False,
        API_TITLE="Navmark",
        API_VERSION=VERSION,
        OPENAPI_VERSION="3.1.0",
    )
    app.json = _Json(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    app.wsgi_app = probes.Probes(app.wsgi_app, database, settings)  # type: ignore[method-assign, assignment]
    request_log.register(app)
    problems.register(app)
    guard.register(app, database, settings)
    idempotency.register(app)
    headers.register(app, https=settings.secure_cookies)
    api = _Api(app, spec_kwargs=_described(settings))
    app.extensions["navmark_api"] = api
    for resource in [*resources(), *more]:
        api.register_blueprint(resource.blueprint)
    require_declared(app)
    return app


def resources() -> list[Resource]:
    """The resources of ``admin_ui/api``, one per file."""
    return [found for found in exposed("admin_ui.api", "RESOURCE").values() if isinstance(found, Resource)]


def _described(settings: Settings) -> dict[str, Any]:
    """What the OpenAPI document says about the whole."""
    return {
        "info": {
            "description": "Money is in major units, ratios are fractions. Errors are problem details (RFC 9457)."
        },
        "servers": [{"url": settings.public_url}],
        "components": {
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": guard.COOKIE},
                "token": {"type": "http", "scheme": "bearer"},
            }
        },
        "security": [{"session": []}, {"token": []}],
    }

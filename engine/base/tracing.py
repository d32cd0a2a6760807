"""Traces for OpenTelemetry, where ``NAVMARK_OTEL_ENDPOINT`` names a collector (OTLP over HTTP) and the extra ``otel``
is installed; else every call here does nothing. Spans hold names of routes, schedules and steps, and SQL without
values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from engine.base import masking
from engine.base.issue import Issue, IssueError
from engine.base.settings import Settings
from engine.base.text import both

ENDPOINT = "NAVMARK_OTEL_ENDPOINT"
Values = Mapping[str, str | int | float | bool]
_LONGEST = 2_000  # characters of a statement
_tracer: Any = None
_provider: Any = None


@dataclass
class Span:
    """Something that has begun, in this thread. ``end`` may be called once."""

    inner: Any
    token: Any

    def note(self, values: Values) -> None:
        """Adds attributes."""
        for name, value in values.items():
            self.inner.set_attribute(name, value)

    def end(self, fault: BaseException | None = None) -> None:
        """It is over; ``fault``: by this exception (its kind is noted, never its words)."""
        from opentelemetry import context
        from opentelemetry.trace import Status, StatusCode

        if fault is not None:
            self.inner.set_status(Status(StatusCode.ERROR, type(fault).__name__))
        self.inner.end()
        context.detach(self.token)


def install(settings: Settings, service: str, *, exporter: Any = None) -> bool:
    """Begins to trace this process, once, as ``service``; False where no endpoint is set.

    Raises IssueError (N976) for an endpoint that is no http(s) address or where the packages are missing.
    ``exporter``: another way out than OTLP.
    """
    global _tracer, _provider
    endpoint = settings.values.get(ENDPOINT, "")
    if not endpoint and exporter is None:
        return False
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        words = both(f"设了 {ENDPOINT}，但没有安装 OpenTelemetry", f"{ENDPOINT} is set, but OpenTelemetry is missing")
        hint = both("运行 pip install 'navmark[otel]'", "run pip install 'navmark[otel]'")
        raise IssueError([Issue("N976", words, hint=hint)]) from None
    if exporter is None:
        url = urlsplit(endpoint)
        if url.scheme not in ("http", "https") or not url.hostname:
            words = both(f"{ENDPOINT} 不是 http(s) 地址", f"{ENDPOINT} is not an http(s) address")
            raise IssueError([Issue("N976", words)])
        exporter = OTLPSpanExporter(endpoint if url.path.strip("/") else f"{endpoint.rstrip('/')}/v1/traces")
    if _provider is None:
        _provider = TracerProvider(resource=Resource.create({"service.name": service}))
        _tracer = _provider.get_tracer("navmark")
    _provider.add_span_processor(BatchSpanProcessor(exporter))
    return True


def finish() -> None:
    """Sends what is left and traces no more."""
    global _tracer, _provider
    provider, _tracer, _provider = _provider, None, None
    if provider is not None:
        provider.shutdown()


def begin(name: str, values: Values | None = None) -> Span | None:
    """A span that is the parent of what this thread begins until its ``end``; None where nothing is traced."""
    if _tracer is None:
        return None
    from opentelemetry import context, trace

    inner = _tracer.start_span(name, attributes=dict(values or {}))
    return Span(inner, context.attach(trace.set_span_in_context(inner)))


@contextmanager
def span(name: str, values: Values | None = None) -> Iterator[Span | None]:
    """The same as a block; what is raised in it is noted by its kind."""
    found = begin(name, values)
    try:
        yield found
    except BaseException as fault:
        if found is not None:
            found.end(fault)
            found = None
        raise
    finally:
        if found is not None:
            found.end()


def watch(database: sa.Engine) -> None:
    """Every statement of an engine becomes a span: its text with placeholders, never its values."""
    if _tracer is None:
        return

    def before(connection: Any, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
        words = {"db.system": database.dialect.name, "db.statement": masking.masked(statement[:_LONGEST])}
        connection.info.setdefault("navmark_spans", []).append(begin(statement.split(None, 1)[0].upper(), words))

    def after(connection: Any, *rest: Any) -> None:
        if (spans := connection.info.get("navmark_spans")) and (found := spans.pop()) is not None:
            found.end()

    def failed(fault: Any) -> None:
        spans = fault.connection.info.get("navmark_spans") if fault.connection is not None else None
        if spans and (found := spans.pop()) is not None:
            found.end(fault.original_exception)

    sa.event.listen(database, "before_cursor_execute", before)
    sa.event.listen(database, "after_cursor_execute", after)
    sa.event.listen(database, "handle_error", failed)

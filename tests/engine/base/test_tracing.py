"""Traces: what becomes a span and what never stands in one; without the packages people are told what to install."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine.base import tracing
from engine.base.issue import IssueError
from engine.base.settings import Settings
from engine.storage.database import open_database, reading


def settings(endpoint: str) -> Settings:
    return Settings(Path("/nowhere"), "sqlite://", values={tracing.ENDPOINT: endpoint})


def test_nothing_is_traced_without_an_endpoint() -> None:
    assert tracing.install(settings(""), "test") is False
    assert tracing.begin("request") is None
    with tracing.span("job") as span:
        assert span is None


def test_without_the_packages_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(IssueError) as refused:
        tracing.install(settings("http://127.0.0.1:4318"), "test")
    issue = refused.value.issues[0]
    assert issue.code == "N976"
    assert issue.hint is not None
    assert "navmark[otel]" in issue.hint["en"]


@pytest.fixture
def kept() -> Iterator[Any]:
    memory = pytest.importorskip(
        "opentelemetry.sdk.trace.export.in_memory_span_exporter", reason="the extra otel is not installed"
    )
    exporter = memory.InMemorySpanExporter()
    yield exporter
    tracing.finish()


def test_jobs_and_statements_are_spans_under_each_other(kept: Any, tmp_path: Path) -> None:
    for bad in ("collector:4318", "ftp://collector"):
        with pytest.raises(IssueError):
            tracing.install(settings(bad), "test")
    assert tracing.install(settings(""), "navmark-test", exporter=kept)
    database = open_database(f"sqlite:///{tmp_path / 'x.sqlite'}")
    tracing.watch(database)
    with tracing.span("job", {"navmark.schedule": "morning"}), reading(database) as connection:
        connection.execute(sa.select(sa.literal("a client's word"), sa.literal(42)))
    with pytest.raises(sa.exc.OperationalError), tracing.span("fails"), reading(database) as connection:
        connection.execute(sa.text("SELECT * FROM nothing"))
    database.dispose()
    tracing._provider.force_flush()
    spans = {span.name: span for span in kept.get_finished_spans()}
    job, select = spans["job"], next(s for s in kept.get_finished_spans() if s.name == "SELECT")
    assert select.parent.span_id == job.context.span_id
    assert select.attributes["db.statement"].startswith("SELECT ?")
    assert "a client's word" not in str([dict(s.attributes) for s in spans.values()])
    assert job.resource.attributes["service.name"] == "navmark-test"
    assert spans["fails"].status.description == "OperationalError"

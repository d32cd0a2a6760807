"""What the schema of an app cannot say: zones, cron times, names that are there twice."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import available_timezones

from engine.base.issue import Issue
from engine.base.suggest import nearest
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition, Reference
from engine.definitions.names import twice
from engine.jobs.schedule import check as check_schedule
from engine.kinds.app.branding import branding_issues
from engine.kinds.app.model import AppModel


def references(model: AppModel) -> Iterable[Reference]:
    """Calendar, org, the lamps of the home page, and what the schedules run."""
    yield Reference("$.calendar", "calendar", model.calendar)
    yield Reference("$.org", "org", model.org)
    for i, name in enumerate(model.home_indicators):
        yield Reference(f"$.home_indicators[{i}]", "indicator", name)
    for i, schedule in enumerate(model.schedules):
        for j, step in enumerate(schedule.steps):
            for k, name in enumerate(step.pull or ()):
                yield Reference(f"$.schedules[{i}].steps[{j}].pull[{k}]", "source", name)
            if isinstance(step.evaluate, tuple):
                for k, name in enumerate(step.evaluate):
                    yield Reference(f"$.schedules[{i}].steps[{j}].evaluate[{k}]", "rule", name)


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about an app that passed its schema."""
    model: AppModel = definition.model
    yield from _zone(definition, "$.time_zone", model.time_zone)
    lamps = [(f"$.home_indicators[{i}]", name) for i, name in enumerate(model.home_indicators)]
    yield from twice(definition, "N420", lamps)
    names = [(f"$.schedules[{i}].name", schedule.name) for i, schedule in enumerate(model.schedules)]
    yield from twice(definition, "N420", names)
    if model.branding is not None:
        yield from branding_issues(definition, model.branding)
    for i, schedule in enumerate(model.schedules):
        yield from _cron(definition, f"$.schedules[{i}].cron", schedule.cron)
        if schedule.time_zone is not None:
            yield from _zone(definition, f"$.schedules[{i}].time_zone", schedule.time_zone)


def _zone(definition: Definition, path: str, zone: str) -> Iterable[Issue]:
    known = available_timezones()
    if zone not in known:
        close = nearest(zone, known) or "Asia/Shanghai"
        words = both(f"没有时区 “{zone}”", f'there is no time zone "{zone}"')
        yield definition.issue("N460", words, path, both(f"您是否想写 “{close}”？", f'did you mean "{close}"?'))


def _cron(definition: Definition, path: str, cron: str) -> Iterable[Issue]:
    """What the scheduler itself would refuse, so that nothing it cannot run is ever published."""
    for issue in check_schedule(cron, "UTC"):
        yield definition.issue("N461" if issue.code == "N921" else issue.code, issue.message, path, issue.hint)

"""The schedules of the release that serves."""

from __future__ import annotations

from engine.definitions.release import Release
from engine.jobs.schedule import Schedule


def schedules_of(release: Release | None) -> list[Schedule]:
    """What the app's definition says should run; nothing where nothing is published yet."""
    if release is None:
        return []
    app = release.app
    return [
        Schedule(
            schedule.name,
            schedule.cron,
            schedule.time_zone or app.time_zone,
            tuple({"pull": s.pull} if s.pull is not None else {"evaluate": s.evaluate} for s in schedule.steps),
        )
        for schedule in app.schedules
    ]

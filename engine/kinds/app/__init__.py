"""Kind app (应用): the one definition that says which calendar, organisation and schedules serve."""

from pathlib import Path

from engine.base.text import both
from engine.definitions.kind import Kind
from engine.kinds.app.checks import checks, references
from engine.kinds.app.model import AppModel

KIND = Kind(
    name="app",
    title=both("应用", "App"),
    folder=Path(__file__).parent,
    model=AppModel,
    references=references,
    checks=checks,
)

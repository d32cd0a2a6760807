"""Kind calendar (营业日历): which days are worked, and how much of a month each carries."""

from pathlib import Path

from engine.base.text import both
from engine.definitions.kind import Kind
from engine.kinds.calendar.checks import checks, references
from engine.kinds.calendar.compile import compile_calendar
from engine.kinds.calendar.model import CalendarModel

KIND = Kind(
    name="calendar",
    title=both("营业日历", "Calendar"),
    folder=Path(__file__).parent,
    model=CalendarModel,
    references=references,
    checks=checks,
    compile=compile_calendar,
)

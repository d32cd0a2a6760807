"""Kind dashboard (看板): which indicators a board shows and how."""

from pathlib import Path

from engine.base.text import both
from engine.definitions.kind import Kind
from engine.kinds.dashboard.checks import checks, references
from engine.kinds.dashboard.model import DashboardModel

KIND = Kind(
    name="dashboard",
    title=both("看板", "Dashboard"),
    folder=Path(__file__).parent,
    model=DashboardModel,
    references=references,
    checks=checks,
)

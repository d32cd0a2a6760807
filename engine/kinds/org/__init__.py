"""Kind org (组织): levels, units, posts and people, from small CSV files."""

from pathlib import Path

from engine.base.text import both
from engine.definitions.kind import Kind
from engine.kinds.org.checks import checks, references
from engine.kinds.org.model import OrgModel

KIND = Kind(
    name="org",
    title=both("组织", "Organisation"),
    folder=Path(__file__).parent,
    model=OrgModel,
    references=references,
    checks=checks,
)

"""Kind role (角色): what the holder of a post may see and do."""

from pathlib import Path

from engine.base.text import both
from engine.definitions.kind import Kind
from engine.kinds.role.checks import checks, references
from engine.kinds.role.model import RoleModel

KIND = Kind(
    name="role",
    title=both("角色", "Role"),
    folder=Path(__file__).parent,
    model=RoleModel,
    references=references,
    checks=checks,
)

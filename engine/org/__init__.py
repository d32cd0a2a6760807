"""The organisation: an effective-dated tree of units, and the posts in it."""

from engine.org.paths import ALWAYS_FROM, ALWAYS_TO, end_of
from engine.org.tree import OrgTree, Unit, as_units, in_force, tree_of_rows, unit_select, units_on
from engine.org.verify import verify_org

__all__ = [
    "ALWAYS_FROM",
    "ALWAYS_TO",
    "OrgTree",
    "Unit",
    "as_units",
    "end_of",
    "in_force",
    "tree_of_rows",
    "unit_select",
    "units_on",
    "verify_org",
]

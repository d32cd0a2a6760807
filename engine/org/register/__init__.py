"""The register: units, posts and people as rows of the org's CSV files, changed by import or by hand in a draft.

Everything here is pure: texts and rows in, a plan in, nothing stored. The truth stays the CSV files.
"""

from engine.org.register.by_hand import put_rows
from engine.org.register.files import Register, write
from engine.org.register.people import plan_people, without_address
from engine.org.register.planned import Change, Plan
from engine.org.register.posts import plan_posts
from engine.org.register.suggest import suggest
from engine.org.register.units import plan_units

__all__ = [
    "Change",
    "Plan",
    "Register",
    "plan_people",
    "plan_posts",
    "plan_units",
    "put_rows",
    "suggest",
    "without_address",
    "write",
]

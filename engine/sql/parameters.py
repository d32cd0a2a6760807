"""The parameters of every statement that reads units over a range of days, and how many units one takes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

UNITS: sa.BindParameter[Any] = sa.bindparam("units", expanding=True)
LEAVES: sa.BindParameter[Any] = sa.bindparam("leaves", expanding=True)
FIRST = sa.bindparam("first", type_=sa.Integer)
LAST = sa.bindparam("last", type_=sa.Integer)

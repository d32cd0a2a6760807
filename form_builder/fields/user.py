"""Field type user: a person, by login."""

from __future__ import annotations

from typing import Any

from engine.base.text import both
from form_builder.fields.contract import Field, FieldType, Reading, Refused
from form_builder.fields.options import NAME, option, options
from form_builder.fields.plain import a_text, own, own_scalar, text_of


def _read(field: Field, value: Any, reading: Reading) -> str:
    login = a_text(value, 100)
    known = reading.ground.has_user
    if known is not None and not known(login, field.option("role")):
        raise Refused(f"没有用户 “{login}”", f'there is no user "{login}"')
    return login


FIELD = FieldType(
    name="user",
    title=both("人员", "Person"),
    help=both("一位用户（登录名）。", "A person, by login."),
    family="people",
    schema=options(
        role=option(
            "角色 / Role",
            "只能选任此角色的人；不写则都可以。",
            "Holders of this role only; anybody where left out.",
            "supervisor",
            **NAME,
        )
    ),
    read=_read,
    names=own("text"),
    scalars=own_scalar,
    cell=text_of,
    columns=frozenset({"text"}),
)

"""What the tables share: metadata, ids and references."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()


def id_column() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True)


def reference(name: str, target: str, nullable: bool = False, index: bool = False) -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column(name, kind, sa.ForeignKey(target), nullable=nullable, index=index)


#: Text ordered by code point on every database: paths are compared as ranges.
Bytewise = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

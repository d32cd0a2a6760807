"""Brings the org tables in line with the ``org`` definition's CSV files, inside the publishing transaction.

Units are added, renamed, opened, closed and moved; a unit that has left the file keeps its history. A move holds
from the row's ``from`` day (else today): reports of earlier days keep the old tree.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta

import sqlalchemy as sa

from engine.base import clock
from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.definitions.kind import Catalog
from engine.org.paths import ALWAYS_FROM, ALWAYS_TO, Link, Parent, links_of, moved
from engine.storage.database import new_public_id
from engine.storage.tables import org_link, org_unit, post_holder, user_account, user_address

Row = Mapping[str, str]


def rows_of(text: str) -> list[Row]:
    """The rows of a CSV file with a header, cells trimmed."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    return [{key.strip(): (value or "").strip() for key, value in row.items() if key} for row in reader]


def unit_codes(catalog: Catalog) -> frozenset[str]:
    """The codes of all units in the org files of a package, sound or not."""
    texts = (catalog.files.get(org.units, "") for org in (one.model for one in catalog.all("org")))
    return frozenset(row["code"] for text in texts for row in rows_of(text) if row.get("code"))


def sync_units(connection: sa.Connection, rows: list[Row], levels: list[str], today: date) -> date | None:
    """Writes units and links. Returns the first day whose tree has changed, or None where no place changed.

    Raises IssueError (N440) where the links make no tree.
    """
    ids = _write_units(connection, rows, levels)
    before = parents_in(connection)
    after = {unit: list(periods) for unit, periods in before.items()}
    changed: list[int] = []
    for row in rows:
        unit = ids[row["code"]]
        parent = ids[row["parent"]] if row.get("parent") else None
        old = after.get(unit)
        if old is None:
            after[unit] = [Parent(ALWAYS_FROM, ALWAYS_TO, parent)]
            changed.append(ALWAYS_FROM)
        elif old[-1].parent != parent:
            first = date.fromisoformat(row["from"]) if row.get("from") else today
            after[unit] = moved(old, parent, first.toordinal())
            changed.append(first.toordinal())
    if not changed:
        return None
    try:
        write_links(connection, links_of(after))
    except ValueError as error:
        message = both(f"组织树无法成立：{error}", f"the links make no tree: {error}")
        raise IssueError([Issue("N440", message, "$.units")]) from error
    return date.fromordinal(min(changed))


def _write_units(connection: sa.Connection, rows: list[Row], levels: list[str]) -> dict[str, int]:
    _rename_top(connection, rows)
    known = {row.code: row for row in connection.execute(sa.select(org_unit))}
    fresh = []
    for row in rows:
        values = {
            "code": row["code"],
            "level": levels.index(row["level"]),
            "title": {"zh": row["zh"], "en": row.get("en") or row["zh"]},
            "opened": _day(row.get("opened")),
            "closed": _day(row.get("closed")),
            "groups": [g.strip() for g in row.get("groups", "").split(";") if g.strip()],
            "location": _location(row),
        }
        old = known.get(row["code"])
        if old is None:
            fresh.append(values)
        elif any(getattr(old, name) != value for name, value in values.items()):
            connection.execute(sa.update(org_unit).where(org_unit.c.id == old.id).values(**values))
    if fresh:
        connection.execute(sa.insert(org_unit), fresh)
    return {row.code: row.id for row in connection.execute(sa.select(org_unit.c.code, org_unit.c.id))}


def _rename_top(connection: sa.Connection, rows: list[Row]) -> None:
    """A file with another top unit gives the one that is there a new code: there is one top, and it keeps its id."""
    tops = [row["code"] for row in rows if not row.get("parent")]
    codes = {row["code"] for row in rows}
    top = sa.select(org_unit.c.code).join(org_link, org_link.c.unit_id == org_unit.c.id)
    known = set(connection.execute(top.where(org_link.c.parent_id.is_(None)).distinct()).scalars())
    taken = sa.select(org_unit.c.id).where(org_unit.c.code.in_(tops))
    if len(tops) != 1 or len(known) != 1 or known & codes or connection.execute(taken).first() is not None:
        return
    connection.execute(sa.update(org_unit).where(org_unit.c.code.in_(known)).values(code=tops[0]))


def parents_in(connection: sa.Connection) -> dict[int, list[Parent]]:
    """The parent links as they are stored (adjacency: the truth), neighbours with the same parent joined."""
    found: dict[int, list[Parent]] = {}
    order = (org_link.c.unit_id, org_link.c.valid_from)
    columns = (org_link.c.unit_id, org_link.c.valid_from, org_link.c.valid_to, org_link.c.parent_id)
    for unit, first, last, parent in connection.execute(sa.select(*columns).order_by(*order)):
        periods = found.setdefault(unit, [])
        begin, end = first.toordinal(), last.toordinal()
        if periods and periods[-1].parent == parent and periods[-1].last == begin:
            begin = periods.pop().first
        periods.append(Parent(begin, end, parent))
    return found


def write_links(connection: sa.Connection, links: list[Link]) -> None:
    """Replaces all links."""
    connection.execute(sa.delete(org_link))
    values = [
        {
            "unit_id": link.unit,
            "valid_from": link.first,
            "valid_to": link.last,
            "parent_id": link.parent,
            "depth": link.depth,
            "path": link.path,
            "path_end": link.path_end,
        }
        for link in links
    ]
    if values:
        connection.execute(sa.insert(org_link), values)


def sync_users(connection: sa.Connection, rows: list[Row]) -> None:
    """Adds the people of the file and their addresses; never touches a password and never removes anybody."""
    known = {row.login: row for row in connection.execute(sa.select(user_account))}
    for row in rows:
        title = {"zh": row["zh"], "en": row.get("en") or row["zh"]}
        language = row.get("language") or "zh"
        login = normal_login(row["login"])
        old = known.get(login)
        if old is None:
            created = sa.insert(user_account).values(
                public_id=new_public_id(), login=login, title=title, language=language, created_at=clock.now()
            )
            (user_id,) = connection.execute(created.returning(user_account.c.id)).one()
        else:
            user_id = old.id
            if old.title != title:
                connection.execute(sa.update(user_account).where(user_account.c.id == user_id).values(title=title))
        for channel in sorted(set(row) - {"login", "zh", "en", "language"}):
            if row[channel]:
                _put_address(connection, user_id, channel, row[channel])


def _put_address(connection: sa.Connection, user_id: int, channel: str, address: str) -> None:
    mine = sa.and_(user_address.c.user_id == user_id, user_address.c.channel == channel)
    if connection.execute(sa.update(user_address).where(mine).values(address=address)).rowcount == 0:
        connection.execute(sa.insert(user_address).values(user_id=user_id, channel=channel, address=address))


def sync_posts(connection: sa.Connection, rows: list[Row]) -> None:
    """Makes the post holders exactly those of the file (dates included)."""
    units = {row.code: row.id for row in connection.execute(sa.select(org_unit.c.code, org_unit.c.id))}
    users = {row.login: row.id for row in connection.execute(sa.select(user_account.c.login, user_account.c.id))}
    wanted = [
        {
            "role": row["role"],
            "unit_id": units[row["unit"]],
            "user_id": users[normal_login(row["login"])],
            "valid_from": _day(row.get("from")) or date.fromordinal(ALWAYS_FROM),
            "valid_to": _day_after(row.get("to")),  # the file names the last day, the table the first day after it
            "deputy": row.get("deputy", "").lower() in ("1", "true", "yes", "是"),
        }
        for row in rows
        if row.get("login")
    ]
    connection.execute(sa.delete(post_holder))
    if wanted:
        connection.execute(sa.insert(post_holder), wanted)


def _day_after(text: str | None) -> date:
    return date.fromisoformat(text) + timedelta(days=1) if text else date.fromordinal(ALWAYS_TO)


def normal_login(login: str) -> str:
    """The one spelling of a login: NFKC, lower case, no spaces around."""
    return unicodedata.normalize("NFKC", login).strip().lower()


def _location(row: Row) -> dict[str, float] | None:
    lat, lon = row.get("lat"), row.get("lon")
    return {"lat": float(lat), "lon": float(lon)} if lat and lon else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

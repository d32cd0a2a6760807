"""The small app enlarged, whole or cut down to what one person may see, with a canary in every name.

3 divisions, 6 areas, 12 stores. Unit ``X`` has the code ``zqX`` and the titles ``隐X`` and ``VeilX``; people are called
``某login`` and ``Folk login``. Every role holds every permission, so that nothing but its scope keeps a row from it;
keepers do not see margin, nor what rests on it.

A *reduced* installation is published and loaded anew with the units in the person's scope and those above (whose names
no answer may show), the people with posts there, and the rows of the units in scope. Incidents, reports and messages
about units in scope are copied over: what a rule has found is the unit's, while the rule itself looks at everybody.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from admin_ui.app import create_app
from admin_ui.boards.show import asked
from admin_ui.boards.snapshots import keep
from admin_ui.call import Call
from engine.access import accounts, audit
from engine.access.actor import actor_of
from engine.base import clock
from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.release import Release
from engine.facts import begin_load, fail_load
from engine.scores.round import recompute_scores
from engine.storage.database import open_database, reading, writing
from engine.storage.migrate import upgrade
from engine.storage.photos import Photos
from engine.storage.tables import (
    adjustment,
    board_snapshot,
    comment,
    incident,
    incident_action,
    incident_event,
    load,
    org_unit,
    outbox,
    refused_row,
    report,
    rule_run,
    rule_state,
    rule_transition,
    schedule_slot,
    user_account,
)
from engine.storage.tables import audit as audit_line
from rule_builder import life
from rule_builder.channels.compose import compose
from rule_builder.channels.contract import Recipient, channels
from rule_builder.life import actions
from rule_builder.message import draft
from rule_builder.rounds import evaluate_rules
from tests import small_app
from tests.admin_ui.scope_forms import fill_forms, keep_photos

PASSWORD = "a right password 1"
DIVISIONS = "ABC"
AREAS = [d + n for d in DIVISIONS for n in "12"]
STORES = [a + n for a in AREAS for n in "12"]
UNITS = ["HQ", *DIVISIONS, *AREAS, *STORES]
#: Sales of a store per day, in units of its target: six of them stay below 85 %.
SHARE = dict(zip(STORES, (0.8, 0.8, 0.7, 1.0, 0.8, 1.0, 1.0, 1.1, 0.8, 1.0, 0.8, 0.97), strict=True))
WEIGHT = {store: 1 + at for at, store in enumerate(STORES)}
LATE = {("A12", small_app.ANCHOR), ("C22", small_app.ANCHOR)}
#: Login → (role, unit) of every post; ``two`` holds two posts of different rights.
POSTS: dict[str, list[tuple[str, str]]] = {
    "chief": [("chief", "HQ")],
    **{f"dir_{d}".lower(): [("director", d)] for d in DIVISIONS},
    **{f"mgr_{a}".lower(): [("manager", a)] for a in AREAS},
    **{f"keep_{s}".lower(): [("keeper", s)] for s in STORES},
    "two": [("manager", "A2"), ("keeper", "C11")],
}


def code(name: str) -> str:
    """The code of a unit."""
    return f"zq{name}"


def within(top: str) -> list[str]:
    """The units at or below one."""
    return UNITS if top == "HQ" else [name for name in UNITS if name.startswith(top) and name != "HQ"]


def above(name: str) -> list[str]:
    """The units above one."""
    return [] if name == "HQ" else ["HQ", *(name[:n] for n in range(1, len(name)))]


def scope_of(login: str) -> set[str]:
    """The units that a person may see."""
    return {name for _, top in POSTS[login] for name in within(top)}


@dataclass
class Installation:
    """A database with its web application."""

    app: Flask
    database: sa.Engine
    release: Release
    folder: Path


def build(folder: Path, scope: set[str] | None = None, like: Installation | None = None) -> Installation:
    """An installation with everything (``scope`` None), or with a person's units only and the alerts of ``like``."""
    kept = set(UNITS) if scope is None else scope | {name for unit in scope for name in above(unit)}
    rows = set(UNITS) if scope is None else scope
    package = folder / "app"
    shutil.copytree(small_app.APP, package)
    _define(package, kept, rows)
    database = open_database(f"sqlite:///{folder / 'navmark.sqlite'}")
    upgrade(database)
    release = small_app.publish_app(database, package, reason=f"all about {' '.join(map(code, sorted(rows)))}")
    _load(database, release, rows, whole=rows == set(UNITS))
    keep_photos(Photos.of(small_app.settings_in(folder)), [store for store in STORES if store in rows])
    with clock.frozen(small_app.NOW):
        recompute_scores(database)
        if like is None:
            assert {outcome.state for outcome in evaluate_rules(database, release)} == {"done"}
            _send(database, release)
            _answer(database, release)
            _send(database, release)
            _meet(database, release, folder)
        else:
            _copy_alerts(like.database, database, rows)
            _copy_states(like.database, database, rows)
            _copy_meetings(like.database, database, rows)
    _settle(database)
    return Installation(create_app(database, small_app.settings_in(folder)), database, release, folder)


def _define(package: Path, kept: set[str], rows: set[str]) -> None:
    levels = {0: "company", 1: "division", 2: "area", 3: "store"}
    units = [("code", "zh", "en", "level", "parent", "opened", "closed", "groups")]
    for name in UNITS:
        if name in kept:
            level = 0 if name == "HQ" else len(name)
            parent = "" if name == "HQ" else code(name[:-1] or "HQ")
            units.append((code(name), f"隐{name}", f"Veil{name}", levels[level], parent, "2020-01-01", "", ""))
    _csv(package / "data/units.csv", units)
    posts = [(role, unit, login) for login, held in POSTS.items() for role, unit in held if unit in kept]
    _csv(package / "data/posts.csv", [("role", "unit", "login"), *((r, code(u), who) for r, u, who in posts)])
    users = [
        (who, f"某{who}", f"Folk {who}", "en" if who.startswith("dir") else "zh", f"Wx{who}", "")
        for who in dict.fromkeys(who for _, _, who in posts)
    ]
    _csv(package / "data/users.csv", [("login", "zh", "en", "language", "wecom", "email"), *users])
    stores = [store for store in STORES if store in rows]
    _csv(package / "data/weights.csv", [("unit", "weight"), *((code(s), WEIGHT[s]) for s in stores)])
    whole = 365 * 100 * sum(WEIGHT[store] for store in stores)  # 100.00 a day for every part

    def plan(value: Any) -> None:
        value["lines"][0]["total"] = {"baseline": f"{whole * 0.9:.2f}", "target": f"{whole}.00"}
        value["lines"][0]["over_units"] = {"weights": "data/weights.csv"}
        value["tiers"] = ["baseline", "target"]
        for line in value["lines"][1:]:
            del line["value"]["stretch"]

    _edit(package / "plans/plan_2026.json", plan)
    every = json.loads((package / "roles/chief.json").read_text(encoding="utf-8"))["permissions"]
    every = list(dict.fromkeys([*every, "read_scores"]))
    for role in ("chief", "director", "manager", "keeper"):
        _edit(package / f"roles/{role}.json", lambda value: value.update(permissions=every))
    for path, value in {**_RULES, **_MORE}.items():
        (package / path).parent.mkdir(exist_ok=True)
        (package / path).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


_MARKUP = {
    "kind": "indicator", "name": "markup", "title": both("加价率", "Markup"), "direction": "higher",
    "formula": "1 / (1 - margin)", "scale": "standard", "unit_of_measure": both("倍", "times"),
    "display": "number", "decimals": 2,
}  # fmt: skip
_WEIGHTS = {"sales": 0.4, "margin": 0.3, "web_share": 0.3}
_CARD = {
    "kind": "scorecard", "name": "shop", "title": both("门店评分", "Shop score"), "level": "store",
    "lines": [
        {"name": name, "title": both(f"{name} 项", name), "indicator": name, "weight": weight}
        for name, weight in _WEIGHTS.items()
    ],
    "peers": {"by": "level"},
    "vetoes": [
        {"name": "thin", "title": both("毛利低", "Thin margin"), "when": "margin < 0.5 and sales < money(\"1900.00\")"}
    ],
}  # fmt: skip
#: What ``scope_forms`` has sent: owed for every store by its keeper, or the manager above.
_WALK = {
    "kind": "form", "name": "walk", "title": both("巡视", "Walk"), "level": "store",
    "fillers": ["keeper", "chief", "director"],
    "fields": [
        {"name": "note", "type": "text", "title": both("备注", "Remark")},
        {"name": "shelf", "type": "photo", "title": both("货架", "Shelf"), "visible": "not is_null(note)"},
    ],
    "duties": [{"name": "daily", "title": both("每日", "Daily"), "roles": ["keeper", "manager"], "due": "18:00"}],
}  # fmt: skip
_MORE = {
    "indicators/markup.json": _MARKUP,
    "forms/walk.json": _WALK,
    "scorecards/shop.json": _CARD,
    "scorecards/area.json": {**_CARD, "name": "area", "level": "area", "vetoes": [], "peers": {"by": "parent"}},
}


def _rule(name: str, indicator: str, below: float, **more: Any) -> dict[str, Any]:
    words = "{{ unit }} {{ unit_code }} {{ indicator }} {{ cause }} {{ to_names }} {{ cc_names }}"
    listed = "{% for one in incidents %}{{ one.unit }} {{ one.unit_code }} {{ one.cause }}{% endfor %}"
    return {
        "kind": "rule", "name": name, "title": both(f"{name}中", name), "indicator": indicator, "level": "store",
        "condition": {"type": "consecutive_days", "attainment_below": below, "days": 3, "missing": "hold"},
        "to": {"role": "manager"}, "cc": {"role": "director"}, "channel": "phone", "digest_over": 2,
        "message": both(words + listed, words + listed), **more,
    }  # fmt: skip


_CAUSES = [
    {
        "kind": "cause", "name": "thin", "title": both("毛利薄", "Thin margin"), "indicator": "margin",
        "when": "value < 0.5", "evidence": both("毛利率 {value}", "margin {value}"),
    },
    {
        "kind": "cause", "name": "offline", "title": both("网店弱", "Weak web"), "indicator": "web_share",
        "when": "value < 0.5", "evidence": both("网店占比 {value}", "web share {value}"),
    },
]  # fmt: skip
_RULES: dict[str, Any] = {
    "channels/phone.json": {
        "kind": "channel", "name": "phone", "title": both("手机", "Phone"), "type": "wecom", "format": "text",
        "settings": {"base_url": "{NAVMARK_WECOM_URL}", "corp_id": "ww0123456789abcdef", "agent_id": 1,
                     "secret": {"secret": "s"}},
    },
    "rules/low_sales.json": _rule("low_sales", "sales", 0.85, causes=["thin", "offline"]),
    "rules/low_margin.json": _rule("low_margin", "margin", 1.01, causes=[]),
    **{f"causes/{one['name']}.json": one for one in _CAUSES},
}  # fmt: skip


def _load(database: sa.Engine, release: Release, rows: set[str], *, whole: bool) -> None:
    stores = [store for store in STORES if store in rows]
    days = small_app.days()
    for at, some in enumerate((days[:10], days[10:20], days[20:])):
        with clock.frozen(small_app.NOW - timedelta(minutes=90 - at)):
            small_app.load_rows(database, release, "till", _rows(stores, some))
    with clock.frozen(small_app.NOW - timedelta(minutes=60)):  # a correction of one store of B, bad rows of all
        bad = [{"unit": code(store), "day": "no day", "closed": False} for store in stores]
        nowhere = [{"unit": code("NO"), "day": "2026-11-20", "closed": False}] if whole else []
        mended = _rows([s for s in stores if s == "B12"], days[5:6], more=7)["sales"]
        small_app.load_rows(database, release, "till", {"closes": bad + nowhere, "sales": mended})
    with clock.frozen(small_app.NOW - timedelta(minutes=50)), writing(database) as connection:
        failed = begin_load(connection, "till", "schedule", days[-1], days[-1])
        words = f"{code('B11')} 隐B11 VeilB11" if whole else "…"
        fail_load(connection, failed, Issue("N640", both(words, words)))
        for n, state in enumerate(("done", "failed")):
            due = small_app.NOW - timedelta(days=n)
            slot = {"schedule": "morning", "due_at": due, "state": state, "attempts": 1, "detail": {"words": words}}
            connection.execute(sa.insert(schedule_slot).values(**slot))
        ids = {row.code: row.id for row in connection.execute(sa.select(org_unit))}
        people = {row.login: row.id for row in connection.execute(sa.select(user_account))}
        fill_forms(connection, stores, {store: ids[code(store)] for store in stores}, people)
        for at, store in enumerate(STORES):
            if store in rows:
                connection.execute(sa.insert(adjustment).values(**_adjustment(at, store, ids[code(store)])))
        if whole:
            audit.append(connection, "chief", "user.post", code("B11"), {"login": "keep_b11", "unit": code("B11")})


def _adjustment(at: int, store: str, unit_id: int) -> dict[str, Any]:
    words = f"{code(store)} 隐{store} Veil{store}"
    values = {"channel": "shop", "amount": 10.0 + at, "cost": 3.0}
    state = ("requested", "rejected", "withdrawn")[at % 3]
    return {
        "public_id": f"adjustment-{store}", "dataset": "sales", "unit_id": unit_id, "day": small_app.ANCHOR,
        "values": values, "before": {"amount": 5.0 + at, "cost": 2.0}, "reason": words, "state": state,
        "requested_by": f"keep_{store}".lower(), "requested_at": small_app.NOW, "note": words,
    }  # fmt: skip


def _rows(stores: Iterable[str], days: Iterable[date], more: int = 0) -> dict[str, list[dict[str, Any]]]:
    closes: list[dict[str, Any]] = []
    sales: list[dict[str, Any]] = []
    for store in stores:
        for day in days:
            if (store, day) in LATE:
                continue
            place = {"unit": code(store), "day": day.isoformat()}
            closes.append(place | {"closed": False})
            sold = round(WEIGHT[store] * 100 * SHARE[store]) + day.day % 3 + more
            for channel, part, orders in (("shop", 4, 4), ("web", 1, 1)):
                amount = sold * part / 5
                money = {"amount": f"{amount:.2f}", "cost": f"{amount * 0.6:.2f}"}
                sales.append(place | {"channel": channel, "orders": orders} | money)
    return {"closes": closes, "sales": sales}


#: Where the unit's own head keeps a snapshot of the board and says something about two of its numbers.
MEETINGS = {"HQ": "chief", "A": "dir_a", "A1": "mgr_a1", "A11": "keep_a11", "A2": "two", "B1": "mgr_b1"}


def _meet(database: sa.Engine, release: Release, folder: Path) -> None:
    settings = small_app.settings_in(folder)
    with reading(database) as connection:
        users = {row.login: row.id for row in connection.execute(sa.select(user_account))}
        ids = {row.code: row.id for row in connection.execute(sa.select(org_unit))}
        for name, login in MEETINGS.items():
            actor = actor_of(connection, release, users[login], clock.today(release.app.time_zone))
            call = Call(database, settings, connection, release, actor)
            keep(asked(call, "board", {"unit": code(name)}), f"{code(name)} 隐{name}")
    with writing(database) as connection:
        connection.execute(sa.delete(audit_line).where(audit_line.c.action == "board.snapshot"))
        for name, login in MEETINGS.items():
            mine = board_snapshot.c.unit_id == ids[code(name)]
            connection.execute(sa.update(board_snapshot).where(mine).values(public_id=f"kept-{name}"))
            for indicator in ("sales", "margin"):
                row = {"unit_id": ids[code(name)], "indicator": indicator, "day": small_app.ANCHOR}
                said = {"user_id": users[login], "at": small_app.NOW, "text": f"{code(name)} {indicator}"}
                values = row | said | {"public_id": f"{name}-{indicator}"}
                connection.execute(sa.insert(comment).values(**values))


def _send(database: sa.Engine, release: Release) -> None:
    """Renders every message as the sender does, with its reader's rights."""
    with writing(database) as connection:
        waiting = sa.select(outbox).where(outbox.c.state == "waiting").order_by(outbox.c.id)
        for row in connection.execute(waiting).mappings().all():
            who = connection.execute(sa.select(user_account).where(user_account.c.id == row["user_id"])).one()
            reader = Recipient(who.id, who.login, f"Wx{who.login}", who.language)
            written = draft(connection, release, row, reader)
            if written is None:  # an action about something that has been closed since
                assert row["purpose"] == "action"
                continue
            model = release.get("channel", row["channel"])
            request = compose(written, model, channels()["wecom"], reader, reference=row["public_id"])
            values = {"state": "sent", "sent_at": small_app.NOW, "request": request}
            connection.execute(sa.update(outbox).where(outbox.c.id == row["id"]).values(**values))


def _answer(database: sa.Engine, release: Release) -> None:
    """People at the unit and far above it see to what has fired, give each other work, and say so."""
    with writing(database) as connection:
        users = {row.login: row.id for row in connection.execute(sa.select(user_account))}
        low = sa.and_(incident.c.rule == "low_sales", org_unit.c.id == incident.c.unit_id)
        found = {
            row.code[2:]: row.id for row in connection.execute(sa.select(org_unit.c.code, incident.c.id).where(low))
        }
        for store, one in sorted(found.items()):
            life.comment(connection, release, one, users["chief"], f"{code(store)} 隐{store}")
        life.acknowledge(connection, release, found["A11"], users["keep_a11"], reason_code="other", note="zqA11")
        life.acknowledge(connection, release, found["A21"], users["chief"], via="phone")
        life.assign(connection, release, found["A21"], users["chief"], "dir_a")
        day = small_app.ANCHOR + timedelta(days=3)
        for store, by, owner in (("A11", "dir_a", "mgr_a1"), ("A21", "chief", "two"), ("B11", "dir_b", "mgr_b1")):
            actions.plan(connection, release, found[store], users[by], text=code(store), owner=owner, due_on=day)
        life.close(connection, release, found["B11"], users["chief"], note="zqB11")
        connection.execute(sa.delete(audit_line).where(audit_line.c.action.startswith("incident.")))
        for at, row in enumerate(connection.execute(sa.select(incident_action.c.id)).all()):
            mine = incident_action.c.id == row.id
            connection.execute(sa.update(incident_action).where(mine).values(public_id=f"action-{at}"))


def _copy_states(source: sa.Engine, target: sa.Engine, rows: set[str]) -> None:
    """The states of the units under the rules, their turns, and the runs that found them."""
    with reading(source) as connection:
        units = {row.id: row.code for row in connection.execute(sa.select(org_unit))}
        found = {t: connection.execute(sa.select(t)).mappings().all() for t in (rule_state, rule_transition, rule_run)}
    with writing(target) as connection:
        unit_ids = {row.code: row.id for row in connection.execute(sa.select(org_unit))}
        for row in found[rule_run]:
            connection.execute(sa.insert(rule_run).values(**row))
        for table in (rule_state, rule_transition):
            for row in found[table]:
                if units[row["unit_id"]] in {code(name) for name in rows}:
                    connection.execute(
                        sa.insert(table).values(**dict(row) | {"unit_id": unit_ids[units[row["unit_id"]]]})
                    )


def _copy_alerts(source: sa.Engine, target: sa.Engine, rows: set[str]) -> None:
    """Incidents of the units with their events, reports and messages; ids of units and people are the target's."""
    with reading(source) as connection:
        units = {row.id: row.code for row in connection.execute(sa.select(org_unit))}
        people = {row.id: row.login for row in connection.execute(sa.select(user_account))}
        found = {t: connection.execute(sa.select(t).order_by(t.c.id)).mappings().all() for t in _ALERTS}
    with writing(target) as connection:
        unit_ids = {row.code: row.id for row in connection.execute(sa.select(org_unit))}
        user_ids = {row.login: row.id for row in connection.execute(sa.select(user_account))}
        user = {old: user_ids[login] for old, login in people.items() if login in user_ids}
        kept: dict[int, int] = {}
        for row in found[incident]:
            if units[row["unit_id"]] in {code(name) for name in rows}:
                place = {"unit_id": unit_ids[units[row["unit_id"]]], "parent_id": None}
                people_in = {name: user.get(row[name]) for name in ("assignee_id", "acked_by", "closed_by")}
                values = _without_id(row) | place | people_in
                kept[row["id"]] = connection.execute(sa.insert(incident).values(**values)).inserted_primary_key[0]
        for row in found[incident]:
            if row["id"] in kept and row["parent_id"] in kept:
                mine = incident.c.id == kept[row["id"]]
                connection.execute(sa.update(incident).where(mine).values(parent_id=kept[row["parent_id"]]))
        for table in (incident_action, incident_event, report):
            for row in found[table]:
                if row["incident_id"] in kept:
                    values = _without_id(row) | {"incident_id": kept[row["incident_id"]]}
                    values |= {name: user[row[name]] for name in ("owner_id", "created_by") if name in row}
                    if table is incident_event:
                        values["data"] = _of_people(row["data"], user)
                    connection.execute(sa.insert(table).values(**values))
        for row in found[outbox]:
            about = [kept[one] for one in row["subject"]["incidents"] if one in kept]
            if about and row["user_id"] in user:
                subject = _of_people(row["subject"], user) | {"incidents": about}
                values = _without_id(row) | {"user_id": user[row["user_id"]], "subject": subject}
                connection.execute(sa.insert(outbox).values(**values))


_ALERTS = (incident, incident_action, incident_event, report, outbox)


def _copy_meetings(source: sa.Engine, target: sa.Engine, rows: set[str]) -> None:
    """Snapshots of the units, and what was said about them."""
    with reading(source) as connection:
        units = {row.id: row.code for row in connection.execute(sa.select(org_unit))}
        people = {row.id: row.login for row in connection.execute(sa.select(user_account))}
        found = {
            t: connection.execute(sa.select(t).order_by(t.c.id)).mappings().all() for t in (board_snapshot, comment)
        }
    with writing(target) as connection:
        unit_ids = {row.code: row.id for row in connection.execute(sa.select(org_unit))}
        user_ids = {row.login: row.id for row in connection.execute(sa.select(user_account))}
        for table, all_rows in found.items():
            for row in all_rows:
                if units[row["unit_id"]] in {code(name) for name in rows}:
                    values = _without_id(row) | {"unit_id": unit_ids[units[row["unit_id"]]]}
                    if table is comment:
                        values["user_id"] = user_ids[people[row["user_id"]]]
                    else:
                        known = {one: unit_ids[one] for one in row["body"]["ids"] if one in unit_ids}
                        values["body"] = row["body"] | {"ids": known}
                    connection.execute(sa.insert(table).values(**values))


def _without_id(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}


def _of_people(data: Mapping[str, Any], user: Mapping[int, int]) -> dict[str, Any]:
    found = dict(data)
    for name in ("user_id", "before_id"):
        if name in found:
            found[name] = user.get(found[name])
    for name in ("to", "cc"):
        if name in found:
            found[name] = [user[one] for one in found[name] if one in user]
    if "keys" in found:
        found["keys"] = {str(user[int(one)]): key for one, key in found["keys"].items() if int(one) in user}
    return found


def _settle(database: sa.Engine) -> None:
    """Passwords; and generated ids become what they are the ids of."""
    with writing(database) as connection:
        for account in accounts.accounts(connection):
            accounts.set_password(connection, account, PASSWORD, by=account.login, cost="test")
        connection.execute(sa.update(user_account).values(public_id="user-" + user_account.c.login))
        connection.execute(sa.update(refused_row).values(public_id="row-" + refused_row.c.row_hash))
        for n, key in enumerate(connection.scalars(sa.select(load.c.id).order_by(load.c.id)).all()):
            connection.execute(sa.update(load).where(load.c.id == key).values(public_id=f"load-{n}"))


def _csv(path: Path, rows: Iterable[Iterable[Any]]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")


def _edit(path: Path, change: Any) -> None:
    value = json.loads(path.read_text(encoding="utf-8"))
    change(value)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")

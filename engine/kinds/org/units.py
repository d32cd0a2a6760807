"""The units' CSV: codes once, one root, each unit below a known unit of a higher level, sound dates."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.base.issue import Issue
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.definitions.table import Row, Table, day_of, number_of
from engine.kinds.org.model import OrgModel

_CODE = re.compile(r"[^\s/|;,\"]{1,64}")


def unit_issues(model: OrgModel, units: Table) -> Iterable[Issue]:
    """Every complaint about the units."""
    levels = [level.name for level in model.levels]
    by_code: dict[str, Row] = {}
    for row in units.rows:
        code = row["code"]
        if not _CODE.fullmatch(code):
            words = both(f"编码 “{code}” 为空或含空格、/ | ; 等", f'code "{code}" is empty or holds spaces, / | ; …')
            yield units.issue("N448", row, words)
        elif code in by_code:
            first = by_code[code].line
            yield units.issue(
                "N442", row, both(f"编码 “{code}” 已在第 {first} 行", f'code "{code}" is already on line {first}')
            )
        else:
            by_code[code] = row
        if not row["zh"]:
            yield units.issue("N448", row, both(f"单位 {code} 没有名称（zh）", f"unit {code} has no name (zh)"))
        if row["level"] not in levels:
            words = both(f"没有层级 “{row['level']}”", f'there is no level "{row["level"]}"')
            yield units.issue("N446", row, words, did_you_mean(row["level"], levels))
        yield from date_issues(units, row, "opened", "closed")
        if row["from"] and day_of(row["from"]) is None:
            yield units.issue("N447", row, both(f"{row['from']} 不是日期", f"{row['from']} is not a date"))
        yield from _place(units, row)
    yield from _tree(units, by_code, levels)


def _place(units: Table, row: Row) -> Iterable[Issue]:
    """``lat`` and ``lon`` in degrees: both, or neither."""
    if not row["lat"] and not row["lon"]:
        return
    for name, most in (("lat", 90), ("lon", 180)):
        value = number_of(row[name])
        if value is None or abs(value) > most:
            words = both(f"{name}：“{row[name]}” 不是度数", f'{name}: "{row[name]}" is not a number of degrees')
            hint = both(f"写成 -{most} 到 {most} 之间的小数", f"write a decimal between -{most} and {most}")
            yield units.issue("N437", row, words, hint)


def date_issues(rows: Table, row: Row, first: str, last: str) -> Iterable[Issue]:
    """Two dates of a row, each empty or ``2026-11-01``, the first before the last."""
    for name in (first, last):
        if row[name] and day_of(row[name]) is None:
            words = both(f"{name}：“{row[name]}” 不是日期", f'{name}: "{row[name]}" is not a date')
            yield rows.issue("N447", row, words, both("写成 2026-11-01", "write 2026-11-01"))
    begin, end = day_of(row[first]), day_of(row[last])
    if begin is not None and end is not None and begin >= end:
        yield rows.issue("N447", row, both(f"{last} 不晚于 {first}", f"{last} is not after {first}"))


def _tree(units: Table, by_code: dict[str, Row], levels: list[str]) -> Iterable[Issue]:
    roots = [row for row in by_code.values() if not row["parent"]]
    if units.rows and not roots:
        yield units.issue(
            "N445", 1, both("没有最上级单位（parent 为空的行）", "there is no top unit (a row without parent)")
        )
    for extra in roots[1:]:
        words = both(
            f"最上级单位只能有一个，已有 “{roots[0]['code']}”", f'there is already a top unit, "{roots[0]["code"]}"'
        )
        yield units.issue("N445", extra, words, both("填写它的 parent", "fill in its parent"))
    if not units.rows and not units.issues:
        yield units.issue("N445", 1, both("没有任何单位", "there are no units"))
    circles = list(_circles(by_code))
    round_trip = {code for trip in circles for code in trip}
    for row in by_code.values():
        parent = by_code.get(row["parent"])
        if row["parent"] and parent is None:
            words = both(f"没有上级单位 “{row['parent']}”", f'there is no unit "{row["parent"]}" above')
            yield units.issue("N443", row, words, did_you_mean(row["parent"], by_code))
        elif (
            parent is not None
            and row["code"] not in round_trip
            and row["level"] in levels
            and parent["level"] in levels
        ):
            if levels.index(parent["level"]) >= levels.index(row["level"]):
                words = both(
                    f"{row['code']}（{row['level']}）不能在 {parent['code']}（{parent['level']}）之下",
                    f"{row['code']} ({row['level']}) cannot be below {parent['code']} ({parent['level']})",
                )
                yield units.issue("N446", row, words)
        elif not row["parent"] and row is roots[0] and row["level"] in levels and levels.index(row["level"]) > 0:
            words = both(f"最上级单位的层级须是 “{levels[0]}”", f'the top unit is of level "{levels[0]}"')
            yield units.issue("N446", row, words)
    for trip in circles:
        words = both(f"上下级成环：{' → '.join(trip)}", f"units go round in a circle: {' → '.join(trip)}")
        yield units.issue("N444", by_code[trip[0]], words)


def _circles(by_code: dict[str, Row]) -> Iterable[list[str]]:
    done: set[str] = set()
    for start in by_code:
        trail: list[str] = []
        code = start
        while code in by_code and code not in done and code not in trail:
            trail.append(code)
            code = by_code[code]["parent"]
        if code in trail:
            yield [*trail[trail.index(code) :], code]
        done.update(trail)

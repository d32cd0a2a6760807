"""Target plans to and from spreadsheets: a workbook with typed cells and keys, and rows compared before they count."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import xlsxwriter

from admin_ui.plan_ground import AnyGround
from engine.base.issue import Issue, IssueError
from engine.base.suggest import did_you_mean
from engine.base.text import LANGUAGES, Text, both, pick
from engine.org.register.spelling import Names
from engine.targets.amounts import TOTAL, minor_of
from engine.targets.ground import Cell, Ground

_NAMES = {
    "unit": ("unit", "code", "单位编码", "编码", "unit code"),
    "title": ("单位", "单位名称", "unit name"),
    "tier": ("tier", "档位"),
    "rows": ("rows", "行类"),
    TOTAL: (TOTAL, "value", "合计", "值"),
}
_HEADS = {"unit": both("单位编码", "unit code"), "title": both("单位", "name"), "tier": both("档位", "tier"),
          "rows": both("行类", "rows"), TOTAL: both("合计", "total"), "value": both("值", "value")}  # fmt: skip
#: Refused rows for which a near name is looked for; further ones are only refused.
MOST_NEAR = 200
#: A column's measure in its header, as in "2026-01（万元）"; and what the words stand for, as a power of ten.
_MEASURE = re.compile(r"\s*\((?:单位[:]?)?([万亿]?)元?\)$")
_POWERS = {"": 0, "万": 4, "亿": 8}
_ONE_MONTH = re.compile(r"(\d{1,2})\s*月(?:份)?")
_MONTH = re.compile(r"(\d{4})\s*[-/年.]\s*(\d{1,2})(?:\s*月|[-/](?:0?1)(?:[ T].*)?)?")


@dataclass
class Compared:
    """What an import would do, by row; ``cells`` is what it would write, by tier."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)  # line, unit, reasons
    cells: dict[str, list[Cell]] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)  # columns that are not read

    @property
    def count(self) -> int:
        """Cells that would hold something else."""
        return sum(len(cells) for cells in self.cells.values())


def workbook(grounds: Sequence[AnyGround], stamp: Sequence[tuple[Text, str]], language: str) -> bytes:
    """The xlsx file: a row per unit and tier, numbers as numbers, every text as text, nothing as a formula."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    head, ground = book.add_format({"bold": True, "bg_color": "#E6F0F6"}), grounds[0]
    rate = not isinstance(ground, Ground)
    digits = 0 if rate else ground.digits
    number = book.add_format({"num_format": "General" if rate else "#,##0" + ("." + "0" * digits if digits else "")})
    soft = book.add_format({"num_format": "#,##0" + ("." + "0" * digits if digits else ""), "font_color": "#4A5868"})
    sheet = book.add_worksheet("targets" if language == "en" else "目标")
    months = ground.plan.months
    heads = [pick(_HEADS[name], language) for name in ("unit", "title", "tier", "rows", "value" if rate else TOTAL)]
    for place, text in enumerate([*heads, *months]):
        sheet.write_string(0, place, text, head)
    line = 1
    for one in grounds:
        for code, title, kind, row in _rows(one):
            for place, text in enumerate((code, pick(title, language), one.tier, kind)):
                sheet.write_string(line, place, text)
            for place, column in enumerate((TOTAL, *months), start=4):
                if column in row:
                    sheet.write_number(line, place, float(_major(one, row[column])), soft if kind == "sum" else number)
            line += 1
    sheet.freeze_panes(1, 5)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 24)
    sheet.set_column(3, 3, None, None, {"hidden": True})
    sheet.set_column(4, 4 + len(months), 16)
    about = book.add_worksheet("about" if language == "en" else "说明")
    for place, (name, text) in enumerate(stamp):
        about.write_string(place, 0, pick(name, language), head)
        about.write_string(place, 1, text)
    about.set_column(0, 0, 16)
    about.set_column(1, 1, 60)
    book.close()
    return out.getvalue()


def _rows(ground: AnyGround) -> list[tuple[str, Text, str, dict[str, int]]]:
    """(code, title, kind, cells): "leaf", "handed" (stated above the leaves) or "sum" (worked out, not taken back)."""
    found = []
    for unit in ground.plan.tree.by_id.values():
        stated = dict(ground.amounts.of(unit.code, ground.tier))
        if not isinstance(ground, Ground):
            found.append((unit.code, unit.title, "rate", stated))
        elif unit.level == ground.plan.leaf_level:
            found.append((unit.code, unit.title, "leaf", stated | {TOTAL: ground.sums[unit.code][TOTAL]}))
        elif stated:
            found.append((unit.code, unit.title, "handed", stated))
        else:
            found.append((unit.code, unit.title, "sum", ground.sums.get(unit.code, {})))
    return found


def _major(ground: AnyGround, amount: int) -> Decimal:
    return Decimal(amount).scaleb(-ground.digits)


def compare(
    grounds: dict[str, AnyGround],
    tier: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    lines: Sequence[int] = (),
) -> Compared:
    """Rows of a table against what is there. ``grounds`` by tier; ``tier``: of rows that name none; ``lines``: the
    rows' numbers in their file. Units may go by their code or by a name that no other has.

    Raises IssueError (N881) for a table without a column of units or without any column of the plan.
    """
    ground = next(iter(grounds.values()))
    places = _places(columns, ground.plan.months)
    powers = {name: _power(columns[place]) for name, place in places.items()}
    units = ground.plan.tree.by_code.values()
    names = Names((unit.code, unit.title.values()) for unit in units)
    used = {*places.values(), *(at for at, name in enumerate(columns) if str(name).strip() in _NAMES["title"])}
    found, seen = Compared(ignored=[name for at, name in enumerate(columns) if at not in used]), set()
    numbers = lines if len(lines) == len(rows) else range(2, len(rows) + 2)  # the header is line 1
    for number, row in zip(numbers, rows, strict=True):
        cells = [str(cell).strip() if cell is not None else "" for cell in row]
        if not any(cells):
            continue
        at = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
        at["unit"] = names.find(at["unit"]) or at["unit"]
        own = at.get("tier") or tier
        reasons: list[Text] = []
        if own not in grounds:
            reasons.append(both(f"没有档位 “{own}”", f'there is no tier "{own}"'))
        elif (at["unit"], own) in seen:
            reasons.append(both("同一单位在表中出现两次", "this unit is there twice"))
        elif at.get("rows") != "sum":
            seen.add((at["unit"], own))
            reasons = _row(grounds[own], at, powers, own, found)
        else:
            found.unchanged += 1
        if reasons:
            found.refused.append({"line": number, "unit": at["unit"], "reasons": reasons})
    return found


def _row(ground: AnyGround, at: dict[str, str], powers: dict[str, int], tier: str, found: Compared) -> list[Text]:
    """Adds a row's changes; returns why it is refused."""
    code = at["unit"]
    unit = ground.plan.tree.by_code.get(code)
    if unit is None:
        refused = ground.refusal(code, TOTAL, None)
        if refused is not None and refused.hint is None and len(found.refused) < MOST_NEAR:
            titles = (pick(one.title, language) for one in ground.plan.tree.by_code.values() for language in LANGUAGES)
            refused = replace(refused, hint=did_you_mean(code, titles))
        return [_worded(refused)] if refused else []
    worked_out = isinstance(ground, Ground) and (unit.level == ground.plan.leaf_level or code == ground.nested.top)
    now, reasons, cells = ground.amounts.of(code, tier), [], []
    for column in at.keys() - {"unit", "tier", "rows"}:
        if column == TOTAL and worked_out:
            continue  # the sum of its months
        rate = not isinstance(ground, Ground)
        amount = _amount(at[column], ground.digits, powers[column], rate) if at[column] else None
        if at[column] and amount is None:
            words = f"“{at[column]}” 不是最多 {ground.digits} 位小数的数"
            reasons.append(both(f"{column}：{words}", f'{column}: "{at[column]}" is no number that fits'))
            continue
        if (amount or None) == (now.get(column) or None) if isinstance(ground, Ground) else amount == now.get(column):
            continue
        refused = ground.refusal(code, column, amount)
        if refused is not None:
            reasons.append(_worded(refused))
        else:
            cells.append((code, column, amount))
    if reasons:
        return reasons
    if not cells:
        found.unchanged += 1
    elif now:
        found.changed += 1
    else:
        found.added += 1
    found.cells.setdefault(tier, []).extend(sorted(cells, key=lambda cell: cell[1]))
    return []


def _worded(issue: Issue) -> Text:
    if issue.hint is None:
        return issue.message
    return {lang: f"{issue.message[lang]}（{issue.hint[lang]}）" for lang in LANGUAGES}


def _amount(text: str, digits: int, power: int, rate: bool) -> int | None:
    """A spreadsheet's number: thousands separators and currency signs aside, full-width digits as plain ones, 3.5万 as
    35000 and (where it is a ``rate``) 25% as 0.25. ``power``: of ten, from the column's header."""
    plain = re.sub(r"[,¥\s]", "", unicodedata.normalize("NFKC", text))
    if plain.endswith("元"):  # what the cell itself says counts, not the header
        plain, power = plain[:-1], 0
    if plain.endswith("%"):
        plain, power = plain[:-1], power - 2
        if not rate:
            return None
    elif plain[-1:] in ("万", "亿"):
        plain, power = plain[:-1], _POWERS[plain[-1]]
    if power:
        try:
            plain = f"{Decimal(plain).scaleb(power):f}"
        except ArithmeticError:
            return None
    if "e" in plain.lower() or (len(plain.partition(".")[2]) > digits):
        try:  # a float's own text, 1e6 or 0.30000000000000004: the nearest amount, if it is next to one
            value = Decimal(plain)
            near = value.quantize(Decimal(1).scaleb(-digits))
        except ArithmeticError:
            return None
        if abs(near - value) > Decimal("1e-6") * Decimal(1).scaleb(-digits) + abs(value) * Decimal("1e-15"):
            return None
        plain = f"{near:f}"
    return minor_of(plain, digits)


def _places(columns: Sequence[str], months: Sequence[str]) -> dict[str, int]:
    """What each column of a table is: unit, tier, rows, total or a month of the plan; others are not looked at."""
    found: dict[str, int] = {}
    for place, text in enumerate(columns):
        plain = _MEASURE.sub("", unicodedata.normalize("NFKC", str(text)).strip().lower())
        month = _MONTH.fullmatch(plain)
        name = next((name for name, names in _NAMES.items() if plain in names), None)
        if month is not None:
            name = f"{month[1]}-{int(month[2]):02d}"
            name = name if name in months else None
        elif (alone := _ONE_MONTH.fullmatch(plain)) is not None:  # 3月: where the plan has one such month only
            same = [one for one in months if int(one[-2:]) == int(alone[1])]
            name = same[0] if len(same) == 1 else None
        if name is not None:
            found.setdefault(name, place)
    title = found.pop("title", None)
    if "unit" not in found and title is not None:
        found["unit"] = title
    if "unit" not in found:
        words = both("表中没有“单位编码”列", 'the table has no column "unit code"')
        raise IssueError([Issue("N881", words, "$.columns")])
    if not found.keys() - {"unit", "tier", "rows"}:
        words = both("表中没有计划的月份列", "the table has no column of the plan's months")
        raise IssueError([Issue("N881", words, "$.columns", hint=both("例如 2026-01", "such as 2026-01"))])
    return found


def _power(header: str) -> int:
    """The power of ten that a column's header names: 4 for "2026-01（万元）"."""
    found = _MEASURE.search(unicodedata.normalize("NFKC", str(header)).strip())
    return _POWERS[found[1]] if found else 0

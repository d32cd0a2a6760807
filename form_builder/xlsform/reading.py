"""An XLSForm workbook, read in a bounded process and put in order by pyxform: groups nested, columns by their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from engine.sheets import Sheet, read_tables

SHEETS = ("survey", "choices", "settings")
ROWS = 2_000


@dataclass(frozen=True)
class Workbook:
    """``tree``: what pyxform makes of it; ``rows``: row number of a question by its name."""

    tree: Mapping[str, Any]
    rows: Mapping[str, int]


def read_workbook(data: bytes) -> Workbook:
    """The workbook (.xlsx bytes). Raises IssueError: N797 where it is no XLSForm, N874–N876 where it cannot be read."""
    sheets = {sheet.name.strip().lower(): sheet for sheet in read_tables(data)}
    survey = sheets.get("survey")
    if survey is None:
        words = both("没有名为 survey 的工作表，不是 XLSForm", "there is no sheet named survey: this is no XLSForm")
        raise IssueError(
            [Issue("N797", words, hint=both("需要 survey、choices 两张表", "survey and choices are needed"))]
        )
    for name in SHEETS:
        _bounded(name, sheets.get(name))
    return Workbook(_ordered(sheets), _rows_of(survey))


def _bounded(name: str, sheet: Sheet | None) -> None:
    if sheet is None:
        return
    if len(sheet.rows) > ROWS:
        words = both(f"{name} 表超过 {ROWS} 行", f"sheet {name} has more than {ROWS} rows")
        raise IssueError([Issue("N797", words)])


def _ordered(sheets: Mapping[str, Sheet]) -> dict[str, Any]:
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import DefinitionData

    given: dict[str, Any] = {}
    for name in SHEETS:
        if (sheet := sheets.get(name)) is not None:
            given[name] = _records(sheet)
            given[f"{name}_header"] = [dict.fromkeys(head for head in sheet.header if head)]
    try:
        tree: dict[str, Any] = workbook_to_json(DefinitionData(**given), form_name="imported", warnings=[])
    except PyXFormError as error:
        said = " ".join(str(error).split())[:400]
        words = both(f"这张表不合 XLSForm 的规则：{said}", f"this does not keep the rules of XLSForm: {said}")
        raise IssueError([Issue("N797", words)]) from None
    except Exception as error:  # a workbook that pyxform did not foresee
        kind = type(error).__name__
        words = both(f"这张表读不懂（{kind}）", f"this workbook makes no sense ({kind})")
        raise IssueError([Issue("N797", words)]) from None
    return tree


def _records(sheet: Sheet) -> list[dict[str, str]]:
    return [
        {head: cell for head, cell in zip(sheet.header, row, strict=False) if head and cell != ""} for row in sheet.rows
    ]


def _rows_of(sheet: Sheet) -> dict[str, int]:
    heads: Sequence[str] = [head.strip().lower() for head in sheet.header]
    if "name" not in heads:
        return {}
    at = heads.index("name")
    return {row[at]: line for line, row in zip(sheet.lines, sheet.rows, strict=False) if at < len(row) and row[at]}

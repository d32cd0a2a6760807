"""Real .xlsx workbooks for tests, written by xlsxwriter."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import xlsxwriter


def book(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook of these sheets, each a list of rows; None is an empty cell."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        sheet.write(at, column, value)
    return out.getvalue()


def survey(*questions: Mapping[str, object], choices: Sequence[Sequence[object]] = (), **settings: object) -> bytes:
    """A workbook whose survey sheet has a row per question; its columns are those that any of them names."""
    columns = list(dict.fromkeys(key for question in questions for key in question))
    sheets: dict[str, list[list[object]]] = {
        "survey": [list(columns), *([question.get(c) for c in columns] for question in questions)],
    }
    if choices:
        sheets["choices"] = [list(row) for row in choices]
    if settings:
        sheets["settings"] = [list(settings), list(settings.values())]
    return book(sheets)


#: A patrol as a consultant would write it: both languages, groups, a repeat, conditions, a filtered list.
PATROL = book(
    {
        "survey": [
            ["type", "name", "label::English (en)", "label::中文 (zh)", "hint::中文 (zh)", "required", "relevant",
             "constraint", "constraint_message::中文 (zh)", "calculation", "choice_filter", "appearance", "parameters"],
            ["start", "start"],
            ["begin group", "shelf_part", "Shelf", "货架", None, None, None, None, None, None, None, "field-list"],
            ["integer", "Facings", "Facings", "排面数", "只数正面", "yes", None, ". >= 0 and . <= 200", "排面数不合理"],
            ["select_one yn", "full", "Full?", "饱满吗", None, "${Facings} > 0", "${Facings} > 3"],
            ["select_multiple brands", "seen", "Brands", "品牌", None, None, "selected(${full}, 'y')"],
            ["image", "photo", "Photo", "照片", None, "true()", "count-selected(${seen}) >= 1", None, None, None, None,
             "new", "max-pixels=1600"],
            ["end group"],
            ["select_one province", "province", "Province", "省"],
            ["select_one city", "city", "City", "市", None, None, "${province} != ''", None, None, None,
             "in_province=${province}"],
            ["begin repeat", "lines", "Lines", "品项"],
            ["text", "sku", "Item", "品名"],
            ["decimal", "price", "Price", "单价", None, None, None, ". > 0"],
            ["integer", "pieces", "Pieces", "件数"],
            ["calculate", "worth", None, None, None, None, None, None, None, "${price} * ${pieces}"],
            ["end repeat"],
            ["calculate", "total", None, None, None, None, None, None, None, "sum(${worth})"],
            ["date", "made", "Made on", "生产日期", None, None, None, ". <= today()"],
            ["geopoint", "place", "Place", "位置"],
            ["barcode", "code", "Bar code", "条码"],
            ["range", "stars", "Stars", "打分", None, None, None, None, None, None, None, "rating",
             "start=1 end=5 step=1"],
            ["note", "thanks", "Thank you", "谢谢"],
            ["audio", "sound", "Sound", "录音"],
            ["text", "odd", "Odd", "怪", None, None, "regex(${sku}, '^a')"],
        ],
        "choices": [
            ["list_name", "name", "label::English (en)", "label::中文 (zh)", "in_province"],
            ["yn", "y", "Yes", "是"],
            ["yn", "n", "No", "否"],
            ["brands", "a", "A", "甲"],
            ["brands", "B-2", "B", "乙"],
            ["province", "z", "East", "东"],
            ["province", "s", "South", "南"],
            ["city", "hz", "Hang", "杭", "z"],
            ["city", "gz", "Guang", "广", "s"],
        ],
        "settings": [["form_title", "form_id", "default_language"], ["Patrol", "patrol-2026", "中文 (zh)"]],
    }
)  # fmt: skip

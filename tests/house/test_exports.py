"""No file that people take away can hold a formula: every module that writes one is found here, so a new one is too.

What the files then hold is tested beside each: boards, submissions, plans, refused rows, the audit log.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.test_house import ROOT, sources

OFF = {"strings_to_formulas", "strings_to_urls", "strings_to_numbers"}
#: These guess a cell's type from its text, or make it a formula on purpose.
GUESSING = {"write", "write_row", "write_column", "write_formula", "write_array_formula", "write_url"}


def breaches(text: str) -> list[str]:
    """What a module does that might let text become a formula; nothing for one that writes no table."""
    tree = ast.parse(text)
    nodes = list(ast.walk(tree))
    called = [node.func for node in nodes if isinstance(node, ast.Call)]
    attributes = {(ast.unparse(func.value), func.attr) for func in called if isinstance(func, ast.Attribute)}
    names = {func.id for func in called if isinstance(func, ast.Name)} | {
        n.id for n in nodes if isinstance(n, ast.Name)
    }
    found = []
    if {("csv", "writer"), ("csv", "DictWriter")} & attributes and "safe" not in names:
        found.append("csv without safe()")
    if ("xlsxwriter", "Workbook") in attributes:
        pairs = {
            key.value
            for node in nodes
            if isinstance(node, ast.Dict)
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(value, ast.Constant) and value.value is False
        }
        found += [f"{name} is not off" for name in sorted(OFF - pairs)]
        found += [f"{on}.{attr}()" for on, attr in sorted(attributes) if attr in GUESSING]
    return found


#: The demonstration makes files for the engine to read (its sources), none that a person takes away.
WRITERS = [
    path
    for path in sources("admin_ui", "form_builder", "rule_builder", "connectors", "plugins")
    if path.parts[-3:-1] != ("plugins", "demo")
    if "csv.writer(" in path.read_text() or "csv.DictWriter(" in path.read_text() or "xlsxwriter" in path.read_text()
]


@pytest.mark.parametrize("path", WRITERS, ids=lambda p: str(p.relative_to(ROOT)))
def test_an_export_lets_no_text_become_a_formula(path: Path) -> None:
    assert breaches(path.read_text()) == []


def test_the_exports_are_found() -> None:
    found = {str(path.relative_to(ROOT)) for path in WRITERS}
    known = {"boards/xlsx.py", "api/audit.py", "plan_sheet.py", "refused_rows.py", "submission_sheet.py"}
    assert {f"admin_ui/{name}" for name in known} <= found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import csv\ncsv.writer(out).writerow([name])", ["csv without safe()"]),
        ("import csv\ncsv.writer(out).writerow([safe(name)])", []),
        ("xlsxwriter.Workbook(out)", [f"{name} is not off" for name in sorted(OFF)]),
        (
            "page.write(0, 0, name)\nxlsxwriter.Workbook(out, {'strings_to_formulas': False, 'strings_to_urls': False,"
            " 'strings_to_numbers': False})",
            ["page.write()"],
        ),
    ],
)
def test_the_rule_bites(text: str, said: list[str]) -> None:
    assert breaches(text) == said

"""Kind case (规则用例): days that somebody typed, and what a rule must say of them. Publishing plays it."""

from pathlib import Path

from engine.base.text import both
from engine.definitions.kind import Kind
from rule_builder.kinds.case.checks import checks, references
from rule_builder.kinds.case.model import CaseModel
from rule_builder.kinds.case.tries import tries

KIND = Kind(
    name="case",
    title=both("规则用例", "Rule case"),
    folder=Path(__file__).parent,
    model=CaseModel,
    references=references,
    checks=checks,
    tries=tries,
    ending=".case.json",
)

"""Kind cause (可能原因): what may lie behind an incident, when there is evidence for it, and what to do about it."""

from pathlib import Path

from engine.base.text import both
from engine.definitions.kind import Kind
from rule_builder.kinds.cause.checks import checks, references
from rule_builder.kinds.cause.compile import compile_cause
from rule_builder.kinds.cause.model import CauseModel

KIND = Kind(
    name="cause",
    title=both("可能原因", "Possible cause"),
    folder=Path(__file__).parent,
    model=CauseModel,
    references=references,
    checks=checks,
    compile=compile_cause,
)

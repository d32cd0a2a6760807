"""Kind indicator (指标): a formula over measures that is right at every unit and period."""

from pathlib import Path

from engine.base.text import both
from engine.definitions.kind import Kind
from engine.kinds.indicator.checks import checks, references
from engine.kinds.indicator.compile import compile_indicator
from engine.kinds.indicator.model import IndicatorModel

KIND = Kind(
    name="indicator",
    title=both("指标", "Indicator"),
    folder=Path(__file__).parent,
    model=IndicatorModel,
    references=references,
    checks=checks,
    compile=compile_indicator,
)

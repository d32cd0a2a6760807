"""Kind scorecard (评分卡): weighted lines, a curve from attainment to points for each, vetoes, peers."""

from pathlib import Path

from engine.base.text import both
from engine.definitions.kind import Kind
from engine.kinds.scorecard.checks import checks, references
from engine.kinds.scorecard.compile import compile_scorecard
from engine.kinds.scorecard.model import ScorecardModel

KIND = Kind(
    name="scorecard",
    title=both("评分卡", "Scorecard"),
    folder=Path(__file__).parent,
    model=ScorecardModel,
    references=references,
    checks=checks,
    compile=compile_scorecard,
)

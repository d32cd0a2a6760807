"""Kind source (数据来源): what is pulled from another system, and into which columns of which datasets."""

from pathlib import Path

from connectors.kinds.source.checks import checks, references
from connectors.kinds.source.compile import compile_source
from connectors.kinds.source.model import SourceModel
from engine.base.text import both
from engine.definitions.kind import Kind

KIND = Kind(
    name="source",
    title=both("数据来源", "Source"),
    folder=Path(__file__).parent,
    model=SourceModel,
    references=references,
    checks=checks,
    compile=compile_source,
)

"""Kind dataset (数据集): typed rows of facts or reference data, and what is summed over them."""

from pathlib import Path

from engine.base.text import both
from engine.definitions.kind import Kind
from engine.kinds.dataset.checks import checks, references
from engine.kinds.dataset.compile import compile_dataset
from engine.kinds.dataset.model import DatasetModel

KIND = Kind(
    name="dataset",
    title=both("数据集", "Dataset"),
    folder=Path(__file__).parent,
    model=DatasetModel,
    references=references,
    checks=checks,
    compile=compile_dataset,
)

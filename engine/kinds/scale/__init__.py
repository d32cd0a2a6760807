"""Kind scale (灯色标尺): which attainment shows which light."""

from pathlib import Path

from engine.base.text import both
from engine.definitions.kind import Kind
from engine.kinds.scale.checks import checks
from engine.kinds.scale.compile import compile_scale
from engine.kinds.scale.model import ScaleModel

KIND = Kind(
    name="scale",
    title=both("灯色标尺", "Scale"),
    folder=Path(__file__).parent,
    model=ScaleModel,
    checks=checks,
    compile=compile_scale,
)

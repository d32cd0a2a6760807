"""Kind photo_standard (拍照标准): what a photo should show, as reference pictures and rules."""

from pathlib import Path

from engine.base.text import both
from engine.definitions.kind import Kind
from form_builder.kinds.photo_standard.checks import checks
from form_builder.kinds.photo_standard.model import PhotoStandardModel
from form_builder.kinds.photo_standard.rules import with_rules

KIND = Kind(
    name="photo_standard",
    title=both("拍照标准", "Photo standard"),
    folder=Path(__file__).parent,
    model=PhotoStandardModel,
    checks=checks,
    grow=with_rules,
)

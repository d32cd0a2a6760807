"""Kind form (表单): what people in the field fill in about a unit, when they owe it, and which datasets it feeds."""

from pathlib import Path

from engine.base.text import both
from engine.definitions.kind import Kind
from form_builder.kinds.form.checks import checks, references
from form_builder.kinds.form.compile import compile_form
from form_builder.kinds.form.losses import losses
from form_builder.kinds.form.model import FormModel

KIND = Kind(
    name="form",
    title=both("表单", "Form"),
    folder=Path(__file__).parent,
    model=FormModel,
    references=references,
    checks=checks,
    compile=compile_form,
    loses=losses,
)

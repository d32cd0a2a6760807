"""The shape of a form: its fields as a tree, the names formulas may use, and what answers come to."""

from form_builder.shape.answers import Answers, answers
from form_builder.shape.reading import CompiledForm, compile_model
from form_builder.shape.tree import every, fields_of

__all__ = ["Answers", "CompiledForm", "answers", "compile_model", "every", "fields_of"]

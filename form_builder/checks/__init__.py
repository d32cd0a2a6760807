"""Photos looked at by machines, and what people say to that."""

from form_builder.checks.asking import ask_for_checks
from form_builder.checks.shown import appeals_of, decisions_of, reasons_of, reviews_of, verdicts_of

__all__ = ["appeals_of", "ask_for_checks", "decisions_of", "reasons_of", "reviews_of", "verdicts_of"]

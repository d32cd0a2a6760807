"""Duties: who owes which form for which unit by when, what has come, what is missing, and who is told of it."""

from form_builder.duties.days import Term, business_day, term_of
from form_builder.duties.missing import missing
from form_builder.duties.owed import Owed, owed_on
from form_builder.duties.sent import sent_for
from form_builder.duties.todo import Entry, todo_of

__all__ = ["Entry", "Owed", "Term", "business_day", "missing", "owed_on", "sent_for", "term_of", "todo_of"]

"""What people do about an incident, and what happens when they do nothing."""

from rule_builder.life.acts import Acknowledged, acknowledge, assign, close, comment, reopen
from rule_builder.life.reading import note_read

__all__ = ["Acknowledged", "acknowledge", "assign", "close", "comment", "note_read", "reopen"]

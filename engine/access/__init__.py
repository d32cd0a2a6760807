"""Who may see what: actors, the door to rows, passwords, sessions, tokens, audit."""

from engine.access.actor import Actor, actor_of
from engine.access.door import Door
from engine.access.errors import AccessError, ForbiddenError

__all__ = ["AccessError", "Actor", "Door", "ForbiddenError", "actor_of"]

"""The one path of a definition: read → check → catalog → publish → release."""

from engine.definitions.release import Release, current_release

__all__ = ["Release", "current_release"]

"""What would tell of an indicator that somebody may not see: asked of the engine."""

from engine.access.hidden import columns_shown, tells_hidden

__all__ = ["columns_shown", "tells_hidden"]

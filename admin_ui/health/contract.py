"""What a check of the installation is and what it finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from engine.base.text import Text

if TYPE_CHECKING:
    from admin_ui.call import Call

State = Literal["ok", "warn", "bad"]


@dataclass(frozen=True)
class Finding:
    """``words`` in one sentence for people; ``figures`` are plain JSON: numbers, texts, instants as ISO text."""

    state: State
    words: Text
    figures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """One thing to look at. ``run`` must be quick (the page waits for all) and may raise: that is a finding too."""

    title: Text
    order: int
    run: Callable[[Call], Finding]

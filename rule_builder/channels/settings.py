"""Settings of a channel definition with the installation's values filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.base.issue import Issue, IssueError
from engine.base.settings import Settings
from engine.base.text import both
from rule_builder.channels.contract import ChannelSettings

_PLACE = re.compile(r"\{([A-Z][A-Z0-9_]*)\}")


def filled(values: Mapping[str, Any], installation: Settings) -> ChannelSettings:
    """``{NAVMARK_…}`` replaced in every text. Raises IssueError (N734) naming each setting that is not there."""
    missing: list[str] = []

    def value_of(found: re.Match[str]) -> str:
        if found[1] not in installation.values:
            missing.append(found[1])
        return installation.values.get(found[1], "")

    done = {key: _PLACE.sub(value_of, item) if isinstance(item, str) else item for key, item in values.items()}
    if missing:
        raise IssueError(
            [Issue("N734", both(f"部署设置 {name} 缺失", f"the setting {name} is missing")) for name in missing]
        )
    return ChannelSettings(done, installation)

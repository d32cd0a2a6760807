"""What ``navmark try`` shows of this package: one call, one plain answer, nothing connected to."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from connectors.addresses import allow_list
from connectors.http import check_url
from engine.base.issue import IssueError


def try_url(payload: Mapping[str, Any]) -> dict[str, Any]:
    """``{"input": url}`` → ``{"value": {scheme, host, port, addresses}}`` or ``{"refused": {code, message, position,
    hint}}``. Judged as a connector's URL would be in this deployment; never raises."""
    try:
        allow = allow_list(os.environ.get("NAVMARK_ALLOW_HOSTS", ""))
        place, addresses = check_url(payload.get("input") if isinstance(payload, Mapping) else None, allow)
    except IssueError as error:
        issue = error.issues[0]
        return {
            "refused": {
                "code": issue.code,
                "message": dict(issue.message),
                "position": getattr(issue, "position", 0),
                "hint": dict(issue.hint) if issue.hint else None,
            }
        }
    return {"value": {"scheme": place.scheme, "host": place.host, "port": place.port, "addresses": addresses}}

"""The package that an installation begins with: one unit, one administrator, everything else to be built."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from engine.base.text import Text
from engine.definitions.read import Document, read_text

ROLE, UNIT = "administrator", "HQ"
_WORDS = {
    "org": {"zh": "组织", "en": "Organisation"},
    "level": {"zh": "总部", "en": "Head office"},
    "calendar": {"zh": "日历", "en": "Calendar"},
    "role": {"zh": "管理员", "en": "Administrator"},
    "morning": {"zh": "每日早晨", "en": "Every morning"},
}


def blank_package(
    login: str, person: Text, title: Text, *, zone: str = "Asia/Shanghai", currency: str = "CNY"
) -> tuple[list[Document], dict[str, str]]:
    """(documents, files) ready to be published. ``login`` administrates; ``title`` names the app and its one unit."""
    from engine.access.permissions import PERMISSIONS  # engine.access itself stands on definitions

    definitions: dict[str, dict[str, Any]] = {
        "app.json": {
            "kind": "app",
            "name": "app",
            "title": dict(title),
            "time_zone": zone,
            "currency": currency,
            "calendar": "calendar",
            "org": "organisation",
            "schedules": [
                {"name": "morning", "title": _WORDS["morning"], "cron": "0 8 * * *", "steps": [{"evaluate": "all"}]}
            ],
        },
        "calendars/calendar.json": {"kind": "calendar", "name": "calendar", "title": _WORDS["calendar"]},
        "org/organisation.json": {
            "kind": "org",
            "name": "organisation",
            "title": _WORDS["org"],
            "levels": [{"name": "top", "title": _WORDS["level"]}],
            "units": "data/units.csv",
            "posts": "data/posts.csv",
            "users": "data/users.csv",
        },
        f"roles/{ROLE}.json": {
            "kind": "role",
            "name": ROLE,
            "title": _WORDS["role"],
            "level": "top",
            "permissions": sorted(PERMISSIONS),
        },
    }
    files = {
        "data/units.csv": _csv(
            ("code", "zh", "en", "level", "parent", "opened", "closed", "groups"),
            (UNIT, title["zh"], title["en"], "top", "", "", "", ""),
        ),
        "data/posts.csv": _csv(("role", "unit", "login", "from", "to", "deputy"), (ROLE, UNIT, login, "", "", "")),
        "data/users.csv": _csv(
            ("login", "zh", "en", "language", "wecom", "email"), (login, person["zh"], person["en"], "zh", "", "")
        ),
    }
    texts = {path: json.dumps(value, ensure_ascii=False, indent=2) + "\n" for path, value in definitions.items()}
    return [read_text(text, path) for path, text in texts.items()], files


def _csv(*rows: Sequence[str]) -> str:
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows(rows)
    return target.getvalue()

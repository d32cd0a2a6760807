"""What every copy of a board carries: which definition, which data, about whom, for whom and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from admin_ui.boards.scene import Card, Scene
from admin_ui.boards.view import data_days
from admin_ui.call import Call
from engine.base import clock
from engine.base.text import Text, both
from engine.definitions.history import versions_in


def stamp_of(call: Call, board: Any, scene: Scene, *, at: datetime | None = None) -> Card:
    """The stamp of what a board shows now (or showed ``at``)."""
    newest, oldest, fetched = data_days(scene)
    return {
        "board": board.name,
        "version": versions_in(call.connection, call.release.number).get(("dashboard", board.name)),
        "release": call.release.number,
        "data_day": newest,
        "data_oldest": oldest,
        "synced_at": fetched,
        "unit": scene.units[scene.unit],
        "day": scene.day,
        "period": scene.period,
        "first": scene.first,
        "by": call.actor.title,
        "login": call.actor.login,
        "at": at or clock.now(),
    }


def stamp_lines(stamp: Card, board_title: Text, language: str, zone: str) -> list[str]:
    """The stamp in words, a fact a line."""

    def said(zh: str, en: str) -> str:
        return both(zh, en)[language]

    unit, level = stamp["unit"]["title"][language], stamp["unit"]["code"]
    version = stamp["version"] or "—"
    newest, oldest = stamp["data_day"] or "—", stamp["data_oldest"] or "—"
    since = "" if newest == oldest else said(f"(最旧 {oldest})", f" (oldest {oldest})")
    fetched = stamp["synced_at"] and local(stamp["synced_at"], zone)
    return [
        said(
            f"看板 {board_title['zh']}({stamp['board']}) 定义版本 {version} · 发布 {stamp['release']}",
            f"Board {board_title['en']} ({stamp['board']}), definition version {version}, release {stamp['release']}",
        ),
        said(f"范围 {unit}({level}) {stamp['first']} 至 {stamp['day']}",
             f"Scope {unit} ({level}), {stamp['first']} to {stamp['day']}"),
        said(f"数据截至 {newest}{since} · 同步于 {fetched or '—'}",
             f"Data as of {newest}{since}, synced {fetched or '—'}"),
        said(f"导出人 {stamp['by']['zh']}({stamp['login']}) · {local(stamp['at'], zone)}",
             f"Exported by {stamp['by']['en']} ({stamp['login']}) at {local(stamp['at'], zone)}"),
    ]  # fmt: skip


def local(at: Any, zone: str) -> str:
    """An instant (or its ISO text) in the organisation's time zone, to the second."""
    found: datetime = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{found.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"

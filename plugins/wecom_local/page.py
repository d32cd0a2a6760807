"""The page ``/``: what each member's phone shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

_STYLE = """
body{font:15px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;margin:0;background:#f3f4f6;color:#1f2937}
header{background:#fff;border-bottom:1px solid #e5e7eb;padding:16px 24px}h1{font-size:18px;margin:0}
p.note{margin:4px 0 0;color:#4b5563}main{padding:16px 24px;display:grid;gap:24px;
grid-template-columns:repeat(auto-fill,minmax(320px,1fr))}h2{font-size:15px;margin:0 0 8px}
article{background:#fff;border:1px solid #e5e7eb;border-radius:8px;padding:12px 16px;margin-bottom:12px;
overflow-wrap:anywhere}h3{font-size:15px;margin:0}time{color:#6b7280;font-size:13px}
pre{white-space:pre-wrap;font:inherit;margin:6px 0}a{color:#1d4ed8}
dl{display:grid;grid-template-columns:auto 1fr;gap:2px 12px;margin:6px 0}dt{color:#6b7280}dd{margin:0}
article p{margin:0}form{margin-top:8px}small.red{color:#b91c1c}small.green{color:#15803d}
button{font:inherit;padding:6px 16px;border:1px solid #1d4ed8;border-radius:6px;background:#fff;color:#1d4ed8}
button:disabled{border-color:#d1d5db;color:#4b5563}
"""


def page(received: Iterable[Mapping[str, Any]], zone: str = "Asia/Shanghai") -> str:
    """HTML in Chinese; newest first, one column per member. No script, nothing from outside."""
    phones: dict[str, list[Mapping[str, Any]]] = {}
    for row in received:
        phones.setdefault(row["user"], []).append(row)
    columns = "".join(
        f"<section><h2>{escape(user)}（{len(rows)} 条）</h2>{cards}</section>"
        for user, rows in sorted(phones.items())
        for cards in ["".join(_card(row, zone) for row in reversed(rows))]
    )
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><title>本地企业微信</title>'
        f"<style>{_STYLE}</style></head><body><header><h1>本地企业微信</h1>"
        '<p class="note">演示与测试用：这里显示每位成员手机上收到的应用消息，不会发往真实的企业微信。</p></header>'
        f"<main>{columns or '<p>还没有收到消息。</p>'}</main></body></html>"
    )


def _card(row: Mapping[str, Any], zone: str) -> str:
    at = datetime.fromisoformat(row["at"]).astimezone(ZoneInfo(zone))
    message = row["message"]
    if row["msgtype"] == "template_card":
        return _template_card(row, message, at)
    if row["msgtype"] == "textcard":
        title = f"<h3>{escape(message['title'])}</h3>"
        text = escape(message["description"]).replace("&lt;br&gt;", "\n")
        link = _link(message["url"], message["btntxt"])
    else:
        title, text, link = "", escape(message["content"]), ""
    time = f'<time datetime="{escape(row["at"])}">{at:%Y-%m-%d %H:%M:%S}</time>'
    return f"<article>{title}{time}<pre>{text}</pre>{link}</article>"


def _link(url: str, words: str) -> str:
    if not url.startswith(("http://", "https://")):
        return ""
    return f'<a href="{escape(url)}" rel="noreferrer">{escape(words)}</a>'


def _template_card(row: Mapping[str, Any], card: Mapping[str, Any], at: datetime) -> str:
    title = card.get("main_title", {})
    colour = {2: "red", 3: "green"}.get(card.get("source", {}).get("desc_color", 0), "plain")
    rows = "".join(
        f"<dt>{escape(one['keyname'])}</dt><dd>{escape(one.get('value', ''))}</dd>"
        for one in card.get("horizontal_content_list", [])
    )
    return (
        f'<article><small class="{colour}">{escape(card.get("source", {}).get("desc", ""))}</small>'
        f"<h3>{escape(title.get('title', ''))}</h3><p>{escape(title.get('desc', ''))}</p>"
        f'<time datetime="{escape(row["at"])}">{at:%Y-%m-%d %H:%M:%S}</time>'
        f"<pre>{escape(card.get('sub_title_text', ''))}</pre><dl>{rows}</dl>"
        f"{_link(card.get('card_action', {}).get('url', ''), '查看详情')}{_buttons(row, card)}</article>"
    )


def _buttons(row: Mapping[str, Any], card: Mapping[str, Any]) -> str:
    if "pressed" in row:
        return f"<p><button disabled>{escape(row['pressed']['words'])}</button></p>"
    given = "".join(
        f'<input type="hidden" name="{name}" value="{escape(row[name])}">' for name in ("msgid", "user") if name in row
    )
    return "".join(
        f'<form method="post" action="/press">{given}<button name="key" value="{escape(button["key"])}">'
        f"{escape(button['text'])}</button></form>"
        for button in card.get("button_list", [])
    )

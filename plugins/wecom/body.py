"""The body of ``message/send``: within WeCom's limits, which count bytes (a Chinese character has three)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from plugins.wecom import card
from rule_builder.channels.contract import Message
from rule_builder.templates.filters import cut

TEXT = MARKDOWN = 2048
TITLE, DESCRIPTION, URL = 128, 512, 2048
DUPLICATE_WINDOW = 14_400  # seconds, the longest that WeCom offers
_WORDS = {
    "zh": {"copy": "【抄送】", "more": "查看详情", "button": "详情"},
    "en": {"copy": "[Copy] ", "more": "Details", "button": "Details"},
}


def body(message: Message, address: str, agent_id: int, *, buttons: bool = False) -> dict[str, Any]:
    """The request for one member; ``buttons``: presses are called back. Raises IssueError (N736) for an address that
    would reach others."""
    if not address or len(address.encode()) > 64 or address == "@all" or any(char in address for char in "| \r\n\t"):
        raise _nobody(address)
    words = _WORDS["en" if message.language == "en" else "zh"]
    title = _mute((words["copy"] if message.copy else "") + message.title)
    text = _mute(message.text)
    url = marked(message.url, message.reference) if message.url else None
    if url and len(url.encode()) > URL:
        url = None
    form = "text" if message.format in ("textcard", "template_card") and url is None else message.format
    content: dict[str, Any]
    if form == "template_card":
        content = card.card(message, title, text, url or "", buttons=buttons)
    elif form == "textcard":
        content = _card(title, text, url or "", words["button"])
    elif form == "markdown":
        tail = f"\n[{words['more']}]({url})" if url else f"\n〔{message.reference[-12:]}〕"
        content = {"content": cut(f"**{title}**\n{text}", MARKDOWN - len(tail.encode())) + tail}
    else:
        tail = f"\n{words['more']}：{url}" if url else f"\n〔{message.reference[-12:]}〕"
        content = {"content": cut(f"{title}\n{text}", TEXT - len(tail.encode())) + tail}
    return {
        "touser": address,
        "msgtype": form,
        "agentid": agent_id,
        form: content,
        "safe": 0,
        "enable_id_trans": 0,
        "enable_duplicate_check": 1,
        "duplicate_check_interval": DUPLICATE_WINDOW,
    }


def fits(message: Message) -> bool:
    """Whether the body holds the whole text: a text card 512 bytes (a line break is 4 there), text and markdown 2,048
    in all; a template card points to it, but must hold a list."""
    words = _WORDS["en" if message.language == "en" else "zh"]
    text = _mute(message.text)
    url = marked(message.url, message.reference) if message.url else ""
    if message.format == "template_card" and url:
        return card.fits(message, text)
    if message.format == "textcard" and url:
        return len(text.encode()) + 3 * text.count("\n") <= DESCRIPTION
    title = _mute((words["copy"] if message.copy else "") + message.title)
    around = f"**{title}**\n\n[{words['more']}]({url})" if url else f"**{title}**\n\n〔{message.reference[-12:]}〕"
    return len(around.encode()) + len(text.encode()) <= TEXT


def marked(url: str, reference: str) -> str:
    """The link with the message's reference in it: no two messages are then the same bytes."""
    parts = urlsplit(url)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), ("m", reference)])
    return urlunsplit(parts._replace(query=query))


def _card(title: str, text: str, url: str, button: str) -> dict[str, str]:
    room = DESCRIPTION - 3 * text.count("\n")  # a line break becomes <br>
    description = cut(text, max(room, 3)).replace("\n", "<br>")
    if len(description.encode()) > DESCRIPTION:  # more line breaks than room
        description = cut(text.replace("\n", " "), DESCRIPTION)
    return {"title": cut(title or "—", TITLE), "description": description or "—", "url": url, "btntxt": button}


def _mute(text: str) -> str:
    """Nothing in a message mentions anybody: not the author's text either."""
    return text.replace("<@", "＜@").replace("@all", "＠all").replace("@所有人", "＠所有人")


def _nobody(address: str) -> IssueError:
    shown = address[:20]
    words = both(f"“{shown}” 不是一个企业微信成员账号", f'"{shown}" is not the account of one WeCom member')
    return IssueError([Issue("N736", words, hint=both("每条消息只发给一个人", "a message goes to one person"))])

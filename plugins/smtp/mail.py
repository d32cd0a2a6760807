"""One e-mail: what is frozen, and the bytes made of it, the same at every attempt."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from uuid import UUID

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from rule_builder.channels.contract import Message
from rule_builder.templates.filters import cut

SUBJECT, TEXT = 200, 100_000  # bytes
#: One mailbox in ASCII: no list, no name, nothing that could end a header or a command.
ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*"
)
_WORDS = {
    "zh": {"copy": "【抄送】", "more": "查看详情"},
    "en": {"copy": "[Copy] ", "more": "Details"},
}
_PAGE = (
    '<!doctype html><html><body style="font:15px/1.6 sans-serif;color:#1f2937"><h2 style="font-size:17px">{title}</h2>'
    "{facts}<p>{text}</p>{link}</body></html>"
)


def is_address(text: object) -> bool:
    """Whether it is one plain mailbox."""
    return isinstance(text, str) and len(text) <= 254 and ADDRESS.fullmatch(text) is not None


def frozen(message: Message, address: str, sender: str, sender_name: str) -> dict[str, Any]:
    """The parts of a mail, as plain text: they are escaped for HTML when it is made. Raises IssueError (N838)."""
    if not is_address(address):
        shown = address[:40]
        words = both(f"“{shown}” 不是一个邮箱地址", f'"{shown}" is not one mail address')
        raise IssueError([Issue("N838", words)])
    words_ = _WORDS["en" if message.language == "en" else "zh"]
    title = " ".join(((words_["copy"] if message.copy else "") + message.title).split())
    return {
        "from": sender,
        "from_name": " ".join(sender_name.split()),
        "to": address,
        "subject": cut(title or "—", SUBJECT),
        "text": cut(message.text, TEXT),
        "facts": [list(pair) for pair in message.facts],
        "url": message.url,
        "more": words_["more"],
        "reference": message.reference,
        "language": message.language,
    }


def bytes_of(request: Mapping[str, Any]) -> bytes:
    """The mail, ready for SMTP: text and HTML; its id comes from the message's reference, so that repeats are known."""
    domain = request["from"].rpartition("@")[2]
    reference = re.sub(r"[^A-Za-z0-9-]", "-", request["reference"])
    mail = EmailMessage(policy=SMTP)
    local, _, host = request["from"].rpartition("@")
    mail["From"] = Address(request["from_name"], local, host)
    mail["To"] = request["to"]
    mail["Subject"] = request["subject"]
    mail["Message-ID"] = f"<{reference}@{domain}>"
    if (at := _time_in(request["reference"])) is not None:
        mail["Date"] = format_datetime(at)
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = "en" if request["language"] == "en" else "zh-CN"
    facts = "".join(f"{label}：{value}\n" for label, value in request["facts"])
    link = f"\n{request['more']}：{request['url']}\n" if request["url"] else ""
    mail.set_content(f"{request['subject']}\n\n{facts}{request['text']}\n{link}", cte="base64")
    mail.add_alternative(_html(request), subtype="html", cte="base64")
    mail.set_boundary(f"=_{reference}")
    return mail.as_bytes()


def _html(request: Mapping[str, Any]) -> str:
    rows = "".join(
        f'<tr><td style="color:#6b7280;padding-right:16px">{html.escape(label)}</td><td>{html.escape(value)}</td></tr>'
        for label, value in request["facts"]
    )
    url = html.escape(request["url"] or "")
    return _PAGE.format(
        title=html.escape(request["subject"]),
        facts=f"<table>{rows}</table>" if rows else "",
        text=html.escape(request["text"]).replace("\n", "<br>"),
        link=f'<p><a href="{url}">{html.escape(request["more"])}</a></p>' if url else "",
    )


def _time_in(reference: str) -> datetime | None:
    """When a message arose: its public id (UUID version 7) begins with the milliseconds."""
    try:
        found = UUID(reference)
    except ValueError:
        return None
    return datetime.fromtimestamp((found.int >> 80) / 1000, UTC).replace(microsecond=0) if found.version == 7 else None

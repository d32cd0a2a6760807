"""From a draft to the frozen request, the same for preview and for sending."""

from __future__ import annotations

from typing import Any

from rule_builder.channels.contract import Channel, Draft, Message, Recipient
from rule_builder.kinds.channel.model import ChannelModel
from rule_builder.templates import compile_template, render


def compose(
    draft: Draft,
    model: ChannelModel,
    channel: Channel,
    recipient: Recipient,
    *,
    reference: str,
    copy: bool = False,
    purpose: str = "fired",
) -> dict[str, Any]:
    """Renders title and body, escaped for the channel's format, and lets the channel make its request of them.

    Raises IssueError N7xx for a template that does not fit its values, or a recipient the channel cannot take.
    """
    form = model.format or channel.formats[0]
    names = draft.names if draft.names is not None else tuple(draft.values)
    title, text = (
        render(compile_template(source, names), draft.values, channel.escape(form)).strip()
        for source in (draft.title, draft.body)
    )
    message = Message(title, text, reference, draft.url, copy, purpose, form, recipient.language)
    return channel.render(message, recipient, model.settings)

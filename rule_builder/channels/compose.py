"""From a draft to the frozen request, the same for preview and for sending."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rule_builder.channels.contract import Channel, Draft, Message, Recipient, Roomy
from rule_builder.kinds.channel.model import ChannelModel
from rule_builder.templates import compile_template, render
from rule_builder.templates.escape import ESCAPES


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

    A list that the format has no room for is sent in a roomier format of the channel; where even that has too little
    room, it names as many as fit and counts the rest. Raises IssueError N7xx for a template that does not fit its
    values, or a recipient the channel cannot take.
    """
    listing = draft.listed is not None and len(draft.values.get(draft.listed, ())) > 1
    about = Message("", "", reference, draft.url, copy, purpose, language=recipient.language, listing=listing)
    about = replace(about, severity=draft.severity, actions=draft.actions)
    form = model.format or channel.formats[0]
    message = _rendered(draft, channel, replace(about, format=form))
    if draft.listed is not None and isinstance(channel, Roomy):
        for roomier in channel.roomier:
            if channel.fits(message):
                break
            message = _rendered(draft, channel, replace(about, format=roomier))
        if not channel.fits(message):
            message = _shortened(draft, draft.listed, channel, message)
    return channel.render(message, recipient, model.settings)


def _rendered(draft: Draft, channel: Channel, about: Message) -> Message:
    names = draft.names if draft.names is not None else tuple(draft.values)
    title, text = (
        render(compile_template(source, names), draft.values, channel.escape(about.format)).strip()
        for source in (draft.title, draft.body)
    )
    escape = ESCAPES[channel.escape(about.format)]
    facts = tuple((label, escape(value)) for label, value in draft.facts)
    return replace(about, title=title, text=text, facts=facts)


def _shortened(draft: Draft, listed: str, channel: Any, message: Message) -> Message:
    """The message with the longest beginning of the list that fits (at least one entry), found by halving."""
    entries, more = list(draft.values.get(listed, ())), draft.values.get("more", 0)
    least, most, found = 1, len(entries) - 1, message
    while least <= most:
        half = (least + most) // 2
        values = {**draft.values, listed: entries[:half], "more": more + len(entries) - half}
        tried = _rendered(replace(draft, values=values), channel, message)
        if channel.fits(tried) or half == 1:
            least, found = half + 1, tried
        else:
            most = half - 1
    return found

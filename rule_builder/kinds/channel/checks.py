"""The type must be installed; its settings are judged by the channel itself."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import available_timezones

from engine.base.issue import Issue
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition
from rule_builder.channels.contract import channels
from rule_builder.kinds.channel.model import ChannelModel


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Type, format, jitter and the channel's own checks."""
    model: ChannelModel = definition.model
    least, most = model.jitter_seconds
    if least > most:
        yield definition.issue(
            "N733",
            both(f"抖动下限 {least} 大于上限 {most}", f"the least delay {least} is above the most {most}"),
            "$.jitter_seconds",
            both(f"写 [{most}, {least}]", f"write [{most}, {least}]"),
        )
    yield from _quiet(definition)
    channel = channels().get(model.type)
    if channel is None:
        yield definition.issue(
            "N731",
            both(f"没有安装通道 “{model.type}”", f'no channel "{model.type}" is installed'),
            "$.type",
            did_you_mean(model.type, channels()),
        )
        return
    if model.format is not None and model.format not in channel.formats:
        yield definition.issue(
            "N732",
            both(
                f"通道 {model.type} 没有格式 “{model.format}”", f'channel {model.type} has no format "{model.format}"'
            ),
            "$.format",
            did_you_mean(model.format, channel.formats),
        )
    for issue in channel.check(model.settings):
        yield definition.placed(issue)


def _quiet(definition: Definition) -> Iterable[Issue]:
    hours = definition.model.quiet_hours
    if hours is None:
        return
    if hours.from_ == hours.to:
        words = both("开始与结束相同：时段为空", "they begin and end at the same time: there are none")
        yield definition.issue("N815", words, "$.quiet_hours.to")
    if hours.time_zone is not None and hours.time_zone not in available_timezones():
        words = both(f"没有时区 “{hours.time_zone}”", f'unknown time zone "{hours.time_zone}"')
        hint = did_you_mean(hours.time_zone, available_timezones())
        yield definition.issue("N816", words, "$.quiet_hours.time_zone", hint)

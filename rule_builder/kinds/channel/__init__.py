"""Kind channel (推送通道): by which service, and as which sender, messages leave."""

from pathlib import Path

from engine.base.text import both
from engine.definitions.kind import Kind
from rule_builder.kinds.channel.checks import checks
from rule_builder.kinds.channel.model import ChannelModel

KIND = Kind(
    name="channel",
    title=both("推送通道", "Channel"),
    folder=Path(__file__).parent,
    model=ChannelModel,
    checks=checks,
)

"""The plug-in of docs/engineers.md: a connector, a channel and checks of photos of a house that has its own ways."""

from engine.base.plugin import Plugin
from engine.base.text import both
from tests.docs.morning.apart import RULE
from tests.docs.morning.covered import CHECK
from tests.docs.morning.hook import Hook
from tests.docs.morning.lines import CONNECTOR

PLUGIN = Plugin(
    name="morning",
    title=both("晨报", "Morning"),
    version="1.0.0",
    provides={
        "connector": {"json_lines": CONNECTOR},
        "channel": {"hook": Hook()},
        "photo_check": {"covered": CHECK},
        "photo_rule": {"apart": RULE},
    },
)

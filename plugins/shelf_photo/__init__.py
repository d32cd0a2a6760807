"""Plugin shelf_photo: checks of photos on this machine's processor, without the network.

``picture_quality``: sharp and light enough. ``seen_before``: the same photo again, cropped, mirrored or photographed
from a print or screen. ``shelf_photo``: products counted and texts read by a photo standard.
"""

from engine.base.plugin import Plugin
from engine.base.text import both
from plugins.shelf_photo import quality, seen_before, shelf
from plugins.shelf_photo.sample.command import COMMAND

PLUGIN = Plugin(
    name="shelf_photo",
    title=both("陈列照片检查", "Shelf photos"),
    version="0.1.0",
    provides={
        "photo_check": {check.name: check for check in (quality.CHECK, seen_before.CHECK, shelf.CHECK)},
        "command": {"sample-shelf": COMMAND},
    },
)

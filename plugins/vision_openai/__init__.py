"""Plugin vision_openai: a photo is judged by a model behind an OpenAI-compatible address (``/chat/completions``).

Nothing is sent anywhere unless a form names the check with an address, a model and a key.
"""

from engine.base.plugin import Plugin
from engine.base.text import both
from plugins.vision_openai.check import CHECK

PLUGIN = Plugin(
    name="vision_openai",
    title=both("远程看图模型", "Remote vision model"),
    version="0.1.0",
    provides={"photo_check": {CHECK.name: CHECK}},
)

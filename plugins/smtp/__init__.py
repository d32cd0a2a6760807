"""Plugin smtp (邮件): messages as e-mail, by a mail server of the company."""

from engine.base.plugin import Plugin
from engine.base.text import both
from plugins.smtp.channel import Smtp

PLUGIN = Plugin(
    name="smtp",
    title=both("邮件", "E-mail"),
    version="0.1.0",
    provides={"channel": {"email": Smtp()}},
)

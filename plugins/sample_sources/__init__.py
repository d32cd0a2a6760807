"""Two sample systems to pull from: a till system (POS) and an ERP, over real HTTP, with a planted story and faults.

For demonstrations and tests. Nothing here runs unless it is started: ``python -m plugins.sample_sources --help``.
"""

from __future__ import annotations

from engine.base.plugin import Plugin
from engine.base.text import both

PLUGIN = Plugin(
    name="sample_sources",
    title=both("示例数据源（收银与 ERP）", "Sample sources (till system and ERP)"),
    version="0.1.0",
)

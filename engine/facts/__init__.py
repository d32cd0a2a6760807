"""One path for data: stage → accept or refuse → upsert → roll up. Facts are read-only through every interface."""

from engine.facts.loads import LoadResult, begin_load, fail_load, result_of, stage, sweep_broken_loads
from engine.facts.publish import publish_load
from engine.facts.values import Minor

__all__ = [
    "LoadResult",
    "Minor",
    "begin_load",
    "fail_load",
    "publish_load",
    "result_of",
    "stage",
    "sweep_broken_loads",
]

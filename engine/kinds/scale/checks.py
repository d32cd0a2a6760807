"""Bands must cover every attainment exactly once."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from engine.base.issue import Issue
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition
from engine.kinds.scale.model import Band, ScaleModel


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Order, gaps, overlaps and open ends of the bands."""
    model: ScaleModel = definition.model
    yield from _parent_light(definition, model)
    bands = model.bands
    for i, band in enumerate(bands):
        if band.from_ is not None and band.to is not None and band.from_ >= band.to:
            yield definition.issue(
                "N401",
                both(f"区间 {_zh(band)} 是空的：“从”必须小于“到”", f"band {_en(band)} is empty: from must be below to"),
                f"$.bands[{i}].from",
            )
            return
    starts = [float("-inf") if band.from_ is None else band.from_ for band in bands]
    for i, (start, following) in enumerate(pairwise(starts), start=1):
        if following < start:
            words = both("区间没有从低到高排列", "the bands are not in rising order")
            yield definition.issue("N404", words, f"$.bands[{i}].from", both("从低到高排列", "put the lowest first"))
            return
    if bands[0].from_ is not None:
        yield definition.issue(
            "N402",
            both(f"低于 {bands[0].from_:g} 的值没有灯色", f"values below {bands[0].from_:g} have no light"),
            "$.bands[0].from",
            both("首个区间的 from 写 null", "let the first band start at null"),
        )
    if bands[-1].to is not None:
        yield definition.issue(
            "N402",
            both(f"从 {bands[-1].to:g} 起的值没有灯色", f"values from {bands[-1].to:g} on have no light"),
            f"$.bands[{len(bands) - 1}].to",
            both("末个区间的 to 写 null", "let the last band end at null"),
        )
    for i, (low, high) in enumerate(pairwise(bands), start=1):
        yield from _seam(definition, i, low, high)


def _parent_light(definition: Definition, model: ScaleModel) -> Iterable[Issue]:
    rule = model.parent_light
    if rule is None:
        return
    if rule.by == "red_children" and rule.share is None:
        words = both("没有写明多大比例的下级为红", "it does not say what share of the units below must be red")
        yield definition.issue(
            "N830", words, "$.parent_light.by", both("加上 share，例如 0.25", "add a share, for instance 0.25")
        )
    if rule.by != "red_children" and rule.share is not None:
        words = both(f"“{rule.by}” 不看比例", f'"{rule.by}" does not look at a share')
        hint = both("去掉 share，或把 by 改为 red_children", "drop share, or write red_children")
        yield definition.issue("N831", words, "$.parent_light.share", hint)


def _seam(definition: Definition, i: int, low: Band, high: Band) -> Iterable[Issue]:
    place = f"$.bands[{i}].from"
    if low.to is None or high.from_ is None or high.from_ < low.to:
        yield definition.issue(
            "N403",
            both(f"区间 {_zh(low)} 与 {_zh(high)} 重叠", f"bands {_en(low)} and {_en(high)} overlap"),
            place,
            both(
                "从低到高排列，后一个的 from 等于前一个的 to",
                "in rising order, let each start where the one before ends",
            )
            if low.to is None
            else both(f"写 {low.to:g}", f"write {low.to:g}"),
        )
    elif high.from_ > low.to:
        yield definition.issue(
            "N402",
            both(
                f"从 {low.to:g} 到 {high.from_:g} 的值没有灯色",
                f"values from {low.to:g} to {high.from_:g} have no light",
            ),
            place,
            both(f"写 {low.to:g}：上一区间不含 {low.to:g}", f"write {low.to:g}: the band before ends just below it"),
        )


def _zh(band: Band) -> str:
    return f"{_end(band.from_, '−∞')}–{_end(band.to, '∞')}（{band.light}）"


def _en(band: Band) -> str:
    return f"{_end(band.from_, '−∞')}–{_end(band.to, '∞')} ({band.light})"


def _end(value: float | None, endless: str) -> str:
    return endless if value is None else f"{value:g}"

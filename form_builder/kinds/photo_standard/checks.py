"""What the schema of a photo standard cannot say: names, pictures, bands, and rules that can never hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from engine.base.issue import Issue
from engine.base.suggest import did_you_mean
from engine.base.text import both
from engine.definitions.kind import Catalog, Definition
from form_builder.kinds.photo_standard.model import PhotoStandardModel
from form_builder.kinds.photo_standard.pictures import NoPicture, picture_bytes
from form_builder.photo_rules import photo_rules


def checks(definition: Definition, catalog: Catalog) -> Iterable[Issue]:
    """Every complaint about a standard that passed its schema."""
    model: PhotoStandardModel = definition.model
    products, bands = [one.name for one in model.references], [one.name for one in model.bands]
    yield from _twice(definition, products, "references")
    yield from _twice(definition, bands, "bands")
    for i, reference in enumerate(model.references):
        for j, image in enumerate(reference.images):
            try:
                picture_bytes(image)
            except NoPicture as fault:
                yield definition.issue("N756", fault.words, f"$.references[{i}].images[{j}]")
    for i, band in enumerate(model.bands):
        if band.from_ >= band.to:
            words = both("横带是空的：“从”必须小于“到”", "the band is empty: from must be less than to")
            yield definition.issue("N757", words, f"$.bands[{i}].from")
    for i, rule in enumerate(model.rules):
        for setting, what in photo_rules()[rule["type"]].refs.items():
            known = products if what == "product" else bands
            yield from _names(definition, rule.get(setting), known, what, f"$.rules[{i}].{setting}")
        least, most = rule.get("at_least"), rule.get("at_most")
        if least is not None and most is not None and least > most:
            words = both(f"至少 {least} 大于至多 {most}", f"at least {least} is more than at most {most}")
            yield definition.issue("N759", words, f"$.rules[{i}].at_least")


def _twice(definition: Definition, names: Sequence[str], field: str) -> Iterable[Issue]:
    for i, name in enumerate(names):
        if name in names[:i]:
            words = both(f"名称 “{name}” 重复", f'the name "{name}" is there twice')
            yield definition.issue("N755", words, f"$.{field}[{i}].name")


def _names(definition: Definition, given: Any, known: Sequence[str], what: str, path: str) -> Iterable[Issue]:
    listed = [(path, given)] if isinstance(given, str) else [(f"{path}[{i}]", n) for i, n in enumerate(given or ())]
    for place, name in listed:
        if name not in known:
            zh = "参考产品" if what == "product" else "横带"
            en = "reference product" if what == "product" else "band"
            words = both(f"没有{zh} “{name}”", f'there is no {en} "{name}"')
            yield definition.issue("N758", words, place, did_you_mean(name, known))
    names = [name for _, name in listed]
    for place, name in listed[1:]:
        if names.count(name) > 1:
            words = both(f"“{name}” 写了两次", f'"{name}" is there twice')
            yield definition.issue("N755", words, place)
            return

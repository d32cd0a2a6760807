"""What the reference pictures of a standard look like to SIFT; worked out once per process and picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.base.issue import Issue, IssueError
from form_builder.kinds.photo_standard.pictures import NoPicture, picture_bytes
from plugins.shelf_photo.features import Features, features
from plugins.shelf_photo.picture import Picture, read

#: Of a reference, in pixels: packs in photos are smaller, and details beyond that are not seen there.
_LONGEST = 320
_MOST = 450


@dataclass(frozen=True)
class Sample:
    """One picture of a reference product."""

    product: str
    picture: Picture
    features: Features


def samples_of(standard: Mapping[str, Any]) -> list[Sample]:
    """Every picture of every reference. Raises IssueError (N761) for one that cannot be read."""
    return [
        Sample(reference["name"], *_looked_at(url))
        for reference in standard.get("references", ())
        for url in reference["images"]
    ]


@lru_cache(maxsize=48)
def _looked_at(url: str) -> tuple[Picture, Features]:
    try:
        picture = read(picture_bytes(url)).at_most(_LONGEST)
    except NoPicture as fault:
        raise IssueError([Issue("N761", fault.words)]) from fault
    return picture, features(picture.grey, _MOST, contrast=0.02)

"""Reads the text in a picture: RapidOCR with the models that come in its package; nothing is ever downloaded."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from plugins.shelf_photo.libraries import NoLibrary, cv, np
from plugins.shelf_photo.picture import Picture

#: Longer side of the picture in which lines of text are looked for.
_LONGEST = 1280
#: Lines lower than this are small print, in pixels of that picture.
_LOWEST = 11
#: The largest ones first; each costs about 20 ms.
_MOST_LINES = 70
Array = Any
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Line:
    """A line of text. ``bounds``: left, top, right, bottom in pixels of the picture given."""

    text: str
    bounds: Bounds
    confidence: float


@cache
def _reader() -> Any:
    try:
        import rapidocr
    except ImportError as fault:
        raise NoLibrary("rapidocr") from fault
    models = Path(rapidocr.__file__).parent / "models"
    if len(list(models.glob("*.onnx"))) < 2:
        raise NoLibrary("rapidocr models")
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.text_score": 0.3,
            "Global.use_preprocess_img": False,
            "Global.use_vertical_padding": False,
            "Det.limit_type": "max",
            "Det.limit_side_len": _LONGEST,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def read_words(picture: Picture, worth: Callable[[Bounds], bool] = lambda bounds: True) -> list[Line]:
    """The lines of text whose place is ``worth`` reading, the largest first.

    Raises NoLibrary where there is nothing to read with.
    """
    reader, small = _reader(), picture.at_most(_LONGEST)
    scale = picture.size[0] / small.size[0]
    placed = reader(small.bgr, use_det=True, use_cls=False, use_rec=False)
    if placed.boxes is None:
        return []
    boxes = [np().float32(box) for box in placed.boxes]
    boxes = [box * scale for box in boxes if _height(box) >= _LOWEST and worth(_bounds(box * scale))]
    found = []
    for box in sorted(boxes, key=lambda box: (-_height(box), *box[0].tolist()))[:_MOST_LINES]:
        read = reader(_straight(picture.bgr, box), use_det=False, use_cls=False, use_rec=True)
        text, confidence = (read.txts or ("",))[0], float((read.scores or [0.0])[0])
        if text.strip():
            found.append(Line(text.strip(), _bounds(box), confidence))
    return found


def _bounds(box: Array) -> Bounds:
    low, high = box.min(axis=0), box.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _height(box: Array) -> float:
    return float(np().linalg.norm(box[3] - box[0]) + np().linalg.norm(box[2] - box[1])) / 2


def _straight(bgr: Array, box: Array) -> Array:
    """The line as a straight strip."""
    wide = max(8, round(float(np().linalg.norm(box[1] - box[0]))))
    tall = max(8, round(_height(box)))
    corners = np().float32([[0, 0], [wide, 0], [wide, tall], [0, tall]])
    return cv().warpPerspective(
        bgr, cv().getPerspectiveTransform(box, corners), (wide, tall),
        flags=cv().INTER_CUBIC, borderMode=cv().BORDER_REPLICATE,
    )  # fmt: skip

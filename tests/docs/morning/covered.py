"""Photo check covered: a finger, a wall or a lens cap fills the picture with one colour."""

from __future__ import annotations

import io

from PIL import Image

from engine.base.issue import Issue, IssueError
from engine.base.text import both
from form_builder.checks.contract import Ask, PhotoCheck, Reason, Verdict
from form_builder.photo_rules.contract import setting


def look(ask: Ask) -> Verdict:
    """Fails where the most frequent of 64 colours fills more than ``most`` of it. Raises IssueError for no picture."""
    try:
        with Image.open(io.BytesIO(ask.picture)) as image:
            small = image.convert("RGB").resize((64, 48)).quantize(64)
    except OSError as fault:
        raise IssueError([Issue("N760", both("照片已损坏", "the photo is damaged"))]) from fault
    share = max(small.histogram()) / (64 * 48)
    most = ask.options.get("most", 0.6)
    if share <= most:
        return Verdict("pass", 1.0, (), "covered 1.0")
    words = both(
        f"照片有 {share:.0%} 是同一种颜色，镜头可能被挡住", f"one colour fills {share:.0%}: is the lens covered?"
    )
    return Verdict("fail", 0.0, (Reason("covered", words, "fail", {"share": round(share, 3)}),), "covered 1.0")


CHECK = PhotoCheck(
    name="covered",
    title=both("镜头被挡", "Covered lens"),
    look=look,
    compares=False,
    seconds=10,
    megabytes=300,
    schema={
        "properties": {
            "most": setting("至多 / Most", "同色的比例。", "Share of one colour.", 0.6, type="number", maximum=1),
        }
    },
)

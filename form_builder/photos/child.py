"""The process that decodes: a picture on standard input, a new JPEG (or PNG) of it on standard output.

Arguments: memory (bytes), CPU seconds, then the wishes as JSON. The answer is one line of JSON, then the pictures one
after the other. It lowers its own limits for good before it reads anything, and writes no file.
"""

from __future__ import annotations

import json
import sys
import warnings
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageFile, ImageOps

from form_builder.photos.sniff import MOST_PIXELS

SMALL = 320
_FORMATS = ("JPEG", "PNG", "WEBP")


def main(memory: int, seconds: int, wish: dict[str, Any]) -> None:
    """Lowers the limits, reads, answers."""
    try:
        import resource
    except ImportError:  # Windows: the time limit of the parent and the check of the header remain
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        head, pictures = remade(sys.stdin.buffer.read(), **wish)
    except MemoryError:
        head, pictures = {"refused": "memory"}, []
    except Exception:  # whatever a hostile file brings up: it is broken
        head, pictures = {"refused": "broken"}, []
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n")
    for picture in pictures:
        sys.stdout.buffer.write(picture)


def remade(data: bytes, *, longest_side: int, keep_lines: bool) -> tuple[dict[str, Any], list[bytes]]:
    """What the picture says of itself, and its new bytes and thumbnail: right way up, without any metadata.

    ``keep_lines``: a drawing (signature) stays a PNG with its transparency.
    """
    with Image.open(BytesIO(data), formats=_FORMATS) as picture:
        came = picture.size
        exif = _exif(picture)
        if picture.format == "JPEG":
            picture.draft("RGB", (longest_side, longest_side))
        made: Image.Image = picture
        if max(made.size) > longest_side:
            made.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
        made.load()
        made = ImageOps.exif_transpose(made)
        kind = "PNG" if keep_lines else "JPEG"
        made = _plain(made, kind)
    small = made.copy()
    small.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    files = [_written(made, kind, 85), _written(_plain(small, "JPEG"), "JPEG", 80)]
    head = {
        "media_type": f"image/{kind.lower()}",
        "width": made.width,
        "height": made.height,
        "came": list(came),
        "sizes": [len(file) for file in files],
        **exif,
    }
    return head, files


def _plain(picture: Image.Image, kind: str) -> Image.Image:
    """Pixels only: a new picture that nothing of the old one's metadata hangs on."""
    if kind == "PNG":
        return picture.convert("RGBA")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        over = picture.convert("RGBA")
        ground = Image.new("RGB", over.size, "white")
        ground.paste(over, mask=over.getchannel("A"))
        return ground
    if picture.mode.startswith(("I", "F")):
        picture = picture.convert("L")
    return picture.convert("RGB")


def _written(picture: Image.Image, kind: str, quality: int) -> bytes:
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    out = BytesIO()
    options: dict[str, Any] = {"quality": quality} if kind == "JPEG" else {"optimize": False}
    bare.save(out, kind, **options)
    return out.getvalue()


def _exif(picture: Image.Image) -> dict[str, Any]:
    """``exif_at``: local time as the camera wrote it; ``location``: {"lat", "lon"}; None: nothing sound."""
    found: dict[str, Any] = {"exif_at": None, "location": None}
    try:
        exif = picture.getexif()
        inner = exif.get_ifd(ExifTags.IFD.Exif)
        at = inner.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
        found["exif_at"] = str(at).strip("\0 ")[:19] if at else None
        found["location"] = _place(exif.get_ifd(ExifTags.IFD.GPSInfo))
    except Exception:  # metadata is a claim of the file: unreadable is the same as none
        return found
    return found


def _place(gps: Any) -> dict[str, float] | None:
    lat, lon = gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLongitude)
    if not lat or not lon:
        return None
    north, east = (sum(float(part) / 60**n for n, part in enumerate(three)) for three in (lat, lon))
    if gps.get(ExifTags.GPS.GPSLatitudeRef) == "S":
        north = -north
    if gps.get(ExifTags.GPS.GPSLongitudeRef) == "W":
        east = -east
    sound = -90 <= north <= 90 and -180 <= east <= 180
    return {"lat": round(north, 6), "lon": round(east, 6)} if sound else None


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3]))

"""Can photos be kept: a few bytes are put where they go, read back and removed."""

from __future__ import annotations

from admin_ui.call import Call
from admin_ui.health.contract import Check, Finding
from engine.base.text import both
from engine.storage.photos import PLACE, Photos

_BYTES = b"navmark"


def _run(call: Call) -> Finding:
    here = call.settings.values.get(PLACE) is None
    try:
        photos, key = Photos.of(call.settings), Photos.new_key("txt")
        photos.put(key, _BYTES)
        sound = photos.get(key) == _BYTES
        photos.delete(key)
    except Exception as fault:  # whatever a store raises, a missing driver too: photos cannot be kept
        name = type(fault).__name__
        return Finding("bad", both(f"照片无法保存（{name}）", f"photos cannot be kept ({name})"))
    if not sound:
        return Finding("bad", both("照片存入后读出不同", "what is kept comes back changed"))
    if here:
        return Finding("ok", both("照片存在数据文件夹", "photos are kept in the data folder"))
    return Finding("ok", both("照片存储正常", "the store of photos answers"))


CHECK = Check(both("照片存储", "Store of photos"), 45, _run)

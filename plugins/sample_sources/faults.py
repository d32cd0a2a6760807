"""Things that go wrong on request: planned by count, or asked for by one request (``X-Fault`` or ``?fault=``)."""

from __future__ import annotations

import json
import threading
from typing import Any

from werkzeug.wrappers import Request, Response

#: kind → what happens
KINDS = {
    "429": "too many requests, Retry-After: 1",
    "500": "internal error",
    "503": "busy, Retry-After: 1",
    "401": "the sign-in is refused",
    "timeout": "no answer for a long time",
    "cut": "the JSON text ends in the middle",
    "half_page": "half of the page's records are missing, the counts stay",
    "duplicate_rows": "every record of the page comes twice",
    "nan": "an amount or count of the first record is NaN",
    "wrong_encoding": "GBK bytes, announced as UTF-8",
    "changed_schema": "the store's code has another name",
}
_STORE_KEYS = ("shop_code", "store", "sku")


class Faults:
    """The plan of one server. ``patience`` is how long a "timeout" keeps the caller waiting, in seconds."""

    def __init__(self, patience: float = 60.0) -> None:
        self.patience = patience
        self._plan: list[tuple[str, str]] = []
        self._lock = threading.Lock()
        self._awake = threading.Event()

    def plan(self, kind: str, count: int, path: str) -> None:
        """The next ``count`` requests to paths that begin with ``path`` go wrong. Raises ValueError for a kind
        that does not exist or a count outside 1…1000."""
        if kind not in KINDS or not 1 <= count <= 1000:
            raise ValueError(f"known faults: {', '.join(KINDS)}; count 1…1000")
        with self._lock:
            self._plan += [(kind, path)] * count

    def wake(self) -> None:
        """Ends every waiting "timeout" at once."""
        self._awake.set()

    def take(self, request: Request) -> str | None:
        """The fault that this request gets."""
        asked = request.headers.get("X-Fault") or request.args.get("fault")
        if asked:
            return asked if asked in KINDS else None
        with self._lock:
            for place, (kind, path) in enumerate(self._plan):
                if request.path.startswith(path):
                    del self._plan[place]
                    return kind
        return None

    def instead(self, kind: str | None) -> Response | None:
        """The answer that takes the place of the real one."""
        if kind == "timeout":
            self._awake.wait(self.patience)
        if kind in ("401", "429", "500", "503"):
            headers = {"Retry-After": "1"} if kind in ("429", "503") else {}
            return Response(json.dumps({"error": KINDS[kind]}), int(kind), headers, mimetype="application/json")
        return None

    def spoil(self, kind: str | None, good: Response) -> Response:
        """The real answer, spoilt."""
        if kind is None or kind == "timeout" or good.status_code >= 400:
            return good
        text = good.get_data(as_text=True)
        if kind == "cut":
            good.set_data(text[: len(text) // 2])
        elif kind == "wrong_encoding":
            good.set_data(text.encode("gbk"))
        else:
            value = json.loads(text)
            _change(kind, value)
            good.set_data(json.dumps(value, ensure_ascii=False))
        return good


def _change(kind: str, value: dict[str, Any]) -> None:
    name = "data" if "data" in value else "items"
    rows: list[dict[str, Any]] = value[name]
    if kind == "half_page":
        value[name] = rows[: len(rows) // 2]
    elif kind == "duplicate_rows":
        value[name] = [row for row in rows for _ in range(2)]
    elif kind == "nan" and rows:
        first = rows[0]
        counts = [k for k, v in first.items() if isinstance(v, int) and not isinstance(v, bool)]
        first[counts[0] if counts else "total"] = float("nan")
    elif kind == "changed_schema":
        key = next(k for k in _STORE_KEYS if rows and k in rows[0]) if rows else ""
        value[name] = [{("storeCode" if k == key else k): v for k, v in row.items()} for row in rows]

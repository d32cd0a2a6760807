"""Every GET the API describes, with arguments made from its own OpenAPI document: a new route is asked too."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask

from tests import small_app

INDICATORS = ["sales", "order_value", "web_share", "margin", "markup"]
KINDS = [
    "app",
    "calendar",
    "case",
    "cause",
    "channel",
    "dashboard",
    "dataset",
    "indicator",
    "org",
    "role",
    "rule",
    "scale",
    "scorecard",
    "source",
]
#: Days of the required ones that are asked in full; the others are met in the random queries.
FEW = 4
PERIODS = ["day", "wtd", "mtd", "qtd", "ytd"]


@dataclass(frozen=True)
class Route:
    """A GET: its path with ``{names}``, and the parameters of path and query as OpenAPI has them."""

    path: str
    parameters: tuple[dict[str, Any], ...]

    def names(self, place: str, *, required: bool = False) -> list[str]:
        """Names of the parameters of a place ("path" or "query")."""
        return [p["name"] for p in self.parameters if p["in"] == place and (p.get("required") or not required)]

    def address(self, values: dict[str, str]) -> str:
        """The address with these values; those not in the path go into the query."""
        path = self.path
        for name in self.names("path"):
            path = path.replace("{" + name + "}", quote(values[name], safe=""))
        query = {name: value for name, value in values.items() if name not in self.names("path")}
        return path + ("?" + urlencode(query) if query else "")


def routes(app: Flask) -> list[Route]:
    """Every GET under /api/v1; fails where the app serves one that its OpenAPI document leaves out."""
    paths = app.extensions["navmark_api"].spec.to_dict()["paths"]
    found = [
        Route(path, (*item.get("parameters", ()), *item["get"].get("parameters", ())))
        for path, item in sorted(paths.items())
        if "get" in item
    ]
    served = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    }
    assert served == {route.path for route in found}
    return found


@dataclass(frozen=True)
class Values:
    """What a person may put into an address: names of his own and of others, and names that nobody has."""

    codes: list[str]
    incidents: list[str]
    snapshots: list[str]
    definitions: list[tuple[str, str]]
    logins: list[str]
    reviews: list[str]

    def of_stores(self, what: str) -> list[str]:
        """Ids of what ``scope_forms`` has made, one per store."""
        return [f"{what}-{one.removeprefix('review-')}" for one in self.reviews if one.startswith("review-")]

    def of(self, route: Route, name: str) -> list[str]:
        """The values of a parameter. Fails for one that this test does not know how to fill."""
        schema = next(p["schema"] for p in route.parameters if p["name"] == name)
        if "enum" in schema:
            return list(schema["enum"])
        if schema.get("format") == "date":
            days = (0, 1, 2, 3, 5, 11, 12, 13, 21, 30, 60, 400, -1, -40)
            return [(small_app.ANCHOR - timedelta(days=n)).isoformat() for n in days]
        if schema.get("format") == "date-time":
            return [(small_app.NOW - timedelta(hours=n)).isoformat() for n in (-1, 0, 1, 24)]
        if schema["type"] == "boolean":
            return ["true", "false"]
        if schema["type"] == "integer":
            return ["1", "2", "3", "7", "50"]
        known = {
            "code": [*self.codes, "zqNO"],
            "unit": [*self.codes, "zqNO"],
            "public_id": [*self.incidents, "01a205cf-4740-7724-b135-0c72082181c3"],
            "indicator": [*INDICATORS, "profit"],
            "source": ["till", "scale"],
            "login": [*self.logins, "nobody_at_all"],
            "actor": [*self.logins, "test"],
            "action": ["session", "user", "user.post", "user.password"],
            "object": [*self.codes[:6], "session"],
            "level": ["company", "store", "no_such_level"],
            "q": ["", self.codes[3], "sto", self.logins[0]],
            "board": ["board", "no_such_board"],
            "permission": ["read_values", "run_jobs", "no_such_permission"],
            "tier": ["target", "no_such_tier"],
            "rule": ["low_sales", "no_such_name"],
            "scorecard": ["shop", "area", "no_such_name"],
            "plan": ["plan_2026", "no_such_plan"],
            "channel": ["wecom_app", "no_such_name"],
            "incident": [*self.incidents, "01a205cf-4740-7724-b135-0c72082181c3"],
            "dataset": ["sales", "closes", "no_such_name"],
            "role": ["keeper", "director", "no_such_name"],
            "text": ["zq", "keep", "nothing at all"],
            "form": ["walk", "no_such_name"],
            "token": [*self.of_stores("token"), "no_such_token"],
            "photo": [*self.of_stores("photo"), "no_such_photo"],
            "field": ["shelf", "no_such_name"],
            "flag": ["late", "clock"],
            "version": ["0" * 64, "no_such_hash"],
            "change": ["01a205cf-4740-7724-b135-0c72082181c3"],
            "path": ["data/units.csv", "data/nothing.csv"],
            "kind": [*KINDS, "target_plan", "nothing"],
        }
        if name == "public_id" and "/snapshots/" in route.path:
            return [*self.snapshots, "01a205cf-4740-7724-b135-0c72082181c3"]
        if name == "public_id" and "/submissions/" in route.path:
            return [*self.of_stores("submission"), "01a205cf-4740-7724-b135-0c72082181c3"]
        if name == "public_id" and "/reviews/" in route.path:
            return [*self.reviews, "01a205cf-4740-7724-b135-0c72082181c3"]
        if name == "name":
            head = route.path.split("/")[3]
            own = {
                "indicators": INDICATORS,
                "sources": ["till"],
                "datasets": ["sales", "closes"],
                "definitions": [n for _, n in self.definitions],
                "boards": ["board"],
                "forms": ["walk"],
                "field": ["walk"],
            }
            return [*own.get(head, ()), "no_such_name"]
        assert name in known, f"teach tests/admin_ui/scope_requests.py values for {name!r} of {route.path}"
        return known[name]

    def every(self, route: Route) -> Iterator[str]:
        """Addresses with every value of the path and of the parameters that are required, the others left out."""
        needed = [*route.names("path"), *route.names("query", required=True)]
        if route.path.startswith("/api/v1/definitions/{kind}/{name}"):  # no kind with the names of another
            more = [self.of(route, n)[:3] for n in needed[2:]]
            some_of = ((*pair, *rest) for pair in self.definitions for rest in product(*more))
        else:
            some_of = product(*(self.of(route, n)[: FEW if n in ("day", "from", "to") else None] for n in needed))
        chosen = [dict(zip(needed, some, strict=True)) for some in some_of]
        for values in chosen:
            yield route.address(values)

    def some(self, all_routes: list[Route], count: int, seed: str) -> Iterator[tuple[str, str]]:
        """``count`` random (address, language) pairs; routes with more to choose are asked more often."""
        dice = random.Random(seed)
        asked = [route for route in all_routes if route.parameters]
        weights = [3 if "code" in route.names("path") else 1 for route in asked]
        for _ in range(count):
            route = dice.choices(asked, weights)[0]
            needed = {*route.names("path"), *route.names("query", required=True)}
            names = [p["name"] for p in route.parameters if p["name"] in needed or dice.random() < 0.6]
            values = {name: dice.choice(self.of(route, name)) for name in names}
            yield route.address(values), dice.choice(("zh", "en"))

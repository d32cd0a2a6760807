"""Targets and receipts as the API shows them."""

from __future__ import annotations

from typing import Any

from admin_ui.call import Call
from admin_ui.cards import Card, indicator_card, major, unit_card
from engine.access import Door
from engine.measure.planned import Months, amounts_by_month, rate_spans
from engine.org.tree import Unit
from engine.plan.shape import PlanColumn
from engine.storage.database import reading
from engine.targets.receipts import Issued, Receipt, issued, own_receipts, posts_of, receipts


def mine_cards(call: Call, *, fresh: bool = False) -> list[Card]:
    """``MyTargets`` of every plan and unit, those to confirm first. ``fresh``: something has just been written."""
    door, plans = call.door, issued(call.release, call.today)
    units = list(door.units(dict.fromkeys(post.unit_id for post in call.actor.posts)).values())
    confirming = {post.unit_id for post in posts_of(call.actor, call.release)}
    if fresh:
        with reading(call.database) as connection:
            given = own_receipts(connection, call.actor, plans)
    else:
        given = own_receipts(call.connection, call.actor, plans)
    cards = []
    for plan in plans:
        amounts, rates = _columns(plan)
        ids = [unit.id for unit in units]
        months = amounts_by_month(door, ids, amounts, plan.model.from_, plan.model.to) if amounts and ids else {}
        for unit in sorted(units, key=lambda unit: (unit.level, unit.code)):
            receipt = given.get((plan.hash, unit.id))
            cards.append(
                _plan_card(plan)
                | {
                    "first": plan.model.from_,
                    "last": plan.model.to,
                    "unit": unit_card(door, unit),
                    "must_confirm": unit.id in confirming,
                    "confirmed_at": receipt.confirmed_at if receipt else None,
                    "note": receipt.note if receipt else "",
                    "lines": _lines(door, plan, unit, months, rates),
                }
            )
    return sorted(cards, key=lambda card: not (card["must_confirm"] and card["confirmed_at"] is None))


def _plan_card(plan: Issued) -> Card:
    return {"plan": plan.name, "title": plan.model.title, "version": plan.hash}


def _columns(plan: Issued) -> tuple[list[PlanColumn], list[PlanColumn]]:
    """The plan table's columns of a plan's amounts and of its rates."""
    found: dict[str, list[PlanColumn]] = {"amount": [], "rate": []}
    for line in plan.model.lines:
        tiers = line.total if line.spread == "amount" else line.value
        found[line.spread] += [PlanColumn(line.indicator, tier, line.spread) for tier in tiers]
    return found["amount"], found["rate"]


def _lines(
    door: Door, plan: Issued, unit: Unit, months: dict[tuple[int, str], Months], rates: list[PlanColumn]
) -> list[Card]:
    day = min(max(door.today, plan.model.from_), plan.model.to)
    spans = rate_spans(door, unit, rates, day)
    cards = []
    for line in plan.model.lines:
        if not door.shows(line.indicator, unit.id):
            continue
        indicator = door.release.get("indicator", line.indicator)

        def amount(value: float, of: Any = indicator) -> float:
            return float(major(door, of, value) or 0)

        tiers: list[Card] = []
        for tier in line.total if line.spread == "amount" else line.value:
            name = f"{line.indicator}:{tier}"
            if line.spread == "amount":
                each = months.get((unit.id, name), {})
                parts = [{"month": month, "amount": amount(value)} for month, value in each.items()]
                tiers.append({"tier": tier, "total": amount(sum(each.values())), "months": parts})
            elif name in spans:
                low, high = (amount(value) for value in spans[name])
                tiers.append({"tier": tier, "total": None, "months": [], "low": low, "high": high})
        cards.append(indicator_card(indicator) | {"spread": line.spread, "tiers": tiers})
    return cards


def receipt_page(call: Call, plans: list[Issued], plan: Issued, query: dict[str, Any]) -> Card:
    """``Receipts``: rates over everybody in scope, then one page of the list, those who have not confirmed first."""
    found = receipts(call.door, plan)
    levels = call.release.get("org", call.release.app.org).levels
    roles = {role.name: role.title for role in call.release.all("role")}
    wanted = [r for r in found if query.get("state") in (None, "confirmed" if r.confirmed_at else "open")]
    wanted.sort(key=lambda r: r.confirmed_at is not None)
    start = (query["page"] - 1) * query["page_size"]
    return _plan_card(plan) | {
        "plans": [_plan_card(one) for one in plans],
        **_rate(found),
        "levels": [
            {"level": level.name, "level_title": level.title, **_rate(at)}
            for number, level in enumerate(levels)
            if (at := [r for r in found if r.level == number])
        ],
        "total": len(wanted),
        "receipts": [
            {
                "unit": {
                    "code": r.unit_code,
                    "title": r.unit_title,
                    "level": levels[r.level].name,
                    "level_title": levels[r.level].title,
                    "closed": False,
                },
                "role_title": roles[r.role],
                "person": r.person,
                "confirmed_at": r.confirmed_at,
                "note": r.note,
            }
            for r in wanted[start : start + query["page_size"]]
        ],
    }


def _rate(found: list[Receipt]) -> Card:
    return {"confirmed": sum(r.confirmed_at is not None for r in found), "expected": len(found)}

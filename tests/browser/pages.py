"""Every page there is. ``test_pages_are_all_here`` compares it with the rooms of the web client."""

from __future__ import annotations

from collections.abc import Iterable

from tests.browser.board import GREY, RED, Tab

PAGES = (
    "/",
    "/unit/HQ?period=mtd",
    "/unit/E1?period=wtd",
    f"/unit/{RED}?period=day&why=upt",
    f"/unit/{GREY}?period=day",
    "/incidents?state=all",
    "/incident/{incident}",
    "/sources",
    "/sources/pos_tickets",
    "/builder",
    "/builder/releases",
    "/builder/indicator/net_sales",
    "/boards/regional_board?unit=HQ&day=2026-12-05",
    "/boards/regional_board/meeting?unit=E1&day=2026-12-05",
    "/boards/regional_board/snapshots",
    "/builder/dashboard/regional_board",
    "/access?login=sm_e102&unit=E101&indicator=net_sales",
    "/unit/ZZ999",
    "/nowhere",
)


def filled(pages: Iterable[str], tab: Tab) -> list[str]:
    """The addresses with real ids in them."""
    incident = tab.api("/incidents")[0]["public_id"]
    return [page.replace("{incident}", incident) for page in pages]

"""Every page there is. ``test_pages.py`` compares it with the rooms of the web client."""

from __future__ import annotations

from collections.abc import Iterable

from tests.browser.board import GREY, RED, Tab

EDITORS = (
    "app/retail_board",
    "org/chain",
    "calendar/trading",
    "source/pos_tickets",
    "dataset/tickets",
    "indicator/net_sales",
    "target_plan/plan_2026",
    "scale/standard",
    "rule/below_85_for_3_days",
    "cause/stock_out",
    "case/everybody_closed",
    "channel/wecom_app",
    "dashboard/regional_board",
    "role/area_manager",
    "scorecard/store_month",
    "photo_standard/shelf",
    "form/display_check",
)
PAGES = (
    "/login",
    "/",
    "/unit/HQ?period=mtd",
    "/unit/E1?period=wtd",
    f"/unit/{RED}?period=day&why=upt",
    f"/unit/{GREY}?period=day",
    "/incidents?state=all",
    "/incident/{incident}",
    "/notices",
    "/silences",
    "/messages",
    "/rules",
    f"/rules/below_85_for_3_days?unit={RED}",
    "/boards",
    "/boards/regional_board?unit=HQ&day=2026-12-05",
    "/boards/regional_board/meeting?unit=E1&day=2026-12-05",
    "/boards/regional_board/snapshots",
    "/boards/regional_board/snapshots/{snapshot}",
    "/boards/regional_board/snapshots/{snapshot}/meeting",
    "/forms",
    "/forms/submissions?form=display_check",
    "/forms/submissions/01a205cf-4740-7724-b135-0c72082181c3",
    "/forms/photos",
    "/forms/completeness?form=display_check",
    "/forms/reviews",
    "/forms/versions",
    "/scores",
    "/scores?card=store_month&unit=E101",
    "/targets",
    "/targets/receipts",
    "/data",
    "/sources",
    "/sources/pos_tickets",
    "/data/completeness",
    "/data/adjustments",
    "/access?login=sm_e102&unit=E101&indicator=net_sales",
    "/builder",
    "/builder/change",
    "/builder/releases",
    *(f"/builder/{one}" for one in EDITORS),
    "/admin",
    "/admin/users",
    "/admin/posts",
    "/admin/tokens",
    "/admin/audit",
    "/admin/jobs",
    "/admin/system",
    "/admin/password",
    "/unit/ZZ999",
    "/nowhere",
)


def filled(pages: Iterable[str], tab: Tab, snapshot: str = "") -> list[str]:
    """The addresses with real ids in them; those that need a snapshot only where one is given."""
    incident = tab.api("/incidents")[0]["public_id"]
    wanted = [page for page in pages if snapshot or "{snapshot}" not in page]
    return [page.replace("{incident}", incident).replace("{snapshot}", snapshot) for page in wanted]

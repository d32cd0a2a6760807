"""The examples that the demonstration can show: where they are, what they need, and who a visitor may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"


@dataclass(frozen=True)
class Story:
    """``logins``: login → who that is (zh, en). ``secrets``: those of the sample systems it pulls from and writes to.
    ``systems``: whether it has a POS and an ERP; else its data are sample files for the inbox. ``mornings``: which
    08:00 jobs are played (−1: the morning before the last). ``paths``: further pages to name, (zh, en) by path."""

    name: str
    logins: Mapping[str, tuple[str, str]]
    secrets: tuple[str, ...]
    systems: bool
    mornings: tuple[int, ...]
    paths: Mapping[str, tuple[str, str]]

    @property
    def folder(self) -> Path:
        """Where its definitions are."""
        return EXAMPLES / self.name

    @property
    def state(self) -> Path:
        """Where its installation lives, if nobody says otherwise."""
        return ROOT / ".navmark" / ("demo" if self.systems else f"demo-{self.name}")


STORIES = {
    "retail": Story(
        name="retail",
        logins={
            "hq": ("总部", "head office: sees everything"),
            "dir_east": ("华东大区总监", "director of East China"),
            "am_e1": ("区域经理，门店 E102 缺货", "area manager; his store E102 is out of stock"),
            "sm_e102": ("店长，仅见本店", "store manager of E102: sees one store"),
        },
        secrets=("pos_password", "erp_key", "wecom_secret"),
        systems=True,
        mornings=(-1, 0),
        paths={},
    ),
    "beverage": Story(
        name="beverage",
        logins={
            "sv_ts04": ("督导，唐山04线两个网点：手机填报", "supervisor of two outlets: fills in forms on the phone"),
            "rv_he": ("复核员，河北省", "reviewer of Hebei"),
            "pm_he": ("省区经理，河北省", "province manager of Hebei"),
            "hq": ("总部", "head office: sees everything"),
        },
        secrets=("wecom_secret",),
        systems=False,
        mornings=(0,),
        paths={"/m/": ("手机 / phone", "用督导账号登录 / log in as the supervisor")},
    ),
}

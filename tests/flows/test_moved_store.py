"""A store that changes hands: its earlier days stay where they were, later ones and the next alert go with it."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

from tests.flows import record
from tests.flows.conftest import FIRST_DAYS, MORNING, A
from tests.flows.playhouse import House, instant, recipients, rows

DAY = timedelta(days=1)
DAYS = [A - n * DAY for n in range(FIRST_DAYS - 1, -1, -1)]  # Friday 4 to Sunday 6 December


def move(at: House, since: date) -> None:
    """Publishes that E102 belongs to C1 from a day on, no longer to E1."""
    at.package = Path(shutil.copytree(at.package, at.settings.data / "package"))
    file = at.package / "data/units.csv"
    first, *lines = file.read_text(encoding="utf-8").splitlines()
    moved = [
        f"{line.replace(',store,E1,', ',store,C1,')},{since}" if line.startswith("E102,") else f"{line},"
        for line in lines
    ]
    file.write_text("\n".join([f"{first},from", *moved]) + "\n", encoding="utf-8")
    at.publish(instant(since, "07:30:00"))


def about_e102(at: House) -> list[tuple[str, bool]]:
    """Who got a message that names E102 since the last call: (login, copy)."""
    logins = recipients(at.package)
    titles = {row["zh"]: row["code"] for row in rows(at.package / "data/units.csv")}
    return sorted(
        (logins[address], title.startswith("【抄送】"))
        for address, title, text in map(record.spoken, at.arrived())
        if "E102" in record.units_named(f"{title}\n{text}", titles)
    )


def test_the_next_alert_goes_to_the_new_area(copied: House) -> None:
    move(copied, A)
    copied.morning(MORNING)

    world = copied.systems.world
    sold = {store.code: {day: world.wanted(store, day) for day in DAYS} for store in world.stores}
    for day in DAYS:
        last = record.figures(copied, day, ["day"], ["net_sales"])
        at = "C1" if day >= A else "E1"
        for area in ("E1", "C1"):
            inside = [code for code in sold if code.startswith(area) and code != "E102"]
            inside += ["E102"] if area == at else []
            shown = last["day", area, "net_sales"]
            assert shown.actual == sum(sold[code][day] for code in inside), (area, day)
            assert (shown.have, shown.expected) == (len(inside), len(inside))
            targets = [last["day", code, "net_sales"].targets["target"] for code in inside]
            assert shown.targets["target"] == sum(target or 0 for target in targets)
        assert last["day", "HQ", "net_sales"].actual == sum(store[day] for store in sold.values())
    week = record.figures(copied, A, ["mtd"], ["net_sales"])
    assert week["mtd", "C", "net_sales"].have == 7 * 3 + 1
    assert week["mtd", "E", "net_sales"].have == 10 * 3 - 1

    # am_c1 now has four stores that fire at once: one digest for him, as for his director
    assert about_e102(copied) == [("am_c1", False), ("dir_central", True)]


def test_who_has_lost_a_store_reads_no_more_about_it(copied: House) -> None:
    """Told that it fired, moved on the next day, good again: the end goes to those who were told of the beginning, but
    they may no longer see the store."""
    copied.morning(MORNING)
    assert about_e102(copied) == [("am_e1", False), ("dir_east", True)]
    move(copied, MORNING + DAY)
    copied.morning(MORNING + DAY)
    (incident,) = [one for one in record.incidents(copied) if one["code"] == "E102"]
    assert incident["state"] == "resolved"
    assert about_e102(copied) == []
    states = {(login, purpose): state for login, purpose, _, state in record.waiting(copied)}
    assert states["am_e1", "resolved"] == states["dir_east", "resolved"] == "cancelled"

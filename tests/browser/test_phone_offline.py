"""Without a network: five submissions with three photos each, the app closed and opened again, a wire that is cut
twenty times in the middle of the photos; then everything is with the server, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from engine.storage.database import reading
from engine.storage.tables import attachment, form_submission, submission_conflict
from tests.browser.phone_world import World, phone, played, sign_in, take_photo

STORES = ("N11", "N12")
MANAGER = "mgr_n1"
CUTS = 20
#: What the queue holds: photo → (SHA-256, bytes), read from the phone itself.
_HELD = """
async () => {
  const [{ name }] = (await indexedDB.databases()).filter((one) => one.name.startsWith("navmark-phone-"));
  const store = await new Promise((done) => {
    const asked = indexedDB.open(name);
    asked.onsuccess = () => done(asked.result);
  });
  const all = await new Promise((done) => {
    const asked = store.transaction("blobs").objectStore("blobs").getAll();
    asked.onsuccess = () => done(asked.result);
  });
  store.close();
  return all.map((one) => [one.sha256, one.bytes.byteLength]);
}
"""


@pytest.fixture(scope="module")
def world(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with played(tmp_path_factory.mktemp("offline")) as found:
        yield found


def fill(page: Page, number: int, photos: int) -> None:
    """One submission, by links inside the app alone (there is no network)."""
    page.get_by_role("link", name="今日任务").click()
    page.get_by_role("button", name="陈列检查 填写").click()
    page.get_by_role("button", name=STORES[number % 2]).click()
    page.get_by_label("排面数").fill(str(10 + number))
    for _ in range(photos):
        take_photo(page, "货架照片")
        # The test camera shows the same frames each time it is opened: the second printed on them makes them different.
        page.wait_for_function(
            "since => Date.now() / 1000 >= since + 1", arg=page.evaluate("Math.floor(Date.now() / 1000)")
        )
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_label(f"{number + 1} 份未同步")).to_be_visible()


@pytest.mark.slow
def test_five_submissions_with_three_photos_arrive_once_over_a_wire_that_is_cut_twenty_times(
    world: World, browser: Browser, tmp_path: Path
) -> None:
    with phone(browser.browser_type, tmp_path / "phone") as context:
        page = context.new_page()
        page.goto(world.url + "/m/")
        sign_in(page, MANAGER)
        page.get_by_role("button", name="陈列检查 填写").wait_for()
        page.evaluate("navigator.serviceWorker.ready")
        prefetched = "indexedDB.databases().then(() => new Promise(done => setTimeout(done, 1500)))"
        page.evaluate(prefetched)
        context.set_offline(True)
        for number in range(5):
            fill(page, number, 3)
        held = page.evaluate(_HELD)
    assert len(held) == 15
    assert len({sha for sha, _ in held}) == 15  # no two photos are alike: the time is printed on them
    # The app is closed, and with it the session's cookie is gone. It opens without a network, by its service worker.
    world.wire.down = True
    with phone(browser.browser_type, tmp_path / "phone") as context:
        page = context.new_page()
        page.goto(world.url + "/m/queue")
        expect(page.get_by_label("5 份未同步")).to_be_visible()
        expect(page.get_by_text("等待网络")).to_have_count(5)
        assert sorted(page.evaluate(_HELD)) == sorted(held)
        world.wire.down = False
        page.evaluate("dispatchEvent(new Event('online'))")
        page.get_by_role("button", name="重新登录").click()
        total = sum(size for _, size in held)
        random = Random(7)
        world.wire.cut_after([random.randint(total // 60, total // 25) for _ in range(CUTS)])
        sign_in(page, MANAGER)
        while page.locator("[data-state=done]").count() < 5:
            page.evaluate("dispatchEvent(new Event('online'))")  # as a phone says when it is out of a tunnel
            page.wait_for_timeout(300)
        assert (world.wire.cuts, world.wire.planned) == (CUTS, 0)
        assert page.evaluate(_HELD) == []
        expect(page.get_by_text("3 张照片核对无误")).to_have_count(5)
    with reading(world.database) as connection:
        stored = connection.execute(sa.select(form_submission)).all()
        files = connection.execute(sa.select(attachment)).all()
        conflicts = connection.execute(sa.select(sa.func.count()).select_from(submission_conflict)).scalar_one()
    assert (len(stored), len({row.public_id for row in stored}), conflicts) == (5, 5, 0)
    assert sorted(row.values["facings"] for row in stored) == [10, 11, 12, 13, 14]
    assert {row.state for row in stored} == {"complete"}
    assert sorted(row.sha256 for row in files) == sorted(sha for sha, _ in held)
    assert {(row.state, row.received == row.size) for row in files} == {("stored", True)}
    assert all(sum(one.submission == row.public_id for one in files) == 3 for row in stored)

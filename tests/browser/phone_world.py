"""An installation for the phone: the small app with a form of every type of field, served for real behind a wire that
can be cut; and a phone, which is a browser of 360 × 740 with a camera and a place."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import BrowserContext, BrowserType, Page

from engine.access import accounts
from engine.base import clock
from engine.base.settings import Settings
from engine.base.text import both
from engine.storage.database import open_database, writing
from engine.storage.migrate import upgrade
from plugins.demo.state import any_free
from tests import small_app
from tests.browser.board import PASSWORD, serving
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.wire import Wire
from tests.flows.playhouse import edit

SIZE = {"width": 360, "height": 740}
PLACE = {"latitude": 31.23042, "longitude": 121.4737, "accuracy": 12}
CASE = Path(__file__).parents[2] / "form_builder/kinds/form/cases/good/every_type.json"
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
KEEPER = "keep_n11"


def display_form() -> dict[str, Any]:
    """Three photos and a number: what is filled in every day."""
    return {
        "kind": "form", "name": "display", "title": both("陈列检查", "Display check"), "level": "store",
        "fillers": ["keeper", "manager"],
        "fields": [
            {"name": "facings", "type": "number", "title": both("排面数", "Facings"), "required": True, "min": 0,
             "constraint": "facings <= 200", "message": both("排面数不合理", "That many cannot be")},
            {"name": "why", "type": "text", "title": both("原因", "Why"), "visible": "facings < 3",
             "required": "facings == 0"},
            {"name": "shelf", "type": "photo", "title": both("货架照片", "Shelf"), "count": [1, 3], "min_side": 200,
             "required": True, "longest_side": 1280},
        ],
        "duties": [{"name": "daily", "title": both("每日陈列", "Daily display"), "roles": ["keeper", "manager"],
                    "every": "day", "opens": "07:00", "due": "18:00"}],
    }  # fmt: skip


def every_form() -> dict[str, Any]:
    """The kind's own case with every type of field, for this org."""
    form: dict[str, Any] = json.loads(CASE.read_text(encoding="utf-8"))["definition"]
    form.update(level="store", fillers=["keeper"], duties=[], maps=[], review={"roles": ["chief"]})
    for one in form["fields"]:
        if one["type"] == "unit":
            one["level"] = "store"
        if one["type"] == "user":
            one.pop("role")
        if one["name"] == "shelf":
            one["min_side"] = 200
    return form


@dataclass
class World:
    """What is served: directly, and behind the wire."""

    database: sa.Engine
    settings: Settings
    wire: Wire
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the phones look for the server: through the wire."""
        return f"http://127.0.0.1:{self.wire.port}"


@contextmanager
def played(folder: Path) -> Iterator[World]:
    """Publishes the app with its forms and serves it, until the block ends."""
    app = shutil.copytree(small_app.APP, folder / "app")
    (app / "forms").mkdir()
    forms = {form["name"]: form for form in (display_form(), every_form())}
    for name, form in forms.items():
        (app / "forms" / f"{name}.json").write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
    for role in ("keeper", "manager"):
        edit(app / f"roles/{role}.json", lambda value: value["permissions"].extend(["fill_forms", "read_scores"]))
    port = any_free()
    settings = small_app.settings_in(folder, public_url=f"http://127.0.0.1:{port}")
    database = open_database(settings.database)
    upgrade(database)
    release = small_app.publish_app(database, app)
    small_app.fill(database, release)
    with clock.frozen(small_app.NOW), writing(database) as connection:
        for account in accounts.accounts(connection):
            accounts.set_password(connection, account, PASSWORD, by="test", cost="test")
    with ExitStack() as running:
        running.callback(database.dispose)
        running.enter_context(serving(settings, port, small_app.NOW, folder / "serve.log"))
        wire = running.enter_context(Wire(port))
        threading.Thread(target=wire.serve, daemon=True).start()
        yield World(database, settings, wire, forms)


@contextmanager
def phone(kind: BrowserType, folder: Path, *, camera: bool = True, **more: Any) -> Iterator[BrowserContext]:
    """A phone whose storage outlives the app: the same folder is the same phone. Without ``camera`` it has none."""
    options: dict[str, Any] = {
        "viewport": SIZE, "device_scale_factor": 1, "is_mobile": True, "has_touch": True, "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai", "geolocation": PLACE, "permissions": ["geolocation"],
        "reduced_motion": "reduce", "accept_downloads": True,
    }  # fmt: skip
    arguments = [*ARGUMENTS, *(CAMERA if camera else ())]
    context = kind.launch_persistent_context(folder, executable_path=str(CHROMIUM), args=arguments, **(options | more))
    try:
        yield context
    finally:
        context.close()


def sign_in(page: Page, login: str = KEEPER) -> None:
    """Through the phone's own sign-in, wherever it stands."""
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_label("密码").wait_for(state="detached")


def take_photo(page: Page, question: str) -> None:
    """One picture with the camera in the page."""
    group = page.get_by_role("group", name=question)
    group.get_by_role("button", name="拍照").click()
    shutter = page.get_by_role("button", name="拍摄", exact=True)
    page.get_by_text("位置已获取").wait_for()
    shutter.click()
    shutter.wait_for(state="detached")

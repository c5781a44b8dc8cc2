"""Which file a browser loads and whether it offers a room, in a real Chromium that plays other devices."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Route

from catalog.mirror.view import FileView, ModelView
from tests.catalog.site.conftest import Show
from tests.factories.glb import build_glb
from tests.factories.views import ASSETS, MODEL, product_view
from tests.journeys.browser import Watch, chromium, chromium_is_missing

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium_is_missing(), reason="there is no Chromium on this machine"),
]
# Playwright keeps an event loop on the test's thread, at which Django would refuse to speak to the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
READS_NO_AVIF = """
const decode = HTMLImageElement.prototype.decode;
HTMLImageElement.prototype.decode = function () {
  return this.src.startsWith("data:image/avif") ? Promise.reject(new Error("unknown")) : decode.call(this);
};
"""
HAS_LITTLE_MEMORY = "Object.defineProperty(Navigator.prototype, 'deviceMemory', { get: () => 1 });"
HAS_MUCH_MEMORY = "Object.defineProperty(Navigator.prototype, 'deviceMemory', { get: () => 8 });"
OPENS_USDZ = "DOMTokenList.prototype.supports = (word) => word === 'ar';"


class LiveServer(Protocol):
    url: str


def stored(url: str) -> str:
    """The same file at the address that the shop's policy lets in."""
    return url.replace(ASSETS, settings.ASSETS_BASE_URL)


def moved(file: FileView) -> FileView:
    return replace(file, url=stored(file.url))


@dataclass
class Device:
    """A page of the chair in a browser that plays a device; `loaded` are the model files that it asked for."""

    page: Page
    watch: Watch
    loaded: list[str] = field(default_factory=list)

    def serve(self, route: Route) -> None:
        is_model = route.request.url.endswith(".glb")
        if is_model:
            self.loaded.append(urlsplit(route.request.url).path.rpartition("/")[2])
        headers = {"Access-Control-Allow-Origin": "*"}
        route.fulfill(
            body=build_glb() if is_model else b"", content_type="model/gltf-binary", headers=headers
        )

    def ask_for_the_model(self) -> None:
        with self.page.expect_response("**/*.glb"):
            self.page.locator("[data-viewer-open]").click()


Play = Callable[..., Device]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture
def model(show: Show) -> ModelView:
    """The chair is for sale, with every kind of file."""
    model = replace(MODEL, url=stored(MODEL.url), files=tuple(moved(file) for file in MODEL.files))
    show(product_view(model=model))
    return model


@pytest.fixture
def play(browser: Browser, live_server: LiveServer) -> Iterator[Play]:
    """`play(script, path, **context)`: the chair's page on a device that the script makes of this browser."""
    with ExitStack() as closing:

        def open_page(script: str = "", path: str = "", **context: Any) -> Device:
            # Small, because the machine draws without a graphics card.
            played = browser.new_context(viewport={"width": 360, "height": 640}, **context)
            closing.callback(played.close)
            device = Device(played.new_page(), Watch())
            device.page.add_init_script(HAS_MUCH_MEMORY + script)
            device.page.on("console", device.watch.on_console)
            device.page.route(f"{settings.ASSETS_BASE_URL}/**", device.serve)
            device.page.route(f"{ASSETS}/**", lambda route: route.abort())
            device.page.goto(f"{live_server.url}/products/chair/{path}")
            return device

        yield open_page


@pytest.mark.parametrize(
    ("script", "loaded"),
    [
        ("", "chair.glb"),
        (READS_NO_AVIF, "chair-webp.glb"),
        (HAS_LITTLE_MEMORY, "chair-lite.glb"),
        (HAS_LITTLE_MEMORY + READS_NO_AVIF, "chair-lite.glb"),
    ],
    ids=["ordinary", "no AVIF", "weak", "weak without AVIF"],
)
def test_device_loads_the_file_that_suits_it(play: Play, model: ModelView, script: str, loaded: str) -> None:
    device = play(script)

    device.ask_for_the_model()

    assert device.loaded == [loaded]


def test_old_document_loads_its_one_file(play: Play, show: Show) -> None:
    show(product_view(model=replace(MODEL, url=stored(MODEL.url), files=())))

    device = play(HAS_LITTLE_MEMORY)
    device.ask_for_the_model()

    assert device.loaded == ["chair.glb"]


def test_desktop_is_offered_no_room(play: Play, model: ModelView) -> None:
    device = play()
    device.page.wait_for_load_state("load")

    assert not device.page.locator("[data-viewer-room]").is_visible()


def test_iphone_stands_the_chosen_look_into_its_room_and_no_other(play: Play, model: ModelView) -> None:
    device = play(OPENS_USDZ, "?sku=CH-WALNUT")
    link = device.page.locator("[data-viewer-room]")
    link.wait_for(state="visible")

    address = link.get_attribute("href")
    assert address == stored(f"{ASSETS}/chair-walnut.usdz#allowsContentScaling=0")
    assert link.locator(":scope > *").count() == 1
    device.page.locator("label", has_text="Oak").click()
    # There is no file of this look, and another one would be a wrong promise.
    link.wait_for(state="hidden")


def test_android_hands_the_model_to_scene_viewer_and_comes_back(play: Play, model: ModelView) -> None:
    device = play(user_agent=ANDROID)
    link = device.page.locator("[data-viewer-room]")
    link.wait_for(state="visible")

    address = link.get_attribute("href") or ""
    facts = parse_qs(urlsplit(address.split("#Intent;")[0].replace("intent:", "https:")).query)
    assert facts["file"] == [stored(f"{ASSETS}/chair-room.glb")]
    assert facts["title"] == ["Chair"]
    assert f"S.browser_fallback_url={device.page.url}" in unquote(address)
    link.focus()
    assert device.page.evaluate("document.activeElement.hasAttribute('data-viewer-room')")
    refused = [
        words
        for words in device.watch.complaints
        if "Content Security Policy" in words and "webp" not in words
    ]
    assert refused == []

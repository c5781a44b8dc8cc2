"""A real Chromium, and a watch over what a page must never do: complain, break its policy, ask a stranger."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from assets3d.pipeline.render.chromium import find_chromium
from assets3d.pipeline.render.local import driver

ARGUMENTS = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# What SwiftShader says of itself, and the viewer of a machine too busy to draw; nothing that the page did.
OF_THE_MACHINE = ("GPU stall due to ReadPixels", "GroupMarkerNotSet", "software WebGL", "rAF timed out")
# Of 255; edges that are smoothed in another way stay below it in most pixels.
VISIBLE_STEP = 40
LOOPBACK = frozenset({"127.0.0.1", "localhost"})


@dataclass
class Watch:
    """Everything wrong that happened in a browser context."""

    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def on_console(self, message: ConsoleMessage) -> None:
        is_serious = message.type in {"error", "warning"}
        if is_serious and not any(words in message.text for words in OF_THE_MACHINE):
            self.complaints.append(f"{message.type}: {message.text}")

    def on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.hostname not in LOOPBACK:
            self.strangers.append(request.url)


def chromium_is_missing() -> bool:
    return find_chromium() is None


@contextmanager
def chromium() -> Iterator[Browser]:
    # The driver of this thread's studio, if there is one: tests that look at models keep one until the last of them.
    playwright = driver.start()
    try:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
    finally:
        driver.stop()


@contextmanager
def visit(browser: Browser, *, width: int = 1280, height: int = 900) -> Iterator[tuple[Page, Watch]]:
    """A page of somebody who was never here before. Policy violations count as console errors."""
    context: BrowserContext = browser.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(60_000)
    watch = Watch()
    context.on("console", watch.on_console)
    context.on("request", watch.on_request)
    context.on("weberror", lambda error: watch.complaints.append(f"uncaught: {error.error}"))
    try:
        yield context.new_page(), watch
    finally:
        context.close()


def keep_screenshot(page: Page, folder: Path, name: str) -> bytes:
    """A screenshot, also kept as a file for people to look at."""
    folder.mkdir(parents=True, exist_ok=True)
    return page.screenshot(path=folder / f"{name}.png")


def share_of_other_pixels(one: bytes, other: bytes) -> float:
    """How much of the upper four fifths of two screenshots of the same size differs to the eye, from 0 to 1.

    Lower down are the stage's buttons, which change.
    """
    pictures = [
        np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=np.int16) for png in (one, other)
    ]
    rows = pictures[0].shape[0] * 4 // 5
    difference = np.abs(pictures[0][:rows] - pictures[1][:rows]).max(axis=2)
    return float((difference > VISIBLE_STEP).mean())

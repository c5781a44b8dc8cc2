"""Pictures of a GLB by headless Chromium and the shop's own <model-viewer>.

The page and every file it asks for come out of memory by request interception: no server, no network.
"""

import base64
import io
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, Error, Page, Playwright, Route, TimeoutError, sync_playwright

from assets3d.pipeline.findings import Defect
from assets3d.pipeline.posters.chromium import find_chromium
from assets3d.pipeline.posters.framing import Framing, magnification, narrowed
from assets3d.pipeline.posters.options import PosterOptions

_logger = logging.getLogger(__name__)
_PAGE = Path(__file__).with_name("page")
# What the shop's viewer shows every model in, read here too so that posters look alike.
_SCENE = Path(__file__).resolve().parents[2] / "static" / "assets3d" / "viewer" / "scene.js"
_MODULES = Path(__file__).resolve().parents[3] / "node_modules"
# Both in milliseconds. Asking at every frame, which is the default, would make the viewer draw all the while.
_POLLING = 50
_START = 30_000
_ORIGIN = "https://poster.invalid"
_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self' blob:"
)
_ARGUMENTS = (
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--force-color-profile=srgb",
)


class BrowserUnavailable(Exception):
    """No picture can be taken here: no Chromium, or it does not start, or it does not answer in time."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class _File:
    content: bytes
    content_type: str


@dataclass(frozen=True)
class Pictures:
    """RGBA pictures in the order they were asked for, all taken by one camera."""

    images: tuple[Image.Image, ...]
    framing: Framing


def take_pictures(
    glb: bytes,
    variants: Sequence[str | None],
    options: PosterOptions,
    on_picture: Callable[[int, int], None],
) -> Pictures:
    """One picture of the model for each variant, None being how it opens, all square and of the largest width.

    on_picture: told (pictures done, pictures in all). Raises BrowserUnavailable where no picture can be taken,
    Defect where the viewer cannot show the model.
    """
    chromium = find_chromium()
    if chromium is None:
        raise BrowserUnavailable("poster_browser_missing", "no Chromium was found on this machine")
    try:
        with sync_playwright() as playwright:
            return _take(playwright, chromium, _Shoot(glb, tuple(variants), options, on_picture))
    except TimeoutError as error:
        raise BrowserUnavailable(
            "poster_timeout", f"the browser took too long: {error.message[:200]}"
        ) from None
    except Error as error:
        raise BrowserUnavailable(
            "poster_browser_broken", f"the browser failed: {error.message[:300]}"
        ) from None


@dataclass(frozen=True)
class _Shoot:
    glb: bytes
    variants: tuple[str | None, ...]
    options: PosterOptions
    on_picture: Callable[[int, int], None]


def _take(playwright: Playwright, chromium: str, shoot: _Shoot) -> Pictures:
    options = shoot.options
    browser = _launch(playwright, chromium)
    try:
        page = browser.new_page(viewport={"width": options.widths[0], "height": options.widths[0]})
        files = _files(shoot.glb)
        page.route("**/*", lambda route: _answer(route, files))
        page.goto(f"{_ORIGIN}/index.html", timeout=options.load_seconds * 1000)
        framing = _framed(page, options)
        images = []
        for variant in shoot.variants:
            images.append(_picture(page, variant, options))
            shoot.on_picture(len(images), len(shoot.variants))
        return Pictures(tuple(images), framing)
    finally:
        browser.close()


def _framed(page: Page, options: PosterOptions) -> Framing:
    """Load the model small, find its framing, and make the viewer as large as the pictures will be."""
    page.evaluate("size => void window.poster.load(size)", options.trial_width)
    camera = _wait(page, options.load_seconds)
    trial = narrowed(camera["fieldOfView"], options.trial_factor)
    _frame(page, trial, options.trial_width, options)
    framing = Framing(
        orbit=f"{camera['theta']:.2f}deg {camera['phi']:.2f}deg {camera['radius']:.6g}m",
        field_of_view_degrees=narrowed(trial, magnification(_picture(page, None, options))),
    )
    _frame(page, framing.field_of_view_degrees, options.widths[0], options)
    return framing


def _frame(page: Page, field_of_view_degrees: float, width: int, options: PosterOptions) -> None:
    page.evaluate(
        "([degrees, width]) => void window.poster.frame(degrees, width)", [field_of_view_degrees, width]
    )
    _wait(page, options.picture_seconds)


def _picture(page: Page, variant: str | None, options: PosterOptions) -> Image.Image:
    page.evaluate("variant => void window.poster.take(variant)", variant)
    _, _, encoded = _wait(page, options.picture_seconds)["address"].partition(",")
    return Image.open(io.BytesIO(base64.b64decode(encoded)), formats=("PNG",)).convert("RGBA")


def _launch(playwright: Playwright, chromium: str) -> Browser:
    if os.geteuid() != 0:
        try:
            return playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS, timeout=_START)
        except Error:
            _logger.info("Chromium's own sandbox is not available here; the child process is the sandbox.")
    # As root, and inside most containers, Chromium cannot set up its sandbox and refuses to start with it.
    arguments = [*_ARGUMENTS, "--no-sandbox"]
    return playwright.chromium.launch(executable_path=chromium, args=arguments, timeout=_START)


def _wait(page: Page, seconds: float) -> dict[str, Any]:
    """The answer to the page's last command. A viewer that hangs raises no event, so time decides."""
    handle = page.wait_for_function("() => window.poster.answer", polling=_POLLING, timeout=seconds * 1000)
    answer = handle.json_value()
    if answer["error"]:
        raise Defect("tier_not_shown", f"the viewer cannot show the web tier: {answer['error']}")
    value: dict[str, Any] = answer["value"]
    return value


def _answer(route: Route, files: Mapping[str, _File]) -> None:
    url = urlsplit(route.request.url)
    file = files.get(url.path) if f"{url.scheme}://{url.netloc}" == _ORIGIN else None
    if file is None:
        route.abort()
        return
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"}
    route.fulfill(body=file.content, content_type=file.content_type, headers=headers)


def _files(glb: bytes) -> Mapping[str, _File]:
    script = "text/javascript"
    sources = {
        "/index.html": (_PAGE / "index.html", "text/html; charset=utf-8"),
        "/page.css": (_PAGE / "page.css", "text/css"),
        "/page.js": (_PAGE / "page.js", script),
        "/scene.js": (_SCENE, script),
        "/model-viewer.js": (_MODULES / "@google/model-viewer/dist/model-viewer.min.js", script),
        "/meshopt_decoder.js": (_MODULES / "meshoptimizer/meshopt_decoder.cjs", script),
    }
    try:
        files = {path: _File(source.read_bytes(), kind) for path, (source, kind) in sources.items()}
    except OSError as error:
        raise Defect("viewer_missing", f"the viewer's files are not installed: {error}") from None
    return MappingProxyType({**files, "/model.glb": _File(glb, "model/gltf-binary")})

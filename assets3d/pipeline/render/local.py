"""A studio in this process: headless Chromium, driven over a pipe.

The page and every file it asks for come out of memory by request interception: no server, no network.
"""

import base64
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import numpy as np
from playwright.sync_api import Error, Page, Playwright, Route, sync_playwright

from assets3d.pipeline.findings import Defect
from assets3d.pipeline.render.browser import Chromium, launch
from assets3d.pipeline.render.chromium import find_chromium
from assets3d.pipeline.render.studio import Camera, Picture, Shot, Shown, StudioUnavailable

_PAGE = Path(__file__).with_name("page")
# What the shop's viewer shows every model in, read here too so that pictures look alike.
_SCENE = Path(__file__).resolve().parents[2] / "static" / "assets3d" / "viewer" / "scene.js"
_MODULES = Path(__file__).resolve().parents[3] / "node_modules"
# In milliseconds. Asking at every frame, which is the default, would make the viewer draw all the while.
_POLLING = 20
# The browser's own clock decides, for all calls alike.
_NEVER = 0
_WINDOW = 256
_ORIGIN = "https://studio.invalid"
_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self' blob:"
)


@dataclass(frozen=True)
class Patience:
    """How many seconds the browser may take to open the page, for a model, and for each picture.

    One that takes longer is killed, and another one is started when it is next needed.
    """

    page: float = 30.0
    model: float = 60.0
    picture: float = 30.0


class Driver(threading.local):
    """Playwright allows one driver a thread, however many browsers it drives."""

    playwright: Playwright | None = None
    users: int = 0

    def start(self) -> Playwright:
        if self.playwright is None:
            self.playwright = sync_playwright().start()
        self.users += 1
        return self.playwright

    def stop(self) -> None:
        self.users -= 1
        if self.users == 0 and self.playwright is not None:
            self.playwright.stop()
            self.playwright = None


driver = Driver()


@dataclass
class _Session:
    chromium: Chromium
    page: Page


@dataclass
class LocalStudio:
    """See `Studio`. Chromium starts when it is first needed, and anew after it has misbehaved.

    Belongs to the thread that made it.
    """

    patience: Patience = field(default_factory=Patience)
    _session: _Session | None = field(default=None, init=False)
    _files: dict[str, "_File"] = field(default_factory=dict, init=False)
    _models: int = field(default=0, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def show(self, glb: bytes) -> Shown:
        # A new address each time, so that no cache answers for the model before.
        self._models += 1
        address = f"/model-{self._models}.glb"
        self._files = {address: _File(glb, "model/gltf-binary")}
        found = self._ask("load", address, self.patience.model)
        self._files.clear()
        camera = Camera(found["theta"], found["phi"], found["radius"], found["fieldOfView"])
        x, y, z = found["middle"]
        return Shown(camera, (x, y, z), found["reach"], tuple(found["variants"]))

    def take(self, shots: Sequence[Shot]) -> list[Picture]:
        return [self._take(shot) for shot in shots]

    def exchange(self, images: Mapping[int, bytes | None]) -> None:
        addresses = {image: f"/image-{image}" for image, content in images.items() if content is not None}
        self._files = {
            addresses[image]: _File(content, "application/octet-stream")
            for image, content in images.items()
            if content is not None
        }
        changes = [[image, addresses.get(image)] for image in images]
        self._ask("exchange", changes, self.patience.picture)
        self._files.clear()

    def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.chromium.close()
            driver.stop()

    def _take(self, shot: Shot) -> Picture:
        camera = asdict(shot.camera)
        request = {
            "theta": camera["theta_degrees"],
            "phi": camera["phi_degrees"],
            "radius": camera["radius"],
            "fieldOfView": camera["field_of_view_degrees"],
            "aim": camera["aim"],
            "hasShadow": shot.has_shadow,
            "side": shot.side,
            "variant": shot.variant,
        }
        found = self._ask("take", request, self.patience.picture)
        rows = np.frombuffer(base64.b64decode(found["pixels"]), np.uint8)
        return np.ascontiguousarray(rows.reshape(shot.side, shot.side, 4)[::-1])

    def _ask(self, command: str, argument: Any, seconds: float) -> dict[str, Any]:  # noqa: ANN401 - JSON
        """Give the page a command and wait for its answer. A viewer that hangs raises no event, so time decides."""
        session = self._opened()
        try:
            with session.chromium.within(seconds):
                answer = _answered(session.page, command, argument)
        except StudioUnavailable:
            self.close()
            raise
        if answer["error"]:
            raise Defect("tier_not_shown", f"the viewer cannot show this model: {answer['error']}")
        value: dict[str, Any] = answer["value"]
        return value

    def _opened(self) -> _Session:
        if self._session is None or not self._session.chromium.browser.is_connected():
            self.close()
            self._session = _open(self._answer, self.patience)
        return self._session

    def _answer(self, route: Route) -> None:
        url = urlsplit(route.request.url)
        known = {**_page_files(), **self._files} if f"{url.scheme}://{url.netloc}" == _ORIGIN else {}
        file = known.get(url.path)
        if file is None:
            route.abort()
            return
        headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"}
        route.fulfill(body=file.content, content_type=file.content_type, headers=headers)


@dataclass(frozen=True)
class _File:
    content: bytes
    content_type: str


def _answered(page: Page, command: str, argument: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    page.evaluate(f"argument => void window.studio.{command}(argument)", argument)
    waiting = "() => window.studio.answer"
    answer: dict[str, Any] = page.wait_for_function(waiting, polling=_POLLING, timeout=_NEVER).json_value()
    return answer


def _open(answer: Callable[[Route], None], patience: Patience) -> _Session:
    executable = find_chromium()
    if executable is None:
        raise StudioUnavailable("studio_missing", "no Chromium was found on this machine")
    _page_files()
    try:
        chromium = launch(driver.start(), executable)
    except Error as error:
        driver.stop()
        raise StudioUnavailable("studio_broken", f"the browser failed: {error.message[:300]}") from None
    try:
        with chromium.within(patience.page):
            page = chromium.browser.new_page(viewport={"width": _WINDOW, "height": _WINDOW})
            page.route("**/*", answer)
            page.goto(f"{_ORIGIN}/index.html", timeout=_NEVER)
            page.wait_for_function("() => window.studio", polling=_POLLING, timeout=_NEVER)
    except StudioUnavailable:
        chromium.close()
        driver.stop()
        raise
    return _Session(chromium, page)


def _page_files() -> Mapping[str, _File]:
    if not _PAGE_FILES:
        script = "text/javascript"
        sources = {
            "/index.html": (_PAGE / "index.html", "text/html; charset=utf-8"),
            "/page.css": (_PAGE / "page.css", "text/css"),
            "/studio.js": (_PAGE / "studio.js", script),
            "/scene.js": (_SCENE, script),
            "/model-viewer.js": (_MODULES / "@google/model-viewer/dist/model-viewer.min.js", script),
            "/meshopt_decoder.js": (_MODULES / "meshoptimizer/meshopt_decoder.cjs", script),
        }
        try:
            _PAGE_FILES.update(
                {path: _File(file.read_bytes(), kind) for path, (file, kind) in sources.items()}
            )
        except OSError as error:
            raise Defect("viewer_missing", f"the viewer's files are not installed: {error}") from None
    return MappingProxyType(_PAGE_FILES)


_PAGE_FILES: dict[str, _File] = {}

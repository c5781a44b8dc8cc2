"""Chromium with a clock: whatever is done with it ends in time, if only because it is killed."""

import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Error, Playwright

from assets3d.pipeline.render.studio import StudioUnavailable

_logger = logging.getLogger(__name__)
# In milliseconds.
_START = 30_000
_CLOSE_SECONDS = 10.0
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


@dataclass(frozen=True)
class Chromium:
    """A browser that runs; `process_id` leads the group of all its processes."""

    browser: Browser
    process_id: int

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Use the browser for at most so long.

        A page whose script never ends answers nothing, and most of Playwright's calls wait for ever: the browser
        is killed then, which ends them all. Raises StudioUnavailable, `studio_timeout` or `studio_broken`.
        """
        is_over = threading.Event()
        clock = threading.Timer(seconds, self._kill, (is_over,))
        clock.daemon = True
        clock.start()
        try:
            yield
        except Error as error:
            if is_over.is_set():
                message = f"the browser took longer than {seconds:g} seconds and was ended"
                raise StudioUnavailable("studio_timeout", message) from None
            raise StudioUnavailable("studio_broken", f"the browser failed: {error.message[:300]}") from None
        finally:
            clock.cancel()

    def close(self) -> None:
        """End the browser, kindly where it lets itself be ended so."""
        try:
            with self.within(_CLOSE_SECONDS):
                self.browser.close()
        except StudioUnavailable as problem:
            _logger.info("Chromium was gone before it was ended: %s.", problem)

    def _kill(self, is_over: threading.Event) -> None:
        is_over.set()
        try:
            os.killpg(self.process_id, signal.SIGKILL)
        except ProcessLookupError:
            _logger.debug("Chromium had ended before.")


def launch(playwright: Playwright, executable: str) -> Chromium:
    """Start Chromium, in its own sandbox where that is possible; raises Playwright's Error."""
    browser = _launched(playwright, executable)
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    # Playwright starts it as the leader of a process group, so that nothing of it is left behind.
    return Chromium(browser, next(each["id"] for each in processes if each["type"] == "browser"))


def _launched(playwright: Playwright, executable: str) -> Browser:
    if os.geteuid() != 0:
        try:
            return playwright.chromium.launch(
                executable_path=executable, args=_ARGUMENTS, timeout=_START, chromium_sandbox=True
            )
        except Error:
            _logger.info(
                "Chromium's own sandbox is not available here; the process around it is the sandbox."
            )
    # As root, and inside most containers, Chromium cannot set up its sandbox and refuses to start with it.
    return playwright.chromium.launch(
        executable_path=executable, args=_ARGUMENTS, timeout=_START, chromium_sandbox=False
    )

"""What visitors get: whether a site serves the files of a release."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Final

from deploy.publication.bundle import Bundle

SAMPLES: Final = 5
TRIES: Final = 12
PAUSE_SECONDS: Final = 5.0
TIMEOUT_SECONDS: Final = 20


class Site:
    """The shop's address, such as https://shop.example; static files lie below it under /static/."""

    def __init__(self, url: str, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._url = url.rstrip("/")
        self._sleep = sleep

    def fault(self, bundle: Bundle) -> str | None:
        """Why the site does not serve this release, after a minute of patience; None when it does.

        Asks for the list that only this release has, and for a sample of its files, and compares bytes.
        """
        wanted = {bundle.marker: bundle.marker_content, **_sample(bundle.files)}
        fault = self._first_fault(wanted)
        for _ in range(TRIES - 1):
            if fault is None:
                return None
            self._sleep(PAUSE_SECONDS)
            fault = self._first_fault(wanted)
        return fault

    def _first_fault(self, wanted: Mapping[str, bytes]) -> str | None:
        faults = (self._fault_of(name, content) for name, content in wanted.items())
        return next((fault for fault in faults if fault), None)

    def _fault_of(self, name: str, content: bytes) -> str | None:
        address = f"{self._url}/{name}"
        try:
            with urllib.request.urlopen(address, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310 - the operator's address
                is_same = response.read() == content
        except urllib.error.HTTPError as error:
            return f"{address} answers {error.code}"
        except (OSError, http.client.HTTPException) as error:
            return f"{address} does not answer ({error})"
        return None if is_same else f"{address} has other content"


def _sample(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """A few files from the whole range of names, always the same ones."""
    names = sorted(files)
    chosen = names[:: max(1, len(names) // SAMPLES)][:SAMPLES]
    return {name: files[name] for name in chosen}

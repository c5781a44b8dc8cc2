"""Sending a ZIP file to an address that Amplify has signed for it."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Final

from deploy.publication.errors import NotPublished

ATTEMPTS: Final = 3
TIMEOUT_SECONDS: Final = 120
PAUSE_SECONDS: Final = 2.0


def put(url: str, content: bytes, *, sleep: Callable[[float], None] = time.sleep) -> None:
    """PUT the content to the address; raise NotPublished when the address refuses it, or stays silent.

    A refusal (4xx) is final: the signature is for one object and runs out. Everything else is tried again.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _put_once(url, content)
            return
        except urllib.error.HTTPError as error:
            reason = f"it answers {error.code}"
            is_final = error.code < http.HTTPStatus.INTERNAL_SERVER_ERROR
        except (OSError, http.client.HTTPException) as error:
            reason, is_final = str(error) or type(error).__name__, False
        if is_final or attempt == ATTEMPTS:
            # The address is not named: whoever has it may upload.
            raise NotPublished(f"The upload was refused: {reason}.")
        sleep(PAUSE_SECONDS * attempt)


def _put_once(url: str, content: bytes) -> None:
    request = urllib.request.Request(  # noqa: S310 - an address that Amplify gave
        url, data=content, method="PUT", headers={"Content-Type": "application/zip"}
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310 - as above
        return

"""localstripe as a process of its own, as long as somebody needs it."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from tests.doubles.localstripe.environment import PYTHON, install

API_KEY = "sk_test_localstripe"
_PROGRAM = Path(__file__).parent / "serve.py"
# Seconds.
_TO_ANSWER = 60
_TO_END = 10


@dataclass(frozen=True)
class LocalStripe:
    """`base` is its address."""

    base: str
    api_key: str = API_KEY

    def tell(self, url: str, secret: str) -> None:
        """Have it send its events to this address, signed with this secret."""
        body = json.dumps({"url": url, "secret": secret}).encode()
        headers = {"Content-Type": "application/json"}
        urlopen(Request(f"{self.base}/_config/webhooks/shop", body, headers), timeout=_TO_ANSWER).close()  # noqa: S310  # on loopback


@contextmanager
def local_stripe() -> Iterator[LocalStripe]:
    """One that knows nothing yet, on loopback. NotInstallable."""
    install()
    words = [str(PYTHON), "-I", str(_PROGRAM)]
    with subprocess.Popen(  # noqa: S603  # fixed words
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield LocalStripe(f"http://127.0.0.1:{int(process.stdout.readline())}")
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(_TO_END)
            except subprocess.TimeoutExpired:
                process.kill()

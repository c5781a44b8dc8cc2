"""A program that knows the shop by its address alone, and a receiver's own judgement of what it is sent."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen
from uuid import uuid4

from tests.accounts.services.webhooks.receiver import Message

SECONDS = 60
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass(frozen=True)
class Heard:
    """What was answered over HTTP: the status, the document, the headers."""

    status: int
    document: Any
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Program:
    """`key` is a merchant's API key; shoppers' programs have none."""

    shop: str
    key: str = ""

    def ask(self, method: str, address: str, body: object = None, *, request_key: str = "") -> Heard:
        """An address below /api/v1/, or a whole one. POSTs are sent under a key of their own unless one is given."""
        headers = {"Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        if method == "POST":
            headers["Idempotency-Key"] = request_key or str(uuid4())
        place = address if address.startswith("http") else f"{self.shop}/api/v1/{address}"
        content = None if body is None else json.dumps(body).encode()
        return _heard(Request(place, content, headers, method=method))  # noqa: S310  # the test's own shop


def press(address: str, **typed: str) -> int:
    """Send the form of a page as a browser would; the status of the page to which that leads."""
    browser = build_opener(HTTPCookieProcessor())
    with browser.open(address, timeout=SECONDS) as page:
        token = TOKEN.search(page.read().decode())
    assert token is not None
    form = urlencode({**typed, "csrfmiddlewaretoken": token[1]}).encode()
    with browser.open(address, form, timeout=SECONDS) as after:
        status: int = after.status
    return status


def is_signed(message: Message, secret: str) -> bool:
    """Whether the message is from whoever knows the secret, reckoned here as Standard Webhooks describes it."""
    signed = ".".join((message.headers["webhook-id"], message.headers["webhook-timestamp"], ""))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, signed.encode() + message.body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}" in message.signatures


def _heard(request: Request) -> Heard:
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310  # as above
            return Heard(answer.status, json.load(answer), dict(answer.headers))
    except HTTPError as refusal:
        with refusal:
            return Heard(refusal.code, json.load(refusal), dict(refusal.headers))

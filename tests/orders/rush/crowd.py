"""Shoppers with a cart each, who press the button together."""

import html
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.core.signing import get_cookie_signer
from django.utils.crypto import get_random_string

from orders.site.cart_cookie import COOKIE, SALT

Said = TypeVar("Said")

TYPED = {
    "email": "ada@vitrine.test",
    "name": "Ada Byron",
    "line1": "Linden 3",
    "postcode": "1010",
    "city": "Wien",
    "country": "AT",
    "terms": "on",
}
TIMEOUT_SECONDS = 300


@dataclass(frozen=True)
class Answer:
    """What came back; `target` is where it leads, "" for nowhere."""

    status: int
    target: str
    text: str


def cookies_of(cart: UUID, secret: str) -> str:
    """What the browser of the cart's owner sends; `secret` is that of its forms."""
    signed = get_cookie_signer(salt=f"{COOKIE}{SALT}").sign(str(cart))
    return f"{COOKIE}={signed}; csrftoken={secret}"


def send(port: int, cart: UUID, path: str, fields: Mapping[str, object]) -> Answer:
    """Post a form as the cart's owner. Raises OSError or HTTPException where nothing comes back."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)) as connection:
        return _sent(connection, cart, path, fields)


def press_together(ports: Sequence[int], carts: Sequence[UUID], total: int) -> list[Answer]:
    """Order each of the carts at once, in turn at each of the ports; the answers in order."""
    return at_once(
        ports, [partial(_sent, cart=cart, path="/checkout/", fields=typed(total)) for cart in carts]
    )


def at_once(ports: Sequence[int], asked: Sequence[Callable[[HTTPConnection], Said]]) -> list[Said]:
    """Ask all of it at the same moment, in turn at each of the ports; what came back, in order, if anything did."""
    gate = threading.Barrier(len(asked))
    answers: dict[int, Said] = {}

    def ask(number: int) -> None:
        port = ports[number % len(ports)]
        with closing(HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)) as connection:
            connection.connect()
            gate.wait(TIMEOUT_SECONDS)
            with suppress(OSError, HTTPException):
                answers[number] = asked[number](connection)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(asked))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIMEOUT_SECONDS)
    return [answers[number] for number in sorted(answers)]


def typed(total: int) -> dict[str, object]:
    """The checkout's form, filled in."""
    return {**TYPED, "expected_total": total}


def _sent(connection: HTTPConnection, cart: UUID, path: str, fields: Mapping[str, object]) -> Answer:
    secret = get_random_string(32)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": cookies_of(cart, secret),
    }
    connection.request("POST", path, urlencode({**fields, "csrfmiddlewaretoken": secret}), headers)
    answer = connection.getresponse()
    text = html.unescape(answer.read().decode())
    return Answer(answer.status, answer.headers.get("Location", ""), text)

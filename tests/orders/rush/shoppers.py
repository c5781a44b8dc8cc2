"""Shoppers who go on whatever breaks, and remember what they were told."""

import random
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from uuid import UUID

from django.db import connection
from django.utils import timezone

from catalog.models import Variant
from orders.errors import VoucherUsedUp
from orders.models import Order
from orders.queries.carts.cart import read_cart
from orders.queries.quote import Wanted, quote
from tests.factories.orders import filled_cart
from tests.orders.rush.crowd import TYPED, Answer, send, typed

VOUCHER = "CROWD"
PATIENCE = 400
WAIT_SECONDS = 0.5


@dataclass
class Told:
    """What shoppers were told, by the token of their cart: the order they have, and that they have paid.

    `done` counts what merchants did, by its name. Each of the `marks` stands in one row that their programs were told is
    written; `asked_again` is how often they had to.
    """

    ordered: dict[UUID, UUID] = field(default_factory=dict)
    paid: set[UUID] = field(default_factory=set)
    refused: int = 0
    done: Counter[str] = field(default_factory=Counter)
    marks: set[str] = field(default_factory=set)
    asked_again: int = 0
    unexpected: list[str] = field(default_factory=list)


@dataclass
class Shopper:
    """One thread's walk through the shop. Nothing that he does is done by anybody else."""

    ports: Sequence[int]
    variants: Sequence[Variant]
    told: Told
    ended: threading.Event
    chance: random.Random

    def shop(self) -> None:
        try:
            while not self.ended.is_set():
                self._buy()
        except Exception as error:  # noqa: BLE001  # the test shows it
            self.told.unexpected.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    def _buy(self) -> None:
        wanted = self.chance.sample(self.variants, self.chance.randint(1, 2))
        cart = filled_cart(*[(variant, self.chance.randint(1, 2)) for variant in wanted])
        answer = self._send(cart, "/checkout/", self._typed(cart))
        if answer is None or answer.status == HTTPStatus.CONFLICT or answer.target == "/cart/":
            self.told.refused += 1
            return
        order = Order.objects.get(cart__token=cart)
        self.told.ordered[cart] = order.public_id
        path, fields, tells = self.chance.choice(self._ways_on(order))
        answer = self._send(cart, path, fields) if path else None
        if tells and answer is not None and answer.status == HTTPStatus.FOUND:
            self.told.paid.add(order.public_id)

    def _typed(self, cart: UUID) -> dict[str, object]:
        """The form, every other time with the voucher as long as it can be used."""
        code, view = self.chance.choice(["", VOUCHER]), read_cart(cart)
        wanted = Wanted(country=TYPED["country"], voucher_code=code)
        try:
            total = quote(view.lines, view.currency, wanted, now=timezone.now()).totals.total
        except VoucherUsedUp:
            code, total = "", view.totals.total
        return {**typed(total.minor), "voucher_code": code}

    def _ways_on(self, order: Order) -> list[tuple[str, dict[str, object], bool]]:
        """(path, form, whether that pays)"""
        pay = f"/pay/{order.payments.latest('pk').public_id}/"
        return [
            (pay, {"outcome": "pay"}, True),
            (pay, {"outcome": "pay"}, True),
            (pay, {"outcome": "decline"}, False),
            (f"{order.page_path}cancel/", {}, False),
            ("", {}, False),
        ]

    def _send(self, cart: UUID, path: str, fields: dict[str, object]) -> Answer | None:
        """Again and again until there is an answer; None when everything has ended meanwhile."""
        for _ in range(PATIENCE):
            with suppress(OSError, HTTPException):
                answer = send(self.chance.choice(self.ports), cart, path, fields)
                if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    self.told.unexpected.append(f"{path}: {answer.status}")
                return answer
            if self.ended.wait(WAIT_SECONDS):
                return None
        raise TimeoutError(f"Nobody answers at {path}.")

"""Shoppers and merchants who go on whatever breaks, and remember what they were told."""

import random
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from uuid import UUID

from celery import signature
from django.db import connection
from django.utils import timezone

from accounts.models import User
from catalog.errors import StockRefused
from catalog.models import Stock, Variant
from catalog.services.adjust_stock import adjust_stock
from catalog.services.spread_stock import make_hot, sweep_buckets
from catalog.states import StockReason
from orders.errors import ShopperError
from orders.jobs import EXPIRE_UNPAID_ORDERS
from orders.models import Order
from orders.queries.carts.cart import read_cart
from orders.services.ship_lines import ship_lines
from orders.states import OrderState
from tests.factories.orders import filled_cart
from tests.orders.rush.crowd import Answer, send, typed

PATIENCE = 400
WAIT_SECONDS = 0.5


@dataclass
class Told:
    """What shoppers were told, by the token of their cart: the order they have, and that they have paid."""

    ordered: dict[UUID, UUID] = field(default_factory=dict)
    paid: set[UUID] = field(default_factory=set)
    refused: int = 0
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
        answer = self._send(cart, "/checkout/", typed(read_cart(cart).totals.total.minor))
        if answer is None or answer.status == HTTPStatus.CONFLICT or answer.target == "/cart/":
            self.told.refused += 1
            return
        order = Order.objects.get(cart__token=cart)
        self.told.ordered[cart] = order.public_id
        path, fields, tells = self.chance.choice(self._ways_on(order))
        answer = self._send(cart, path, fields) if path else None
        if tells and answer is not None and answer.status == HTTPStatus.FOUND:
            self.told.paid.add(order.public_id)

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


def keep_house(variants: Sequence[Variant], owner: User, told: Told, ended: threading.Event) -> None:
    """What merchants and the clock do meanwhile: ship, count, begin and end launches, give up unpaid orders."""
    chance = random.Random(11)  # noqa: S311  # a shuffle, no secret
    steps: list[Callable[[], object]] = [
        lambda: _ship(owner, chance),
        lambda: _count(chance.choice(variants), chance),
        lambda: _rush(chance.choice(variants), is_hot=chance.random() < 0.5),
        lambda: _run_out_of_time(chance),
    ]
    try:
        while not ended.wait(0.1):
            with suppress(ShopperError, StockRefused):
                chance.choice(steps)()
    except Exception as error:  # noqa: BLE001  # the test shows it
        told.unexpected.append(f"{type(error).__name__}: {error}")
    finally:
        connection.close()


def _ship(owner: User, chance: random.Random) -> None:
    paid = Order.objects.filter(order_state=OrderState.CONFIRMED, lines__shipped_at=None).distinct()
    ids = list(paid.values_list("public_id", flat=True)[:20])
    if ids:
        ship_lines(order_id=chance.choice(ids), actor=owner, now=timezone.now())


def _count(variant: Variant, chance: random.Random) -> None:
    adjust_stock(variant_id=variant.pk, by=chance.randint(-3, 5), reason=StockReason.COUNTED)


def _rush(variant: Variant, *, is_hot: bool) -> None:
    make_hot(stock_id=Stock.objects.get(variant=variant, bucket=0).pk, is_hot=is_hot)
    sweep_buckets()


def _run_out_of_time(chance: random.Random) -> None:
    """Let the worker find an order whose time to pay is over, paid this very moment or not."""
    waiting = list(Order.objects.filter(order_state=OrderState.PLACED).values_list("pk", flat=True)[:50])
    if waiting:
        Order.objects.filter(pk=chance.choice(waiting)).update(pay_until=timezone.now())
        signature(EXPIRE_UNPAID_ORDERS).apply_async()

"""What merchants and the clock do while shoppers order: one thing after the other, each as often as the others."""

import random
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle
from typing import TypeVar
from uuid import uuid4

from celery import signature
from django.db import connection
from django.db.models import F, Model, QuerySet
from django.utils import timezone

from accounts.models import User
from catalog.errors import StockRefused
from catalog.models import Stock, Variant
from catalog.money import Money
from catalog.services.adjust_stock import adjust_stock
from catalog.services.spread_stock import make_hot, sweep_buckets
from catalog.states import StockReason
from orders.errors import ShopperError
from orders.jobs import EXPIRE_UNPAID_ORDERS
from orders.models import Order, OrderLine, Return
from orders.services.refunds.request_refund import request_refund
from orders.services.returns.announcing import Announcement
from orders.services.returns.decide_return import receive_return, refuse_return
from orders.services.returns.request_return import request_return
from orders.services.ship_lines import ship_lines
from orders.states import OrderState, RefundReason, ReturnReason, ReturnState
from tests.orders.rush.shoppers import Told

Row = TypeVar("Row", bound=Model)

PAUSE_SECONDS = 0.1


@dataclass
class House:
    """One thread in which merchants work, `owner` for all of them."""

    variants: Sequence[Variant]
    owner: User
    told: Told
    ended: threading.Event
    chance: random.Random

    @property
    def steps(self) -> Mapping[str, Callable[[], bool]]:
        """By name; each says whether there was something to do."""
        return {
            "shipped": self._ship,
            "counted": self._count,
            "spread or gathered": self._rush,
            "run out of time": self._run_out_of_time,
            "refunded": self._refund,
            "sent back": self._send_back,
            "taken back": self._take_back,
        }

    @property
    def has_done_everything(self) -> bool:
        return all(self.told.done[name] for name in self.steps)

    def keep(self) -> None:
        try:
            for name, step in cycle(self.steps.items()):
                if self.ended.wait(PAUSE_SECONDS):
                    break
                with suppress(ShopperError, StockRefused):
                    self.told.done[name] += step()
        except Exception as error:  # noqa: BLE001  # the test shows it
            self.told.unexpected.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    def _ship(self) -> bool:
        order = self._one_of(
            Order.objects.filter(order_state=OrderState.CONFIRMED, lines__shipped_at=None).distinct()
        )
        if order is not None:
            ship_lines(order_id=order.public_id, actor=self.owner, now=timezone.now())
        return order is not None

    def _count(self) -> bool:
        variant = self.chance.choice(self.variants)
        return adjust_stock(variant_id=variant.pk, by=self.chance.randint(-3, 5), reason=StockReason.COUNTED)

    def _rush(self) -> bool:
        row = Stock.objects.get(variant=self.chance.choice(self.variants), bucket=0)
        make_hot(stock_id=row.pk, is_hot=self.chance.random() < 0.5)
        sweep_buckets()
        return True

    def _run_out_of_time(self) -> bool:
        """Let the worker find an order whose time to pay is over, paid this very moment or not."""
        order = self._one_of(Order.objects.filter(order_state=OrderState.PLACED))
        if order is not None:
            Order.objects.filter(pk=order.pk).update(pay_until=timezone.now())
            signature(EXPIRE_UNPAID_ORDERS).apply_async()
        return order is not None

    def _refund(self) -> bool:
        """Some of what is left, or all of it."""
        left = Order.objects.filter(order_state=OrderState.CONFIRMED, refunded_minor__lt=F("total_minor"))
        order = self._one_of(left)
        if order is None:
            return False
        amount = max(1, (order.total_minor - order.refunded_minor) * self.chance.choice([30, 100]) // 100)
        request_refund(
            order_id=order.public_id,
            actor=self.owner,
            amount=Money(amount, order.currency),
            reason=RefundReason.GOODWILL,
            now=timezone.now(),
            refund_key=uuid4(),
        )
        return True

    def _send_back(self) -> bool:
        lines = OrderLine.objects.filter(fulfilled_quantity__gt=F("returned_quantity"))
        line = self._one_of(lines.select_related("order"))
        if line is None:
            return False
        said = Announcement(reason=ReturnReason.UNWANTED, key=uuid4(), at=timezone.now())
        # The same message twice, as from an impatient finger, is one announcement.
        returns = [
            request_return(order_id=line.order.public_id, quantities={line.pk: 1}, announcement=said)
            for _ in range(2)
        ]
        return returns[0] == returns[1]

    def _take_back(self) -> bool:
        """One of four is refused, and may be sent back again."""
        returned = self._one_of(Return.objects.filter(state=ReturnState.REQUESTED))
        if returned is None:
            return False
        now = timezone.now()
        if self.chance.random() < 0.25:
            refuse_return(return_id=returned.public_id, actor=self.owner, now=now)
            return False
        restocked = {line.line_id: line.quantity for line in returned.lines.all()}
        receive_return(return_id=returned.public_id, actor=self.owner, restocked=restocked, now=now)
        return True

    def _one_of(self, rows: QuerySet[Row]) -> Row | None:
        found = list(rows[:20])
        return self.chance.choice(found) if found else None

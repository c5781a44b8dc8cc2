"""What merchants, buyers and the clock do while shoppers order: one thing after the other, each as often as the others."""

import random
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import TypeVar

from celery import signature
from django.db import connection
from django.db.models import F, Model, QuerySet
from django.utils import timezone

from catalog.models import Stock, Variant
from catalog.services.spread_stock import make_hot, sweep_buckets
from catalog.states import StockReason
from orders.jobs import EXPIRE_UNPAID_ORDERS
from orders.models import Order, OrderLine, Return
from orders.models.orders import OrderLineQuerySet
from orders.states import OrderState, RefundReason, ReturnReason, ReturnState
from tests.orders.rush.desks import ORDERS, STOCK, Desk, new_mark
from tests.orders.rush.programs import Reply
from tests.orders.rush.shoppers import Told

Row = TypeVar("Row", bound=Model)

PAUSE_SECONDS = 0.1


@dataclass
class House:
    """One thread in which merchants work: over HTTP, so that what they ask for dies half done like anything else."""

    variants: Sequence[Variant]
    desk: Desk
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
            "kept here": self._keep_here,
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
                self.told.done[name] += step()
        except Exception as error:  # noqa: BLE001  # the test shows it
            self.told.unexpected.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    def _ship(self) -> bool:
        """All of a merchant's part of an order that is left to ship."""
        line = self._one_of(_standing_lines().to_ship())
        if line is None:
            return False
        own = OrderLine.objects.to_ship().filter(order=line.order_id, merchant=line.merchant_id)
        mark, lines = new_mark(), [_pieces(one, one.left_to_ship) for one in own]
        return self._do(line, "fulfilments/", {"lines": lines, "tracking_number": mark}, mark)

    def _count(self) -> bool:
        """All that a merchant sells, in one request; each article is taken or refused by itself."""
        merchant_id = self.chance.choice(self.variants).merchant_id
        mark = new_mark()
        own = [variant for variant in self.variants if variant.merchant_id == merchant_id]
        rows = [
            {"sku": one.sku, "by": self.chance.choice([-3, -1, 1, 3]), "reason": StockReason.CORRECTION}
            for one in own
        ]
        body = {"rows": [{**row, "reference": f"{mark} {row['sku']}"} for row in rows]}
        told = self.desk.do(STOCK, body, mark=mark, merchant_id=merchant_id)
        taken = [row["sku"] for row in told.document["rows"] if row["result"] != "refused"] if told else []
        self.told.marks.update(f"{mark} {sku}" for sku in taken)
        return bool(taken)

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
        """Some of what a line came to, or all of it; nothing else changes by that."""
        left = _standing_lines().filter(order__refunded_minor__lt=F("order__total_minor"))
        line = self._one_of(left)
        if line is None:
            return False
        minor = max(1, line.total_minor * self.chance.choice([10, 30, 100]) // 100)
        return self._give_back(line, minor, RefundReason.GOODWILL, [])

    def _keep_here(self) -> bool:
        """What cannot be sent is paid back; it is sold again or, every other time, lost."""
        line = self._one_of(_standing_lines().to_ship())
        if line is None:
            return False
        pieces = {**_pieces(line, 1), "restock": self.chance.random() < 0.5}
        return self._give_back(line, max(1, line.unit_minor // 2), RefundReason.UNAVAILABLE, [pieces])

    def _give_back(self, line: OrderLine, minor: int, reason: RefundReason, lines: Sequence[object]) -> bool:
        mark, amount = new_mark(), f"{minor // 100}.{minor % 100:02}"
        body = {"amount": amount, "reason": reason, "note": mark, "lines": lines}
        return self._do(line, "refunds/", body, mark)

    def _send_back(self) -> bool:
        """By its buyer."""
        lines = OrderLine.objects.filter(fulfilled_quantity__gt=F("returned_quantity"))
        line = self._one_of(lines.select_related("order"))
        if line is None:
            return False
        mark = new_mark()
        path = f"/api/v1/orders/{line.order.public_id}/returns/"
        body = {"lines": [_pieces(line, 1)], "reason": ReturnReason.UNWANTED, "note": mark}
        # The same message twice, as from an impatient finger, is one announcement.
        told, again = (self.desk.do(path, body, mark=mark) for _ in range(2))
        if told is not None and again is not None and told.body != again.body:
            self.told.unexpected.append(f"{path}: one message was answered in two ways")
        return self._note(told, mark)

    def _take_back(self) -> bool:
        """One of four is refused, and may be sent back again."""
        requested = Return.objects.filter(state=ReturnState.REQUESTED).select_related("order")
        returned = self._one_of(requested)
        if returned is None:
            return False
        is_welcome, mark = self.chance.random() >= 0.25, new_mark()
        lines = [{"line": line.line_id, "quantity": line.quantity} for line in returned.lines.all()]
        path = f"{ORDERS}{returned.order.number}/returns/{returned.number}/"
        path, body = (f"{path}receive/", {"lines": lines}) if is_welcome else (f"{path}refuse/", {})
        told = self.desk.do(path, {**body, "answer": mark}, mark=mark, merchant_id=returned.merchant_id)
        return self._note(told, mark) and is_welcome

    def _do(self, line: OrderLine, action: str, body: object, mark: str) -> bool:
        """Something to the order of the line, by the line's merchant."""
        path = f"{ORDERS}{line.order.number}/{action}"
        return self._note(self.desk.do(path, body, mark=mark, merchant_id=line.merchant_id), mark)

    def _note(self, told: Reply | None, mark: str) -> bool:
        """Whether it was done, and so must be found."""
        if told is not None:
            self.told.marks.add(mark)
        return told is not None

    def _one_of(self, rows: QuerySet[Row]) -> Row | None:
        found = list(rows[:20])
        return self.chance.choice(found) if found else None


def _standing_lines() -> OrderLineQuerySet:
    """Of orders that are paid."""
    return OrderLine.objects.filter(order__order_state=OrderState.CONFIRMED).select_related("order")


def _pieces(line: OrderLine, quantity: int) -> dict[str, object]:
    return {"line": line.pk, "quantity": quantity}

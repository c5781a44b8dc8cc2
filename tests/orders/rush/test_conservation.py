"""Shoppers, merchants and power failures together: nothing is lost, doubled or made."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from django.db.models import Sum

from catalog.models import Stock, StockEntry, Variant
from catalog.states import StockReason
from orders.models import Fulfilment, Order, OrderLine, PaymentEvent, Refund, Return
from orders.states import PaymentEventKind, RefundState
from tests.factories.accounts import MerchantFactory
from tests.factories.orders import make_voucher, sold_variant
from tests.journeys import processes
from tests.orders.machine.invariants.looking import broken_invariants
from tests.orders.rush import IS_FULL
from tests.orders.rush.desks import Desk, tokens_of
from tests.orders.rush.merchants import House
from tests.orders.rush.shoppers import VOUCHER, Shopper, Told

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

SHOPPERS = 6
ARTICLES = 5
HOUSES = 2
ON_HAND = 40
VOUCHER_USES = 25
KILLS = 3
SECONDS = 300 if IS_FULL else 0
# Until then there is load between the kills.
ORDERS_BETWEEN_KILLS = 12
PATIENCE_SECONDS = 600

Start = Callable[[], AbstractContextManager[processes.Process]]


@pytest.fixture
def starts(
    patient_environment: dict[str, str], free_ports: list[int], tmp_path: Path, _real_doorbells: None
) -> list[Start]:
    """How each process of the shop is started: two webs, and a worker for orders."""
    return [
        *(_web(patient_environment, tmp_path / f"web-{port}.log", port) for port in free_ports),
        lambda: processes.worker(patient_environment, tmp_path / "worker.log", queues="orders"),
    ]


def _web(environment: dict[str, str], log: Path, port: int) -> Start:
    return lambda: processes.web(environment, log, port=port)


@contextmanager
def _going_on(told: Told, ports: Sequence[int], variants: Sequence[Variant]) -> Iterator[House]:
    """Shoppers and merchants, until the block ends."""
    ended = threading.Event()
    desk = Desk(ports, tokens_of([variant.merchant for variant in variants]), told, ended)
    house = House(variants, desk, told, ended, random.Random(11))  # noqa: S311  # no secret
    shoppers = [
        Shopper(ports, variants, told, ended, random.Random(number))  # noqa: S311  # no secret
        for number in range(SHOPPERS)
    ]
    threads = [threading.Thread(target=shopper.shop) for shopper in shoppers]
    threads.append(threading.Thread(target=house.keep))
    for thread in threads:
        thread.start()
    try:
        yield house
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _wait_for_orders(told: Told, more: int) -> None:
    wanted = len(told.ordered) + more
    _wait(told, lambda: len(told.ordered) >= wanted, "nobody can order")


def _wait(told: Told, is_there: Callable[[], bool], trouble: str) -> None:
    """Until it is there, or something unexpected was told."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_there() and not told.unexpected:
        assert time.monotonic() < deadline, f"{trouble}: {dict(told.done)}"
        time.sleep(0.2)


def _kill_again_and_again(told: Told, starts: Sequence[Start], house: House) -> int:
    """Kill one process after another in the middle of its work and start it anew; how many were killed."""
    chance = random.Random(3)  # noqa: S311  # no secret
    running = [start() for start in starts]
    handles = [each.__enter__() for each in running]
    killed, until = 0, time.monotonic() + SECONDS
    try:
        while killed < KILLS or time.monotonic() < until:
            _wait_for_orders(told, ORDERS_BETWEEN_KILLS)
            victim = killed if killed < len(starts) else chance.randrange(len(starts))
            handles[victim].kill()
            killed += 1
            running[victim].__exit__(None, None, None)
            running[victim] = starts[victim]()
            handles[victim] = running[victim].__enter__()
        _wait_for_orders(told, ORDERS_BETWEEN_KILLS)
        _wait(told, lambda: house.has_done_everything and _some_money_is_back(), "not everything was tried")
    finally:
        for each in running:
            each.__exit__(None, None, None)
    return killed


def test_nothing_is_lost_or_made_while_processes_are_killed(
    starts: list[Start], free_ports: list[int]
) -> None:
    houses = [MerchantFactory.create() for _ in range(HOUSES)]
    variants = [sold_variant(on_hand=ON_HAND, merchant=houses[one % HOUSES]) for one in range(ARTICLES)]
    make_voucher(VOUCHER, percent=10, max_uses=VOUCHER_USES)
    told = Told()

    with _going_on(told, free_ports, variants) as house:
        killed = _kill_again_and_again(told, starts, house)

    assert (told.unexpected, killed >= KILLS, told.asked_again > 0) == ([], True, True)
    assert broken_invariants() == []
    for variant in variants:
        assert _there_and_gone(variant) == ON_HAND + _booked(variant)
    assert dict(Order.objects.values_list("cart__token", "public_id")).items() >= told.ordered.items()
    assert _paid_orders() >= told.paid
    written = _written_marks()
    assert {mark: written[mark] for mark in told.marks} == dict.fromkeys(told.marks, 1)


def _there_and_gone(variant: Variant) -> int:
    """On hand, whether promised or not, and shipped."""
    there = Stock.objects.filter(variant=variant).aggregate(all=Sum("on_hand", default=0))["all"]
    lines = OrderLine.objects.filter(variant=variant)
    return int(there + lines.aggregate(all=Sum("fulfilled_quantity", default=0))["all"])


def _booked(variant: Variant) -> int:
    """What was corrected, also for what is lost and was paid back, and what came back and can be sold again."""
    reasons = (StockReason.CORRECTION, StockReason.RETURNED)
    # What was there at first has no reference.
    entries = StockEntry.objects.filter(stock__variant=variant, reason__in=reasons).exclude(reference="")
    return int(entries.aggregate(all=Sum("delta", default=0))["all"])


def _some_money_is_back() -> bool:
    """A worker has asked for it."""
    return Refund.objects.filter(state=RefundState.SUCCEEDED).exists()


def _paid_orders() -> set[UUID]:
    """Those of which the money is known; that it is captured or held is among the invariants."""
    events = PaymentEvent.objects.filter(kind=PaymentEventKind.SUCCEEDED)
    return set(events.values_list("payment__order__public_id", flat=True))


def _written_marks() -> Counter[str]:
    """How often each mark of a request is in what was written."""
    rows = (
        Fulfilment.objects.values_list("tracking_number"),
        Refund.objects.values_list("note"),
        Return.objects.values_list("note"),
        Return.objects.values_list("answer"),
        StockEntry.objects.values_list("reference"),
    )
    return Counter(mark for marks in rows for (mark,) in marks)

"""Mistakes with what comes back."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from catalog.services.adjust_stock import adjust_stock
from orders.models import Return
from orders.queries.selling.merchant_lines import Seller
from orders.services.returns import decide_return as deciding
from orders.states import RefundState, ReturnState

ANNOUNCING = "orders.services.returns.announcing"
DECIDING = "orders.services.returns.decide_return"
PAYING = "orders.services.returns.refund_return"

# Every UPDATE of it says that it has changed a row, and changes none.
_UNTOUCHED = SimpleNamespace(
    objects=SimpleNamespace(filter=lambda **_facts: SimpleNamespace(update=lambda **_changes: 1))
)


def returned_pieces_are_booked_twice(patch: pytest.MonkeyPatch) -> None:
    """As where a worker is killed between booking and noting that it has."""

    def book(**booking: Any) -> None:  # handed on as it came
        adjust_stock(**booking)
        adjust_stock(**{**booking, "reference": ""})

    patch.setattr(f"{DECIDING}.adjust_stock", book)


def broken_pieces_are_sold_again(patch: pytest.MonkeyPatch) -> None:
    """All of what came goes back on the shelf, whatever was said of it."""
    restock = deciding._restock

    def restock_all(lines: list[Any], pieces: dict[int, int], reference: str, actor: Seller) -> None:
        restock(lines, {line.pk: line.returned_quantity for line in lines}, reference, actor)

    patch.setattr(f"{DECIDING}._restock", restock_all)


def returns_are_decided_again(patch: pytest.MonkeyPatch) -> None:
    def decide(returned: Return, target: ReturnState, actor: Seller, answer: str, now: datetime) -> None:
        Return.objects.filter(pk=returned.pk).update(state=target, answer=answer, decided_at=now)

    patch.setattr(f"{DECIDING}._decide", decide)


def more_comes_back_than_was_bought(patch: pytest.MonkeyPatch) -> None:
    """What is announced is not counted, so that it can be announced again."""
    patch.setattr(f"{ANNOUNCING}.OrderLine", _UNTOUCHED)


def refused_pieces_count_as_returned(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(f"{DECIDING}.OrderLine", _UNTOUCHED)


def refused_pieces_go_back_on_the_shelf(patch: pytest.MonkeyPatch) -> None:
    refuse = deciding.refuse_return

    def refuse_and_book(*, return_id: UUID, actor: Seller, now: datetime) -> Return:
        refused = refuse(return_id=return_id, actor=actor, now=now)
        for line in refused.lines.select_related("line"):
            adjust_stock(variant_id=line.line.variant_id, by=line.quantity)
        return refused

    patch.setattr("tests.orders.machine.steps.returning.refuse_return", refuse_and_book)


def anything_comes_back_however_late(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("orders.queries.parcels.returns.TIME_TO_RETURN", timedelta(days=3650))


def what_is_still_on_its_way_is_paid_for(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(f"{PAYING}.ReturnState", SimpleNamespace(RECEIVED=ReturnState.REQUESTED))


def what_came_back_is_paid_for_again(patch: pytest.MonkeyPatch) -> None:
    """As long as the provider has not answered, nobody sees that it was asked."""
    patch.setattr(f"{PAYING}.RefundState", SimpleNamespace(FAILED=RefundState.PENDING))


MUTANTS = (
    returned_pieces_are_booked_twice,
    broken_pieces_are_sold_again,
    returns_are_decided_again,
    more_comes_back_than_was_bought,
    refused_pieces_count_as_returned,
    refused_pieces_go_back_on_the_shelf,
    anything_comes_back_however_late,
    what_is_still_on_its_way_is_paid_for,
    what_came_back_is_paid_for_again,
)

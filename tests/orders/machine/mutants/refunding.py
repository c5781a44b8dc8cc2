"""Mistakes with money that goes back for pieces, fails to, or waits for a person."""

from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from orders.models import Order
from orders.services.refunds import withdraw as withdrawing
from orders.services.refunds.lines import LineShare
from orders.states import REFUND_MOVES, RefundReason, RefundState

ACCEPTING = "orders.services.held.accept_held"
ANSWERING = "orders.services.refunds.apply_refund_answer"
GIVING_BACK = "orders.services.held.give_back_held"
LINES = "orders.services.refunds.lines"
REQUESTING = "orders.services.refunds.request_refund"


def refunded_pieces_are_still_sent(patch: pytest.MonkeyPatch) -> None:
    """Whoever was paid back gets the goods as well."""
    patch.setattr(f"{REQUESTING}.withdraw", lambda order, shares, *, written_off: None)


def lost_pieces_are_sold_again(patch: pytest.MonkeyPatch) -> None:
    def keep(order: Order, shares: Sequence[LineShare], *, written_off: object) -> None:
        withdrawing.withdraw(order, shares, written_off=())

    patch.setattr(f"{REQUESTING}.withdraw", keep)


def goodwill_keeps_the_goods(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(f"{LINES}.RefundReason", SimpleNamespace(**{**_reasons(), "GOODWILL": None}))


def failed_refunds_stay_reserved(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(f"{ANSWERING}.give_up_reservation", lambda refund: None)


def failed_refunds_count_for_their_pieces(patch: pytest.MonkeyPatch) -> None:
    """What failed cannot be asked for again."""
    patch.setattr(f"{LINES}.RefundState", SimpleNamespace(FAILED=None))


def what_succeeded_never_fails(patch: pytest.MonkeyPatch) -> None:
    """Banks send money back weeks after it was called done."""
    patch.setattr(f"{ANSWERING}.REFUND_MOVES", {**REFUND_MOVES, RefundState.SUCCEEDED: frozenset()})


def failing_is_heard_again_and_again(patch: pytest.MonkeyPatch) -> None:
    """Each message makes room for another refund."""
    moves = {**REFUND_MOVES, RefundState.FAILED: frozenset({RefundState.FAILED})}
    patch.setattr(f"{ANSWERING}.REFUND_MOVES", moves)


def held_money_that_is_given_back_holds_the_order(patch: pytest.MonkeyPatch) -> None:
    """Nobody can pay it any more."""
    patch.setattr(f"{GIVING_BACK}.follow", lambda order, *, now: None)


def held_money_goes_back_as_if_it_had_paid(patch: pytest.MonkeyPatch) -> None:
    """Money of another amount than was due counts as a refund of the order."""
    patch.setattr(f"{GIVING_BACK}.reason_of_held", lambda payment: RefundReason.CANCELLED)


def accepted_money_goes_on_waiting(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(f"{ACCEPTING}.follow", lambda order, *, now: None)


def _reasons() -> dict[str, RefundReason]:
    return {reason.name: reason for reason in RefundReason}


MUTANTS = (
    refunded_pieces_are_still_sent,
    lost_pieces_are_sold_again,
    goodwill_keeps_the_goods,
    failed_refunds_stay_reserved,
    failed_refunds_count_for_their_pieces,
    what_succeeded_never_fails,
    failing_is_heard_again_and_again,
    held_money_that_is_given_back_holds_the_order,
    held_money_goes_back_as_if_it_had_paid,
    accepted_money_goes_on_waiting,
)

"""Mistakes with vouchers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from django.db.models import F

from orders.models import Order, Voucher
from orders.pricing.reductions import Reduction
from orders.queries.charges import vouchers as charges
from orders.queries.charges.vouchers import Buyer
from orders.services.vouchers import give_back_voucher as giving_back

CANCELLING = "orders.services.cancel_order"
TAKING = "orders.services.vouchers.take_voucher"


def voucher_is_read_then_written(patch: pytest.MonkeyPatch) -> None:
    """Whoever is faster has used it for nothing, and its last use is sold twice."""

    def count(voucher: Voucher) -> bool:
        Voucher.objects.filter(pk=voucher.pk).update(used=voucher.used + 1)
        return True

    patch.setattr(f"{TAKING}._count", count)


def voucher_never_ends(patch: pytest.MonkeyPatch) -> None:
    """Uses are written down, but nobody asks how many there may be."""
    patch.setattr(f"{TAKING}._count", lambda voucher: True)


def customer_is_asked_only_before_it_is_taken(patch: pytest.MonkeyPatch) -> None:
    """What the page has said is believed, whatever the customer's other tab has ordered since."""
    patch.setattr(f"{TAKING}.require_uses_left", lambda voucher, buyer: None)


def another_spelling_is_another_customer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Buyer, "normalised_email", property(lambda buyer: buyer.email))


def another_address_is_another_customer(patch: pytest.MonkeyPatch) -> None:
    """Even when the same person is logged in."""

    def require(voucher: Voucher, buyer: Buyer) -> None:
        charges.require_uses_left(voucher, Buyer(email=buyer.email))

    patch.setattr(f"{TAKING}.require_uses_left", require)
    patch.setattr("orders.queries.quote.require_uses_left", require)


def giving_up_keeps_the_voucher(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(f"{CANCELLING}.give_back_voucher", lambda order, now: None)


def giving_up_gives_the_voucher_back_twice(patch: pytest.MonkeyPatch) -> None:
    def give_back(order: Order, *, now: datetime) -> None:
        giving_back.give_back_voucher(order, now=now)
        Voucher.objects.filter(uses__order=order, used__gt=0).update(used=F("used") - 1)

    patch.setattr(f"{CANCELLING}.give_back_voucher", give_back)


def late_money_needs_no_voucher(patch: pytest.MonkeyPatch) -> None:
    """An order that is revived keeps its discount, though others used the voucher up."""
    patch.setattr("orders.services.payments.apply_payment_event.take_again", lambda order: None)


def voucher_is_for_everything(patch: pytest.MonkeyPatch) -> None:
    """One merchant's voucher makes the other's goods cheaper."""

    def is_for(voucher: Voucher | None, merchants: Sequence[int]) -> list[bool]:
        return [True for _ in merchants]

    patch.setattr("orders.queries.quote.is_for", is_for)


def voucher_pays_the_delivery(patch: pytest.MonkeyPatch) -> None:
    """What it is worth beyond the goods is taken off what else is paid."""

    def reduce(reduction: Reduction, goods: Sequence[int], is_for: Sequence[bool]) -> list[int]:
        counted = [amount for amount, counts in zip(goods, is_for, strict=True) if counts]
        first = is_for.index(True)
        return [
            int(sum(counted) * reduction.percent / 100) + reduction.amount if position == first else 0
            for position in range(len(goods))
        ]

    patch.setattr("orders.pricing.bill.discounts", reduce)


def voucher_is_forgotten_on_the_way(patch: pytest.MonkeyPatch) -> None:
    """What frees the delivery is shown, counted and not reckoned with."""

    def reduction_of(voucher: Voucher) -> Reduction:
        return replace(charges.reduction_of(voucher), frees_shipping=False)

    patch.setattr("orders.queries.quote.reduction_of", reduction_of)


MUTANTS = (
    voucher_is_read_then_written,
    voucher_never_ends,
    customer_is_asked_only_before_it_is_taken,
    another_spelling_is_another_customer,
    another_address_is_another_customer,
    giving_up_keeps_the_voucher,
    giving_up_gives_the_voucher_back_twice,
    late_money_needs_no_voucher,
    voucher_is_for_everything,
    voucher_pays_the_delivery,
    voucher_is_forgotten_on_the_way,
)

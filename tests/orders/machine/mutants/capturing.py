"""Mistakes with money that is set aside first and taken later."""

import pytest

from orders.models import Order
from orders.services.payments.hear import Known

RECONCILING = "orders.services.payments.reconcile_payments"
SHIPPING = "orders.services.fulfilment.fulfil"


def shipping_takes_no_money(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(f"{SHIPPING}.begin_capture", lambda order, *, now, by: None)


def what_lapsed_is_shipped(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(f"{SHIPPING}.may_be_sent", lambda order: True)


def what_is_given_away_is_not_shipped(patch: pytest.MonkeyPatch) -> None:
    """As what has lapsed."""

    def may_be_sent(order: Order) -> bool:
        return order.payment_state in {"authorised", "captured"}

    patch.setattr(f"{SHIPPING}.may_be_sent", may_be_sent)


def refunds_before_the_capture_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    """What is captured less for them counts as another amount than was due."""
    patch.setattr(Known, "released_minor", 0)


def what_is_not_wanted_stays_set_aside(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(f"{RECONCILING}._is_wanted", lambda payment, now: True)


def nothing_is_worth_being_set_aside(patch: pytest.MonkeyPatch) -> None:
    """Nothing that is set aside pays an order."""
    patch.setattr("orders.services.payments.settle.Heard.is_ready", False)


MUTANTS = (
    shipping_takes_no_money,
    what_lapsed_is_shipped,
    what_is_given_away_is_not_shipped,
    refunds_before_the_capture_are_forgotten,
    what_is_not_wanted_stays_set_aside,
    nothing_is_worth_being_set_aside,
)

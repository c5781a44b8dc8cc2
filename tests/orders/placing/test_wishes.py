"""What else an order is asked for: keys, terms, invoices, ways of sending, taxes and options."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

import pytest
from pytest_django.fixtures import Settings

from catalog.models import Stock
from orders.errors import (
    CheckoutClosed,
    MethodNotOffered,
    NotDeliveredThere,
    OrdersError,
    RequestKeyReused,
    TermsNotAccepted,
    VoucherUnknown,
)
from orders.gateways.local import LocalGateway
from orders.models import Order, OrderLine, Payment, ShippingMethod, ShippingRate, ShippingZone, TaxRate
from orders.queries.buying.order import read_order, view_of
from orders.services.place_order import Address, Delivery, PlacedOrder, Wishes, place_order
from orders.services.placing.wishes import fingerprint
from orders.states import PaymentState
from tests.factories.catalog import choose, make_option
from tests.factories.orders import DELIVERY, NOW, filled_cart, place, sold_variant
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)
LINZ = replace(DELIVERY, address=replace(DELIVERY.address, city="Linz"))
BILLING = Address(name="Byron GmbH", line1="Ring 1", line2="", postcode="10115", city="Berlin", country="DE")


def order(
    token: UUID, *, key: str = "", total: int = 2990, wishes: Wishes | None = None, to: Delivery = DELIVERY
) -> PlacedOrder:
    asked = replace(wishes or Wishes(), request_key=key)
    return place_order(cart_token=token, delivery=to, expected_total=total, now=NOW, wishes=asked)


def test_the_same_request_again_gets_the_same_answer() -> None:
    token = filled_cart((sold_variant(), 1))

    first = order(token, key="k-1")

    assert first.payment_url
    assert order(token, key="k-1") == first
    assert (Order.objects.count(), Payment.objects.count()) == (1, 1)


def test_what_is_told_of_a_new_order_is_what_is_read_of_it() -> None:
    TaxRate.objects.create(country="AT", percent=20)
    token = filled_cart((sold_variant(price=2500), 2), (sold_variant(price=1000), 1))

    odd = NOW + timedelta(microseconds=1234567)
    placed = place_order(
        cart_token=token, delivery=DELIVERY, expected_total=6490, now=odd, wishes=Wishes(billing=BILLING)
    )

    assert placed.bought is not None
    assert view_of(placed.bought, now=NOW) == read_order(placed.public_id, now=NOW)
    assert [line.pk for line in placed.bought.lines] == list(
        OrderLine.objects.order_by("position").values_list("pk", flat=True)
    )


def test_order_that_costs_nothing_is_read_once_it_is_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    # No provider is asked whether it takes nothing.
    monkeypatch.setattr(LocalGateway, "can_take", lambda *_: False)
    ShippingRate.objects.update(amount_minor=0)
    token = filled_cart((sold_variant(price=0), 1))

    placed = order(token, total=0)

    assert placed.bought is None
    assert read_order(placed.public_id, now=NOW).payment_state == PaymentState.CAPTURED


def test_an_answer_that_was_lost_after_the_commit_is_given_again(monkeypatch: pytest.MonkeyPatch) -> None:
    token = filled_cart((sold_variant(), 1))

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("orders.services.place_order._payment_url", die)
        with pytest.raises(KeyboardInterrupt):
            order(token, key="k-1")

    answer = order(token, key="k-1")
    assert answer == PlacedOrder(Order.objects.get().public_id, answer.payment_url)
    assert answer.payment_url
    assert Payment.objects.count() == 1


def test_something_else_under_the_same_key_is_refused() -> None:
    token = filled_cart((sold_variant(), 1))
    order(token, key="k-1")

    for again in (
        partial(order, to=LINZ),
        partial(order, total=2991),
        partial(order, wishes=Wishes(billing=BILLING)),
    ):
        with pytest.raises(RequestKeyReused):
            again(token, key="k-1")

    assert Order.objects.get().shipping_address["city"] == "Wien"


def test_keys_are_those_of_one_cart() -> None:
    mine, theirs = filled_cart((sold_variant(), 1)), filled_cart((sold_variant(), 1))

    answers = {order(mine, key="k-1").public_id, order(theirs, key="k-1", to=LINZ).public_id}

    assert len(answers) == 2


def test_without_the_key_an_ordered_cart_leads_to_its_order_and_no_further() -> None:
    token = filled_cart((sold_variant(), 1))
    first = order(token, key="k-1")

    assert order(token) == order(token, key="k-2") == PlacedOrder(first.public_id, "")


def test_many_at_once_get_one_order_and_one_answer() -> None:
    token = filled_cart((sold_variant(), 1))

    answers = side_by_side([lambda: order(token, key="k-1")] * 10)

    assert len(set(answers)) == Order.objects.count() == Payment.objects.count() == 1


def test_a_shop_that_closed_since_does_not_hide_the_order(settings: Settings) -> None:
    token = filled_cart((sold_variant(), 1))
    first = order(token, key="k-1")
    settings.PAYMENT_GATEWAY = "closed"

    assert order(token, key="k-1") == PlacedOrder(first.public_id, "")
    with pytest.raises(CheckoutClosed):
        order(filled_cart((sold_variant(), 1)), key="k-1")


def test_what_is_wished_for_is_written_down(settings: Settings) -> None:
    settings.TERMS_VERSION = "7"
    TaxRate.objects.create(country="AT", percent=20)
    variant = sold_variant()
    choose(variant, *make_option(variant.product, "Wood", "Oak"))

    placed = order(filled_cart((variant, 2)), total=5490, wishes=Wishes(billing=BILLING))

    written = Order.objects.get(public_id=placed.public_id)
    line = written.lines.get()
    assert (written.terms_version, written.shipping_method) == ("7", "Standard delivery")
    assert written.billing_address is not None
    assert written.billing_address["city"] == "Berlin"
    assert (written.tax_minor, written.shipping_tax_minor, written.prices_include_tax) == (915, 82, True)
    assert (line.tax_rate, line.tax_minor, line.options) == (Decimal(20), 833, [["Wood", "Oak"]])


@pytest.mark.parametrize(
    ("wishes", "country", "refusal"),
    [
        (Wishes(accepts_terms=False), "AT", TermsNotAccepted),
        (Wishes(shipping_method=0), "AT", MethodNotOffered),
        (Wishes(voucher_code="NONE"), "AT", VoucherUnknown),
        (Wishes(), "CH", NotDeliveredThere),
        (Wishes(), "XX", NotDeliveredThere),
    ],
)
def test_what_cannot_be_had_changes_nothing(wishes: Wishes, country: str, refusal: type[OrdersError]) -> None:
    ShippingZone.objects.create(name="Alps").countries.create(country="CH")
    to = replace(DELIVERY, address=replace(DELIVERY.address, country=country))

    with pytest.raises(refusal):
        order(filled_cart((sold_variant(), 1)), wishes=wishes, to=to)

    assert not Order.objects.exists()
    assert not Stock.objects.filter(allocated__gt=0).exists()


def test_another_way_of_sending_is_another_price() -> None:
    express = ShippingMethod.objects.create(zone=ShippingZone.objects.get(), name="Express")
    express.rates.create(amount_minor=1490)
    token = filled_cart((sold_variant(), 1))

    placed = order(token, total=3990, wishes=Wishes(shipping_method=express.pk))

    written = Order.objects.get(public_id=placed.public_id)
    assert (written.shipping_method, written.shipping_minor) == ("Express", 1490)
    assert (
        Order.objects.get(public_id=place(filled_cart((sold_variant(), 1))).public_id).shipping_minor == 490
    )


def test_what_was_asked_for_is_told_by_the_same_digest_in_every_release() -> None:
    wishes = Wishes(shipping_method=3, voucher_code="A", billing=DELIVERY.address, request_key="k")

    told = fingerprint(DELIVERY, wishes, 5490)

    assert told == "89f6a469a5b727ac9f4da3a54f49512d57edded10b30d2e4458cb33959deb3dd"
    assert fingerprint(DELIVERY, replace(wishes, request_key="other"), 5490) == told
    assert fingerprint(DELIVERY, replace(wishes, voucher_code=""), 5490) != told

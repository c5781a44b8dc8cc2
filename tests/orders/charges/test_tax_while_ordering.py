"""An order goes by what the tax service answered to exactly what is ordered, and it is asked while nothing is locked."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from http import HTTPStatus
from itertools import pairwise
from uuid import UUID

import pytest
from pytest_django.fixtures import Settings

from accounts.states import WebhookEvent
from catalog.models import Stock, StockLocation, Variant
from orders.errors import PriceChanged
from orders.errors.taxes import CartChanged, TaxUnavailable
from orders.models import Cart, Order, Voucher, VoucherUse
from orders.pricing.bill import TaxShare
from orders.queries.buying.order import read_order
from orders.queries.stock_drift import drifted_stock
from orders.services.carts.add_to_cart import add_to_cart
from orders.services.carts.remove_line import remove_line
from orders.services.place_order import PlacedOrder, Wishes, place_order
from orders.services.placing.asking_taxes import MOST_QUESTIONS
from tests.accounts.services.webhooks.receiver import endpoint_at
from tests.doubles.tax_office import TaxOffice
from tests.factories.orders import DELIVERY, NOW, filled_cart, make_voucher, place, sold_variant, stock_of
from tests.factories.threads import side_by_side
from tests.orders.placing.test_at_once import just_before_writing

pytestmark = pytest.mark.django_db(transaction=True)
# Prepares a way of placing orders for one of this variant, and tells what else is asked for and what it then costs.
Way = Callable[[Variant], tuple[Wishes, int]]


def plain(variant: Variant) -> tuple[Wishes, int]:
    """By one statement that locks nothing before."""
    return Wishes(), 2990


def with_voucher(variant: Variant) -> tuple[Wishes, int]:
    make_voucher("FIVER", amount_minor=500, max_uses=1)
    return Wishes(voucher_code="FIVER"), 2490


def of_several_places(variant: Variant) -> tuple[Wishes, int]:
    """Of which none has enough, so that they are locked."""
    Stock.objects.filter(variant=variant).update(on_hand=0)
    annexe = StockLocation.objects.create(merchant=variant.merchant, name="Annexe")
    Stock.objects.create(variant=variant, location=annexe, on_hand=5)
    return Wishes(), 2990


def listened_to(variant: Variant) -> tuple[Wishes, int]:
    endpoint = endpoint_at("https://hooks.vitrine.test/", variant.merchant)
    assert WebhookEvent.ORDER_PLACED in endpoint.events
    return Wishes(), 2990


ways = pytest.mark.parametrize("way", [plain, with_voucher, of_several_places, listened_to])


def order(token: UUID, wishes: Wishes, total: int) -> PlacedOrder:
    return place_order(cart_token=token, delivery=DELIVERY, expected_total=total, now=NOW, wishes=wishes)


def swap(token: UUID, out: Variant, into: Variant) -> None:
    remove_line(token=token, variant_id=out.pk, now=NOW)
    add_to_cart(token=token, variant_id=into.pk, quantity=1, now=NOW)


def taxed() -> list[tuple[str, Decimal, int]]:
    """The lines of the one order, by SKU with rate and tax."""
    return list(Order.objects.get().lines.values_list("sku", "tax_rate", "tax_minor"))


@ways
def test_it_is_asked_before_and_outside_of_every_transaction(tax_office: TaxOffice, way: Way) -> None:
    variant = sold_variant()
    wishes, total = way(variant)
    token = filled_cart((variant, 1))
    tax_office.percents[variant.sku] = "10"
    tax_office.shipping = "12.5"

    order(token, wishes, total)

    (question,) = tax_office.questions
    placed = Order.objects.get()
    within = round(question["lines"][0]["amount_minor"] / 11)
    assert taxed() == [(variant.sku, Decimal(10), within)]
    assert (placed.shipping_tax_minor, placed.shipping_tax_rate) == (54, Decimal("12.5"))
    assert (placed.tax_minor, placed.total_minor) == (within + 54, total)
    assert tax_office.open_transactions == []


def test_an_order_that_nobody_disturbs_is_one_statement_all_the_same(tax_office: TaxOffice) -> None:
    token = filled_cart((sold_variant(), 1))

    with just_before_writing(lambda: None) as written:
        place(token)

    assert written == ["EXECUTE orders_order_at_once"]
    assert len(tax_office.questions) == 1


def test_the_page_of_the_order_tells_tax_as_it_was_quoted(tax_office: TaxOffice) -> None:
    tax_office.shipping = "12.5"
    placed = place(filled_cart((sold_variant(), 1)))

    shown = read_order(placed.public_id, now=NOW)

    assert [(share.rate, share.tax.minor) for share in shown.taxes] == [(20, 417), (Decimal("12.5"), 54)]
    assert sum(share.tax.minor for share in shown.taxes) == shown.tax.minor
    assert all(isinstance(share, TaxShare) for share in shown.taxes)


@ways
def test_cart_that_changes_while_it_is_asked_is_asked_about_anew(tax_office: TaxOffice, way: Way) -> None:
    before, after = sold_variant(), sold_variant()
    wishes, total = way(after)
    token = filled_cart((before, 1))
    tax_office.percents[after.sku] = "10"
    tax_office.meanwhile = [partial(swap, token, before, after)]

    order(token, wishes, total)

    assert [question["lines"][0]["sku"] for question in tax_office.questions] == [before.sku, after.sku]
    assert [(sku, rate) for sku, rate, _ in taxed()] == [(after.sku, Decimal(10))]
    assert (stock_of(before)[1], drifted_stock()) == (0, [])


def test_cart_that_changes_between_answer_and_lock_is_asked_about_anew(tax_office: TaxOffice) -> None:
    before, after = sold_variant(), sold_variant()
    token = filled_cart((before, 1))
    tax_office.percents[after.sku] = "10"

    with just_before_writing(partial(swap, token, before, after)) as written:
        place(token)

    # Found out under the lock, which was let go to ask.
    assert written == ["EXECUTE orders_order_at_once"] * 2
    assert len(tax_office.questions) == 2
    assert [(sku, rate) for sku, rate, _ in taxed()] == [(after.sku, Decimal(10))]


@ways
def test_cart_whose_total_changes_meanwhile_is_not_ordered(tax_office: TaxOffice, way: Way) -> None:
    variant, other = sold_variant(), sold_variant(price=100)
    wishes, total = way(variant)
    token = filled_cart((variant, 1))
    tax_office.meanwhile = [partial(add_to_cart, token=token, variant_id=other.pk, quantity=1, now=NOW)]

    with pytest.raises(PriceChanged) as refused:
        order(token, wishes, total)

    assert refused.value.actual.minor == total + 100
    assert nothing_happened(token, variant)


@ways
def test_cart_that_never_holds_still_is_refused_in_the_end(tax_office: TaxOffice, way: Way) -> None:
    variants = [sold_variant() for _ in range(MOST_QUESTIONS + 2)]
    wishes, total = way(variants[MOST_QUESTIONS])
    token = filled_cart((variants[0], 1))
    tax_office.meanwhile = [partial(swap, token, *pair) for pair in pairwise(variants)]

    with pytest.raises(CartChanged) as refused:
        order(token, wishes, total)

    assert refused.value.code == "cart_changed"
    assert len(tax_office.questions) == MOST_QUESTIONS
    assert nothing_happened(token, variants[MOST_QUESTIONS])


@ways
def test_nothing_is_ordered_and_nothing_lost_while_it_does_not_answer(
    tax_office: TaxOffice, way: Way
) -> None:
    variant = sold_variant()
    wishes, total = way(variant)
    token = filled_cart((variant, 1))
    tax_office.status = HTTPStatus.SERVICE_UNAVAILABLE

    with pytest.raises(TaxUnavailable):
        order(token, wishes, total)

    assert nothing_happened(token, variant)
    tax_office.status = HTTPStatus.OK
    order(token, wishes, total)
    assert Order.objects.get().total_minor == total


def test_total_without_tax_is_refused_with_what_it_comes_to(
    tax_office: TaxOffice, settings: Settings
) -> None:
    settings.PRICES_INCLUDE_TAX = False
    token = filled_cart((sold_variant(), 1))

    with pytest.raises(PriceChanged) as refused:
        order(token, Wishes(), 2990)

    assert refused.value.actual.minor == 2990 + 598
    order(token, Wishes(), 3588)
    assert (Order.objects.get().tax_minor, len(tax_office.questions)) == (598, 1)


def test_a_cart_that_is_ordered_already_is_asked_about_no_more(tax_office: TaxOffice) -> None:
    token = filled_cart((sold_variant(), 1))
    first = order(token, Wishes(request_key="once"), 2990)
    tax_office.status = HTTPStatus.INTERNAL_SERVER_ERROR

    again = order(token, Wishes(request_key="once"), 2990)

    assert again == first
    assert len(tax_office.questions) == 1


def test_many_who_order_one_cart_get_one_order(tax_office: TaxOffice) -> None:
    variant = sold_variant()
    token = filled_cart((variant, 1))

    placed = side_by_side([partial(order, token, Wishes(), 2990) for _ in range(4)])

    assert {one.public_id for one in placed} == {Order.objects.get().public_id}
    assert (stock_of(variant), drifted_stock()) == ((5, 1), [])


def nothing_happened(token: UUID, variant: Variant) -> bool:
    assert not Order.objects.exists()
    assert Cart.objects.get(token=token).is_open
    assert not VoucherUse.objects.exists()
    assert set(Voucher.objects.values_list("used", flat=True)) <= {0}
    return not Stock.objects.filter(variant=variant, allocated__gt=0).exists()

"""From cart to order: what is copied, what is refused, and that a refusal changes nothing."""

import pytest
from pytest_django.fixtures import Settings

from catalog.models import Price, Stock
from catalog.money import Money
from catalog.states import ProductState
from orders.errors import CartEmpty, CheckoutClosed, GatewayFault, NotOffered, OutOfStock, PriceChanged
from orders.models import Cart, Order, Payment
from orders.services.place_order import place_order
from orders.states import CartState, OrderState, PaymentState
from tests.factories.orders import (
    DELIVERY,
    NOW,
    filled_cart,
    payment_of,
    place,
    placed_order,
    sold_variant,
    stock_of,
)

pytestmark = pytest.mark.django_db(transaction=True)


def nothing_was_ordered() -> bool:
    return (
        not Order.objects.exists()
        and not Payment.objects.exists()
        and not Cart.objects.filter(state=CartState.ORDERED).exists()
        and not Stock.objects.filter(allocated__gt=0).exists()
    )


def test_place_order_copies_what_was_bought() -> None:
    oak, pine = sold_variant(price=2500), sold_variant(price=1999, name="Pine")

    order = placed_order((oak, 2), (pine, 1))

    lines = [(line.sku, line.variant_name, line.quantity, line.unit_minor) for line in order.lines.all()]
    assert lines == [(oak.sku, "Oak", 2, 2500), (pine.sku, "Pine", 1, 1999)]
    assert (order.lines_minor, order.shipping_minor, order.total_minor) == (6999, 490, 7489)
    assert order.shipping_address == {
        "name": "Ada Byron",
        "line1": "Linden 3",
        "line2": "",
        "postcode": "1010",
        "city": "Wien",
        "country": "AT",
        "company": "",
        "region": "",
        "phone": "",
    }
    assert (order.order_state, order.payment_state) == (OrderState.PLACED, PaymentState.PENDING)


def test_place_order_allocates_and_asks_for_payment() -> None:
    variant = sold_variant(on_hand=5)

    order = placed_order((variant, 2))

    payment = payment_of(order)
    assert stock_of(variant) == (5, 2)
    assert (payment.amount, payment.state) == (Money(5490, "EUR"), PaymentState.PENDING)
    assert payment.reference == f"local-{payment.public_id}"


def test_numbers_come_from_a_sequence_and_not_from_the_cart() -> None:
    variant = sold_variant()

    numbers = [placed_order((variant, 1)).number for _ in range(3)]

    assert numbers[0] >= 1001
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]


def test_place_order_twice_gives_the_same_order() -> None:
    variant = sold_variant()
    token = filled_cart((variant, 2))

    first, second = place(token), place(token)

    assert first.public_id == second.public_id
    assert second.payment_url == ""
    assert stock_of(variant) == (5, 2)


@pytest.mark.parametrize("expected_total", [0, 1, 2989, 2991, 10**15])
def test_place_order_refuses_a_total_that_is_not_the_price(expected_total: int) -> None:
    token = filled_cart((sold_variant(price=2500), 1))

    with pytest.raises(PriceChanged) as refusal:
        place_order(cart_token=token, delivery=DELIVERY, expected_total=expected_total, now=NOW)

    assert refusal.value.actual == Money(2990, "EUR")
    assert nothing_was_ordered()


def test_place_order_refuses_a_price_that_changed_meanwhile() -> None:
    variant = sold_variant(price=2500)
    token = filled_cart((variant, 1))
    Price.objects.filter(variant=variant).update(amount_minor=2600)

    with pytest.raises(PriceChanged, match=r"now €30\.90 instead of €29\.90"):
        place_order(cart_token=token, delivery=DELIVERY, expected_total=2990, now=NOW)

    assert nothing_was_ordered()


def test_place_order_names_everything_that_is_short() -> None:
    enough, short, gone = sold_variant(), sold_variant(on_hand=1), sold_variant(on_hand=0)
    token = filled_cart((enough, 1), (short, 2), (gone, 1))

    with pytest.raises(OutOfStock) as refusal:
        place(token)

    assert refusal.value.names == [f"{short.product.name} (Oak)", f"{gone.product.name} (Oak)"]
    assert nothing_was_ordered()


@pytest.mark.parametrize("reason", ["withdrawn", "archived", "inactive", "priceless"])
def test_place_order_refuses_what_is_not_offered(reason: str) -> None:
    variant = sold_variant()
    token = filled_cart((variant, 1))
    if reason == "inactive":
        variant.is_active = False
        variant.save()
    elif reason == "priceless":
        variant.prices.all().delete()
    else:
        variant.product.state = ProductState.DRAFT if reason == "withdrawn" else ProductState.ARCHIVED
        variant.product.save()

    with pytest.raises(NotOffered):
        place_order(cart_token=token, delivery=DELIVERY, expected_total=2990, now=NOW)

    assert nothing_was_ordered()


def test_place_order_refuses_an_empty_and_an_unknown_cart() -> None:
    with pytest.raises(CartEmpty):
        place(filled_cart())
    with pytest.raises(CartEmpty):
        place_order(cart_token=None, delivery=DELIVERY, expected_total=0, now=NOW)

    assert nothing_was_ordered()


def test_place_order_refuses_while_no_payment_can_be_taken(settings: Settings) -> None:
    settings.PAYMENT_GATEWAY = "closed"
    token = filled_cart((sold_variant(), 1))

    with pytest.raises(CheckoutClosed):
        place(token)

    assert nothing_was_ordered()


def test_an_order_stands_when_the_provider_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise GatewayFault("The provider is away.")

    monkeypatch.setattr("orders.gateways.local.LocalGateway.begun", lambda *_: None)
    monkeypatch.setattr("orders.gateways.local.LocalGateway.start", fail)
    variant = sold_variant()

    placed = place(filled_cart((variant, 1)))

    order = Order.objects.get(public_id=placed.public_id)
    assert placed.payment_url == ""
    assert (order.payment_state, stock_of(variant)) == (PaymentState.PENDING, (5, 1))

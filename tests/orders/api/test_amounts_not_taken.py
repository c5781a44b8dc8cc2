"""What no payment provider takes is told before there is an order."""

import pytest

from catalog.money import Money
from orders.gateways.local import LocalGateway
from orders.models import Order
from tests.factories.orders import sold_variant
from tests.orders.api.shopper import ask, cart_with, order_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_amount_that_the_provider_never_takes_is_refused_before_anything_is_ordered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cart = cart_with((sold_variant(price=2500), 2))
    asked = []

    def can_take(_: LocalGateway, total: Money) -> bool:
        asked.append(total)
        return False

    with monkeypatch.context() as patched:
        patched.setattr(LocalGateway, "can_take", can_take)
        refused = ask("POST", f"{cart}checkout/", order_of("54.90"), Idempotency_Key="order-1")

    assert refused.problem == (409, "amount_not_taken")
    assert refused.document["total"]["amount"] == "54.90"
    assert "€54.90 cannot be paid here" in refused.document["detail"]
    assert asked[0] == Money(5490, "EUR")
    assert not Order.objects.exists()
    assert ask("POST", f"{cart}checkout/", order_of("54.90"), Idempotency_Key="order-1").status == 201

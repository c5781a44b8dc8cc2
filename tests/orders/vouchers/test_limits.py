"""How often a voucher can be used: by everybody, by one customer, at the same time, and after orders were given up."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest

from accounts.models import User
from catalog.money import Money
from orders.errors import OrdersError, VoucherUsedUp
from orders.gateways.local import notice_of
from orders.models import Order, Payment, Voucher, VoucherUse
from orders.queries.charges.vouchers import Buyer
from orders.services.cancel_order import cancel_order
from orders.services.expire_unpaid_orders import expire_unpaid_orders
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.place_order import TIME_TO_PAY, Wishes, place_order
from orders.states import CartState, OrderState, PaymentEventKind, PaymentState
from tests.factories.accounts import UserFactory
from tests.factories.orders import (
    DELIVERY,
    NOW,
    filled_cart,
    make_voucher,
    payment_of,
    sold_variant,
    stock_of,
)
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)
# Of one thing for €25.00 with a tenth off, and €4.90 for sending it.
REDUCED = 2740


def order_with(
    code: str = "TENTH", *, email: str = "ada@vitrine.test", user: User | None = None, total: int = REDUCED
) -> Order:
    placed = place_order(
        cart_token=filled_cart((sold_variant(), 1)),
        delivery=replace(DELIVERY, email=email),
        expected_total=total,
        now=NOW,
        wishes=Wishes(voucher_code=code),
        user=user,
    )
    return Order.objects.get(public_id=placed.public_id)


def refusal_of(action: Callable[[], object]) -> type[OrdersError] | None:
    try:
        action()
    except OrdersError as error:
        return type(error)
    return None


def used() -> int:
    """What the voucher counts, which is what there are uses."""
    counted = Voucher.objects.get().used
    assert counted == VoucherUse.objects.filter(given_back_at=None).count()
    return counted


def test_an_order_keeps_what_the_voucher_took_off() -> None:
    make_voucher("Tenth", percent=10)

    order = order_with("tENTH")

    assert (order.voucher_code, order.discount_minor, order.total_minor) == ("Tenth", 250, REDUCED)
    assert [line.discount_minor for line in order.lines.all()] == [250]
    assert (order.voucher_use.email, used()) == ("ada@vitrine.test", 1)
    assert payment_of(order).amount == Money(REDUCED, "EUR")


def test_a_voucher_ends_with_its_last_use_and_nothing_else_is_done() -> None:
    make_voucher("TENTH", percent=10, max_uses=1)
    order_with()
    variant = sold_variant()
    token = filled_cart((variant, 1))

    with pytest.raises(VoucherUsedUp, match="used up"):
        place_order(
            cart_token=token,
            delivery=DELIVERY,
            expected_total=REDUCED,
            now=NOW,
            wishes=Wishes(voucher_code="TENTH"),
        )

    assert (used(), stock_of(variant), Order.objects.count()) == (1, (5, 0), 1)
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("email", ["ada@vitrine.test", "ADA@Vitrine.test", "ada+again@vitrine.test"])
def test_a_customer_is_known_by_their_address_however_it_is_written(email: str) -> None:
    make_voucher("TENTH", percent=10, max_uses_per_customer=1)
    order_with()

    with pytest.raises(VoucherUsedUp, match="You have used this voucher already: it can be used once"):
        order_with(email=email)

    order_with(email="grace@vitrine.test")
    assert used() == 2


def test_a_customer_is_known_by_their_account_whatever_address_they_type() -> None:
    make_voucher("TENTH", percent=10, max_uses_per_customer=1)
    user = UserFactory.create()
    order_with(user=user)

    assert refusal_of(lambda: order_with(email="other@vitrine.test", user=user)) is VoucherUsedUp
    assert used() == 1


def test_what_is_given_up_can_be_used_again_once() -> None:
    make_voucher("TENTH", percent=10, max_uses=1, max_uses_per_customer=1)
    order = order_with()
    cancel_order(order_id=order.public_id, now=NOW)
    cancel_order(order_id=order.public_id, now=NOW)
    assert used() == 0

    order_with()
    expire_unpaid_orders(now=NOW + TIME_TO_PAY)

    assert used() == 0


def test_money_that_comes_late_needs_the_voucher_still_to_be_there() -> None:
    make_voucher("TENTH", percent=10, max_uses=1)
    late = order_with()
    expire_unpaid_orders(now=NOW + TIME_TO_PAY)
    later = order_with(email="grace@vitrine.test")

    pay(late)
    expire_unpaid_orders(now=NOW + TIME_TO_PAY)
    pay(later)

    late.refresh_from_db()
    later.refresh_from_db()
    assert (late.order_state, late.refunds.get().amount_minor) == (OrderState.CANCELLED, REDUCED)
    assert (later.order_state, later.payment_state) == (OrderState.CONFIRMED, PaymentState.CAPTURED)
    assert used() == 1


def pay(order: Order) -> None:
    payment = payment_of(order)
    notice = notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount)
    apply_payment_event(notice, now=NOW)


@pytest.mark.parametrize(
    ("limits", "most"), [({"max_uses": 3}, 3), ({"max_uses_per_customer": 2}, 2), ({"max_uses": 0}, 0)]
)
def test_limits_hold_when_all_come_at_once(limits: dict[str, int], most: int) -> None:
    make_voucher("TENTH", percent=10, **limits)
    carts = [filled_cart((sold_variant(), 1)) for _ in range(8)]

    refusals = side_by_side([partial(refusal_of, partial(_order_of, token)) for token in carts])

    assert sorted(refusals, key=str) == sorted([None] * most + [VoucherUsedUp] * (8 - most), key=str)
    assert used() == most == Order.objects.count()
    assert Order.objects.filter(cart__state=CartState.ORDERED).count() == most


def test_orders_and_cancellations_at_once_never_wait_for_each_other() -> None:
    make_voucher("TENTH", percent=10, max_uses=6)
    variant = sold_variant(on_hand=12)
    for _ in range(6):
        _order_of(filled_cart((variant, 1)))
    ids = Order.objects.values_list("public_id", flat=True)
    giving_up = [partial(cancel_order, order_id=order_id, now=NOW) for order_id in ids]
    again = [partial(refusal_of, partial(_order_of, filled_cart((variant, 1)))) for _ in range(6)]

    actions: list[Callable[[], type[OrdersError] | None]] = [
        *(partial(refusal_of, action) for action in giving_up),
        *again,
    ]
    refusals = side_by_side(actions)[6:]

    assert set(refusals) <= {None, VoucherUsedUp}
    assert used() == refusals.count(None) == stock_of(variant)[1]


def _order_of(token: UUID) -> None:
    place_order(
        cart_token=token,
        delivery=DELIVERY,
        expected_total=REDUCED,
        now=NOW,
        wishes=Wishes(voucher_code="TENTH"),
    )


def test_an_address_without_a_name_is_still_one_customer() -> None:
    assert Buyer(email="").normalised_email == ""
    assert Buyer(email=" A.B+c+d@X.test ").normalised_email == "a.b@x.test"

"""Who may give back how much, and that several at once never give back more than came."""

from collections import Counter
from functools import partial
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import Merchant, User
from accounts.tenancy import Actor
from catalog.money import Money
from orders.errors import OrderNotFound, RefundRefused
from orders.models import Order, OrderLine, Payment, Refund
from orders.queries.parts import parts_of
from orders.queries.selling.detail import read_sold_order
from orders.queries.selling.merchant_lines import Seller
from orders.services.refunds.request_refund import request_refund
from orders.states import OrderEventKind, PaymentState, RefundReason, RefundState
from tests.factories.accounts import MerchantFactory
from tests.factories.orders import NOW, placed_order, sold_variant
from tests.factories.selling import paid_order, works_for
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def ask(order: Order, actor: Seller, minor: int, **more: object) -> Refund:
    wish = {"reason": RefundReason.GOODWILL, "now": NOW} | more
    return request_refund(order_id=order.public_id, actor=actor, amount=euros(minor), **wish)  # type: ignore[arg-type]  # a wish, cut to the call


def counters(order: Order) -> tuple[int, int, int]:
    """(of the order, of its payment, refunds written)"""
    order.refresh_from_db()
    payment = order.payments.get()
    return order.refunded_minor, payment.refunded_minor, order.refunds.count()


@pytest.fixture
def order() -> Order:
    """Two lines of two merchants: 2 x 25.00 and 1 x 40.00."""
    return paid_order((sold_variant(price=2500), 2), (sold_variant(price=4000), 1))


def test_refund_reserves_the_amount_tells_the_story_and_is_performed(order: Order, superuser: User) -> None:
    refund = ask(order, superuser, 1000, note="Sorry for the scratch")

    refund.refresh_from_db()
    assert (refund.state, refund.reference) == (RefundState.SUCCEEDED, f"local-{refund.public_id}")
    assert (refund.created_by, refund.merchant, refund.note) == (superuser, None, "Sorry for the scratch")
    assert counters(order) == (1000, 1000, 1)
    told = order.events.filter(data__refund=refund.pk).values_list("kind", "data__amount_minor")
    assert list(told) == [(OrderEventKind.REFUND_REQUESTED, 1000), (OrderEventKind.REFUNDED, 1000)]
    assert (order.payment_state, order.payments.get().state) == (
        PaymentState.CAPTURED,
        PaymentState.CAPTURED,
    )


def test_merchants_give_back_at_most_what_their_invoice_comes_to(order: Order, superuser: User) -> None:
    """Lines of 50.00 and 272 of 490 for sending; the rest is the other's."""
    line = order.lines.first()
    assert line is not None
    seller = works_for(line.merchant)
    with pytest.raises(RefundRefused):
        ask(order, seller, 5273)

    refund = ask(order, seller, 4000)
    with pytest.raises(RefundRefused):
        ask(order, line.merchant, 1273)
    ask(order, line.merchant, 1272)

    assert refund.merchant == line.merchant
    assert counters(order) == (5272, 5272, 2)
    with pytest.raises(RefundRefused):
        ask(order, superuser, order.total_minor - 5271)
    ask(order, superuser, order.total_minor - 5272)
    assert counters(order) == (order.total_minor, order.total_minor, 3)


def test_whoever_sells_all_of_an_order_gives_back_all_of_it_with_shipping() -> None:
    merchant = MerchantFactory.create()
    order = paid_order((sold_variant(merchant=merchant, price=2500), 2), (sold_variant(merchant=merchant), 1))
    seller = works_for(merchant)
    sold = read_sold_order(order, seller)
    assert (sold.refunds.left, sold.shipping) == (order.total, euros(order.shipping_minor))
    with pytest.raises(RefundRefused):
        ask(order, seller, order.total_minor + 1)

    ask(order, seller, order.total_minor, lines={line.pk: line.quantity for line in order.lines.all()})

    assert counters(order) == (order.total_minor, order.total_minor, 1)
    assert read_sold_order(order, seller).refunds.left == euros(0)


def test_merchants_together_give_back_all_of_an_order_at_once() -> None:
    """Three ask at once for all of their part, each several times: each part goes back once."""
    order = paid_order(*((sold_variant(price=price), 1) for price in (1000, 1000, 1001)))
    parts = parts_of(order)

    def tried(merchant: Merchant) -> bool:
        try:
            return bool(ask(order, merchant, parts[merchant.pk].total_minor).pk)
        except RefundRefused:
            return False

    asked = [line.merchant for line in order.lines.all()] * 2
    answers = side_by_side([partial(tried, merchant) for merchant in asked])

    assert Counter(answers) == {True: 3, False: 3}
    assert counters(order) == (order.total_minor, order.total_minor, 3)
    assert {refund.merchant_id for refund in order.refunds.all()} == set(parts)


def test_limit_of_a_merchant_knows_discounts_and_added_taxes(order: Order) -> None:
    """50.00 without tax, of which 5.00 were taken off, 20 percent of the rest were added, and 272 of 490 for sending with
    54 of the 98 that are its tax."""
    line = order.lines.get(position=1)
    OrderLine.objects.filter(pk=line.pk).update(discount_minor=500, tax_minor=900)
    total = F("lines_minor") + F("shipping_minor") - 500 + 998
    Order.objects.filter(pk=order.pk).update(
        prices_include_tax=False,
        discount_minor=500,
        tax_minor=998,
        shipping_tax_minor=98,
        total_minor=total,
    )

    with pytest.raises(RefundRefused):
        ask(order, line.merchant, 5727)
    refund = ask(order, line.merchant, 2700, lines={line.pk: 1})
    ask(order, line.merchant, 3026)

    assert refund.lines.get().amount_minor == 2700


def test_strangers_find_no_order(order: Order) -> None:
    stranger = works_for(sold_variant().merchant)

    with pytest.raises(OrderNotFound):
        ask(order, stranger, 100)
    with pytest.raises(OrderNotFound):
        request_refund(
            order_id=uuid4(), actor=stranger, amount=euros(1), reason=RefundReason.GOODWILL, now=NOW
        )

    assert counters(order) == (0, 0, 0)


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        (euros(0), RefundReason.GOODWILL),
        (euros(-5), RefundReason.GOODWILL),
        (Money(100, "USD"), RefundReason.GOODWILL),
        (euros(10**12), RefundReason.GOODWILL),
        (euros(100), RefundReason.LATE_MONEY),
        (euros(100), RefundReason.CANCELLED),
    ],
)
def test_absurd_wishes_change_nothing(
    order: Order, superuser: User, amount: Money, reason: RefundReason
) -> None:
    with pytest.raises(RefundRefused):
        request_refund(order_id=order.public_id, actor=superuser, amount=amount, reason=reason, now=NOW)

    assert counters(order) == (0, 0, 0)


def test_unpaid_orders_have_nothing_to_give_back(superuser: User) -> None:
    order = placed_order((sold_variant(), 1))

    with pytest.raises(RefundRefused, match="not paid"):
        ask(order, superuser, 100)

    assert counters(order) == (0, 0, 0)


def test_lines_share_the_amount_and_are_given_back_once(order: Order, superuser: User) -> None:
    first, second = order.lines.all()

    refund = ask(order, superuser, 3333, lines={first.pk: 1, second.pk: 1})

    assert list(refund.lines.values_list("line", "quantity", "amount_minor")) == [
        (first.pk, 1, 1282),
        (second.pk, 1, 2051),
    ]
    with pytest.raises(RefundRefused, match="0 can still be refunded"):
        ask(order, superuser, 10, lines={second.pk: 1})
    with pytest.raises(RefundRefused, match="1 can still be refunded"):
        ask(order, superuser, 10, lines={first.pk: 2})
    assert counters(order) == (3333, 3333, 1)


def test_what_exceeds_the_lines_is_shipping(order: Order, superuser: User) -> None:
    line = order.lines.get(position=2)

    refund = ask(order, superuser, 4490, lines={line.pk: 1})

    assert (refund.amount_minor, refund.lines.get().amount_minor) == (4490, 4000)
    assert refund.merchant is None


@pytest.mark.parametrize("named", ["one", "both"])
def test_what_the_shop_gave_back_for_lines_is_not_left_to_their_merchant(
    order: Order, superuser: User, named: str
) -> None:
    first, line = order.lines.order_by("position")
    lines = {line.pk: 1} | ({first.pk: 1} if named == "both" else {})
    ask(order, superuser, 4490 if named == "one" else 6500, lines=lines)
    left = parts_of(order)[line.merchant_id].total_minor - 4000
    before = counters(order)

    assert read_sold_order(order, works_for(line.merchant)).refunds.left == euros(left)
    with pytest.raises(RefundRefused):
        ask(order, line.merchant, left + 1)
    assert counters(order) == before
    ask(order, line.merchant, left)


def test_foreign_lines_are_refused(order: Order) -> None:
    own, foreign = order.lines.all()

    with pytest.raises(RefundRefused, match="not yours"):
        ask(order, own.merchant, 100, lines={foreign.pk: 1})

    assert counters(order) == (0, 0, 0)


def test_a_key_gives_one_refund(order: Order, superuser: User) -> None:
    key = uuid4()

    refunds = side_by_side([partial(ask, order, superuser, 700, refund_key=key)] * 4)

    assert len({refund.pk for refund in refunds}) == 1
    assert counters(order) == (700, 700, 1)
    with pytest.raises(RefundRefused, match="under this key"):
        ask(order, superuser, 701, refund_key=key)


def test_several_at_once_never_exceed_what_came(order: Order, superuser: User) -> None:
    def tried(actor: Actor) -> str:
        try:
            return RefundState(ask(order, actor, 4000).state)
        except RefundRefused:
            return "refused"

    answers = side_by_side([partial(tried, superuser)] * 5)

    assert Counter(answers) == {RefundState.PENDING: 2, "refused": 3}
    assert counters(order) == (8000, 8000, 2)


def test_the_database_keeps_refunds_within_the_payment(order: Order) -> None:
    payment = order.payments.get()
    for rows, refunded in (
        (Payment.objects.filter(pk=payment.pk), payment.amount_minor + 1),
        (Payment.objects.filter(pk=payment.pk), -1),
        (Order.objects.filter(pk=order.pk), order.total_minor + 1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(refunded_minor=refunded)

    assert counters(order) == (0, 0, 0)

"""What came back is paid for once, with what its pieces cost."""

from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from catalog.money import Money
from orders.errors import OrderNotFound, RefundRefused
from orders.gateways.contract import RefundAnswer
from orders.models import Order, Refund, Return
from orders.queries.selling.detail import read_sold_order
from orders.services.fulfilment.fulfil import fulfil
from orders.services.refunds.apply_refund_answer import apply_refund_answer
from orders.services.refunds.request_refund import request_refund
from orders.services.returns.decide_return import receive_return
from orders.services.returns.refund_return import refund_return
from orders.states import OrderEventKind, RefundReason, RefundState
from tests.factories.accounts import MerchantFactory
from tests.factories.orders import NOW, sold_variant
from tests.factories.selling import paid_order, sent_back, shipped_order, works_for
from tests.factories.threads import side_by_side
from tests.orders.admin.conftest import admit, client_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order() -> Order:
    """Three pieces at 25.00, all shipped."""
    return shipped_order((sold_variant(price=2500), 3))


@pytest.fixture
def announced(order: Order) -> Return:
    """Two of them come back."""
    return sent_back(order, {order.lines.get().pk: 2})


@pytest.fixture
def seller(announced: Return) -> User:
    return works_for(announced.merchant)


@pytest.fixture
def received(announced: Return, seller: User) -> Return:
    return receive_return(return_id=announced.public_id, actor=seller, restocked={}, now=NOW)


def pay_for(returned: Return, seller: User, minor: int = 5000) -> Refund:
    amount = Money(minor, "EUR")
    return refund_return(return_id=returned.public_id, actor=seller, amount=amount, now=NOW)


def test_received_return_is_paid_for_and_told_of(order: Order, received: Return, seller: User) -> None:
    refund = pay_for(received, seller)

    assert (refund.reason, refund.returned, refund.merchant) == (
        RefundReason.RETURN,
        received,
        received.merchant,
    )
    lines = refund.lines.values_list("line", "quantity", "amount_minor", "withdrawn_quantity")
    assert list(lines) == [(order.lines.get().pk, 2, 5000, 0)]
    sold = read_sold_order(order, seller)
    assert sold.returns[0].refund == Money(5000, "EUR")
    told = {told.kind: told.detail for told in sold.story}
    assert told[OrderEventKind.REFUND_REQUESTED] == "€50.00, return 1"


def test_asked_again_it_is_the_same_refund_and_another_amount_is_refused(
    received: Return, seller: User
) -> None:
    refund = pay_for(received, seller)

    assert pay_for(received, seller) == refund
    with pytest.raises(RefundRefused):
        pay_for(received, seller, 4900)
    assert Refund.objects.count() == 1


def test_many_at_once_pay_once(order: Order, received: Return, seller: User) -> None:
    refunds = side_by_side([partial(pay_for, received, seller)] * 4)

    assert len({refund.pk for refund in refunds}) == 1
    order.refresh_from_db()
    assert order.refunded_minor == 5000


def test_return_that_was_not_received_is_not_paid_for(announced: Return, seller: User) -> None:
    with pytest.raises(RefundRefused):
        pay_for(announced, seller)


def test_others_returns_do_not_exist(received: Return) -> None:
    with pytest.raises(OrderNotFound):
        pay_for(received, works_for(MerchantFactory.create()))


def test_limits_of_the_merchant_hold(received: Return, seller: User) -> None:
    with pytest.raises(RefundRefused):
        pay_for(received, seller, received.order.total_minor + 1)

    assert Refund.objects.count() == 0


def test_pieces_that_were_refunded_before_are_not_paid_for_again(
    order: Order, received: Return, seller: User
) -> None:
    lines, whole = {order.lines.get().pk: 2}, Money(5000, "EUR")
    reason = RefundReason.DAMAGED
    request_refund(order_id=order.public_id, actor=seller, amount=whole, reason=reason, lines=lines, now=NOW)

    refund = pay_for(received, seller, 2500)

    assert refund.lines.get().quantity == 1


@pytest.mark.parametrize("pieces", [1, 2])
def test_piece_that_is_still_to_be_sent_is_not_taken_for_the_one_that_came_back(pieces: int) -> None:
    """The one that had left was refunded before it came back; the other one is sent, or is refunded as well and kept."""
    variant = sold_variant(price=4000)
    seller = works_for(variant.product.merchant)
    order = paid_order((variant, 2))
    line = order.lines.get()
    fulfil(order_id=order.public_id, actor=seller, quantities={line.pk: 1}, now=NOW)
    request_refund(
        order_id=order.public_id,
        actor=seller,
        amount=Money(4000 * pieces, "EUR"),
        reason=RefundReason.DAMAGED,
        lines={line.pk: pieces},
        now=NOW,
    )
    came = sent_back(order, {line.pk: 1})
    receive_return(return_id=came.public_id, actor=seller, restocked={line.pk: 1}, now=NOW)
    admit(seller)

    page = client_of(seller).get(f"/admin/orders/order/{order.pk}/change/").content.decode()
    with pytest.raises(RefundRefused, match="refunded before"):
        pay_for(came, seller, 4000)

    assert "repay-1-amount" not in page
    line.refresh_from_db()
    assert (line.withdrawn_quantity, line.left_to_ship) == (pieces - 1, 2 - pieces)


def test_refund_that_failed_can_be_asked_for_anew(order: Order, received: Return, seller: User) -> None:
    failed = pay_for(received, seller)
    apply_refund_answer(failed.public_id, RefundAnswer(RefundState.FAILED, "re_1", "Closed account"), now=NOW)

    again = pay_for(received, seller)

    assert again != failed
    assert read_sold_order(order, seller).refunds.left.minor == order.total_minor - 5000


def test_database_has_a_return_paid_for_once(received: Return, seller: User) -> None:
    refund = pay_for(received, seller)

    with pytest.raises(IntegrityError, match="refund_once_a_return"), transaction.atomic():
        Refund.objects.create(
            order=refund.order, payment=refund.payment, amount_minor=1, currency="EUR", returned=received
        )


class TestPage:
    """The amount is proposed; one click gives it back."""

    @pytest.fixture
    def client(self, seller: User) -> Client:
        admit(seller)
        return client_of(seller)

    def test_what_came_back_is_offered_and_paid_for_with_one_click(
        self, order: Order, received: Return, client: Client
    ) -> None:
        page = f"/admin/orders/order/{order.pk}/change/"
        assert 'name="repay-1-amount" value="50.00"' in client.get(page).content.decode()

        for _ in range(2):
            assert client.post(page, {"_repay-1": "1", "repay-1-amount": "50.00"}).status_code == 302

        assert Refund.objects.get().amount_minor == 5000
        text = client.get(page).content.decode()
        assert "€50.00 go back to the buyer for it." in text
        assert "repay-1-amount" not in text

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ("", "is not an amount"),
            ("x", "is not an amount"),
            ("0", "Please say how much goes back."),
            ("79.91", "There is not so much left"),
        ],
    )
    def test_what_cannot_go_back_is_told_and_kept(
        self, order: Order, received: Return, client: Client, typed: str, told: str
    ) -> None:
        sent: dict[str, Any] = {"_repay-1": "1", "repay-1-amount": typed}

        text = client.post(f"/admin/orders/order/{order.pk}/change/", sent).content.decode()

        assert told in text
        assert Refund.objects.count() == 0

    def test_nothing_is_offered_before_it_is_received(
        self, order: Order, announced: Return, client: Client
    ) -> None:
        page = f"/admin/orders/order/{order.pk}/change/"

        assert "repay-1-amount" not in client.get(page).content.decode()

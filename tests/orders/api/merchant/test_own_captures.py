"""A merchant's program has authorised money taken before it ships, by the rules of the button in the admin."""

import pytest

from accounts.models import WebhookDelivery
from accounts.states import Scope
from catalog.models import Variant
from orders.models import Capture, Order
from orders.states import PaymentState
from tests.accounts.services.webhooks.receiver import endpoint_at
from tests.catalog.api.writing.program import Program, Told
from tests.factories.orders import payment_of, placed_order, sold_variant, stock_of
from tests.factories.selling import authorised_order, paid_order
from tests.factories.threads import side_by_side
from tests.orders.captures.test_rest_kept import sent_unpaid

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def variant(program: Program) -> Variant:
    return sold_variant(merchant=program.merchant)


def capture(program: Program, order: Order, **headers: str) -> Told:
    return program.ask("POST", f"/api/v1/merchant/orders/{order.number}/capture/", **headers)


def test_all_of_an_order_in_which_others_sell_too_is_taken(program: Program, variant: Variant) -> None:
    order = authorised_order((variant, 1), (sold_variant(), 2))
    endpoint_at("https://hooks.vitrine.test/", program.merchant)

    told = capture(program, order)

    assert (told.status, told.document["payment_state"]) == (200, "authorised")
    assert (len(told.document["lines"]), told.document["fulfilment_state"]) == (1, "unfulfilled")
    assert payment_of(order).state == PaymentState.CAPTURED
    assert payment_of(order).received == order.total
    assert Capture.objects.get().created_by is None
    assert WebhookDelivery.objects.get().event == "order.paid"


def test_under_one_key_it_is_asked_for_once_and_answered_alike(program: Program, variant: Variant) -> None:
    order = authorised_order((variant, 1))

    told = side_by_side([lambda: capture(program, order, Idempotency_Key="one") for _ in range(8)])
    again, anew = capture(program, order, Idempotency_Key="one"), capture(program, order)

    assert {each.status for each in told} <= {200, 409}
    assert {each.answer.content for each in told if each.status == 200} == {again.answer.content}
    assert anew.problem == (409, "capture_refused")
    assert Capture.objects.count() == 1


def test_what_is_not_authorised_is_refused(program: Program, variant: Variant) -> None:
    told = [capture(program, order((variant, 1))) for order in (placed_order, paid_order)]

    assert [each.problem for each in told] == [(409, "capture_refused")] * 2
    assert not Capture.objects.exists()


def test_only_who_sells_in_the_order_and_may_write_may_ask(program: Program, variant: Variant) -> None:
    order = authorised_order((variant, 1))
    reader = Program(program.merchant, scopes=(Scope.ORDERS_READ,))

    told = [
        capture(Program(), order),
        capture(reader, order),
        capture(program, order, Idempotency_Key=""),
    ]

    assert [each.status for each in told] == [404, 403, 400]
    assert not Capture.objects.exists()
    assert payment_of(order).state == PaymentState.AUTHORISED


def test_what_was_sent_in_part_and_is_not_paid_any_more_is_ended_once(
    program: Program, variant: Variant
) -> None:
    order = sent_unpaid((variant, 3))

    told, again = (program.ask("POST", f"/api/v1/merchant/orders/{order.number}/cancel/") for _ in range(2))

    assert (told.document["order_state"], told.document["fulfilment_state"]) == ("confirmed", "fulfilled")
    assert [line["to_ship_quantity"] for line in told.document["lines"]] == [0]
    assert (again.status, again.document) == (200, told.document)
    assert stock_of(variant) == (4, 0)

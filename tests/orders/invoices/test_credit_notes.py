"""Credit notes: what goes back is taken from the invoices it was on, from each merchant's their part, and from no others."""

from collections.abc import Mapping

import pytest
from django.db import IntegrityError
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from catalog.money import Money
from orders.gateways.contract import RefundAnswer
from orders.gateways.local import notice_of
from orders.models import Invoice, Order, Payment, Refund, WantedInvoice
from orders.services.history import record
from orders.services.invoices.credit import Given, credited
from orders.services.invoices.paper import paper_from_json
from orders.services.invoices.write_invoices import write_invoices
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.refunds.apply_refund_answer import apply_refund_answer
from orders.services.refunds.request_refund import request_refund
from orders.states import InvoiceKind, OrderEventKind, PaymentEventKind, RefundReason, RefundState
from tests.factories.accounts import MerchantFactory, UserFactory
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant
from tests.factories.selling import details_of, paid_order, works_for

with_orders = pytest.mark.django_db(transaction=True)
PARTS = st.dictionaries(st.integers(1, 9), st.integers(0, 10**6), min_size=1, max_size=4)


@given(PARTS, st.lists(st.tuples(st.integers(0, 9), st.integers(1, 10**6)), max_size=6))
def test_nobody_gives_back_more_than_their_invoice(
    parts: dict[int, int], wishes: list[tuple[int, int]]
) -> None:
    """Of refunds that are within what is left: of the whole order, or of the merchant's part."""
    given_back: dict[int, Given] = {}
    for event_id, (merchant_id, minor) in enumerate(wishes):
        taken = [sum(one.get(each, 0) for one in credited(parts, given_back).values()) for each in parts]
        left = dict(
            zip(parts, (parts[each] - gone for each, gone in zip(parts, taken, strict=True)), strict=True)
        )
        whose = merchant_id if merchant_id in parts else None
        limit = sum(left.values()) if whose is None else left[whose]
        if minor <= limit:
            given_back[event_id] = Given({}, minor) if whose is None else Given({whose: minor})

    taken_by_event = credited(parts, given_back)

    assert {event: sum(one.values()) for event, one in taken_by_event.items()} == {
        event: one.minor for event, one in given_back.items()
    }
    for merchant_id, part in parts.items():
        assert 0 <= sum(one.get(merchant_id, 0) for one in taken_by_event.values()) <= part


@given(PARTS.filter(lambda parts: sum(parts.values()) > 0), st.data())
def test_lines_are_taken_from_whoever_sold_them_as_far_as_that_goes(
    parts: dict[int, int], data: st.DataObject
) -> None:
    own = {whose: data.draw(st.integers(0, minor)) for whose, minor in parts.items()}
    shared = data.draw(st.integers(0, sum(parts.values()) - sum(own.values())))

    taken = credited(parts, {1: Given(own, shared)})[1]

    assert sum(taken.values()) == sum(own.values()) + shared
    assert all(own[whose] <= taken[whose] <= minor for whose, minor in parts.items())


@given(PARTS, st.lists(st.tuples(st.integers(0, 9), st.integers(1, 10**6), st.booleans()), max_size=8))
def test_credits_are_the_most_that_was_ever_given_back_and_never_more_than_the_invoice(
    parts: dict[int, int], wishes: list[tuple[int, int, bool]]
) -> None:
    """Refunds of the whole order or a merchant's part, also of more than is theirs, of which some fail before the next."""
    given_back: dict[int, Given] = {}
    failed: dict[int, int] = {}
    back, most = 0, 0
    for number, (merchant_id, wish, is_failing) in enumerate(wishes):
        minor = min(wish, sum(parts.values()) - back)
        event_id = 2 * number
        is_of_one = merchant_id in parts
        given_back[event_id] = Given({merchant_id: minor}) if is_of_one else Given({}, minor)
        back, most = back + minor, max(most, back + minor)
        if is_failing:
            failed[event_id + 1] = event_id
            back -= minor

    credits = credited(parts, given_back, failed)

    noted = {each: sum(one.get(each, 0) for one in credits.values()) for each in parts}
    assert all(0 <= noted[each] <= part for each, part in parts.items())
    assert all(minor >= 0 for one in credits.values() for minor in one.values())
    assert sum(noted.values()) >= most


def test_what_is_more_than_is_left_of_a_merchants_invoice_is_credited_by_the_others() -> None:
    """The shop gave back half of both; then one gives back all of their own."""
    credits = credited({1: 100, 2: 100}, {7: Given({}, 100), 8: Given({1: 100})})

    assert credits == {7: {1: 50, 2: 50}, 8: {1: 50, 2: 50}}


def give_back(order: Order, actor: User, minor: int, lines: Mapping[int, int] | None = None) -> None:
    request_refund(
        order_id=order.public_id,
        actor=actor,
        amount=Money(minor, order.currency),
        reason=RefundReason.DAMAGED,
        lines=lines,
        now=NOW,
    )


def credit_notes(order: Order) -> list[tuple[int, int]]:
    notes = order.invoices.filter(kind=InvoiceKind.CREDIT_NOTE).order_by("pk")
    return list(notes.values_list("merchant", "total_minor"))


@with_orders
def test_a_refund_gets_a_credit_note_in_the_same_series() -> None:
    merchant = MerchantFactory.create()
    details_of(merchant)
    order = paid_order((sold_variant(merchant=merchant), 2))

    give_back(order, works_for(merchant), 2500)

    invoice, note = order.invoices.order_by("pk")
    assert (note.kind, note.corrects, note.number) == (InvoiceKind.CREDIT_NOTE, invoice, 2)
    paper = paper_from_json(note.data)
    assert paper.corrects == (invoice.name, invoice.issued_at.date().isoformat())
    assert (paper.total_minor, paper.seller.name) == (2500, "Atelier Nord GmbH")
    assert paper.lines[0].name == f"Refund of order {order.number}: Damaged or wrong"
    assert note.file.pdf


@with_orders
def test_what_the_shop_gives_back_is_shared_by_what_is_left_of_each() -> None:
    big, small = MerchantFactory.create(), MerchantFactory.create()
    for one in (big, small):
        details_of(one)
    order = paid_order(
        (sold_variant(merchant=big, price=30000), 1), (sold_variant(merchant=small, price=10000), 1)
    )
    owner = UserFactory.create(is_superuser=True)

    give_back(order, works_for(big), 20000)
    give_back(order, owner, 1000)
    give_back(order, owner, 19000)

    assert credit_notes(order) == [
        (big.pk, 20000),
        *[(big.pk, 500), (small.pk, 500)],
        *[(big.pk, 9500), (small.pk, 9500)],
    ]


def come_back(order: Order) -> None:
    """The provider could not pay out the newest refund after all."""
    answer = RefundAnswer(RefundState.FAILED, "re_1", "expired_or_canceled_card")
    assert apply_refund_answer(order.refunds.latest("pk").public_id, answer, now=NOW)


@with_orders
def test_what_came_back_and_is_given_back_anew_is_credited_once() -> None:
    merchant = MerchantFactory.create()
    details_of(merchant)
    order = paid_order((sold_variant(merchant=merchant), 2))
    seller = works_for(merchant)

    give_back(order, seller, 900)
    for _ in range(2):
        come_back(order)
        give_back(order, seller, 900)

    assert credit_notes(order) == [(merchant.pk, 900)]
    assert not WantedInvoice.objects.exists()


@with_orders
def test_what_is_given_back_anew_is_credited_as_far_as_it_is_more() -> None:
    merchant = MerchantFactory.create()
    details_of(merchant)
    order = paid_order((sold_variant(merchant=merchant), 2))
    seller = works_for(merchant)

    give_back(order, seller, 900)
    come_back(order)
    give_back(order, seller, 400)
    give_back(order, seller, 700)
    give_back(order, seller, order.total_minor - 1100)

    rest = order.total_minor - 1100
    assert credit_notes(order) == [(merchant.pk, minor) for minor in (900, 200, rest)]
    assert sum(minor for _, minor in credit_notes(order)) == order.invoices.earliest("pk").total_minor


@with_orders
def test_who_gives_nothing_back_credits_nothing_where_tax_is_on_top() -> None:
    """The shop gives back a piece and a cent, which falls to whoever has most left."""
    big, small = MerchantFactory.create(), MerchantFactory.create()
    for one in (big, small):
        details_of(one)
    order = placed_order((sold_variant(merchant=big), 3), (sold_variant(merchant=small), 1))
    order.lines.update(tax_rate=20, tax_minor=F("total_minor") / 5)
    total = order.total_minor + 2000
    Order.objects.filter(pk=order.pk).update(prices_include_tax=False, tax_minor=2000, total_minor=total)
    order.payments.update(amount_minor=total)
    payment = payment_of(order)
    apply_payment_event(notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount), now=NOW)

    give_back(order, UserFactory.create(is_superuser=True), 3001, {order.lines.all()[0].pk: 1})

    assert credit_notes(order) == [(big.pk, 3001)]
    assert not WantedInvoice.objects.exists()


@with_orders
def test_a_credit_note_waits_for_its_invoice() -> None:
    merchant = MerchantFactory.create()
    order = paid_order((sold_variant(merchant=merchant), 1))
    give_back(order, works_for(merchant), 100)
    assert not order.invoices.exists()

    details_of(merchant)

    assert write_invoices(order_id=order.pk, now=NOW) == 2
    assert [(one.number, one.kind) for one in order.invoices.order_by("pk")] == [
        (1, InvoiceKind.INVOICE),
        (2, InvoiceKind.CREDIT_NOTE),
    ]


@with_orders
def test_money_that_never_paid_for_the_order_is_taken_from_no_invoice() -> None:
    merchant = MerchantFactory.create()
    details_of(merchant)
    order = paid_order((sold_variant(merchant=merchant), 1))
    refund = Refund.objects.create(
        order=order,
        payment=Payment.objects.get(order=order),
        currency=order.currency,
        amount_minor=order.total_minor,
        reason=RefundReason.DUPLICATE,
        state=RefundState.SUCCEEDED,
        finished_at=NOW,
    )

    record(
        order,
        OrderEventKind.REFUNDED,
        now=NOW,
        data={"refund": refund.pk, "amount_minor": refund.amount_minor},
    )

    assert not WantedInvoice.objects.exists()
    assert credit_notes(order) == []


@with_orders
def test_the_database_knows_no_credit_note_of_nothing() -> None:
    merchant = MerchantFactory.create()
    details_of(merchant)
    invoice = paid_order((sold_variant(merchant=merchant), 1)).invoices.get()
    invoice.pk, invoice.number, invoice.name = None, 2, "M-2026-00002"
    invoice.kind = InvoiceKind.CREDIT_NOTE
    invoice.event = record(invoice.order, OrderEventKind.NOTE, now=NOW)

    with pytest.raises(IntegrityError, match="invoice_correction_corrects_something"):
        invoice.save(force_insert=True)
    assert Invoice.objects.count() == 1

"""Credit notes say which lines go back and with how much tax at each rate, and close with the invoice to the unit."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.money import Money
from orders.gateways.local import notice_of
from orders.models import Order
from orders.queries.selling.story import read_story
from orders.services.cancel_order import cancel_order
from orders.services.invoices.paper import Paper, PaperLine, Sum, paper_from_json
from orders.services.invoices.rates import SHIPPING, Entry, Rate, credit_of
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.refunds.request_refund import request_refund
from orders.states import InvoiceKind, PaymentEventKind, RefundReason
from tests.factories.accounts import MerchantFactory, UserFactory
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant
from tests.factories.selling import details_of, paid_order

with_orders = pytest.mark.django_db(transaction=True)
RATES = st.lists(
    st.integers(0, 10**6).flatmap(lambda gross: st.tuples(st.just(gross), st.integers(0, gross))),
    min_size=1,
    max_size=4,
)


@given(RATES, st.data())
def test_however_an_invoice_is_given_back_its_tax_goes_back_to_the_unit(
    facts: list[tuple[int, int]], data: st.DataObject
) -> None:
    rates = [Rate(f"Tax {at} %", gross, tax) for at, (gross, tax) in enumerate(facts)]
    left, taxes = sum(rate.gross_minor for rate in rates), Counter[str]()
    notes: list[list[Entry]] = []
    while left:
        note = []
        for _ in range(data.draw(st.integers(1, 3))):
            minor = data.draw(st.integers(min(1, left), left)) if len(notes) < 4 else left
            first = data.draw(st.sampled_from([None, *(rate.words for rate in rates)]))
            note.append(Entry("Something", "", 1, minor, first))
            left -= minor
        credit = credit_of(rates, notes, note)
        notes.append(note)

        assert [sum(part.values()) for part in credit.parts] == [entry.minor for entry in note]
        assert sum(credit.net()) == sum(entry.minor for entry in note) - sum(credit.taxes.values())
        assert all(tax >= 0 for tax in credit.taxes.values())
        taxes.update(credit.taxes)

    assert dict(taxes) == {rate.words: rate.tax_minor for rate in rates} or not notes


def test_what_a_rate_does_not_hold_is_taken_from_the_others() -> None:
    rates = [Rate("Tax 10 %", 1100, 100), Rate("Tax 20 %", 2400, 400), Rate(SHIPPING, 600, 100)]

    credit = credit_of(rates, [], [Entry("Chair", "C", 1, 1700, "Tax 10 %")])

    assert credit.parts == ({"Tax 10 %": 1100, "Tax 20 %": 480, SHIPPING: 120},)
    assert credit.taxes == {"Tax 10 %": 100, "Tax 20 %": 80, SHIPPING: 20}


def sold(*, prices_include_tax: bool) -> Order:
    """Paid: 2 x 25.00 at 20 % less 5.00, 1 x 40.00 at 10 % and 4.90 for sending, of one merchant."""
    merchant = MerchantFactory.create()
    details_of(merchant)
    order = placed_order(
        *((sold_variant(merchant=merchant, price=price), n) for price, n in ((2500, 2), (4000, 1)))
    )
    taxes = (750, 364, 82) if prices_include_tax else (900, 400, 98)
    order.lines.filter(position=1).update(tax_rate=20, tax_minor=taxes[0], discount_minor=500)
    order.lines.filter(position=2).update(tax_rate=10, tax_minor=taxes[1])
    total = order.total_minor - 500 + (0 if prices_include_tax else sum(taxes))
    Order.objects.filter(pk=order.pk).update(
        prices_include_tax=prices_include_tax,
        discount_minor=500,
        tax_minor=sum(taxes),
        shipping_tax_minor=taxes[2],
        total_minor=total,
    )
    order.payments.update(amount_minor=total)
    payment = payment_of(order)
    apply_payment_event(notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount), now=NOW)
    order.refresh_from_db()
    return order


def give_back(order: Order, minor: int, *positions: int) -> None:
    """So much, for one piece of each of these lines."""
    request_refund(
        order_id=order.public_id,
        actor=UserFactory.create(is_superuser=True),
        amount=Money(minor, order.currency),
        reason=RefundReason.GOODWILL,
        lines={order.lines.get(position=position).pk: 1 for position in positions},
        now=NOW,
    )


def notes(order: Order) -> list[Paper]:
    """The credit notes, the oldest first."""
    written = order.invoices.filter(kind=InvoiceKind.CREDIT_NOTE).order_by("pk")
    return [paper_from_json(note.data) for note in written]


def amounts(paper: Paper) -> list[tuple[int, int]]:
    """(pieces, amount) of each line"""
    return [(line.quantity, line.total_minor) for line in paper.lines]


@with_orders
def test_prices_without_tax_go_back_with_it_below_them() -> None:
    order = sold(prices_include_tax=False)
    first = order.lines.get(position=1)

    give_back(order, 2700, 1)
    give_back(order, 4400 + 588, 2)

    piece, rest = notes(order)
    assert piece.lines == (PaperLine(first.name, first.sku, 1, 2250, 2250),)
    assert (piece.sums, piece.taxes_within, piece.total_minor) == ((Sum("Tax 20 %", 450),), (), 2700)
    assert amounts(rest) == [(1, 4000), (1, 490)]
    assert rest.lines[1].name == order.shipping_method
    assert rest.sums == (Sum("Tax 10 %", 400), Sum(SHIPPING, 98))
    assert rest.total_minor == 4988


@with_orders
def test_prices_with_tax_say_how_much_of_it_goes_back() -> None:
    order = sold(prices_include_tax=True)

    give_back(order, 2250, 1)
    give_back(order, 1000)

    piece, goodwill = notes(order)
    assert (amounts(piece), piece.sums) == ([(1, 2250)], ())
    assert piece.taxes_within == (Sum("Tax 20 %", 375),)
    assert goodwill.lines[0].name == f"Refund of order {order.number}: Goodwill"
    # 10.00 of the 67.40 that are left: 3.34 of 22.50, 5.93 of 40.00 and 0.73 of 4.90.
    assert goodwill.taxes_within == (Sum("Tax 10 %", 53), Sum("Tax 20 %", 55), Sum(SHIPPING, 12))


@with_orders
@pytest.mark.parametrize("prices_include_tax", [True, False])
def test_credit_notes_of_all_of_it_come_to_the_invoice(*, prices_include_tax: bool) -> None:
    order = sold(prices_include_tax=prices_include_tax)
    for minor, positions in ((1, (1,)), (777, ()), (1999, (2,)), (333, (1,))):
        give_back(order, minor, *positions)

    order.refresh_from_db()
    give_back(order, order.total_minor - order.refunded_minor)

    invoice = paper_from_json(order.invoices.get(kind=InvoiceKind.INVOICE).data)
    written = notes(order)
    assert sum(paper.total_minor for paper in written) == invoice.total_minor
    taxes = Counter[str]()
    for paper in written:
        taxes.update({tax.words: tax.minor for tax in (*paper.sums, *paper.taxes_within)})
    # Tax alone: on the invoice, sums tell of sending and discount too.
    told = {tax.words: tax.minor for tax in (*invoice.sums, *invoice.taxes_within)}
    assert taxes == {words: minor for words, minor in told.items() if words.startswith("Tax")}


@with_orders
def test_order_that_is_cancelled_takes_back_the_lines_of_its_invoice() -> None:
    order = sold(prices_include_tax=False)

    cancel_order(order_id=order.public_id, now=NOW)

    invoice = paper_from_json(order.invoices.get(kind=InvoiceKind.INVOICE).data)
    (note,) = notes(order)
    assert (note.lines, note.sums, note.total_minor) == (invoice.lines, invoice.sums, invoice.total_minor)
    assert note.corrects
    story = read_story(order, UserFactory.create(is_superuser=True))
    (told,) = [told for told in story if told.what == "Credit note written"]
    assert told.detail == order.invoices.get(kind=InvoiceKind.CREDIT_NOTE).name


@with_orders
def test_lines_of_several_merchants_go_back_on_the_notes_of_each() -> None:
    sellers = [MerchantFactory.create() for _ in range(2)]
    for one in sellers:
        details_of(one)
    order = paid_order(*((sold_variant(merchant=one, price=1000), 3) for one in sellers))

    give_back(order, 2000, 1, 2)
    give_back(order, 1000, 1)

    written = order.invoices.filter(kind=InvoiceKind.CREDIT_NOTE).order_by("pk")
    assert list(written.values_list("merchant", "total_minor")) == [
        (sellers[0].pk, 1000),
        (sellers[1].pk, 1000),
        (sellers[0].pk, 1000),
    ]


@with_orders
def test_pieces_that_cannot_be_priced_alike_are_one_thing() -> None:
    order = sold(prices_include_tax=True)
    line = order.lines.get(position=1)
    request_refund(
        order_id=order.public_id,
        actor=line.merchant,
        amount=Money(3333, order.currency),
        reason=RefundReason.DAMAGED,
        lines={line.pk: 2},
        now=NOW,
    )

    (printed,) = notes(order)[0].lines

    assert (printed.name, printed.quantity, printed.total_minor) == (f"2 \u00d7 {line.name}", 1, 3333)

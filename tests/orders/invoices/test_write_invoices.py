"""Invoices: one for each merchant of a paid order, numbered without gaps whoever writes, and never changed."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from pytest_django import Settings

from accounts.models import Merchant, MerchantDetails
from orders.gateways.local import notice_of
from orders.models import Invoice, InvoiceSeries, Order, OrderLine, WantedInvoice
from orders.services.history import record
from orders.services.invoices import sweep_invoices as sweeping
from orders.services.invoices import write_invoices as writing
from orders.services.invoices.paper import PaperLine, Sum, paper_from_json
from orders.services.invoices.sweep_invoices import sweep_invoices
from orders.services.invoices.write_invoices import write_invoices
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.states import InvoiceKind, OrderEventKind, PaymentEventKind
from tests.factories.accounts import MerchantFactory
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant
from tests.factories.selling import details_of, invoiced_order
from tests.factories.threads import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def merchant() -> Merchant:
    """One whose details are not known yet, so that what is paid waits to be written by the test."""
    merchant: Merchant = MerchantFactory.create(name="Atelier Nord")
    return merchant


def paid(merchant: Merchant, *, quantity: int = 1) -> Order:
    order = placed_order((sold_variant(merchant=merchant), quantity))
    record(order, OrderEventKind.PAID, now=NOW)
    return order


def test_an_order_that_is_paid_gets_its_invoice(merchant: Merchant) -> None:
    details_of(merchant)
    variant = sold_variant(merchant=merchant, price=2500)
    order = placed_order((variant, 2))
    payment = payment_of(order)

    notice = notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount)
    apply_payment_event(notice, now=NOW)

    invoice = order.invoices.get()
    assert (invoice.merchant, invoice.kind, invoice.number) == (merchant, InvoiceKind.INVOICE, 1)
    assert invoice.total == order.total
    paper = paper_from_json(invoice.data)
    assert paper.seller.name == "Atelier Nord GmbH"
    assert paper.seller.address == ("Hauptplatz 1", "8010 Graz", "Austria")
    assert paper.buyer == ("Ada Byron", "Linden 3", "1010 Wien", "Austria")
    name = f"{variant.product.name} (Oak)"
    assert paper.lines == (PaperLine(name, variant.sku, 2, 2500, 5000),)
    assert paper.total_minor == order.total_minor
    assert not WantedInvoice.objects.exists()
    told = order.events.get(kind=OrderEventKind.INVOICED)
    assert (told.merchant, told.data) == (
        merchant,
        {"invoice": invoice.pk, "name": invoice.name, "kind": "invoice"},
    )


def test_invoices_of_several_merchants_come_to_what_was_paid() -> None:
    sellers = [MerchantFactory.create() for _ in range(3)]
    order = placed_order(*[(sold_variant(merchant=one, price=333), 1) for one in sellers])
    record(order, OrderEventKind.PAID, now=NOW)
    for one in sellers:
        details_of(one)

    assert write_invoices(order_id=order.pk, now=NOW) == 3

    assert sum(invoice.total_minor for invoice in order.invoices.all()) == order.total_minor
    assert {invoice.merchant_id for invoice in order.invoices.all()} == {one.pk for one in sellers}


@pytest.mark.parametrize("is_within", [True, False])
def test_tax_is_said_by_rate_within_the_total_or_on_top_of_it(merchant: Merchant, *, is_within: bool) -> None:
    order = placed_order((sold_variant(merchant=merchant), 2), (sold_variant(merchant=merchant), 1))
    for line, rate, tax in zip(order.lines.order_by("pk"), ("20", "5.5"), (833, 130), strict=True):
        OrderLine.objects.filter(pk=line.pk).update(tax_rate=rate, tax_minor=tax)
    Order.objects.filter(pk=order.pk).update(
        prices_include_tax=is_within,
        tax_minor=1045,
        shipping_tax_minor=82,
        total_minor=order.total_minor + (0 if is_within else 1045),
    )
    order.refresh_from_db()
    record(order, OrderEventKind.PAID, now=NOW)
    details_of(merchant)

    write_invoices(order_id=order.pk, now=NOW)

    paper = paper_from_json(order.invoices.get().data)
    taxes = (Sum("Tax 5.5 %", 130), Sum("Tax 20 %", 833), Sum("Tax on shipping", 82))
    assert paper.taxes_within == (taxes if is_within else ())
    assert paper.sums[-3:] == taxes or is_within
    assert paper.total_minor == order.total_minor


def test_numbers_have_no_gaps_whoever_writes(merchant: Merchant) -> None:
    # Few enough that the last in the queue is served before it gives up waiting for a lock.
    orders = [paid(merchant) for _ in range(4)]
    details_of(merchant)

    # Each is written by two workers at once.
    side_by_side([partial(write_invoices, order_id=order.pk, now=NOW) for order in orders * 2])

    numbers = sorted(Invoice.objects.filter(merchant=merchant).values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4]
    assert InvoiceSeries.objects.get().last_number == 4
    assert all(order.invoices.count() == 1 for order in orders)


def test_a_number_that_was_not_used_is_given_out_again(
    merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = paid(merchant), paid(merchant)
    details_of(merchant)

    def fail(*_anything: object, **_named: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(writing, "record", fail)
        with pytest.raises(RuntimeError):
            write_invoices(order_id=first.pk, now=NOW)
    write_invoices(order_id=second.pk, now=NOW)
    write_invoices(order_id=first.pk, now=NOW)

    assert (second.invoices.get().number, first.invoices.get().number) == (1, 2)


def test_each_year_counts_anew_and_says_so(merchant: Merchant) -> None:
    old, new = paid(merchant), paid(merchant)
    details_of(merchant)

    write_invoices(order_id=old.pk, now=datetime(2026, 12, 31, 23, 59, tzinfo=UTC))
    write_invoices(order_id=new.pk, now=datetime(2027, 1, 1, tzinfo=UTC))

    names = [order.invoices.get().name for order in (old, new)]
    assert names == [f"M{merchant.pk}-2026-00001", f"M{merchant.pk}-2027-00001"]


def test_invoices_wait_for_the_details_of_their_merchant(merchant: Merchant) -> None:
    order = paid(merchant)

    assert write_invoices(order_id=order.pk, now=NOW) == 0
    assert sweep_invoices(now=NOW) == 0
    details_of(merchant)
    assert sweep_invoices(now=NOW) == 1

    assert order.invoices.count() == 1


def test_what_cannot_be_written_starves_no_others(
    merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two merchants' invoices of an order, and of two orders of which one is swept at a time."""
    monkeypatch.setattr(sweeping, "BATCH", 1)
    stuck = sold_variant()
    orders = [placed_order((stuck, 1)), placed_order((stuck, 1), (sold_variant(merchant=merchant), 1))]
    for order in orders:
        record(order, OrderEventKind.PAID, now=NOW)
    collide(details_of(stuck.product.merchant))
    details_of(merchant)

    rung = [sweep_invoices(now=NOW + timedelta(minutes=minute)) for minute in range(3)]

    assert rung == [1, 1, 1]
    assert [one.merchant for order in orders for one in order.invoices.all()] == [merchant]
    assert set(WantedInvoice.objects.values_list("merchant", flat=True)) == {stuck.product.merchant_id}
    turns = WantedInvoice.objects.order_by("pk").values_list("tried_at", flat=True)
    assert list(turns) == [NOW + timedelta(minutes=2), NOW + timedelta(minutes=1)]


def collide(details: MerchantDetails) -> None:
    """The number that is next in the merchant's series was given out already."""
    written = invoiced_order().invoices.get()
    series = InvoiceSeries.objects.create(
        merchant=details.merchant, year=NOW.year, prefix=written.series.prefix
    )
    assert str(series) == str(written.series)


def test_year_and_day_are_those_of_the_shop(merchant: Merchant, settings: Settings) -> None:
    """Half an hour before midnight in London it is the next year in Vienna already."""
    settings.TIME_ZONE = "Europe/Vienna"
    order = paid(merchant)
    details_of(merchant)
    Order.objects.filter(pk=order.pk).update(placed_at=datetime(2026, 12, 31, 22, 30, tzinfo=UTC))

    write_invoices(order_id=order.pk, now=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))

    invoice = order.invoices.get()
    paper = paper_from_json(invoice.data)
    assert (invoice.series.year, invoice.name) == (2027, f"M{merchant.pk}-2027-00001")
    assert (paper.ordered_on, paper.issued_on) == ("2026-12-31", "2027-01-01")


def test_an_order_that_is_paid_twice_has_one_invoice(merchant: Merchant) -> None:
    order = paid(merchant)
    details_of(merchant)
    write_invoices(order_id=order.pk, now=NOW)

    record(order, OrderEventKind.PAID, now=NOW)

    assert write_invoices(order_id=order.pk, now=NOW) == 0
    assert (order.invoices.count(), WantedInvoice.objects.count()) == (1, 0)


def test_an_invoice_stays_as_it_was_written() -> None:
    invoice = invoiced_order().invoices.get()
    rows = Invoice.objects.filter(pk=invoice.pk)

    for change in (lambda: rows.update(total_minor=1), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    assert rows.get().total_minor == invoice.total_minor


def test_the_database_knows_no_second_invoice_of_an_order() -> None:
    invoice = invoiced_order().invoices.get()
    invoice.pk, invoice.number, invoice.name = None, 2, "M-2026-00002"
    invoice.event = record(invoice.order, OrderEventKind.NOTE, now=NOW)

    with pytest.raises(IntegrityError, match="invoice_once_an_order"):
        invoice.save(force_insert=True)

"""A shop that sells in yen has no cents, one that sells in dinars has thousandths: from the cart to the credit note."""

from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import Settings

from catalog.models import Price, Variant
from catalog.money import Money
from orders.gateways.local import notice_of
from orders.models import Order, ShippingMethod, TaxRate
from orders.services.invoices.write_invoices import write_invoices
from orders.services.mail.letter import write_letter
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.refunds.perform_refunds import perform_refunds
from orders.services.refunds.request_refund import request_refund
from orders.states import InvoiceKind, MailKind, PaymentEventKind, RefundReason
from tests.factories.orders import NOW, payment_of, sold_variant
from tests.factories.selling import details_of
from tests.orders.api.shopper import CARTS, ask, order_of

pytestmark = pytest.mark.django_db(transaction=True)


CURRENCIES = pytest.mark.parametrize(
    ("currency", "total", "shown", "refunded"),
    [
        ("JPY", "7993", "¥7,993", "¥1,001"),
        ("EUR", "79.93", "€79.93", "€10.01"),
        ("KWD", "7.993", "KWD\N{NO-BREAK SPACE}7.993", "KWD\N{NO-BREAK SPACE}1.001"),
    ],
)


@pytest.fixture
def variant(settings: Settings, currency: str) -> Variant:
    """Of a shop that sells in this currency."""
    settings.SHOP_CURRENCY = currency
    ShippingMethod.objects.update(currency=currency)
    TaxRate.objects.create(country="AT", percent=Decimal(20))
    sold = sold_variant(price=9)
    Price.objects.filter(variant=sold, currency=currency).delete()
    Price.objects.create(variant=sold, currency=currency, amount_minor=2501)
    details_of(sold.merchant)
    return sold


@CURRENCIES
def test_money_has_its_own_digits_everywhere(
    client: Client, variant: Variant, currency: str, total: str, shown: str, refunded: str
) -> None:
    order = ordered(variant, total, currency)
    give_back(paid(order), 1001)

    papers = {paper.kind: (paper.total_minor, paper.currency) for paper in order.invoices.all()}
    assert papers == {InvoiceKind.INVOICE: (7993, currency), InvoiceKind.CREDIT_NOTE: (1001, currency)}
    letters = {mail.kind: str(write_letter(mail)) for mail in order.mails.all()}
    assert shown in letters[MailKind.PAID].replace("\\xa0", "\N{NO-BREAK SPACE}")
    assert refunded in letters[MailKind.REFUNDED].replace("\\xa0", "\N{NO-BREAK SPACE}")
    assert shown in client.get(order.page_path).content.decode()


def ordered(variant: Variant, total: str, currency: str) -> Order:
    """Three of it, over the API, at the total that it tells."""
    begun = ask("POST", CARTS, {"lines": [{"variant": variant.pk, "quantity": 3}]})
    cart = f"{CARTS}{begun.document['token']}/"
    quoted = ask("POST", f"{cart}quote/", {"country": "AT"}).document["totals"]
    assert quoted["total"] == {"amount": total, "minor": 7993, "currency": currency}
    # A sixth of the goods and of the delivery, each to the smallest unit there is.
    assert quoted["tax"]["minor"] == 1251 + 82
    told = ask("POST", f"{cart}checkout/", order_of(total), Idempotency_Key="once")
    assert told.status == 201
    return Order.objects.get()


def paid(order: Order) -> Order:
    payment = payment_of(order)
    assert payment.amount == Money(7993, order.currency)
    apply_payment_event(notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount), now=NOW)
    return order


def give_back(order: Order, minor: int) -> None:
    request_refund(
        order_id=order.public_id,
        actor=order.lines.all()[0].merchant,
        amount=Money(minor, order.currency),
        reason=RefundReason.GOODWILL,
        now=NOW,
    )
    perform_refunds(now=NOW)
    write_invoices(order_id=order.pk, now=NOW)

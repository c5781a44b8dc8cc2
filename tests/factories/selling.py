"""Orders from their merchant's side: paid, shipped, invoiced, and who does it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from accounts.models import Merchant, MerchantDetails, User
from catalog.models import Variant
from catalog.money import Money
from orders.gateways.local import notice_of
from orders.models import Order, OrderLine, Refund, Return
from orders.services.fulfilment.fulfil import fulfil
from orders.services.history import record
from orders.services.invoices.write_invoices import write_invoices
from orders.services.payments.apply_payment_event import apply_payment_event
from orders.services.refunds.request_refund import request_refund
from orders.services.returns.announcing import Announcement
from orders.services.returns.request_return import request_return
from orders.states import OrderEventKind, PaymentEventKind, RefundReason, ReturnReason
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.orders import NOW, payment_of, placed_order, sold_variant


def paid_order(*wanted: tuple[Variant, int]) -> Order:
    """A confirmed order of these variants and quantities."""
    order = placed_order(*wanted)
    payment = payment_of(order)
    apply_payment_event(notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount), now=NOW)
    order.refresh_from_db()
    return order


def authorised_order(*wanted: tuple[Variant, int]) -> Order:
    """A confirmed order of a shop that captures later: its money is set aside and not taken yet."""
    order = placed_order(*wanted)
    payment = payment_of(order)
    notice = notice_of(payment.public_id, PaymentEventKind.AUTHORISED, payment.amount)
    apply_payment_event(notice, now=NOW)
    order.refresh_from_db()
    return order


def money_came(order: Order, minor: int) -> None:
    """So much for this order, by somebody at the provider's dashboard."""
    payment = payment_of(order)
    notice = notice_of(payment.public_id, PaymentEventKind.SUCCEEDED, payment.amount)
    apply_payment_event(replace(notice, amount=Money(minor, payment.currency)), now=NOW)
    order.refresh_from_db()


def refund_of(
    order: Order, minor: int, *, reason: RefundReason = RefundReason.GOODWILL, **more: object
) -> Refund:
    """So much of an order, asked back by the merchant of its first line."""
    asked = {"actor": order.lines.all()[0].merchant, **more}
    return request_refund(
        order_id=order.public_id,
        amount=Money(minor, "EUR"),
        reason=reason,
        now=NOW,
        **asked,  # type: ignore[arg-type]  # by name
    )


def works_for(merchant: Merchant) -> User:
    """Somebody who does."""
    user: User = UserFactory.create()
    MembershipFactory.create(user=user, merchant=merchant)
    return user


def line_of(order: Order, variant: Variant) -> OrderLine:
    return order.lines.get(variant=variant)


def details_of(merchant: Merchant, *, legal_name: str = "Atelier Nord GmbH") -> MerchantDetails:
    """What stands on the merchant's invoices; their numbers begin with M and the merchant's key."""
    return MerchantDetails.objects.create(
        merchant=merchant,
        legal_name=legal_name,
        line1="Hauptplatz 1",
        postcode="8010",
        city="Graz",
        country="AT",
        vat_id="ATU12345678",
        registration="FN 123456 a",
        email="office@nord.test",
        invoice_prefix=f"M{merchant.pk}",
    )


def invoiced_order(*, name: str = "Oak") -> Order:
    """An order with one invoice, which is printed where tasks are done on the spot."""
    variant = sold_variant(name=name)
    details_of(variant.merchant)
    order = placed_order((variant, 2))
    # The line in the story alone: how it came to be paid makes no difference here.
    record(order, OrderEventKind.PAID, now=NOW)
    write_invoices(order_id=order.pk, now=NOW)
    return order


def shipped_order(*wanted: tuple[Variant, int], now: datetime = NOW) -> Order:
    """A paid order that has left the house as a whole."""
    order = paid_order(*wanted)
    for line in order.lines.all():
        fulfil(order_id=order.public_id, actor=line.merchant, quantities={line.pk: line.quantity}, now=now)
    order.refresh_from_db()
    return order


def sent_back(order: Order, quantities: Mapping[int, int], *, now: datetime = NOW) -> Return:
    """What the buyer announces of one merchant's lines."""
    said = Announcement(reason=ReturnReason.DAMAGED, note="The leg is loose.", at=now)
    (announced,) = request_return(order_id=order.public_id, quantities=quantities, announcement=said)
    return announced

"""Copy a priced cart into an order."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import User
from orders.errors import NotOffered
from orders.gateways.choice import captures_later
from orders.models import Cart, Order, OrderEvent, OrderLine, OutgoingMail, Payment
from orders.pricing.bill import BilledLine
from orders.queries.placing.goods import OrderedGoods
from orders.queries.quote import Quote
from orders.services.mail.queue_mail import mail_of
from orders.services.placing.insert_order import NewOrder, insert_order
from orders.services.placing.wishes import Delivery, Wishes, fingerprint
from orders.services.stock import Draw
from orders.states import OrderEventKind

# How long the stock is kept for an order that is not paid.
TIME_TO_PAY = timedelta(minutes=30)


@dataclass(frozen=True)
class Request:
    """What was asked for, and by whom."""

    delivery: Delivery
    wishes: Wishes
    expected_total: int
    user: User | None


@dataclass(frozen=True)
class Basis:
    """What an order is written from: its cart, whose row is locked, what is in it, its price, and where it comes from."""

    cart: Cart
    goods: Sequence[OrderedGoods]
    price: Quote
    draws: Sequence[Sequence[Draw]]


@dataclass(frozen=True)
class Written:
    """The order, the line of its story that says it was placed, and the payment that waits."""

    order: Order
    event: OrderEvent
    payment: Payment


def write_order(basis: Basis, request: Request, *, gateway: str, now: datetime) -> Written:
    """Write the order with its lines in the order of the cart's, where their stock lies, the first line of its story,
    the e-mail that follows from that, and the payment that it waits for; and that the cart is ordered."""
    order = _order(basis, request, now)
    event = OrderEvent(kind=OrderEventKind.PLACED, user=request.user, happened_at=now)
    payment = Payment(
        gateway=gateway,
        currency=order.currency,
        amount_minor=order.total_minor,
        is_captured_later=captures_later(),
        created_at=now,
    )
    lines = [
        _copied(position, goods, billed)
        for position, (goods, billed) in enumerate(zip(basis.goods, basis.price.lines, strict=True), 1)
    ]
    insert_order(NewOrder(basis.cart, order, lines, basis.draws, event, _mail(event), payment))
    return Written(order, event, payment)


def _order(basis: Basis, request: Request, now: datetime) -> Order:
    price, wishes, totals = basis.price, request.wishes, basis.price.totals
    return Order(
        cart=basis.cart,
        user=request.user,
        email=request.delivery.email,
        shipping_address=asdict(request.delivery.address),
        billing_address=asdict(wishes.billing) if wishes.billing else None,
        shipping_method=price.chosen.method.name,
        voucher_code=price.voucher.code if price.voucher else "",
        terms_version=settings.TERMS_VERSION,
        currency=basis.cart.currency,
        prices_include_tax=totals.prices_include_tax,
        lines_minor=totals.lines.minor,
        shipping_minor=totals.shipping.minor,
        tax_minor=totals.tax.minor,
        shipping_tax_minor=totals.shipping_tax.minor,
        discount_minor=totals.discount.minor,
        total_minor=totals.total.minor,
        placed_at=now,
        pay_until=now + TIME_TO_PAY,
        request_key=wishes.request_key,
        request_sha256=fingerprint(request.delivery, wishes, request.expected_total),
    )


def _mail(event: OrderEvent) -> OutgoingMail:
    mail = mail_of(event)
    if mail is None:
        raise LookupError("Buyers are not told that their order was received.")
    return mail


def _copied(position: int, goods: OrderedGoods, billed: BilledLine) -> OrderLine:
    line = goods.line
    if line.price is None:
        raise NotOffered(f"Not sold any more: {line.name}. Nothing was ordered.")
    return OrderLine(
        position=position,
        merchant_id=line.merchant_id,
        variant_id=line.variant_id,
        sku=line.sku,
        product_name=line.product_name,
        variant_name=line.variant_name,
        options=goods.options,
        quantity=line.quantity,
        unit_minor=line.price.minor,
        total_minor=billed.total.minor,
        discount_minor=billed.discount.minor,
        tax_minor=billed.tax.minor,
        tax_rate=billed.tax_rate,
        revision_id=line.revision_id,
        material_variant=line.material_variant,
        poster_key=line.poster_key,
    )

"""Copy a priced cart into an order."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import User
from catalog.models import VariantOption
from orders.errors import NotOffered
from orders.models import Cart, Order, OrderLine
from orders.pricing.bill import BilledLine
from orders.queries.carts.cart import PricedLine
from orders.queries.quote import Quote
from orders.services.history import record
from orders.services.placing.wishes import Delivery, Wishes, fingerprint
from orders.states import OrderEventKind

# How long the stock is kept for an order that is not paid.
TIME_TO_PAY = timedelta(minutes=30)

Options = Mapping[int, list[tuple[str, str]]]


@dataclass(frozen=True)
class Request:
    """What was asked for, and by whom."""

    delivery: Delivery
    wishes: Wishes
    expected_total: int
    user: User | None


def write_order(
    cart: Cart, lines: Sequence[PricedLine], price: Quote, request: Request, now: datetime
) -> tuple[Order, list[OrderLine]]:
    """The order and its lines, in the order of the cart's."""
    totals, wishes = price.totals, request.wishes
    order = Order.objects.create(
        cart=cart,
        user=request.user,
        email=request.delivery.email,
        shipping_address=asdict(request.delivery.address),
        billing_address=asdict(wishes.billing) if wishes.billing else None,
        shipping_method=price.chosen.method.name,
        voucher_code=price.voucher.code if price.voucher else "",
        terms_version=settings.TERMS_VERSION,
        currency=cart.currency,
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
    options = _chosen_options(lines)
    written = OrderLine.objects.bulk_create(
        _copied(order, position, line, billed, options)
        for position, (line, billed) in enumerate(zip(lines, price.lines, strict=True), 1)
    )
    record(order, OrderEventKind.PLACED, now=now, by=request.user)
    return order, written


def _chosen_options(lines: Sequence[PricedLine]) -> Options:
    """(name, value) of each variant's options, by primary key of the variant; in the order of the product page."""
    rows = VariantOption.objects.filter(variant__in=[line.variant_id for line in lines])
    chosen: dict[int, list[tuple[str, str]]] = {}
    ordered = rows.order_by("option__position", "option")
    for variant_id, name, value in ordered.values_list("variant", "option__name", "value__name"):
        chosen.setdefault(variant_id, []).append((name, value))
    return chosen


def _copied(order: Order, position: int, line: PricedLine, billed: BilledLine, options: Options) -> OrderLine:
    if line.price is None:
        raise NotOffered(f"Not sold any more: {line.name}. Nothing was ordered.")
    return OrderLine(
        order=order,
        position=position,
        merchant_id=line.merchant_id,
        variant_id=line.variant_id,
        sku=line.sku,
        product_name=line.product_name,
        variant_name=line.variant_name,
        options=options.get(line.variant_id, []),
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

"""The actor's lines of orders as rows of a table."""

import re
from collections.abc import Iterator
from itertools import islice

from django.db.models import QuerySet

from accounts.tenancy import Actor
from catalog.money import Money
from orders.models import Order, OrderLine
from orders.queries.books import Booked, read_booked
from orders.queries.selling.merchant_lines import lines_of
from orders.queries.worth import worth_of

# A spreadsheet opens more, but whoever waits for it wants less.
MOST_EXPORTED = 50_000
ROWS_AT_ONCE = 500
PARTED_FORMULA = re.compile(r"""(;[\s"']*)(?=[=+\-@])""")
COLUMNS = (
    "order",
    "placed at",
    "order state",
    "payment",
    "article number",
    "product",
    "variant",
    "quantity",
    "shipped",
    "returned",
    "price each",
    "price of all",
    "discount",
    "tax on top",
    "total",
    "currency",
    "e-mail",
    "name",
    "street",
    "more",
    "postcode",
    "town",
    "country",
    "tax rate",
    "tax within",
    "voucher",
    "shipping",
    "tax on shipping",
    "refunded",
    "refunded besides",
)


def lines_to_export(orders: QuerySet[Order], actor: Actor) -> QuerySet[OrderLine]:
    """The actor's lines of these orders, newest order first."""
    chosen = orders.order_by().values("pk")
    own: QuerySet[OrderLine] = lines_of(actor).filter(order__in=chosen)
    return own.select_related("order").order_by("-order__number", "position")


def exported(lines: QuerySet[OrderLine], actor: Actor) -> Iterator[list[str]]:
    """A row of COLUMNS for each line that the actor may see, as they are read."""
    is_shop = bool(getattr(actor, "is_superuser", False))
    reading = lines.iterator(chunk_size=ROWS_AT_ONCE)
    while chunk := list(islice(reading, ROWS_AT_ONCE)):
        booked = read_booked(chunk, is_shop=is_shop)
        for line in chunk:
            order = line.order
            yield [
                *_of_order(order),
                *_of_line(line),
                *map(_whole, _of_buyer(order)),
                *_for_books(line, booked[line.pk], is_shop=is_shop),
            ]


def _of_order(order: Order) -> list[str]:
    placed = order.placed_at.isoformat(timespec="seconds")
    return [str(order.number), placed, order.order_state, order.payment_state]


def _of_line(line: OrderLine) -> list[str]:
    """`total` is what pages and programs call so: what its buyer paid for the line, without shipping."""
    order, price = line.order, line.total_minor
    total = worth_of(line, order)
    on_top = total - price + line.discount_minor
    minors = (line.unit_minor, price, line.discount_minor, on_top, total)
    amounts = [_amount(minor, order) for minor in minors]
    counts = [str(count) for count in (line.quantity, line.fulfilled_quantity, line.returned_quantity)]
    return [line.sku, line.product_name, line.variant_name, *counts, *amounts, order.currency]


def _of_buyer(order: Order) -> list[str]:
    parts = ("name", "line1", "line2", "postcode", "city", "country")
    return [order.email, *(str(order.shipping_address.get(part, "")) for part in parts)]


def _whole(text: str) -> str:
    """As typed by a buyer, without a formula in the middle: where numbers are written 1,5 spreadsheets part cells at ";"."""
    return PARTED_FORMULA.sub(r"\1'", text)


def _for_books(line: OrderLine, booked: Booked, *, is_shop: bool) -> list[str]:
    """`shipping` is with its tax; shipping and what was `refunded besides` lines stand beside the first line of a merchant."""
    order = line.order
    within = line.tax_minor if order.prices_include_tax else 0
    return [
        f"{line.tax_rate.normalize():f}",
        _amount(within, order),
        order.voucher_code if is_shop or _is_reduced(line) else "",
        _amount(booked.shipping_minor, order),
        _amount(booked.shipping_tax_minor, order),
        _amount(booked.refunded_minor, order),
        _amount(booked.refunded_besides_minor, order),
    ]


def _is_reduced(line: OrderLine) -> bool:
    """Whether the order's voucher took something off this line, or nothing off any, because it freed the shipping."""
    return bool(line.discount_minor or not line.order.discount_minor)


def _amount(minor: int, order: Order) -> str:
    return str(Money(minor, order.currency).amount)

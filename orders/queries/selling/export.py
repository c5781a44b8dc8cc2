"""The actor's lines of orders as rows of a table."""

from collections.abc import Iterator

from django.db.models import QuerySet

from accounts.tenancy import Actor
from catalog.money import Money
from orders.models import Order, OrderLine
from orders.queries.selling.merchant_lines import lines_of
from orders.queries.worth import worth_of

# A spreadsheet opens more, but whoever waits for it wants less.
MOST_EXPORTED = 50_000
ROWS_AT_ONCE = 500
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
)


def lines_to_export(orders: QuerySet[Order], actor: Actor) -> QuerySet[OrderLine]:
    """The actor's lines of these orders, newest order first."""
    chosen = orders.order_by().values("pk")
    own: QuerySet[OrderLine] = lines_of(actor).filter(order__in=chosen)
    return own.select_related("order").order_by("-order__number", "position")


def exported(lines: QuerySet[OrderLine]) -> Iterator[list[str]]:
    """A row of COLUMNS for each line, as they are read."""
    for line in lines.iterator(chunk_size=ROWS_AT_ONCE):
        yield [*_of_order(line.order), *_of_line(line), *_of_buyer(line.order)]


def _of_order(order: Order) -> list[str]:
    placed = order.placed_at.isoformat(timespec="seconds")
    return [str(order.number), placed, order.order_state, order.payment_state]


def _of_line(line: OrderLine) -> list[str]:
    """`total` is what pages and programs call so: what its buyer paid for the line, without shipping."""
    order, price = line.order, line.total_minor
    total = worth_of(line, order)
    on_top = total - price + line.discount_minor
    minors = (line.unit_minor, price, line.discount_minor, on_top, total)
    amounts = [str(Money(minor, order.currency).amount) for minor in minors]
    counts = [str(count) for count in (line.quantity, line.fulfilled_quantity, line.returned_quantity)]
    return [line.sku, line.product_name, line.variant_name, *counts, *amounts, order.currency]


def _of_buyer(order: Order) -> list[str]:
    parts = ("name", "line1", "line2", "postcode", "city", "country")
    return [order.email, *(str(order.shipping_address.get(part, "")) for part in parts)]

"""All that the page of an order shows, read in one trip."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from orders.errors import OrderNotFound
from orders.queries.buying.bought import read_bought
from orders.queries.buying.invoices import INVOICES, InvoiceLink, links_of
from orders.queries.buying.order import OrderView, view_of
from orders.queries.buying.story import STORY, Happening, story_of


@dataclass(frozen=True)
class OrderPage:
    """An order, what happened to it from its first event to its last, and its invoices, the oldest first."""

    order: OrderView
    story: tuple[Happening, ...]
    invoices: tuple[InvoiceLink, ...]


def read_page(order_id: UUID, *, now: datetime) -> OrderPage:
    """Of the order with this public id, which is the key to it. OrderNotFound."""
    found = read_bought(order_id, STORY, INVOICES)
    if found is None:
        raise OrderNotFound("There is no such order.")
    story, invoices = found.besides
    return OrderPage(view_of(found, now=now), story_of(story), links_of(invoices))

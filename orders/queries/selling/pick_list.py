"""What to take from which shelf for some orders."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F

from accounts.tenancy import Actor
from orders.models import Allocation, Order, OrderLine
from orders.queries.posters import poster_url
from orders.queries.selling.merchant_lines import lines_of
from orders.queries.selling.waiting import MAY_BE_SENT

# A list for more is not carried around.
MOST_PICKED = 200


@dataclass(frozen=True)
class ForOrder:
    """So many pieces for the order with this number."""

    number: int
    quantity: int


@dataclass(frozen=True)
class Pick:
    """So many pieces of an article at a place, "" where nobody knows it, and for which orders."""

    place: str
    sku: str
    name: str
    poster_url: str
    orders: tuple[ForOrder, ...]

    @property
    def quantity(self) -> int:
        return sum(order.quantity for order in self.orders)


def read_pick_list(order_ids: Collection[int], actor: Actor) -> tuple[Pick, ...]:
    """What of these orders is the actor's, paid and not shipped, by place and article number; in two queries."""
    lines = lines_of(actor).to_ship().filter(order__in=Order.objects.filter(MAY_BE_SENT, pk__in=order_ids))
    open_lines = list(lines.select_related("order").order_by("order__number", "position"))
    kept = Allocation.objects.filter(line__in=open_lines, dispatched__lt=F("quantity"))
    places: dict[int, list[tuple[str, int]]] = {}
    for allocation in kept.select_related("stock__location").order_by("stock"):
        left = allocation.quantity - allocation.dispatched
        places.setdefault(allocation.line_id, []).append((allocation.stock.location.name, left))
    return _summed(
        (place, line, quantity)
        for line in open_lines
        for place, quantity in places.get(line.pk, [("", line.left_to_ship)])
    )


def _summed(takes: Iterable[tuple[str, OrderLine, int]]) -> tuple[Pick, ...]:
    """Of an article at a place one, also where a line draws on several rows of stock there."""
    articles: dict[tuple[str, str, int], tuple[OrderLine, Counter[int]]] = {}
    for place, line, quantity in takes:
        _, needed = articles.setdefault((place, line.sku, line.variant_id), (line, Counter()))
        needed[line.order.number] += quantity
    return tuple(
        Pick(
            place=place,
            sku=sku,
            name=line.name,
            poster_url=poster_url(line.poster_key),
            orders=tuple(ForOrder(number, quantity) for number, quantity in needed.items()),
        )
        for (place, sku, _), (line, needed) in sorted(articles.items(), key=lambda article: article[0])
    )

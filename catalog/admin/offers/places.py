"""How many of a variant lie where."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from catalog.models import Stock, StockLocation, Variant
from catalog.models.offers import by_place


@dataclass(frozen=True, kw_only=True)
class Place:
    """A location of the variant's merchant. `stock_id` is None where none of the variant was ever booked."""

    location_id: int
    name: str
    is_default: bool
    stock_id: int | None
    on_hand: int
    allocated: int
    is_hot: bool = False
    # When the shop found that by itself; None where a person has said so.
    heated_at: datetime | None = None

    @property
    def available(self) -> int:
        return self.on_hand - self.allocated


def places_of(variant: Variant) -> list[Place]:
    """Every location of the merchant, in the order in which they were made: two queries."""
    stock = Prefetch("stock", Stock.objects.filter(variant=variant))
    locations = StockLocation.objects.filter(merchant=variant.merchant_id).prefetch_related(stock)
    return [_place(location) for location in locations]


def _place(location: StockLocation) -> Place:
    place = next(iter(by_place(location.stock.all())), None)
    return Place(
        location_id=location.pk,
        name=location.name,
        is_default=location.is_default,
        stock_id=place.main.pk if place else None,
        on_hand=place.on_hand if place else 0,
        allocated=place.allocated if place else 0,
        is_hot=place.main.is_hot if place else False,
        heated_at=place.main.heated_at if place else None,
    )

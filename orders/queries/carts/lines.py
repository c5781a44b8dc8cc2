"""A line of a cart as its owner sees it."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from catalog.money import Money
from catalog.scarcity import PLENTY
from orders.models import MAX_QUANTITY
from orders.queries.posters import poster_url


@dataclass(frozen=True)
class PricedLine:
    """A line at today's price. `price` is None and `available` 0 when the variant is not offered any more."""

    variant_id: int
    product_id: int
    # Of the product, when price and stock were read.
    product_version: int
    merchant_id: int
    tax_class_id: int | None
    # Of one of them; 0 when nobody said.
    weight_g: int
    # Where it lies, by primary key.
    stock_ids: tuple[int, ...]
    # Those of them that sell in a rush and hold as many as the line asks for.
    bucket_ids: tuple[int, ...]
    revision_id: int | None
    product_slug: str
    product_name: str
    variant_name: str
    sku: str
    material_variant: str
    poster_key: str
    quantity: int
    available: int
    price: Money | None
    seen_price: Money
    # Put aside for later: neither counted nor ordered.
    is_saved: bool = False

    @property
    def name(self) -> str:
        return f"{self.product_name} ({self.variant_name})"

    @cached_property
    def total(self) -> Money | None:
        return None if self.price is None else self.price * self.quantity

    @property
    def is_offered(self) -> bool:
        return self.price is not None

    @property
    def is_sold_out(self) -> bool:
        return self.is_offered and self.available == 0

    @property
    def is_short(self) -> bool:
        """Some are left, but fewer than the line asks for."""
        return 0 < self.available < self.quantity

    @property
    def is_scarce(self) -> bool:
        return 0 < self.available < PLENTY

    @property
    def only_left(self) -> int | None:
        """How many are left, when they are few or fewer than wanted; None for enough."""
        return self.available if self.is_scarce or self.available < self.quantity else None

    @property
    def can_be_ordered(self) -> bool:
        return self.is_offered and self.available >= self.quantity

    @property
    def has_new_price(self) -> bool:
        return self.price is not None and self.price != self.seen_price

    @property
    def quantities(self) -> range:
        """What its owner can choose."""
        return range(1, min(self.available, MAX_QUANTITY) + 1)

    @property
    def poster_url(self) -> str:
        return poster_url(self.poster_key)

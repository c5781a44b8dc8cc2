"""What readers get of the catalogue beside products and categories: changes, collections, attributes."""

from dataclasses import dataclass
from datetime import datetime

from catalog.mirror.view import ProductView


@dataclass(frozen=True)
class RemovedView:
    """That no product is shown at this address since then."""

    slug: str
    removed_at: datetime


@dataclass(frozen=True)
class ChangesView:
    """A page of changes: products as they are now, and addresses that show none any more.

    Whoever has read all pages asks for what changed since `until` next time.
    """

    products: tuple[ProductView, ...]
    removed: tuple[RemovedView, ...]
    until: datetime
    next_cursor: str


@dataclass(frozen=True)
class CollectionSummaryView:
    """A collection that is shown and has something in it."""

    slug: str
    name: str
    description: str


@dataclass(frozen=True)
class CollectedView:
    """A collection, and the addresses of its products in their order; some of them may be of nothing on sale."""

    slug: str
    name: str
    description: str
    product_slugs: tuple[str, ...]


@dataclass(frozen=True)
class AttributeKindView:
    """An attribute that products may have; `choices` are those of the kind "choice"."""

    slug: str
    name: str
    kind: str
    unit: str
    choices: tuple[str, ...]

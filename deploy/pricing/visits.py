"""What one visit asks for, and how much that is in a month.

Sizes are bytes as sent. "Measured" ones were taken from this shop: the pages' own files as collected and compressed,
posters and models as the pipeline makes them of eight of Khronos's sample models.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

KB: Final = 1000.0
GIGABYTE: Final = 1e9


@dataclass(frozen=True)
class Visit:
    """Assumptions about one visit. `returning` is the share of visits whose browser has kept files of a visit before."""

    lists: float = 2.0  # pages with many products; assumed
    products: float = 3.0  # pages of one product; assumed
    others: float = 1.0  # cart, checkout, order; assumed, never cached
    badges: float = 0.4  # requests for the cart's badge: who has a cart asks on each page; assumed
    returning: float = 0.3  # assumed, as in the first draft
    orders: float = 0.01  # orders a visit; assumed
    document: float = (
        8 * KB
    )  # a page's HTML; assumed: templates alone come to 3 KB, names made of hashes add to that
    page_files: float = 25.0  # style sheets, modules, font, icon; measured
    page_files_bytes: float = 54 * KB  # measured: 24 KB of text and a font of 30 KB
    viewer_files: float = 2.0  # model-viewer and its decoder; measured
    viewer_bytes: float = 298 * KB  # measured
    card_posters: float = 12.0  # posters seen on a list; assumed
    card_poster: float = 24 * KB  # 512 pixels; measured, from 20 to 26
    product_poster: float = 45 * KB  # 1024 pixels; measured, from 35 to 54
    models: float = 1.5  # models opened; assumed, as in the first draft
    # The tier "web", drafted, of eight sample models: from 60 KB to 1.7 MB; searched ones are smaller still.
    model: float = 570 * KB

    @property
    def pages(self) -> float:
        return self.lists + self.products + self.others


@dataclass(frozen=True)
class Profile:
    """One size of shop. `page_hits` is the share of list and product pages that the CDN answers by itself.

    Pages are kept for a minute at each of its places, so the share grows with the traffic.
    """

    name: str
    visits: float
    page_hits: float
    products: float
    uploads: float  # models uploaded in a month
    edits: float  # products changed in a month so that shoppers see it
    visit: Visit = field(default_factory=Visit)


@dataclass(frozen=True)
class Traffic:
    """A month's requests and gigabytes between viewers and the CDN, by kind, and what passes on to Django."""

    page_requests: float
    personal_requests: float
    static_requests: float
    asset_requests: float
    page_gigabytes: float
    static_gigabytes: float
    asset_gigabytes: float
    origin_requests: float

    @property
    def site_requests(self) -> float:
        """Everything but posters and models."""
        return self.page_requests + self.personal_requests + self.static_requests

    @property
    def site_gigabytes(self) -> float:
        return self.page_gigabytes + self.static_gigabytes


def traffic_of(profile: Profile) -> Traffic:
    visits, visit = profile.visits, profile.visit
    fresh = visits * (1 - visit.returning)  # visits that fetch what browsers keep for good
    pages = visits * (visit.lists + visit.products)
    personal = visits * (visit.others + visit.badges)
    posters = visit.lists * visit.card_posters + visit.products
    poster_bytes = (
        visit.lists * visit.card_posters * visit.card_poster + visit.products * visit.product_poster
    )
    return Traffic(
        page_requests=pages,
        personal_requests=personal,
        static_requests=fresh * (visit.page_files + visit.viewer_files),
        asset_requests=fresh * (posters + visit.models),
        page_gigabytes=(pages + visits * visit.others) * visit.document / GIGABYTE,
        static_gigabytes=fresh * (visit.page_files_bytes + visit.viewer_bytes) / GIGABYTE,
        asset_gigabytes=fresh * (poster_bytes + visit.models * visit.model) / GIGABYTE,
        origin_requests=pages * (1 - profile.page_hits) + personal,
    )


PROFILES: Final[Mapping[str, Profile]] = MappingProxyType(
    {
        profile.name: profile
        for profile in (
            Profile("10k", 1e4, page_hits=0.1, products=200, uploads=50, edits=500),
            Profile("1M", 1e6, page_hits=0.5, products=2_000, uploads=300, edits=5_000),
            Profile("100M", 1e8, page_hits=0.9, products=20_000, uploads=2_000, edits=50_000),
        )
    }
)

"""What is rented for each size of shop, and the ways to build it that cost more or less.

Sizes of the middle design are those of the production environment, in the words of the stack's settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Compute = Literal["apprunner", "fargate"]
COMPUTES: Final[tuple[Compute, ...]] = ("apprunner", "fargate")


@dataclass(frozen=True)
class Machines:
    """`count` machines that always run; `busy` is the share of the month in which App Runner calls them active."""

    cpu: float
    memory: float  # GB
    count: int
    busy: float = 1.0


@dataclass(frozen=True)
class Design:
    """What the stack builds, unless one of the levers says otherwise: those are the fields with a default."""

    database: str
    database_gigabytes: float
    cache: str
    cache_nodes: int
    zones: int
    nat_gateways: int
    web: Machines
    orders_worker: Machines
    uploads_worker: Machines
    conversion_worker: Machines
    compute: Compute = "apprunner"
    is_multi_az: bool = True
    interface_endpoints: int = 0  # for each zone; gateway endpoints cost nothing and are always there
    has_asset_distribution: bool = (
        False  # posters and models by a distribution of their own without a firewall
    )
    has_flat_rate_assets: bool = (
        False  # that distribution on the cheapest flat-rate plan that is meant for its traffic
    )
    purges_stock: bool = False  # every sale of something scarce purges its product's pages
    searches_on_spot: bool = True


DESIGNS: Final[Mapping[str, Design]] = MappingProxyType(
    {
        "10k": Design(
            database="t4g.small",
            database_gigabytes=20,
            cache="cache.t4g.micro",
            cache_nodes=2,
            zones=2,
            nat_gateways=1,
            web=Machines(1, 2, 1, busy=0.1),
            orders_worker=Machines(0.25, 1, 1),
            uploads_worker=Machines(0.25, 1, 1),
            conversion_worker=Machines(2, 8, 0),
        ),
        "1M": Design(
            database="m7g.large",
            database_gigabytes=100,
            cache="cache.m7g.large",
            cache_nodes=2,
            zones=3,
            nat_gateways=2,
            web=Machines(1, 2, 2, busy=0.7),
            orders_worker=Machines(0.5, 1, 2),
            uploads_worker=Machines(0.5, 1, 1),
            conversion_worker=Machines(4, 16, 1),
        ),
        "100M": Design(
            database="m7g.2xlarge",
            database_gigabytes=500,
            cache="cache.m7g.xlarge",
            cache_nodes=2,
            zones=3,
            nat_gateways=3,
            web=Machines(1, 2, 8),
            orders_worker=Machines(0.5, 1, 4),
            uploads_worker=Machines(0.5, 1, 2),
            conversion_worker=Machines(4, 16, 2),
        ),
    }
)
# What the first draft of this model came to at 100 million visits, and the share of it that may be spent.
FIRST_DRAFT_DOLLARS: Final = 37_900.0
SHARE_OF_FIRST_DRAFT: Final = 0.6
# Dollars a month that each size of shop may cost.
BUDGETS: Final[Mapping[str, float]] = MappingProxyType(
    {"10k": 250.0, "1M": 1_250.0, "100M": FIRST_DRAFT_DOLLARS * SHARE_OF_FIRST_DRAFT}
)

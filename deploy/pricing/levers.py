"""What makes a month cheaper, one at a time: each as it is without and with it, everything else left alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from deploy.pricing.design import Design
from deploy.pricing.model import bill_of
from deploy.pricing.visits import KB, Profile

FIRST_DRAFT_MODEL: Final = 4000 * KB
# What the workers and the web server speak to besides S3 and DynamoDB: SQS, KMS, Secrets Manager, logs, ECR twice.
ENDPOINTS_INSTEAD_OF_NAT: Final = 6

Shop = tuple[Profile, Design]


@dataclass(frozen=True)
class Lever:
    """`without` and `used` turn a shop into the same one without and with the lever."""

    name: str
    without: Callable[[Shop], Shop]
    used: Callable[[Shop], Shop] = lambda shop: shop


@dataclass(frozen=True)
class Saving:
    """`dollars` a month; negative where the lever costs more than it saves. `is_used` as the design stands."""

    name: str
    dollars: float
    is_used: bool


def savings(profile: Profile, design: Design) -> list[Saving]:
    """What each lever is worth to this shop, the best first."""
    found = [_saving(lever, (profile, design)) for lever in LEVERS]
    return sorted(found, key=lambda saving: -saving.dollars)


def with_all_that_save(profile: Profile, design: Design) -> Shop:
    """The shop with every lever that saves it something, those that stand on others included."""
    shop = (profile, design)
    for lever in LEVERS:
        pulled = lever.used(shop)
        if bill_of(*pulled).dollars < bill_of(*shop).dollars:
            shop = pulled
    return shop


def _saving(lever: Lever, shop: Shop) -> Saving:
    without, used = lever.without(shop), lever.used(shop)
    return Saving(lever.name, bill_of(*without).dollars - bill_of(*used).dollars, is_used=used == shop)


def _model_bytes(shop: Shop) -> Shop:
    profile, design = shop
    return replace(profile, visit=replace(profile.visit, model=FIRST_DRAFT_MODEL)), design


def _page_hits(shop: Shop) -> Shop:
    profile, design = shop
    return replace(profile, page_hits=0.0), design


def _changed(**changes: bool | int) -> Callable[[Shop], Shop]:
    return lambda shop: (shop[0], replace(shop[1], **changes))  # type: ignore[arg-type]  # names of fields, given below


LEVERS: Final[Sequence[Lever]] = (
    Lever("tiers of 0.6 MB instead of models of 4 MB", _model_bytes),
    Lever("pages kept by the CDN instead of asked of Django", _page_hits),
    Lever(
        "a distribution of their own, without a firewall, for posters and models",
        without=_changed(has_asset_distribution=False, has_flat_rate_assets=False),
        used=_changed(has_asset_distribution=True, has_flat_rate_assets=False),
    ),
    Lever(
        "a flat-rate plan for such a distribution",
        without=_changed(has_asset_distribution=True, has_flat_rate_assets=False),
        used=_changed(has_asset_distribution=True, has_flat_rate_assets=True),
    ),
    Lever(
        "NAT gateways and free gateway endpoints instead of interface endpoints",
        without=_changed(interface_endpoints=ENDPOINTS_INSTEAD_OF_NAT, nat_gateways=0),
    ),
    Lever("sales of scarce things that purge no pages", _changed(purges_stock=True)),
    Lever("searches on Spot", _changed(searches_on_spot=False)),
)

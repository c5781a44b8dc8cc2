"""A month's bill of a shop, from its visits and from what is rented for it."""

from __future__ import annotations

from deploy.pricing.bill import Bill
from deploy.pricing.design import Design
from deploy.pricing.services import computing, data, edge, operations
from deploy.pricing.visits import Profile, traffic_of


def bill_of(profile: Profile, design: Design) -> Bill:
    traffic = traffic_of(profile)
    services = (edge, computing, data, operations)
    return Bill(
        [line for service in services for line in service.lines(profile, traffic, design) if line.dollars]
    )

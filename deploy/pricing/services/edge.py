"""CloudFront, its firewall and its functions, and Amplify behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from deploy.pricing import prices
from deploy.pricing.bill import AMPLIFY, CLOUDFRONT, WAF, Line
from deploy.pricing.design import Design
from deploy.pricing.prices import Plan
from deploy.pricing.visits import Profile, Traffic

EDGE_RULES: Final = 5  # managed groups and the limit for each address
STATIC_MISSES: Final = 0.005  # of static files the CDN has to fetch from Amplify; assumed
PATHS_A_PRODUCT: Final = 4.0  # page, API document and two of its variants' addresses
# Of all orders, those of something of which shoppers are told how many are left; assumed.
SCARCE: Final = 0.2


def lines(profile: Profile, traffic: Traffic, design: Design) -> Iterator[Line]:
    plan = flat_rate_plan(traffic) if design.has_flat_rate_assets else None
    requests, gigabytes = traffic.site_requests, traffic.site_gigabytes
    if plan is None:
        requests, gigabytes = requests + traffic.asset_requests, gigabytes + traffic.asset_gigabytes
    else:
        yield Line(CLOUDFRONT, f"flat-rate plan {plan.name} for posters and models", plan.dollars)
    billed = prices.beyond(requests, prices.REQUESTS_FREE)
    yield Line(CLOUDFRONT, "data to viewers", prices.egress_dollars(gigabytes))
    yield Line(CLOUDFRONT, "requests", billed * prices.REQUESTS.dollars)
    yield Line(CLOUDFRONT, "functions at the edge", _function_dollars(traffic, design))
    yield Line(CLOUDFRONT, "purges", _purge_dollars(profile, design))
    yield from _firewall_lines(traffic, design)
    misses = traffic.static_gigabytes * STATIC_MISSES
    yield Line(AMPLIFY, "static files for the CDN", misses * prices.AMPLIFY_GIGABYTE.dollars)


def flat_rate_plan(traffic: Traffic) -> Plan | None:
    """The cheapest plan that is meant for the traffic in posters and models; None when none is."""
    fitting = [
        plan
        for plan in prices.PLANS
        if traffic.asset_requests <= plan.requests and traffic.asset_gigabytes <= plan.gigabytes
    ]
    return min(fitting, key=lambda plan: plan.dollars, default=None)


def _firewall_lines(traffic: Traffic, design: Design) -> Iterator[Line]:
    inspected = traffic.site_requests
    if not design.has_asset_distribution:
        inspected += traffic.asset_requests
    fixed = prices.WAF_ACL.dollars + EDGE_RULES * prices.WAF_RULE.dollars
    yield Line(WAF, "requests at the edge", inspected * prices.WAF_REQUEST.dollars)
    if design.compute == "apprunner":
        # A second one lets nothing in that does not come through the distribution.
        fixed += prices.WAF_ACL.dollars + prices.WAF_RULE.dollars
        yield Line(WAF, "requests at App Runner", traffic.origin_requests * prices.WAF_REQUEST.dollars)
    yield Line(WAF, "access lists and rules", fixed)


def _function_dollars(traffic: Traffic, design: Design) -> float:
    """One function leads www to the apex; one cuts the prefix off that assets have on the shop's own distribution."""
    runs = traffic.page_requests + traffic.personal_requests
    if not design.has_asset_distribution:
        runs += traffic.asset_requests
    return prices.beyond(runs, prices.EDGE_FUNCTIONS_FREE) * prices.EDGE_FUNCTION.dollars


def _purge_dollars(profile: Profile, design: Design) -> float:
    purged = profile.edits
    if design.purges_stock:
        purged += profile.visits * profile.visit.orders * SCARCE
    paths = prices.beyond(purged * PATHS_A_PRODUCT, prices.INVALIDATIONS_FREE)
    return paths * prices.INVALIDATION.dollars

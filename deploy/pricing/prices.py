"""List prices of us-east-1 in US dollars, without taxes, credits and discounts, each with how well it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

AS_OF: Final = date(2026, 11, 25)
HOURS_A_MONTH: Final = 730.0
MILLION: Final = 1e6


class Known(Enum):
    """How a price came to be known. None was read from a bill."""

    PAGE = "AWS's own price page, as stored in 2026"
    PUBLISHED = "quoted by comparisons published in 2026"
    REMEMBERED = "the price list of 2025 as remembered, not looked up again"


@dataclass(frozen=True)
class Price:
    """`dollars` for one `unit`."""

    dollars: float
    unit: str
    known: Known


@dataclass(frozen=True)
class Tier:
    """A step of a price that falls with the amount: `gigabytes` at `dollars` each."""

    gigabytes: float
    dollars: float


@dataclass(frozen=True)
class Plan:
    """A flat-rate plan for one distribution: a month's price, and the requests and gigabytes that it is meant for."""

    name: str
    dollars: float
    requests: float
    gigabytes: float


# CloudFront. Viewers in North America and Europe: one price for both but for requests, where the dearer one is taken.
EGRESS_FREE_GIGABYTES: Final = 1024.0
EGRESS: Final[Sequence[Tier]] = (
    Tier(10 * 1024, 0.085),
    Tier(40 * 1024, 0.080),
    Tier(100 * 1024, 0.060),
    Tier(350 * 1024, 0.040),
    Tier(524 * 1024, 0.030),
    Tier(4 * 1024**2, 0.025),
    Tier(float("inf"), 0.020),
)
REQUESTS: Final = Price(0.012 / 10_000, "HTTPS request, Europe", Known.PUBLISHED)
REQUESTS_FREE: Final = 10e6
EDGE_FUNCTION: Final = Price(0.10 / MILLION, "run of a CloudFront function", Known.REMEMBERED)
EDGE_FUNCTIONS_FREE: Final = 2e6
INVALIDATION: Final = Price(0.005, "path purged", Known.PAGE)
INVALIDATIONS_FREE: Final = 1000.0
PLANS: Final[Sequence[Plan]] = (
    Plan("Free", 0, 1e6, 100),
    Plan("Pro", 15, 10e6, 50 * 1024),
    Plan("Business", 200, 125e6, 50 * 1024),
    Plan("Premium", 1000, 500e6, 50 * 1024),
    Plan("Premium 75 TB", 1450, 750e6, 75 * 1024),
    Plan("Premium 125 TB", 2250, 1.25e9, 125 * 1024),
    Plan("Premium 200 TB", 3500, 2e9, 200 * 1024),
    Plan("Premium 350 TB", 6000, 3.5e9, 350 * 1024),
    Plan("Premium 600 TB", 10_000, 6e9, 600 * 1024),
)
PLANS_KNOWN: Final = Known.PAGE

# AWS WAF and Amplify Hosting.
WAF_ACL: Final = Price(5.0, "web ACL and month", Known.PUBLISHED)
WAF_RULE: Final = Price(1.0, "rule and month", Known.PUBLISHED)
WAF_REQUEST: Final = Price(0.60 / MILLION, "request inspected", Known.PUBLISHED)
AMPLIFY_GIGABYTE: Final = Price(0.15, "GB served", Known.REMEMBERED)

# Computing.
APPRUNNER_CPU: Final = Price(0.064, "vCPU-hour, active", Known.PAGE)
APPRUNNER_MEMORY: Final = Price(0.007, "GB-hour, provisioned", Known.PAGE)
FARGATE_CPU: Final = Price(0.04048, "vCPU-hour", Known.PUBLISHED)
FARGATE_MEMORY: Final = Price(0.004445, "GB-hour", Known.PUBLISHED)
SPOT_SHARE: Final = 0.32  # of Fargate's price
BALANCER: Final = Price(0.0225, "hour of a load balancer", Known.REMEMBERED)
BALANCER_UNIT: Final = Price(0.008, "capacity unit and hour", Known.REMEMBERED)
LAMBDA_CALL: Final = Price(0.20 / MILLION, "call", Known.REMEMBERED)

# Data. Database classes without "db.", for one zone; Multi-AZ is twice that.
DATABASE_HOUR: Final = {
    "t4g.small": Price(0.032, "hour", Known.PUBLISHED),
    "t4g.medium": Price(0.065, "hour", Known.PUBLISHED),
    "m7g.large": Price(0.168, "hour", Known.REMEMBERED),
    "m7g.xlarge": Price(0.337, "hour", Known.REMEMBERED),
    "m7g.2xlarge": Price(0.674, "hour", Known.REMEMBERED),
}
DATABASE_STORAGE: Final = Price(0.115, "GB-month, one zone", Known.PUBLISHED)
CACHE_HOUR: Final = {
    "cache.t4g.micro": Price(0.0128, "hour", Known.REMEMBERED),
    "cache.t4g.small": Price(0.0256, "hour", Known.REMEMBERED),
    "cache.m7g.large": Price(0.1264, "hour", Known.REMEMBERED),
    "cache.m7g.xlarge": Price(0.2528, "hour", Known.REMEMBERED),
}
MIRROR_WRITE: Final = Price(0.625 / MILLION, "write unit", Known.PUBLISHED)
MIRROR_READ: Final = Price(0.125 / MILLION, "read unit", Known.PUBLISHED)
OBJECT_STORAGE: Final = Price(0.023, "GB-month", Known.REMEMBERED)
OBJECT_READ: Final = Price(0.40 / MILLION, "GET", Known.REMEMBERED)
BACKUP_STORAGE: Final = Price(0.095, "GB-month", Known.PUBLISHED)

# Network and operations.
NAT_HOUR: Final = Price(0.045, "hour of a NAT gateway", Known.PUBLISHED)
NAT_GIGABYTE: Final = Price(0.045, "GB through it", Known.REMEMBERED)
ENDPOINT_HOUR: Final = Price(0.01, "hour of an interface endpoint in a zone", Known.REMEMBERED)
ENDPOINT_GIGABYTE: Final = Price(0.01, "GB through it", Known.REMEMBERED)
LOG_GIGABYTE: Final = Price(0.50, "GB taken in", Known.PUBLISHED)
METRIC: Final = Price(0.30, "metric and month", Known.REMEMBERED)
ALARM: Final = Price(0.10, "alarm and month", Known.REMEMBERED)
DASHBOARD: Final = Price(3.0, "dashboard and month", Known.REMEMBERED)
KEY: Final = Price(1.0, "key and month", Known.REMEMBERED)
KEY_USE: Final = Price(0.03 / 10_000, "use of a key", Known.REMEMBERED)
SECRET: Final = Price(0.40, "secret and month", Known.REMEMBERED)
MESSAGE: Final = Price(0.40 / MILLION, "SQS request", Known.REMEMBERED)
MESSAGES_FREE: Final = 1e6
ZONE: Final = Price(0.50, "hosted zone and month", Known.REMEMBERED)


def egress_dollars(gigabytes: float) -> float:
    """What CloudFront takes for so many gigabytes in a month, the free first terabyte taken off the dearest step."""
    total = -min(gigabytes, EGRESS_FREE_GIGABYTES) * EGRESS[0].dollars
    for tier in EGRESS:
        within = min(gigabytes, tier.gigabytes)
        total += within * tier.dollars
        gigabytes -= within
    return total


def beyond(amount: float, free: float) -> float:
    """The part of an amount that is not free."""
    return max(0.0, amount - free)

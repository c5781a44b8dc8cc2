"""Ways into and out of the private network, names, queues, logs, alarms, keys and secrets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from deploy.pricing import prices
from deploy.pricing.bill import KEYS, MACHINES, NAMES, NETWORK, QUEUES, SECRETS, WATCHING, Line
from deploy.pricing.design import Design
from deploy.pricing.prices import HOURS_A_MONTH
from deploy.pricing.visits import Profile, Traffic

LOG_BYTES: Final = 1000.0  # of Django for each request
FIXED_LOG_GIGABYTES: Final = 5.0  # of workers, whatever the traffic
METRICS: Final = 20
ALARMS: Final = 45
SECRETS_KEPT: Final = 5
# A worker asks each queue every twenty seconds, and the clock rings three times a minute.
POLLS_A_MONTH: Final = HOURS_A_MONTH * 3600 / 20
QUEUES_POLLED: Final = 5
RINGS_A_MONTH: Final = HOURS_A_MONTH * 60 * 3
MESSAGES_AN_ORDER: Final = 9.0  # three messages, each sent, received and deleted
KEY_USES_A_MESSAGE: Final = 0.1  # SQS keeps a data key for five minutes; assumed


def lines(profile: Profile, traffic: Traffic, design: Design) -> Iterator[Line]:
    logged = FIXED_LOG_GIGABYTES + traffic.origin_requests * LOG_BYTES / 1e9
    yield from _network_lines(design, outward=logged)
    yield Line(NAMES, "hosted zone", prices.ZONE.dollars)
    messages = _messages(profile)
    yield Line(QUEUES, "messages", prices.beyond(messages, prices.MESSAGES_FREE) * prices.MESSAGE.dollars)
    yield Line(WATCHING, "logs", logged * prices.LOG_GIGABYTE.dollars)
    watching = METRICS * prices.METRIC.dollars + ALARMS * prices.ALARM.dollars + prices.DASHBOARD.dollars
    yield Line(WATCHING, "metrics, alarms, dashboard", watching)
    yield Line(KEYS, "one key", prices.KEY.dollars + messages * KEY_USES_A_MESSAGE * prices.KEY_USE.dollars)
    yield Line(SECRETS, "secrets", SECRETS_KEPT * prices.SECRET.dollars)


def _network_lines(design: Design, *, outward: float) -> Iterator[Line]:
    """`outward` gigabytes leave for AWS's own services, through endpoints where there are some."""
    through_nat = 0.0 if design.interface_endpoints else outward
    nat = design.nat_gateways * HOURS_A_MONTH * prices.NAT_HOUR.dollars
    yield Line(MACHINES, "NAT gateways", nat + through_nat * prices.NAT_GIGABYTE.dollars)
    if design.interface_endpoints:
        hours = design.interface_endpoints * design.zones * HOURS_A_MONTH
        dollars = hours * prices.ENDPOINT_HOUR.dollars + outward * prices.ENDPOINT_GIGABYTE.dollars
        yield Line(NETWORK, "interface endpoints", dollars)


def _messages(profile: Profile) -> float:
    orders = profile.visits * profile.visit.orders
    work = orders + profile.uploads + profile.edits
    return POLLS_A_MONTH * QUEUES_POLLED + RINGS_A_MONTH * 3 + work * MESSAGES_AN_ORDER

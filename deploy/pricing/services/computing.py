"""Web server, workers and Lambda functions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from deploy.pricing import prices
from deploy.pricing.bill import APPRUNNER, BALANCING, ECS, LAMBDA, Line
from deploy.pricing.design import Design
from deploy.pricing.prices import HOURS_A_MONTH
from deploy.pricing.visits import Profile, Traffic

CPU_SECONDS_A_REQUEST: Final = 0.015  # assumed; a page read from the cache takes a fifth of it
USED: Final = 0.4  # share of a machine's CPU that is in use when another one is started
SEARCH_HOURS: Final = 0.1  # of a worker for each model; measured, 47 renders at most
SEARCH_CPU: Final = 4.0
SEARCH_MEMORY: Final = 16.0
DRAFT_HOURS: Final = 0.01


def lines(profile: Profile, traffic: Traffic, design: Design) -> Iterator[Line]:
    yield from _web_lines(traffic, design)
    for what, worker in (
        ("worker for orders and mirror", design.orders_worker),
        ("worker for uploads", design.uploads_worker),
        ("worker for conversions, always on", design.conversion_worker),
    ):
        yield Line(ECS, what, worker.count * HOURS_A_MONTH * _fargate_hour(worker.cpu, worker.memory))
    hour = _fargate_hour(SEARCH_CPU, SEARCH_MEMORY)
    share = prices.SPOT_SHARE if design.searches_on_spot else 1.0
    yield Line(ECS, "workers for searches, when there are any", profile.uploads * SEARCH_HOURS * hour * share)
    if design.conversion_worker.count == 0:
        yield Line(ECS, "workers for conversions, when there are any", profile.uploads * DRAFT_HOURS * hour)
    calls = profile.uploads + profile.edits + profile.visits * profile.visit.orders
    yield Line(LAMBDA, "uploads and purges", calls * prices.LAMBDA_CALL.dollars)


def _web_lines(traffic: Traffic, design: Design) -> Iterator[Line]:
    web = design.web
    asked = traffic.origin_requests * CPU_SECONDS_A_REQUEST / 3600 / USED / web.cpu
    kept = web.count * HOURS_A_MONTH
    if design.compute == "apprunner":
        active = max(asked, kept * web.busy)
        yield Line(APPRUNNER, "CPU while active", active * web.cpu * prices.APPRUNNER_CPU.dollars)
        memory = max(asked, kept) * web.memory * prices.APPRUNNER_MEMORY.dollars
        yield Line(APPRUNNER, "memory", memory)
    else:
        yield Line(ECS, "web", max(asked, kept) * _fargate_hour(web.cpu, web.memory))
        yield Line(BALANCING, "internal load balancer", HOURS_A_MONTH * _balancer_hour(traffic))


def _fargate_hour(cpu: float, memory: float) -> float:
    return cpu * prices.FARGATE_CPU.dollars + memory * prices.FARGATE_MEMORY.dollars


def _balancer_hour(traffic: Traffic) -> float:
    """A capacity unit holds a thousand rule evaluations a second or 25 new connections; CloudFront keeps its own open."""
    requests_a_second = traffic.origin_requests / HOURS_A_MONTH / 3600
    units = max(1.0, requests_a_second / 25)
    return prices.BALANCER.dollars + units * prices.BALANCER_UNIT.dollars

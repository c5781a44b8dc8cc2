"""A month's bill, against the budgets."""

from dataclasses import replace

import pytest

from deploy.pricing.bill import CLOUDFRONT, ECS, MACHINES, WAF, Bill, Line
from deploy.pricing.design import BUDGETS, COMPUTES, DESIGNS, Compute
from deploy.pricing.levers import with_all_that_save
from deploy.pricing.model import bill_of
from deploy.pricing.visits import PROFILES

FIRST_DRAFT_DOLLARS = 37_900


@pytest.mark.parametrize("compute", COMPUTES)
@pytest.mark.parametrize("name", PROFILES)
def test_every_size_of_shop_keeps_its_budget(name: str, compute: Compute) -> None:
    bill = bill_of(PROFILES[name], replace(DESIGNS[name], compute=compute))

    assert bill.dollars <= BUDGETS[name]


def test_the_three_sizes_are_those_that_were_asked_for() -> None:
    assert [profile.visits for profile in PROFILES.values()] == [10_000, 1_000_000, 100_000_000]
    assert list(PROFILES) == list(DESIGNS) == list(BUDGETS)


@pytest.mark.parametrize("compute", COMPUTES)
def test_a_hundred_million_visits_cost_at_most_sixty_percent_of_the_first_draft(compute: Compute) -> None:
    design = replace(DESIGNS["100M"], compute=compute)

    assert BUDGETS["100M"] <= 0.6 * FIRST_DRAFT_DOLLARS
    assert bill_of(PROFILES["100M"], design).dollars <= 0.6 * FIRST_DRAFT_DOLLARS
    assert bill_of(*with_all_that_save(PROFILES["100M"], design)).dollars <= 0.4 * FIRST_DRAFT_DOLLARS


@pytest.mark.parametrize("name", PROFILES)
def test_a_bill_has_no_line_for_nothing_and_none_twice(name: str) -> None:
    lines = bill_of(PROFILES[name], DESIGNS[name]).lines

    assert all(line.dollars > 0 for line in lines)
    assert len({(line.service, line.what) for line in lines}) == len(lines)


def test_without_visits_only_what_always_runs_is_paid_for() -> None:
    empty = replace(PROFILES["1M"], visits=0.0, uploads=0, edits=0)

    services = bill_of(empty, DESIGNS["1M"]).by_service()

    # Two NAT gateways for 730 hours at 0.045, and five gigabytes of logs through them.
    assert services[MACHINES] == pytest.approx(2 * 730 * 0.045 + 5 * 0.045)
    assert CLOUDFRONT not in services
    assert services[WAF] == pytest.approx(5 + 5 + 5 + 1)


def test_fargate_takes_the_place_of_app_runner() -> None:
    bills = {
        compute: bill_of(PROFILES["1M"], replace(DESIGNS["1M"], compute=compute)) for compute in COMPUTES
    }

    rented = {compute: {(line.service, line.what) for line in bill.lines} for compute, bill in bills.items()}
    assert rented["apprunner"] - rented["fargate"] == {
        ("AWS App Runner", "CPU while active"),
        ("AWS App Runner", "memory"),
        (WAF, "requests at App Runner"),
    }
    assert rented["fargate"] - rented["apprunner"] == {
        (ECS, "web"),
        ("Amazon Elastic Load Balancing", "internal load balancer"),
    }


def test_a_bill_adds_up_and_lists_the_dearest_first() -> None:
    bill = Bill([Line("a", "x", 1.0), Line("b", "y", 5.0), Line("a", "z", 3.0)])

    assert bill.dollars == 9.0
    assert list(bill.by_service().items()) == [("b", 5.0), ("a", 4.0)]
    assert [line.what for line in bill.drivers(2)] == ["y", "z"]


def test_the_middle_design_has_the_sizes_of_the_production_environment() -> None:
    settings = pytest.importorskip("deploy.settings").PRODUCTION
    design = DESIGNS["1M"]

    assert (design.database, design.database_gigabytes) == (
        settings.database.instance_type,
        settings.database.storage_gib,
    )
    assert design.is_multi_az == settings.database.is_multi_az
    assert (design.cache, design.cache_nodes) == (settings.cache.node_type, settings.cache.replicas + 1)
    assert (design.zones, design.nat_gateways) == (len(settings.zones), settings.nat_gateways)
    for machines, size in (
        (design.web, settings.web),
        (design.orders_worker, settings.orders_worker),
        (design.uploads_worker, settings.uploads_worker),
        (design.conversion_worker, settings.conversion_worker),
    ):
        assert (machines.cpu, machines.memory, machines.count) == (
            size.cpu / 1024,
            size.memory_mib / 1024,
            size.fewest,
        )

"""What each lever saves."""

from dataclasses import replace

import pytest

from deploy.pricing.design import DESIGNS
from deploy.pricing.levers import LEVERS, savings, with_all_that_save
from deploy.pricing.model import bill_of
from deploy.pricing.prices import PLANS
from deploy.pricing.services.edge import flat_rate_plan
from deploy.pricing.visits import PROFILES, traffic_of

LARGE = (PROFILES["100M"], DESIGNS["100M"])


def saved(name: str) -> float:
    return next(saving.dollars for saving in savings(*LARGE) if name in saving.name)


def test_every_lever_is_told_for_every_size() -> None:
    for name, profile in PROFILES.items():
        assert {saving.name for saving in savings(profile, DESIGNS[name])} == {lever.name for lever in LEVERS}


def test_levers_that_are_used_leave_the_bill_as_it_is() -> None:
    used = {saving.name for saving in savings(*LARGE) if saving.is_used}
    bills = {lever.name: bill_of(*lever.used(LARGE)).dollars for lever in LEVERS}

    assert {name for name, dollars in bills.items() if dollars == bill_of(*LARGE).dollars} == used
    assert len(used) == 5


def test_tiers_save_the_gigabytes_that_models_no_longer_have() -> None:
    heavier = replace(PROFILES["100M"].visit, model=4e6)
    heavy = traffic_of(replace(PROFILES["100M"], visit=heavier))

    gigabytes = heavy.asset_gigabytes - traffic_of(PROFILES["100M"]).asset_gigabytes

    # 100 M visits, of which 70 % fetch 1.5 models of 3.43 MB more each.
    assert gigabytes == pytest.approx(1e8 * 0.7 * 1.5 * 3.43e6 / 1e9)
    # Between the cheapest and the dearest step that they fall into.
    assert 0.03 * gigabytes < saved("tiers of 0.6 MB") < 0.06 * gigabytes


def test_a_distribution_of_their_own_saves_what_the_firewall_and_the_function_took() -> None:
    requests = traffic_of(PROFILES["100M"]).asset_requests

    assert saved("a distribution of their own") == pytest.approx(requests * (0.60 + 0.10) / 1e6)


def test_purging_for_each_sale_of_something_scarce_costs_a_fortune() -> None:
    # 1 % of the visits order, a fifth of that something scarce: four paths each at half a cent.
    assert saved("sales of scarce things") == pytest.approx(1e8 * 0.01 * 0.2 * 4 * 0.005)


def test_endpoints_for_every_zone_cost_more_than_nat_gateways() -> None:
    assert saved("NAT gateways") > 0


@pytest.mark.parametrize(("name", "is_worth_it"), [("1M", False), ("100M", True)])
def test_a_flat_rate_plan_is_worth_it_only_for_much_traffic(name: str, is_worth_it: bool) -> None:  # noqa: FBT001 - a column of the table
    found = {saving.name: saving.dollars for saving in savings(PROFILES[name], DESIGNS[name])}

    assert (found["a flat-rate plan for such a distribution"] > 0) == is_worth_it


def test_the_cheapest_plan_that_is_meant_for_the_traffic_is_taken() -> None:
    traffic = traffic_of(PROFILES["1M"])

    assert flat_rate_plan(replace(traffic, asset_requests=9e5, asset_gigabytes=99)) == PLANS[0]
    assert flat_rate_plan(replace(traffic, asset_requests=9e5, asset_gigabytes=101)) == PLANS[1]
    assert flat_rate_plan(replace(traffic, asset_requests=7e9, asset_gigabytes=101)) is None


def test_all_levers_together_are_those_that_save_something() -> None:
    profile, design = with_all_that_save(*LARGE)

    assert profile == PROFILES["100M"]
    assert design == replace(DESIGNS["100M"], has_asset_distribution=True, has_flat_rate_assets=True)
    assert with_all_that_save(PROFILES["1M"], DESIGNS["1M"])[1] == replace(
        DESIGNS["1M"], has_asset_distribution=True
    )

"""What is deployed is what the cost model has reckoned with."""

from dataclasses import asdict

from deploy.pricing.design import BUDGETS, DESIGNS
from deploy.settings import PRODUCTION, WebSize, WorkerSize


def machine(size: WebSize | WorkerSize) -> tuple[float, float, int]:
    """Cores, GB and how many run at least."""
    return size.cpu / 1024, size.memory_mib / 1024, size.fewest


def test_production_is_the_design_for_a_million_visits_within_its_budget() -> None:
    design = DESIGNS["1M"]

    assert (PRODUCTION.database.instance_type, PRODUCTION.database.storage_gib) == (
        design.database,
        design.database_gigabytes,
    )
    assert (PRODUCTION.cache.node_type, 1 + PRODUCTION.cache.replicas) == (design.cache, design.cache_nodes)
    assert (len(PRODUCTION.zones), PRODUCTION.nat_gateways) == (design.zones, design.nat_gateways)
    assert PRODUCTION.database.is_multi_az is design.is_multi_az
    for size, machines in (
        (PRODUCTION.web, design.web),
        (PRODUCTION.orders_worker, design.orders_worker),
        (PRODUCTION.uploads_worker, design.uploads_worker),
        (PRODUCTION.conversion_worker, design.conversion_worker),
    ):
        wanted = asdict(machines)
        assert machine(size) == (wanted["cpu"], wanted["memory"], wanted["count"])
    assert BUDGETS["1M"] == PRODUCTION.budget_dollars

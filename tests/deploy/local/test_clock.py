"""Ringing doorbells by the clock."""

from itertools import islice

from deploy.local.clock import due_rings


def test_due_rings_rings_each_task_at_once_and_then_at_its_own_pace() -> None:
    times = iter([0.0, 0.0, 4.0, 5.0, 9.0, 30.0])
    schedule = {"catalog.relay_mirror": (5, "mirror"), "orders.expire_unpaid_orders": (30, "orders")}

    rings = list(islice(due_rings(schedule, lambda: next(times)), 5))

    both = ["catalog.relay_mirror", "orders.expire_unpaid_orders"]
    assert rings == [both, [], ["catalog.relay_mirror"], [], both]

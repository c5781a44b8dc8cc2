"""Costs are those of processors, and percentiles are figures that were measured."""

import os
import subprocess
import sys
import time

import pytest

from tests.benchmarks.catalog.costs import (
    Cost,
    on_processor,
    on_processor_of_ended,
    percentile,
    summed,
    typical,
)


def test_work_is_seen_on_the_processor_and_waiting_is_not() -> None:
    before = on_processor([os.getpid()])
    used = time.process_time()
    while time.process_time() - used < 0.1:
        sum(range(1000))
    worked = on_processor([os.getpid()])
    time.sleep(0.2)
    waited = on_processor([os.getpid()])

    assert worked - before > 90
    assert waited - worked < 90


def test_process_that_has_ended_counts_nothing() -> None:
    assert on_processor([2**22 + 1]) == 0


def test_what_has_ended_is_kept_by_whoever_waited_for_it() -> None:
    before = on_processor_of_ended([os.getpid()])

    subprocess.run([sys.executable, "-c", "sum(range(10_000_000))"], check=True)  # our own words

    assert on_processor_of_ended([os.getpid()]) - before >= 50
    assert on_processor_of_ended([2**22 + 1]) == 0


def test_typical_cost_is_the_median_and_the_most_queries() -> None:
    costs = [Cost(1, 30, 9, 4), Cost(2, 10, 8, 4), Cost(90, 20, 7, 5)]

    assert typical(costs) == Cost(2, 20, 8, 5)
    assert typical(costs).processor == 22


def test_costs_add_up() -> None:
    assert summed([Cost(1, 2, 3, 4), Cost(10, 20, 30, 40)]) == Cost(11, 22, 33, 44)


@pytest.mark.parametrize(("percent", "expected"), [(50, 5), (90, 9), (99, 10), (100, 10), (1, 1)])
def test_percentile_is_the_nearest_rank(percent: float, expected: int) -> None:
    assert percentile(range(10, 0, -1), percent) == expected


def test_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no figures"):
        percentile([], 50)

"""What a piece of work costs: time on a processor, here and in PostgreSQL, beside what the clock says.

On a machine that others use, only the first means anything. It comes from `/proc/<pid>/task/*/schedstat`, whose first
figure is nanoseconds on a processor (Linux, Documentation/scheduler/sched-stats.rst).
"""

import math
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeVar

from django.db import connection
from django.test.utils import CaptureQueriesContext

_NANOSECONDS_A_MILLISECOND = 1_000_000

Result = TypeVar("Result")


@dataclass(frozen=True)
class Cost:
    """Milliseconds on a processor of this process and of its PostgreSQL backend, on the clock, and SQL statements."""

    application: float
    database: float
    wall: float
    queries: int = 0

    @property
    def processor(self) -> float:
        """Of both together."""
        return self.application + self.database


def on_processor(process_ids: Iterable[int]) -> float:
    """Milliseconds that all threads of these processes have been on a processor; those that have ended count nothing."""
    total = 0
    for process_id in process_ids:
        for task in Path(f"/proc/{process_id}/task").glob("*"):
            try:
                total += int((task / "schedstat").read_text().split()[0])
            except OSError:
                continue  # it ended meanwhile
    return total / _NANOSECONDS_A_MILLISECOND


def on_processor_of_ended(process_ids: Iterable[int]) -> float:
    """Milliseconds of those that these have started and waited for: what ends takes its own figures with it.

    In steps of the clock's tick, mostly 10 ms (proc_pid_stat(5), `cutime` and `cstime`).
    """
    total = 0
    for process_id in process_ids:
        try:
            figures = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        total += int(figures[13]) + int(figures[14])
    return total * 1000 / os.sysconf("SC_CLK_TCK")


def cost_of(work: Callable[[], Result]) -> tuple[Result, Cost]:
    """What the work returns, and what it costs on Django's connection. PostgreSQL must run on this machine."""
    backend = _backend()
    with CaptureQueriesContext(connection) as queries:
        database, application, wall = on_processor([backend]), time.process_time(), time.perf_counter()
        result = work()
        wall, application = time.perf_counter() - wall, time.process_time() - application
    return result, Cost(
        application * 1000, on_processor([backend]) - database, wall * 1000, len(queries.captured_queries)
    )


def _backend() -> int:
    """The process that serves Django's connection, which the test client must not close meanwhile."""
    connection.ensure_connection()
    process_id: int = connection.connection.info.backend_pid
    return process_id


def typical(costs: Sequence[Cost]) -> Cost:
    """The median of each figure; of statements, the most."""
    return Cost(
        median(each.application for each in costs),
        median(each.database for each in costs),
        median(each.wall for each in costs),
        max(each.queries for each in costs),
    )


def summed(costs: Sequence[Cost]) -> Cost:
    """All of them together."""
    return Cost(
        sum(each.application for each in costs),
        sum(each.database for each in costs),
        sum(each.wall for each in costs),
        sum(each.queries for each in costs),
    )


def percentile(figures: Sequence[float], percent: float) -> float:
    """The smallest figure that so many percent of all do not exceed (nearest rank)."""
    if not figures:
        raise ValueError("There are no figures.")
    return sorted(figures)[max(0, math.ceil(len(figures) * percent / 100) - 1)]

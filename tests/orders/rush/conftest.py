"""Two web processes as production starts them, on the test's own data."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from deploy.local.processes.ports import take_port
from tests.journeys import processes
from tests.journeys.conftest import _alone, _real_doorbells, port, shop_environment

__all__ = ["_alone", "_real_doorbells", "port", "shop_environment"]


@pytest.fixture
def patient_environment(shop_environment: dict[str, str]) -> dict[str, str]:
    """On a machine that is busy with other things a statement may take long; and all of a crowd come from one address."""
    return {**shop_environment, "DATABASE_STATEMENT_TIMEOUT_MS": "120000", "UNPAID_ORDERS_PER_CLIENT": "0"}


@pytest.fixture
def free_ports(port: int) -> list[int]:
    """Where two web processes are to answer."""
    return [port, take_port()]


@pytest.fixture
def ports(patient_environment: dict[str, str], free_ports: list[int], tmp_path: Path) -> Iterator[list[int]]:
    """Where the shop answers, each a process of its own."""
    with ExitStack() as opened:
        for each in free_ports:
            opened.enter_context(processes.web(patient_environment, tmp_path / f"web-{each}.log", port=each))
        yield free_ports

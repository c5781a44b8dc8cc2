"""`manage.py doctor` as an operator runs it, where everything is well and where nothing is."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.doubles.nobody import closed_port

ROOT = Path(__file__).resolve().parents[3]
PROGRAMS = {"chromium", "node", "isolation"}


def run(environment: Mapping[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "manage.py", "doctor", *options],
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


def states(result: subprocess.CompletedProcess[str]) -> dict[str, str]:
    document: dict[str, Any] = json.loads(result.stdout)
    return {finding["check"]: finding["state"] for finding in document["findings"]}


@pytest.fixture
def dead() -> Iterator[str]:
    """A host and port at which nobody listens."""
    with closed_port() as port:
        yield f"127.0.0.1:{port}"


@pytest.fixture
def healthy(shop_environment: dict[str, str]) -> dict[str, str]:
    """The test's database, and what the stack provisioned for the shop itself."""
    return {**shop_environment, "MIRROR_TABLE": "vitrine-mirror", "SITE_URL": settings.SITE_URL}


def test_healthy_shop_is_well_and_ends_with_0(healthy: dict[str, str]) -> None:
    result = run(healthy)

    assert result.returncode == 0, result.stdout
    assert {line.split()[0] for line in result.stdout.splitlines()[:16]} == {"well"}
    assert "All 16 checks are done." in result.stdout


def test_shop_where_nothing_works_is_told_everything_at_once(
    shop_environment: dict[str, str], dead: str
) -> None:
    queues = {
        name: f"http://{dead}/000000000000/gone" for name in shop_environment if name.endswith("_QUEUE_URL")
    }
    environment = {
        **shop_environment,
        **queues,
        "DATABASE_URL": f"postgres://shop:hunter2@{dead}/shop",
        "REDIS_URL": f"redis://:hunter2@{dead}/0",
        "UPLOADS_BUCKET": "no-such-uploads",
        "ASSETS_BUCKET": "no-such-assets",
        "MIRROR_TABLE": "no-such-table",
        "PATH": "/nonexistent",
        "CHROMIUM_PATH": "",
        "PLAYWRIGHT_BROWSERS_PATH": "/nonexistent",
    }

    result = run(environment, "--json", "--worker")

    well = {name for name, state in states(result).items() if state == "well"}
    assert result.returncode == 1
    assert well == {"settings", "static files", "gateway"}
    assert set(states(result)) >= PROGRAMS
    for named in ("no-such-uploads", "no-such-assets", "no-such-table", "PostgreSQL: ", "Redis: "):
        assert named in result.stdout
    assert "hunter2" not in result.stdout + result.stderr


def test_words_say_what_to_do(healthy: dict[str, str], dead: str) -> None:
    result = run({**healthy, "REDIS_URL": f"redis://{dead}/0"})

    lines = result.stdout.splitlines()
    (ill,) = [number for number, line in enumerate(lines) if line.startswith("ill")]
    assert result.returncode == 1
    assert lines[ill].split()[1] == "redis"
    assert "> Check REDIS_URL" in lines[ill + 1]
    assert lines[-1] == "1 of 16 checks are ill."

"""Production refuses to start when something is missing or unsafe. Each case is a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

COMPLETE = {
    "DATABASE_URL": "postgres://shop:secret@db.internal:5432/shop",
    "REDIS_URL": "rediss://cache.internal:6379/0",
    "ASSETS_BASE_URL": "https://shop.example/assets",
    "ORDERS_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/1/orders",
    "MIRROR_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/1/mirror",
    "UPLOADS_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/1/uploads",
    "CONVERSION_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/1/conversion",
    "SEARCH_QUEUE_URL": "https://sqs.us-east-1.amazonaws.com/1/search",
    "SECRET_KEY": "3fd0a9c6e1b24785a0d9c3b7f6e5148293ab7c6d5e4f30112233445566778899",
    "ALLOWED_HOSTS": "shop.example",
    "SITE_URL": "https://shop.example",
    "PAYMENT_GATEWAY": "closed",
}


def start(changes: dict[str, str | None]) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in {**COMPLETE, **changes}.items() if value is not None}
    return subprocess.run(  # our own interpreter and a fixed program
        [sys.executable, "-c", "import config.settings.prod"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_prod_starts_with_a_complete_environment() -> None:
    result = start({})

    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("name", sorted(COMPLETE))
def test_prod_names_each_missing_variable(name: str) -> None:
    result = start({name: None})

    assert result.returncode != 0
    assert name in result.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "local-only-not-a-secret-local-only-not-a-secret-local"),
        ("ALLOWED_HOSTS", "*"),
        ("SITE_URL", "http://shop.example"),
        ("ASSETS_BASE_URL", "http://shop.example/assets"),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"),
        ("PAYMENT_GATEWAY", "local"),
        ("DATABASE_URL", "sqlite:///shop.db"),
    ],
)
def test_prod_refuses_unsafe_values(name: str, value: str) -> None:
    result = start({name: value})

    assert result.returncode != 0
    assert name in result.stderr.splitlines()[-1]

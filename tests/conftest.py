"""What every test shares: data apart for each test process, and a cache and a mirror that start empty."""

import functools
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import boto3
import pytest
from botocore.config import Config
from django.apps import AppConfig, apps
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from mypy_boto3_dynamodb import DynamoDBClient
from pytest_django import DjangoDbBlocker

from assets3d import storage
from catalog.mirror import table
from config.celery import application
from config.settings.test import PATIENCE_SECONDS

PROVISIONED_TABLE = "vitrine-mirror"

# How fast examples are made says something of the machine, nothing of what is tested. They are the same in each run,
# so that what fails has been broken; EXAMPLES=new looks for others.
hypothesis_settings.register_profile(
    "vitrine",
    deadline=None,
    derandomize=os.environ.get("EXAMPLES") != "new",
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("vitrine")


@functools.cache
def _dynamodb() -> DynamoDBClient:
    return boto3.client("dynamodb", endpoint_url=settings.AWS_ENDPOINT_URL)


@receiver(post_migrate)
def _deliver_as_before(*, app_config: AppConfig, using: str, **_others: Any) -> None:
    """Tests that empty tables bring back what the migration of shipping put there; emptying ends as migrating does."""
    if app_config.label == "orders":
        migration = import_module("orders.migrations.0026_standard_shipping")
        migration.deliver_as_before(apps, connections[using].schema_editor())


@pytest.fixture
def now() -> datetime:
    """The instant at which the test happens."""
    return datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def _services_are_waited_for() -> None:
    """As in the test settings, for those of AWS that the shop gives up soon."""
    patience = Config(connect_timeout=PATIENCE_SECONDS, read_timeout=PATIENCE_SECONDS)
    table.TIMEOUTS = table.TIMEOUTS.merge(patience)
    storage._HURRY = storage._HURRY.merge(patience)


@pytest.fixture(scope="session", autouse=True)
def _tasks_are_known() -> None:
    """Doorbells ring by name; like the worker, a test process must know the tasks to run them on the spot."""
    application.autodiscover_tasks(force=True)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:  # pytest-django's name
    """As pytest-django's; sessions that somebody forgot are named and ended, since the database cannot go while one is there."""
    yield
    with django_db_blocker.unblock(), connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT state, query, pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        for state, query, _ in cursor.fetchall():
            sys.stderr.write(f"A session was forgotten, {state} after: {query[:300]}\n")
        _wait_until_alone(cursor)


def _wait_until_alone(cursor: CursorWrapper) -> None:
    """Sessions that are told to end take a moment."""
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends_at:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        if not cursor.fetchone()[0]:
            return
        time.sleep(0.05)


@pytest.fixture(scope="session")
def _mirror_table() -> None:
    """A mirror table for this test process alone, shaped like the one that the local stack provisions."""
    dynamodb = _dynamodb()
    if settings.MIRROR_TABLE in dynamodb.list_tables()["TableNames"]:
        return
    shape = dynamodb.describe_table(TableName=PROVISIONED_TABLE)["Table"]
    dynamodb.create_table(
        TableName=settings.MIRROR_TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=shape["KeySchema"],
        AttributeDefinitions=shape["AttributeDefinitions"],
        GlobalSecondaryIndexes=[
            {name: index[name] for name in ("IndexName", "KeySchema", "Projection")}  # type: ignore[misc]  # a description, cut to the call
            for index in shape.get("GlobalSecondaryIndexes", [])
        ],
    )


@pytest.fixture(autouse=True)
def _own_services(request: pytest.FixtureRequest) -> None:
    """Tests that use the database begin with an empty mirror and an empty cache; pure ones touch nothing."""
    if request.node.get_closest_marker("django_db") is not None:
        request.getfixturevalue("_mirror_table")
        empty_mirror()
        cache.clear()


def empty_mirror() -> None:
    """Without even tombstones."""
    for pk, _ in table.scan_keys():
        _dynamodb().delete_item(TableName=settings.MIRROR_TABLE, Key={"pk": {"S": pk}})

"""Measurements have the form that CloudWatch reads, and say what happened."""

import io
import json
import logging
import logging.config
import sys
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from catalog.models import MirrorEntry
from catalog.money import Money
from catalog.services.schedule_price import schedule_sale
from config.observability import tasks
from config.observability.logs import console_logging, json_logging
from config.observability.metrics import Metric, Unit, embedded, emit
from config.observability.requests import MeasuringMiddleware
from config.observability.tasks import measure
from orders.services.place_order import place_order
from tests.factories.orders import DELIVERY, placed_order, sold_variant

# From the specification: what a name may be, what a unit may be called.
LONGEST_NAME = 1024
UNITS = {"Seconds", "Microseconds", "Milliseconds", "Bytes", "Count", "Percent", "None"}


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> io.StringIO:
    """Where the lines of this process go, measured under the namespace Vitrine/test."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "__stdout__", stream)
    settings.METRICS_NAMESPACE = "Vitrine/test"
    return stream


def documents(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def require_embedded_format(document: dict[str, Any]) -> None:
    """The rules of the specification: a root object, its `_aws`, and that what this names is there."""
    assert set(document["_aws"]) == {"Timestamp", "CloudWatchMetrics"}
    # Milliseconds, of a time that CloudWatch accepts: two weeks back to two hours ahead.
    age = timezone.now().timestamp() - document["_aws"]["Timestamp"] / 1000
    assert type(document["_aws"]["Timestamp"]) is int
    assert -7200 < age < 14 * 24 * 3600
    for directive in document["_aws"]["CloudWatchMetrics"]:
        assert set(directive) == {"Namespace", "Dimensions", "Metrics"}
        assert 0 < len(directive["Namespace"]) <= 256
        assert 0 < len(directive["Metrics"]) <= 100
        for names in directive["Dimensions"]:
            assert len(names) <= 30
            assert all(isinstance(document[name], str) and 0 < len(document[name]) <= 1024 for name in names)
        for metric in directive["Metrics"]:
            assert set(metric) <= {"Name", "Unit", "StorageResolution"}
            assert 0 < len(metric["Name"]) <= LONGEST_NAME
            assert metric["Unit"] in UNITS
            assert type(document[metric["Name"]]) in {int, float}


def test_every_metric_has_the_embedded_format(written: io.StringIO) -> None:
    emit(dict.fromkeys(Metric, 0.5))

    (document,) = documents(written)
    require_embedded_format(document)
    assert {name for name in document if name not in {"_aws", "Service"}} == {
        metric.label for metric in Metric
    }


def test_document_is_as_the_specification_has_it() -> None:
    document = embedded({Metric.RELAY_LAG: 2.5, Metric.OUTBOX_WAITING: 3}, "Vitrine/test", "worker", 1.25)

    assert document == {
        "_aws": {
            "Timestamp": 1250,
            "CloudWatchMetrics": [
                {
                    "Namespace": "Vitrine/test",
                    "Dimensions": [["Service"]],
                    "Metrics": [
                        {"Name": "RelayLag", "Unit": "Seconds"},
                        {"Name": "OutboxWaiting", "Unit": "Count"},
                    ],
                }
            ],
        },
        "Service": "worker",
        "RelayLag": 2.5,
        "OutboxWaiting": 3,
    }


def test_units_are_those_of_cloudwatch() -> None:
    assert {unit.value for unit in Unit} <= UNITS


def test_nothing_is_written_without_a_namespace(written: io.StringIO, settings: Settings) -> None:
    settings.METRICS_NAMESPACE = None

    emit({Metric.REQUEST_SECONDS: 1.0})

    assert written.getvalue() == ""


@pytest.mark.parametrize(("status", "errors"), [(200, 0), (404, 0), (500, 1), (503, 1)])
def test_each_request_is_measured(status: int, errors: int, written: io.StringIO) -> None:
    MeasuringMiddleware(lambda _request: HttpResponse(status=status))(RequestFactory().get("/"))

    (document,) = documents(written)
    require_embedded_format(document)
    assert (document["ServerErrors"], 0 <= document["RequestSeconds"] < 60) == (errors, True)


@pytest.mark.django_db
def test_request_that_fails_unforeseen_counts_as_a_fault(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("orders.site.cart.show_cart", fail)

    answer = Client(raise_request_exception=False).get("/cart/")

    assert answer.status_code == 500
    assert [document["ServerErrors"] for document in documents(written)] == [1]


@pytest.mark.django_db
def test_relay_tells_what_waits_and_for_how_long() -> None:
    MirrorEntry.objects.all().delete()
    for minutes in (1, 3):
        MirrorEntry.objects.create(
            product_id=1, slug="vase", version=minutes, created_at=timezone.now() - timedelta(minutes=minutes)
        )
    MirrorEntry.objects.create(
        product_id=1,
        slug="vase",
        version=9,
        done_at=timezone.now(),
        created_at=timezone.now() - timedelta(days=1),
    )

    measured = measure("catalog.relay_mirror", None, 0.1)

    assert measured[Metric.OUTBOX_WAITING] == 2
    assert measured[Metric.RELAY_LAG] == pytest.approx(180, abs=20)


@pytest.mark.django_db
def test_relay_with_nothing_to_do_has_no_lag() -> None:
    MirrorEntry.objects.all().delete()

    assert measure("catalog.relay_mirror", None, 0.1) == {Metric.OUTBOX_WAITING: 0, Metric.RELAY_LAG: 0.0}


@pytest.mark.django_db
def test_price_that_is_still_to_come_is_not_late() -> None:
    offer, now = sold_variant(), timezone.now()
    MirrorEntry.objects.all().delete()
    schedule_sale(
        variant_id=offer.pk,
        price=Money(1, "EUR"),
        starts_at=now + timedelta(days=1),
        ends_at=now + timedelta(days=2),
        now=now,
    )
    MirrorEntry.objects.filter(version__isnull=False).delete()

    assert MirrorEntry.objects.open().exists()
    assert measure("catalog.relay_mirror", None, 0.1) == {Metric.OUTBOX_WAITING: 0, Metric.RELAY_LAG: 0.0}


def test_documents_that_differed_are_counted() -> None:
    assert measure("catalog.verify_mirror", 3, 0.1) == {Metric.MIRROR_DIVERGENCE: 3}
    assert measure("catalog.verify_mirror", None, 0.1) == {}


@pytest.mark.parametrize(
    ("outcome", "measured"),
    [
        ("DONE", {Metric.CONVERSION_SECONDS: 12.5, Metric.CONVERSION_FAILED: 0}),
        ("REFUSED", {Metric.CONVERSION_SECONDS: 12.5, Metric.CONVERSION_FAILED: 0}),
        ("FAULT", {Metric.CONVERSION_FAILED: 1}),
        ("LOST", {}),
        ("NOT_CLAIMED", {}),
        (None, {}),
    ],
)
def test_conversions_are_measured_where_they_ended(
    outcome: str | None, measured: dict[Metric, float]
) -> None:
    assert measure("assets3d.convert", outcome, 12.5) == measured


def test_task_that_cannot_be_measured_is_done_all_the_same(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(tasks, "measure", fail)

    tasks._ended(task=SimpleNamespace(name="catalog.relay_mirror", request=SimpleNamespace()))

    assert written.getvalue() == ""


@pytest.mark.django_db(transaction=True)
def test_placed_order_is_counted_whatever_the_log_level(written: io.StringIO) -> None:
    logging.config.dictConfig(json_logging(level="ERROR"))
    try:
        order = placed_order((sold_variant(), 1))
        again = place_order(
            cart_token=order.cart.token,
            delivery=DELIVERY,
            expected_total=order.total_minor,
            now=timezone.now(),
        )
    finally:
        logging.config.dictConfig(console_logging(level="INFO"))

    assert again.public_id == order.public_id
    assert [document["OrdersPlaced"] for document in documents(written)] == [1]

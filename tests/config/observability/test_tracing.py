"""What leaves the shop with a span, and what does not."""

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from config.observability.tracing import MaskingExporter

KEY = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


@pytest.fixture
def sent() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def provider(sent: InMemorySpanExporter) -> TracerProvider:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(MaskingExporter(sent)))
    return provider


def test_span_says_what_was_done_and_not_by_whom(
    provider: TracerProvider, sent: InMemorySpanExporter
) -> None:
    with provider.get_tracer("test").start_as_current_span("GET orders/<uuid:order_id>/") as span:
        span.set_attribute("http.target", f"/orders/{KEY}/?q=ada%40mail.vitrine.test")
        span.set_attribute("url.query", "q=Byron")
        span.set_attribute("net.peer.ip", "198.51.100.7")
        span.set_attribute("http.status_code", 200)

    (seen,) = sent.get_finished_spans()
    assert (seen.name, dict(seen.attributes or {})) == (
        "GET orders/<uuid:order_id>/",
        {"http.target": "/orders/*/", "http.status_code": 200},
    )
    assert seen.context == span.get_span_context()


def test_error_of_a_span_tells_no_secrets(provider: TracerProvider, sent: InMemorySpanExporter) -> None:
    def fail() -> None:
        raise ValueError(
            f"postgres://shop:hunter2@database/shop refused ada@mail.vitrine.test at /pay/{KEY}/"
        )

    with (
        pytest.raises(ValueError, match="hunter2"),
        provider.get_tracer("test").start_as_current_span("connect"),
    ):
        fail()

    (seen,) = sent.get_finished_spans()
    told = seen.to_json()
    assert (seen.status.status_code, [event.name for event in seen.events]) == (
        StatusCode.ERROR,
        ["exception"],
    )
    assert [secret for secret in ("hunter2", "ada@", KEY) if secret in told] == []

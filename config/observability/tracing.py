"""Traces as X-Ray knows them: a request, the tasks it causes, and what both ask of PostgreSQL and AWS.

Spans go by OTLP to the collector beside the process, at `OTEL_EXPORTER_OTLP_ENDPOINT` (http://localhost:4318
without one), which hands them on to X-Ray. Without a collector they are dropped and nobody waits.
"""

from collections.abc import Mapping, Sequence

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.botocore import BotocoreInstrumentor
from opentelemetry.instrumentation.celery import CeleryInstrumentor
from opentelemetry.instrumentation.django import DjangoInstrumentor
from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
from opentelemetry.propagate import set_global_textmap
from opentelemetry.propagators.aws import AwsXRayPropagator
from opentelemetry.sdk.extension.aws.trace import AwsXRayIdGenerator
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.util.types import AttributeValue

from config.observability.masking import masked

# Who asked, under the names that instrumentations have for it. Personal data stays out of traces as out of logs.
PERSONAL = ("net.peer.ip", "net.peer.name", "client.address", "http.client_ip", "network.peer.address")
# Addresses that were asked for: what stands behind "?" are names and e-mail addresses that somebody searched for.
ADDRESSES = ("http.url", "http.target", "url.full")
QUERY = "url.query"
SEND_SECONDS = 2


class MaskingExporter(SpanExporter):
    """Hands spans on without what must not leave the shop."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._exporter.export([_without_secrets(span) for span in spans])

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._exporter.force_flush(timeout_millis)


def start_tracing(service: str) -> None:
    """Trace this process from now on, under the name vitrine-`service`. Call once, before it serves anybody."""
    provider = TracerProvider(
        id_generator=AwsXRayIdGenerator(), resource=Resource.create({"service.name": f"vitrine-{service}"})
    )
    provider.add_span_processor(BatchSpanProcessor(MaskingExporter(OTLPSpanExporter(timeout=SEND_SECONDS))))
    trace.set_tracer_provider(provider)
    set_global_textmap(AwsXRayPropagator())
    for instrumentor in (DjangoInstrumentor, CeleryInstrumentor, PsycopgInstrumentor, BotocoreInstrumentor):
        instrumentor().instrument()


def _without_secrets(span: ReadableSpan) -> ReadableSpan:
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=_masked(span.attributes or {}),
        events=[Event(event.name, _masked(event.attributes or {}), event.timestamp) for event in span.events],
        links=span.links,
        kind=span.kind,
        status=trace.Status(span.status.status_code),  # without its description, which is an error's text
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _masked(attributes: Mapping[str, AttributeValue]) -> dict[str, AttributeValue]:
    return {
        name: _without_query(name, masked(value)) if isinstance(value, str) else value
        for name, value in attributes.items()
        if name not in PERSONAL and name != QUERY
    }


def _without_query(name: str, text: str) -> str:
    return text.partition("?")[0] if name in ADDRESSES else text

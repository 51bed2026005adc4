"""The exporter of spans. Loaded only where an endpoint is set, because the SDK is not free.

No span leaves with personal data or a secret in it, whichever library has set the attribute.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Status

from hub.kit.privacy import for_logs

_PATH = "/v1/traces"


def install(endpoint: str, *, process: str) -> None:
    """Becomes this process's provider. Sampling and headers follow OpenTelemetry's variables."""
    url = endpoint if endpoint.endswith(_PATH) else endpoint.rstrip("/") + _PATH
    resource = Resource.create({"service.name": "laelia", "service.instance.id": process})
    provider = TracerProvider(resource=resource, shutdown_on_exit=True)
    provider.add_span_processor(BatchSpanProcessor(_Redacting(OTLPSpanExporter(endpoint=url))))
    trace.set_tracer_provider(provider)


def flush() -> None:
    provider = trace.get_tracer_provider()
    if isinstance(provider, TracerProvider):
        provider.force_flush(5_000)


class _Redacting(SpanExporter):
    """Reads what spans say before another exporter sends them; in its thread, not in a run's."""

    def __init__(self, inner: SpanExporter) -> None:
        self._inner = inner

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._inner.export([_clean(span) for span in spans])

    def shutdown(self) -> None:
        self._inner.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._inner.force_flush(timeout_millis)


def _clean(span: ReadableSpan) -> ReadableSpan:
    return ReadableSpan(
        name=for_logs(span.name),
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=_attributes(span.attributes),
        events=[
            Event(for_logs(event.name), _attributes(event.attributes), event.timestamp)
            for event in span.events
        ],
        links=span.links,
        kind=span.kind,
        status=_status(span.status),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _status(status: Status) -> Status:
    if not status.description:
        return status
    return Status(status.status_code, for_logs(status.description))


def _attributes(given: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: _attribute(name, value) for name, value in (given or {}).items()}


def _attribute(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return for_logs(value, hint=name)
    if isinstance(value, list | tuple):
        return [_attribute(name, inner) for inner in value]
    return value

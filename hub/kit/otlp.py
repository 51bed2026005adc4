"""The exporter of spans. Loaded only where an endpoint is set, because the SDK is not free."""

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

_PATH = "/v1/traces"


def install(endpoint: str, *, process: str) -> None:
    """Becomes this process's provider. Sampling and headers follow OpenTelemetry's variables."""
    url = endpoint if endpoint.endswith(_PATH) else endpoint.rstrip("/") + _PATH
    resource = Resource.create({"service.name": "laelia", "service.instance.id": process})
    provider = TracerProvider(resource=resource, shutdown_on_exit=True)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=url)))
    trace.set_tracer_provider(provider)


def flush() -> None:
    provider = trace.get_tracer_provider()
    if isinstance(provider, TracerProvider):
        provider.force_flush(5_000)

"""Spans, when an exporter is set; next to nothing, when none is.

    with tracing.span("resolve") as current:
        ...
        if current is not None:
            current.set_attribute("laelia.agent_id", agent_id)

A span never carries what was asked or answered, nor an error's text: those are the tenant's.
"""

from collections.abc import Mapping, MutableMapping
from contextlib import AbstractContextManager
from contextvars import Token
from importlib import import_module
from types import TracebackType
from typing import Any, Final

from opentelemetry import context as contexts
from opentelemetry import propagate, trace
from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

INTERNAL: Final = SpanKind.INTERNAL
CLIENT: Final = SpanKind.CLIENT
SERVER: Final = SpanKind.SERVER
CONTEXT: Final = ("traceparent", "tracestate")
_CARRIED: Final = (b"traceparent", b"tracestate", b"baggage")
_OUTWARD: Final = TraceContextTextMapPropagator()

_tracer: Tracer | None = None


def configure(endpoint: str | None, *, process: str) -> None:
    """Send spans to an OTLP endpoint (`http://host:4318`). Without one, tracing stays off.

    It is once per process: OpenTelemetry has one provider, which libraries use too.
    """
    global _tracer  # noqa: PLW0603 - one per process by OpenTelemetry's design
    if endpoint is None or _tracer is not None:
        return
    # The SDK and its exporter cost a tenth of a second and 15 MB, for those alone who export.
    import_module("hub.kit.otlp").install(endpoint, process=process)
    _tracer = trace.get_tracer("laelia")


def flush() -> None:
    """Send what is still queued; for the end of a process."""
    if _tracer is not None:
        import_module("hub.kit.otlp").flush()


def span(
    name: str, kind: SpanKind = INTERNAL, parent: Context | None = None
) -> AbstractContextManager[Span | None]:
    """A span around a block; None stands for it when tracing is off."""
    if _tracer is None:
        return _NOTHING
    return _Recording(_tracer, name, kind, parent)


def enabled() -> bool:
    return _tracer is not None


def of_headers(headers: list[tuple[bytes, bytes]]) -> Context | None:
    """The caller's trace, from the headers of a request."""
    found = {
        name.decode("latin-1"): value.decode("latin-1")
        for name, value in headers
        if name in _CARRIED
    }
    return propagate.extract(found) if found else None


def of_meta(meta: Mapping[str, Any] | None) -> Context | None:
    """The caller's trace, from an MCP request's `_meta`; None where there is none, or tracing."""
    if _tracer is None or not meta or not isinstance(meta.get("traceparent"), str):
        return None
    return propagate.extract({k: v for k, v in meta.items() if isinstance(v, str)})


def into(meta: MutableMapping[str, Any]) -> None:
    """Write the current trace where the next server of ours looks for it: `_meta`, or headers."""
    propagate.inject(meta)


def outward(meta: MutableMapping[str, Any]) -> None:
    """The same for a server that is not ours: without the caller's `baggage`."""
    if _tracer is not None:
        _OUTWARD.inject(meta)


def current_ids() -> tuple[str, str] | None:
    """The current trace and span, for logs."""
    if _tracer is None:
        return None
    current = trace.get_current_span().get_span_context()
    if not current.is_valid:
        return None
    return f"{current.trace_id:032x}", f"{current.span_id:016x}"


class _Nothing:
    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


_NOTHING: Final = _Nothing()


class _Recording:
    """Current while the block runs. An error leaves its stable code, never its text."""

    __slots__ = ("_span", "_token")

    def __init__(self, tracer: Tracer, name: str, kind: SpanKind, parent: Context | None) -> None:
        self._span = tracer.start_span(name, context=parent, kind=kind)
        self._token: Token[Context] | None = None

    def __enter__(self) -> Span:
        self._token = contexts.attach(trace.set_span_in_context(self._span))
        return self._span

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if error is not None and kind is not None:
            failed(self._span, str(getattr(error, "code", kind.__name__)))
        self._span.end()
        if self._token is not None:
            contexts.detach(self._token)


def failed(current: Span, code: str) -> None:
    current.set_attribute("error.type", code)
    current.set_status(StatusCode.ERROR)

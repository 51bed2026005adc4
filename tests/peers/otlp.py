"""A collector of traces, as OTLP over HTTP has it: keeps every span that is posted to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

SERVER, CLIENT = 2, 3


@dataclass(frozen=True)
class Span:
    name: str
    trace_id: str
    span_id: str
    parent_id: str
    kind: int
    failed: bool
    attributes: dict[str, Any]
    process: str


@dataclass
class Collector:
    url: str = ""
    spans: list[Span] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    _arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        sent = ExportTraceServiceRequest.FromString(body)
        async with self._arrived:
            self.raw.append(body)
            for resource in sent.resource_spans:
                process = _plain(resource.resource.attributes)["service.instance.id"]
                for scope in resource.scope_spans:
                    self.spans += [_span(span, process) for span in scope.spans]
            self._arrived.notify_all()
        answer = ExportTraceServiceResponse().SerializeToString()
        return web.Response(body=answer, content_type="application/x-protobuf")

    async def trace(self, trace_id: str, *names: str) -> dict[str, Span]:
        """The spans of a trace by name, once these are there."""

        def found() -> dict[str, Span]:
            return {span.name: span for span in self.spans if span.trace_id == trace_id}

        async with asyncio.timeout(15), self._arrived:
            await self._arrived.wait_for(lambda: set(names) <= set(found()))
        return found()

    async def span(self, trace_id: str, name: str, kind: int) -> Span:
        """The one span of a trace with this name and kind, once it is there: a request has the
        same name where it is asked and where it is served."""

        def found() -> list[Span]:
            return [
                span
                for span in self.spans
                if (span.trace_id, span.name, span.kind) == (trace_id, name, kind)
            ]

        async with asyncio.timeout(15), self._arrived:
            await self._arrived.wait_for(found)
        (span,) = found()
        return span


def _span(span: Any, process: str) -> Span:
    return Span(
        name=span.name,
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_id=span.parent_span_id.hex(),
        kind=span.kind,
        failed=span.status.code == 2,
        attributes=_plain(span.attributes),
        process=process,
    )


def _plain(attributes: Any) -> dict[str, Any]:
    return {a.key: getattr(a.value, a.value.WhichOneof("value") or "") for a in attributes}


@asynccontextmanager
async def collector() -> AsyncIterator[Collector]:
    peer = Collector()
    app = web.Application()
    app.router.add_post("/v1/traces", peer.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    peer.url = f"http://{host}:{port}"
    try:
        yield peer
    finally:
        await runner.cleanup()

"""One hub process, and one worker: neither starts an engine, so killing it kills nothing else."""

import asyncio
import socket
import ssl
from importlib import import_module
from time import monotonic
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from hub.commands.gate import pass_through
from hub.commands.listeners import Listeners
from hub.commands.protocol import Impatient
from hub.commands.running import adopt_urls, missing_urls
from hub.kit.roles import DatabaseRoleUnsafeError
from hub.kit.settings import Settings, Tls

# A little less than the supervisor grants, so that a drain ends by itself and not by a kill.
_DRAIN_S = 18
# How long kept-open connections have to bring their next request and be told to go elsewhere.
_FAREWELL_S = 1.0
_SHARED = (
    "LAELIA_DATABASE_URL",
    "LAELIA_NATS_URL",
    "LAELIA_REDIS_URL",
    "LAELIA_LOCAL_MODEL_URL",
    "LAELIA_LOCAL_MODEL_API_KEY",
)


def serve_hub(descriptor: int | None, gate: int | None) -> str | None:
    """Serve until told to stop; the text says why that was impossible."""
    if gate is not None:
        import_module("hub.app")
        pass_through(gate)
    if problem := _connect(_SHARED):
        return problem
    settings = Settings()
    if descriptor is not None:
        _run(socket.socket(fileno=descriptor), settings.tls)
        return None
    with Listeners(settings.host, settings.port, 1) as listeners:
        _run(listeners.sockets[0], settings.tls)
    return None


class _Server(uvicorn.Server):
    """Stops without failing anybody: a request may be on its way over a connection that is idle
    here, so connections are asked to end, answer by answer, before any is closed."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        state = self.server_state
        state.default_headers = [*state.default_headers, (b"connection", b"close")]
        deadline = monotonic() + _FAREWELL_S
        # uvicorn has no event for its last connection
        while state.connections and monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        await super().shutdown(sockets)


def _run(listener: socket.socket, tls: Tls) -> None:
    config = configuration("hub.app:create_app", tls, factory=True, loop="uvloop")
    _Server(config).run(sockets=[listener])


def configuration(app: str | ASGIApp, tls: Tls, **options: Any) -> uvicorn.Config:
    """How HTTP is served, whatever is served."""
    return uvicorn.Config(
        app,
        **options,
        http=Impatient,
        ws="websockets-sansio",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        # Behind a proxy the proxy's word about the caller is the operator's to trust, not ours.
        proxy_headers=False,
        # Longer than clients keep idle connections, or a request meets a close on its way.
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_DRAIN_S,
        ssl_certfile=tls.cert_file,
        ssl_keyfile=tls.key_file,
        ssl_ca_certs=None if tls.client_ca_file is None else str(tls.client_ca_file),
        ssl_cert_reqs=ssl.CERT_NONE if tls.client_ca_file is None else ssl.CERT_REQUIRED,
    )


def run_worker() -> str | None:
    if problem := _connect((*_SHARED, "LAELIA_DATABASE_WORKER_URL")):
        return problem
    try:
        import_module("hub.worker").main()
    except DatabaseRoleUnsafeError as error:
        return f"{error.code}: {error}"
    return None


def _connect(names: tuple[str, ...]) -> str | None:
    home = Settings().home.resolve()
    adopt_urls(home, names)
    if missing := missing_urls(names[:3]):
        return (
            f"{', '.join(missing)} not set, and no engines run in {home}: "
            "start `laelia up --engines-only` there, or set the URLs"
        )
    return None

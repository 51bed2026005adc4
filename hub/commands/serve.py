"""One hub process, and one worker: neither starts an engine, so killing it kills nothing else."""

import socket
from importlib import import_module

import uvicorn

from hub.commands.listeners import Listeners
from hub.commands.running import adopt_urls, missing_urls
from hub.kit.settings import Settings

# A little less than the supervisor grants, so that a drain ends by itself and not by a kill.
_DRAIN_S = 20
_SHARED = (
    "LAELIA_DATABASE_URL",
    "LAELIA_NATS_URL",
    "LAELIA_REDIS_URL",
    "LAELIA_LOCAL_MODEL_URL",
    "LAELIA_LOCAL_MODEL_API_KEY",
)


def serve_hub(descriptor: int | None) -> str | None:
    """Serve until told to stop; the text says why that was impossible."""
    if problem := _connect(_SHARED):
        return problem
    settings = Settings()
    if descriptor is not None:
        _run(socket.socket(fileno=descriptor))
        return None
    with Listeners(settings.host, settings.port, 1) as listeners:
        _run(listeners.sockets[0])
    return None


def _run(listener: socket.socket) -> None:
    config = uvicorn.Config(
        "hub.app:create_app",
        factory=True,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        # Behind a proxy the proxy's word about the caller is the operator's to trust, not ours.
        proxy_headers=False,
        timeout_graceful_shutdown=_DRAIN_S,
    )
    uvicorn.Server(config).run(sockets=[listener])


def run_worker() -> str | None:
    if problem := _connect((*_SHARED, "LAELIA_DATABASE_WORKER_URL")):
        return problem
    import_module("hub.worker").main()
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

"""All engines of one home: started together, kept alive, stopped in order."""

import asyncio
import logging
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from hub.kit.engines.child import Child, Report, stop_all, together
from hub.kit.engines.credentials import load_credentials
from hub.kit.engines.errors import EngineFailedError
from hub.kit.engines.local_model import LocalModel
from hub.kit.engines.nats import Nats
from hub.kit.engines.places import open_places
from hub.kit.engines.postgres import Postgres
from hub.kit.engines.valkey import Valkey
from hub.kit.roles import APP, OWNER, WORKER
from hub.kit.settings import Settings

ALL = frozenset({"postgres", "nats", "valkey", "local-model"})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, repr=False)
class EngineUrls:
    """Where the engines are; every URL holds its credentials."""

    database: str
    database_admin: str
    database_worker: str
    nats: str
    redis: str
    local_model: str
    local_model_key: str

    def environment(self) -> dict[str, str]:
        """As the settings that a child process reads."""
        return {
            "LAELIA_DATABASE_URL": self.database,
            "LAELIA_DATABASE_ADMIN_URL": self.database_admin,
            "LAELIA_DATABASE_WORKER_URL": self.database_worker,
            "LAELIA_NATS_URL": self.nats,
            "LAELIA_REDIS_URL": self.redis,
            "LAELIA_LOCAL_MODEL_URL": self.local_model,
            "LAELIA_LOCAL_MODEL_API_KEY": self.local_model_key,
        }


class Engines:
    """Starts each engine that no URL setting replaces. `parts` narrows that further, for tests."""

    def __init__(
        self,
        home: Path,
        settings: Settings,
        *,
        parts: Collection[str] = ALL,
        report: Report = _log.warning,
    ) -> None:
        _require_complete_database(settings)
        credentials = load_credentials(home.resolve())
        places = open_places(home, credentials.instance)
        self._settings = settings
        self.postgres = Postgres(places, credentials)
        self._nats = Nats(places, credentials)
        self._valkey = Valkey(places, credentials)
        self._local_model = LocalModel(places, credentials, settings.local_model_gguf)
        programs = (
            (self.postgres, settings.database_url),
            (self._nats, settings.nats_url),
            (self._valkey, settings.redis_url),
            (self._local_model, settings.local_model_url),
        )
        self.children = {
            program.name: Child(program, places.logs / f"{program.name}.log", report=report)
            for program, replacement in programs
            if replacement is None and program.name in parts
        }
        self._loading: asyncio.Task[None] | None = None
        self._report = report

    def urls(self) -> EngineUrls:
        mine, local = self._settings, self._local_model
        key = mine.local_model_api_key.get_secret_value() if mine.local_model_api_key else ""
        return EngineUrls(
            database=mine.database_url or self.postgres.url(APP),
            database_admin=mine.database_admin_url or self.postgres.url(OWNER),
            database_worker=mine.database_worker_url or self.postgres.url(WORKER),
            nats=mine.nats_url or self._nats.url,
            redis=mine.redis_url or self._valkey.url,
            local_model=mine.local_model_url or local.url,
            local_model_key=key if mine.local_model_url else local.key,
        )

    async def start(self) -> None:
        """Return when the stores answer; the model goes on loading (see :meth:`model_ready`)."""
        if model := self.children.get("local-model"):
            self._loading = asyncio.create_task(model.start())
        try:
            stores = [name for name in self.children if name != "local-model"]
            await together(*(self._start(name) for name in stores))
        except BaseException:
            await self.stop()
            raise

    async def model_ready(self) -> None:
        """Wait for the bundled model; raise what kept it from starting."""
        if self._loading is not None:
            await self._loading

    async def stop(self) -> None:
        if self._loading is not None:
            self._loading.cancel()
            outcome = (await asyncio.gather(self._loading, return_exceptions=True))[0]
            if isinstance(outcome, Exception):
                self._report(f"the local model had not started: {outcome}")
            self._loading = None
        await stop_all(list(self.children.values()))

    async def _start(self, name: str) -> None:
        await self.children[name].start()
        if name == "postgres":
            await self.postgres.ensure_database()


def _require_complete_database(settings: Settings) -> None:
    urls = {
        "LAELIA_DATABASE_URL": settings.database_url,
        "LAELIA_DATABASE_ADMIN_URL": settings.database_admin_url,
        "LAELIA_DATABASE_WORKER_URL": settings.database_worker_url,
    }
    missing = [name for name, value in urls.items() if value is None]
    if missing and len(missing) < len(urls):
        raise EngineFailedError(
            "postgres",
            f"an external database needs its three roles; unset: {', '.join(missing)}",
            hint="set all three, or none to use the embedded engine",
        )

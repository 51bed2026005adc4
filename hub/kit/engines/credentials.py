"""Credentials of the embedded engines: generated once, kept for their owner's eyes only."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from hub.kit.engines.errors import EngineFailedError


@dataclass(frozen=True, repr=False)
class Credentials:
    superuser: str
    owner: str
    app: str
    worker: str
    nats: str
    valkey: str
    local_model: str
    instance: str


def load_credentials(home: Path) -> Credentials:
    """The credentials of this home, generated when it has none yet."""
    folder = home / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "engines.json"
    if not path.exists():
        _write(
            path,
            Credentials(**{field.name: secrets.token_urlsafe(32) for field in fields(Credentials)}),
        )
    if path.stat().st_mode & 0o077:
        raise EngineFailedError(
            "engines", f"{path} can be read by others", hint=f"chmod 600 {path}"
        )
    return Credentials(**json.loads(path.read_text()))


def _write(path: Path, credentials: Credentials) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(credentials), file)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)

"""Column types that every table uses, and the three tables that belong to no domain.

`outbox`: events written in the transaction of their cause, relayed to the bus by the worker.
`processes`: which hub and worker processes are alive; a run whose process is silent is lost.
`worker_jobs`: what each worker says of its jobs, and what it is asked to do at once.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Double, Identity, LargeBinary, Text, func
from sqlalchemy.dialects.postgresql import ARRAY, CITEXT, JSONB
from sqlmodel import Field

from hub.kit.db import Table


def id_field(**options: Any) -> Any:
    return Field(sa_type=Text, primary_key=True, **options)


def text_field(**options: Any) -> Any:
    return Field(sa_type=Text, **options)


def citext_field(**options: Any) -> Any:
    return Field(sa_type=CITEXT, **options)


def integer_field(**options: Any) -> Any:
    return Field(sa_type=BigInteger, **options)


def bytes_field(**options: Any) -> Any:
    return Field(sa_type=LargeBinary, **options)


def json_field(**options: Any) -> Any:
    return Field(sa_type=JSONB, **options)


def texts_field(**options: Any) -> Any:
    return Field(sa_type=ARRAY(Text), **options)


def integers_field(**options: Any) -> Any:
    return Field(sa_type=ARRAY(BigInteger), **options)


def time_field(**options: Any) -> Any:
    return Field(sa_type=DateTime(timezone=True), **options)


class Outbox(Table, table=True):
    __tablename__ = "outbox"

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    org_id: str = text_field()
    subject: str = text_field()
    payload: bytes = bytes_field()


class Process(Table, table=True):
    __tablename__ = "processes"

    id: str = id_field()
    kind: str = text_field()
    heartbeat_at: datetime = time_field(sa_column_kwargs={"server_default": func.now()})


class WorkerJob(Table, table=True):
    """One job of one worker. `seen_at` is when the worker last wrote, `duration_ms` how long the
    last step that ended took; `failures` are those in a row, `failed` all of them since the start.

    `asked_at`: somebody wants it done at once, and it has not begun since.
    """

    __tablename__ = "worker_jobs"

    process_id: str = id_field()
    name: str = id_field()
    every_s: float = Field(sa_type=Double)
    runs: int = integer_field(default=0)
    failed: int = integer_field(default=0)
    failures: int = integer_field(default=0)
    started_at: datetime | None = time_field(default=None, nullable=True)
    finished_at: datetime | None = time_field(default=None, nullable=True)
    duration_ms: int | None = integer_field(default=None, nullable=True)
    error: str | None = text_field(default=None, nullable=True)
    next_at: datetime | None = time_field(default=None, nullable=True)
    seen_at: datetime = time_field()
    asked_at: datetime | None = time_field(default=None, nullable=True)

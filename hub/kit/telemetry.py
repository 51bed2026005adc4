"""Structured logs: one line per event, with the request, run and organization it belongs to.

A composition root calls :func:`configure` once; everything else says `structlog.get_logger()`.
Libraries that use the standard `logging` come out in the same form. Nothing that looks like a
credential leaves the process: fields are masked by name, and the finished line by form and by the
values of the environment's own secrets. Nor does personal data: what the PII guard recognizes in a
field is masked by its kind.
"""

import json
import logging
import re
import sys
from collections.abc import Iterable, Mapping, MutableMapping
from contextvars import ContextVar
from typing import Any, Final, TextIO, cast

import msgspec
import structlog
from structlog.typing import Processor

from hub.kit import tracing
from hub.kit.privacy import for_logs
from hub.kit.settings import Telemetry

request_id: Final[ContextVar[str | None]] = ContextVar("request_id", default=None)
run_id: Final[ContextVar[str | None]] = ContextVar("run_id", default=None)
org_id: Final[ContextVar[str | None]] = ContextVar("org_id", default=None)

_CONTEXT: Final = {"request_id": request_id, "run_id": run_id, "org_id": org_id}
# Made by the hub itself, on every line: not worth reading.
_OWN_FIELDS: Final = frozenset({*_CONTEXT, "trace_id", "span_id", "timestamp", "level", "logger"})
_MASK: Final = "[redacted]"
_SHORTEST_SECRET: Final = 8
_SECRET_NAME: Final = re.compile(
    r"(^|_)(password|passwd|secret|authorization|cookie|credentials?|(api|private|access)_?key"
    r"|token|key)$",
    re.IGNORECASE,
)
_FORMS: Final = (
    r"\bla[a-z]_(?:live_|test_)?[0-9A-Za-z]{12,}",  # ours: sessions, keys, invitations, set-up
    r"(?i:\bbearer)\s+[^\s\"'\\,]+",
    r"(?i:\bbasic)\s+[A-Za-z0-9+/=]{8,}",
    r"\bsk-[A-Za-z0-9_\-]{6,}",  # OpenAI, Anthropic and those that follow them
    r"\bAIza[0-9A-Za-z_\-]{20,}",  # Google
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",  # AWS
    r"\bgh[opsu]_[A-Za-z0-9]{20,}",
    r"\bxox[abprs]-[A-Za-z0-9\-]{10,}",
    r"\beyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}",  # a signed token
    r"(?<=://)[^/\s:@\"]*:[^/\s@\"]+(?=@)",  # user:password of an address
    r"(?i:(?<=password=))[^\s&\"'\\]+",
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----",
)


class Redactor:
    """Masks credentials in text: by their form, and those it was told by their value."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {form for secret in secrets for form in (secret, json.dumps(secret)[1:-1])}
        exact = [re.escape(s) for s in sorted(known, key=len, reverse=True)]
        self._pattern = re.compile("|".join((*exact, *_FORMS)), re.DOTALL)

    def __call__(self, text: str) -> str:
        return self._pattern.sub(_MASK, text)


def secrets_of(environment: Mapping[str, str]) -> list[str]:
    """The values of an environment that are secret by their name."""
    return [
        value
        for name, value in environment.items()
        if _SECRET_NAME.search(name) and len(value) >= _SHORTEST_SECRET
    ]


def configure(settings: Telemetry, environment: Mapping[str, str]) -> None:
    """Send this process's logs, its libraries' too, to standard error in one form.

    Safe to call again: the last call holds.
    """
    redact = Redactor(secrets_of(environment))
    finish = _finish(settings.log_format, redact)
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_context,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _mask_fields,
        _redact_fields,
    ]
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    structlog.configure(
        processors=[*shared, *finish],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", _STDERR)),
        cache_logger_on_first_use=False,
    )
    _route_stdlib(level, shared, finish)


class _Stderr:
    """Standard error as it is when a line is written, not as it was when we were set up."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


_STDERR: Final = _Stderr()


class _Handler(logging.StreamHandler[_Stderr]):
    """Ours, so that configuring again replaces it and nobody else's."""


def _route_stdlib(level: int, shared: list[Processor], finish: list[Processor]) -> None:
    handler = _Handler(_STDERR)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *finish],
        )
    )
    root = logging.getLogger()
    for earlier in [h for h in root.handlers if isinstance(h, _Handler)]:
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(level)


def _finish(log_format: str | None, redact: Redactor) -> list[Processor]:
    console = sys.stderr.isatty() if log_format is None else log_format == "console"
    render: Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if console
        else structlog.processors.JSONRenderer(serializer=_encode)
    )

    def redacted(_logger: Any, _method: str, line: Any) -> str:
        return redact(line)

    return [render, cast("Processor", redacted)]


def _encode(event: Any, **_: Any) -> str:
    return msgspec.json.encode(event, enc_hook=repr).decode()


def _add_context(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for name, variable in _CONTEXT.items():
        if name not in event and (value := variable.get()) is not None:
            event[name] = value
    if (ids := tracing.current_ids()) is not None:
        event["trace_id"], event["span_id"] = ids
    return event


def _mask_fields(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for name, value in event.items():
        event[name] = _masked(name, value)
    return event


def _masked(name: str, value: Any) -> Any:
    if _SECRET_NAME.search(name):
        return _MASK
    if isinstance(value, Mapping):
        return {key: _masked(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_masked("", inner) for inner in value]
    return value


def _redact_fields(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if name not in _OWN_FIELDS:
            event[name] = _redacted(name, value)
    return event


def _redacted(name: str, value: Any) -> Any:
    match value:
        case str():
            return for_logs(value, hint=name)
        case bool() | int() | float() | None:
            return value
        case Mapping():
            return {for_logs(str(key)): _redacted(str(key), v) for key, v in value.items()}
        case list() | tuple():
            return [_redacted(name, inner) for inner in value]
        case _:
            return _redacted(name, msgspec.to_builtins(value, enc_hook=repr))

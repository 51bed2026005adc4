"""Where a version sends what it is given, beyond the hub and the model: read from its manifest."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

_DATA: Final = ("examples", "input_schema", "output_schema")


def hosts_named(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """The hosts of every web address that it is made to call, wherever that stands."""
    urls = (
        found
        for key, found in walk(manifest)
        if key in ("url", "endpoint") and isinstance(found, str) and "://" in found
    )
    return tuple(sorted({urlsplit(url).hostname or url for url in urls}))


def servers_named(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """The MCP servers of its publisher whose tools its models may call, by name."""
    grants = (
        grant
        for key, found in walk(manifest)
        if key == "tools" and isinstance(found, list | tuple)
        for grant in found
        if isinstance(grant, Mapping)
    )
    return tuple(sorted({str(grant["server"]) for grant in grants if "server" in grant}))


def walk(value: Any) -> Iterable[tuple[str, Any]]:
    """Of what runs: examples and schemas are data."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _DATA:
                yield key, inner
                yield from walk(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from walk(inner)

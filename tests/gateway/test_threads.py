"""Whoever asks the API for something is served where their request came in."""

from collections.abc import Callable, Iterator
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Any

from fastapi.routing import iter_route_contexts

from hub.kit.settings import Settings
from hub.routes import every_route
from hub.storefront import Showcase


def _calls(dependant: Any) -> Iterator[Callable[..., Any]]:
    yield dependant.call
    for other in dependant.dependencies:
        yield from _calls(other)


def _waits(call: Callable[..., Any]) -> bool:
    return any(
        iscoroutinefunction(one) or isasyncgenfunction(one)
        for one in (call, type(call).__call__)  # of an object, what it is called by
    )


def test_nothing_that_an_operation_calls_is_handed_to_a_thread() -> None:
    """The framework does that with plain functions; a thread costs more than looking something up
    (`hub.kit.http.at_hand`)."""
    operations = [
        context.dependant
        for context in iter_route_contexts(list(every_route(Settings(), Showcase())))
        if getattr(context, "dependant", None) is not None
    ]
    assert len(operations) > 300
    plain = {call for one in operations for call in _calls(one) if not _waits(call)}
    assert plain == set()

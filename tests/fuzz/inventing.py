"""Requests invented from the OpenAPI document, before any of them is sent: no answer changes what
is invented next."""

import json
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation

from tests.fuzz.spoiling import Good, spoiled

Described = APIOperation[Any, Any, Any, Any]
Cases = strategies.SearchStrategy[Case]

# So few begin from the same seed in every run, and for every operation.
_REPEATED: Final = 100
_OURS: Final = "ours"
_WORDS: Final = ("title", "description")


class Inventor:
    """Of few requests, operations with parameters alike and no body are sent the same.

    From one seed the tool invents the same for each of them, which are half of all; so it does it
    once.
    """

    def __init__(self) -> None:
        self._shared: dict[str, list[Case]] = {}

    def invent(
        self, operation: Described, own_ids: dict[str, str], good: Good, number: int
    ) -> list[Case]:
        """At most that many, well formed and not, about things that are ours and about anything."""
        names = _names_of(operation)
        ours = {name: own_ids[name] for name in names if name in own_ids}
        if operation.body or number > _REPEATED:
            return _all(operation, ours, good, number)
        key = json.dumps([number, [name in ours for name in names], _likeness(operation)])
        if key not in self._shared:
            strategy = _strategy(operation, dict.fromkeys(ours, _OURS))
            self._shared[key] = _invented(strategy, number)
        return [_of(operation, case, ours) for case in self._shared[key]]


def _names_of(operation: Described) -> list[str]:
    return [parameter.name for parameter in operation.path_parameters]


def _likeness(operation: Described) -> list[Any]:
    """All of the parameters that is not just words. Names in a path are sent nowhere."""
    alike = []
    for parameter in operation.iter_parameters():
        said = {name: value for name, value in parameter.definition.items() if name not in _WORDS}
        if said["in"] == "path":
            del said["name"]
        schema = said.get("schema", {})
        said["schema"] = {name: value for name, value in schema.items() if name not in _WORDS}
        alike.append(said)
    return alike


def _of(operation: Described, case: Case, ours: dict[str, str]) -> Case:
    """The same request to another operation."""
    renamed = dict(zip(_names_of(case.operation), _names_of(operation), strict=True))
    named = {renamed.get(name, name): value for name, value in case.path_parameters.items()}
    named = {name: ours[name] if value == _OURS else value for name, value in named.items()}
    return _sent(case, operation, named, case.body)


def _all(operation: Described, ours: dict[str, str], good: Good, number: int) -> list[Case]:
    """Three in seven are nearly right, where there is something to be spoiled."""
    spoiling = number * 3 // 7 if good.body is not None else 0
    cases = _invented(_strategy(operation, ours), number - spoiling)
    found = [_sent(case, operation, case.path_parameters, case.body) for case in cases]
    if spoiling:
        well_formed = [
            case for case in cases if case.meta and case.meta.generation.mode.is_positive
        ]
        found += _invented(_nearly_right(operation, well_formed, ours, good), spoiling)
    return found


def _sent(case: Case, operation: Described, named: dict[str, Any], body: Any) -> Case:
    """Without the tool's notes of how it was made, which it would check before each is sent."""
    return operation.Case(
        path_parameters=named,
        headers=case.headers,
        cookies=case.cookies,
        query=case.query,
        body=body,
        media_type=case.media_type,
        multipart_content_types=case.multipart_content_types,
    )


def _invented(cases: Cases, number: int) -> list[Case]:
    found = []

    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        derandomize=number <= _REPEATED,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def each(case: Case) -> None:
        found.append(case)

    each()
    return found


def _strategy(operation: Described, ours: dict[str, str]) -> Cases:
    well, ill = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
    ways = [operation.as_strategy(well, path_parameters=ours or None), operation.as_strategy(well)]
    if operation.body or operation.query or operation.path_parameters:
        ways.append(operation.as_strategy(ill))
        if operation.body:
            ways.append(operation.as_strategy(ill, path_parameters=ours or None))
    return strategies.one_of(ways)


@strategies.composite
def _nearly_right(
    draw: Any, operation: Described, invented: list[Case], ours: dict[str, str], good: Good
) -> Case:
    """One of the well-formed, about ours, with what is good but for a place or two."""
    case = invented[draw(strategies.integers(0, len(invented) - 1))]
    body = spoiled(good.body, case.body, draw)
    return _sent(case, operation, case.path_parameters | ours, body)

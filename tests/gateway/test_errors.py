"""Every code that the hub can answer with is explained, and every one explained exists."""

import importlib
import pkgutil
from collections.abc import Iterator

import hub
from hub.gateway.reference import error_codes
from hub.kit.errors import LaeliaError
from hub.kit.http import STATUS_CODES

NOT_OVER_A_FACE = {"refused"}  # what the command line says when a hub refused


def _errors(of: type[LaeliaError]) -> Iterator[type[LaeliaError]]:
    yield of
    for error in of.__subclasses__():
        yield from _errors(error)


def test_codes_and_their_explanations_are_the_same() -> None:
    for module in pkgutil.walk_packages(hub.__path__, "hub."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    raised = {error.code for error in _errors(LaeliaError)} - NOT_OVER_A_FACE
    raised |= {code for code, _ in STATUS_CODES.values()}
    documented = [error.code for error in error_codes()]
    assert len(documented) == len(set(documented))
    missing, stale = raised - set(documented), set(documented) - raised
    assert not missing, f"explain in docs/errors.md: {sorted(missing)}"
    assert not stale, f"no longer raised, take out of docs/errors.md: {sorted(stale)}"


def test_an_explanation_has_its_errors_status() -> None:
    statuses: dict[str, set[int]] = {}
    for error in _errors(LaeliaError):
        statuses.setdefault(error.code, set()).add(error.status)
    for status, (code, _) in STATUS_CODES.items():
        statuses.setdefault(code, set()).add(status)
    for documented in error_codes():
        assert documented.status in statuses[documented.code], documented.code

"""Requests invented from the OpenAPI document, and what every answer to them must be."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any, Final

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.hub_fixtures import RunningHub
from tests.isolation.conftest import possessions
from tests.isolation.requests import Operation

_CHECKS: Final = [content_type_conformance, response_schema_conformance, status_code_conformance]
_TIMEOUT_S: Final = 20


@dataclass(frozen=True)
class Fuzzer:
    """Sends invented requests as somebody who may do everything in an organization of theirs."""

    url: str
    document: dict[str, Any]
    token: str
    own_ids: dict[str, str]

    def attack(self, wanted: Operation, *, examples: int) -> int:
        """Sends that many requests; returns how many were answered well.

        Raises:
            AssertionError: an answer is a server's fault, has no code, or is not as documented.
        """
        schema = schemathesis.openapi.from_dict(self.document)
        operation = schema[wanted.path][wanted.method]
        answered = 0
        with requests.Session() as session:
            session.headers["authorization"] = f"Bearer {self.token}"

            @settings(
                max_examples=examples,
                deadline=None,
                database=None,
                derandomize=examples <= 100,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(self._strategy(operation))
            def each(case: Case) -> None:
                nonlocal answered
                answered += self._send(case, session)

            each()
        return answered

    def _strategy(self, operation: APIOperation[Any, Any, Any, Any]) -> Any:
        """Well formed and not, about things that are ours and about anything."""
        named = {part[1:-1] for part in operation.path.split("/") if part.startswith("{")}
        ours = {name: self.own_ids[name] for name in named if name in self.own_ids} or None
        well, ill = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
        ways = [operation.as_strategy(well, path_parameters=ours), operation.as_strategy(well)]
        if operation.body or operation.query or operation.path_parameters:
            ways.append(operation.as_strategy(ill))
            if operation.body:
                ways.append(operation.as_strategy(ill, path_parameters=ours))
        return strategies.one_of(ways)

    def _send(self, case: Case, session: requests.Session) -> bool:
        response = case.call(base_url=self.url, session=session, timeout=_TIMEOUT_S)
        where = f"{response.status_code} {response.content[:500]!r} to {case.as_curl_command()}"
        assert response.status_code != 500, where
        if response.status_code >= 400:
            assert code_of(response.content), where
        case.validate_response(response, checks=_CHECKS)
        return response.status_code < 400


def code_of(body: bytes) -> str | None:
    """The stable code of a refusal, in the shape of whichever face gave it."""
    try:
        said = json.loads(body)
    except ValueError:
        return None
    if isinstance(said.get("code"), str):
        return str(said["code"])
    error = said.get("error", {})
    code = error.get("data", {}).get("code") or error.get("code") or error.get("type")
    return code if isinstance(code, str) else None


# Each of these hashes a password, or asks a machine elsewhere: fewer say as much.
_SLOW: Final = {
    "/v1/auth/signup",
    "/v1/auth/login",
    "/v1/auth/setup",
    "/v1/mcp-servers",
    "/v1/mcp-servers/{server_id}/refresh",
}
# They end the session that the others need.
_ENDS_SESSION: Final = {"/v1/auth/logout", "/v1/auth/switch"}
# What work is made of, and all else: two files, so that two processes share the time.
WORK: Final = {"agents", "runs", "sessions", "schedules", "entitlements", "prompt templates", "mcp"}


async def fuzzer_of(hub: RunningHub) -> Fuzzer:
    owner = await hub.sign_up(organization="Fuzzed")
    own_ids, _ = await possessions(owner)
    document = (await hub.anonymous.get("/openapi.json")).body
    return Fuzzer(hub.url, document, str(owner.token), own_ids)


async def fuzz(hub: RunningHub, fuzzer: Fuzzer, operation: Operation, *, examples: int) -> None:
    attacker = await fuzzer_of(hub) if operation.path in _ENDS_SESSION else fuzzer
    few = max(5, examples // 20)
    most = few if operation.path in _SLOW else examples
    await asyncio.to_thread(attacker.attack, operation, examples=most)


def name_of(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"

"""Invented requests sent and their answers judged, in a process of its own.

Of its own, because Hypothesis seeds and watches the process's one `random` for every example: a
hub in the same process would draw from it between two looks, and be seeded by it in turn.
"""

import json
import re
import traceback
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

import requests
import schemathesis
from schemathesis import Case
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hub.kit import heap
from tests.fuzz.inventing import Inventor
from tests.fuzz.spoiling import Good

_CHECKS: Final = [content_type_conformance, response_schema_conformance, status_code_conformance]
_TIMEOUT_S: Final = 60  # a machine that others use too may pause for long; nothing hangs for good


@dataclass(frozen=True)
class Target:
    """Where requests go, as somebody who may do everything in an organization of theirs.

    `document` is a file with the OpenAPI document as a hub serves it: almost a megabyte, which is
    not sent with each of some hundred attacks.
    """

    url: str
    document: Path
    token: str
    own_ids: dict[str, str]


@dataclass(frozen=True)
class Plain:
    """A request that is as it should be, in the client's words."""

    address: str
    headers: dict[str, str]
    content: dict[str, Any]


@dataclass(frozen=True)
class Attack:
    """`plain` is null for an operation that nobody can be answered by well."""

    target: Target
    method: str
    path: str
    plain: Plain | None
    good: Good
    examples: int

    def run(self, inventor: Inventor) -> None:
        """Sends that many requests, after one that is as it should be.

        Raises:
            AssertionError: an answer is a server's fault, has no code, or is not as documented;
                or none of them was answered well, by an operation that can.
        """
        operation = _schema_of(self.target.document)[self.path][self.method]
        with requests.Session() as session:
            session.trust_env = False  # else it looks for a proxy before each request
            session.headers["authorization"] = f"Bearer {self.target.token}"
            plain = self._send_plain(session)
            answered = int(plain is not None and plain.status_code < 300)
            session.headers.update(self.good.headers)
            for case in inventor.invent(operation, self.target.own_ids, self.good, self.examples):
                answered += self._send(case, session)
        assert answered or self.plain is None, _told(plain)

    def _send_plain(self, session: requests.Session) -> requests.Response | None:
        if self.plain is None:
            return None
        return session.request(
            self.method,
            self.target.url + self.plain.address,
            headers=self.plain.headers,
            timeout=_TIMEOUT_S,
            **self.plain.content,
        )

    def _send(self, case: Case, session: requests.Session) -> bool:
        """Whether it was answered well."""
        response = case.call(base_url=self.target.url, session=session, timeout=_TIMEOUT_S)
        has_code = response.status_code < 400 or code_of(response.content)
        if response.status_code == 500 or not has_code:
            said = f"{response.status_code} {response.content[:500]!r}"
            raise AssertionError(f"{said} to {case.as_curl_command()}")
        case.validate_response(response, checks=_CHECKS)
        return response.status_code < 300


@lru_cache(maxsize=2)
def _schema_of(document: Path) -> BaseSchema:
    """Read once, not for each of some hundred operations."""
    return schemathesis.openapi.from_dict(json.loads(document.read_text()))


def _told(plain: requests.Response | None) -> str:
    said = "" if plain is None else f" to the plain one {plain.status_code} {plain.text[:500]}"
    return f"no request was answered well;{said}"


def code_of(body: bytes) -> str | None:
    """The stable code of a refusal, in the shape of whichever face gave it."""
    try:
        said = json.loads(body)
    except ValueError:
        return None
    if isinstance(said.get("code"), str):
        return str(said["code"])
    if str(said.get("schemas")).endswith(":2.0:Error']"):  # as SCIM has it
        found = re.search(r"\((\w+)\)$", str(said.get("detail")))
        return found and found[1]
    error = said.get("error", {})
    if isinstance(error, str):  # as OAuth has it
        return error
    code = error.get("data", {}).get("code") or error.get("code") or error.get("type")
    return code if isinstance(code, str) else None


def serve(orders: Connection) -> None:
    """Runs the attacks that come, and answers each with how it failed, or null."""
    inventor = Inventor()
    heap.settle()  # else what is loaded is walked again on every few inventions
    while True:
        try:
            attack: Attack = orders.recv()
        except EOFError:
            return
        failure = None
        try:
            attack.run(inventor)
        except (Exception, BaseExceptionGroup):  # noqa: BLE001 - whatever it is fails the test
            failure = traceback.format_exc()
        orders.send(failure)

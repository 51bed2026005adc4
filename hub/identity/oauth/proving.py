"""Where proofs of possession are looked at: at the token endpoint, and with every bound token."""

import hmac
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request

from hub.identity.credentials import Presented
from hub.identity.domain import Identity
from hub.identity.oauth import proofs
from hub.identity.oauth.proofs import Proof, ProofInvalid
from hub.identity.principal import Principal

_SHOWN: Final = "laelia.proof"


def served_origin(connection: HTTPConnection) -> str:
    """As this server was reached; the host has been vetted before any route."""
    return f"{connection.url.scheme}://{urlsplit(str(connection.url)).netloc}"


async def key_of(identity: Identity, request: Request) -> str | None:
    """The thumbprint of the key of which a request for tokens is; None when it shows none.

    Raises:
        ProofInvalid: it shows one that does not hold.
    """
    shown = request.headers.getlist("dpop")
    if not shown:
        return None
    if len(shown) > 1:
        raise ProofInvalid("The request has two proofs.")
    return (await _read(identity, request, shown[0])).key


async def require(
    identity: Identity, connection: HTTPConnection, given: Presented, principal: Principal
) -> None:
    """That a bound token comes from whoever has its key. A stream is looked at again and again;
    its request was proven once, when it came.

    Raises:
        ProofInvalid: it does not, or a token that is not bound is said to be.
    """
    if principal.proof_key is None:
        raise ProofInvalid("The token is bound to no key: send it as Bearer.")
    if not given.proven or given.proof is None:
        raise ProofInvalid("The token is bound to a key: send it as DPoP, with a proof.")
    proven: str | None = connection.scope.get(_SHOWN)
    if proven is None:
        proven = (await _read(identity, connection, given.proof, token=given.secret)).key
        connection.scope[_SHOWN] = proven
    if not hmac.compare_digest(proven.encode(), principal.proof_key.encode()):
        raise ProofInvalid("The proof is of another key than the token's.")


async def _read(
    identity: Identity, connection: HTTPConnection, shown: str, *, token: str | None = None
) -> Proof:
    path = connection.scope["path"]
    proof = proofs.read(
        shown,
        method=connection.scope.get("method", "GET"),
        addresses=(identity.issuer + path, served_origin(connection) + path),
        now=identity.clock(),
        token=token,
    )
    if not await identity.once.first(proof.mark, within_s=proofs.REMEMBERED_S):
        raise ProofInvalid("The proof was used before.")
    return proof

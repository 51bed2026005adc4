"""Who asks for what anybody may read: somebody, where they say so, or nobody."""

from fastapi import Request, Response

from hub.identity.access import authenticate, identity_of
from hub.identity.credentials import credential_of
from hub.identity.networks import network_of
from hub.identity.principal import Principal
from hub.kit.ratelimit import Quota, headers


async def visitor(request: Request, response: Response) -> Principal | None:
    """Who asks, where they say so; anybody may. Counted by credential, or else by address.

    Raises:
        Unauthenticated: there is a credential, and it does not hold.
        QuotaExceeded: the credential or the address has used its minute.
    """
    identity = identity_of(request)
    if credential_of(request.scope["headers"], cookie=identity.cookie) is not None:
        who = await authenticate(request, method=request.method)
        buckets = await identity.requests.admit(who)
        response.headers.update(headers(buckets, identity.limiter.now))
        return who
    address = request.client.host if request.client else ""
    quota = Quota("address", identity.limits.anonymous_requests_per_minute)
    bucket = await identity.limiter.check(f"visitor:from:{network_of(address)}", quota)
    response.headers.update(headers((bucket,), identity.limiter.now))
    return None

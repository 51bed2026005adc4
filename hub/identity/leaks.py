"""Keys that were found where they do not belong: whoever holds one may have it ended.

To hold a key is proof enough that others can; so nothing else is asked, and a scanner, a colleague
or a stranger all do the same good. The answer never says whether a key was one.
"""

from collections.abc import Sequence

from hub.audit import public as audit
from hub.identity import repository
from hub.identity.credentials import LIVE_KEY, TEST_KEY, digest, prefix_of
from hub.identity.domain import Identity


async def report(identity: Identity, reported: Sequence[str], address: str) -> None:
    """Ends every key among them; from the next second on it opens nothing.

    Raises:
        RateLimited: this address has reported enough for a minute.
    """
    await identity.sign_ins.admit_address("leaked-keys", address)
    for secret in dict.fromkeys(reported):
        if prefix_of(secret) in (LIVE_KEY, TEST_KEY):
            await _end(identity, secret)


async def _end(identity: Identity, secret: str) -> None:
    now = identity.clock()
    async with identity.database.transaction() as session:
        place = await repository.find_key_place(session, digest(secret))
    if place is None:
        return
    async with identity.database.transaction(place.org_id) as session:
        key = await repository.get_key(session, place.org_id, place.key_id)
        if key is None or key.revoked_at is not None:
            return
        await repository.revoke_key(session, key.org_id, key.id, now)
        after = {"reason": "reported as leaked"}
        entry = audit.Entry(
            "api_key.revoked", key.org_id, key.id, before=key.model_dump(), after=after
        )
        await audit.record(session, entry, by=audit.ANONYMOUS)
    identity.authenticator.forget(secret)

"""WebAuthn's two ceremonies: what a browser is told, and whether its answer is a true one.

Attestation is not asked for: which make of authenticator somebody has is theirs to choose. The user
is always verified (a PIN, a finger), so that a passkey alone is two factors.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm

from hub.identity.credentials import digest
from hub.kit.lazy import lazy

if TYPE_CHECKING:
    import webauthn
    from webauthn import helpers
    from webauthn.helpers import exceptions, structs
else:  # they bring OpenSSL's bindings with them: a sixth of a second
    webauthn = lazy("webauthn")
    helpers = lazy("webauthn.helpers")
    exceptions = lazy("webauthn.helpers.exceptions")
    structs = lazy("webauthn.helpers.structs")

_NAME: Final = "Laelia"
_TIMEOUT_MS: Final = 300_000
Verified = TypeVar("Verified")


class NotVerified(Exception):
    """The browser's answer does not hold. Why is for the log of whoever debugs, not for callers."""


class Place(NamedTuple):
    """The hub, as browsers bind passkeys to it: its host, and the origin of its pages."""

    host: str
    origin: str

    @classmethod
    def of(cls, base_url: str) -> "Place":
        parts = urlsplit(base_url)
        return cls(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


class NewPasskey(NamedTuple):
    credential_id: bytes
    public_key: bytes
    sign_count: int
    backed_up: bool


def registration_options(
    place: Place, token: str, *, user_id: str, email: str, name: str, known: Sequence[bytes]
) -> dict[str, Any]:
    """For `navigator.credentials.create`; `known` are credentials that the person has."""
    options = webauthn.generate_registration_options(
        rp_id=place.host,
        rp_name=_NAME,
        user_id=user_id.encode(),
        user_name=email,
        user_display_name=name,
        challenge=digest(token),
        timeout=_TIMEOUT_MS,
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=one) for one in known],
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
    )
    return dict(helpers.options_to_json_dict(options))


def sign_in_options(place: Place, token: str) -> dict[str, Any]:
    """For `navigator.credentials.get`; whose passkey it is, the browser says."""
    options = webauthn.generate_authentication_options(
        rp_id=place.host,
        challenge=digest(token),
        timeout=_TIMEOUT_MS,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return dict(helpers.options_to_json_dict(options))


def credential_id(credential: dict[str, Any]) -> bytes:
    """Raises NotVerified."""
    return _verified(lambda: helpers.base64url_to_bytes(credential["id"]))


def verify_registration(place: Place, token: str, credential: dict[str, Any]) -> NewPasskey:
    """Raises NotVerified."""

    def verified() -> NewPasskey:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=digest(token),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
        # A key that cannot be used later is refused now.
        key = helpers.decode_credential_public_key(made.credential_public_key)
        helpers.decoded_public_key_to_cryptography(key)
        return NewPasskey(
            made.credential_id,
            made.credential_public_key,
            made.sign_count,
            made.credential_backed_up,
        )

    return _verified(verified)


def verify_sign_in(
    place: Place,
    token: str,
    credential: dict[str, Any],
    *,
    user_id: str,
    public_key: bytes,
    sign_count: int,
) -> int:
    """The authenticator's new count. Raises NotVerified, also when the count did not go up."""

    def verified() -> int:
        handle = credential["response"].get("userHandle")
        if handle is not None and helpers.base64url_to_bytes(handle) != user_id.encode():
            raise NotVerified("the passkey is another person's")
        shown = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=digest(token),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
        return int(shown.new_sign_count)

    return _verified(verified)


def _verified(work: Callable[[], Verified]) -> Verified:
    """What a stranger's bytes can be made to raise, told apart from bugs of ours."""
    try:
        return work()
    except (
        exceptions.WebAuthnException,
        *(AttributeError, KeyError, TypeError, ValueError, UnsupportedAlgorithm),
    ) as error:
        raise NotVerified(str(error)) from error

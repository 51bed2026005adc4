"""For pages: the browser that is answered is signed in. What is wrong is raised in words."""

from typing import Annotated, Final

from fastapi import Request, Response
from pydantic import Field, TypeAdapter, ValidationError

from hub.identity import schemas, service
from hub.identity.access import identity_of
from hub.identity.answers import peer_of, signed_in
from hub.identity.errors import ChallengeInvalid, CodeIncorrect, SignInFailed

_code: Final = TypeAdapter[str](Annotated[str, Field(min_length=6, max_length=32)])
_challenge: Final = TypeAdapter[str](Annotated[str, Field(min_length=1, max_length=100)])


async def sign_in(request: Request, answer: Response, email: str, password: str) -> None:
    """Raises:
    SignInFailed: unknown address or wrong password.
    MfaRequired: the password is right; `sign_in_with_code` comes next.
    QuotaExceeded: too many guesses.
    """
    identity = identity_of(request)
    try:
        given = schemas.LogIn.model_validate({"email": email, "password": password})
    except ValidationError as error:
        raise SignInFailed("The email address or the password is wrong.") from error
    await identity.sign_ins.admit(given.email, peer_of(request))
    who = await service.log_in(
        identity, given.email, given.password.get_secret_value(), org_id=None
    )
    signed_in(identity, answer, who)


async def sign_in_with_code(request: Request, answer: Response, challenge: str, code: str) -> None:
    """Raises:
    ChallengeInvalid: there was no first step, or it is too long ago.
    CodeIncorrect: not a code of now, or used before.
    QuotaExceeded: too many guesses.
    """
    identity = identity_of(request)
    await identity.sign_ins.admit_address("code", peer_of(request))
    try:
        _challenge.validate_python(challenge)
    except ValidationError as error:
        raise ChallengeInvalid("Begin again.") from error
    try:
        _code.validate_python(code)
    except ValidationError as error:
        raise CodeIncorrect("That is not a code of your app, nor a recovery code.") from error
    signed_in(identity, answer, await service.finish_log_in(identity, challenge, code))

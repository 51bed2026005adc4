"""The one reader of what a SAML identity provider says of somebody (Web Browser SSO profile).

The order is the point. First the form of the whole message: one assertion, where it belongs, no ID
twice. Then the signature of that assertion. Then, and of what was signed alone, what it says: about
whom, by whom, for whom, in answer to which request, and until when.
"""

import base64
import binascii
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from hub.identity.errors import AssertionRefused
from hub.identity.sso.saml import encryption, signatures
from hub.identity.sso.saml.xml import (
    DS,
    SAML,
    SAMLP,
    XENC,
    Element,
    malformed,
    only,
    parse,
    text_of,
)

MOST_BYTES: Final = 512 * 1024
SKEW: Final = timedelta(seconds=60)
BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
SUCCESS: Final = "urn:oasis:names:tc:SAML:2.0:status:Success"
EMAIL: Final = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
TRANSIENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
_ASSERTION: Final = f"{{{SAML}}}Assertion"
_ENCRYPTED: Final = f"{{{SAML}}}EncryptedAssertion"
_IDS: Final = ("ID", "Id", "id", "{http://www.w3.org/XML/1998/namespace}id")


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be so. `certificates` are PEM; `private_key` opens encrypted assertions."""

    idp_entity_id: str
    sp_entity_id: str
    acs_url: str
    request_id: str
    certificates: Sequence[str]
    private_key: str


@dataclass(frozen=True, slots=True)
class Assertion:
    """What was said and holds, if `assertion_id` was not seen before; so until `expires_at`."""

    assertion_id: str
    name_id: str
    name_id_format: str | None
    attributes: Mapping[str, tuple[str, ...]]
    context: str | None
    expires_at: datetime
    session_until: datetime | None


def read(encoded: str, expected: Expected, now: datetime) -> Assertion:
    """Raises AssertionRefused: anything about it is not as it must be."""
    response = parse(_decoded(encoded))
    _check_response(response, expected)
    assertion = _assertion_of(response, expected, now)
    _check_unique(assertion)
    said = signatures.signed(assertion, expected.certificates, now)
    return _read_assertion(said, expected, now)


def issued_by(encoded: str) -> str | None:
    """For a test's report only: who says to have sent it."""
    issuer = parse(_decoded(encoded)).find(f"{{{SAML}}}Issuer")
    return None if issuer is None else (issuer.text or "").strip()[:300]


def _decoded(encoded: str) -> bytes:
    if len(encoded) > MOST_BYTES:
        raise malformed("The message is too large.")
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise malformed("The message is not Base64.") from error


def _check_response(response: Element, expected: Expected) -> None:
    if response.tag != f"{{{SAMLP}}}Response" or response.get("Version") != "2.0":
        raise malformed("The message is no SAML 2.0 response.")
    _check_unique(response)
    status = only(response, f"{{{SAMLP}}}Status", "status")
    code = only(status, f"{{{SAMLP}}}StatusCode", "status code")
    if code.get("Value") != SUCCESS:
        inner = code.find(f"{{{SAMLP}}}StatusCode")
        value = str((code if inner is None else inner).get("Value")).rpartition(":")[2]
        word = value if value.isascii() and value.isalnum() else "an unknown status"
        raise AssertionRefused(f"The provider refuses: {word[:60]}.", step="authorization")
    if response.get("InResponseTo") != expected.request_id:
        raise AssertionRefused("The answer is to another request.", step="in_response_to")
    if response.get("Destination", expected.acs_url) != expected.acs_url:
        raise AssertionRefused("The answer was meant for another address.", step="destination")
    issuer = response.find(f"{{{SAML}}}Issuer")
    if issuer is not None and text_of(issuer, "The issuer") != expected.idp_entity_id:
        raise AssertionRefused("The answer is of another provider.", step="issuer")


def _check_unique(root: Element) -> None:
    """No name is there twice, so that no two readers can mean different elements by it."""
    counted = Counter(
        value
        for element in root.iter()
        for name in _IDS
        if (value := element.get(name)) is not None
    )
    if any(times > 1 for times in counted.values()):
        raise malformed("Two elements have the same ID.")


def _assertion_of(response: Element, expected: Expected, now: datetime) -> Element:
    """The one assertion, which is a child of the response. There is no other anywhere."""
    plain, closed = list(response.iter(_ASSERTION)), list(response.iter(_ENCRYPTED))
    if len(plain) + len(closed) != 1:
        raise malformed("There is not exactly one assertion.")
    [found] = plain or closed
    if found.getparent() is not response:
        raise malformed("The assertion is not where it belongs.")
    for signature in response.iter(f"{{{DS}}}Signature"):
        if signature.getparent() not in (response, found):
            raise malformed("There is a signature where none belongs.")
    if plain:
        return found
    return _opened(response, found, expected, now)


def _opened(response: Element, closed: Element, expected: Expected, now: datetime) -> Element:
    """What an encrypted assertion holds.

    Old ciphers do not say whether a message was changed, and a reader that tells right from wrong
    padding then opens it for whoever asks often enough. They are taken only inside of a response
    that is itself signed.
    """
    data = only(closed, f"{{{XENC}}}EncryptedData", "encrypted assertion")
    if encryption.needs_signature(data):
        said = signatures.signed(response, expected.certificates, now)
        closed = only(said, _ENCRYPTED, "encrypted assertion")
        data = only(closed, f"{{{XENC}}}EncryptedData", "encrypted assertion")
    opened = parse(encryption.opened(closed, data, expected.private_key))
    inside = list(opened.iter(_ASSERTION))
    if opened.tag != _ASSERTION or len(inside) != 1:
        raise malformed("There is no assertion inside of what was encrypted.")
    if any(one.getparent() is not opened for one in opened.iter(f"{{{DS}}}Signature")):
        raise malformed("There is a signature where none belongs.")
    return opened


def _read_assertion(said: Element, expected: Expected, now: datetime) -> Assertion:
    if said.tag != _ASSERTION or said.get("Version") != "2.0":
        raise malformed("What was signed is no SAML 2.0 assertion.")
    issuer = text_of(only(said, f"{{{SAML}}}Issuer", "issuer"), "The issuer")
    if issuer != expected.idp_entity_id:
        raise AssertionRefused("The assertion is of another provider.", step="issuer")
    subject = only(said, f"{{{SAML}}}Subject", "subject")
    name = only(subject, f"{{{SAML}}}NameID", "name of the subject")
    name_id = text_of(name, "The name of the subject")
    if not 0 < len(name_id) <= 500:
        raise AssertionRefused("The assertion does not say who it is about.", step="subject")
    confirmed_until = _check_confirmation(subject, expected, now)
    _check_conditions(only(said, f"{{{SAML}}}Conditions", "list of conditions"), expected, now)
    context, until = _statement(said, now)
    return Assertion(
        assertion_id=str(said.get("ID")),
        name_id=name_id,
        name_id_format=name.get("Format"),
        attributes=_attributes(said),
        context=context,
        expires_at=confirmed_until + SKEW,
        session_until=until,
    )


def _check_confirmation(subject: Element, expected: Expected, now: datetime) -> datetime:
    """Until when one of the confirmations holds. Raises AssertionRefused when none does."""
    problem = AssertionRefused("Nothing confirms that the bearer is the subject.", step="subject")
    for confirmation in subject.findall(f"{{{SAML}}}SubjectConfirmation"):
        data = confirmation.find(f"{{{SAML}}}SubjectConfirmationData")
        if confirmation.get("Method") != BEARER or data is None:
            continue
        try:
            return _confirmed(data, expected, now)
        except AssertionRefused as refused:
            problem = refused
    raise problem


def _confirmed(data: Element, expected: Expected, now: datetime) -> datetime:
    if data.get("Recipient") != expected.acs_url:
        raise AssertionRefused("The assertion is for another recipient.", step="recipient")
    if data.get("InResponseTo") != expected.request_id:
        raise AssertionRefused("The assertion answers another request.", step="in_response_to")
    until = _time(data, "NotOnOrAfter")
    if until is None or data.get("NotBefore") is not None:
        raise AssertionRefused("The confirmation does not say until when it holds.", step="time")
    if until <= now - SKEW:
        raise AssertionRefused("The assertion has expired.", step="time")
    return until


def _check_conditions(conditions: Element, expected: Expected, now: datetime) -> None:
    begins, ends = _time(conditions, "NotBefore"), _time(conditions, "NotOnOrAfter")
    if begins is not None and begins > now + SKEW:
        raise AssertionRefused("The assertion is of the future; compare the clocks.", step="time")
    if ends is not None and ends <= now - SKEW:
        raise AssertionRefused("The assertion has expired.", step="time")
    restrictions = 0
    for condition in conditions:
        if condition.tag == f"{{{SAML}}}AudienceRestriction":
            restrictions += 1
            audiences = [
                text_of(one, "An audience") for one in condition.findall(f"{{{SAML}}}Audience")
            ]
            if expected.sp_entity_id not in audiences:
                raise AssertionRefused("The assertion is for another audience.", step="audience")
        elif condition.tag not in (f"{{{SAML}}}OneTimeUse", f"{{{SAML}}}ProxyRestriction"):
            raise AssertionRefused("The assertion has an unknown condition.", step="conditions")
    if not restrictions:
        raise AssertionRefused("The assertion does not say whom it is for.", step="audience")


def _statement(said: Element, now: datetime) -> tuple[str | None, datetime | None]:
    """How the person signed in there, and until when that lasts."""
    statements = said.findall(f"{{{SAML}}}AuthnStatement")
    if not statements:
        raise AssertionRefused("The assertion does not say that anybody signed in.", step="subject")
    ends = [until for one in statements if (until := _time(one, "SessionNotOnOrAfter")) is not None]
    until = min(ends, default=None)
    if until is not None and until <= now - SKEW:
        raise AssertionRefused("The session at the provider has ended.", step="time")
    found = statements[0].find(f"{{{SAML}}}AuthnContext/{{{SAML}}}AuthnContextClassRef")
    return None if found is None else text_of(found, "The context"), until


def _attributes(said: Element) -> dict[str, tuple[str, ...]]:
    """By name, and by friendly name where no attribute has it as its name."""
    named: dict[str, tuple[str, ...]] = {}
    friendly: dict[str, tuple[str, ...]] = {}
    for attribute in said.findall(f"{{{SAML}}}AttributeStatement/{{{SAML}}}Attribute"):
        name = attribute.get("Name", "")
        values = tuple(
            text_of(value, "An attribute")
            for value in attribute.findall(f"{{{SAML}}}AttributeValue")
            if not len(value)
        )
        named[name] = named.get(name, ()) + values
        if attribute.get("FriendlyName"):
            friendly[str(attribute.get("FriendlyName"))] = values
    return friendly | named


def _time(element: Element, name: str) -> datetime | None:
    value = element.get(name)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise malformed(f"{name} is no time.") from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)

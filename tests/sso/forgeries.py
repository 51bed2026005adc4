"""Assertions that must not be believed, and the step that each of them fails at."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from lxml import etree

from tests.peers.saml import (
    DS,
    ENVELOPED,
    EXCLUSIVE,
    SAML,
    SAMLP,
    SHA1,
    Element,
    Method,
    Request,
    SamlPeer,
    Saying,
    child,
    copied,
    new_key,
)

STRANGER = new_key()
ASSERTION, _SIGNATURE = f"{{{SAML}}}Assertion", f"{{{DS}}}Signature"
Forge = Callable[[SamlPeer, Request, Saying], Element]


def _evil(good: Element) -> Element:
    """The attacker's assertion: the good one's, about somebody else, unsigned."""
    evil = copied(good)
    signature = evil.find(_SIGNATURE)
    if signature is not None:
        evil.remove(signature)
    evil.find(f"{{{SAML}}}Subject/{{{SAML}}}NameID").text = "admin"
    return evil


def _parts(idp: SamlPeer, request: Request, saying: Saying) -> tuple[Element, Element, Element]:
    root = idp.response(request, saying)
    good = root.find(ASSERTION)
    return root, good, _evil(good)


def _whole(idp: SamlPeer, request: Request, saying: Saying) -> tuple[Element, Element]:
    """A response that is signed as a whole beside its assertion, and its signature."""
    root = idp.response(request, saying)
    idp.sign(root)
    return root, root.find(_SIGNATURE)


def xsw1(idp: SamlPeer, request: Request, saying: Saying) -> Element:
    """The signed response inside of the signature of an evil one."""
    root, signature = _whole(idp, request, saying)
    evil = copied(root)
    evil.set("ID", "_evil")
    inner = copied(root)
    inner.remove(inner.find(_SIGNATURE))
    evil.replace(evil.find(ASSERTION), _evil(evil.find(ASSERTION)))
    evil.find(_SIGNATURE).append(inner)
    assert signature is not None
    return evil


def xsw2(idp: SamlPeer, request: Request, saying: Saying) -> Element:
    """The signed response before a detached signature, both inside of an evil one."""
    root, _ = _whole(idp, request, saying)
    evil = copied(root)
    evil.set("ID", "_evil")
    evil.replace(evil.find(ASSERTION), _evil(evil.find(ASSERTION)))
    inner = copied(root)
    inner.remove(inner.find(_SIGNATURE))
    evil.insert(1, inner)
    return evil


def xsw3(idp: SamlPeer, request: Request, saying: Saying) -> Element:
    """An evil assertion before the signed one."""
    root, good, evil = _parts(idp, request, saying)
    evil.set("ID", "_evil")
    good.addprevious(evil)
    return root


def xsw4(idp: SamlPeer, request: Request, saying: Saying) -> Element:
    """The signed assertion inside of an evil one."""
    root, good, evil = _parts(idp, request, saying)
    evil.set("ID", "_evil")
    root.replace(good, evil)
    evil.append(good)
    return root


def xsw5(idp: SamlPeer, request: Request, saying: Saying) -> Element:
    """The evil assertion carries the signature; the signed one, without it, stands last."""
    root, good, evil = _parts(idp, request, saying)
    evil.set("ID", "_evil")
    signature = good.find(_SIGNATURE)
    root.replace(good, evil)
    evil.insert(1, signature)
    root.append(good)
    return root


def xsw6(idp: SamlPeer, request: Request, saying: Saying) -> Element:
    """As the one before, with the signed assertion inside of the signature."""
    root, good, evil = _parts(idp, request, saying)
    evil.set("ID", "_evil")
    signature = good.find(_SIGNATURE)
    root.replace(good, evil)
    evil.insert(1, signature)
    signature.append(good)
    return root


def xsw7(idp: SamlPeer, request: Request, saying: Saying) -> Element:
    """An evil assertion with the same ID, among the extensions."""
    root, good, evil = _parts(idp, request, saying)
    extensions = child(root, SAMLP, "Extensions")
    root.insert(1, extensions)
    extensions.append(evil)
    root.replace(good, evil)
    extensions.append(good)
    return root


def xsw8(idp: SamlPeer, request: Request, saying: Saying) -> Element:
    """The signed assertion as an object of the signature that the evil one carries."""
    root, good, evil = _parts(idp, request, saying)
    signature = good.find(_SIGNATURE)
    root.replace(good, evil)
    evil.insert(1, signature)
    held = child(signature, DS, "Object")
    held.append(good)
    return root


def _unsigned(_: SamlPeer, request: Request, saying: Saying) -> Element:
    return SamlPeer.response(_, request, saying, signed=False)


def _response_alone(idp: SamlPeer, request: Request, saying: Saying) -> Element:
    root = idp.response(request, saying, signed=False)
    return idp.sign(root)


def _by_stranger(idp: SamlPeer, request: Request, saying: Saying) -> Element:
    """Signed with another key, under the certificate that is known."""
    root = idp.response(request, saying, signed=False)
    idp.sign(root.find(ASSERTION), key=STRANGER[0])
    return root


def _by_stranger_openly(idp: SamlPeer, request: Request, saying: Saying) -> Element:
    """Signed with another key, whose certificate comes along."""
    root = _by_stranger(idp, request, saying)
    bare = "".join(STRANGER[1].splitlines()[1:-1])
    root.find(f".//{{{DS}}}X509Certificate").text = bare
    return root


def _signed_with(**changes: Any) -> Forge:
    def forge(idp: SamlPeer, request: Request, saying: Saying) -> Element:
        root = idp.response(request, saying, signed=False)
        idp.sign(root.find(ASSERTION), replace(Method(), **changes))
        return root

    return forge


def _sha1(idp: SamlPeer, request: Request, saying: Saying) -> Element:
    root = idp.response(request, saying, signed=False)
    idp.sign(root.find(ASSERTION), SHA1)
    return root


def _changed(path: str, change: Callable[[Element], None]) -> Forge:
    """After it was signed."""

    def forge(idp: SamlPeer, request: Request, saying: Saying) -> Element:
        root = idp.response(request, saying)
        change(root.find(path, {"a": SAML, "p": SAMLP, "d": DS}))
        return root

    return forge


def _with_comment(idp: SamlPeer, request: Request, saying: Saying) -> Element:
    """A comment does not touch the signature, and splits the name for a careless reader."""
    root = idp.response(request, replace(saying, subject="admin.evil"))
    name = root.find(f".//{{{SAML}}}NameID")
    name.text = "admin"
    comment = etree.Comment("x")
    comment.tail = ".evil"
    name.append(comment)
    return root


def _with_instruction(idp: SamlPeer, request: Request, saying: Saying) -> Element:
    root = idp.response(request, saying)
    root.find(ASSERTION).append(etree.ProcessingInstruction("x", "y"))
    return root


def _says(**changes: Any) -> Forge:
    """Properly signed; but what it says is not for here and now."""
    return lambda idp, request, saying: idp.response(request, replace(saying, **changes))


def _shaped(shape: Callable[[Element], None]) -> Forge:
    """Shaped before it is signed."""

    def forge(idp: SamlPeer, request: Request, saying: Saying) -> Element:
        root = idp.response(request, saying, signed=False)
        shape(root.find(ASSERTION))
        idp.sign(root.find(ASSERTION))
        return root

    return forge


def _without(path: str) -> Forge:
    def shape(assertion: Element) -> None:
        found = assertion.find(path, {"a": SAML})
        found.getparent().remove(found)

    return _shaped(shape)


def _set(path: str, name: str, value: str | None) -> Forge:
    def shape(assertion: Element) -> None:
        found = assertion if path == "." else assertion.find(path, {"a": SAML})
        if value is None:
            del found.attrib[name]
        else:
            found.set(name, value)

    return _shaped(shape)


def _twice(idp: SamlPeer, request: Request, saying: Saying) -> Element:
    root = idp.response(request, saying)
    another = idp.response(request, replace(saying, assertion_id="_another"))
    root.append(another.find(ASSERTION))
    return root


def _inside_of_another(idp: SamlPeer, request: Request, saying: Saying) -> Element:
    root = idp.response(request, saying)
    extensions = child(root, SAMLP, "Extensions")
    extensions.append(root.find(ASSERTION))
    return root


_DATA = "a:Subject/a:SubjectConfirmation/a:SubjectConfirmationData"
FORGERIES: dict[str, tuple[Forge, str]] = {
    **{one.__name__: (one, "message") for one in (xsw1, xsw2, xsw3, xsw4, xsw5, xsw6, xsw7)},
    "xsw8": (xsw8, "message"),
    "unsigned": (_unsigned, "message"),
    "the response alone is signed": (_response_alone, "message"),
    "another key": (_by_stranger, "signature"),
    "another key and its certificate": (_by_stranger_openly, "signature"),
    "SHA-1": (_sha1, "signature"),
    "SHA-1 as digest": (_signed_with(digest=SHA1.digest, hashed=SHA1.hashed), "signature"),
    "no algorithm": (_signed_with(signature="none"), "signature"),
    "HMAC": (_signed_with(signature=DS + "hmac-sha256"), "signature"),
    "no transforms": (_signed_with(transforms=()), "signature"),
    "a transform by XPath": (
        _signed_with(transforms=(ENVELOPED, "http://www.w3.org/TR/1999/REC-xpath-19991116")),
        "signature",
    ),
    "a transform by XSLT": (
        _signed_with(
            transforms=(ENVELOPED, EXCLUSIVE, "http://www.w3.org/TR/1999/REC-xslt-19991116")
        ),
        "signature",
    ),
    "comments kept": (
        _signed_with(transforms=(ENVELOPED, EXCLUSIVE + "WithComments")),
        "signature",
    ),
    "a changed name": (
        _changed(".//a:NameID", lambda found: setattr(found, "text", "admin")),
        "signature",
    ),
    "a changed digest": (
        _changed(".//d:DigestValue", lambda found: setattr(found, "text", "AAAA")),
        "signature",
    ),
    "a reference to everything": (
        _changed(".//d:Reference", lambda found: found.set("URI", "")),
        "signature",
    ),
    "a reference to another": (
        _changed(".//d:Reference", lambda found: found.set("URI", "#_response")),
        "signature",
    ),
    "a comment in the name": (_with_comment, "message"),
    "an instruction": (_with_instruction, "message"),
    "two assertions": (_twice, "message"),
    "an assertion elsewhere": (_inside_of_another, "message"),
    "another issuer": (_says(issuer="https://evil.example"), "issuer"),
    "another audience": (_says(audience="https://another.example"), "audience"),
    "no audience": (_says(audience=""), "audience"),
    "another recipient": (_says(recipient="https://another.example/acs"), "recipient"),
    "another destination": (_says(destination="https://another.example/acs"), "destination"),
    "another request": (_says(in_response_to="_another"), "in_response_to"),
    "no request in the assertion": (_set(_DATA, "InResponseTo", None), "in_response_to"),
    "no recipient": (_set(_DATA, "Recipient", None), "recipient"),
    "not before": (_says(not_before=timedelta(hours=1)), "time"),
    "expired": (_says(not_on_or_after=timedelta(hours=-1)), "time"),
    "a confirmation that is over": (_says(confirmed_until=timedelta(hours=-1)), "time"),
    "a confirmation without an end": (_says(confirmed_until=None), "time"),
    "a session that is over": (_says(session_for=timedelta(hours=-1)), "time"),
    "a confirmation with a beginning": (_set(_DATA, "NotBefore", "2020-01-01T00:00:00Z"), "time"),
    "a time in words": (_set("a:Conditions", "NotOnOrAfter", "tomorrow"), "message"),
    "no confirmation": (_without("a:Subject/a:SubjectConfirmation"), "subject"),
    "another kind of confirmation": (
        _set(
            "a:Subject/a:SubjectConfirmation",
            "Method",
            "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches",
        ),
        "subject",
    ),
    "no conditions": (_without("a:Conditions"), "message"),
    "an unknown condition": (
        _shaped(lambda one: child(one.find(f"{{{SAML}}}Conditions"), SAML, "Condition")),
        "conditions",
    ),
    "nobody signed in": (_without("a:AuthnStatement"), "subject"),
    "no name": (_without("a:Subject/a:NameID"), "message"),
    "an empty name": (_says(subject=""), "subject"),
    "a name for one time": (
        _says(name_format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"),
        "subject",
    ),
    "another version": (_set(".", "Version", "1.1"), "message"),
    "a refusal": (_says(status="urn:oasis:names:tc:SAML:2.0:status:Responder"), "authorization"),
}

"""A SAML identity provider with real keys. It signs by hand, with nothing of what the hub checks
signatures with but the parser, and so can sign wrongly in every way that a test wants."""

import base64
import zlib
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha1, sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree

SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
DS = "http://www.w3.org/2000/09/xmldsig#"
ENTITY = "https://idp.example/saml"
SSO_URL = "https://idp.example/sso"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = DS + "enveloped-signature"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
Element = Any


@dataclass(frozen=True)
class Method:
    """How to sign: names, and what they stand for."""

    signature: str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
    digest: str = "http://www.w3.org/2001/04/xmlenc#sha256"
    hashed: Callable[[bytes], Any] = sha256
    algorithm: hashes.HashAlgorithm = field(default_factory=hashes.SHA256)
    transforms: Sequence[str] = (ENVELOPED, EXCLUSIVE)


SHA1 = Method(DS + "rsa-sha1", DS + "sha1", sha1, hashes.SHA1())  # noqa: S303 - to be refused


@dataclass(frozen=True)
class Saying:
    """What an assertion says; None leaves a part out."""

    subject: str = "person-1"
    name_format: str | None = PERSISTENT
    attributes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    issuer: str = ENTITY
    audience: str | None = None
    recipient: str | None = None
    in_response_to: str | None = None
    destination: str | None = None
    status: str = "urn:oasis:names:tc:SAML:2.0:status:Success"
    not_before: timedelta = timedelta(seconds=-5)
    not_on_or_after: timedelta = timedelta(minutes=5)
    confirmed_until: timedelta | None = timedelta(minutes=5)
    session_for: timedelta | None = None
    context: str = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
    assertion_id: str = "_assertion"


@dataclass
class Request:
    """What the hub asked, read from the address that it sent the browser to."""

    id: str
    acs_url: str
    issuer: str
    state: str
    fields: dict[str, str]
    signed: str

    @classmethod
    def read(cls, url: str) -> "Request":
        query = urlsplit(url).query
        fields = dict(parse_qsl(query))
        root = etree.fromstring(zlib.decompress(base64.b64decode(fields["SAMLRequest"]), -15))
        issuer = root.find(f"{{{SAML}}}Issuer")
        assert issuer is not None
        return cls(
            id=str(root.get("ID")),
            acs_url=str(root.get("AssertionConsumerServiceURL")),
            issuer=str(issuer.text),
            state=fields["RelayState"],
            fields=fields,
            signed=query.partition("&Signature=")[0],
        )


class SamlPeer:
    def __init__(self) -> None:
        self.key, self.certificate = new_key()

    @property
    def metadata(self) -> str:
        bare = "".join(self.certificate.splitlines()[1:-1])
        return f"""<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="{DS}"
 entityID="{ENTITY}"><md:IDPSSODescriptor protocolSupportEnumeration="{SAMLP}">
<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{bare}
</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
 Location="https://idp.example/post"/>
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
 Location="{SSO_URL}"/></md:IDPSSODescriptor></md:EntityDescriptor>"""

    def sign(self, element: Element, method: Method | None = None, key: Any = None) -> Element:
        """Puts a signature into the element, behind its issuer."""
        method = method or Method()
        digest = base64.b64encode(method.hashed(canonical(element)).digest()).decode()
        transforms = "".join(f'<ds:Transform Algorithm="{one}"/>' for one in method.transforms)
        information = (
            f'<ds:SignedInfo xmlns:ds="{DS}">'
            f'<ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"/>'
            f'<ds:SignatureMethod Algorithm="{method.signature}"/>'
            f'<ds:Reference URI="#{element.get("ID")}"><ds:Transforms>{transforms}</ds:Transforms>'
            f'<ds:DigestMethod Algorithm="{method.digest}"/>'
            f"<ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>"
        )
        made = (key or self.key).sign(
            canonical(etree.fromstring(information)), padding.PKCS1v15(), method.algorithm
        )
        bare = "".join(self.certificate.splitlines()[1:-1])
        signature = etree.fromstring(
            f'<ds:Signature xmlns:ds="{DS}">{information}'
            f"<ds:SignatureValue>{base64.b64encode(made).decode()}</ds:SignatureValue>"
            f"<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{bare}</ds:X509Certificate>"
            "</ds:X509Data></ds:KeyInfo></ds:Signature>"
        )
        element.insert(1, signature)
        return element

    def response(
        self, request: Request, saying: Saying, *, signed: bool = True, now: datetime | None = None
    ) -> Element:
        root = response(request, saying, now=now)
        if signed:
            self.sign(root.find(f"{{{SAML}}}Assertion"))
        return root


def new_key() -> tuple[rsa.RSAPrivateKey, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    return key, certificate.public_bytes(Encoding.PEM).decode()


def canonical(element: Element) -> bytes:
    made: bytes = etree.tostring(element, method="c14n", exclusive=True, with_comments=False)
    return made


def response(request: Request, saying: Saying, *, now: datetime | None = None) -> Element:
    """Unsigned, with one assertion."""
    now = now or datetime.now(UTC)
    destination = saying.destination or request.acs_url
    answers = saying.in_response_to or request.id
    root = etree.Element(
        f"{{{SAMLP}}}Response",
        {
            "ID": "_response",
            "Version": "2.0",
            "IssueInstant": moment(now),
            "Destination": destination,
            "InResponseTo": answers,
        },
        nsmap={"samlp": SAMLP, "saml": SAML},
    )
    child(root, SAML, "Issuer").text = saying.issuer
    child(child(root, SAMLP, "Status"), SAMLP, "StatusCode", Value=saying.status)
    root.append(assertion(request, saying, now))
    return root


def assertion(request: Request, saying: Saying, now: datetime) -> Element:
    root = etree.Element(
        f"{{{SAML}}}Assertion",
        {"ID": saying.assertion_id, "Version": "2.0", "IssueInstant": moment(now)},
        nsmap={"saml": SAML},
    )
    child(root, SAML, "Issuer").text = saying.issuer
    subject = child(root, SAML, "Subject")
    named = {} if saying.name_format is None else {"Format": saying.name_format}
    child(subject, SAML, "NameID", **named).text = saying.subject
    confirmation = child(
        subject, SAML, "SubjectConfirmation", Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"
    )
    until = saying.confirmed_until
    child(
        confirmation,
        SAML,
        "SubjectConfirmationData",
        Recipient=saying.recipient or request.acs_url,
        InResponseTo=saying.in_response_to or request.id,
        **({} if until is None else {"NotOnOrAfter": moment(now + until)}),
    )
    conditions = child(
        root,
        SAML,
        "Conditions",
        NotBefore=moment(now + saying.not_before),
        NotOnOrAfter=moment(now + saying.not_on_or_after),
    )
    if saying.audience != "":
        restriction = child(conditions, SAML, "AudienceRestriction")
        child(restriction, SAML, "Audience").text = saying.audience or request.issuer
    _statements(root, saying, now)
    return root


def _statements(root: Element, saying: Saying, now: datetime) -> None:
    lasts = saying.session_for
    statement = child(
        root,
        SAML,
        "AuthnStatement",
        AuthnInstant=moment(now),
        **({} if lasts is None else {"SessionNotOnOrAfter": moment(now + lasts)}),
    )
    context = child(statement, SAML, "AuthnContext")
    child(context, SAML, "AuthnContextClassRef").text = saying.context
    attributes = child(root, SAML, "AttributeStatement")
    for name, values in saying.attributes.items():
        attribute = child(attributes, SAML, "Attribute", Name=name)
        for value in values:
            child(attribute, SAML, "AttributeValue").text = value


def child(parent: Element, namespace: str, name: str, **attributes: str) -> Element:
    return etree.SubElement(parent, f"{{{namespace}}}{name}", attributes)


def moment(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def encoded(root: Element) -> str:
    return base64.b64encode(etree.tostring(root)).decode()


def copied(element: Element) -> Element:
    return deepcopy(element)

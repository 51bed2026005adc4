"""What the hub sends to a SAML identity provider, and what the two publish about themselves."""

import base64
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlencode, urlsplit

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from lxml import etree

from hub.identity.sso.saml.xml import DS, METADATA, POST, REDIRECT, SAML, SAMLP, Element, parse
from hub.kit.errors import InvalidInput

_RSA_SHA256: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_NAME_FORMATS: Final = (
    "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
    "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
)
_KEY_BITS: Final = 2048
_KEY_LIFE: Final = timedelta(days=3650)
_MOST_CERTIFICATES: Final = 10


@dataclass(frozen=True, slots=True)
class Idp:
    """`certificates` are PEM."""

    entity_id: str
    sso_url: str
    certificates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sp:
    """The hub as one connection's service provider. `certificate` is PEM."""

    entity_id: str
    acs_url: str
    certificate: str


def new_key(name: str, now: datetime) -> tuple[str, str]:
    """A private key and a certificate for it, which nobody but the provider looks at; PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _KEY_LIFE)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private.decode(), certificate.public_bytes(Encoding.PEM).decode()


def new_request_id() -> str:
    return "_" + secrets.token_hex(20)


def request_address(
    sp: Sp, idp: Idp, *, request_id: str, state: str, private_key: str, now: datetime
) -> str:
    """Where the browser goes: an AuthnRequest in the redirect binding, signed."""
    request = etree.Element(
        f"{{{SAMLP}}}AuthnRequest",
        {
            "ID": request_id,
            "Version": "2.0",
            "IssueInstant": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Destination": idp.sso_url,
            "AssertionConsumerServiceURL": sp.acs_url,
            "ProtocolBinding": POST,
        },
        nsmap={"samlp": SAMLP, "saml": SAML},
    )
    etree.SubElement(request, f"{{{SAML}}}Issuer").text = sp.entity_id
    etree.SubElement(request, f"{{{SAMLP}}}NameIDPolicy", {"AllowCreate": "true"})
    squeezed = zlib.compressobj(wbits=-15)
    raw = squeezed.compress(etree.tostring(request)) + squeezed.flush()
    # The order of the fields is part of what is signed.
    fields = urlencode(
        [
            ("SAMLRequest", base64.b64encode(raw).decode()),
            ("RelayState", state),
            ("SigAlg", _RSA_SHA256),
        ]
    )
    key = load_pem_private_key(private_key.encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    signature = key.sign(fields.encode(), padding.PKCS1v15(), hashes.SHA256())
    joint = "&" if urlsplit(idp.sso_url).query else "?"
    last = urlencode({"Signature": base64.b64encode(signature).decode()})
    return f"{idp.sso_url}{joint}{fields}&{last}"


def sp_metadata(sp: Sp) -> bytes:
    root = etree.Element(
        f"{{{METADATA}}}EntityDescriptor",
        {"entityID": sp.entity_id},
        nsmap={"md": METADATA, "ds": DS},
    )
    role = etree.SubElement(
        root,
        f"{{{METADATA}}}SPSSODescriptor",
        {
            "AuthnRequestsSigned": "true",
            "WantAssertionsSigned": "true",
            "protocolSupportEnumeration": SAMLP,
        },
    )
    for use in ("signing", "encryption"):
        described = etree.SubElement(role, f"{{{METADATA}}}KeyDescriptor", {"use": use})
        information = etree.SubElement(described, f"{{{DS}}}KeyInfo")
        data = etree.SubElement(information, f"{{{DS}}}X509Data")
        etree.SubElement(data, f"{{{DS}}}X509Certificate").text = "".join(
            sp.certificate.splitlines()[1:-1]
        )
    # Providers that find none here name people for one sign-in only, which is of no use.
    for usable in _NAME_FORMATS:
        etree.SubElement(role, f"{{{METADATA}}}NameIDFormat").text = usable
    etree.SubElement(
        role,
        f"{{{METADATA}}}AssertionConsumerService",
        {"Binding": POST, "Location": sp.acs_url, "index": "0", "isDefault": "true"},
    )
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written


def read_idp_metadata(text: str) -> Idp:
    """What a provider's metadata say; they come from an administrator, whose word counts.

    Raises:
        AssertionRefused: it is no XML as it may be.
        InvalidInput: it describes no identity provider that can be used.
    """
    root = parse(text.strip().encode())
    described = [
        one
        for one in root.iter(f"{{{METADATA}}}EntityDescriptor")
        if one.find(f"{{{METADATA}}}IDPSSODescriptor") is not None
    ]
    if len(described) != 1:
        raise InvalidInput.at("/saml/metadata", "does not describe exactly one identity provider")
    role = described[0].find(f"{{{METADATA}}}IDPSSODescriptor")
    assert role is not None
    address = next(
        (
            one.get("Location")
            for one in role.findall(f"{{{METADATA}}}SingleSignOnService")
            if one.get("Binding") == REDIRECT
        ),
        None,
    )
    if address is None:
        raise InvalidInput.at("/saml/metadata", "names no address for the redirect binding")
    return Idp(str(described[0].get("entityID")), address, _certificates(role))


def _certificates(role: Element) -> tuple[str, ...]:
    return tuple(
        _pem(one.text or "")
        for key in role.findall(f"{{{METADATA}}}KeyDescriptor")
        if key.get("use", "signing") == "signing"
        for one in key.iter(f"{{{DS}}}X509Certificate")
    )


def _pem(bare: str) -> str:
    packed = "".join(bare.split())
    lines = [packed[at : at + 64] for at in range(0, len(packed), 64)]
    return "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""])


def check_certificates(given: Sequence[str]) -> tuple[str, ...]:
    """The same in one form.

    Raises:
        InvalidInput: one is no certificate with a key that signatures are taken of.
    """
    if not 0 < len(given) <= _MOST_CERTIFICATES:
        raise InvalidInput.at("/saml/certificates", "must be one to ten certificates")
    found = []
    for at, one in enumerate(given):
        text = one.strip()
        pem = text if text.startswith("-----") else _pem(text)
        pointer = f"/saml/certificates/{at}"
        try:
            certificate = x509.load_pem_x509_certificate(pem.encode())
            key = certificate.public_key()
        except (ValueError, UnsupportedAlgorithm) as error:
            raise InvalidInput.at(pointer, "is no X.509 certificate") from error
        if isinstance(key, rsa.RSAPublicKey) and key.key_size < _KEY_BITS:
            raise InvalidInput.at(pointer, "has a key that is too short")
        found.append(certificate.public_bytes(Encoding.PEM).decode())
    return tuple(found)


def expires_at(certificate: str) -> datetime:
    return x509.load_pem_x509_certificate(certificate.encode()).not_valid_after_utc

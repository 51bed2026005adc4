"""Whether an element was signed with one of the keys that are known; answers what was signed.

The library below checks digests and signatures. What a SAML signature may look like is narrower
than what it would take, and is checked before: one reference, to the very element that the
signature stands in, with the two transforms that SAML names and no others. What is read afterwards
is what the library has digested, parsed anew, and never the message that came.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from hub.identity.errors import AssertionRefused
from hub.identity.sso.saml.xml import DS, Element, only

_ENVELOPED: Final = DS + "enveloped-signature"
_EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
_METHODS: Final = frozenset(
    {
        *(SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA384, SignatureMethod.RSA_SHA512),
        *(SignatureMethod.ECDSA_SHA256, SignatureMethod.ECDSA_SHA384),
        *(SignatureMethod.ECDSA_SHA512, SignatureMethod.SHA256_RSA_MGF1),
        *(SignatureMethod.SHA384_RSA_MGF1, SignatureMethod.SHA512_RSA_MGF1),
    }
)
_DIGESTS: Final = frozenset(
    {DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512}
)


def signed(element: Element, certificates: Sequence[str], now: datetime) -> Element:
    """The element as it was signed, without its signature. `certificates` are PEM.

    Raises:
        AssertionRefused: it is not signed, not in the way that it must be, or by another key.
    """
    _check_form(element)
    # Alone, so that nothing else of the message is there to be referred to.
    alone = etree.tostring(element, with_tail=False)
    configuration = SignatureConfiguration(
        location="./",
        expect_references=1,
        signature_methods=_METHODS,
        digest_algorithms=_DIGESTS,
        ignore_ambiguous_key_info=True,
        verification_time=now,
    )
    for certificate in certificates:
        found = _verified(alone, certificate, configuration)
        if found is not None:
            return _same(element, found)
    raise _refused("The signature is by none of the certificates of the connection.")


def _verified(
    alone: bytes, certificate: str, configuration: SignatureConfiguration
) -> Element | None:
    try:
        result = XMLVerifier().verify(
            alone,
            x509_cert=x509.load_pem_x509_certificate(certificate.encode()),
            expect_config=configuration,
            id_attribute="ID",
        )
    except (
        *(SignXMLException, UnsupportedAlgorithm, etree.LxmlError),
        *(ValueError, TypeError, AttributeError),
    ):
        return None  # whatever is wrong with it, this key has not signed it
    if not isinstance(result, VerifyResult):
        return None
    return result.signed_xml


def _same(element: Element, found: Element) -> Element:
    """What was signed is what was looked at."""
    if found.tag != element.tag or found.get("ID") != element.get("ID"):
        raise _refused("Something else than this element was signed.")
    if next(found.iter(f"{{{DS}}}Signature"), None) is not None:
        raise _refused("There is a further signature inside of what was signed.")
    return found


def _check_form(element: Element) -> None:
    named = element.get("ID")
    signature = only(element, f"{{{DS}}}Signature", "signature of the assertion")
    information = only(signature, f"{{{DS}}}SignedInfo", "SignedInfo")
    reference = only(information, f"{{{DS}}}Reference", "reference of the signature")
    if not named or reference.get("URI") != f"#{named}":
        raise _refused("The signature refers to another element than the one that it stands in.")
    method = only(information, f"{{{DS}}}CanonicalizationMethod", "canonicalization")
    transforms = only(reference, f"{{{DS}}}Transforms", "list of transforms")
    used = [one.get("Algorithm") for one in transforms]
    if method.get("Algorithm") != _EXCLUSIVE or used not in (
        [_ENVELOPED, _EXCLUSIVE],
        [_ENVELOPED],
    ):
        raise _refused("The signature transforms what it signs in an unusual way.")
    if signature.find(f"{{{DS}}}Object") is not None:
        raise _refused("There is something inside of the signature.")


def _refused(detail: str) -> AssertionRefused:
    return AssertionRefused(detail, step="signature")

"""PayPal's signature on a message, checked here: nobody who sends us anything makes us ask PayPal.

From the vendor's public description of webhook messages: RSA with SHA-256 over `id|time|webhook
ID|CRC-32 of the body`, by a certificate that stands at PayPal's. Not proven against the real
service. A CRC is no hash: what a message says is therefore a hint, and what is true is fetched.
"""

import asyncio
import binascii
import re
import ssl
import zlib
from base64 import b64decode
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from hub.billing.processors.port import ProcessorUnavailable, WebhookRefused
from hub.kit.clock import Clock
from hub.kit.errors import LaeliaError

# It is sent again for three days, and clocks differ by some minutes
_OLD: Final = timedelta(days=4)
_EARLY: Final = timedelta(minutes=5)
_LIVE: Final = frozenset({"https://api.paypal.com", "https://api-m.paypal.com"})
_SANDBOX: Final = frozenset({"https://api.sandbox.paypal.com", "https://api-m.sandbox.paypal.com"})
_PLACE: Final = re.compile(r"/v1/notifications/certs/CERT-[A-Za-z0-9-]{1,64}")
_ID: Final = re.compile(r"[A-Za-z0-9-]{1,100}")
_NAMED: Final = ".paypal.com"
_LONGEST: Final = 1024
_KEPT: Final = 32
_FETCHES: Final = 10
_WHILE: Final = timedelta(minutes=1)

# The bytes at a URL; raises what the guarded client raises
Fetch = Callable[[str], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Signed:
    """What a message's headers say, all of it in the form that PayPal gives it."""

    id: str
    time: str
    signature: bytes
    certificate: str

    def holds(self, key: RSAPublicKey, webhook_id: str, body: bytes) -> bool:
        said = f"{self.id}|{self.time}|{webhook_id}|{zlib.crc32(body)}".encode()
        try:
            key.verify(self.signature, said, PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Judged:
    """The key of a certificate at PayPal's, whether an authority that is known here vouches for it,
    and until when that is so."""

    key: RSAPublicKey
    vouched: bool
    until: datetime


def homes_of(api_url: str) -> frozenset[str]:
    """Where certificates may stand: at the API that is spoken to, or PayPal's other name for it."""
    api = urlsplit(api_url)
    own = f"{api.scheme}://{api.netloc}"
    if own in _SANDBOX:
        return _SANDBOX
    return _LIVE | {own}


def read(headers: Mapping[str, str], homes: frozenset[str], now: datetime) -> Signed:
    """Raises WebhookRefused for all that can be told to be wrong without anybody's help."""
    names = ("transmission-id", "transmission-time", "transmission-sig", "cert-url", "auth-algo")
    given = [headers.get(f"paypal-{name}", "") for name in names]
    if not all(given) or any(len(one) > _LONGEST for one in given):
        raise WebhookRefused("It is not signed.")
    id_, time, signature, certificate, algorithm = given
    if algorithm != "SHA256withRSA" or not _ID.fullmatch(id_):
        raise WebhookRefused("It has no signature of the known scheme.")
    if not _at_home(certificate, homes):
        raise WebhookRefused("Its certificate is not at PayPal's.")
    try:
        sent, decoded = datetime.fromisoformat(time), b64decode(signature, validate=True)
    except (ValueError, binascii.Error) as error:
        raise WebhookRefused("It has no signature of the known scheme.") from error
    if sent.tzinfo is None or not now - _OLD <= sent <= now + _EARLY:
        raise WebhookRefused("It was signed too long ago, or not yet.")
    return Signed(id_, time, decoded, certificate)


def _at_home(url: str, homes: frozenset[str]) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    home = f"{parts.scheme}://{parts.netloc}"
    placed = _PLACE.fullmatch(parts.path) is not None
    return home in homes and placed and url == home + parts.path


class Certificates:
    """PayPal's certificates, each fetched once while it holds. Strangers name them, so that only
    a few a minute are looked for."""

    def __init__(self, fetch: Fetch, authorities: Path | None, clock: Clock) -> None:
        self._fetch = fetch
        self._authorities = authorities
        self._clock = clock
        self._known: dict[str, Judged] = {}
        self._asked: list[datetime] = []
        self._one = asyncio.Lock()

    async def at(self, url: str) -> Judged:
        """Raises ProcessorUnavailable: no certificate can be had from there now."""
        now = self._clock()
        known = self._known.get(url)
        if known is not None and now < known.until:
            return known
        async with self._one:
            known = self._known.get(url)  # perhaps of whoever was before us here
            if known is None or now >= known.until:
                known = self._known[url] = await self._look(url, now)
                while len(self._known) > _KEPT:
                    del self._known[next(iter(self._known))]
            return known

    async def _look(self, url: str, now: datetime) -> Judged:
        self._asked = [one for one in self._asked if now - _WHILE < one <= now]
        if len(self._asked) >= _FETCHES:
            raise ProcessorUnavailable("Too many certificates are asked for. Send it again later.")
        self._asked.append(now)
        try:
            found = await self._fetch(url)
        except LaeliaError as error:
            raise ProcessorUnavailable("Its certificate cannot be fetched.") from error
        return await asyncio.to_thread(_judge, found, self._authorities, now)


def _judge(found: bytes, authorities: Path | None, now: datetime) -> Judged:
    """Raises ProcessorUnavailable: it is no certificate that signs like this."""
    from cryptography import x509  # noqa: PLC0415 - only who is sent messages by PayPal needs it
    from cryptography.x509 import verification  # noqa: PLC0415

    try:
        leaf, *others = x509.load_pem_x509_certificates(found)
        key = leaf.public_key()
    except ValueError as error:
        raise ProcessorUnavailable("What stands there is no certificate.") from error
    if not isinstance(key, RSAPublicKey):
        raise ProcessorUnavailable("What stands there does not sign like this.")
    try:
        issuers = {one.issuer.public_bytes() for one in (leaf, *others)}
        trusted = [x509.load_der_x509_certificate(one) for one in _named_in(issuers, authorities)]
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        own = [one for one in names.get_values_for_type(x509.DNSName) if one.endswith(_NAMED)]
        builder = verification.PolicyBuilder().store(verification.Store(trusted)).time(now)
        builder.build_server_verifier(x509.DNSName(own[0])).verify(leaf, others)
    except (ValueError, LookupError, x509.ExtensionNotFound, verification.VerificationError):
        return Judged(key, vouched=False, until=now + _WHILE)
    return Judged(key, vouched=True, until=leaf.not_valid_after_utc)


def _named_in(issuers: Collection[bytes], authorities: Path | None) -> list[bytes]:
    """The authorities that have one of these names: the others need not be read."""
    context = ssl.create_default_context(cafile=authorities)
    every = context.get_ca_certs(binary_form=True)
    return [one for one in every if any(name in one for name in issuers)]

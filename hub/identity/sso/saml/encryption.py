"""Encrypted assertions (XML Encryption 1.1), as far as they are safe to open.

Keys are wrapped with RSA-OAEP; PKCS#1 v1.5, with which a message can be opened by asking often, is
refused. Content is AES-GCM; AES-CBC, which identity providers still have as their default, needs a
signature around it that is checked before (see `responses`). Every failure is the same failure.
"""

import base64
import binascii
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from hub.identity.errors import AssertionRefused
from hub.identity.sso.saml.xml import DS, XENC, Element, only, text_of

_XENC11: Final = "http://www.w3.org/2009/xmlenc11#"
_GCM: Final = {f"{_XENC11}aes{bits}-gcm": bits // 8 for bits in (128, 192, 256)}
_CBC: Final = {f"{XENC}aes{bits}-cbc": bits // 8 for bits in (128, 192, 256)}
_OAEP_MGF1P: Final = f"{XENC}rsa-oaep-mgf1p"
_OAEP: Final = f"{_XENC11}rsa-oaep"
_NONCE: Final = 12
_BLOCK: Final = 16
_DIGESTS: Final[dict[str | None, type[hashes.HashAlgorithm]]] = {
    None: hashes.SHA1,  # the standard's default; OAEP does not rest on its collisions
    f"{DS}sha1": hashes.SHA1,
    f"{XENC}sha256": hashes.SHA256,
    f"{XENC}sha512": hashes.SHA512,
    f"{_XENC11}mgf1sha1": hashes.SHA1,
    f"{_XENC11}mgf1sha256": hashes.SHA256,
    f"{_XENC11}mgf1sha512": hashes.SHA512,
}


def needs_signature(data: Element) -> bool:
    return _algorithm(data) in _CBC


def opened(closed: Element, data: Element, private_key: str) -> bytes:
    """The XML inside. The key may stand beside the data as well as in it.

    Raises:
        AssertionRefused: it is not encrypted for us, or in a way that is not opened.
    """
    keys = [*data.iter(f"{{{XENC}}}EncryptedKey"), *closed.findall(f"{{{XENC}}}EncryptedKey")]
    algorithm = _algorithm(data)
    length = (_GCM | _CBC).get(algorithm)
    if len(keys) != 1 or length is None:
        raise _refused("The assertion is encrypted in a way that is not opened here.")
    content = _value(data)
    try:
        key = _unwrapped(keys[0], private_key, length)
        if algorithm in _GCM:
            return AESGCM(key).decrypt(content[:_NONCE], content[_NONCE:], None)
        return _from_blocks(key, content)
    except (ValueError, InvalidTag) as error:
        raise _refused("The assertion cannot be decrypted.") from error


def _unwrapped(wrapped: Element, private_key: str, length: int) -> bytes:
    method = only(wrapped, f"{{{XENC}}}EncryptionMethod", "encryption method")
    algorithm = method.get("Algorithm")
    if algorithm not in (_OAEP, _OAEP_MGF1P):
        raise _refused("The key is wrapped in a way that is not opened here; use RSA-OAEP.")
    digest, mask = method.find(f"{{{DS}}}DigestMethod"), method.find(f"{{{_XENC11}}}MGF")
    hashed = _DIGESTS.get(None if digest is None else digest.get("Algorithm"))
    masked = _DIGESTS.get(None if mask is None else mask.get("Algorithm"))
    if hashed is None or masked is None:
        raise _refused("The key is wrapped with an unknown digest.")
    key = load_pem_private_key(private_key.encode(), None)
    assert isinstance(key, RSAPrivateKey)
    found = key.decrypt(_value(wrapped), OAEP(MGF1(masked()), hashed(), None))
    if len(found) != length:
        raise ValueError("a key of another length")
    return found


def _from_blocks(key: bytes, content: bytes) -> bytes:
    reader = Cipher(AES(key), CBC(content[:_BLOCK])).decryptor()
    plain = reader.update(content[_BLOCK:]) + reader.finalize()
    count = plain[-1] if plain else 0
    if not 0 < count <= _BLOCK:
        raise ValueError("no padding")
    return plain[:-count]


def _algorithm(data: Element) -> str:
    method = only(data, f"{{{XENC}}}EncryptionMethod", "encryption method")
    return str(method.get("Algorithm"))


def _value(element: Element) -> bytes:
    data = only(element, f"{{{XENC}}}CipherData", "encrypted value")
    value = only(data, f"{{{XENC}}}CipherValue", "encrypted value")
    try:
        return base64.b64decode(
            "".join(text_of(value, "An encrypted value").split()), validate=True
        )
    except (binascii.Error, ValueError) as error:
        raise _refused("The encrypted value is not Base64.") from error


def _refused(detail: str) -> AssertionRefused:
    return AssertionRefused(detail, step="encryption")

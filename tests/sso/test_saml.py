"""Sign-in through a SAML provider, and every assertion that must not be believed."""

import base64
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from lxml import etree

from tests.hub_fixtures import Answer, RunningHub
from tests.oauth.browsing import Browser, Page
from tests.peers.saml import (
    DS,
    SAML,
    Element,
    Request,
    SamlPeer,
    Saying,
    encoded,
)
from tests.sso.companies import Company, arrive, leave, me, post
from tests.sso.forgeries import ASSERTION, FORGERIES, Forge

pytestmark = pytest.mark.req("R19", "T-ent", "FR-4.9")


def ada(company: Company, subject: str = "ada", **more: Any) -> Saying:
    attributes = {"email": [company.address(subject)], "displayName": ["Ada Example"]}
    return replace(
        Saying(subject=subject, attributes=attributes, assertion_id=f"_{os.urandom(8).hex()}"),
        **more,
    )


async def answered(browser: Browser, request: Request, message: str) -> Page:
    """What the browser sees in the end."""
    page = await post(browser, request, message)
    return await browser.get(page.location) if page.status == 303 else page


async def test_a_person_comes_through(
    saml_company: Company, by_saml: Answer, idp: SamlPeer, browser: Browser
) -> None:
    request = await leave(browser, by_saml)
    page = await arrive(browser, request, idp, ada(saml_company))

    assert (page.status, page.location) == (303, "/"), page.body
    who = json.loads((await me(browser)).body)
    assert who["user"]["email"] == saml_company.address("ada")
    assert who["user"]["name"] == "Ada Example"
    assert who["organization"]["id"] == saml_company.org_id


async def test_the_request_is_signed_with_the_key_of_the_metadata(
    hub: RunningHub, by_saml: Answer, browser: Browser
) -> None:
    request = await leave(browser, by_saml)
    shown = await hub.anonymous.get(f"/sso/{by_saml['id']}/metadata")
    root = etree.fromstring(shown.body.encode())
    bare = root.find(f".//{{{DS}}}X509Certificate").text
    key = x509.load_der_x509_certificate(base64.b64decode(bare)).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    key.verify(
        base64.b64decode(request.fields["Signature"]),
        request.signed.encode(),
        padding.PKCS1v15(),
        hashes.SHA256(),
    )
    assert root.get("entityID") == request.issuer == by_saml["saml"]["sp_entity_id"]
    assert request.acs_url == by_saml["saml"]["acs_url"]
    assert 'WantAssertionsSigned="true"' in shown.body
    assert shown.body.index(":persistent</") < shown.body.index(":emailAddress</")


@pytest.mark.parametrize(("forge", "step"), FORGERIES.values(), ids=FORGERIES)
async def test_an_assertion_that_is_not_as_it_must_be_opens_nothing(
    *,
    saml_company: Company,
    by_saml: Answer,
    idp: SamlPeer,
    browser: Browser,
    forge: Forge,
    step: str,
) -> None:
    request = await leave(browser, by_saml)

    page = await answered(browser, request, encoded(forge(idp, request, ada(saml_company))))

    assert (page.status, "assertion_refused" in page.body) == (403, True), page.body
    assert f"<code>{step}</code>" in page.body, page.body
    assert (await me(browser)).status == 401


async def test_a_sign_in_is_answered_a_few_times(
    saml_company: Company, by_saml: Answer, idp: SamlPeer, browser: Browser
) -> None:
    """Who began one cannot have the hub look at as many answers as they like."""
    request = await leave(browser, by_saml)
    forged = [(await post(browser, request, "AAAA")).status for _ in range(6)]
    late = await post(browser, request, encoded(idp.response(request, ada(saml_company))))
    assert forged == [403] * 5 + [401]
    assert (late.status, "sso_flow_invalid" in late.body) == (401, True)


def _declared(text: bytes) -> bytes:
    return b'<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + text.replace(b"Ada", b"&e;")


def _laughing(text: bytes) -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE r [<!ENTITY l0 "ha">{entities}]>'.encode() + text.replace(b"Ada", b"&l9;")


MESSAGES: dict[str, Callable[[bytes], bytes]] = {
    "a document type": _declared,
    "entities in entities": _laughing,
    "a document type in other letters": lambda text: b"<!doctype r>" + text,
    "UTF-16": lambda text: text.decode().encode("utf-16"),
    "UTF-7": lambda text: b'<?xml version="1.0" encoding="UTF-7"?>' + text,
    "no XML": lambda _: b"hello",
    "nothing": lambda _: b"",
    "half": lambda text: text[:-20],
    "very deep": lambda _: b"<a>" * 20_000,
    "a comment before": lambda text: b"<!-- x -->" + text,
    "a comment after": lambda text: text + b"<!-- x -->",
    "bytes": lambda _: bytes(range(256)),
}


@pytest.mark.parametrize("spoil", MESSAGES.values(), ids=MESSAGES)
async def test_what_no_message_needs_is_not_read(
    saml_company: Company,
    by_saml: Answer,
    idp: SamlPeer,
    browser: Browser,
    spoil: Callable[[bytes], bytes],
) -> None:
    request = await leave(browser, by_saml)
    text = etree.tostring(idp.response(request, ada(saml_company)))

    page = await answered(browser, request, base64.b64encode(spoil(text)).decode())

    assert (page.status, "<code>message</code>" in page.body) == (403, True), page.body


async def test_an_assertion_is_used_once(
    saml_company: Company, by_saml: Answer, idp: SamlPeer, browser: Browser
) -> None:
    """Also in answer to another request that its text would fit."""
    request = await leave(browser, by_saml)
    saying = ada(saml_company)
    message = encoded(idp.response(request, saying))
    assert (await answered(browser, request, message)).status == 303
    again = await answered(browser, request, message)
    assert (again.status, "sso_flow_invalid" in again.body) == (401, True)
    second = await leave(browser, by_saml)
    renewed = await answered(browser, second, encoded(idp.response(second, saying)))
    assert (renewed.status, "<code>replay</code>" in renewed.body) == (403, True)


async def test_what_nobody_asked_for_is_not_taken(
    saml_company: Company, by_saml: Answer, idp: SamlPeer, browser: Browser
) -> None:
    """A provider does not begin: without a request of ours anybody's answer would do."""
    request = await leave(browser, by_saml)
    for state in ("", "another", "https://evil.example/"):
        asked = replace_state(request, state)
        page = await answered(browser, asked, encoded(idp.response(asked, ada(saml_company))))
        assert (page.status, "sso_flow_invalid" in page.body) == (401, True), state


def replace_state(request: Request, state: str) -> Request:
    return replace(request, state=state)


async def test_the_answer_is_for_the_browser_that_asked(
    hub: RunningHub, saml_company: Company, by_saml: Answer, idp: SamlPeer, browser: Browser
) -> None:
    request = await leave(browser, by_saml)
    page = await post(browser, request, encoded(idp.response(request, ada(saml_company))))
    assert page.status == 303
    assert "set-cookie" not in page.headers, "it came without a cookie, and gives none"
    other = Browser(hub.url)
    try:
        stolen = await other.get(page.location)
        assert (stolen.status, "sso_flow_invalid" in stolen.body) == (401, True)
        assert (await me(other)).status == 401
    finally:
        await other.close()
    assert (await browser.get(page.location)).status == 303
    assert (await browser.get(page.location)).status == 401, "once"


async def test_no_other_page_takes_what_another_site_posts(
    by_saml: Answer, browser: Browser
) -> None:
    for path in (f"/sso/{by_saml['id']}/finish", "/v1/auth/login", f"/sso/{by_saml['id']}/acs/"):
        page = await browser.post(path, {}, headers={"origin": "https://idp.example"})
        assert page.status == 421, path


def _encrypted(certificate: str, element: Element, *, cipher: str, transport: str) -> None:
    """Puts an encrypted assertion in the place of the plain one."""
    parent = element.getparent()
    plain = etree.tostring(element, with_tail=False)
    key, xenc = os.urandom(32), "http://www.w3.org/2001/04/xmlenc#"
    if cipher.endswith("gcm"):
        nonce = os.urandom(12)
        content = nonce + AESGCM(key).encrypt(nonce, plain, None)
    else:
        start = os.urandom(16)
        count = 16 - len(plain) % 16
        writer = Cipher(AES(key), CBC(start)).encryptor()
        padded = plain + bytes(count - 1) + bytes([count])
        content = start + writer.update(padded) + writer.finalize()
    public = x509.load_pem_x509_certificate(certificate.encode()).public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    oaep = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)  # noqa: S303
    wrapped = public.encrypt(key, padding.PKCS1v15() if transport.endswith("1_5") else oaep)
    closed = etree.fromstring(
        f'<saml:EncryptedAssertion xmlns:saml="{SAML}" xmlns:e="{xenc}" xmlns:ds="{DS}">'
        f'<e:EncryptedData><e:EncryptionMethod Algorithm="{cipher}"/><ds:KeyInfo>'
        f'<e:EncryptedKey><e:EncryptionMethod Algorithm="{transport}"/><e:CipherData>'
        f"<e:CipherValue>{base64.b64encode(wrapped).decode()}</e:CipherValue></e:CipherData>"
        f"</e:EncryptedKey></ds:KeyInfo><e:CipherData>"
        f"<e:CipherValue>{base64.b64encode(content).decode()}</e:CipherValue>"
        "</e:CipherData></e:EncryptedData></saml:EncryptedAssertion>"
    )
    parent.replace(element, closed)


GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm"
CBC_ = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
OAEP = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"
PKCS = "http://www.w3.org/2001/04/xmlenc#rsa-1_5"


@pytest.mark.parametrize(
    ("cipher", "transport", "inner", "outer", "step"),
    [
        (GCM, OAEP, True, False, None),
        (CBC_, OAEP, True, True, None),
        (CBC_, OAEP, True, False, "message"),
        (GCM, OAEP, False, False, "message"),
        (GCM, OAEP, False, True, "message"),
        (GCM, PKCS, True, False, "encryption"),
        ("http://www.w3.org/2001/04/xmlenc#tripledes-cbc", OAEP, True, True, "encryption"),
    ],
)
async def test_encrypted_assertions_are_opened_when_that_is_safe(
    *,
    hub: RunningHub,
    saml_company: Company,
    by_saml: Answer,
    idp: SamlPeer,
    browser: Browser,
    cipher: str,
    transport: str,
    inner: bool,
    outer: bool,
    step: str | None,
) -> None:
    """The assertion is signed inside; a cipher that tells nothing of changes needs more around."""
    shown = await hub.anonymous.get(f"/sso/{by_saml['id']}/metadata")
    bare = etree.fromstring(shown.body.encode()).find(f".//{{{DS}}}X509Certificate").text
    pem = f"-----BEGIN CERTIFICATE-----\n{bare}\n-----END CERTIFICATE-----\n"
    request = await leave(browser, by_saml)
    root = idp.response(request, ada(saml_company, "closed"), signed=inner)
    _encrypted(pem, root.find(ASSERTION), cipher=cipher, transport=transport)
    if outer:
        idp.sign(root)

    page = await answered(browser, request, encoded(root))

    if step is None:
        assert page.status == 303, page.body
    else:
        assert (page.status, f"<code>{step}</code>" in page.body) == (403, True), page.body


async def test_a_session_lasts_no_longer_than_the_providers(
    saml_company: Company, by_saml: Answer, idp: SamlPeer, browser: Browser
) -> None:
    request = await leave(browser, by_saml)
    saying = ada(saml_company, session_for=timedelta(hours=1))
    page = await arrive(browser, request, idp, saying)
    assert page.status == 303
    ages = [
        int(part.partition("=")[2])
        for part in page.headers["set-cookie"].split("; ")
        if part.lower().startswith("max-age")
    ]
    assert 3500 <= ages[0] <= 3600

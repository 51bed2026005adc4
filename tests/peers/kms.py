"""A key service that speaks AWS KMS's API and checks every signature with AWS's own code."""

import base64
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ACCESS, SECRET, REGION = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "eu-central-1"
ARN = "arn:aws:kms:eu-central-1:111122223333:key/laelia"


@dataclass
class Kms:
    url: str = ""
    cipher: AESGCM = field(default_factory=lambda: AESGCM(os.urandom(32)))

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not self._is_signed(request, body):
            return web.json_response({"__type": "IncompleteSignature"}, status=403)
        asked = json.loads(body)
        try:
            said = self._do(request.headers["x-amz-target"].partition(".")[2], asked)
        except InvalidTag:
            return web.json_response({"__type": "InvalidCiphertextException"}, status=400)
        return web.json_response(said)

    def _is_signed(self, request: web.Request, body: bytes) -> bool:
        given = request.headers.get("authorization", "")
        signed = ("content-type", "host", "x-amz-date", "x-amz-target")
        again = AWSRequest(
            method="POST",
            url=f"{self.url}/",
            data=body,
            headers={name: request.headers[name] for name in signed},
        )
        again.context["timestamp"] = request.headers["x-amz-date"]
        signer = SigV4Auth(Credentials(ACCESS, SECRET), "kms", REGION)
        text = signer.string_to_sign(again, signer.canonical_request(again))
        return given.rpartition("Signature=")[2] == signer.signature(text, again)

    def _do(self, action: str, asked: dict[str, Any]) -> dict[str, Any]:
        bound = json.dumps(asked.get("EncryptionContext"), sort_keys=True).encode()
        if action == "Encrypt":
            nonce = os.urandom(12)
            made = nonce + self.cipher.encrypt(nonce, base64.b64decode(asked["Plaintext"]), bound)
            return {"CiphertextBlob": base64.b64encode(made).decode(), "KeyId": ARN}
        if action == "Decrypt":
            made = base64.b64decode(asked["CiphertextBlob"])
            plain = self.cipher.decrypt(made[:12], made[12:], bound)
            return {"Plaintext": base64.b64encode(plain).decode(), "KeyId": ARN}
        return {"KeyMetadata": {"Arn": ARN, "KeyId": "laelia"}}


@asynccontextmanager
async def kms() -> AsyncIterator[Kms]:
    peer = Kms()
    app = web.Application()
    app.router.add_post("/", peer.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    peer.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield peer
    finally:
        await runner.cleanup()

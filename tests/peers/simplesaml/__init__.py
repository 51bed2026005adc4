"""SimpleSAMLphp as an organization's SAML provider, of Debian's package."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.peers.debian import unpacked
from tests.peers.saml import new_key
from tests.providers.programs import free_port, listening

_HERE = Path(__file__).parent
_WWW = "/usr/share/simplesamlphp/www"
# PHP's own settings are left out, so that those of the machine do not matter.
_EXTENSIONS = (
    *("ctype", "dom", "fileinfo", "iconv", "posix", "simplexml", "tokenizer", "xml"),
    *("xmlreader", "xmlwriter"),
)


@dataclass(frozen=True)
class SimpleSaml:
    url: str
    data: Path

    @property
    def metadata_url(self) -> str:
        return f"{self.url}/saml2/idp/metadata.php"

    def trust(self, hub_metadata: str, **changes: Any) -> None:
        """The hub, as its metadata describe it; `changes` are settings of that relying party."""
        (self.data / "changes.json").write_text(json.dumps(changes or {"name": "Laelia"}))
        (self.data / "hub.xml").write_text(hub_metadata)


@asynccontextmanager
async def simple_saml(
    data: Path, people: dict[str, dict[str, list[str]]]
) -> AsyncIterator[SimpleSaml]:
    """`people` by name and password, joined by a colon.

    Raises:
        NotHere: it cannot be had here.
    """
    here = await asyncio.to_thread(unpacked, "simplesamlphp", "simplesamlphp", "php-cli", "php-xml")
    (data / "tmp").mkdir()
    (data / "people.json").write_text(json.dumps(people))
    key, certificate = new_key()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (data / "idp.key").write_bytes(pem)
    (data / "idp.crt").write_text(certificate)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    loaded = [word for name in _EXTENSIONS for word in ("-d", f"extension={name}")]
    served = ("-d", "display_errors=0", "-q", "-S", f"127.0.0.1:{port}", "-t", _WWW)
    command = here.command("php.default", "-n", *loaded, *served)
    env = {"SIMPLESAMLPHP_CONFIG_DIR": str(_HERE), "SAML_DATA": str(data), "SAML_URL": url}
    async with listening(command, port, **env):
        yield SimpleSaml(url, data)

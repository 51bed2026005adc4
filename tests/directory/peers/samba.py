"""An Active Directory of another author: a domain controller of Samba, with the people of an LDIF.

It listens on LDAP's own ports, and so on an address of its own: one at a time on a machine.
"""

import asyncio
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.peers.debian import NotHere, Unpacked, unpacked
from tests.providers.programs import listening

ADDRESS = "127.0.93.1"
REALM = "example.test"
BASE = "DC=example,DC=test"
_PORTS = (389, 636)
_PACKAGES = (
    *("samba-ad-dc", "samba-ad-provision", "samba-dsdb-modules", "python3-samba"),
    "ldb-tools",
)
_CONFIG = """[global]
netbios name = DC1
realm = EXAMPLE.TEST
workgroup = EXAMPLE
server role = active directory domain controller
server services = ldap
interfaces = {address}/8
bind interfaces only = yes
private dir = {data}/private
lock directory = {data}/lock
state directory = {data}/state
cache directory = {data}/cache
pid directory = {data}
ncalrpc dir = {data}/ncalrpc
tls certfile = {certificate}
tls keyfile = {key}
tls cafile =
"""


@dataclass(frozen=True)
class Controller:
    url: str
    tls_url: str
    _here: Unpacked
    _config: Path

    def disable(self, name: str) -> None:
        """As an administrator of the domain does."""
        self._administer("user", "disable", name)

    def enable(self, name: str) -> None:
        self._administer("user", "enable", name)

    def remove_member(self, group: str, name: str) -> None:
        self._administer("group", "removemembers", group, name)

    def _administer(self, *words: str) -> None:
        command = self._here.command("samba-tool", *words, "--configfile", self._config)
        subprocess.run(command, check=True, timeout=60, capture_output=True)


@asynccontextmanager
async def serving(
    data: Path, people: Path, certificate: Path, key: Path
) -> AsyncIterator[Controller]:
    """The certificate is for `ADDRESS`.

    Raises:
        NotHere: Samba cannot be had here, or its ports cannot.
    """
    here = await asyncio.to_thread(unpacked, "samba", *_PACKAGES)
    for port in _PORTS:
        with socket.socket() as probe:
            try:
                probe.bind((ADDRESS, port))
            except OSError as error:
                raise NotHere(f"port {port} of {ADDRESS}: {error.strerror}") from error
    config = await asyncio.to_thread(_provisioned, here, data, people, certificate, key)
    command = here.command("samba", "-i", "-M", "single", "-d0", "-s", config)
    async with listening(command, _PORTS[-1], ADDRESS):
        yield Controller(f"ldap://{ADDRESS}", f"ldaps://{ADDRESS}", here, config)


def _provisioned(here: Unpacked, data: Path, people: Path, certificate: Path, key: Path) -> Path:
    """A new domain; its people are written into its database before anybody serves it."""
    command = here.command(
        *("samba-tool", "domain", "provision", "--server-role=dc", "--dns-backend=NONE"),
        *(f"--realm={REALM.upper()}", "--domain=EXAMPLE", "--host-name=dc1"),
        *(f"--host-ip={ADDRESS}", "--adminpass=Admin-password-1", f"--targetdir={data}"),
    )
    _done(command)
    for folder in ("lock", "cache", "ncalrpc"):
        (data / folder).mkdir(exist_ok=True)
    key.chmod(0o600)
    config = data / "smb.conf"
    config.write_text(_CONFIG.format(address=ADDRESS, data=data, certificate=certificate, key=key))
    modules = "LDB_MODULES_PATH=/usr/lib/x86_64-linux-gnu/samba/ldb"
    _done(here.command("env", modules, "ldbadd", "-H", data / "private/sam.ldb", people))
    return config


def _done(command: list[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise RuntimeError(f"{command[-1]}: {done.stdout[-500:]} {done.stderr[-500:]}")

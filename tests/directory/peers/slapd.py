"""OpenLDAP's server of Debian's packages, unpacked beside the tests: nothing is installed."""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.providers.programs import CACHE, free_port, listening

_PACKAGES = (
    *("slapd", "libltdl7", "libodbc2", "libwrap0", "libsasl2-2", "libldap-2.5-0"),
    "libsasl2-modules-db",
)
_CONFIG = """
include {schema}/core.schema
include {schema}/cosine.schema
include {schema}/inetorgperson.schema
modulepath {root}/usr/lib/ldap
moduleload back_mdb
pidfile {data}/slapd.pid
argsfile {data}/slapd.args
TLSCertificateFile {certificate}
TLSCertificateKeyFile {key}
database mdb
maxsize 10485760
suffix "dc=example,dc=com"
directory {data}/db
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
"""


def unpacked() -> Path | None:
    """Where the packages are; None where there is no Debian to get them from."""
    root = CACHE / "slapd"
    if (root / "usr/sbin/slapd").exists():
        return root
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        return None
    fetched = CACHE / "slapd-packages"
    fetched.mkdir(parents=True, exist_ok=True)
    got = subprocess.run(
        ["apt-get", "download", "-q", *_PACKAGES],
        cwd=fetched,
        check=False,
        timeout=120,
        capture_output=True,
    )
    if got.returncode != 0:
        return None
    for package in fetched.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", package, root], check=True, timeout=60)
    return root


@asynccontextmanager
async def serving(
    root: Path, data: Path, people: Path, certificate: Path, key: Path
) -> AsyncIterator[tuple[int, int]]:
    """The ports of LDAP with StartTLS and of LDAPS, while it serves the people of an LDIF."""
    (data / "db").mkdir()
    config = data / "slapd.conf"
    schema = root / "etc/ldap/schema"
    config.write_text(
        _CONFIG.format(schema=schema, root=root, data=data, certificate=certificate, key=key)
    )
    libraries = [str(root / "usr/lib/x86_64-linux-gnu"), str(root / "lib/x86_64-linux-gnu")]
    env = {**os.environ, "LD_LIBRARY_PATH": os.pathsep.join(libraries)}
    program = root / "usr/sbin/slapd"
    add = [program, "-T", "add", "-f", config, "-l", people]
    subprocess.run(add, env=env, check=True, timeout=30, capture_output=True)
    plain, tls = free_port(), free_port()
    urls = f"ldap://127.0.0.1:{plain} ldaps://127.0.0.1:{tls}"
    command = [program, "-f", config, "-h", urls, "-d", "0"]
    async with listening(command, plain, LD_LIBRARY_PATH=env["LD_LIBRARY_PATH"]):
        yield plain, tls

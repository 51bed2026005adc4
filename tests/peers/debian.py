"""Programs of Debian's packages, unpacked beside the tests: nothing is installed.

Programs expect their files below /usr. Each runs in a mount namespace of its own, where what was
unpacked lies over what is there.
"""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.providers.programs import CACHE

_OVERLAID = 'mount -t overlay overlay -o "lowerdir=$0/usr:/usr" /usr && exec "$@"'
_AS_ROOT = ("unshare", "--mount")
_AS_ANYBODY = ("unshare", "--mount", "--map-root-user")


class NotHere(Exception):
    """What the programs need and this machine lacks."""


@dataclass(frozen=True)
class Unpacked:
    root: Path

    def command(self, *words: str | Path) -> list[str]:
        """These words, run where the packages seem to be installed."""
        namespace = _AS_ROOT if os.geteuid() == 0 else _AS_ANYBODY
        return [*namespace, "sh", "-c", _OVERLAID, str(self.root), *(str(word) for word in words)]


def unpacked(name: str, *packages: str) -> Unpacked:
    """The packages with all that they need and is not installed.

    Raises:
        NotHere: there is no Debian to get them from, or no namespace to run them in.
    """
    for program in ("apt-get", "dpkg-deb", "unshare"):
        if shutil.which(program) is None:
            raise NotHere(f"there is no {program}")
    CACHE.mkdir(exist_ok=True)
    here = Unpacked(CACHE / f"debian-{name}")
    with (CACHE / f"{here.root.name}.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        stamp = here.root / ".stamp"
        if not stamp.exists() or stamp.read_text() != " ".join(packages):
            _unpack(here.root, packages)
            stamp.write_text(" ".join(packages))
    tried = subprocess.run(here.command("true"), check=False, capture_output=True, timeout=30)
    if tried.returncode != 0:
        raise NotHere("there is no right to mount an overlay in a namespace")
    return here


def _unpack(root: Path, packages: Sequence[str]) -> None:
    fetched = root.with_suffix(".fetched")
    for folder in (root, fetched):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    missing = _missing(packages)
    if missing and _apt("download", "-q", *missing, folder=fetched) is None:
        raise NotHere(f"Debian's packages {' '.join(packages)} cannot be had")
    (root / "usr").mkdir()
    for package in sorted(fetched.glob("*.deb")):
        subprocess.run(["dpkg-deb", "-x", package, root], check=True, timeout=60)
    shutil.rmtree(fetched)


def _missing(packages: Sequence[str]) -> list[str]:
    """Of the packages and of all that they depend on, what would have to be installed."""
    wanted = ("install", "--simulate", "--no-install-recommends", *packages)
    told = _apt(*wanted)
    if told is None and os.geteuid() == 0:
        _apt("update", "-q")
        told = _apt(*wanted)
    if told is None:
        raise NotHere(f"apt-get knows nothing of {' '.join(packages)}")
    return [line.split()[1] for line in told.splitlines() if line.startswith("Inst ")]


def _apt(*words: str, folder: Path | None = None) -> str | None:
    """What it said, or null if it could not."""
    done = subprocess.run(
        ["apt-get", *words], cwd=folder, check=False, capture_output=True, text=True, timeout=240
    )
    return done.stdout if done.returncode == 0 else None

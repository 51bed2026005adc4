"""What Vite built: a document and files whose names change with their content."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_PARTS: Final = ("assets", "web")
_PACKED: Final = frozenset({".css", ".js", ".svg", ".webmanifest"})
_FAMILIES: Final = {"display": "funnel-display", "text": "hanken-grotesk"}
# The faces of what is above the fold; the browser would find them late, in the style sheet.
_EARLY_FONTS: Final = ("hanken-grotesk-latin-wght", "funnel-display-latin-wght")
_FACE: Final = re.compile(r"@font-face\s*\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class File:
    content: bytes
    packed: bytes | None
    media_type: str
    tag: str


class Build:
    """Everything is read at once and kept: no name of a caller reaches the file system. A newer
    build is noticed when a page is asked for.

    `document` is None where nothing has been built. `first_paint` is what the landing page shows
    until its script has come: the words that a visitor reads first. `worker` is what browsers keep
    the app with, so that it opens offline.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._built_at: int | None = None
        self._document: str | None = None
        self.first_paint = ""
        self._files: dict[str, dict[str, File]] = {}
        self._worker: File | None = None

    @property
    def document(self) -> str | None:
        self._look()
        return self._document

    @property
    def worker(self) -> File | None:
        self._look()
        return self._worker

    @property
    def fonts(self) -> list[str]:
        """Addresses of the fonts that every page begins with."""
        named = self._files.get("assets", {})
        return [
            f"/assets/{name}"
            for early in _EARLY_FONTS
            for name in named
            if name.startswith(early) and name.endswith(".woff2")
        ]

    @property
    def built_at(self) -> int | None:
        """Changes with each build; None where there is none."""
        self._look()
        return self._built_at

    @property
    def faces(self) -> str:
        """What the style sheets say of fonts, for pages that have no more of them."""
        self._look()
        sheets = (
            file.content.decode()
            for name, file in self._files.get("assets", {}).items()
            if name.endswith(".css")
        )
        return "\n".join(face for sheet in sheets for face in _FACE.findall(sheet))

    def lettering(self) -> dict[str, list[bytes]]:
        """The fonts' files for what the server draws itself, those of most pages first."""
        return {use: self._faces(family) for use, family in _FAMILIES.items()}

    def find(self, part: str, name: str) -> File | None:
        if self._built_at is None:
            self._look()
        return self._files.get(part, {}).get(name)

    def _faces(self, family: str) -> list[bytes]:
        named = self._files.get("assets", {})
        upright = [
            name
            for name in sorted(named)
            if name.startswith(family) and "-normal" in name and name.endswith(".woff2")
        ]
        upright.sort(key=lambda name: not name.startswith(f"{family}-latin-wght"))
        return [named[name].content for name in upright]

    def _look(self) -> None:
        """Reads what was built since the last look."""
        path = self._folder / "index.html"
        try:
            built_at = path.stat().st_mtime_ns
            if built_at == self._built_at:
                return
            self._document = path.read_text()
            first = self._folder / "web" / "first-paint.html"
            self.first_paint = first.read_text().strip() if first.is_file() else ""
            self._files = {part: _files(self._folder / part) for part in _PARTS}
            worker = self._folder / "worker.js"
            self._worker = _file(worker) if worker.is_file() else None
            self._built_at = built_at
        except FileNotFoundError:
            self._document, self._built_at = None, None


def _files(folder: Path) -> dict[str, File]:
    if not folder.is_dir():
        return {}
    return {
        path.name: _file(path)
        for path in sorted(folder.iterdir())
        if path.is_file() and path.suffix in _TYPES
    }


def _file(path: Path) -> File:
    return file_of(path.read_bytes(), path.suffix)


def file_of(content: bytes, suffix: str) -> File:
    packed = gzip.compress(content, 9, mtime=0) if suffix in _PACKED else None
    tag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    return File(content, packed, _TYPES[suffix], tag)

"""The tools over a sandboxed folder."""

import argparse
import hashlib
import stat
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Annotated, Final, Literal

from fastmcp import FastMCP
from mcp_types import ToolAnnotations
from pydantic import Field

from mcp_servers.files.limits import Limits
from mcp_servers.refusals import in_words, refusal
from mcp_servers.sandbox import RefusedError, Sandbox

Path = Annotated[str, Field(max_length=1000, description="Relative to the folder, with /.")]
_READS: Final = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_WRITES: Final = ToolAnnotations(
    read_only_hint=False, destructive_hint=True, idempotent_hint=True, open_world_hint=False
)


@dataclass(frozen=True)
class Entry:
    """`other` is a link or a device: it is named here and opened by no tool."""

    path: str
    kind: Literal["file", "folder", "other"]
    bytes: int
    modified: str


@dataclass(frozen=True)
class Listing:
    entries: list[Entry]
    next_offset: int | None


@dataclass(frozen=True)
class FileText:
    """Part of a file; `digest` is of the whole, for `expected_digest` of write_file."""

    path: str
    text: str
    characters: int
    next_offset: int | None
    digest: str


@dataclass(frozen=True)
class Match:
    path: str
    line: int
    text: str


@dataclass(frozen=True)
class Found:
    """`complete` is false where a limit ended the search before the last file."""

    matches: list[Match]
    files_read: int
    files_skipped: int
    complete: bool


@dataclass(frozen=True)
class Written:
    path: str
    bytes: int
    digest: str


class Search:
    """One search, within its limits."""

    def __init__(self, text: str, limits: Limits) -> None:
        self._wanted = text.casefold()
        self._limits = limits
        self._matches: list[Match] = []
        self._read = self._skipped = self._bytes = 0
        self._complete = True

    def goes_on_after(self, path: str, content: str | None, size: int) -> bool:
        if content is None:
            self._skipped += 1
            return True
        self._read, self._bytes = self._read + 1, self._bytes + size
        for number, line in enumerate(content.splitlines(), 1):
            if self._wanted in line.casefold():
                if len(self._matches) == self._limits.matches:
                    self._complete = False
                    return False
                self._matches.append(Match(path, number, line[: self._limits.line_characters]))
        self._complete = self._bytes < self._limits.search_bytes
        return self._complete

    def found(self) -> Found:
        return Found(self._matches, self._read, self._skipped, self._complete)


class Files:
    """What the tools do, over one sandbox."""

    def __init__(self, sandbox: Sandbox, limits: Limits) -> None:
        self._sandbox = sandbox
        self._limits = limits
        self._writing = threading.Lock()

    def list_folder(
        self,
        path: Path = "",
        offset: Annotated[int, Field(ge=0, description="next_offset of the part before.")] = 0,
    ) -> Listing:
        """Name what is in a folder: files and folders with their sizes and times."""
        with in_words():
            found = self._sandbox.entries(path)
        base = path.strip("/")
        after = offset + self._limits.entries
        shown = [
            Entry(
                path=f"{base}/{name}" if base not in ("", ".") else name,
                kind=_kind(about.st_mode),
                bytes=about.st_size if stat.S_ISREG(about.st_mode) else 0,
                modified=datetime.fromtimestamp(about.st_mtime, UTC).isoformat(timespec="seconds"),
            )
            for name, about in found[offset:after]
        ]
        return Listing(entries=shown, next_offset=after if after < len(found) else None)

    def read_file(
        self,
        path: Path,
        offset: Annotated[int, Field(ge=0, description="Characters to skip.")] = 0,
    ) -> FileText:
        """Read a text file (UTF-8), in parts where it is long."""
        with in_words():
            data = self._sandbox.read(path, most=self._limits.file_bytes)
        text = _as_text(data)
        if text is None:
            raise refusal(f"{path!r} is not a text in UTF-8")
        after = offset + self._limits.text_characters
        return FileText(
            path=path,
            text=text[offset:after],
            characters=len(text),
            next_offset=after if after < len(text) else None,
            digest=_digest(data),
        )

    def search_files(
        self,
        text: Annotated[
            str, Field(min_length=1, max_length=500, description="Case is not told apart.")
        ],
        path: Path = "",
        names: Annotated[
            str, Field(max_length=200, description="Which paths, such as *.md or reports/*.")
        ] = "*",
    ) -> Found:
        """Find a text in the files at or below a folder: the lines that hold it."""
        search = Search(text, self._limits)
        with in_words():
            for name, about in self._sandbox.files(path):
                if not fnmatchcase(name, names):
                    continue
                content = self._searchable(name, about.st_size)
                if not search.goes_on_after(name, content, about.st_size):
                    break
        return search.found()

    def _searchable(self, path: str, size: int) -> str | None:
        if size > self._limits.file_bytes:
            return None
        try:
            return _as_text(self._sandbox.read(path, most=self._limits.file_bytes))
        except RefusedError:
            return None  # it changed since it was listed

    def write_file(
        self,
        path: Path,
        text: str,
        replace: Annotated[bool, Field(description="Whether a file may be there already.")] = False,
        expected_digest: Annotated[
            str | None,
            Field(description="Replace only the file that was read, not what became of it since."),
        ] = None,
    ) -> Written:
        """Write a text file, whole. Folders on the way are made."""
        data = text.encode()
        if len(data) > self._limits.file_bytes:
            raise refusal(f"the text is larger than {self._limits.file_bytes} bytes")
        with in_words(), self._writing:
            if expected_digest is not None:
                before = self._sandbox.read(path, most=self._limits.file_bytes)
                if _digest(before) != expected_digest:
                    raise refusal(f"{path!r} has changed since it was read")
            self._sandbox.write(path, data, replace=replace or expected_digest is not None)
        return Written(path=path, bytes=len(data), digest=_digest(data))


def build(given: argparse.Namespace) -> FastMCP:
    """Raises OSError when there is no such folder."""
    sandbox = Sandbox(given.folder, hidden=given.hidden)
    return files_server(sandbox, Limits(file_bytes=given.max_file_bytes), writable=given.writable)


def files_server(sandbox: Sandbox, limits: Limits, *, writable: bool) -> FastMCP:
    files = Files(sandbox, limits)
    server = FastMCP(
        "laelia-files",
        instructions="One folder of files. Paths are relative to it; links are not followed.",
        version="1",
        mask_error_details=True,
    )
    for tool in (files.list_folder, files.read_file, files.search_files):
        server.tool(tool, annotations=_READS)
    if writable:
        server.tool(files.write_file, annotations=_WRITES)
    return server


def _kind(mode: int) -> Literal["file", "folder", "other"]:
    if stat.S_ISREG(mode):
        return "file"
    return "folder" if stat.S_ISDIR(mode) else "other"


def _as_text(data: bytes) -> str | None:
    try:
        return None if b"\0" in data else data.decode()
    except UnicodeDecodeError:
        return None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

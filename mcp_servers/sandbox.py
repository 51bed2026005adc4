"""A folder that no path leads out of.

A path that is checked and then opened can change in between: a name becomes a link. So nothing is
checked by path. Each name is opened inside the folder that was opened before it, and no link is
followed, wherever it points. What was opened is then asked what it is.
"""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# Without O_NONBLOCK a pipe that somebody put there would hold the call for ever.
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_DEEPEST: Final = 32


class RefusedError(ValueError):
    """What was asked for is outside, is not there, or is more than is allowed."""


class Sandbox:
    """Files below one folder. Names that begin with a dot are not there unless `hidden`."""

    def __init__(self, root: Path, *, hidden: bool = False) -> None:
        """Raises OSError when it is no folder that can be opened. The root itself may be a link:
        whoever starts the server chose it."""
        self._hidden = hidden
        self._root = os.open(root, _FOLDER)

    def close(self) -> None:
        os.close(self._root)

    def entries(self, path: str) -> list[tuple[str, os.stat_result]]:
        """Names in a folder and what they are, in order; links are told, not followed."""
        with _refusing(path), self._folder(self._parts(path)) as folder, os.scandir(folder) as rows:
            found = [(row.name, row.stat(follow_symlinks=False)) for row in rows]
        return sorted((name, about) for name, about in found if self._shown(name))

    def files(self, path: str = "") -> Iterator[tuple[str, os.stat_result]]:
        """Every regular file at or below a folder, in order, with its path."""
        yield from self._below(self._parts(path))

    def _below(self, parts: tuple[str, ...]) -> Iterator[tuple[str, os.stat_result]]:
        if len(parts) > _DEEPEST:
            return
        for name, about in self.entries("/".join(parts)):
            if stat.S_ISREG(about.st_mode):
                yield "/".join((*parts, name)), about
            elif stat.S_ISDIR(about.st_mode):
                # It may be gone, or be a link by now: then there is nothing below it.
                with suppress(RefusedError):
                    yield from self._below((*parts, name))

    def read(self, path: str, *, most: int) -> bytes:
        """Raises RefusedError: it is no regular file in here, or it is larger than `most`."""
        *folders, name = self._parts(path) or ("",)
        with _refusing(path), self._folder(tuple(folders)) as folder:
            opened = os.open(name, _FILE, dir_fd=folder)
            with os.fdopen(opened, "rb") as file:
                if not stat.S_ISREG(os.fstat(opened).st_mode):
                    raise RefusedError(f"{path!r} is not a file")
                data = file.read(most + 1)
        if len(data) > most:
            raise RefusedError(f"{path!r} is larger than {most} bytes")
        return data

    def write(self, path: str, data: bytes, *, replace: bool) -> None:
        """All of it or nothing, on disk when it returns. Folders on the way are made.

        Raises:
            RefusedError: the place is outside or taken, and by more than a file to `replace`.
        """
        *folders, name = self._parts(path) or ("",)
        if not name:
            raise RefusedError("name a file")
        with _refusing(path), self._folder(tuple(folders), make=True) as folder:
            draft = f".laelia-{secrets.token_hex(8)}"
            with os.fdopen(os.open(draft, _NEW, 0o644, dir_fd=folder), "wb") as file:
                try:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                    self._put(draft, name, folder, replace=replace)
                finally:
                    with suppress(FileNotFoundError):
                        os.unlink(draft, dir_fd=folder)
            os.fsync(folder)

    def _put(self, draft: str, name: str, folder: int, *, replace: bool) -> None:
        if not replace:
            # A link fails where a name is taken; a rename would take it.
            os.link(draft, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
            return
        with suppress(FileNotFoundError):
            if not stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
                raise RefusedError(f"{name!r} is not a file")
        os.rename(draft, name, src_dir_fd=folder, dst_dir_fd=folder)

    def _shown(self, name: str) -> bool:
        return self._hidden or not name.startswith(".")

    def _parts(self, path: str) -> tuple[str, ...]:
        if path.startswith("/") or "\\" in path or "\0" in path:
            raise RefusedError("paths are relative to the folder and use / between names")
        parts = tuple(part for part in path.split("/") if part not in ("", "."))
        if ".." in parts:
            raise RefusedError("no path leads out of the folder")
        if not all(self._shown(part) for part in parts):
            raise RefusedError(f"there is no {path!r}")
        return parts

    @contextmanager
    def _folder(self, parts: tuple[str, ...], *, make: bool = False) -> Iterator[int]:
        """A folder's descriptor, reached one name at a time."""
        current = os.dup(self._root)
        try:
            for part in parts:
                if make:
                    with suppress(FileExistsError):
                        os.mkdir(part, dir_fd=current)
                deeper = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=current)
                os.close(current)
                current = deeper
            yield current
        finally:
            os.close(current)


@contextmanager
def _refusing(path: str) -> Iterator[None]:
    """What the system says, in words that name nothing outside."""
    try:
        yield
    except FileNotFoundError as error:
        raise RefusedError(f"there is no {path!r}") from error
    except FileExistsError as error:
        raise RefusedError(f"{path!r} exists already") from error
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.EISDIR, errno.EMLINK, errno.ENXIO):
            raise RefusedError(f"{path!r} leads through a link or is of another kind") from error
        raise RefusedError(f"{path!r}: {error.strerror}") from error

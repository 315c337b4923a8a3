"""Records of what this user's builds on this machine left on the disk, kept where no checkout reaches.

A build uses what the last one left: its cache, and the site that it replaces.  Either may have come
with a checkout instead, from a stranger.  So both have a list of their files, and a hash of that
list is recorded in the user's folder for caches.  What has no record is not trusted.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..disk.plain_files import read_plain
from ..disk.replace import replace_file

_FOLDER = "sphinx-agentdocs"


@dataclass(frozen=True, slots=True)
class Records:
    """The records in *folder*; without one, nothing is recorded or trusted, and *problem* says why."""

    folder: Path | None
    problem: str = ""

    def read(self, path: Path, place: Path) -> bytes | None:
        """The content of the list at *path*, or ``None`` if no build of this user left it at *place*."""
        try:
            content = read_plain(path)
        except OSError:
            return None
        return content if _digest(content) in self._recorded(place) else None

    def remember(self, place: Path, content: bytes) -> None:
        """Record that a list with *content* will be at *place*.

        The one that is there now keeps its record, in case this build is killed before it is replaced.
        """
        if self.folder is not None:
            before = self.read(place, place)
            digests = dict.fromkeys(_digest(data) for data in (content, before) if data is not None)
            if list(digests) != self._recorded(place):
                replace_file(self._path(self.folder, place), "\n".join(digests).encode())

    def _recorded(self, place: Path) -> list[str]:
        if self.folder is None:
            return []
        try:
            return read_plain(self._path(self.folder, place)).decode("ascii", "replace").split()
        except OSError:
            return []

    @staticmethod
    def _path(folder: Path, place: Path) -> Path:
        return folder / _digest(os.fsencode(place.parent.resolve() / place.name))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# -- the folder


class _UnusableError(Exception):
    """Why a folder cannot be used, as a sentence without its end."""


def records_of_user(places: Iterable[Path]) -> Records:
    """The records of this user.

    The content of *places*, and of the repositories around them, may be a stranger's: records there
    are not the user's.
    """
    try:
        folder = _cache_folder() / _FOLDER
        _check_outside(folder.resolve(), places)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check_rights(folder)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        return Records(None, f"your cache folder cannot be used ({reason})")
    except _UnusableError as error:
        return Records(None, str(error))
    return Records(folder)


def _cache_folder() -> Path:
    """The user's folder for caches, as the system defines it; a relative path is not one."""
    named = Path(os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME") or ".")
    if named.is_absolute():
        return named
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")


def _check_outside(folder: Path, places: Iterable[Path]) -> None:
    """Raise if a stranger may have written *folder*; what contains the user's home is the user's own."""
    home = _home()
    for root in (root for place in places for root in _roots(place)):
        if folder.is_relative_to(root) and not (home and home.is_relative_to(root)):
            raise _UnusableError(f"your cache folder {folder} is inside {root}, where a stranger may have written it")


def _roots(place: Path) -> Iterator[Path]:
    """A folder, and the repositories around it."""
    yield place
    yield from (parent for parent in (place, *place.parents) if os.path.lexists(parent / ".git"))


def _home() -> Path | None:
    """The home that the system knows for this user, whatever the environment says."""
    if sys.platform == "win32":
        return Path.home().resolve()
    import pwd

    with suppress(KeyError):
        return Path(pwd.getpwuid(os.geteuid()).pw_dir).resolve()
    return None


def _check_rights(folder: Path) -> None:
    """Raise if others can write to *folder*, or this user cannot."""
    state = folder.stat()
    if sys.platform != "win32" and (state.st_uid != os.geteuid() or stat.S_IMODE(state.st_mode) & 0o022):
        raise _UnusableError(f"your cache folder {folder} belongs to someone else or others can write to it")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _UnusableError(f"your cache folder {folder} is not writable")

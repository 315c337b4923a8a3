"""Records of what this user's builds on this machine left on the disk, kept where no checkout reaches.

A build uses what the last one left: its cache, and the site that it replaces.  Either may have come
with a checkout instead, from a stranger.  So both have a list of their files, and a hash of that
list is recorded in the user's folder for caches.  What has no record is not trusted.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..disk.plain_files import read_plain
from ..disk.replace import replace_file
from ..disk.user_folder import UnusableError, user_folder

FORMAT = 3
"""The form of what builds leave in a cache.  What a version with another one left is not used."""


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

    def forget(self, place: Path) -> None:
        """Trust no list at *place* any more."""
        if self.folder is not None:
            self._path(self.folder, place).unlink(missing_ok=True)

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


def records_of_user(places: Iterable[Path]) -> Records:
    """The records of this user; *places* are those whose content may be a stranger's."""
    try:
        return Records(user_folder(places))
    except UnusableError as error:
        return Records(None, str(error))

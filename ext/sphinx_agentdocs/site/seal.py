"""Files that are trusted only with a signature by the user's key.

The signature is the first line of the file.  It covers the kind of the file, the path at which it
is valid, and the rest.  It is checked before anything in the file is parsed.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..disk.plain_files import read_plain, write_new
from .key import KeyUnavailableError, user_key


@dataclass(frozen=True, slots=True)
class Seal:
    """Signs and verifies files with *key*; without one it verifies nothing, and *problem* says why."""

    key: bytes | None
    problem: str = ""

    def write(self, path: Path, kind: str, place: Path, content: bytes) -> None:
        """Write *content* with its signature to a new file at *path*."""
        write_new(path, self._sign(kind, place, content).encode() + b"\n" + content)

    def read(self, path: Path, kind: str, place: Path) -> bytes | None:
        """The content of the file at *path*, or ``None`` if it is missing or not signed for *kind* and *place*."""
        try:
            signature, _, content = read_plain(path).partition(b"\n")
        except OSError:
            return None
        valid = self.key is not None and hmac.compare_digest(signature, self._sign(kind, place, content).encode())
        return content if valid else None

    def _sign(self, kind: str, place: Path, content: bytes) -> str:
        if self.key is None:
            return "unsigned"
        signed = b"\0".join((kind.encode(), os.fsencode(place.resolve()), content))
        return hmac.new(self.key, signed, "sha256").hexdigest()


def seal_of_user(checkouts: Iterable[Path]) -> Seal:
    """The seal of this user on this machine; *checkouts* are as in `user_key`."""
    try:
        return Seal(user_key(checkouts))
    except KeyUnavailableError as error:
        return Seal(None, str(error))

"""The key of this user on this machine, which signs what a build leaves for the next one.

It is a random number in the user's folder for caches.  A checkout cannot contain it, so whatever
comes with a checkout has no valid signature.
"""

from __future__ import annotations

import os
import secrets
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from ..disk.plain_files import open_plain

NAME, _FOLDER, _BYTES = "key", "sphinx-agentdocs", 32


class KeyUnavailableError(Exception):
    """Why there is no key, as the end of a sentence."""


def user_key(checkouts: Iterable[Path]) -> bytes:
    """The user's key, which is created if there is none; raises KeyUnavailableError.

    *checkouts* are folders whose content may be a stranger's: a key in one of them, or in the
    repository around it, is not the user's.
    """
    try:
        folder = _cache_folder() / _FOLDER
        if inside := _containing(folder.resolve(), checkouts):
            raise KeyUnavailableError(f"the user's cache folder {folder.parent} is inside {inside}")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / NAME
        return _read(path) or _create(path)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise KeyUnavailableError(f"no key can be kept in the user's cache folder ({reason})") from error


def _cache_folder() -> Path:
    """The user's folder for caches, as the system defines it; a relative path is not one."""
    named = Path(os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME") or ".")
    if named.is_absolute():
        return named
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")


def _containing(folder: Path, checkouts: Iterable[Path]) -> Path | None:
    """The checkout that contains *folder*, or ``None``; one that contains the user's home is the user's own."""
    home = _home()
    for checkout in (root for place in checkouts for root in _roots(place)):
        if folder.is_relative_to(checkout) and not (home and home.is_relative_to(checkout)):
            return checkout
    return None


def _roots(place: Path) -> Iterator[Path]:
    """A folder, and those around it that are repositories."""
    yield place
    yield from (parent for parent in place.parents if (parent / ".git").exists())


def _home() -> Path | None:
    """The home that the system knows for this user, whatever the environment says."""
    if sys.platform == "win32":
        return Path.home().resolve()
    import pwd

    with suppress(KeyError):
        return Path(pwd.getpwuid(os.geteuid()).pw_dir).resolve()
    return None


def _read(path: Path) -> bytes | None:
    """The key at *path*, or ``None`` if there is none that only this user can read and write."""
    try:
        descriptor = open_plain(path, os.O_RDONLY)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        state = os.fstat(descriptor)
        if sys.platform != "win32" and (state.st_uid != os.geteuid() or stat.S_IMODE(state.st_mode) & 0o077):
            return None
        key = file.read(_BYTES + 1)
    return key if len(key) == _BYTES else None


def _create(path: Path) -> bytes:
    """Create the key at *path* in one step; of two builds that create it at once, both use the first one."""
    descriptor, name = tempfile.mkstemp(dir=path.parent)  # only this user can read it
    new, key = Path(name), secrets.token_bytes(_BYTES)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
        with suppress(OSError):  # the key exists, or the disk has no hard links
            path.hardlink_to(new)
        if not (found := _read(path)):
            new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    return found or key

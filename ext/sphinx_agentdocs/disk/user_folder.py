"""The folder of this user for what one run of a command leaves to the next, where no checkout reaches.

Its content is trusted, so it is used only if nobody else can write to it.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

_FOLDER = "sphinx-agentdocs"


class UnusableError(Exception):
    """Why the folder cannot be used, as a sentence without its end."""


def user_folder(places: Iterable[Path]) -> Path:
    """The folder, which is created if it does not exist; raises UnusableError.

    The content of *places*, and of the repositories around them, may be a stranger's: what is there is
    not the user's.
    """
    try:
        folder = _cache_folder() / _FOLDER
        _check_outside(folder.resolve(), places)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check_rights(folder)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnusableError(f"your cache folder cannot be used ({reason})") from error
    return folder


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
            raise UnusableError(f"your cache folder {folder} is inside {root}, where a stranger may have written it")


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
        raise UnusableError(f"your cache folder {folder} belongs to someone else or others can write to it")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UnusableError(f"your cache folder {folder} is not writable")

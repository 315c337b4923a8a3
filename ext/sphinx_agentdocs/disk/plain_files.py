"""State files read and written where a stranger may have put something first: no link is followed.

A folder that a build writes to can come with a checkout.  A link in it could make a build read or
overwrite any file of the user, a pipe could make it wait forever, and a file with a huge hole could
fill the memory.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import sys
from pathlib import Path
from typing import NamedTuple

_MOST_BYTES = 500_000_000
_SAFE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def open_plain(path: Path, flags: int, mode: int = 0o666) -> int:
    """A descriptor of the plain file *path*; raises OSError for a link, a pipe or a folder.

    A file to write to must not have a second name either, such as that of a file of the user.
    """
    if path.is_symlink():  # Windows has no flag for it
        raise OSError(f"{path} is a symbolic link; remove it")
    descriptor = os.open(path, flags | _SAFE, mode)
    state = os.fstat(descriptor)
    shared = state.st_nlink > 1 and flags & (os.O_WRONLY | os.O_RDWR)
    if not stat.S_ISREG(state.st_mode) or shared:
        os.close(descriptor)
        raise OSError(f"{path} is not a plain file; remove it")
    return descriptor


def read_plain(path: Path) -> bytes:
    """The content of the plain file *path*; raises OSError as `open_plain` does, and for a huge file."""
    with os.fdopen(open_plain(path, os.O_RDONLY), "rb") as file:
        if os.fstat(file.fileno()).st_size > _MOST_BYTES:
            raise OSError(f"{path} is larger than {_MOST_BYTES:,} bytes; remove it")
        return file.read(_MOST_BYTES)


def hash_of(path: Path) -> str:
    """The hash of the content of the plain file *path*; raises OSError as `open_plain` does."""
    with os.fdopen(open_plain(path, os.O_RDONLY), "rb", buffering=0) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_new(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write *data* to a new file at *path*, in place of any file or link there."""
    remove(path)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFE, mode), "wb") as file:
        file.write(data)


def remove(path: Path) -> None:
    """Remove a file, a link or a folder with everything in it; raises OSError."""
    if path.is_dir() and not path.is_symlink():
        _remove_folder(path)
    else:
        path.unlink(missing_ok=True)


def _remove_folder(path: Path) -> None:
    """Remove a folder without recursion or open folders: folders can be nested thousands of levels deep."""
    if sys.platform == "win32":  # where only `rmtree` recognises a junction, and paths are short
        shutil.rmtree(path)
        return
    folders = [os.fspath(path)]
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    os.unlink(entry.path)  # noqa: PTH108  # as in `Folders`
    for folder in reversed(folders):
        os.rmdir(folder)  # noqa: PTH106


class State(NamedTuple):
    """The size of a file, the time of its last change, and the time at which anything about it was last changed.

    A program can set the first time, so that an edit does not show; only the system sets the second.
    Windows has no such time.
    """

    size: int
    time: int
    changed: int

    def is_untouched(self, later: State) -> bool:
        """Whether a file with this state and a *later* one was certainly not changed in between."""
        return self == later and sys.platform != "win32"


EMPTY_FOLDER, NOT_PLAIN = State(0, 0, 0), State(-1, -1, -1)


def states(folder: Path) -> dict[str, State]:
    """The state of everything below *folder* by its path relative to it; no link is followed.

    Of the folders it has only those that are empty; their paths end in ``/``.
    """
    found, pending, root = {}, [""], f"{os.fspath(folder)}/"
    while pending:
        base, empty = pending.pop(), True
        with os.scandir(root + base) as entries:
            for entry in entries:
                empty = False
                if entry.is_dir(follow_symlinks=False):
                    pending.append(f"{base}{entry.name}/")
                else:
                    found[base + entry.name] = state_of(entry.stat(follow_symlinks=False))
        if empty and base:
            found[base] = EMPTY_FOLDER
    return found


def state_of(found: os.stat_result) -> State:
    """The state in the answer of the system."""
    if not stat.S_ISREG(found.st_mode):
        return NOT_PLAIN
    return State(found.st_size, found.st_mtime_ns, found.st_ctime_ns)

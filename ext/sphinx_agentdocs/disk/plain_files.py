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
import struct
import sys
from collections.abc import Iterable, Iterator
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
    """The size of an entry, the time of its last change, and the time at which anything about it was last changed.

    A folder changes when an entry is added to it, removed or renamed.

    A program can set the first time, so that an edit does not show; only the system sets the second.
    Windows has no such time.
    """

    size: int
    time: int
    changed: int

    def is_untouched(self, later: State) -> bool:
        """Whether a file with this state and a *later* one was certainly not changed in between."""
        return self == later and sys.platform != "win32"


NOT_PLAIN = State(-1, -1, -1)
"""What stands for the state of an entry that is neither a file nor a folder."""
HERE = "./"


class Tree(NamedTuple):
    """Everything in a folder, by its path relative to it.

    *files* has the state of each entry that is not a folder; *folders* that of each folder, also of the folder itself,
    which is `HERE`.  Paths of folders end in ``/``; *empty* are those of empty ones.
    """

    files: dict[str, State]
    folders: dict[str, State]
    empty: list[str]


def tree(folder: Path) -> Tree:
    """Everything in *folder*; no link is followed, and raises OSError if it is no folder."""
    found, pending, root = Tree({}, {}, []), [""], f"{os.fspath(folder)}/"
    files = found.files
    while pending:
        base, is_empty = pending.pop(), True
        found.folders[base or HERE] = state_of(os.lstat(root + base))  # first, so that no later entry is missed
        with os.scandir(root + base) as entries:
            for entry in entries:
                is_empty = False
                if entry.is_dir(follow_symlinks=False):
                    pending.append(f"{base}{entry.name}/")
                else:
                    files[base + entry.name] = state_of(entry.stat(follow_symlinks=False))
        if is_empty and base:
            found.empty.append(base)
    return found


def states_of(folder: Path, names: Iterable[str]) -> Iterator[State]:
    """The states of the files and folders *names* in *folder*, in half of the time that finding them takes.

    Raises OSError if one is missing.
    """
    opened = os.open(folder, os.O_RDONLY)
    try:
        for name in names:
            yield state_of(os.stat(name, dir_fd=opened, follow_symlinks=False))
    finally:
        os.close(opened)


def digest_of(states: Iterable[State]) -> str:
    """A digest of *states* in their order."""
    numbers = [number for state in states for number in state]
    try:
        content = struct.pack(f"<{len(numbers)}q", *numbers)
    except struct.error:  # a time after the year 2262
        content = repr(numbers).encode()
    return hashlib.sha256(content).hexdigest()


def state_of(found: os.stat_result) -> State:
    """The state in the answer of the system."""
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        return NOT_PLAIN
    return State(found.st_size, found.st_mtime_ns, found.st_ctime_ns)

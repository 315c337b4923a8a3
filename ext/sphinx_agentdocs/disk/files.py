"""The definitions of a folder, and their bytes: the only place where definitions are read from disk.

Only plain files inside of the folder are read: no link that leads out of it, no device, no
pipe, whatever the name of the entry.
"""

from __future__ import annotations

import fnmatch
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ..core.findings import Code, Finding
from ..core.paths import SUFFIX

_FLAGS = (
    os.O_RDONLY  # where the system has them: do not wait for a pipe, follow no link that was put there just now
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True)
class Folder:
    """What a folder holds: paths of definitions below it, and what was left out and why.

    ``left_out`` counts the definitions past the limit.
    """

    paths: tuple[str, ...]
    findings: tuple[tuple[str, Finding], ...]
    left_out: int = 0


def find_definitions(root: Path, exclude: Iterable[str] = (), most: int | None = None) -> Folder:
    """The first *most* definitions below *root* (or all), as sorted relative paths with ``/``.

    *exclude* holds glob patterns for relative paths; ``*`` matches ``/`` as well.
    """
    patterns = tuple(exclude)
    paths: list[str] = []
    findings: list[tuple[str, Finding]] = []
    for path, entry in _entries(root, findings):
        if not _is_named_like_one(path, entry) or any(fnmatch.fnmatch(path, pattern) for pattern in patterns):
            continue
        finding = _unfit(root, entry)
        if finding:
            findings.append((path, finding))
        else:
            paths.append(path)
    paths.sort()
    left_out = len(paths[most:]) if most is not None else 0
    if left_out:
        message = f"{left_out:,} definitions from here on are left out; raise the limit `definitions`, or exclude files"
        findings.append((paths[len(paths) - left_out], Finding(Code.TOO_MANY, message)))
        del paths[most:]
    return Folder(tuple(paths), tuple(sorted(findings, key=lambda found: found[0])), left_out)


def read_bytes(root: Path, path: str, limit: int) -> bytes:
    """At most *limit* + 1 bytes of the plain file *path* below *root*; raises OSError as `opened` does."""
    with opened(root, path) as file:
        return file.read(limit + 1)


@contextmanager
def opened(root: Path, path: str) -> Iterator[BinaryIO]:
    """The plain file *path* below *root*, open for reading.

    Raises OSError for anything that is not a plain file inside of *root* at the moment of reading.
    """
    full = (root / path).resolve()
    if not full.is_relative_to(root.resolve()):
        raise OSError("the link leads out of the collection")
    descriptor = os.open(full, _FLAGS)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("not a plain file")
        yield file


def stamp(root: Path, path: str) -> tuple[int, int] | None:
    """What tells one state of a file from the next, its time and its size; ``None`` if it is not there."""
    try:
        state = (root / path).stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size


def _entries(root: Path, findings: list[tuple[str, Finding]]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every entry below *root* that is no folder, with its relative path."""
    pending = [""]
    while pending:
        folder = pending.pop()
        try:
            entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
        except OSError as error:
            message = f"the folder cannot be read ({error.strerror}); mend its permissions"
            findings.append((folder, Finding(Code.UNREADABLE, message)))
            continue
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                pending.append(path)
            else:
                yield path, entry


def _is_named_like_one(path: str, entry: os.DirEntry[str]) -> bool:
    """Whether an entry may be meant as a definition, or as a folder of some."""
    if path.lower().endswith(SUFFIX):
        return True
    return entry.is_symlink() and os.path.isdir(entry.path)  # noqa: PTH112  # raises nothing, wherever a link leads


def _unfit(root: Path, entry: os.DirEntry[str]) -> Finding | None:
    """Why an entry that may be meant as a definition is none, or ``None``."""
    try:
        entry.name.encode("utf-8")
        if not entry.name.lower().endswith(SUFFIX):
            return Finding(Code.UNSAFE_FILE, "a folder that is a link is not read; put the folder itself there")
        mode = entry.stat(follow_symlinks=True).st_mode
        inside = not entry.is_symlink() or Path(entry.path).resolve().is_relative_to(root.resolve())
    except UnicodeEncodeError:
        return Finding(Code.UNSAFE_FILE, "the name of the file is not UTF-8; rename it")
    except OSError as error:
        return Finding(Code.UNREADABLE, f"cannot be read ({error.strerror}); restore the file or remove the entry")
    if not inside:
        return Finding(Code.UNSAFE_FILE, "a link that leads out of its collection; put the file itself there")
    if not stat.S_ISREG(mode):
        return Finding(Code.UNREADABLE, "not a plain file; replace it by one or remove it")
    if not entry.name.endswith(SUFFIX):
        return Finding(Code.FILENAME, f"the file has no page, since its name does not end in `{SUFFIX}`; rename it")
    return None

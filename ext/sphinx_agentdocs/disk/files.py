"""Find and read the definitions in a folder; no other module reads them from disk.

Only plain files inside the folder are read: no link out of it, no device and no pipe, whatever
the entry is called.
"""

from __future__ import annotations

import fnmatch
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from itertools import chain
from pathlib import Path

from ..core.findings import Code, Finding
from ..core.paths import SUFFIX

_FLAGS = (
    os.O_RDONLY  # and, where supported: do not wait for a pipe, do not follow a link created a moment ago
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True)
class Folder:
    """The definitions in a folder: their paths, and the skipped entries with the reasons.

    *left_out* is the number of definitions past the limit; *unused* are the patterns that excluded nothing.
    """

    paths: tuple[str, ...]
    findings: tuple[tuple[str, Finding], ...]
    left_out: int = 0
    unused: tuple[str, ...] = ()


def find_definitions(root: Path, exclude: Iterable[str] = (), most: int | None = None) -> Folder:
    """The first *most* definitions below *root* (or all), as sorted relative paths with ``/``.

    *exclude* contains glob patterns, as `is_excluded` takes them.
    """
    patterns = tuple(exclude)
    paths: list[str] = []
    findings: list[tuple[str, Finding]] = []
    used: set[str] = set()
    for path, entry in _entries(root, findings):
        if not _may_be_definition(path, entry):
            continue
        matching = [pattern for pattern in patterns if is_excluded(path, (pattern,))]
        used.update(matching)
        if matching:
            continue
        finding = _unfit(root, entry)
        if finding:
            findings.append((path, finding))
        else:
            paths.append(path)
    paths.sort()
    left_out = len(paths[most:]) if most is not None else 0
    if left_out:
        message = f"{left_out:,} definitions from here on have no page; raise the limit `definitions`, or exclude files"
        findings.append((paths[len(paths) - left_out], Finding(Code.TOO_MANY, message)))
        del paths[most:]
    unused = tuple(pattern for pattern in patterns if pattern not in used)
    return Folder(tuple(paths), tuple(sorted(findings, key=lambda found: found[0])), left_out, unused)


def is_excluded(path: str, patterns: Iterable[str]) -> bool:
    """Whether one of the *patterns*, in which ``*`` also matches ``/``, is for a relative path or a folder above it."""
    both = chain.from_iterable((pattern, f"{pattern.rstrip('/')}/*") for pattern in patterns)
    return any(fnmatch.fnmatch(path, pattern) for pattern in both)


def read_bytes(root: Path, path: str, limit: int) -> bytes:
    """At most *limit* + 1 bytes of the plain file *path* below *root*; raises OSError as `opened` does."""
    with opened(root, path) as file:
        return file.read(limit + 1)


@contextmanager
def opened(root: Path, path: str) -> Iterator[BufferedReader]:
    """The plain file *path* below *root*, open for reading.

    Raises OSError for anything that is not a plain file inside *root* at the moment of reading.
    """
    full = (root / path).resolve()
    if not full.is_relative_to(root.resolve()):
        raise OSError("the link leads out of its collection")
    descriptor = os.open(full, _FLAGS)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("not a plain file")
        yield file


def stamp(root: Path, path: str) -> tuple[int, int] | None:
    """The modification time and size of a file, to detect changes; ``None`` if it does not exist."""
    try:
        state = os.stat(os.path.join(root, path))  # noqa: PTH116, PTH118  # thousands in each build
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size


def _entries(root: Path, findings: list[tuple[str, Finding]]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every entry below *root* that is not a folder, with its relative path."""
    pending = [""]
    while pending:
        folder = pending.pop()
        try:
            entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
        except OSError as error:
            message = f"the folder cannot be read ({error.strerror}); fix its permissions"
            findings.append((folder, Finding(Code.UNREADABLE, message)))
            continue
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                pending.append(path)
            else:
                yield path, entry


def _may_be_definition(path: str, entry: os.DirEntry[str]) -> bool:
    """Whether an entry may be intended as a definition, or as a folder of them."""
    if path.lower().endswith(SUFFIX):
        return True
    return entry.is_symlink() and os.path.isdir(entry.path)  # noqa: PTH112  # never raises, wherever the link leads


def _unfit(root: Path, entry: os.DirEntry[str]) -> Finding | None:
    """Why an entry cannot be used as a definition, or ``None`` if it can."""
    try:
        entry.name.encode("utf-8")
        if not entry.name.lower().endswith(SUFFIX):
            return Finding(Code.UNSAFE_FILE, "a link to a folder is not read; replace it with the folder itself")
        mode = entry.stat(follow_symlinks=True).st_mode
        inside = not entry.is_symlink() or Path(entry.path).resolve().is_relative_to(root.resolve())
    except UnicodeEncodeError:
        return Finding(Code.UNSAFE_FILE, "the file name is not UTF-8; rename the file")
    except OSError as error:
        return Finding(Code.UNREADABLE, f"cannot be read ({error.strerror}); restore the file or remove the entry")
    if not inside:
        return Finding(Code.UNSAFE_FILE, "the link leads out of its collection; replace it with the file itself")
    if not stat.S_ISREG(mode):
        return Finding(Code.UNREADABLE, "not a plain file; replace it with one or remove it")
    if not entry.name.endswith(SUFFIX):
        return Finding(Code.FILENAME, f"the file has no page because its name does not end in `{SUFFIX}`; rename it")
    return None

"""The folder next to a site that keeps what the next build needs.

Sphinx works in a subfolder, which is used again only if the build that made it was completed: the
last thing such a build writes is a list of all files with their sizes and times, and the first
thing the next one does is remove that list.  So a subfolder that a killed build left, or that
was damaged since, is never used again.  Not even its name is, since a process of the killed
build may still be writing there.

Sphinx unpickles what it finds there, and a pickle can run anything.  So the list also has the hash
of every file, and is recorded: a folder that came with a checkout is never used.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from ..disk.plain_files import not_plain, open_plain, remove, write_new
from ..errors import UserError
from .flush import flush
from .folders import files_below
from .records import Records

if sys.platform != "win32":
    import fcntl

LOCK, LIST = "agentdocs.lock", "complete.json"
_WORK = "work-"
_State = tuple[int, int]


@contextmanager
def locked(cache: Path) -> Iterator[None]:
    """Keep every other build out of *cache*, which is created if it does not exist.

    The system releases the lock when the process ends, however it ends.
    """
    if cache.is_symlink():
        raise UserError(f"{cache} is a symbolic link; remove it or choose another output folder")
    if cache.exists() and not cache.is_dir():
        raise NotADirectoryError(f"{cache} is a file, but must be a folder; remove it or choose another output folder")
    cache.mkdir(parents=True, exist_ok=True)
    if not (cache / LOCK).exists() and any(cache.iterdir()):
        raise UserError(
            f"{cache} contains files that agentdocs did not create; remove the folder or choose another output folder"
        )
    descriptor = open_plain(cache / LOCK, os.O_RDWR | os.O_APPEND | os.O_CREAT)
    with os.fdopen(descriptor, "a+", encoding="ascii", errors="replace") as file:
        _lock(file)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _lock(file: IO[str]) -> None:
    """Lock *file* or raise UserError; Windows has no such lock, so two builds are not kept apart there."""
    if sys.platform != "win32":
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as error:
            file.seek(0)
            process = file.read()
            by = f"process {process}" if process else "another process"
            raise UserError(f"{by} is building the same site; wait for it to finish or stop it") from error


def open_work(cache: Path, records: Records, note: Callable[[str], None]) -> Path:
    """The folder for Sphinx: that of the previous build if it is complete, else a new one.

    *note* takes a line for the user if the folder of the previous build cannot be used.
    """
    work = _completed(cache, records)
    if work is None and os.path.lexists(cache / LIST):
        note(f"{cache} is not as your last build on this machine left it; it is discarded and everything is read again")
    remove(cache / LIST)
    for folder in cache.glob(f"{_WORK}*"):
        if folder != work:
            with suppress(OSError):
                remove(folder)
    return work or Path(tempfile.mkdtemp(prefix=_WORK, dir=cache))


def close_work(cache: Path, work: Path, records: Records) -> None:
    """Declare *work* complete, once all of it is on the disk."""
    new = cache / f"{LIST}.new"
    content = json.dumps({"work": work.name, "files": _files(work)}).encode()
    write_new(new, content)
    flush(cache)
    records.remember(cache / LIST, content)
    new.replace(cache / LIST)


def _completed(cache: Path, records: Records) -> Path | None:
    """The folder of the previous build, if that was completed and nothing in it has changed since."""
    content = records.read(cache / LIST, cache / LIST)
    if content is None:
        return None
    listed = json.loads(content)
    work: Path = cache / listed["work"]
    try:
        return work if _is_unchanged(work, listed["files"]) else None
    except OSError:
        return None


def _is_unchanged(work: Path, listed: dict[str, list[Any]]) -> bool:
    """Whether *work* contains the listed files and nothing else; sizes and times are compared first."""
    if work.is_symlink() or any(not_plain(work)):
        return False
    states = _states(work)
    if states != {name: (size, time) for name, (size, time, _) in listed.items()}:
        return False
    return all(_hash(work, name) == digest for name, (*_, digest) in listed.items())


def _files(work: Path) -> dict[str, tuple[int, int, str]]:
    """The size, the time of the last change and the hash of every file, by its path."""
    return {name: (*state, _hash(work, name)) for name, state in _states(work).items()}


def _states(work: Path) -> dict[str, _State]:
    states = {}
    for name in files_below(work):
        state = os.lstat(f"{work}/{name}")
        states[name] = (state.st_size, state.st_mtime_ns)
    return states


def _hash(work: Path, name: str) -> str:
    with open(f"{work}/{name}", "rb", buffering=0) as file:  # noqa: PTH123  # as in `Folders`
        return hashlib.file_digest(file, "blake2b").hexdigest()

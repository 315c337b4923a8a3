"""The folder beside a site that keeps what the next build needs.

What Sphinx made stands in a folder of it that is used again only if the build that made it
was completed: the last thing such a build writes is a list of all files with their size and
time, and the first thing the next one does is to remove that list.  So the folder of a
build that was killed, and one that was damaged since, is never used again; not even its
name is, since a process of the killed build may still be writing there.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ..errors import UserError
from .flush import flush
from .publish import names_below

if sys.platform != "win32":
    import fcntl

LOCK, LIST = "agentdocs.lock", "complete.json"
_WORK = "work-"

Files = dict[str, list[int]]
"""The size and the time of the last change of files, by their path."""


@contextmanager
def locked(cache: Path) -> Iterator[None]:
    """Keep every other build out of *cache*, which is made if it is not there.

    The system lets go of the lock when the process ends, however it ends.
    """
    if cache.exists() and not cache.is_dir():
        raise NotADirectoryError(f"{cache} is a file, and is needed as a folder; remove it, or choose another output")
    cache.mkdir(parents=True, exist_ok=True)
    if not (cache / LOCK).exists() and any(cache.iterdir()):
        raise UserError(f"{cache} holds files that agentdocs did not make; remove it, or choose another output")
    with (cache / LOCK).open("a+", encoding="ascii", errors="replace") as file:
        _lock(file)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _lock(file: IO[str]) -> None:
    """Lock *file* or raise UserError; Windows has no such lock, so there two builds are not kept apart."""
    if sys.platform != "win32":
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as error:
            file.seek(0)
            message = f"process {file.read() or 'another'} is building the same site; wait for it, or stop it"
            raise UserError(message) from error


def open_work(cache: Path) -> tuple[Path, Files]:
    """The folder for Sphinx, and the files of it that are whole: that of the last build, or a new one."""
    work, files = _last(cache)
    (cache / LIST).unlink(missing_ok=True)
    for folder in cache.glob(f"{_WORK}*"):
        if folder != work:
            shutil.rmtree(folder, ignore_errors=True)
    return work or Path(tempfile.mkdtemp(prefix=_WORK, dir=cache)), files


def close_work(cache: Path, work: Path) -> None:
    """Declare *work* complete, when all of it has reached the disk."""
    new = cache / f"{LIST}.new"
    new.write_text(json.dumps({"work": work.name, "files": _files(work)}), "utf-8")
    flush(cache)
    new.replace(cache / LIST)


def _last(cache: Path) -> tuple[Path | None, Files]:
    """The folder of the last build with its files, if that was completed and nothing has changed since."""
    try:
        listed = json.loads((cache / LIST).read_text("utf-8"))
        work, files = cache / listed["work"], listed["files"]
    except (OSError, ValueError, TypeError, KeyError):
        return None, {}
    return (work, files) if work.parent == cache and _files(work) == files else (None, {})


def _files(work: Path) -> Files:
    files = {}
    for name in names_below(work):
        state = os.lstat(f"{work}/{name}")
        files[name] = [state.st_size, state.st_mtime_ns]
    return files

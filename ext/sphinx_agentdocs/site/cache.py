"""The folder next to a site that keeps what the next build needs.

Sphinx works in a subfolder, which is used again only if the build that made it was completed: the
last thing such a build writes is a list of all files with their sizes and times, and the first
thing the next one does is remove that list.  So a subfolder that a killed build left, or that
was damaged since, is never used again.  Not even its name is, since a process of the killed
build may still be writing there.
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
from .folders import files_below

if sys.platform != "win32":
    import fcntl

LOCK, LIST = "agentdocs.lock", "complete.json"
_WORK = "work-"


@contextmanager
def locked(cache: Path) -> Iterator[None]:
    """Keep every other build out of *cache*, which is created if it does not exist.

    The system releases the lock when the process ends, however it ends.
    """
    if cache.exists() and not cache.is_dir():
        raise NotADirectoryError(f"{cache} is a file, but must be a folder; remove it or choose another output folder")
    cache.mkdir(parents=True, exist_ok=True)
    if not (cache / LOCK).exists() and any(cache.iterdir()):
        raise UserError(
            f"{cache} contains files that agentdocs did not create; remove the folder or choose another output folder"
        )
    with (cache / LOCK).open("a+", encoding="ascii", errors="replace") as file:
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


def open_work(cache: Path) -> Path:
    """The folder for Sphinx: that of the previous build if it is complete, else a new one."""
    work = _completed(cache)
    (cache / LIST).unlink(missing_ok=True)
    for folder in cache.glob(f"{_WORK}*"):
        if folder != work:
            shutil.rmtree(folder, ignore_errors=True)
    return work or Path(tempfile.mkdtemp(prefix=_WORK, dir=cache))


def close_work(cache: Path, work: Path) -> None:
    """Declare *work* complete, once all of it is on the disk."""
    new = cache / f"{LIST}.new"
    new.write_text(json.dumps({"work": work.name, "files": _files(work)}), "utf-8")
    flush(cache)
    new.replace(cache / LIST)


def _completed(cache: Path) -> Path | None:
    """The folder of the previous build, if that was completed and nothing in it has changed since."""
    try:
        listed = json.loads((cache / LIST).read_text("utf-8"))
        work, files = cache / listed["work"], listed["files"]
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return work if work.parent == cache and _files(work) == files else None


def _files(work: Path) -> dict[str, list[int]]:
    """The size and the time of the last change of every file, by its path."""
    files = {}
    for name in files_below(work):
        state = os.lstat(f"{work}/{name}")
        files[name] = [state.st_size, state.st_mtime_ns]
    return files

"""The folder next to a site that keeps what the next build needs.

Sphinx works in a subfolder, which is used again only if the build that made it was completed: the
last thing such a build writes is a list of all files with their sizes and times, and the first
thing the next one does is remove that list.  So a subfolder that a killed build left, or that
was damaged since, is never used again.  Not even its name is, since a process of the killed
build may still be writing there.

Sphinx unpickles what it finds there, and a pickle can run anything.  So the list also has the hash
of every file, and is recorded: a folder that came with a checkout is never used.  The hash of a pickle is
always compared, that of another file only if the system changed anything about the file since.
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
from typing import IO

from ..disk.plain_files import State, open_plain, remove, tree, write_new
from ..errors import UserError
from .flush import flush
from .records import FORMAT, Records

if sys.platform != "win32":
    import fcntl

LOCK, LIST = "agentdocs.lock", "complete.json"
_WORK = "work-"
TEMPLATES = "templates"
_LOADED = "doctrees/", f"{TEMPLATES}/"
"""The folders of the files that Sphinx and Jinja load as Python objects: one that was changed might run."""


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


Files = dict[str, tuple[State, str]]
"""The state and the hash of every file of a folder, by its path."""


def open_work(cache: Path, records: Records, note: Callable[[str], None]) -> tuple[Path, Files]:
    """The folder for Sphinx: that of the previous build with its files if it is complete, else a new one.

    *note* takes a line for the user if the folder of the previous build cannot be used.
    """
    work, files = _completed(cache, records) or (None, {})
    if work is None and os.path.lexists(cache / LIST):
        reason = "is not as your last build on this machine left it, or another version left it"
        note(f"{cache} {reason}; it is discarded and everything is read again")
    remove(cache / LIST)
    for folder in cache.glob(f"{_WORK}*"):
        if folder != work:
            with suppress(OSError):
                remove(folder)
    return work or Path(tempfile.mkdtemp(prefix=_WORK, dir=cache)), files


def close_work(cache: Path, work: Path, before: Files, records: Records) -> Files:
    """Declare *work* complete, once all of it is on the disk, and return its files; `open_work` found *before*."""
    new, files = cache / f"{LIST}.new", _files(work, before)
    listed = {name: (*state, digest) for name, (state, digest) in files.items()}
    content = json.dumps({"format": FORMAT, "work": work.name, "files": listed}).encode()
    write_new(new, content)
    flush(cache)
    records.remember(cache / LIST, content)
    new.replace(cache / LIST)
    return files


def _completed(cache: Path, records: Records) -> tuple[Path, Files] | None:
    """The folder of the previous build, if that was completed and nothing in it has changed since."""
    content = records.read(cache / LIST, cache / LIST)
    if content is None:
        return None
    listed = json.loads(content)
    if listed.get("format") != FORMAT:
        return None
    work: Path = cache / listed["work"]
    files: Files = {name: (State(*state), digest) for name, (*state, digest) in listed["files"].items()}
    try:
        return (work, files) if _is_unchanged(work, files) else None
    except OSError:
        return None


def _is_unchanged(work: Path, files: Files) -> bool:
    """Whether *work* contains *files* and nothing else, not even a link; sizes and times are compared first."""
    found = {} if work.is_symlink() else tree(work).files
    if found.keys() != files.keys() or any(found[name][:2] != state[:2] for name, (state, _) in files.items()):
        return False
    return all(
        (state.is_untouched(found[name]) and not name.startswith(_LOADED)) or _hash(work, name) == digest
        for name, (state, digest) in files.items()
    )


def _files(work: Path, before: Files) -> Files:
    """The files of *work*; one with the same state as in *before* is not read again."""
    files = {}
    for name, state in tree(work).files.items():
        known = before.get(name)
        files[name] = known if known and known[0].is_untouched(state) else (state, _hash(work, name))
    return files


def _hash(work: Path, name: str) -> str:
    with open(f"{work}/{name}", "rb", buffering=0) as file:  # noqa: PTH123  # as in `Folders`
        return hashlib.file_digest(file, "sha256").hexdigest()

"""When each file of a folder was last changed, and by whom: from the repository that the folder is part of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from . import git

_LOG = (
    *("-c", "log.showRoot=true"),  # a repository may have switched it off
    *("log", "-z", "--name-only", "--relative", "--no-renames", "--encoding=UTF-8"),  # renames need contents of files
    "--format=%x00%ct%x00%an",  # an empty field begins a commit, since no path is empty
)
_AUTHOR_CHARS = 200
"""The characters of an author's name that are kept: a commit may have millions."""


class LastChange(NamedTuple):
    """The day in UTC of the last commit that changed a file, as 2026-01-31, and the file's authors, latest first.

    The day of a commit with an impossible time is empty.
    """

    date: str
    authors: tuple[str, ...]


def commit_of(folder: Path) -> str:
    """The commit from which `last_changes` follow, or an empty text if the whole history is not there.

    In a clone of a few commits, as CI makes it, the oldest one seems to add every file, so files would get its date.
    """
    try:
        answer = git.run(folder, "rev-parse", "--is-shallow-repository", "--is-inside-work-tree", "HEAD")
    except OSError:  # Git is not installed
        return ""
    *state, commit = answer.stdout.decode("ascii", "replace").splitlines() or [""]
    return commit if answer.returncode == 0 and state == ["false", "true"] else ""


def last_changes(folder: Path) -> dict[str, LastChange] | None:
    """The last change of each file below *folder* that was ever committed, by its path relative to *folder*.

    A merge changes nothing by itself.  Returns None if Git fails, as where folders of old commits are missing.
    """
    try:
        answer = git.run(folder, *_LOG, "--", ".")
    except OSError:
        return None
    if answer.returncode != 0:
        return None
    found: dict[str, tuple[str, dict[str, None]]] = {}
    for date, author, paths in _commits(answer.stdout):
        for path in paths:
            found.setdefault(path, (date, {}))[1][author] = None
    return {path: LastChange(date, tuple(authors)) for path, (date, authors) in found.items()}


def _commits(log: bytes) -> Iterator[tuple[str, str, list[str]]]:
    """The date, the author and the files of each commit in a *log*, the latest first."""
    fields = iter(log.split(b"\0")[:-1])
    date, author, paths = "", "", list[str]()
    for field in fields:
        if field:
            path = field.decode("utf-8", "surrogateescape")
            paths.append(path if paths else path.removeprefix("\n"))  # which ends the line of the commit
        else:
            yield date, author[:_AUTHOR_CHARS], paths
            date, author, paths = _date(next(fields, b"")), next(fields, b"").decode("utf-8", "backslashreplace"), []
    yield date, author[:_AUTHOR_CHARS], paths


def _date(seconds: bytes) -> str:
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""

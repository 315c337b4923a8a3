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
    "--format=/%ct/%an",  # the path of a file begins with no slash
)


class LastChange(NamedTuple):
    """The day in UTC of the last commit that changed a file, as 2026-01-31, and the file's authors, latest first."""

    date: str
    authors: tuple[str, ...]


def commit_of(folder: Path) -> str:
    """The commit from which `last_changes` follow, or an empty text if the whole history is not there.

    In a clone of a few commits, as CI makes it, the oldest one seems to add every file, so files would get its date.
    """
    try:
        answer = git.run(folder, "rev-parse", "--is-shallow-repository", "HEAD")
    except OSError:  # Git is not installed
        return ""
    shallow, _, commit = answer.stdout.decode("ascii", "replace").strip().partition("\n")
    return commit if answer.returncode == 0 and shallow == "false" else ""


def last_changes(folder: Path) -> dict[str, LastChange]:
    """The last change of each file below *folder* that was ever committed, by its path relative to *folder*.

    A merge changes nothing by itself.  Where folders of old commits are missing, nothing is known.  Raises OSError if
    Git is not installed.
    """
    answer = git.run(folder, *_LOG, "--", ".")
    found: dict[str, LastChange] = {}
    for date, author, paths in _commits(answer.stdout if answer.returncode == 0 else b""):
        for path in paths:
            known = found.setdefault(path, LastChange(date, ()))
            if author not in known.authors:
                found[path] = known._replace(authors=(*known.authors, author))
    return found


def _commits(log: bytes) -> Iterator[tuple[str, str, list[str]]]:
    """The date, the author and the files of each commit in a *log*, the latest first."""
    date, author, paths = "", "", list[str]()
    for field in log.split(b"\0"):
        text = field.decode("utf-8", "surrogateescape")
        if text.startswith("/"):
            yield date, author, paths
            seconds, _, author = text[1:].partition("/")
            date, paths = datetime.fromtimestamp(int(seconds), UTC).date().isoformat(), []
        elif text:
            paths.append(text if paths else text.removeprefix("\n"))  # which ends the line of the commit
    yield date, author, paths

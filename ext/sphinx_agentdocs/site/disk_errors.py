"""Disk errors that stop a build, each as one line with a fix."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from pathlib import Path

_IN_WORDS = re.compile(r"\[Errno (?P<number>\d+)\] (?P<reason>[^:)'\n]+)(?:: '(?P<path>[^'\n]+)')?")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def explain(error: BaseException, source: Path, out: Path, cache: Path) -> str | None:
    """The line for a disk error anywhere in the causes of *error*, or ``None`` if there is none.

    An error of another process is known only by its words.
    """
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, OSError):
            if cause.errno is None:
                return str(cause)
            path = (cause.filename2 if cause.errno in _FULL else None) or cause.filename
            return _line(cause.errno, cause.strerror or "", str(path or ""), source, out, cache)
    for cause in causes:
        if found := _IN_WORDS.search(str(cause)):
            return _line(int(found["number"]), found["reason"], found["path"] or "", source, out, cache)
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _line(number: int, reason: str, path: str, source: Path, out: Path, cache: Path) -> str:
    reason, file = reason.strip().rstrip("."), Path(path or out)
    if file.is_relative_to(source) and not file.is_relative_to(out) and not file.is_relative_to(cache):
        return f"{file} changed while it was read ({reason}); build again when the definitions are in place"
    fix = "free disk space or choose another output folder"
    if number not in _FULL:
        fix = "fix its permissions or choose another output folder"
    return f"{file} cannot be written ({reason}); {fix}"

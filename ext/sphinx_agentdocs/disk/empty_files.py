"""Empty files, which stand where a program expects a file but must not find the text of a definition."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress


def stand_in(pairs: Iterable[tuple[str, str]]) -> None:
    """For each pair of a path and a file, make sure that there is a plain empty file with the time of the other."""
    folders: set[str] = set()
    for path, file in pairs:
        found = _lstat(path)
        if found is None or found.st_size or not stat.S_ISREG(found.st_mode):
            folder = os.path.dirname(path)  # noqa: PTH120  # for thousands of paths, texts are faster
            if folder not in folders:
                os.makedirs(folder, exist_ok=True)  # noqa: PTH103
                folders.add(folder)
            if found is not None:
                os.unlink(path)  # noqa: PTH108  # a link is not followed
            with open(path, "xb"):  # noqa: PTH123
                pass
            found = _lstat(path)
        real = _lstat(file)
        if real and found and real.st_mtime_ns // 1000 != found.st_mtime_ns // 1000:
            os.utime(path, ns=(real.st_mtime_ns, real.st_mtime_ns))


def _lstat(path: str) -> os.stat_result | None:
    with suppress(OSError):
        return os.lstat(path)
    return None

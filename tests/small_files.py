"""A limit on the size of files, as a disk that is full, for a process that a test starts."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable


def no_file_above(size: int) -> Callable[[], None]:
    """What a child does first so that it cannot write more than *size* bytes into a file.

    It must not write compiled modules either: Python does not notice that it wrote only a part of one, which other
    processes would then load.
    """

    def limit() -> None:
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit

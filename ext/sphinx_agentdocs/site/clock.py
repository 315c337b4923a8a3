"""The clock of a disk, which gives files their times."""

from __future__ import annotations

import time
from pathlib import Path

from ..disk.plain_files import remove, write_new

_PATIENCE, _TICK = 10, 0.01  # how often, and for how many seconds, to wait


def is_past(moment: int, folder: Path) -> bool:
    """Whether the clock of the disk of *folder* is past *moment*, so that a change from now on has a later time.

    Clocks move in steps, most of them of a few milliseconds, and this waits for the next one.
    """
    probe = folder / "clock"
    try:
        for _ in range(_PATIENCE):
            write_new(probe, b"")
            if probe.stat().st_ctime_ns > moment:
                return True
            time.sleep(_TICK)
        return False
    finally:
        remove(probe)

"""Two folders that change places, so that there is never a moment without the one that is read."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux


def put_in_place(following: Path, out: Path, previous: Path) -> None:
    """Let *following* stand at *out*; what stood there is at *following* or *previous* then.

    Linux exchanges two folders in one step.  Where that cannot be done there are two steps,
    and `recover` undoes the first if the second is never reached.
    """
    if out.is_dir():
        if exchange(following, out):
            return
        out.rename(previous)
    following.rename(out)


def recover(out: Path, previous: Path) -> None:
    """Put back what a swap left aside between its two steps."""
    if previous.is_dir() and not os.path.lexists(out):
        previous.rename(out)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; false where the system or the disk has no such step."""
    if sys.platform != "linux":
        return False
    try:
        rename = ctypes.CDLL(None).renameat2
    except AttributeError:
        return False  # a C library that does not offer it
    done: int = rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
    return done == 0

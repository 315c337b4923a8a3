"""Exchanging two folders, so that readers never find the site missing."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux


def put_in_place(following: Path, out: Path, previous: Path) -> None:
    """Move *following* to *out*; the folder that was there is then at *following* or *previous*.

    Linux exchanges two folders in one step.  Where that is not possible there are two steps, and
    `recover` undoes the first if the second is never reached.
    """
    if out.is_dir():
        if exchange(following, out):
            return
        out.rename(previous)
    following.rename(out)


def recover(out: Path, previous: Path) -> None:
    """Undo the first of the two steps if the second was never reached."""
    if previous.is_dir() and not os.path.lexists(out):
        previous.rename(out)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; return whether the system and the disk can do that."""
    if sys.platform != "linux":
        return False
    try:
        rename = ctypes.CDLL(None).renameat2
    except AttributeError:
        return False  # a C library without it
    done: int = rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
    return done == 0

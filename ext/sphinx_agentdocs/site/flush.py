"""Flushing files to the disk, so that after a power cut no file that counts as complete is empty.

A site has tens of thousands of files.  Waiting for each of them takes minutes; waiting once for
everything that is on its way to their file system takes seconds at most.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

_LOST = (errno.EIO, errno.ENOSPC, errno.EDQUOT)
"""The errors by which a disk reports that it lost data."""


def flush(path: Path) -> None:
    """Wait until everything written to the file system of *path* is on the disk; raises OSError if it is lost."""
    if sys.platform == "win32":  # which can only wait for a file that is open for writing
        return
    if sys.platform == "linux" and _sync_file_system(path):
        return
    os.sync()


def flush_folder(path: Path) -> None:
    """Wait until the names of the files in *path* are on the disk, where the system can do that."""
    if sys.platform != "win32":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sync_file_system(path: Path) -> bool:
    """Wait for one file system; return whether the system can do that."""
    try:
        sync = ctypes.CDLL(None, use_errno=True).syncfs
    except AttributeError:
        return False  # a C library without it
    descriptor = os.open(path, os.O_RDONLY)
    try:
        if sync(descriptor) == 0:
            return True
        number = ctypes.get_errno()
    finally:
        os.close(descriptor)
    if number in _LOST:
        raise OSError(number, os.strerror(number), str(path))
    return False

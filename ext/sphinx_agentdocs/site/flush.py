"""Letting what was written reach the disk, so that a power cut leaves no file empty that counts as whole.

A site has tens of thousands of files.  To wait for each of them takes minutes; to wait once
for all that is on its way to their file system takes seconds at most.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

_LOST = (errno.EIO, errno.ENOSPC, errno.EDQUOT)
"""What the disk says where it has lost something that was written."""


def flush(path: Path) -> None:
    """Wait until the file system of *path* holds everything that was written to it; raises OSError where it cannot."""
    if sys.platform == "win32":  # where only a file that is open for writing can be waited for
        return
    if sys.platform == "linux" and _sync_file_system(path):
        return
    os.sync()


def _sync_file_system(path: Path) -> bool:
    """Wait for one file system; false where the system has no such step."""
    try:
        sync = ctypes.CDLL(None, use_errno=True).syncfs
    except AttributeError:
        return False  # a C library that does not offer it
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

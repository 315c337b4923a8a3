"""Replacing a file in one step: at every moment the old file or the new one is there, whole."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

_NAME_CHARS = 40


def replace_file(path: Path, data: bytes) -> None:
    """Replace the file at *path* with *data*, or create it.

    A symbolic link stays one: the file it points to is replaced.  The new file has the mode of
    the old one and, where that is allowed, its owner.  Raises OSError, or RuntimeError for
    a circular link; then the old file is unchanged and nothing is left next to it.
    """
    target = path.resolve()
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:_NAME_CHARS]}-")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _take_over_rights(temporary, target)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _take_over_rights(file: Path, before: Path) -> None:
    """Give *file* the mode and owner of *before*, or the mode of any new file where that does not exist."""
    if not before.exists():
        file.chmod(0o666 & ~_umask())
        return
    state = before.stat()
    if sys.platform != "win32":
        with suppress(PermissionError):
            os.chown(file, state.st_uid, state.st_gid)
    file.chmod(stat.S_IMODE(state.st_mode))


def _umask() -> int:
    """The permissions that new files do not get; Python can only read the mask by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask

"""The ledger on the disk: read whole or not at all, and replaced in one step."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path

from ..core.ledger.entries import Entry
from ..core.ledger.reading import LedgerError, read_ledger
from ..core.ledger.writing import ledger_text
from ..errors import UserError
from .files import opened
from .replace import replace_file

_MOST_BYTES = 500_000_000
_UNCHANGED = "; nothing was changed"


def read_file(path: Path) -> dict[str, Entry]:
    """The entries of the ledger at *path*; raises UserError if it is incomplete or not a plain file."""
    return parse_bytes(read_bytes(path), path)


def read_bytes(path: Path) -> bytes:
    """The content of the ledger at *path*, up to one byte more than one can have; raises UserError if it is no file."""
    try:
        with opened(path.parent, path.name) as file:
            return file.read(_MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise UserError(f"{path} does not exist; start it with `agentdocs permalinks update`") from error
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"{path} cannot be read ({reason}); make it a plain file that you may read") from error


def parse_bytes(data: bytes, path: Path, commit: str = "") -> dict[str, Entry]:
    """The entries in *data*, the content of *path*, or of its version in *commit*; raises UserError."""
    restore = "name another commit" if commit else f"restore it (`{_checkout(path)}`), or fix that line"
    named = f"{path} ({commit})" if commit else f"{path}"
    if len(data) > _MOST_BYTES:
        raise UserError(f"{named} is larger than {_MOST_BYTES:,} bytes, too large for a ledger; {restore}{_UNCHANGED}")
    try:
        return read_ledger(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UserError(f"{named}:{line}: not UTF-8; {restore}{_UNCHANGED}") from error
    except LedgerError as error:
        fix = "" if commit else error.fix
        raise UserError(f"{named}:{error.line}: {error.message}; {fix or restore}{_UNCHANGED}") from error


def _checkout(path: Path) -> str:
    """The command that restores the last committed version of the file at *path*, in any folder."""
    folder = path.resolve().parent
    place = [] if folder == Path.cwd() else ["-C", str(folder)]
    return shlex.join(["git", *place, "checkout", "--", path.name])


def write_file(path: Path, entries: Iterable[Entry]) -> bytes:
    """Write *entries* to the ledger at *path*, unless it has them already; return its content, with Unix newlines.

    At every moment the file is the old one or the new one.  Raises UserError if it cannot
    be written.
    """
    data = ledger_text(entries).encode("utf-8")
    try:
        target = path.resolve()
        before = target.read_bytes() if target.is_file() else None
        if before is None or (before != data and before.replace(b"\r\n", b"\n") != data):
            replace_file(target, data)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"{path} cannot be written ({reason}); free disk space or fix its permissions; nothing was changed"
        raise UserError(message) from error
    return data

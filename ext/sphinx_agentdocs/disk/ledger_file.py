"""The ledger on the disk: read whole or not at all, and replaced in one step."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..core.ledger.entries import Entry
from ..core.ledger.reading import LedgerError, read_ledger
from ..core.ledger.writing import ledger_text
from ..errors import UserError
from .files import opened
from .replace import replace_file

_MOST_BYTES = 500_000_000
_RESTORE = "restore it (`git checkout -- {name}`), or fix that line; nothing was changed"


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
        raise UserError(f"{path} cannot be read ({reason}); make it a plain file") from error


def parse_bytes(data: bytes, path: Path) -> dict[str, Entry]:
    """The entries in *data*, the content of *path*; raises UserError."""
    restore = _RESTORE.format(name=path.name)
    if len(data) > _MOST_BYTES:
        raise UserError(f"{path} is larger than {_MOST_BYTES:,} bytes, too large for a ledger; {restore}")
    try:
        return read_ledger(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UserError(f"{path}:{line}: not UTF-8; {restore}") from error
    except LedgerError as error:
        raise UserError(f"{path}:{error.line}: {error.message}; {restore}") from error


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

"""A ledger on the disk, together with the definitions whose links it records."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..core.ledger.entries import Entry
from ..core.paths import LEDGER
from ..core.text.characters import on_a_line
from ..core.text.sentences import first_sentences
from ..disk.ledger_file import parse_bytes, read_bytes
from ..errors import UserError
from .source import Source

_QUOTED = 120
_READING = ("update", "rename")
"""The commands that read definitions, which may need a configuration to find them and the ledger."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger and the source of its definitions; *given* is the folder as the user named it.

    *content* are the bytes of the file that *entries* were read from.
    """

    path: Path
    source: Source
    given: str
    entries: Mapping[str, Entry]
    content: bytes = b""

    def command(self, *words: str) -> str:
        """A permalinks command for this ledger, ready to paste into a shell."""
        conf = ["--conf"] if self.source.configured and words[0] in _READING else []
        is_found = bool(conf) or self.path == Path(LEDGER)
        option = [] if is_found else ["--permalinks", str(self.path)]
        return shlex.join(["agentdocs", "permalinks", *words, *conf, *option])

    @property
    def update_command(self) -> str:
        """The command that records what is published now."""
        return self.command("update", self.given)


def open_ledger(source: Source, given: str, *, new: bool = False) -> Ledger:
    """The ledger of *source*; with *new*, a ledger that does not exist counts as empty.

    Raises UserError.
    """
    path = source.ledger
    if path is None:
        raise UserError("`agentdocs_permalinks` is None; name the ledger there, or with --permalinks")
    missing = new and not path.exists() and not path.is_symlink()
    content = b"" if missing else read_bytes(path)
    return Ledger(path, source, given, {} if missing else parse_bytes(content, path), content)


def today() -> str:
    """Today's date in UTC, so that all machines write the same."""
    return datetime.now(UTC).date().isoformat()


def quoted(text: str) -> str:
    """The beginning of *text*, in quotes and on one line, for a message."""
    return f'"{on_a_line(first_sentences(text, _QUOTED))}"'

"""Updates that would change nothing: what the last one said is said again, as long as nothing has changed.

Most updates are of that kind, and finding it out means reading the whole ledger and comparing it with all definitions.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from ..disk.ledger_file import read_bytes
from ..disk.memo import Memo
from ..errors import UserError
from .commits import content_before
from .source import Source, digest_of


class Said(NamedTuple):
    """What an update prints: the lines for people who want to know, and those for people who have to do something."""

    lines: list[str]
    warnings: list[str]


class Settled:
    """The ledger of *source* as its last update left it, if that settled everything."""

    def __init__(self, source: Source, given: str) -> None:
        self.source = source
        self._context = (given, str(source.ledger), str(source.configured))
        first = next(iter(source.collections.values()))
        self._memo = Memo("settled", first, (sorted(source.collections.items()), source.limits, source.vocabulary))

    def said(self) -> Said | None:
        """What an update would say, if it is known to change nothing; ``None`` if anything has changed since."""
        path = self.source.ledger
        if path is None or not self._memo.before:
            return None
        try:
            content = read_bytes(path)
            state = self._state(digest_of(self.source), content)
        except UserError:  # the update itself says what is wrong
            return None
        values = self._memo.known(state, self._context)
        return Said(*values) if isinstance(values, list) else None

    def note(self, definitions: bytes, content: bytes, said: Said) -> None:
        """Remember what an update says; *definitions* is the digest of these, *content* that of the ledger."""
        self._memo.keep(self._state(definitions, content), self._context, said)
        self._memo.save()

    def _state(self, definitions: bytes, content: bytes) -> bytes:
        """A digest of all that an update depends on."""
        base = content_before(self.source.ledger) if self.source.ledger else b""
        return b"".join((definitions, hashlib.sha256(content).digest(), hashlib.sha256(base).digest()))

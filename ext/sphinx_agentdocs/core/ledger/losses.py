"""What a ledger no longer keeps of a published one: the links that would break.

Compared is what readers have: every code, every address, every wording, and where each link leads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ..text.rewording import ENOUGH, likeness, prepared
from ..units import Unit
from .entries import Entry, current
from .keeping import is_state_of, said_word_for_word
from .update import Update

Cause = Literal["code", "address", "wording", "words", "destination"]


@dataclass(frozen=True, slots=True)
class Loss:
    """A published link that would break.

    *entry* is its published entry.  The *cause* says what is lost: the whole entry (``code``), an
    ``address``, a ``wording``, the link to its guideline although that is still there (``words``),
    or the ``destination`` that it had when it was withdrawn or merged.  *what* is the address, the
    wording or the code concerned; *by* is the code that has it now, if any.
    """

    entry: Entry
    cause: Cause
    what: str
    by: str = ""


def losses(published: Mapping[str, Entry], done: Update, units: Sequence[Unit]) -> Iterator[Loss]:
    """The first loss of each link of *published*, compared with the ledger after the update *done*.

    *units* are what the definitions say now.
    """
    compared = _Comparison(published, done, units)
    for base in published.values():
        if loss := next(compared.losses(base), None):
            yield loss


class _Comparison:
    """A published ledger next to the present one."""

    def __init__(self, published: Mapping[str, Entry], done: Update, units: Sequence[Unit]) -> None:
        self.published, self.entries = published, done.entries
        self.owners = {place: entry.code for entry in done.entries.values() for place in entry.addresses}
        self.place_of = {code: place for place, code in done.codes.items()}
        self.unit_at = {(unit.page, unit.anchor): unit for unit in units}
        self.right = {} if done.entries == published else said_word_for_word(published, units)

    def losses(self, base: Entry) -> Iterator[Loss]:
        """What is lost of one published entry."""
        entry = self.entries.get(base.code)
        if entry is None or not is_state_of(entry, base):
            yield Loss(base, "code", base.code, base.code if entry else "")
            return
        for place in base.addresses:
            if self.owners.get(place) != base.code:
                yield Loss(base, "address", place, self.owners.get(place, ""))
        for text in base.texts:
            if text not in entry.texts:
                yield Loss(base, "wording", text)
        yield from self._destination(base, entry)

    def _destination(self, base: Entry, entry: Entry) -> Iterator[Loss]:
        """A loss if the link leads elsewhere than it should."""
        now = current(entry, self.entries)
        place = self.place_of.get(now.code) if now.status == "live" else None
        if base.code in self.right:
            if not self._says(place, base):
                yield Loss(base, "words", now.code, now.code)
        elif base.status != "live" and not self._is_kept(base, entry, now):
            yield Loss(base, "destination", now.code, now.code)

    def _says(self, place: tuple[str, str] | None, base: Entry) -> bool:
        """Whether the unit at *place* says what *base* did, word for word."""
        return place is not None and self.unit_at[place].text == base.text

    def _is_kept(self, base: Entry, entry: Entry, now: Entry) -> bool:
        """Whether a link that was withdrawn or merged leads where it did, or to what it evidently is now."""
        before = current(base, self.published)
        if before.code != base.code:
            heir = self.entries.get(before.code)
            return heir is not None and current(heir, self.entries).code == now.code
        if now.status != "live":
            return entry.code == now.code and (not base.to or entry.to == base.to)
        return now.code in base.candidates or _is_alike(base, now)


def _is_alike(base: Entry, now: Entry) -> bool:
    """Whether the text of *now* is a rewording of one that *base* had."""
    text = prepared(now.title, now.text)
    return now.sort == base.sort and any(likeness(prepared("", one), text) >= ENOUGH for one in base.texts)

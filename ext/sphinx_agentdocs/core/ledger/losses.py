"""What a ledger no longer keeps of a published one: the links that would break.

Compared is what readers have: every code, every address, every wording, and where each link leads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ..units import Unit
from .entries import Entry, destinations
from .keeping import is_alike, is_state_of, said_word_for_word, state
from .merged import Texts, lost_its_part
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
    for _, base in sorted(published.items()):
        if loss := next(compared.losses(base), None):
            yield loss


class _Comparison:
    """A published ledger next to the present one."""

    def __init__(self, published: Mapping[str, Entry], done: Update, units: Sequence[Unit]) -> None:
        self.published, self.entries = published, done.entries
        self.then, self.now = destinations(published), destinations(done.entries)
        self.published_texts, self.texts = Texts(), Texts()
        self.owners = {place: entry.code for entry in done.entries.values() for place in entry.addresses}
        self.right = said_word_for_word(published, self._suspects(), units)

    def losses(self, base: Entry) -> Iterator[Loss]:
        """What is lost of one published entry."""
        entry = self.entries.get(base.code)
        if entry is None or not is_state_of(entry, base):
            yield Loss(base, "code", base.code, base.code if entry else "")
            return
        for place in base.addresses:
            if self.owners.get(place) != base.code:
                yield Loss(base, "address", place, self.owners.get(place, ""))
        for wording in (base.last, *base.was):
            if not entry.says(wording):
                yield Loss(base, "wording", wording.text)
        yield from self._destination(base, entry)

    def _destination(self, base: Entry, entry: Entry) -> Iterator[Loss]:
        """A loss if the link leads elsewhere than it should."""
        now = self.now[entry.code]
        if base.code in self.right and base.has_short_link:
            if not self._says(now, base) and not self._is_in_doubt(now, base):
                yield Loss(base, "words", now.code, now.code)
        elif base.status != "live" and not self._is_kept(base, entry, now):
            yield Loss(base, "destination", now.code, now.code)

    def _suspects(self) -> Iterator[str]:
        """The codes whose links no longer lead to the published words, as is right only if these are gone."""
        for code, base in self.published.items():
            entry = self.entries.get(code)
            if entry and state(entry) != state(base) and not self._says(self.now[code], base):
                yield code

    def _is_in_doubt(self, now: Entry, base: Entry) -> bool:
        """Whether *now* shows what *base* said, and waits for a decision between guidelines of which one says it."""
        return any(self.entries[code].text == base.text for code in now.candidates)

    def _says(self, now: Entry, base: Entry) -> bool:
        """Whether *now* is live and says what *base* did, word for word."""
        return now.status == "live" and now.text == base.text

    def _is_kept(self, base: Entry, entry: Entry, now: Entry) -> bool:
        """Whether a link that was withdrawn or merged leads where it did, or to what it evidently is now."""
        then = self.then[base.code]
        if then.code != base.code:
            return self._is_part(base, then, now)
        if now.status != "live":
            return entry.code == now.code and (not base.to or entry.to == base.to)
        return now.code in base.candidates or is_alike(base, now)

    def _is_part(self, base: Entry, then: Entry, now: Entry) -> bool:
        """Whether a link that was merged leads where *then* does, or to its own words, if that has lost them."""
        heir = self.now.get(then.code)
        if heir is None or heir.code == now.code:
            return heir is not None
        if now.status == "live":
            return is_alike(base, now) if now.code == base.code else self._says(now, base)
        return now.code == base.code and lost_its_part(base, self.published_texts.of(then), self.texts.of(heir))

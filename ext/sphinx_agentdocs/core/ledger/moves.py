"""Whether a text that one agent has lost and another has got went from the one to the other.

Many teams write their agents from one template, so that it may be a coincidence.  It is none
where the other took half of what is new in it from the one; and where it is a sentence that
no third one says, in an agent that was there before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from ..units import Unit
from .entries import Entry

_FEW_WORDS, _SENTENCE = 4, 8
_MANY = 3


class Moves:
    """What agents may have taken from each other between two versions.

    *entries* are those of the ledger, *units* all that is published now, *new* the indexes of
    the units that say something of their own and are not matched yet.
    """

    def __init__(self, entries: Iterable[Entry], units: Sequence[Unit], new: Iterable[int]) -> None:
        self.taken: Counter[tuple[str, str]] = Counter()
        self.new = Counter(units[index].page for index in new)
        self.before: set[str] = set()
        self.holders: dict[str, set[str]] = defaultdict(set)
        for entry in entries:
            if entry.status == "live":
                self.before.add(entry.page)
                self.holders[entry.text].add(entry.page)
        for unit in units:
            self.holders[unit.text].add(unit.page)

    def count(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Count one text that went from the first to the second page of each of *pairs*."""
        self.taken.update(pairs)

    def are_sure(self, entry: Entry, page: str) -> bool:
        """Whether *page* has the text of *entry* from the page of that."""
        taken, words = self.taken[entry.page, page], len(entry.text.split())
        if 2 * taken >= self.new[page]:
            return words >= _FEW_WORDS or taken >= _MANY
        return words >= _SENTENCE and page in self.before and self.holders[entry.text] <= {entry.page, page}

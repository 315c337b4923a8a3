"""Whether a text that one agent lost and another one gained moved from the first to the second.

Many teams write their agents from a template, so it can be a coincidence.  It is a move if the
second agent took half of its new texts from the first, or if the text is a whole sentence, no
third agent has it, and the second agent is not new.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from ..units import Unit
from .entries import Entry

_FEW_WORDS, _SENTENCE = 4, 8
_MANY = 3


class Moves:
    """The texts that agents may have taken from each other between two versions.

    *entries* are those of the ledger, *units* all units that are published now, *new* the indexes
    of those that have a text of their own and are not matched yet.
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
        """Count one text as taken from the first page of each pair by the second."""
        self.taken.update(pairs)

    def are_sure(self, entry: Entry, page: str) -> bool:
        """Whether *page* certainly took the text of *entry* from the page of that entry."""
        taken, words = self.taken[entry.page, page], len(entry.text.split())
        if 2 * taken >= self.new[page]:
            return words >= _FEW_WORDS or taken >= _MANY
        return words >= _SENTENCE and page in self.before and self.holders[entry.text] <= {entry.page, page}

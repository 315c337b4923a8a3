"""Entries that had become part of another one: whether that still has their words, and whether these are back.

Two rules are joined and separated again, a fence is closed after all, a team writes one rule anew that it had merged
with others.  Then the link of the part leads to its own words again, or shows them as withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from ..units import TEXT_SORTS, Unit, sort_of
from .entries import Entry, destinations
from .recuts import Holder

_MOST_SOUGHT = 5_000
"""Entries that are sought anew at once: an edit of many files concerns fewer, and a ledger may have any number."""


class Texts:
    """The texts of entries and units that others became part of, each read once."""

    def __init__(self) -> None:
        self._holders: dict[tuple[str, str, type], Holder] = {}

    def of(self, one: Entry | Unit) -> Holder:
        """The text of *one*."""
        key = (one.page, one.anchor, type(one))
        if key not in self._holders:
            self._holders[key] = Holder(one)
        return self._holders[key]


def lost_its_part(part: Entry, then: Holder, now: Holder) -> bool:
    """Whether *then* had the words of an entry that was part of it, and *now*, its later state, no longer says them."""
    return then.has(part.text) and not now.nearly_has(part.text)


class Merged:
    """The entries with the status ``moved``, of which some may have to be sought anew.

    *unit_of* and *merged* are those of the matching (see `Matches`) as far as it has come.
    """

    def __init__(
        self,
        entries: Mapping[str, Entry],
        units: Sequence[Unit],
        unit_of: Mapping[str, int],
        merged: Mapping[str, str],
    ) -> None:
        self._units, self._unit_of, self._merged = units, unit_of, merged
        self._moved = [
            one for one in entries.values() if one.status == "moved" and one.sort in (*TEXT_SORTS, "section")
        ]
        self._then = destinations(entries) if self._moved else {}
        texts = {entry.text for entry in self._moved}
        self._said = {(one.page, sort_of(one.kind), one.text) for one in units if one.text in texts} if texts else set()
        self._texts = Texts()

    def sought(self) -> Iterator[Entry]:
        """The entries to seek anew.

        Either the text that had their words has changed or is gone, or their words are a unit again.  A text that never
        had the words was chosen by the team, or said the same in other words.
        """
        return islice((one for one in self._moved if self._is_open(one) and self._is_sought(one)), _MOST_SOUGHT)

    def _is_sought(self, entry: Entry) -> bool:
        then, now = self._then[entry.code], self._now(entry)
        if then.status != "live":
            return False
        if now and (entry.page, entry.sort, entry.text) in self._said and not self._texts.of(now).has(entry.text):
            return True
        is_as_it_was = now is not None and (now.text, now.body) == (then.text, then.body)
        return not is_as_it_was and self._texts.of(then).has(entry.text)

    def is_lost(self, entry: Entry) -> bool:
        """Whether an entry was not found anew, and is not even reworded where it has led so far.

        A text that is gone is quoted with them.
        """
        now = self._now(entry)
        return now is not None and self._is_open(entry) and not self._texts.of(now).nearly_has(entry.text)

    def _is_open(self, entry: Entry) -> bool:
        return entry.code not in self._unit_of and entry.code not in self._merged

    def _now(self, entry: Entry) -> Unit | None:
        """The unit to which the link of an entry leads if it is not found anew."""
        then = self._then[entry.code]
        index = self._unit_of.get(self._merged.get(then.code, then.code))
        return None if index is None else self._units[index]

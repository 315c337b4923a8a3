"""Finding, for each entry of the ledger, the unit that it is now.

Exact texts first: within the agent, then in other agents.  Then texts that are nearly the same,
if one is clearly the best.  An entry that could be one of several units is never guessed: it is
in doubt, with these units as candidates.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..text.rewording import CLEARLY, ENOUGH, Text, is_one_word_off, likeness, prepared
from ..units import TEXT_SORTS, Unit, sort_of
from .entries import Entry
from .lineage import lineage
from .moves import Moves

_MOST_PAIRS = 250_000
"""The most pairs of texts of two pages that are compared.  Beyond it, reworded texts count as withdrawn."""
_COMMON = 20
"""A text that more entries lost or more units gained than this is a phrase of many, which nobody took from anyone."""
_MEMBERS = 0.6
"""The share of the guidelines below a heading that must be below another one for both to count as the same."""
_DISTINCTIONS: tuple[Callable[[Entry | Unit], Hashable], ...] = (
    lambda one: (one.section, one.anchor),
    lambda one: one.section,
    lambda one: one.section[-1:],
    lambda one: one.anchor,
    lambda one: None,
)
"""The signs that distinguish repeated texts, from the surest sign to their order alone."""


@dataclass(slots=True)
class Matches:
    """The outcome; units are given by their index.

    *unit_of* and *code_of* hold the pairs of entry and unit, from either side.  *merged* maps the
    code of an entry to that of the entry it has become; *doubtful* maps a code to its candidates.
    """

    unit_of: dict[str, int] = field(default_factory=dict)
    code_of: dict[int, str] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    doubtful: dict[str, list[int]] = field(default_factory=dict)


def match(entries: Mapping[str, Entry], units: Sequence[Unit], renamed: Mapping[str, str]) -> Matches:
    """The units that *entries* are now; *renamed* maps old pages of agents to new ones, as recorded by the team."""
    return _Matching(entries, units, renamed).run()


class _Matching:
    """One matching, step by step; each step finds units for entries that have none yet."""

    def __init__(self, entries: Mapping[str, Entry], units: Sequence[Unit], renamed: Mapping[str, str]) -> None:
        self.entries, self.units, self.renamed = entries, units, renamed
        self.found = Matches()
        self.heirs = self._lineage()

    def run(self) -> Matches:
        self._agents()
        self._same_text(lambda entry: (entry.text,))
        self._same_text(_former_texts)
        self._same_text_anywhere()
        self._nearly_the_same()
        self._in_their_place()
        self._renamed_headings()
        self._into_twins()
        self._returned()
        return self.found

    # -- entries and units without a counterpart

    def _open_entries(self) -> list[Entry]:
        """The entries that are sought and have no unit yet."""
        return [
            entry
            for entry in self.entries.values()
            if self._is_sought(entry) and entry.code not in self.found.unit_of and entry.code not in self.found.merged
        ]

    def _is_sought(self, entry: Entry) -> bool:
        """Whether the last version published an entry, or it belongs to an agent that the team recorded as renamed."""
        return entry.status == "live" or (entry.status == "withdrawn" and entry.page in self.renamed)

    def _is_open(self, index: int) -> bool:
        return index not in self.found.code_of

    def _open_units(self) -> list[int]:
        return [index for index in range(len(self.units)) if self._is_open(index)]

    def _match(self, entry: Entry, index: int) -> None:
        self.found.unit_of[entry.code] = index
        self.found.code_of[index] = entry.code

    def _match_or_merge(self, entry: Entry, index: int) -> None:
        if self._is_open(index):
            self._match(entry, index)
        else:
            self.found.merged[entry.code] = self.found.code_of[index]

    def _heir(self, entry: Entry) -> str:
        """The page on which the agent of *entry* is now, or its own page if that is unknown."""
        return self.heirs.get(entry.page, entry.page)

    # -- agents

    def _lineage(self) -> dict[str, str]:
        before: dict[str, list[Entry]] = defaultdict(list)
        after: dict[str, list[Unit]] = defaultdict(list)
        for entry in self.entries.values():
            if self._is_sought(entry):
                before[entry.page].append(entry)
        for unit in self.units:
            after[unit.page].append(unit)
        return lineage(before, after, self.renamed)

    def _agents(self) -> None:
        """Match agents, and the sections that pages add, by the lineage.

        Where there are two, as after a merge of branches, the one on the same page, else the one
        with the same name, keeps its link, and the other is merged into it.
        """
        at = {
            (unit.page, *_named(unit)): index for index, unit in enumerate(self.units) if unit.kind in ("agent", "part")
        }
        found = []
        for entry in self._open_entries():
            if entry.kind in ("agent", "part"):
                heir = self.heirs.get(entry.page, "")
                index = at.get((heir, *_named(entry)))
                if index is not None:
                    found.append((heir != entry.page, entry.anchor != self.units[index].anchor, entry.code, index))
        for _, _, code, index in sorted(found):
            self._match_or_merge(self.entries[code], index)

    # -- the same text

    def _same_text(self, texts: Callable[[Entry], Iterable[str]]) -> None:
        """Match entries and units with the same text on the page of the same agent."""
        new: dict[Hashable, list[int]] = defaultdict(list)
        for index in self._open_units():
            unit = self.units[index]
            new[unit.page, sort_of(unit.kind), unit.text].append(index)
        old: dict[Hashable, list[Entry]] = defaultdict(list)
        for entry in self._open_entries():
            keys = ((self._heir(entry), entry.sort, text) for text in texts(entry))
            if found := next((key for key in keys if key in new), None):
                old[found].append(entry)
        for key, entries in old.items():
            for entry, index in self._paired(entries, new[key]):
                self._match(entry, index)

    def _paired(self, entries: list[Entry], indexes: list[int]) -> Iterable[tuple[Entry, int]]:
        """Pairs of entry and unit with the same text: by section and anchor as far as these differ, else in order."""
        if len(entries) == len(indexes) == 1:
            return [(entries[0], indexes[0])]
        pairs = []
        for distinction in _DISTINCTIONS:
            places: dict[Hashable, deque[int]] = defaultdict(deque)
            for index in indexes:
                places[distinction(self.units[index])].append(index)
            left = []
            for entry in entries:
                if at := places.get(distinction(entry)):
                    pairs.append((entry, at.popleft()))
                else:
                    left.append(entry)
            entries, indexes = left, sorted(index for at in places.values() for index in at)
        return pairs

    def _same_text_anywhere(self) -> None:
        """Match entries with units of the same text in another agent that certainly took it from theirs."""
        new: dict[Hashable, list[int]] = defaultdict(list)
        for index in self._open_units():
            unit = self.units[index]
            if sort_of(unit.kind) in TEXT_SORTS:
                new[sort_of(unit.kind), unit.text].append(index)
        old: dict[Hashable, list[Entry]] = defaultdict(list)
        for entry in self._open_entries():
            if (entry.sort, entry.text) in new:
                old[entry.sort, entry.text].append(entry)
        old = {key: entries for key, entries in old.items() if max(len(entries), len(new[key])) <= _COMMON}
        moves = Moves(self.entries.values(), self.units, [index for indexes in new.values() for index in indexes])
        for key, entries in old.items():
            moves.count({(entry.page, self.units[index].page) for entry in entries for index in new[key]})
        for key, entries in old.items():
            entries.sort(key=lambda entry: -max(moves.taken[entry.page, self.units[index].page] for index in new[key]))
            for entry in entries:
                self._move(entry, [index for index in new[key] if self._is_open(index)], moves)

    def _move(self, entry: Entry, indexes: list[int], moves: Moves) -> None:
        """Match *entry* with the unit whose agent took most from its own; if there are two, it is in doubt."""
        indexes = [index for index in indexes if moves.are_sure(entry, self.units[index].page)]
        taken = {index: moves.taken[entry.page, self.units[index].page] for index in indexes}
        best = [index for index in indexes if taken[index] == max(taken.values())]
        if len(best) == 1:
            self._match(entry, best[0])
        elif best:
            self.found.doubtful[entry.code] = best

    # -- nearly the same text

    def _nearly_the_same(self) -> None:
        """Match reworded texts on the page of the same agent."""
        new: dict[Hashable, list[int]] = defaultdict(list)
        renamed_to = set(self.renamed.values())  # includes units that were recorded before the team recorded the rename
        for index, unit in enumerate(self.units):
            if self._is_open(index) or unit.page in renamed_to:
                new[unit.page, sort_of(unit.kind)].append(index)
        old: dict[Hashable, list[Entry]] = defaultdict(list)
        for entry in self._open_entries():
            if entry.sort in TEXT_SORTS and entry.code not in self.found.doubtful:
                old[self.heirs.get(entry.page), entry.sort].append(entry)
        for key, entries in old.items():
            indexes = new.get(key, [])
            if len(entries) * len(indexes) <= _MOST_PAIRS:
                self._nearly_on_page(entries, indexes)

    def _nearly_on_page(self, entries: Sequence[Entry], indexes: Sequence[int]) -> None:
        texts = {index: prepared(self.units[index].title, self.units[index].text) for index in indexes}
        rows: dict[str, dict[int, float]] = {}
        columns: dict[int, list[float]] = defaultdict(list)
        for entry in entries:
            if row := _alike(prepared(entry.title, entry.text), texts):
                rows[entry.code] = row
                for index, value in row.items():
                    columns[index].append(value)
        for code, row in rows.items():
            self._best_of(code, row, columns)

    def _best_of(self, code: str, row: Mapping[int, float], columns: Mapping[int, Sequence[float]]) -> None:
        """Match an entry with the likeliest unit if both clearly prefer each other; else it is in doubt.

        *row* holds how alike the entry is to each unit; *columns* how alike each unit is to the entries.
        """
        index, best = max(row.items(), key=lambda item: (item[1], -item[0]))
        rivals = [value for other, value in row.items() if other != index]
        others = sorted(columns[index], reverse=True)[1:]
        if best >= max([*rivals, *others], default=0) + CLEARLY:
            self._match_or_merge(self.entries[code], index)
        else:
            self.found.doubtful[code] = [other for other, value in row.items() if value > best - CLEARLY]

    def _in_their_place(self) -> None:
        """Match short texts with one other word, if nothing else of their list was lost or gained.

        The list is that of a section on the page of the same agent.  A word that is changed in
        place is a rewording, unless there is another candidate for the place.
        """
        gained: dict[Hashable, list[int]] = defaultdict(list)
        for index in self._open_units():
            unit = self.units[index]
            if sort_of(unit.kind) == "guideline":
                gained[unit.page, unit.section, len(unit.text.split())].append(index)
        lost: dict[Hashable, list[Entry]] = defaultdict(list)
        for entry in self._open_entries():
            if entry.sort == "guideline" and entry.code not in self.found.doubtful:
                lost[self.heirs.get(entry.page), entry.section, len(entry.text.split())].append(entry)
        for place, entries in lost.items():
            for entry, index in self._one_word_off(entries, gained.get(place, [])):
                self._match(entry, index)

    def _one_word_off(self, entries: Sequence[Entry], indexes: Sequence[int]) -> list[tuple[Entry, int]]:
        """The pairs that differ by one word, of texts that differ by one word from no other."""
        if len(entries) * len(indexes) > _MOST_PAIRS:
            return []
        texts = {index: prepared(self.units[index].title, self.units[index].text) for index in indexes}
        pairs = []
        for entry in entries:
            text = prepared(entry.title, entry.text)
            pairs += [(entry, index) for index, other in texts.items() if is_one_word_off(text, other)]
        rows, columns = Counter(entry.code for entry, _ in pairs), Counter(index for _, index in pairs)
        return [(entry, index) for entry, index in pairs if rows[entry.code] == columns[index] == 1]

    # -- the rest

    def _renamed_headings(self) -> None:
        """Match headings that were renamed: most guidelines below the old one are below the new one."""
        members: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in self.entries.values():
            if entry.status == "live" and entry.section and entry.sort == "guideline":
                members[entry.page, entry.section[-1]].append(entry)
        headings: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index in self._open_units():
            if self.units[index].kind == "section":
                headings[self.units[index].page, self.units[index].title].append(index)
        for entry in (one for one in self._open_entries() if one.kind == "section"):
            place = self._voted(members[entry.page, entry.title])
            indexes = [index for index in headings[place] if self._is_open(index)]
            if len(indexes) == 1:
                self._match(entry, indexes[0])

    def _voted(self, members: Sequence[Entry]) -> tuple[str, str]:
        """The page and the heading below which most of *members* are now; empty if too few agree."""
        now = [self.units[self.found.unit_of[one.code]] for one in members if one.code in self.found.unit_of]
        votes = Counter((unit.page, unit.section[-1]) for unit in now if unit.section)
        for place, count in votes.most_common(1):
            if count >= max(2, _MEMBERS * len(members)):
                return place
        return "", ""

    def _into_twins(self) -> None:
        """Merge repeated texts that appear only once now: in one file, or in two agents that became one."""
        twins: dict[Hashable, list[int]] = defaultdict(list)
        for index in self.found.code_of:
            unit = self.units[index]
            twins[unit.page, sort_of(unit.kind), unit.text].append(index)
        for entry in self._open_entries():
            same = twins.get((self._heir(entry), entry.sort, entry.text))
            if same and entry.code not in self.found.doubtful:
                self.found.merged[entry.code] = self.found.code_of[self._nearest(entry, same)]

    def _nearest(self, entry: Entry, indexes: Sequence[int]) -> int:
        return next((index for index in indexes if self.units[index].section == entry.section), indexes[0])

    def _returned(self) -> None:
        """Match units with the text of an entry that was withdrawn from the same page."""
        old: dict[Hashable, list[Entry]] = defaultdict(list)
        for entry in self.entries.values():
            if entry.status == "withdrawn" and entry.code not in self.found.unit_of:
                for text in [entry.anchor] if entry.kind == "agent" else [entry.text, *_former_texts(entry)]:
                    old[entry.page, entry.sort, text].append(entry)
        for index in self._open_units():
            unit = self.units[index]
            text = unit.anchor if unit.kind == "agent" else unit.text
            entries = [one for one in old[unit.page, sort_of(unit.kind), text] if one.code not in self.found.unit_of]
            for entry, _ in self._paired(entries, [index]):
                self._match(entry, index)


def _named(unit: Unit | Entry) -> tuple[str, str]:
    """The key that distinguishes the agent of a page and the sections that the page adds."""
    return unit.kind, unit.text if unit.kind == "part" else ""


def _former_texts(entry: Entry) -> Iterable[str]:
    return (wording.text for wording in reversed(entry.was))


def _alike(text: Text, others: Mapping[int, Text]) -> dict[int, float]:
    """The likeness of each text that may be *text* reworded; empty if none is likely enough."""
    values = ((index, likeness(text, other)) for index, other in others.items())
    found = {index: value for index, value in values if value >= ENOUGH - CLEARLY}
    return found if max(found.values(), default=0) >= ENOUGH else {}

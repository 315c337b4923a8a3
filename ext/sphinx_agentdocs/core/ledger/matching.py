"""Finding, for each entry of the ledger, the unit that it is now.

Exact texts first: within the agent, then in other agents.  Then texts that are nearly the same,
if one is clearly the best.  An entry that could be one of several units is never guessed: it is
in doubt, with these units as candidates.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..text.characters import visible
from ..text.rewording import (
    Comparison,
    Weights,
    compare,
    is_reversed,
    is_reworded,
    is_reworded_in_place,
    prepared,
    sentences,
)
from ..text.rule_codes import without_code
from ..units import TEXT_SORTS, Unit, sort_of
from .entries import Entry, is_as_recorded, recorded_kind
from .lineage import lineage
from .merged import Merged
from .moves import Moves
from .recuts import Holders, split
from .rewordings import Candidate, PageTexts, likely, rewordings

_COMMON = 20
"""A text that more entries lost or more units gained than this is a phrase of many, which nobody took from anyone."""
_MEMBERS = 0.6
"""The share of the guidelines below a heading that must be below another one for both to count as the same."""
_RETOUCHED = 0.5
"""The share of the guidelines of a page that must be reworded ones of its last agent for the new one to be the same."""
_DISTINCTIONS: tuple[Callable[[Entry | Unit], Hashable], ...] = (
    lambda one: (one.section, one.anchor, *_form(one)),
    lambda one: (one.section, *_form(one)),
    lambda one: (one.section, one.anchor),
    lambda one: one.section,
    lambda one: one.section[-1:],
    lambda one: one.anchor,
    lambda one: None,
)
"""The signs that distinguish repeated texts, from the surest sign to their order alone."""
_AMONG_ALIKE = _DISTINCTIONS[-2:]


def _form(one: Entry | Unit) -> tuple[str, str]:
    return one.kind if isinstance(one, Entry) else recorded_kind(one), one.body


@dataclass(slots=True)
class Matches:
    """The outcome; units are given by their index.

    *unit_of* and *code_of* hold the pairs of entry and unit, from either side, and *unchanged* the
    units about which there is nothing new to record.  *merged* maps the code of an entry to that of
    the entry it has become; *left* are the codes of entries that had become another one before, and
    no longer are it.  *doubtful* maps a code to its candidates; *likely* maps the code of an entry
    without a unit to the unit that it may have become, if one is near, but not near enough.
    """

    unit_of: dict[str, int] = field(default_factory=dict)
    code_of: dict[int, str] = field(default_factory=dict)
    unchanged: set[int] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    doubtful: dict[str, list[int]] = field(default_factory=dict)
    likely: dict[str, int] = field(default_factory=dict)


def match(entries: Mapping[str, Entry], units: Sequence[Unit], renamed: Mapping[str, str]) -> Matches:
    """The units that *entries* are now; *renamed* maps old pages of agents to new ones, as recorded by the team."""
    return _Matching(entries, units, renamed).run()


class _Matching:
    """One matching, step by step; each step finds units for entries that have none yet."""

    def __init__(self, entries: Mapping[str, Entry], units: Sequence[Unit], renamed: Mapping[str, str]) -> None:
        self.entries, self.units, self.renamed = entries, units, renamed
        self.found = Matches()
        self._sought = [entry for entry in entries.values() if self._is_sought(entry)]
        self._free = list(range(len(units)))
        self.live: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._sought:
            self.live[entry.page].append(entry)
        self.on_page: dict[str, list[int]] = defaultdict(list)
        for index, unit in enumerate(units):
            self.on_page[unit.page].append(index)
        after = {page: [units[index] for index in indexes] for page, indexes in self.on_page.items()}
        self.heirs = lineage(self.live, after, renamed)
        self._places: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}

    def run(self) -> Matches:
        self._find()
        self._find_again()
        self._likely()
        return self.found

    def _find(self) -> None:
        """Find units for the entries that are sought: the surest ones first."""
        self._step(
            self._retouched,
            self._agents,
            self._unchanged,
            self._same_text,
            self._former_text,
            self._cut_differently,
            self._same_words,
            self._same_code,
            self._same_text_anywhere,
        )
        self._returned()
        self._step(self._nearly_the_same, self._renamed_headings, self._into_twins, self._held)

    def _step(self, *steps: Callable[[], None]) -> None:
        for step in steps:
            if self._open_entries():  # most often, the same texts leave none
                step()

    # -- entries and units without a counterpart

    def _open_entries(self) -> list[Entry]:
        """The entries that are sought and have no unit yet."""
        found = self.found
        self._sought = [one for one in self._sought if one.code not in found.unit_of and one.code not in found.merged]
        return self._sought

    def _is_sought(self, entry: Entry) -> bool:
        """Whether the last version published an entry, or it belongs to an agent that the team recorded as renamed."""
        return entry.status == "live" or (entry.status == "withdrawn" and entry.page in self.renamed)

    def _is_open(self, index: int) -> bool:
        return index not in self.found.code_of

    def _open_units(self) -> list[int]:
        self._free = [index for index in self._free if self._is_open(index)]
        return self._free

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

    def _retouched(self) -> None:
        """Recognize agents that were renamed in their own file while each of their texts was retouched."""
        taken = set(self.heirs.values())
        for page in [page for page in self.live if page in self.on_page and page not in self.heirs]:
            was = [entry for entry in self.live[page] if entry.sort == "guideline"]
            now = self._units_of(page, "guideline")
            found = rewordings(*self._candidates(was, now, PageTexts(was, now.values())))
            if page not in taken and len(found.certain) >= max(1, _RETOUCHED * min(len(was), len(now))):
                self.heirs[page] = page

    def _units_of(self, page: str, sort: str) -> dict[int, Unit]:
        units = {index: self.units[index] for index in self.on_page[page]}
        return {index: unit for index, unit in units.items() if sort_of(unit.kind) == sort}

    def _candidates(
        self, was: Iterable[Entry], now: Mapping[int, Unit], texts: PageTexts
    ) -> tuple[dict[str, Candidate], dict[int, Candidate], Weights]:
        """Entries and units of one page, prepared for comparison; *texts* are all of that page."""
        old = {entry.code: Candidate(texts.prepared(entry), self._place(entry)) for entry in was}
        new = {index: Candidate(texts.prepared(unit), unit.section) for index, unit in now.items()}
        return old, new, texts.weights

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

    def _unchanged(self) -> None:
        """Match entries with the units that are as recorded, on pages of one agent that stayed where it was.

        `_same_text` would match all of them as well, in five times the time.
        """
        heirs = Counter(self.heirs.get(page, page) for page in self.live)
        alone = {page for page in self.live if heirs[page] == 1 and self.heirs.get(page, page) == page}
        at = {(self.units[index].page, self.units[index].anchor): index for index in self._open_units()}
        for entry in self._open_entries():
            index = at.get((entry.page, entry.anchor)) if entry.page in alone else None
            if index is not None and self._is_open(index) and is_as_recorded(entry, self.units[index]):
                self._match(entry, index)
                self.found.unchanged.add(index)

    def _same_text(self) -> None:
        """Match entries and units with the same text on the page of the same agent."""
        self._with_text(lambda entry: (entry.text,))

    def _former_text(self) -> None:
        """Match entries with units that have one of their former texts, on the page of the same agent."""
        self._with_text(_former_texts)

    def _with_text(self, texts: Callable[[Entry], Iterable[str]]) -> None:
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

    def _paired(self, entries: list[Entry], indexes: list[int]) -> Iterator[tuple[Entry, int]]:
        """Pairs of entry and unit with the same text: by section, form and anchor if these differ, else in order.

        Units that differ in their anchors only are paired as the next update will pair them.
        """
        alike: dict[Hashable, list[tuple[Entry, int]]] = defaultdict(list)
        for entry, index in self._told_apart(entries, indexes, _DISTINCTIONS):
            alike[self.units[index].section, *_form(self.units[index])].append((entry, index))
        for pairs in alike.values():
            some, there = zip(*pairs, strict=True)
            in_order = sorted(some, key=lambda entry: entry.code), sorted(there)
            yield from self._told_apart(*in_order, _AMONG_ALIKE) if len(pairs) > 1 else pairs

    def _told_apart(
        self, entries: list[Entry], indexes: list[int], distinctions: Iterable[Callable[[Entry | Unit], Hashable]]
    ) -> Iterator[tuple[Entry, int]]:
        """Pairs of entry and unit that *distinctions* do not tell apart, by the surest of these first."""
        for distinction in distinctions:
            places: dict[Hashable, deque[int]] = defaultdict(deque)
            for index in indexes:
                places[distinction(self.units[index])].append(index)
            left = []
            for entry in entries:
                if at := places.get(distinction(entry)):
                    yield entry, at.popleft()
                else:
                    left.append(entry)
            entries, indexes = left, sorted(index for at in places.values() for index in at)

    def _cut_differently(self) -> None:
        """Match entries whose words are now several units in a row, or one of another sort, with the first of them."""
        for page, entries in self._open_by_page().items():
            units = {index: self.units[index] for index in self.on_page[page]}
            for code, index, count in split(entries, units):
                if count != 1 or self._is_open(index):
                    self._match_or_merge(self.entries[code], index)

    def _same_words(self) -> None:
        """Match rules whose team gave them a code, another one, or none: apart from it, they say the same."""
        for page, entries in self._open_by_page("guideline").items():
            new: dict[str, list[int]] = defaultdict(list)
            for index in self.on_page[page]:
                unit = self.units[index]
                if self._is_open(index) and sort_of(unit.kind) == "guideline":
                    new[without_code(unit.text)].append(index)
            for entry in entries:
                found = new.get(without_code(entry.text), [])
                if len(found) == 1 and self._is_open(found[0]):
                    self._match(entry, found[0])

    def _same_code(self) -> None:
        """Match rules with the code of their team, which may have rewritten all of their words.

        One whose words are nearly those of another rule now has lost its code, and so has one whose code is at words
        that are nearly those of another entry.
        """
        for page, coded in self._coded().items():
            new = {self.units[index].alias: index for index in reversed(self.on_page[page]) if self._is_open(index)}
            own = {one.code: new[one.aliases[-1]] for one in coded if one.aliases[-1] in new}
            if not own:
                continue
            alike = {code: index for code, index in own.items() if _is_alike(self.entries[code], self.units[index])}
            reworded = self._reworded_without_codes(page)
            elsewhere = {code: index for code, index in reworded.items() if code not in alike}
            for found in (alike, elsewhere, own):
                self._match_all(found)

    def _match_all(self, found: Mapping[str, int]) -> None:
        """Match entries, by their codes, with units that are free, unless they say the opposite."""
        for code, index in found.items():
            entry = self.entries[code]
            is_free = self._is_open(index) and code not in self.found.unit_of
            if is_free and not _contradict(entry, self.units[index]):
                self._match(entry, index)

    def _coded(self) -> dict[str, list[Entry]]:
        """The entries with a code of their team that are still sought, by page."""
        found = {page: [one for one in some if one.aliases] for page, some in self._open_by_page().items()}
        return {page: some for page, some in found.items() if some}

    def _reworded_without_codes(self, page: str) -> dict[str, int]:
        """The units of *page* that its entries certainly are, reworded, if the codes of their team are left out."""
        open_units = {index: unit for index, unit in self._units_of(page, "guideline").items() if self._is_open(index)}
        old = [one._replace(text=without_code(one.text)) for one in self._open_by_page("guideline")[page]]
        new = {index: unit._replace(text=visible(without_code(unit.text))) for index, unit in open_units.items()}
        return rewordings(*self._candidates(old, new, PageTexts(old, new.values()))).certain

    def _held(self) -> None:
        """Merge entries whose words still stand in a longer text on their page, or in its code and comments.

        A new text of several entries becomes the one with whose words it begins.
        """
        for page, entries in self._open_by_page("guideline", "section", "part").items():
            holders = Holders({index: self.units[index] for index in self.on_page[page]})
            found = [(entry, index) for entry in entries if (index := holders.find(entry)) is not None]
            for entry, index in sorted(found, key=lambda one: not self.units[one[1]].text.startswith(one[0].text)):
                if index in self.found.doubtful.get(entry.code, [index]) and self._is_for(entry, index):
                    self._match_or_merge(entry, index)
                    self.found.doubtful.pop(entry.code, None)

    def _is_for(self, entry: Entry, index: int) -> bool:
        """Whether an entry can lead to a unit: to a new one only if that is of its sort, or replaces a part."""
        return not self._is_open(index) or entry.kind == "part" or sort_of(self.units[index].kind) == entry.sort

    def _open_by_page(self, *sorts: str) -> dict[str, list[Entry]]:
        """The entries of *sorts* that are still sought, by the page on which their agent is now."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._open_entries():
            page = self._heir(entry)
            if entry.sort in (sorts or ("guideline", "section")) and page in self.on_page:
                found[page].append(entry)
        return found

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
        if not old:
            return
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
        old: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
        for entry in self._open_entries():
            if entry.sort in TEXT_SORTS and entry.code not in self.found.doubtful and entry.page in self.heirs:
                old[self.heirs[entry.page], entry.sort, entry.page].append(entry)
        self._places = self._sections({before for _, _, before in old})
        for (page, sort, before), entries in old.items():
            if indexes := new.get((page, sort)):
                was = [entry for entry in self.live[before] if entry.sort == sort]
                texts = PageTexts(was, self._units_of(page, sort).values())
                found = rewordings(*self._candidates(entries, {index: self.units[index] for index in indexes}, texts))
                for code, index in found.certain.items():
                    entry = self.entries[code]
                    if entry.status != "moved" or not is_reversed(entry.text, sentences(self.units[index].text)):
                        self._match_or_merge(entry, index)
                self.found.doubtful |= found.doubtful

    def _sections(self, pages: Iterable[str]) -> dict[tuple[str, tuple[str, ...]], tuple[str, ...]]:
        """For each section of *pages*, the one in which most of its guidelines are now, if that is clear."""
        votes: dict[tuple[str, tuple[str, ...]], Counter[tuple[str, ...]]] = defaultdict(Counter)
        for entry in (entry for page in pages for entry in self.live[page]):
            index = self.found.unit_of.get(entry.code)
            if index is not None and entry.sort == "guideline":
                votes[entry.page, entry.section][self.units[index].section] += 1
        now = {}
        for place, counts in votes.items():
            section, count = counts.most_common(1)[0]
            if count >= max(2, _MEMBERS * counts.total()):
                now[place] = section
        return now

    def _place(self, entry: Entry) -> tuple[str, ...]:
        return self._places.get((entry.page, entry.section), entry.section)

    # -- the rest

    def _renamed_headings(self) -> None:
        """Match headings that were renamed: most guidelines below the old one are below the new one."""
        sought = [entry for entry in self._open_entries() if entry.kind == "section"]
        if not sought:
            return
        members: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in self.entries.values():
            if entry.status == "live" and entry.section and entry.sort == "guideline":
                members[entry.page, entry.section[-1]].append(entry)
        headings: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index in self._open_units():
            if self.units[index].kind == "section":
                headings[self.units[index].page, self.units[index].title].append(index)
        for entry in sought:
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
        """Merge repeated texts that appear only once now: in one file, or in two agents that became one.

        If all of them were reworded, the others became one of these, since they said the same.
        """
        sought = self._open_entries()
        now: dict[Hashable, list[int]] = defaultdict(list)
        then: dict[Hashable, list[int]] = defaultdict(list)
        for index, code in self.found.code_of.items():
            unit = self.units[index]
            now[unit.page, sort_of(unit.kind), unit.text].append(index)
            then[unit.page, sort_of(unit.kind), self.entries[code].text].append(index)
        for entry in sought:
            key = (self._heir(entry), entry.sort, entry.text)
            doubtful = self.found.doubtful.get(entry.code, ())
            same = now.get(key, [])
            if not same or any(self.units[index].text == entry.text for index in doubtful):
                same = [index for index in same or then.get(key, []) if index in doubtful or not doubtful]
            if same:
                self.found.merged[entry.code] = self.found.code_of[self._nearest(entry, same)]
                self.found.doubtful.pop(entry.code, None)

    def _nearest(self, entry: Entry, indexes: Sequence[int]) -> int:
        return next((index for index in indexes if self.units[index].section == entry.section), indexes[0])

    def _returned(self) -> None:
        """Match units with the text of an entry of the same page that was withdrawn, or had become another one."""
        old: dict[Hashable, list[Entry]] = defaultdict(list)
        for entry in self.entries.values() if self._open_units() else ():
            if entry.status != "live" and entry.code not in self.found.unit_of:
                for text in [entry.anchor] if entry.kind == "agent" else [entry.text, *_former_texts(entry)]:
                    old[entry.page, entry.sort, text].append(entry)
        for index in self._open_units() if old else ():
            unit = self.units[index]
            text = unit.anchor if unit.kind == "agent" else unit.text
            same = old.get((unit.page, sort_of(unit.kind), text), ())
            entries = [one for one in same if one.code not in self.found.unit_of]
            if entries:  # nearly always there are none
                for entry, _ in self._paired(entries, [index]):
                    self._match(entry, index)

    def _find_again(self) -> None:
        """Find units for the entries that had become part of another one, but may no longer be that."""
        merged = Merged(self.entries, self.units, self.found.unit_of, self.found.merged)
        self._sought = sought = list(merged.sought())
        if sought:
            self._find()
            self.found.left = {entry.code for entry in sought if merged.is_lost(entry)}

    # -- what is in doubt

    def _likely(self) -> None:
        """Find, for withdrawn texts, the nearest text on the page of their agent now, whoever owns it."""
        withdrawn: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in filter(self._is_unexplained, self.entries.values()):
            page = self._heir(entry) if entry.status == "live" else entry.page
            if entry.sort in TEXT_SORTS and page in self.on_page:
                withdrawn[page, entry.sort].append(entry)
        for (page, sort), entries in withdrawn.items():
            latest = sorted(entries, key=lambda entry: entry.until or "9", reverse=True)
            now = {index: unit.text for index, unit in self._units_of(page, sort).items()}
            self.found.likely |= likely({entry.code: entry.text for entry in latest}, now)

    def _is_unexplained(self, entry: Entry) -> bool:
        """Whether an entry has no unit, and nobody and nothing says what became of it."""
        found = self.found
        if entry.code in found.unit_of or entry.code in found.merged or entry.code in found.doubtful:
            return False
        is_settled = entry.status == "moved" or entry.to or entry.candidates
        return entry.code in found.left or not is_settled


def _named(unit: Unit | Entry) -> tuple[str, str]:
    """The key that distinguishes the agent of a page and the sections that the page adds."""
    return unit.kind, unit.text if unit.kind == "part" else ""


def _former_texts(entry: Entry) -> Iterable[str]:
    return (wording.text for wording in reversed(entry.was))


def _contradict(entry: Entry, unit: Unit) -> bool:
    """Whether two rules with one code of their team say the opposite of each other, in words that both have."""
    found = _compared(entry, unit)
    return found.kept > 0 and found.contradicts


def _is_alike(entry: Entry, unit: Unit) -> bool:
    """Whether two rules with one code of their team are one, reworded."""
    found = _compared(entry, unit)
    return is_reworded(found) or is_reworded_in_place(found)


def _compared(entry: Entry, unit: Unit) -> Comparison:
    return compare(prepared("", without_code(entry.text)), prepared("", without_code(unit.text)))

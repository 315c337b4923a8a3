"""Bringing a ledger up to date with what the definitions publish now.

Exact texts first: within the agent, then in other agents.  Then texts that are nearly the
same, where one is clearly the best.  The rest of the old is withdrawn, of the new recorded.
What may be one of several is never guessed: it is withdrawn, names the candidates, and is
reported.  Nothing is ever removed.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from ..text.identifiers import digest
from ..text.rewording import CLEARLY, ENOUGH, Text, likeness, prepared
from ..units import Unit, address, sort_of
from .codes import free_code, seed
from .entries import Entry, Wording
from .lineage import lineage
from .moves import Moves

ChangeKind = Literal["new", "reworded", "moved", "merged", "withdrawn", "ambiguous", "returned", "changed"]
_TRACKED = ("guideline", "example")
"""The sorts that say something of their own: that are found by it wherever it goes, and whose wordings are kept."""
_MOST_PAIRS = 250_000
"""How many pairs of texts of two pages are compared at most.  Past it what is reworded is withdrawn."""
_MEMBERS = 0.6
_TOLD_APART: tuple[Callable[[Entry | Unit], Hashable], ...] = (
    lambda one: (one.section, one.anchor),
    lambda one: one.section,
    lambda one: one.section[-1:],
    lambda one: one.anchor,
    lambda one: None,
)
"""What tells repeated texts apart, from the surest to their mere order."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an update did to one entry; *before* is ``None`` for a new one."""

    kind: ChangeKind
    before: Entry | None
    after: Entry


@dataclass(frozen=True, slots=True)
class Update:
    """A ledger brought up to date.

    *codes* are those of the units, by page and derived anchor; *changes* is what differs from before.
    """

    entries: dict[str, Entry]
    codes: dict[tuple[str, str], str]
    changes: tuple[Change, ...]


def update(
    entries: Mapping[str, Entry], units: Sequence[Unit], today: str, renamed: Mapping[str, str] | None = None
) -> Update:
    """The ledger *entries* with what *units* publish; *today* is a date as ``2026-01-31``.

    *renamed* names pages of agents that are now on other pages, where the team says so.
    """
    units = sorted(units, key=lambda unit: unit.page)  # of the same thing on two pages the first one gets the code
    return _Updating(entries, units, today, renamed or {}).run()


@dataclass(slots=True)
class _Updating:
    """One update, step by step; each step finds units for entries that have none yet."""

    entries: Mapping[str, Entry]
    units: Sequence[Unit]
    today: str
    renamed: Mapping[str, str]
    unit_of: dict[str, int] = field(default_factory=dict)
    code_of: dict[int, str] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    doubtful: dict[str, list[int]] = field(default_factory=dict)
    heirs: dict[str, str] = field(default_factory=dict)

    def run(self) -> Update:
        self.entries = dict(sorted(self.entries.items()))  # the order of a file's lines must not matter
        self.heirs = self._lineage()
        self._agents()
        self._same_text(lambda entry: self.heirs.get(entry.page, entry.page), lambda entry: (entry.text,))
        self._same_text(lambda entry: self.heirs.get(entry.page, entry.page), lambda entry: _former_texts(entry))
        self._same_text_anywhere()
        self._nearly_the_same()
        self._sections()
        self._into_twins()
        self._returned()
        return self._result()

    # -- what is still without a counterpart

    def _open_entries(self) -> list[Entry]:
        """The entries that are live, and have no unit yet."""
        return [
            entry
            for entry in self.entries.values()
            if self._is_sought(entry) and entry.code not in self.unit_of and entry.code not in self.merged
        ]

    def _is_sought(self, entry: Entry) -> bool:
        """Whether an entry was published by the last version, or is one of an agent that the team says is renamed."""
        return entry.status == "live" or (entry.status == "withdrawn" and entry.page in self.renamed)

    def _open_units(self) -> list[int]:
        return [index for index in range(len(self.units)) if index not in self.code_of]

    def _match(self, entry: Entry, index: int) -> None:
        self.unit_of[entry.code] = index
        self.code_of[index] = entry.code

    def _match_or_merge(self, entry: Entry, index: int) -> None:
        if index in self.code_of:
            self.merged[entry.code] = self.code_of[index]
        else:
            self._match(entry, index)

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

        Where there are two, as after a merge of branches, the one of the same page and then
        the one of the same name keeps its link, and the other becomes it.
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

    def _same_text(self, page: Callable[[Entry], str], texts: Callable[[Entry], Iterable[str]]) -> None:
        """Match what says the same on the page of the same agent."""
        old: dict[Hashable, list[Entry]] = defaultdict(list)
        new: dict[Hashable, list[int]] = defaultdict(list)
        for index in self._open_units():
            unit = self.units[index]
            new[unit.page, sort_of(unit.kind), unit.text].append(index)
        for entry in self._open_entries():
            keys = ((page(entry), entry.sort, text) for text in texts(entry))
            if found := next((key for key in keys if key in new), None):
                old[found].append(entry)
        for key, entries in old.items():
            for entry, index in self._paired(entries, new[key]):
                self._match(entry, index)

    def _paired(self, entries: list[Entry], indexes: list[int]) -> Iterable[tuple[Entry, int]]:
        """Pairs of what says the same: by section, as far as that tells them apart, then by anchor, then in order."""
        if len(entries) == len(indexes) == 1:
            return [(entries[0], indexes[0])]
        pairs = []
        for told_apart in _TOLD_APART:
            places: dict[Hashable, deque[int]] = defaultdict(deque)
            for index in indexes:
                places[told_apart(self.units[index])].append(index)
            left = []
            for entry in entries:
                if at := places.get(told_apart(entry)):
                    pairs.append((entry, at.popleft()))
                else:
                    left.append(entry)
            entries, indexes = left, sorted(index for at in places.values() for index in at)
        return pairs

    def _same_text_anywhere(self) -> None:
        """Match what says the same in another agent, where that surely has it from this one."""
        new: dict[Hashable, list[int]] = defaultdict(list)
        old: dict[Hashable, list[Entry]] = defaultdict(list)
        for index in self._open_units():
            unit = self.units[index]
            if sort_of(unit.kind) in _TRACKED:
                new[sort_of(unit.kind), unit.text].append(index)
        for entry in self._open_entries():
            if (entry.sort, entry.text) in new:
                old[entry.sort, entry.text].append(entry)
        moves = Moves(self.entries.values(), self.units, [index for indexes in new.values() for index in indexes])
        for key, entries in old.items():
            moves.count({(entry.page, self.units[index].page) for entry in entries for index in new[key]})
        for key, entries in old.items():
            entries.sort(key=lambda entry: -max(moves.taken[entry.page, self.units[index].page] for index in new[key]))
            for entry in entries:
                self._move(entry, [index for index in new[key] if index not in self.code_of], moves)

    def _move(self, entry: Entry, indexes: list[int], moves: Moves) -> None:
        """Match *entry* with the one of *indexes* whose agent took most from its own; if two did, doubt."""
        indexes = [index for index in indexes if moves.are_sure(entry, self.units[index].page)]
        taken = {index: moves.taken[entry.page, self.units[index].page] for index in indexes}
        best = [index for index in indexes if taken[index] == max(taken.values())]
        if len(best) == 1:
            self._match(entry, best[0])
        elif best:
            self.doubtful[entry.code] = best

    # -- nearly the same text

    def _nearly_the_same(self) -> None:
        """Match what was reworded on the page of the same agent."""
        old: dict[Hashable, list[Entry]] = defaultdict(list)
        new: dict[Hashable, list[int]] = defaultdict(list)
        heirs = set(self.renamed.values())  # there also what was recorded before the team said so
        for index, unit in enumerate(self.units):
            if index not in self.code_of or unit.page in heirs:
                new[unit.page, sort_of(unit.kind)].append(index)
        for entry in self._open_entries():
            if entry.sort in _TRACKED and entry.code not in self.doubtful:
                old[self.heirs.get(entry.page), entry.sort].append(entry)
        for key, entries in old.items():
            indexes = new.get(key, [])
            if len(entries) * len(indexes) <= _MOST_PAIRS:
                self._nearly_on_page(entries, indexes)

    def _nearly_on_page(self, entries: Sequence[Entry], indexes: Sequence[int]) -> None:
        texts = {index: prepared(self.units[index].title, self.units[index].text) for index in indexes}
        rows: dict[str, dict[int, float]] = {}
        for entry in entries:
            row = _alike(prepared(entry.title, entry.text), texts)
            if row:
                rows[entry.code] = row
        columns: dict[int, list[float]] = defaultdict(list)
        for row in rows.values():
            for index, value in row.items():
                columns[index].append(value)
        for code, row in rows.items():
            index, best = max(row.items(), key=lambda item: (item[1], -item[0]))
            rivals = [value for other, value in row.items() if other != index]
            others = sorted(columns[index], reverse=True)[1:] if best == max(columns[index]) else [2.0]
            if best >= max([*rivals, *others], default=0) + CLEARLY:
                self._match_or_merge(self.entries[code], index)
            elif best >= ENOUGH:
                self.doubtful[code] = [other for other, value in row.items() if value > best - CLEARLY]

    # -- the rest

    def _sections(self) -> None:
        """Match headings that were renamed: most of what stood below the old one stands below the new one."""
        members: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in self.entries.values():
            if entry.status == "live" and entry.section and entry.sort == "guideline":
                members[entry.page, entry.section[-1]].append(entry)
        headings: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index in self._open_units():
            if self.units[index].kind == "section":
                headings[self.units[index].page, self.units[index].title].append(index)
        for entry in self._open_entries():
            if entry.kind != "section":
                continue
            below = members[entry.page, entry.title]
            now = [self.units[self.unit_of[one.code]] for one in below if one.code in self.unit_of]
            votes = Counter((unit.page, unit.section[-1]) for unit in now if unit.section)
            for place, count in votes.most_common(1):
                indexes = [index for index in headings[place] if index not in self.code_of]
                if count >= max(2, _MEMBERS * len(below)) and len(indexes) == 1:
                    self._match(entry, indexes[0])

    def _into_twins(self) -> None:
        """Merge what stands only once now: twice the same in one file before, or in two agents that are one now."""
        twins: dict[Hashable, list[int]] = defaultdict(list)
        for index in self.code_of:
            unit = self.units[index]
            twins[unit.page, sort_of(unit.kind), unit.text].append(index)
        for entry in self._open_entries():
            found = twins.get((self.heirs.get(entry.page, entry.page), entry.sort, entry.text))
            if found and entry.code not in self.doubtful:
                self.merged[entry.code] = self.code_of[self._nearest(entry, found)]

    def _nearest(self, entry: Entry, indexes: Sequence[int]) -> int:
        return next((index for index in indexes if self.units[index].section == entry.section), indexes[0])

    def _returned(self) -> None:
        """Match units that say what was withdrawn from the same page before."""
        old: dict[Hashable, list[Entry]] = defaultdict(list)
        for entry in self.entries.values():
            if entry.status == "withdrawn" and entry.code not in self.unit_of:
                for text in [entry.anchor] if entry.kind == "agent" else [entry.text, *_former_texts(entry)]:
                    old[entry.page, entry.sort, text].append(entry)
        for index in self._open_units():
            unit = self.units[index]
            text = unit.anchor if unit.kind == "agent" else unit.text
            entries = [one for one in old[unit.page, sort_of(unit.kind), text] if one.code not in self.unit_of]
            for entry, _ in self._paired(entries, [index]):
                self._match(entry, index)

    # -- the result

    def _result(self) -> Update:
        result = dict(self.entries)
        owners = {place: entry.code for entry in self.entries.values() for place in entry.addresses}
        names = {unit.page: unit.anchor for unit in self.units if unit.kind == "agent"}
        for index, code in sorted(self.code_of.items()):
            result[code] = self._live(self.entries[code], self.units[index], names, owners)
        for index in self._open_units():
            entry = self._new(self.units[index], names, owners, result)
            self.code_of[index] = entry.code
            result[entry.code] = entry
        for code, entry in self.entries.items():
            if code in self.merged:
                to = self.merged[code]
                result[code] = replace(entry, status="moved", to=to, until=self.today, candidates=())
            elif entry.status == "live" and code not in self.unit_of:
                candidates = tuple(self.code_of[index] for index in self.doubtful.get(code, ()))
                result[code] = replace(entry, status="withdrawn", until=self.today, candidates=candidates)
        codes = {(self.units[index].page, self.units[index].anchor): code for index, code in self.code_of.items()}
        return Update(result, codes, tuple(self._changes(result)))

    def _live(self, entry: Entry, unit: Unit, names: Mapping[str, str], owners: dict[str, str]) -> Entry:
        """*entry* as *unit* says it now, with every address it ever had."""
        anchor = entry.anchor
        of_the_agent = unit.kind == "agent" or anchor.startswith(f"{names.get(unit.page, '')}.")
        if unit.page != entry.page or unit.text != entry.text or not of_the_agent:
            anchor = self._free_anchor(unit, entry.code, owners)
        if unit.kind == "agent" and unit.page == entry.page:
            anchor = (
                unit.anchor if owners.setdefault(address(unit.page, unit.anchor), entry.code) == entry.code else anchor
            )
        left = () if address(unit.page, anchor) == entry.address else (entry.address,)
        was = entry.was
        if entry.text != unit.text:
            was = (
                *(wording for wording in was if wording.text not in (unit.text, entry.text)),
                Wording(entry.text, self.today),
            )
        return Entry(
            entry.code,
            unit.kind,
            unit.page,
            anchor,
            unit.text,
            unit.title,
            unit.section,
            since=entry.since,
            former=tuple(dict.fromkeys((*entry.former, *left))),
            was=was,
        )

    def _new(self, unit: Unit, names: Mapping[str, str], owners: dict[str, str], taken: Mapping[str, Entry]) -> Entry:
        """The entry of something new."""
        name, sort = names.get(unit.page, ""), sort_of(unit.kind)
        code = self._free_code(unit, sort, name, taken)
        anchor = self._free_anchor(unit, code, owners)
        return Entry(code, unit.kind, unit.page, anchor, unit.text, unit.title, unit.section, since=self.today)

    def _free_code(self, unit: Unit, sort: str, name: str, taken: Mapping[str, Entry]) -> str:
        text = "" if sort == "agent" else unit.text
        plain = seed(sort, name, text)
        if (code := free_code(plain, ())) not in taken:
            return code
        return free_code(seed(sort, name, text, unit.page, unit.anchor), taken)

    def _free_anchor(self, unit: Unit, code: str, owners: dict[str, str]) -> str:
        """The anchor of *unit*, unless that is where another one stands or stood: then with a digest of the text."""
        choices = [unit.anchor, f"{unit.anchor}-{digest(sort_of(unit.kind) + unit.text)}"]
        number = 2
        for choice in choices:
            if owners.setdefault(address(unit.page, choice), code) == code:
                return choice
            choices.append(f"{choices[1]}-{number}")
            number += 1
        raise AssertionError("the list of choices grows until one is free")

    def _changes(self, result: Mapping[str, Entry]) -> Iterable[Change]:
        for code, after in result.items():
            before = self.entries.get(code)
            if before is None:
                yield Change("new", None, after)
            elif before != after:
                yield Change(_kind_of(before, after), before, after)


def _kind_of(before: Entry, after: Entry) -> ChangeKind:
    if after.status == "moved":
        return "merged"
    if after.status == "withdrawn":
        return "ambiguous" if after.candidates else "withdrawn"
    if before.status != "live":
        return "returned"
    if before.page != after.page:
        return "moved"
    return "reworded" if before.text != after.text else "changed"


def _named(unit: Unit | Entry) -> tuple[str, str]:
    """What tells the agent and the sections that a page adds from each other."""
    return unit.kind, unit.text if unit.kind == "part" else ""


def _former_texts(entry: Entry) -> Iterable[str]:
    return (wording.text for wording in reversed(entry.was))


def _alike(text: Text, others: Mapping[int, Text]) -> dict[int, float]:
    """The texts that may be *text* reworded, and how surely."""
    found = {}
    for index, other in others.items():
        value = likeness(text, other)
        if value >= ENOUGH - CLEARLY:
            found[index] = value
    return {index: value for index, value in found.items() if value} if max(found.values(), default=0) >= ENOUGH else {}

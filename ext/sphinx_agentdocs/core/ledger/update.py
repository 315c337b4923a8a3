"""Bringing a ledger up to date with what the definitions publish now.

Entries are matched with units (see `matching`).  Entries without a unit are withdrawn, units
without an entry are recorded.  No entry is ever removed, and no address is ever reassigned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Literal, NamedTuple

from ..reading.whole import lost_blocks
from ..seeds import shortest_code
from ..text.identifiers import digest
from ..units import TEXT_SORTS, Unit, address, seed_of, sort_of, stated_rules
from .aliases import Claim, claims, contested_aliases, owners
from .codes import contested, free_code
from .entries import Entry, Wording, current, is_same_lead, recorded_kind
from .matching import Matches, match

ChangeKind = Literal["new", "reworded", "moved", "merged", "withdrawn", "ambiguous", "returned", "changed"]


class Change(NamedTuple):
    """The change that an update made to one entry; *before* is ``None`` for a new one."""

    kind: ChangeKind
    before: Entry | None
    after: Entry


@dataclass(frozen=True, slots=True)
class Update:
    """A ledger brought up to date.

    *codes* are those of the units, by page and derived anchor; *changes* are the differences from the previous ledger.
    *likely* maps the codes of withdrawn entries to those of the entries that they may have become; nobody
    decided that, and the ledger does not record it.  *claims* are the rules with the code of another one.
    """

    entries: dict[str, Entry]
    codes: dict[tuple[str, str], str]
    changes: tuple[Change, ...]
    likely: Mapping[str, str] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()


def update(
    entries: Mapping[str, Entry], units: Sequence[Unit], today: str, renamed: Mapping[str, str] | None = None
) -> Update:
    """The ledger *entries* with what *units* publish; *today* is a date such as ``2026-01-31``.

    *renamed* maps old pages of agents to new ones, as recorded by the team.
    """
    entries = dict(sorted(entries.items()))  # the order of the lines in the file must not matter
    units = sorted(units, key=lambda unit: unit.page)  # if two pages say the same, the first one gets the code
    return _Updating(entries, units, today, match(entries, units, renamed or {})).run()


class _Updating:
    """One update: the entries as they are after a matching.

    *names* are the anchors of the agents by page; *owners* the codes that addresses belong to.
    """

    def __init__(self, before: Mapping[str, Entry], units: Sequence[Unit], today: str, found: Matches) -> None:
        self.before, self.units, self.today, self.found = before, units, today, found
        self.owners = {place: entry.code for entry in self.before.values() for place in entry.addresses}
        self.alias_owners = owners(before)
        coded = [units[index] for index in found.code_of if units[index].team_code]
        known = {unit.alias for unit in coded}
        self.contested_aliases = contested_aliases(units) - known
        self.stating: dict[str, Unit] = {}
        recorded = set(map(id, coded))
        for unit in sorted(stated_rules(units), key=lambda unit: id(unit) not in recorded):
            self.stating.setdefault(unit.alias, unit)
        self.names = {unit.page: unit.anchor for unit in units if unit.kind == "agent"}
        self.after = dict(before)
        self.codes = dict(found.code_of)
        self.contested: frozenset[str] = frozenset()

    def run(self) -> Update:
        changed = self.found.code_of.keys() - self.found.unchanged
        for index, code in sorted((index, self.found.code_of[index]) for index in changed):
            self.after[code] = self._live(self.before[code], self.units[index])
        new = [index for index in range(len(self.units)) if index not in self.codes]
        shortest = {index: self.units[index].code or shortest_code(self._seed(self.units[index])) for index in new}
        several = {code for code, number in Counter(shortest.values()).items() if number > 1}
        self.contested = contested(
            {self._seed(self.units[index]): code for index, code in shortest.items() if code in several}
        )
        for index, code in shortest.items():
            entry = self._new(self.units[index], code)
            self.codes[index] = entry.code
            self.after[entry.code] = entry
        for code, entry in self.before.items():
            if closed := self._closed(entry):
                self.after[code] = closed
        codes = {(self.units[index].page, self.units[index].anchor): code for index, code in self.codes.items()}
        likely = {code: self.codes[index] for code, index in self.found.likely.items()}
        claimed = tuple(claims(self.units, codes, self.after))
        done = tuple(changes(self.before, self.after))
        return Update(_with_leads(self.after), codes, done, likely, claimed)

    # -- live entries

    def _live(self, entry: Entry, unit: Unit) -> Entry:
        """*entry* with the present text of *unit*, and every address it ever had."""
        anchor = self._anchor(entry, unit)
        left = () if address(unit.page, anchor) == entry.address else (entry.address,)
        now = Entry(
            entry.code,
            self._kind(entry, unit),
            unit.page,
            anchor,
            unit.text,
            unit.title,
            unit.section,
            since=entry.since,
            former=tuple(dict.fromkeys((*entry.former, *left))) if left or entry.former else (),
            was=self._was(entry, unit),
            body=unit.body,
            lead=unit.lead,
            aliases=self._aliases(entry.code, entry.aliases, unit),
            is_older_than_leads=entry.is_older_than_leads,
        )
        return entry if now == entry else now  # then nobody has to compare them again

    def _kind(self, entry: Entry, unit: Unit) -> str:
        """The kind of a live entry; one whose code was published never becomes a kind without short links."""
        if not entry.has_short_link:
            return recorded_kind(unit)
        return unit.kind if sort_of(unit.kind) == entry.sort else entry.kind

    def _aliases(self, code: str, had: tuple[str, ...], unit: Unit) -> tuple[str, ...]:
        """The aliases of an entry, with that of *unit* as the last one, unless it belongs to another entry.

        One that belongs to none becomes that of the first unit that states the rule, unless it is contested.
        """
        if not unit.team_code:
            return had
        name = unit.alias
        owner = self.alias_owners.get(name, "")
        is_free = not owner and name not in self.contested_aliases
        if not name or not (owner == code or (is_free and self.stating[name] is unit)):
            return had
        self.alias_owners[name] = code
        return (*(one for one in had if one != name), name)

    def _anchor(self, entry: Entry, unit: Unit) -> str:
        """The anchor of *entry*, which it keeps while page, text and the name of the agent stay the same."""
        of_the_agent = unit.kind == "agent" or entry.anchor.startswith(f"{self.names.get(unit.page, '')}.")
        anchor = entry.anchor
        if unit.page != entry.page or unit.text != entry.text or not of_the_agent:
            anchor = self._free_anchor(unit, entry.code)
        if unit.kind == "agent" and unit.page == entry.page and self._owns(entry.code, unit.page, unit.anchor):
            return unit.anchor
        return anchor

    def _was(self, entry: Entry, unit: Unit) -> tuple[Wording, ...]:
        """The former wordings of *entry*, none of them the present one."""
        if entry.text == unit.text and not lost_blocks(entry.body, unit.body) and not self._means_another(entry, unit):
            return entry.was
        now = Wording(unit.text, "", unit.body, unit.lead)
        before = Wording(entry.text, self.today, entry.body, entry.lead)
        kept = (wording for wording in entry.was if not (now.covers(wording) or before.covers(wording)))
        return (*kept, before)

    def _means_another(self, entry: Entry, unit: Unit) -> bool:
        """Whether the same text means something else after its new lead."""
        is_told = entry.sort in TEXT_SORTS and not entry.is_older_than_leads
        return is_told and not is_same_lead(entry.text, entry.lead, unit.lead)

    # -- new entries

    def _new(self, unit: Unit, shortest: str) -> Entry:
        is_free = shortest not in self.after and shortest not in self.contested
        code = shortest if is_free else self._free_code(unit, shortest)
        return Entry(
            code,
            recorded_kind(unit),
            unit.page,
            self._free_anchor(unit, code),
            unit.text,
            unit.title,
            unit.section,
            since=self.today,
            body=unit.body,
            lead=unit.lead,
            aliases=self._aliases(code, (), unit) if unit.team_code else (),
        )

    def _free_code(self, unit: Unit, shortest: str) -> str:
        """A longer code of a new unit, if another new unit would get the *shortest* one (see `contested`) or has it."""
        if shortest in self.contested:
            return free_code(self._seed(unit), self.after, self.contested)
        return free_code(self._seed(unit, unit.page, unit.anchor), self.after)

    def _seed(self, unit: Unit, *more: str) -> str:
        return seed_of(unit.kind, self.names.get(unit.page, ""), unit.text, *more)

    def _free_anchor(self, unit: Unit, code: str) -> str:
        """The anchor of *unit*; with a digest of its text if another entry has or had that address."""
        if not self.before or self._owns(code, unit.page, unit.anchor):
            return unit.anchor
        distinct = f"{unit.anchor}-{digest(sort_of(unit.kind) + unit.text)}"
        choices = chain([distinct], (f"{distinct}-{number}" for number in count(2)))
        return next(choice for choice in choices if self._owns(code, unit.page, choice))

    def _owns(self, code: str, page: str, anchor: str) -> bool:
        """Whether an address belongs to *code*, which takes it if it is free."""
        return self.owners.setdefault(address(page, anchor), code) == code

    # -- entries without a unit

    def _closed(self, entry: Entry) -> Entry | None:
        """*entry* merged or withdrawn, or ``None`` if it is neither now."""
        found = self.found
        if (to := found.merged.get(entry.code)) and to != current(entry, self.before).code:
            return entry._replace(status="moved", to=to, until=self.today, candidates=())
        if entry.code in found.unit_of or not (entry.status == "live" or entry.code in found.left):
            return None
        candidates = tuple(self.codes[index] for index in found.doubtful.get(entry.code, ()))
        return entry._replace(status="withdrawn", to="", until=self.today, candidates=candidates)


def _with_leads(entries: dict[str, Entry]) -> dict[str, Entry]:
    """*entries* as they are now that an update has recorded their leads."""
    older = [code for code, entry in entries.items() if entry.is_older_than_leads]
    return entries | {code: entries[code]._replace(is_older_than_leads=False) for code in older} if older else entries


def changes(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> Iterator[Change]:
    """The differences between two states of a ledger."""
    for code, entry in after.items():
        earlier = before.get(code)
        if earlier is None:
            yield Change("new", None, entry)
        elif earlier is not entry and earlier != entry:
            yield Change(_kind_of(earlier, entry), earlier, entry)


def _kind_of(before: Entry, after: Entry) -> ChangeKind:
    if after.status == "moved":
        return "merged"
    if after.status == "withdrawn":
        return "ambiguous" if after.candidates else "withdrawn"
    if before.status != "live":
        return "returned"
    if before.page != after.page:
        return "moved"
    has_another_lead = before.lead != after.lead and before.was != after.was
    return "reworded" if before.text != after.text or has_another_lead else "changed"

"""Joining what two branches wrote to one ledger.

Git merges two branches line by line, so an entry can appear twice, in an older and a newer
state; and two branches can assign one code or one address to different units.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence

from ..seeds import seed
from ..text.identifiers import digest
from ..units import address, family_of
from .aliases import with_one_owner_of_aliases
from .codes import free_code
from .entries import Entry, Wording
from .writing import entry_line


def joined(found: Mapping[str, Sequence[Entry]]) -> dict[str, Entry]:
    """One entry for each code, from the states in which it was *found*.

    Of different units with the same code, the one that was recorded first keeps it.
    """
    entries: dict[str, Entry] = {}
    others: list[Entry] = []
    for code, states in found.items():
        if len(states) == 1:
            entries[code] = states[0]
        else:
            entries[code], *rest = _units(states)
            others += rest
    for entry in others:
        code = _own_code(entry, entries)
        entries[code] = entry._replace(code=code)
    open_circles(entries, {code for code, states in found.items() if len(states) > 1})
    return with_one_owner(_with_own_aliases(entries))


def _with_own_aliases(entries: dict[str, Entry]) -> dict[str, Entry]:
    """*entries*, each alias with one owner: if two branches gave it to different guidelines, the older one keeps it."""
    named = [entry for entry in entries.values() if entry.aliases]
    return with_one_owner_of_aliases(entries, [entry.code for entry in sorted(named, key=_age)])


def _units(states: Sequence[Entry]) -> list[Entry]:
    """The different units among the *states* of one code; the one recorded first leads."""
    origins: dict[tuple[str, str], dict[Entry, None]] = {}
    for entry in states:
        origins.setdefault((entry.born, family_of(entry.sort)), {})[entry] = None
    return sorted((_joined(tuple(same)) for same in origins.values()), key=_age)


def _own_code(entry: Entry, taken: Container[str]) -> str:
    """Another code for *entry*; with its present one in the seed if many entries have the same origin."""
    seeds = (entry.sort, entry.born, entry.first_text)
    code = free_code(seed(*seeds), ())
    return code if code not in taken else free_code(seed(*seeds, entry.code), taken)


def open_circles(entries: dict[str, Entry], several: Collection[str]) -> None:
    """Withdraw the oldest entry of each circle of moves that joining closed; *several* had more than one state.

    If each of two branches removes another one of two repeated texts, the first becomes the second, and the second
    the first.
    """
    seen: set[str] = set()
    for code in several:
        way: dict[str, None] = {}
        while code not in seen and code in entries and entries[code].status == "moved":
            seen.add(code)
            way[code] = None
            code = entries[code].to
        if code in way:
            circle = list(way)[list(way).index(code) :]
            oldest = min((entries[one] for one in circle if one in several), key=_age, default=None)
            if oldest:
                entries[oldest.code] = oldest._replace(status="withdrawn", to="")


def _age(entry: Entry) -> tuple[bool, str, str, str, str]:
    """The key that sorts entries by the date on which they were recorded; one without a date comes last."""
    return not entry.since, entry.since, digest(entry.born, 16), entry.sort, entry.code


def _joined(states: Sequence[Entry]) -> Entry:
    """One entry from its states, of which the one with the longest history counts."""
    first, *rest = sorted(states, key=_history, reverse=True)
    return join(first, rest)


def join(first: Entry, others: Sequence[Entry]) -> Entry:
    """The state *first* of an entry, plus the addresses and wordings that only its other states have."""
    former, was = dict.fromkeys(first.former), dict.fromkeys(first.was)
    said = _Said((first.last, *first.was))
    for other in others:
        former |= dict.fromkeys(place for place in other.addresses if place != first.address)
        new = [one for one in (*other.was, other.last) if not said.covers(one)]
        was |= dict.fromkeys(new)
        said.add(new)
    aliases = dict.fromkeys(name for state in (first, *others) for name in reversed(state.aliases))
    since = min((state.since for state in (first, *others) if state.since), default="")
    return first._replace(former=tuple(former), was=tuple(was), since=since, aliases=tuple(reversed(aliases)))


class _Said:
    """The wordings of an entry so far, by their texts: an entry of a stranger can have very many."""

    def __init__(self, wordings: Iterable[Wording]) -> None:
        self.bodies: dict[tuple[str, str], set[str]] = {}
        self.add(wordings)

    def add(self, wordings: Iterable[Wording]) -> None:
        """Add wordings."""
        for wording in wordings:
            for lead in {"", wording.lead}:  # a wording without a lead may be older than leads
                self.bodies.setdefault((wording.text, lead), set()).add(wording.body)

    def covers(self, wording: Wording) -> bool:
        """Whether one of the wordings says all that *wording* says."""
        said = self.bodies.get((wording.text, wording.lead))
        return said is not None and wording.body in ("", *said)


def _history(entry: Entry) -> tuple[int, int, bool, str]:
    return len(entry.was), len(entry.former), entry.status != "live", entry_line(entry)


def with_one_owner(entries: dict[str, Entry], published: Mapping[str, str] | None = None) -> dict[str, Entry]:
    """*entries*, each address with one owner: if two branches assigned the same one, the older entry keeps it.

    *published* are the codes that own an address already, whatever the age of other entries.
    """
    owners = dict(published or {})
    contested: set[str] = set()
    for code, entry in entries.items():
        contested.update(place for place in entry.addresses if owners.setdefault(place, code) != code)
    if not contested:
        return entries
    owners = {place: code for place, code in owners.items() if place not in contested} | dict(published or {})
    claimants = [code for code, entry in entries.items() if not contested.isdisjoint(entry.addresses)]
    for code in sorted(claimants, key=lambda code: _age(entries[code])):
        entries[code] = _with_its_own(entries[code], owners)
    return entries


def _with_its_own(entry: Entry, owners: dict[str, str]) -> Entry:
    """*entry* with the addresses that are free or its own, which it takes."""
    mine = {place for place in entry.addresses if owners.setdefault(place, entry.code) == entry.code}
    anchor = next(
        one for one in _anchors(entry) if owners.setdefault(address(entry.page, one), entry.code) == entry.code
    )
    return entry._replace(anchor=anchor, former=tuple(place for place in entry.former if place in mine))


def _anchors(entry: Entry) -> Iterator[str]:
    """The anchors that *entry* can have, the best first: its own, then others that hardly any entry has."""
    yield entry.anchor
    yield f"{entry.anchor}-{digest(entry.sort + entry.text)}"
    number = 1
    while True:
        yield f"{entry.anchor}-{digest(f'{entry.code} {number}', 8)}"
        number += 1

"""Starting a ledger from the versions of a site that had none: every address and code it showed is kept.

A site without a ledger derives anchors and codes from the texts of each version alone, so it may
give an address to one guideline after another.  The newest version decides: what it shows today
stays exactly as it is, and an older claim to the same address or code gives way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..seeds import seed
from ..units import Unit, address
from .codes import free_code
from .entries import Entry
from .update import update


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a code led to: the unit of the entry *owner*, as a version of the site showed it.

    *since* is the date of the first version that showed it, *last* the number of the last one.
    """

    owner: str
    unit: Entry
    since: str
    last: int


class Adoption:
    """The versions of a site without a ledger, added one after the other, the oldest first.

    *places* and *codes* say which entry each address and each code led to in the newest version
    that showed it; *shown* is each entry as the site last showed it.
    """

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._dates: list[str] = []
        self._places: dict[str, str] = {}
        self._codes: dict[str, _Shown] = {}
        self._shown: dict[str, Entry] = {}

    def add(self, units: Sequence[Unit], date: str) -> None:
        """Add a version: everything that the site published from *date* on."""
        done = update(self._entries, units, date)
        bare = update({}, units, date)
        for unit, code in bare.codes.items():
            self._note(bare.entries[code], done.codes[unit])
        self._entries = done.entries
        self._dates.append(date)

    def _note(self, shown: Entry, owner: str) -> None:
        """Note that a version shows the entry *owner* as *shown*."""
        if self._places.get(shown.address) != owner:
            self._places.pop(shown.address, None)  # the order is that of an entry's addresses
            self._places[shown.address] = owner
        before = self._codes.get(shown.code)
        since = before.since if before and before.owner == owner else shown.since
        self._codes[shown.code] = _Shown(owner, shown, since, len(self._dates))
        self._shown[owner] = shown

    def entries(self) -> dict[str, Entry]:
        """The entries of the ledger that starts with these versions, by their codes."""
        codes = self._new_codes()
        taken = set(self._places)
        former: dict[str, list[str]] = {}
        for place, owner in self._places.items():
            former.setdefault(owner, []).append(place)
        adopted = {}
        for old, entry in self._entries.items():
            anchor = self._anchor(old, codes[old], taken)
            now = address(entry.page, anchor)
            adopted[codes[old]] = entry._replace(
                code=codes[old],
                anchor=anchor,
                to=codes.get(entry.to, ""),
                candidates=tuple(codes[code] for code in entry.candidates),
                former=tuple(place for place in former.get(old, ()) if place != now),
            )
        return adopted | {entry.code: entry for entry in self._former_codes(codes, adopted, taken)}

    def _new_codes(self) -> dict[str, str]:
        """The code of each entry, by the one it was recorded under: the last one that the site showed."""
        taken = set(self._codes)
        codes = {}
        for old, entry in self._entries.items():
            code = self._shown[old].code
            if self._codes[code].owner != old:
                code = free_code(seed(entry.sort, entry.address, entry.first_text), taken)
                taken.add(code)
            codes[old] = code
        return codes

    def _anchor(self, old: str, code: str, taken: set[str]) -> str:
        """The anchor that the site last showed for an entry, or a new one if another entry has it now."""
        shown = self._shown[old]
        return shown.anchor if self._places[shown.address] == old else _free(shown, code, taken)

    def _former_codes(self, codes: dict[str, str], adopted: dict[str, Entry], taken: set[str]) -> Iterator[Entry]:
        """An entry for each other code that readers saw; it leads to the entry that showed it."""
        for code, shown in self._codes.items():
            heir = adopted[codes[shown.owner]]
            if code != heir.code and heir.has_short_link:
                until = self._dates[shown.last + 1]
                anchor = _free(heir, code, taken)
                place = shown.unit._replace(page=heir.page, anchor=anchor)
                yield place._replace(status="moved", to=heir.code, since=shown.since, until=until)


def _free(entry: Entry, code: str, taken: set[str]) -> str:
    """An anchor for *code* next to that of *entry*, which nothing had before."""
    anchor = f"{entry.anchor}-{code}"
    while address(entry.page, anchor) in taken:
        anchor += f"-{code}"
    taken.add(address(entry.page, anchor))
    return anchor

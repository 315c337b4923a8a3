"""The ids, tombstones and former wordings that each page must have, so that every link ever published still works."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ..paths import folded
from ..short_links.addresses import code_anchor
from ..units import address
from .entries import Entry, Wording, destinations
from .recuts import Holder
from .update import Update


class Former(NamedTuple):
    """A wording that a link to a unit once had; *page* is the page it was on, if not that of the unit."""

    wording: Wording
    page: str = ""


class Tombstone(NamedTuple):
    """A unit that was once at *anchors* of a page, but no longer is; without any, it is found there by its code.

    *entry* is its entry; *now* is the entry that its link leads to, or ``None`` if it is withdrawn.
    *former* are the wordings to show with it.
    """

    anchors: tuple[str, ...]
    entry: Entry
    now: Entry | None
    former: tuple[Former, ...] = ()


@dataclass(frozen=True, slots=True)
class PagePromises:
    """The promises that one page keeps.

    *ids* are the anchors of each unit on the page, by its derived anchor: the current one, then
    the former ones.  *entries* are the entries of these units, and *former* the wordings to show
    with them.  *gone* are the tombstones.
    """

    ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    former: dict[str, tuple[Former, ...]] = field(default_factory=dict)
    gone: tuple[Tombstone, ...] = ()


def promises(done: Update) -> dict[str, PagePromises]:
    """The promises of each page; a page that has only tombstones belonged to an agent that is gone."""
    places: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    same, spellings = same_pages(done), _Spellings(done.entries)
    elsewhere = {code: entry for code, entry in done.entries.items() if not spellings.is_in_one_place(entry)}
    for code, entry in elsewhere.items():
        for page, anchor in spellings.places(entry):
            places[same.get(page, page), code] |= {anchor: None} if anchor else {}
    heirs = destinations(done.entries)
    former = _former_wordings(done.entries, heirs)
    pages: dict[str, PagePromises] = defaultdict(PagePromises)
    for (page, derived), code in done.codes.items():
        entry, promised = done.entries[code], pages[page]
        promised.entries[derived] = entry
        promised.ids[derived] = tuple(places.pop((page, code))) if code in elsewhere else (entry.anchor,)
        if code in former:
            promised.former[derived] = former[code]
    derived_of = {code: derived for (_, derived), code in done.codes.items()} if places else {}
    gone: dict[str, list[Tombstone]] = defaultdict(list)
    merged: dict[tuple[str, str], list[str]] = defaultdict(list)
    said: dict[str, _Said] = {}
    for (page, code), anchors in places.items():
        entry = done.entries[code]
        heir = heirs[code]
        now = heir if heir.status == "live" else None
        if now and now.page == page and _said_by(said, now).has((entry.last, *entry.was)):
            merged[page, derived_of[now.code]] += (*anchors, *_by_code(entry))
        else:
            gone[page].append(Tombstone(tuple(anchors), entry, now, former.get(code, ())))
    for (page, derived), ids in merged.items():
        pages[page].ids[derived] = tuple(dict.fromkeys((*pages[page].ids[derived], *ids)))
    for page, tombstones in gone.items():
        tombstones.sort(key=_order)
        kept = pages[page]
        pages[page] = PagePromises(kept.ids, kept.entries, kept.former, tuple(tombstones))
    return {**pages, **{former: pages[page] for former, page in same.items()}}


def _order(tombstone: Tombstone) -> tuple[bool, bool, str, str, tuple[str, ...]]:
    """First what leads to an agent or a part of its page, then what leads to the same unit together, then the rest."""
    now = tombstone.now
    is_of_text = now is None or now.kind not in ("agent", "part")
    return now is None, is_of_text, now.code if now else "", tombstone.entry.until, tombstone.anchors


def _said_by(known: dict[str, _Said], entry: Entry) -> _Said:
    """All that *entry* says and said, made once."""
    if entry.code not in known:
        known[entry.code] = _Said(entry)
    return known[entry.code]


class _Said:
    """All that an entry says and said; very many others can have been merged into it."""

    def __init__(self, now: Entry) -> None:
        self._wordings = {(one.text, body) for one in (now.last, *now.was) for body in ("", one.body)}
        self._now = now
        self._holder: Holder | None = None

    def has(self, wordings: Iterable[Wording]) -> bool:
        """Whether the entry says, or said, each wording, or has all of its words."""
        return all((one.text, one.body) in self._wordings or self._holds(one) for one in wordings)

    def _holds(self, wording: Wording) -> bool:
        if wording.body:
            return False
        self._holder = self._holder or Holder(self._now)
        return self._holder.has(wording.text)


class _Spellings:
    """The pages whose names differ in case or normalisation only.

    A reader on one of them may copy an address of the other, since both were copies of one page
    while its agent was on one of them.  So each keeps the anchors of the other that nobody else has,
    and the ids of all codes.
    """

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        pages = pages_of(entries.values())
        spelt: dict[str, list[str]] = defaultdict(list)
        for page in pages:
            spelt[folded(page)].append(page)
        self.others = {page: names for names in spelt.values() if len(names) > 1 for page in names}
        several = entries.values() if self.others else ()
        self.owners = {place: entry.code for entry in several for place in entry.addresses}

    def is_in_one_place(self, entry: Entry) -> bool:
        """Whether *entry* is on its page and never was anywhere else, as most are."""
        return entry.status == "live" and not entry.former and entry.page not in self.others

    def places(self, entry: Entry) -> Iterator[tuple[str, str]]:
        """The pages and anchors at which *entry* ever was, in each spelling of the pages.

        The anchor is empty where another entry has it, and *entry* is known by its code only.
        """
        for place in entry.addresses:
            page, _, anchor = place.partition("#")
            for name in self.others.get(page, (page,)):
                if self.owners.get(address(name, anchor), entry.code) == entry.code:
                    yield name, anchor
                elif entry.has_short_link:
                    yield name, ""


def pages_of(entries: Iterable[Entry]) -> set[str]:
    """Every page on which one of *entries* ever was."""
    entries = list(entries)
    former = (place.partition("#")[0] for entry in entries if entry.former for place in entry.former)
    return {*(entry.page for entry in entries), *former}


def same_pages(done: Update) -> dict[str, str]:
    """The page that an old page is a former spelling of, by the old page: they differ in case or normalisation only.

    On many systems the two are one file, so they have to be one page.  That is the one where the agent of the old
    page is now, or another former spelling if the agent is gone.  Two pages on which an anchor belongs to different
    units stay apart.
    """
    pages = pages_of(done.entries.values())
    if len({folded(page) for page in pages}) == len(pages):
        return {}  # the usual case, in little time
    now = destinations(done.entries)
    heirs: dict[str, dict[str, Entry]] = defaultdict(dict)
    agents: dict[str, Entry] = {}
    for entry in done.entries.values():
        heir = now[entry.code]
        for page, _, anchor in (place.partition("#") for place in entry.addresses):
            heirs[page][anchor] = heir
            agents |= {page: heir} if entry.kind == "agent" else {}
    live = {page for page, _ in done.codes}
    spelt = {folded(page): page for page in sorted(heirs, key=lambda page: (page in live, page))}
    same = {}
    for page in sorted(agents.keys() - live):
        other, heir = spelt[folded(page)], agents[page]
        is_there = heir.page == other or heir.status != "live" or other not in live
        if other != page and is_there and not _disagree(heirs[page], heirs[other]):
            same[page] = other
            heirs[other] |= heirs[page]
    return same


def _disagree(some: Mapping[str, Entry], others: Mapping[str, Entry]) -> bool:
    return any(others.get(anchor, entry) is not entry for anchor, entry in some.items())


def _by_code(entry: Entry) -> tuple[str, ...]:
    """The id to which the short link of an entry led while it was on its page."""
    return (code_anchor(entry.code),) if entry.has_short_link else ()


def _former_wordings(entries: Mapping[str, Entry], heirs: Mapping[str, Entry]) -> dict[str, tuple[Former, ...]]:
    """Every wording to which links to an entry once led, by its code, oldest first.

    These are its own, those of all that became part of it, and those that the entry of which it
    became part has had since.
    """
    others: dict[str, list[tuple[Entry, Wording]]] = defaultdict(list)
    for entry in entries.values():
        if entry.status == "moved":
            heir = heirs[entry.code]
            others[heir.code] += [(entry, wording) for wording in (*entry.was, entry.last)]
            others[entry.code] += [(heir, wording) for wording in _since(entry, heir)]
    codes = [*others, *(code for code, entry in entries.items() if entry.was and code not in others)]
    return {code: found for code in codes if (found := _in_order(entries[code], others.get(code, ())))}


def _since(entry: Entry, heir: Entry) -> Iterator[Wording]:
    """The wordings of *heir* from when *entry* became part of it, except for the present one."""
    yield from (wording for wording in heir.was if not wording.until or wording.until >= entry.until)
    if heir.status != "live":
        yield heir.last


def _in_order(entry: Entry, others: Iterable[tuple[Entry, Wording]]) -> tuple[Former, ...]:
    """The former wordings of *entry*, and those of *others* that it does not repeat."""
    found = [Former(wording) for wording in entry.was if not (entry.kind == "rule" and wording.text == entry.title)]
    said = {what for own in (entry.last, *entry.was) for what in (own[::2], (own.text, ""))}
    for other, wording in others:
        if wording[::2] not in said:
            said |= {wording[::2], (wording.text, "")}
            found.append(Former(wording, other.page if other.page != entry.page else ""))
    return tuple(sorted(found, key=lambda one: one.wording.until or "9999"))

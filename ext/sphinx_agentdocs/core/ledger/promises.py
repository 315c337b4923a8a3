"""The ids and tombstones that each page must have, so that every link ever published still works."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from .entries import Entry, destinations
from .update import Update


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A unit that was once at *anchors* of a page, but no longer is.

    *entry* is its entry; *now* is the entry to which its link leads, or ``None`` if it is withdrawn.
    """

    anchors: tuple[str, ...]
    entry: Entry
    now: Entry | None


@dataclass(frozen=True, slots=True)
class PagePromises:
    """The promises that one page keeps.

    *ids* are the anchors of each unit on the page, by its derived anchor: the present one, then
    the former ones.  *entries* are the entries of these units.  *gone* are the tombstones.
    """

    ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    gone: tuple[Tombstone, ...] = ()


def promises(done: Update) -> dict[str, PagePromises]:
    """The promises of each page; a page that has only tombstones belonged to an agent that is gone."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, entry in done.entries.items():
        for place in entry.addresses:
            page, _, anchor = place.partition("#")
            places[page, code].append(anchor)
    pages: dict[str, PagePromises] = defaultdict(PagePromises)
    for (page, derived), code in done.codes.items():
        entry = done.entries[code]
        pages[page].entries[derived] = entry
        pages[page].ids[derived] = tuple(places.pop((page, code)))
    derived_of = {code: derived for (_, derived), code in done.codes.items()}
    gone: dict[str, list[Tombstone]] = defaultdict(list)
    heirs = destinations(done.entries)
    for (page, code), anchors in places.items():
        entry = done.entries[code]
        heir = heirs[code]
        now = heir if heir.status == "live" else None
        if now and now.page == page and _says_all(now, entry):
            pages[page].ids[derived_of[now.code]] += tuple(anchors)
        else:
            gone[page].append(Tombstone(tuple(anchors), entry, now))
    order = {code: number for number, code in enumerate(done.codes.values())}
    for page, tombstones in gone.items():
        tombstones.sort(key=lambda one: (order[one.now.code] if one.now else len(order), one.entry.until, one.anchors))
        kept = pages[page]
        pages[page] = PagePromises(kept.ids, kept.entries, tuple(tombstones))
    return dict(pages)


def _says_all(now: Entry, entry: Entry) -> bool:
    """Whether *now* shows every text that *entry* ever had."""
    return set(now.texts).issuperset(entry.texts)

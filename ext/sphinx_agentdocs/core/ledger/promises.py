"""The ids and tombstones that each page must have, so that every link ever published still works."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..paths import folded
from ..short_links.addresses import code_anchor
from ..units import CODED_SORTS
from .entries import Entry, current
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
    same = same_pages(done)
    for code, entry in done.entries.items():
        for place in entry.addresses:
            page, _, anchor = place.partition("#")
            here = places[same.get(page, page), code]
            here += [anchor] if anchor not in here else []
    pages: dict[str, PagePromises] = defaultdict(PagePromises)
    for (page, derived), code in done.codes.items():
        entry = done.entries[code]
        pages[page].entries[derived] = entry
        pages[page].ids[derived] = tuple(places.pop((page, code)))
    derived_of = {code: derived for (_, derived), code in done.codes.items()}
    gone: dict[str, list[Tombstone]] = defaultdict(list)
    for (page, code), anchors in places.items():
        entry = done.entries[code]
        heir = current(entry, done.entries)
        now = heir if heir.status == "live" else None
        if now and now.page == page and _says_all(now, entry):
            pages[page].ids[derived_of[now.code]] += (*anchors, *_by_code(entry))
        else:
            gone[page].append(Tombstone(tuple(anchors), entry, now))
    order = {code: number for number, code in enumerate(done.codes.values())}
    for page, tombstones in gone.items():
        tombstones.sort(key=lambda one: (order[one.now.code] if one.now else len(order), one.entry.until, one.anchors))
        kept = pages[page]
        pages[page] = PagePromises(kept.ids, kept.entries, tuple(tombstones))
    return {**pages, **{former: pages[page] for former, page in same.items()}}


def same_pages(done: Update) -> dict[str, str]:
    """The page that an old page is a former spelling of, by the old page: they differ in case or normalisation only.

    On many systems the two are one file, so they have to be one page.  That is the one where the agent of the old
    page is now, or another former spelling if the agent is gone.  Two pages on which an anchor belongs to different
    units stay apart.
    """
    heirs: dict[str, dict[str, Entry]] = defaultdict(dict)
    agents: dict[str, Entry] = {}
    for entry in done.entries.values():
        heir = current(entry, done.entries)
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
    return (code_anchor(entry.code),) if entry.sort in CODED_SORTS else ()


def _says_all(now: Entry, entry: Entry) -> bool:
    """Whether *now* shows every text that *entry* ever had."""
    return set(now.texts).issuperset(entry.texts)

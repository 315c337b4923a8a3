"""Every link of a site as its pages need them: ids, codes, and where a link leads now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..text.identifiers import slug
from ..units import CODED_SORTS
from .entries import Entry, current
from .promises import PagePromises, promises
from .update import Update


@dataclass(frozen=True, slots=True)
class Links:
    """Every link of a site: the ids and tombstones that each page must have, and where each code leads.

    *entries* are by code; *pages* and *titles*, the titles of the agents, by page.  *likely* maps the
    codes of withdrawn entries to those of the entries that they may have become.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    pages: Mapping[str, PagePromises] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    likely: Mapping[str, str] = field(default_factory=dict)

    def code(self, page: str, derived: str) -> str:
        """The code of a unit, found by its derived anchor; empty for headings, which show none."""
        entry = self.entry(page, derived)
        return entry.code if entry and entry.sort in CODED_SORTS else ""

    def entry(self, page: str, derived: str) -> Entry | None:
        """The entry of a unit, found by its derived anchor."""
        promised = self.pages.get(page)
        return promised.entries.get(derived) if promised else None

    def anchor(self, page: str, derived: str) -> str:
        """The id that a unit has on its page, found by its derived anchor."""
        entry = self.entry(page, derived)
        return entry.anchor if entry else derived

    def now(self, code: str) -> Entry:
        """The entry to which the link of a code leads now."""
        return current(self.entries[code], self.entries)

    def address(self, code: str) -> tuple[str, str]:
        """The page and the anchor to which the link of a code leads now."""
        entry = self.now(code)
        return entry.page, entry.anchor

    def agent_title(self, page: str) -> str:
        """The title of the agent on a page; of a withdrawn agent, the last one known."""
        return self.titles.get(page, page.rpartition("/")[2])

    @property
    def gone(self) -> list[str]:
        """The pages without an agent that still have links to keep."""
        return sorted(page for page, promised in self.pages.items() if not promised.entries)


def site_links(done: Update, titles: dict[str, str]) -> Links:
    """The links of a site after an update; *titles* are those of its agents, by page."""
    return Links(done.entries, promises(done), _former_titles(done.entries.values()) | titles, done.likely)


def _former_titles(entries: Iterable[Entry]) -> dict[str, str]:
    """The title that the agent of each page had while it was there."""
    titles: dict[str, str] = {}
    for entry in entries:
        if entry.kind == "agent":
            called = {slug(text, keep="._-"): text for text in entry.texts}
            places = (place.partition("#") for place in entry.addresses)
            titles |= {page: called.get(anchor, entry.text) for page, _, anchor in places}
    return titles

"""Every link of a site, in the form that its pages need: ids, codes and current destinations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from ..reading.anchoring import closing_anchors
from ..short_links.addresses import code_anchor
from ..text.identifiers import slug
from .entries import Entry, destinations
from .promises import PagePromises, promises, same_pages
from .update import Update


@dataclass(frozen=True, slots=True)
class Links:
    """Every link of a site: the ids and tombstones that each page must have, and where each code leads.

    *entries* are by code, and so are *heirs*, the entries to which the links lead now; *pages* and
    *titles*, the titles of the agents, by page.  *taken* are the pages that belong to someone else.
    *likely* maps the code of a withdrawn unit to that of its likely successor, which is shown but never followed.
    *same* has the pages that are former spellings of another one.
    *recorded* are the codes that the ledger has.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    pages: Mapping[str, PagePromises] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    heirs: Mapping[str, Entry] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    likely: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)
    recorded: frozenset[str] = frozenset()

    def code(self, page: str, derived: str) -> str:
        """The code of a unit, found by its derived anchor; empty for headings, which show none."""
        entry = self.entry(page, derived)
        return entry.code if entry and entry.has_short_link else ""

    def entry(self, page: str, derived: str) -> Entry | None:
        """The entry of a unit, found by its derived anchor."""
        promised = self.pages.get(page)
        return promised.entries.get(derived) if promised else None

    def anchor(self, page: str, derived: str) -> str:
        """The id that a unit has on its page, found by its derived anchor."""
        entry = self.entry(page, derived)
        return entry.anchor if entry else derived

    def anchors(self, page: str) -> dict[str, str]:
        """The id that each unit has on a page, by its derived anchor."""
        promised = self.pages.get(page)
        return {derived: entry.anchor for derived, entry in promised.entries.items()} if promised else {}

    def ids(self, page: str) -> list[str]:
        """Every id that a page must have."""
        promised = self.pages.get(page)
        if promised is None:
            return []
        of_units = [anchor for anchors in promised.ids.values() for anchor in anchors]
        codes = [*(entry.code for entry in promised.entries.values()), *(one.entry.code for one in promised.gone)]
        of_the_gone = [anchor for one in promised.gone for anchor in one.anchors]
        names = (name for at, entry in promised.entries.items() if entry.kind == "agent" for name in promised.ids[at])
        closing = [anchor for name in names for anchor in closing_anchors(name)]
        return list(dict.fromkeys([*of_units, *of_the_gone, *map(code_anchor, codes), *closing]))

    def state(self, page: str) -> str:
        """A digest of all that a page shows of its links, which changes with it as long as its units are the same."""
        promised = self.pages.get(page)
        if promised is None:
            return ""
        entries = sorted(promised.entries.items())
        shown = [part for derived, entry in entries for part in _shown(promised, derived, entry)]
        shown.append(repr((promised.former, promised.gone)) if promised.former or promised.gone else "")
        shown.append(str(bool(self.recorded)))  # with a ledger, a page can have had a section for what is gone
        return sha256("\0".join(shown).encode("utf-8", "surrogatepass")).hexdigest()

    def now(self, code: str) -> Entry:
        """The entry that the link of a code leads to now."""
        return self.heirs[code]

    def address(self, code: str) -> tuple[str, str]:
        """The page and the anchor that the link of a code leads to now."""
        entry = self.now(code)
        return entry.page, entry.anchor

    def successor(self, code: str) -> Entry | None:
        """The likely successor of a withdrawn unit, if it has one and nothing surer is recorded."""
        entry, likely = self.entries[code], self.likely.get(code, "")
        if entry.status != "withdrawn" or entry.to or entry.candidates or likely not in self.entries:
            return None
        found = self.now(likely)
        return found if found.status == "live" else None

    def agent_title(self, page: str) -> str:
        """The title of the agent on a page; for a withdrawn agent, its last known title."""
        return self.titles.get(page, page.rpartition("/")[2])

    @property
    def gone(self) -> list[str]:
        """The pages without an agent that still have links to keep, and that nobody else has."""
        pages = (page for page, promised in self.pages.items() if not promised.entries)
        return sorted(page for page in pages if page not in self.taken and page not in self.same)


def _shown(promised: PagePromises, derived: str, entry: Entry) -> tuple[str, ...]:
    """What tells the state of an entry on its page: all of it where it has a past, else what no unit has."""
    past = repr(entry) if entry.former or entry.was or entry.aliases else entry.since
    return (derived, entry.code, entry.kind, entry.status, entry.anchor, past, *promised.ids.get(derived, ()))


def site_links(
    done: Update,
    titles: dict[str, str],
    is_taken: Callable[[str], bool] = lambda page: False,
    recorded: Iterable[str] = (),
) -> Links:
    """The links of a site after an update; *titles* are those of its agents, by page.

    *is_taken* says whether a page without an agent belongs to someone else, who keeps it; *recorded*
    are the codes before the update.
    """
    pages = promises(done)
    taken = frozenset(page for page, promised in pages.items() if not promised.entries and is_taken(page))
    titles = _former_titles(done.entries.values()) | titles
    entries = done.entries
    heirs, likely = destinations(entries), {**done.likely, **_namesakes(entries.values())}
    same = {former: page for former, page in same_pages(done).items() if page not in taken}
    return Links(entries, pages, titles, heirs, taken, likely, same, frozenset(recorded))


def _namesakes(entries: Iterable[Entry]) -> dict[str, str]:
    """For each withdrawn agent, the only live one of the same name: someone may have put it back elsewhere."""
    live: dict[str, list[str]] = defaultdict(list)
    agents = [entry for entry in entries if entry.kind == "agent"]
    for agent in agents:
        if agent.status == "live":
            live[agent.anchor].append(agent.code)
    gone = ((agent.code, live[agent.anchor]) for agent in agents if agent.status == "withdrawn")
    return {code: found[0] for code, found in gone if len(found) == 1}


def _former_titles(entries: Iterable[Entry]) -> dict[str, str]:
    """The title that the agent of each page had while it was there."""
    titles: dict[str, str] = {}
    for entry in entries:
        if entry.kind == "agent":
            called = {slug(text, keep="._-"): text for text in entry.texts}
            places = (place.partition("#") for place in entry.addresses)
            titles |= {page: called.get(anchor, entry.text) for page, _, anchor in places}
    return titles

"""What holds for any ledger that is accepted, whoever wrote it."""

from __future__ import annotations

from sphinx_agentdocs.core.ledger.entries import Entry, current
from sphinx_agentdocs.core.ledger.reading import LedgerError, read_ledger
from sphinx_agentdocs.core.ledger.site_links import Links, site_links
from sphinx_agentdocs.core.ledger.update import update
from sphinx_agentdocs.core.ledger.writing import ledger_text
from sphinx_agentdocs.core.units import Unit

UNITS = (
    Unit("agents/a", "a", "agent", "A", "A", (), 1),
    Unit("agents/a", "a.definition", "part", "Definition", "definition", (), 1),
    Unit("agents/a", "a.rules", "section", "Rules", "Rules", (), 4),
    Unit("agents/a", "a.trim", "item", "", "Trim the wick before dusk falls.", ("Rules",), 5),
    Unit("agents/a", "a.oil", "step", "Oil", "Oil: every lamp in the morning.", ("Rules",), 6),
    Unit("agents/b", "b", "agent", "B", "B", (), 1),
    Unit("agents/b", "b.trim", "paragraph", "", "Trim the wick before dusk falls.", (), 5),
)
"""The units of a small site."""


def tried(text: str) -> tuple[dict[str, Entry], LedgerError | None]:
    """The entries of a ledger, or why it is refused."""
    try:
        return read_ledger(text), None
    except LedgerError as error:
        return {}, error


def check_entries(entries: dict[str, Entry], units: tuple[Unit, ...] = UNITS) -> Links:
    """The links of a site with *entries*.

    No address has two owners, an update succeeds, the next one changes nothing, and each link leads somewhere.
    """
    places = [place for entry in entries.values() for place in entry.addresses]
    assert len(set(places)) == len(places)
    done = update(entries, units, "2026-02-01")
    assert read_ledger(ledger_text(done.entries.values())) == done.entries
    assert update(done.entries, units, "2026-02-02").changes == ()
    links = site_links(done, {})
    for code in done.entries:
        now = links.now(code)
        assert now == current(done.entries[code], done.entries)
        pages = [page for name, page in links.pages.items() if name.casefold() == now.page.casefold()]
        ids = {anchor for page in pages for anchors in page.ids.values() for anchor in anchors}
        ids.update(anchor for page in pages for one in page.gone for anchor in one.anchors)
        assert now.anchor in ids
    return links

"""Recording what the definitions publish: update, rename, and starting from the history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from ..core.ledger.adoption import Adoption
from ..core.ledger.entries import Entry
from ..core.ledger.update import ChangeKind, Update, update
from ..core.text.counts import counted
from ..core.units import Unit
from ..disk.collector import rare_collections
from ..disk.ledger_file import write_file
from ..errors import UserError
from .opened import Ledger, today
from .source import Published, read_history, read_published

_ORDER: tuple[ChangeKind, ...] = (
    "new",
    "reworded",
    "moved",
    "merged",
    "returned",
    "changed",
    "withdrawn",
    "ambiguous",
)
"""The kinds of change in the order in which a summary lists them."""


def bring_up_to_date(ledger: Ledger, renamed: tuple[str, str] | None = None) -> Update:
    """Record what the definitions publish now; *renamed* is an agent's old and new name."""
    published = read_published(ledger.source)
    pages = _renamed_pages(ledger, published, *renamed) if renamed else {}
    done = update(ledger.entries, published.units, today(), pages)
    write_file(ledger.path, done.entries.values())
    return done


def summary(done: Update) -> str:
    """The number of links, and of changes by kind, in one line."""
    total = counted(len(done.entries), "link")
    changes = changes_by_kind(done)
    return f"{total}: {changes}." if changes else f"{total}, no changes."


def changes_by_kind(done: Update) -> str:
    """How many changes of each kind there are, as in ``3 new, 1 moved``; empty for none."""
    counts = Counter(change.kind for change in done.changes)
    return ", ".join(f"{counts[kind]:,} {kind}" for kind in _ORDER if counts[kind])


def with_history(ledger: Ledger) -> Ledger:
    """The ledger with everything that the commits of its repository published, as sites without a ledger did.

    Raises UserError, also where the ledger has entries already.
    """
    if ledger.entries:
        message = f"{ledger.path} already has entries; --from-git starts a new ledger, so remove that file first"
        raise UserError(message)
    adoption = Adoption()
    with rare_collections():
        for date, units in read_history(ledger.source):
            adoption.add(units, date)
    return replace(ledger, entries=adoption.entries())


# -- rename


def _renamed_pages(ledger: Ledger, published: Published, old: str, new: str) -> dict[str, str]:
    before = _page_called(old, (entry for entry in ledger.entries.values() if entry.kind == "agent"), "in the ledger")
    after = _page_called(new, (unit for unit in published.units if unit.kind == "agent"), f"in {ledger.given}")
    if before == after:
        raise UserError(f"{old} and {new} are the same page, {before}; there is nothing to rename")
    return {before: after}


def _page_called(name: str, agents: Iterable[Entry | Unit], where: str) -> str:
    """The page of the agent called *name*: its page, its name or its title."""
    known = list(agents)
    by_page = [agent.page for agent in known if agent.page == name]
    by_name = [agent.page for agent in known if name in (agent.anchor, agent.page.rpartition("/")[2])]
    by_title = [agent.page for agent in known if agent.title.casefold() == name.casefold()]
    for found in (by_page, by_name, by_title):
        pages = sorted(set(found))
        if len(pages) > 1:
            raise UserError(f"{name} is the name of {len(pages)} agents {where}; use a page: {', '.join(pages)}")
        if pages:
            return pages[0]
    close = get_close_matches(name, sorted({agent.anchor for agent in known}), 1)
    raise UserError(f"no agent is called {name} {where}" + (f"; did you mean {close[0]}?" if close else ""))

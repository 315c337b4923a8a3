"""The place of a live entry as its line gives it: where it was recorded, and the agent that it went along with.

An agent that is renamed or moved takes its guidelines with it.  So a line keeps the place where the
entry was recorded and names its agent, and only the line of the agent has the new page.  Then a
rename changes one line, which a team can review, instead of one for each guideline.  If the line of
the agent is missing, as after a cherry-pick, the entry is where it was recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..units import address
from .entries import Entry


class Place(NamedTuple):
    """Where an entry was recorded, and the code of the *agent* that it has gone along with since."""

    agent: str
    page: str
    anchor: str


def agents_by_page(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The live agent of each page that has exactly one."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind == "agent" and entry.status == "live":
            found.setdefault(entry.page, []).append(entry)
    return {page: agents[0] for page, agents in found.items() if len(agents) == 1}


def recorded_place(entry: Entry, agents: Mapping[str, Entry]) -> Place | None:
    """The place where *entry* was recorded, or ``None`` if it ever went where the agent of its page did not.

    *agents* are by page.  An entry that is withdrawn or moved stays where it was, so it has no such place.
    """
    agent = agents.get(entry.page)
    if agent is None or entry.kind == "agent" or entry.status != "live":
        return None
    page, _, anchor = entry.born.partition("#")
    is_along = along(agent, page, anchor) == (entry.page, entry.anchor, entry.former)
    return Place(agent.code, page, anchor) if is_along else None


def along(agent: Entry, page: str, anchor: str) -> tuple[str, str, tuple[str, ...]] | None:
    """The present page, the anchor and the former addresses of an entry that was recorded at *page* and *anchor*.

    It went wherever *agent* did since it was there; ``None`` if the agent was never there.
    """
    if not agent.former:  # nearly always
        is_along = page == agent.page and anchor.startswith(f"{agent.anchor}.")
        return (page, anchor, ()) if is_along else None
    places = [place.partition("#")[::2] for place in (*agent.former, agent.address)]
    names = [name for at, name in places if at == page and anchor.startswith(f"{name}.")]
    if not names:
        return None
    name = max(names, key=len)
    rest = anchor[len(name) :]
    *former, (page, name) = places[places.index((page, name)) :]
    return page, name + rest, tuple(address(at, then + rest) for at, then in former)


def with_places_of_branches(entries: dict[str, Entry]) -> dict[str, Entry]:
    """*entries*, each with the addresses that it had in a branch that renamed its agent, while another one changed it.

    Git keeps the line of the other branch, which does not know of the rename: a live entry on a page that its agent
    has left, and on which there is no other.
    """
    agents = [entry for entry in entries.values() if entry.kind == "agent" and entry.status == "live"]
    pages = {agent.page for agent in agents}
    behind = [one for one in entries.values() if one.status == "live" and one.page not in pages]
    if not behind:
        return entries
    taken = {place for entry in entries.values() for place in entry.addresses}
    left = {place.partition("#")[0]: agent for agent in agents for place in agent.former}
    for entry in behind:
        agent, (page, _, anchor) = left.get(entry.page), entry.born.partition("#")
        if agent and (place := along(agent, page, anchor)):
            new = [one for one in (*place[2], address(place[0], place[1])) if one not in taken]
            taken.update(new)
            entries[entry.code] = entry._replace(former=(*entry.former, *new))
    return entries

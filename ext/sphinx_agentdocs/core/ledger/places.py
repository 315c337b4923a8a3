"""The place of a live entry as its line gives it: relative to that of its agent.

An agent that is renamed or moved takes its guidelines with it.  So a line names the agent, and what
the anchor has after the name of the agent; only the line of the agent itself has its page.  Then a
rename changes one line, which a team can review, instead of one for each guideline.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..units import address
from .entries import Entry


@dataclass(frozen=True, slots=True)
class Place:
    """A place relative to that of an agent.

    *agent* is the code of the agent, and *rest* what the anchor has after the name of the agent.
    *first* is the number of places that the agent had had before the entry was recorded.
    """

    agent: str
    rest: str
    first: int = 0


def agents_by_page(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The live agent of each page that has exactly one."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind == "agent" and entry.status == "live":
            found.setdefault(entry.page, []).append(entry)
    return {page: agents[0] for page, agents in found.items() if len(agents) == 1}


def relative_place(entry: Entry, agents: Mapping[str, Entry]) -> Place | None:
    """The place of *entry* relative to the agent of its page, or ``None`` if it was ever anywhere else.

    *agents* are by page.  An entry that is withdrawn or moved stays where it was, so it has no such place.
    """
    agent = agents.get(entry.page)
    if agent is None or entry.kind == "agent" or entry.status != "live":
        return None
    if not entry.anchor.startswith(f"{agent.anchor}."):
        return None
    rest = entry.anchor[len(agent.anchor) :]
    first = len(agent.former) - len(entry.former)
    place = Place(agent.code, rest, first)
    is_there = first >= 0 and absolute_place(place, agent) == (entry.page, entry.anchor, entry.former)
    return place if is_there else None


def absolute_place(place: Place, agent: Entry) -> tuple[str, str, tuple[str, ...]]:
    """The page, the anchor and the former addresses of an entry at *place*, whose agent is *agent*."""
    had = [former.partition("#")[::2] for former in agent.former[place.first :]]
    former = tuple(address(page, name + place.rest) for page, name in had)
    return agent.page, agent.anchor + place.rest, former

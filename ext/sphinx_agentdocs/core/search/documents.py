"""What can be found: agents, and their examples and guidelines, with the texts by which each is found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Literal, NamedTuple

from ..text.identifiers import digest

Sort = Literal["guideline", "example"]
SORTS: tuple[Sort, ...] = ("guideline", "example")
UID, KEY = 6, 6
"""The length of the name of a unit, and of the key of an agent."""
ROLE = "role"
"""The weight of a paragraph that says who the agent is, not what to do."""


class FoundUnit(NamedTuple):
    """A guideline or an example that can be found.

    *weight* is "rule", "fact", "label" or "role", and empty for an example; *path* is the titles above it.  *code* is
    that of its short link, if it has one, and *aliases* are those that its team gave it, as parts of addresses.
    """

    sort: Sort
    weight: str
    anchor: str
    code: str
    title: str
    text: str
    path: str = ""
    lead: str = ""
    aliases: tuple[str, ...] = ()


class FoundAgent(NamedTuple):
    """An agent that can be found; *page* is the address of its page, and *units* are by their names, in order.

    *others* are the terms of its definition that are in none of the texts, such as those of code, with spaces between.
    """

    page: str
    title: str
    anchor: str
    place: str
    description: str
    others: str
    units: dict[str, FoundUnit]

    @property
    def guidelines(self) -> int:
        """The number of its guidelines that can be found."""
        return sum(unit.sort == "guideline" for unit in self.units.values())


def by_name(units: Iterable[FoundUnit]) -> dict[str, FoundUnit]:
    """The units of an agent by short names, which follow from what they say: the same in each agent, wherever it is.

    A text that is repeated is its first unit only; two texts of one agent never share a name.
    """
    found: dict[str, FoundUnit] = {}
    for unit in units:
        said, number = f"{unit.lead}\n{unit.text}", 1
        name = _name(said)
        while name in found and (found[name].lead, found[name].text) != (unit.lead, unit.text):
            number += 1
            name = _name(f"{said}\n{number}")
        found.setdefault(name, unit)
    return found


def _name(said: str) -> str:
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:UID]


def keys_of(docnames: Iterable[str]) -> dict[str, str]:
    """A short name of each agent, which does not depend on the others unless their names collide."""
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for docname in sorted(docnames):
        key, number = digest(docname, KEY), 1
        while key in taken:
            number += 1
            key = digest(f"{docname}\n{number}", KEY)
        taken.add(key)
        keys[docname] = key
    return keys

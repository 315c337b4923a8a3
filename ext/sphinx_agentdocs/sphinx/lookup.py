"""How agents, guidelines and examples are looked up, by every name that a reference may use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from ..core.checking.team_rules import same_names
from ..core.inventory import is_safe, safe_name, safe_words
from ..core.ledger.site_links import Links
from ..core.listing import Listed, listed
from ..core.text.characters import VisibleText, visible
from ..core.text.rule_codes import alias_of
from ..core.text.sentences import first_sentences
from ..core.units import Unit
from .agents import Agent, ExampleEntry
from .log import share

InventoryEntry = tuple[str, str, str, str, str, int]
"""An object as `Domain.get_objects` has it: name, words, type, page, anchor and priority."""
_KINDS = ("guideline", "example")
_SHOWN_IN_SEARCH, _HIDDEN_IN_SEARCH = 1, -1
_LINK_TEXT = 80
"""The most characters of a guideline or an example in the text of a link."""


class Target(NamedTuple):
    """Something to link to: its type, its name, its page, its anchor and the text of the link."""

    kind: str
    name: str
    docname: str
    anchor: str
    title: VisibleText


class _Place(NamedTuple):
    """Where a guideline or an example is: its page, its id there, and what is known about it."""

    docname: str
    anchor: str
    unit: Unit | ExampleEntry


class Lookup:
    """The agents of a site by everything they are looked up by.

    If two agents have the same name or anchor, it belongs to the agent whose page comes first.
    The guidelines and examples of the second are called by its page, a colon and the anchor.
    """

    def __init__(self, agents: Mapping[str, Agent], anchors: Callable[[str], Mapping[str, str]]) -> None:
        self.anchors_on = anchors
        self.agents = [agents[docname] for docname in sorted(agents)]
        self.names: dict[str, Agent] = {}
        self.anchors: dict[str, Agent] = {}
        self.collections: dict[str, list[Agent]] = {"": []}
        self.groups: dict[tuple[str, str], list[Agent]] = {}
        self.positions: dict[str, int] = {}
        self.inventory_names, self.shown_names = self._for_inventory()
        self._named: dict[str, dict[str, _Place]] = {}
        self._former: dict[str, dict[str, Target]] = {}
        self._add_names()
        self._add_places()

    def _add_names(self) -> None:
        for agent in self.agents:
            self.names.setdefault(agent.name, agent)
            self.anchors.setdefault(agent.anchor, agent)

    def _add_places(self) -> None:
        for agent in sorted(self.agents, key=_order):
            group = self.groups.setdefault((agent.collection, agent.group), [])
            self.positions[agent.docname] = len(group)
            group.append(agent)
            self.collections[""].append(agent)
            self.collections.setdefault(agent.collection, []).append(agent)

    @property
    def has_groups(self) -> bool:
        """Whether the agents are divided into several groups."""
        return len(self.groups) > 1

    def _for_inventory(self) -> tuple[dict[str, Agent], dict[str, str]]:
        """The agents by their names in the inventory, and the name of each that the search shows, by page.

        A name that is safe belongs to its agent.  What is made of an unsafe one takes nothing from any other
        agent; an agent without a name of its own is called by its page, which contains a slash as no name does.
        The search shows an agent by its page, too, if its name is its anchor: Sphinx does not write such an anchor into
        the index of the search, and readers of that then take the title for it.
        """
        second = {agent.docname for agent, _ in same_names(self.agents)}
        first = [agent for agent in self.agents if agent.docname not in second]
        names = {agent.name: agent for agent in first if agent.name == safe_name(agent.name)}
        shown = {agent.docname: name for name, agent in names.items()}
        for agent in first:
            for name in (safe_name(agent.name), agent.anchor):
                if name and is_safe(name) and names.setdefault(name, agent) is agent:
                    shown.setdefault(agent.docname, name)
        for agent in self.agents:
            known = shown.get(agent.docname)
            if not known or known == agent.anchor != agent.title:
                names[agent.docname], shown[agent.docname] = agent, agent.docname
        return names, shown

    @cached_property
    def listed(self) -> list[tuple[Agent, list[Listed]]]:
        """The agents that have guidelines, in order, each with its entries in the list of all guidelines."""
        agents = self.collections[""]
        entries = listed(agent.units for agent in agents)
        return [(agent, some) for agent, some in zip(agents, entries, strict=True) if some]

    def unit(self, kind: str, name: str, links: Links) -> Target | None:
        """The guideline or the example that has or had *name*."""
        if place := self._units(kind).get(name):
            return Target(kind, name, place.docname, place.anchor, _title(place.unit))
        former = self._former_units(kind, links)
        return former.get(name) or former.get(alias_of(name))

    def _units(self, kind: str) -> dict[str, _Place]:
        """The guidelines or the examples of all agents, by the name that a reference uses."""
        if kind not in self._named:
            table: dict[str, _Place] = {}
            for agent in self.agents:
                is_first = self.anchors[agent.anchor] is agent
                anchors = self.anchors_on(agent.docname)
                with share(agent.docname, "looking up its guidelines and examples"):
                    for unit in _of_kind(agent, kind):
                        anchor = anchors.get(unit.anchor, unit.anchor)
                        name = anchor if is_first and anchor not in table else f"{agent.docname}:{anchor}"
                        table[name] = _Place(agent.docname, anchor, unit)
            self._named[kind] = table
        return self._named[kind]

    def _former_units(self, kind: str, links: Links) -> dict[str, Target]:
        """The targets of references that use a former name of a guideline or an example."""
        if kind not in self._former:
            current, table = self._units(kind), {}
            found = (one for one in links.entries.values() if one.former or one.aliases or one.anchor not in current)
            entries = [entry for entry in found if entry.sort == kind]
            aliases = ((name, entry) for entry in entries for name in entry.aliases)
            former = ((place.partition("#")[2], entry) for entry in entries for place in entry.addresses)
            for name, entry in (*aliases, *former):  # a former name goes before the code that a team chose
                if name not in current:
                    docname, anchor = links.address(entry.code)
                    title = visible(entry.title) or _link_text(visible(entry.text))
                    table[name] = Target(kind, name, docname, anchor, title)
            self._former[kind] = table
        return self._former[kind]

    # -- the inventory

    def objects(self, links: Links) -> Iterator[InventoryEntry]:
        """The entries of the inventory, as `Domain.get_objects` has them."""
        for agent in self.agents:
            yield from self.objects_of(agent)
        yield from self.former_objects(links)

    def objects_of(self, agent: Agent) -> Iterator[InventoryEntry]:
        """The entries of the inventory for an agent, its guidelines and its examples."""
        for name in self._names[agent.docname]:
            order = _SHOWN_IN_SEARCH if name == self.shown_names[agent.docname] else _HIDDEN_IN_SEARCH
            yield name, safe_words(agent.title, name), "agent", agent.docname, agent.anchor, order
        for kind in _KINDS:
            for name, place in self._places(kind, agent).items():
                yield from _listed(Target(kind, name, place.docname, place.anchor, _title(place.unit)))

    def former_objects(self, links: Links) -> Iterator[InventoryEntry]:
        """The entries of the inventory for former names of guidelines and examples."""
        for kind in _KINDS:
            for target in self._former_units(kind, links).values():
                yield from _listed(target)

    def names_in_inventory(self, agent: Agent) -> Iterator[str]:
        """The names of an agent, its guidelines and its examples that depend on those of other agents."""
        yield from self._names[agent.docname]
        yield self.shown_names[agent.docname]
        yield from self._qualified.get(agent.docname, ())

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """The names of each agent in the inventory, by page."""
        names: dict[str, list[str]] = {agent.docname: [] for agent in self.agents}
        for name, agent in self.inventory_names.items():
            names[agent.docname].append(name)
        return names

    @cached_property
    def _qualified(self) -> dict[str, list[str]]:
        """The names that begin with a page, because another agent has the anchor as a name, by page."""
        found: dict[str, list[str]] = {}
        for kind in _KINDS:
            for name, place in self._units(kind).items():
                if len(name) != len(place.anchor):
                    found.setdefault(place.docname, []).append(name)
        return found

    def _places(self, kind: str, agent: Agent) -> dict[str, _Place]:
        """The guidelines or the examples of an agent, by the name that a reference uses."""
        table, docname = self._units(kind), agent.docname
        anchors = self.anchors_on(docname)
        own = (anchors.get(unit.anchor, unit.anchor) for unit in _of_kind(agent, kind))
        names = dict.fromkeys(name for anchor in own for name in (anchor, f"{docname}:{anchor}"))
        return {name: place for name in names if (place := table.get(name)) and place.docname == docname}


def _order(agent: Agent) -> tuple[str, str, str, str]:
    return agent.collection, agent.group, agent.title.casefold(), agent.docname


def _of_kind(agent: Agent, kind: str) -> Sequence[Unit | ExampleEntry]:
    return agent.guidelines if kind == "guideline" else agent.examples


def _title(unit: Unit | ExampleEntry) -> VisibleText:
    """The text of a link to a guideline or an example."""
    return (unit.title or _link_text(unit.text)) if isinstance(unit, Unit) else _link_text(unit.title)


def _listed(target: Target) -> Iterator[InventoryEntry]:
    """The entry of the inventory for a guideline or an example, unless it would be unsafe there."""
    kind, name, docname, anchor, title = target
    if is_safe(name) and is_safe(anchor):
        yield name, safe_words(title, name), kind, docname, anchor, _HIDDEN_IN_SEARCH


def _link_text(text: VisibleText) -> VisibleText:
    """The beginning of *text*, short enough for a link."""
    return VisibleText(first_sentences(text, _LINK_TEXT))  # a part of visible text is visible

"""What the site remembers of each agent, and how agents are looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ..core.ledger.site_links import Links
from ..core.model import Definition, Example, first_sentences
from ..core.relating.relations import Profile, profile_of
from ..core.text.characters import visible
from ..core.units import GUIDELINES, Unit, units_of
from .project import Location

_OWN_PLACE = frozenset({"name", "description", "model", "color", "tools", "#", ""})
"""Keys of the frontmatter that an agent shows elsewhere, and what is no key."""
_LINK_WORDS = 80


class ExampleEntry(NamedTuple):
    """What the site remembers of an example; turns are pairs of a speaker and what they say."""

    anchor: str
    title: str
    context: str
    turns: tuple[tuple[str, str], ...]
    commentary: str


@dataclass(frozen=True, slots=True)
class Agent:
    """What other pages and ``agents.json`` show of one agent."""

    docname: str
    collection: str
    path: str
    name: str
    title: str
    anchor: str
    line: int
    summary: str
    model: str | None
    color: str | None
    tools: tuple[str, ...] | None
    fields: tuple[tuple[str, str], ...]
    examples: tuple[ExampleEntry, ...]
    units: tuple[Unit, ...]
    profile: Profile

    @property
    def guidelines(self) -> list[Unit]:
        """The guidelines in order."""
        return [unit for unit in self.units if unit.kind in GUIDELINES]

    @property
    def group(self) -> str:
        """The folders between the collection and the file."""
        return self.path.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Target:
    """Something to link to: its type, its name, the page, the anchor and the words of a link."""

    kind: str
    name: str
    docname: str
    anchor: str
    title: str


def agent_of(docname: str, definition: Definition, location: Location) -> Agent:
    """What to remember of a definition; every text is one that may be shown."""
    others = [field for field in definition.fields if field.key not in _OWN_PLACE]
    return Agent(
        docname=docname,
        collection=location.collection,
        path=location.path,
        name=definition.name,
        title=visible(definition.title),
        anchor=definition.anchor,
        line=next((field.line for field in definition.fields if field.key == "name"), 1),
        summary=visible(definition.summary),
        model=definition.model,
        color=definition.color,
        tools=definition.tools,
        fields=tuple((visible(field.key), visible(field.text)) for field in others),
        examples=tuple(_example_entry(example) for example in definition.examples),
        units=units_of(definition, docname),
        profile=profile_of(definition, docname, location.collection, location.path),
    )


def place(collection: str, group: str) -> str:
    """Where an agent belongs, as words: the folders in its collection, or the collection where there are none."""
    return " / ".join(visible(part) for part in group.split("/") if part) or collection


def _example_entry(example: Example) -> ExampleEntry:
    turns = tuple((visible(turn.speaker), visible(turn.text)) for turn in example.turns)
    title, context, commentary = visible(example.title), visible(example.context), visible(example.commentary)
    return ExampleEntry(example.anchor, title, context, turns, commentary)


class Lookup:
    """The agents of a site by everything they are looked up by.

    Where a name or an anchor stands twice, the agent whose page comes first has it; what
    belongs to the second is called by its page and a colon before the anchor.
    """

    def __init__(self, agents: Mapping[str, Agent], anchor: Callable[[str, str], str]) -> None:
        self.anchor = anchor
        self.agents = [agents[docname] for docname in sorted(agents)]
        self.names: dict[str, Agent] = {}
        self.anchors: dict[str, Agent] = {}
        self.duplicates: list[tuple[Agent, Agent]] = []
        for agent in self.agents:
            first = self.names.setdefault(agent.name, agent)
            self.anchors.setdefault(agent.anchor, agent)
            if first is not agent:
                self.duplicates.append((agent, first))
        self.collections: dict[str, list[Agent]] = {"": []}
        self.groups: dict[tuple[str, str], list[Agent]] = {}
        self.positions: dict[str, int] = {}
        for agent in sorted(self.agents, key=_place):
            group = self.groups.setdefault((agent.collection, agent.group), [])
            self.positions[agent.docname] = len(group)
            group.append(agent)
            self.collections[""].append(agent)
            self.collections.setdefault(agent.collection, []).append(agent)
        self._units: dict[str, dict[str, Target]] = {}
        self._former: dict[str, dict[str, Target]] = {}

    def units(self, kind: str) -> dict[str, Target]:
        """The guidelines or the examples of all agents by the name of a reference to them."""
        if kind not in self._units:
            table: dict[str, Target] = {}
            for agent in self.agents:
                own = self.anchors[agent.anchor] is agent
                for derived, title in _units(agent, kind):
                    anchor = self.anchor(agent.docname, derived)
                    name = anchor if own else f"{agent.docname}:{anchor}"
                    table[name] = Target(kind, name, agent.docname, anchor, title)
            self._units[kind] = table
        return self._units[kind]

    def former_units(self, kind: str, links: Links) -> dict[str, Target]:
        """Where the references lead by which guidelines or examples were once called."""
        if kind not in self._former:
            now, table = self.units(kind), {}
            for entry in links.entries.values():
                if entry.sort == kind:
                    names = (place.partition("#")[2] for place in entry.addresses)
                    for name in (name for name in names if name not in now):
                        docname, anchor = links.address(entry.code)
                        table[name] = Target(kind, name, docname, anchor, entry.title or _words(entry.text))
            self._former[kind] = table
        return self._former[kind]


def _place(agent: Agent) -> tuple[str, str, str, str]:
    return agent.collection, agent.group, agent.title.casefold(), agent.docname


def _units(agent: Agent, kind: str) -> Iterator[tuple[str, str]]:
    """The anchor and the title of each guideline or example of an agent."""
    if kind == "guideline":
        for guideline in agent.guidelines:
            yield guideline.anchor, guideline.title or _words(guideline.text)
    elif kind == "example":
        for example in agent.examples:
            yield example.anchor, _words(example.title)


def _words(text: str) -> str:
    """The words of a link to what says *text*."""
    return first_sentences(text, _LINK_WORDS)

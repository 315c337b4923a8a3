"""The domain ``agent``: what the site knows of every agent, by the page it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Any, ClassVar, cast

from docutils import nodes
from docutils.nodes import Element
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.locale import _

from ..core.findings import Finding
from ..core.ledger.site_links import Links
from ..core.model import Definition
from ..core.relating.relations import Related
from ..core.text.identifiers import slug
from .agents import Agent, Lookup, Target, agent_of
from .index import AgentIndex
from .nodes import definition_link, placeholder
from .project import Location, linked_page
from .references import link_to_place
from .roles import AgentRole

_SHOWN_IN_SEARCH, _HIDDEN_IN_SEARCH = 1, -1


class AgentDomain(Domain):
    """Agents, guidelines and examples."""

    name = "agent"
    label = "Agents"
    object_types = {
        "agent": ObjType(_("agent"), "ref"),
        "guideline": ObjType(_("guideline"), "guideline"),
        "example": ObjType(_("example"), "example"),
    }
    roles = {
        "ref": AgentRole(),
        "guideline": AgentRole(),
        "example": AgentRole(),
    }
    indices = [AgentIndex]
    initial_data: ClassVar[dict[str, dict[str, Any]]] = {
        "agents": {},
        "stamps": {},
        "findings": {},
        "catalogs": {},
        "listings": {},
        "graphs": {},
        "references": {},
        "digests": {},
        "deleted": {},
        "related": {},
        "team": {},
    }
    data_version = 5
    dangling_warnings = {
        "ref": "no agent is called %(target)s; use the name in its frontmatter",
        "guideline": "no guideline has the anchor %(target)s; copy it from the link beside the guideline",
        "example": "no example has the anchor %(target)s; copy it from the link beside the example",
    }

    _lookup: Lookup | None = None
    _links = Links()
    changed = False
    """Whether an agent was read or is gone since the relations were found."""

    # -- what is known, each by the name of a page

    @property
    def agents(self) -> dict[str, Agent]:
        """The agent of each page of a definition."""
        return self.data["agents"]  # type: ignore[no-any-return]

    @property
    def stamps(self) -> dict[str, tuple[int, int] | None]:
        """The state in which the file of each page of a definition was read."""
        return self.data["stamps"]  # type: ignore[no-any-return]

    @property
    def findings(self) -> dict[str, tuple[Finding, ...]]:
        """What is wrong with the definition of each page."""
        return self.data["findings"]  # type: ignore[no-any-return]

    @property
    def deleted(self) -> dict[str, bool]:
        """The pages of definitions that are no longer there."""
        return self.data["deleted"]  # type: ignore[no-any-return]

    @property
    def catalogs(self) -> dict[str, tuple[str, ...]]:
        """The collections of which each page shows a catalogue."""
        return self.data["catalogs"]  # type: ignore[no-any-return]

    @property
    def listings(self) -> dict[str, bool]:
        """The pages that have the list of all guidelines."""
        return self.data["listings"]  # type: ignore[no-any-return]

    @property
    def graphs(self) -> dict[str, bool]:
        """The pages that have a map of agents."""
        return self.data["graphs"]  # type: ignore[no-any-return]

    @property
    def references(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """What each page refers to, as pairs of kind and target."""
        return self.data["references"]  # type: ignore[no-any-return]

    @property
    def digests(self) -> dict[str, str]:
        """What each page showed of other pages when it was last written, as a digest."""
        return self.data["digests"]  # type: ignore[no-any-return]

    @property
    def related(self) -> dict[str, Related]:
        """What each page of a definition shows of other agents, known when all are read."""
        return self.data["related"]  # type: ignore[no-any-return]

    @property
    def team_findings(self) -> dict[str, tuple[Finding, ...]]:
        """What is wrong with each definition beside the others, known when all are read."""
        return self.data["team"]  # type: ignore[no-any-return]

    def set_related(self, related: dict[str, Related], findings: dict[str, tuple[Finding, ...]]) -> None:
        """Remember the relations of all agents, and what is wrong with them."""
        self.data["related"], self.data["team"] = related, findings
        self.changed = False

    def note_agent(self, docname: str, definition: Definition, location: Location, findings: Sequence[Finding]) -> None:
        """Remember the agent of a page, and what is wrong with its definition."""
        self._lookup, self.changed = None, True
        if findings:
            self.findings[docname] = tuple(findings)
        self.agents[docname] = agent_of(docname, definition, location)

    def note_catalog(self, docname: str, collection: str) -> None:
        """Remember that a page shows a catalogue of *collection* (an empty text stands for all)."""
        self.catalogs[docname] = (*self.catalogs.get(docname, ()), collection)

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Remember what a page refers to, so that it is written again when a target changes."""
        found = set()
        if docname in self.agents:
            for node in document.findall(placeholder):
                node["docname"] = docname  # some builders put all pages into one
                if isinstance(node, definition_link):
                    found.add(("page", linked_page(env, docname, node["target"]) or ""))
        else:
            for reference in document.findall(pending_xref):
                if reference.get("refdomain") == self.name:
                    found.add((reference["reftype"], reference["reftarget"]))
        if found:
            self.references[docname] = tuple(sorted(found))

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        self.changed = self.changed or docname in self.agents
        for key in ("agents", "stamps", "findings", "catalogs", "listings", "graphs", "references", "digests"):
            self.data[key].pop(docname, None)
        self._lookup = None

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read of *docnames*."""
        for key in ("agents", "stamps", "findings", "catalogs", "listings", "graphs", "references"):
            self.data[key].update({name: value for name, value in otherdata[key].items() if name in docnames})
        self._lookup = None
        self.changed = self.changed or not docnames.isdisjoint(self.agents)

    # -- lookups

    @property
    def lookup(self) -> Lookup:
        """The agents by everything they are looked up by, made when all pages are read."""
        if self._lookup is None:
            self._lookup = Lookup(self.agents, self._links.anchor)
        return self._lookup

    @property
    def links(self) -> Links:
        """Every link of the site, known when all pages are read."""
        return self._links

    @links.setter
    def links(self, links: Links) -> None:
        self._links, self._lookup = links, None

    def in_order(self, collection: str = "") -> Sequence[Agent]:
        """The agents of a collection (or all) by group, then by title."""
        return self.lookup.collections.get(collection, ())

    def group_of(self, agent: Agent) -> tuple[Sequence[Agent], int]:
        """The agents of the same group in order, and the position of *agent* among them."""
        return self.lookup.groups[agent.collection, agent.group], self.lookup.positions[agent.docname]

    def duplicates(self) -> Sequence[tuple[Agent, Agent]]:
        """Each agent whose name another one has, with the first of that name."""
        return self.lookup.duplicates

    def agent_called(self, name: str) -> Agent | None:
        """The agent of that name, else the one whose page, else the one whose anchor it is."""
        found = self.lookup
        return (
            found.names.get(name)
            or self.agents.get(name)
            or found.anchors.get(name)
            or found.anchors.get(slug(name, keep="._-"))
        )

    def target(self, kind: str, name: str) -> Target | None:
        """What a reference of *kind* to *name* leads to."""
        if kind in ("ref", "page"):
            agent = self.agent_called(name) if kind == "ref" else self.agents.get(name)
            return Target("agent", agent.name, agent.docname, agent.anchor, agent.title) if agent else None
        if kind == "place":
            docname, _, derived = name.partition("#")
            agent = self.agents.get(docname)
            anchor = self.links.anchor(docname, derived) if derived else agent.anchor if agent else ""
            return Target("agent", agent.name, docname, anchor, agent.title) if agent else None
        return self.lookup.units(kind).get(name) or self.lookup.former_units(kind, self.links).get(name)

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        """The link for a reference, with the words of its target unless the author gave others."""
        found = self.target(typ, target)
        if found is None:
            return None
        if not node.get("explicit"):
            contnode = nodes.inline("", found.title, classes=["agent-ref"])
        return link_to_place(builder, fromdocname, found.docname, found.anchor, contnode, found.title)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """The links that ``any`` may mean."""
        found = []
        for kind in ("ref", "guideline", "example"):
            link = self.resolve_xref(env, fromdocname, builder, kind, target, node, contnode)
            if link is not None:
                found.append((f"agent:{kind}", link))
        return found

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Every agent, guideline and example for ``objects.inv``.

        The search of the site offers agents only: a guideline is found by its words.
        """
        second = {agent.docname for agent, _ in self.duplicates()}
        for docname in sorted(self.agents):
            agent = self.agents[docname]
            name = docname if docname in second else agent.name
            yield name, agent.title, "agent", docname, agent.anchor, _SHOWN_IN_SEARCH
            if docname not in second and agent.anchor not in self.lookup.names:
                yield agent.anchor, agent.title, "agent", docname, agent.anchor, _HIDDEN_IN_SEARCH
        for kind in ("guideline", "example"):
            for units in (self.lookup.units(kind), self.lookup.former_units(kind, self.links)):
                for name, unit in units.items():
                    yield name, unit.title, kind, unit.docname, unit.anchor, _HIDDEN_IN_SEARCH


def domain_of(env: BuildEnvironment) -> AgentDomain:
    """The domain of a build."""
    return cast("AgentDomain", env.domains["agent"])


def links_of(env: BuildEnvironment) -> Links:
    """The links of a site whose pages are all read."""
    return domain_of(env).links

"""The domain ``agent``: the data of the site about every agent, stored by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any, ClassVar, NamedTuple, cast

from docutils import nodes
from docutils.nodes import Element
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.domains import Domain, Index, IndexEntry, ObjType
from sphinx.environment import BuildEnvironment

from ..core.findings import Finding
from ..core.ledger.entries import Entry
from ..core.ledger.site_links import Links
from ..core.model import Definition
from ..core.relating.relations import Related
from ..core.relating.similar_agents import Compared
from ..core.text.identifiers import slug
from ..disk.last_changes import LastChange
from .agents import Agent, agent_of, is_in, place
from .locale import _
from .log import share
from .lookup import Lookup, Target
from .nodes import definition_link, placeholder
from .packed import Packed
from .project import Location, linked_page
from .references import has_another_target, link_to_place
from .roles import AgentRole

_KINDS = ("ref", "guideline", "example")
_OF_ANY_DOMAIN = ("any", "myst")
"""The types of references that look for their target in every domain."""
UNKNOWN = ""
"""The digest of a page that was read since it was compared: at the next comparison it is written again."""
_READ = ("agents", "readings", "stamps", "findings", "catalogs", "guideline_lists", "maps", "references")
"""The data collected by reading a page: removed with the page, and merged from other processes."""


class Known(NamedTuple):
    """What a build found out, for the next one with the same *basis* (see `basis`).

    *unrecorded* is the number of changes missing from the ledger, *guidelines* that of different ones.  *gone* has the
    pages of withdrawn agents, *former* all pages without an agent that have links to keep, and *recorded* those that
    agents have or had by the ledger.
    """

    basis: str
    unrecorded: int
    gone: tuple[str, ...]
    former: frozenset[str]
    recorded: frozenset[str]
    guidelines: int
    has_examples: bool


class AgentIndex(Index):
    """The index of all agents, by the first letter of their titles."""

    name = "index"
    localname = "Agents"
    shortname = None  # else it would be a link in the navigation of every page of the host

    def generate(self, docnames: Iterable[str] | None = None) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """The entries of the index; none if it is switched off, a document has its address, or the page may stay.

        See `sphinx.domains.Index.generate`.
        """
        env = self.domain.env
        is_made = cast("AgentDomain", self.domain).is_settled
        if is_made or self.name not in env.config.agentdocs_pages or f"{self.domain.name}-{self.name}" in env.all_docs:
            return [], False
        agents = cast("AgentDomain", self.domain).agents
        chosen = set(agents if docnames is None else docnames)
        content: dict[str, list[IndexEntry]] = {}
        for agent in sorted(agents.values(), key=lambda agent: (agent.title.casefold(), agent.docname)):
            if agent.docname in chosen:
                with share(agent.docname, "adding it to the index"):
                    letter = next((char for char in agent.title if char.isalnum()), "?").upper()
                    where = place(agent.collection, agent.group)
                    entry = IndexEntry(agent.title, 0, agent.docname, agent.anchor, where, "", agent.summary)
                    content.setdefault(letter, []).append(entry)
        return sorted(content.items()), False


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
    initial_data: ClassVar[dict[str, MutableMapping[str, Any]]] = {
        "agents": Packed(),
        "readings": {},
        "stamps": {},
        "findings": {},
        "catalogs": {},
        "guideline_lists": {},
        "maps": {},
        "references": {},
        "digests": {},
        "deleted": {},
        "related": {},
        "team": {},
        "similar": {},
        "ledger": Packed(),
        "known": {},
        "history_read": {},
        "histories": {},
    }
    data_version = 17
    dangling_warnings = {
        "ref": "no agent is called %(target)s; use the name in its frontmatter",
        "guideline": "no guideline has the anchor %(target)s; copy it from the link next to the guideline",
        "example": "no example has the anchor %(target)s; copy it from the link next to the example",
    }

    _lookup: Lookup | None = None
    _links = Links()
    _find_links: Callable[[], Links] | None = None
    _links_states: dict[str, str]
    unread: dict[str, Exception]
    """The errors on definitions that are being read again, as their text only."""
    elsewhere: Links | None = None
    """The links of agents whose pages are on other sites (see `joined`)."""
    known: Known | None = None
    """What the last build found out, if this one has the same basis."""
    unrecorded = 0
    """The number of changes missing from the ledger."""
    _has_objects = True
    _forgotten: Any = None
    changed = False
    """Whether an agent was read or removed since the relations were found."""
    is_settled = False
    """Whether the files about all agents are in the output as this build would make them (see `settled`)."""
    short_pages_changed: int | None = None
    """When the pages at the short links were last changed (see `site_files.last_changes`), if this build looked."""
    writes_pages = True
    """Whether this build writes any page of a document."""

    def setup(self) -> None:
        """Give the index its titles in the language of the site, as text: builders cannot write a lazy translation."""
        self.unread, self._links_states = {}, {}
        AgentIndex.localname = str(_("Agents"))
        super().setup()

    # -- data by page

    @property
    def agents(self) -> MutableMapping[str, Agent]:
        """The agent of each page that shows a definition."""
        return self.data["agents"]  # type: ignore[no-any-return]

    @property
    def readings(self) -> dict[str, str]:
        """A text for each agent that is another one each time its definition is read."""
        return self.data["readings"]  # type: ignore[no-any-return]

    @property
    def stamps(self) -> dict[str, tuple[int, int] | None]:
        """The state of each definition's file when it was read."""
        return self.data["stamps"]  # type: ignore[no-any-return]

    @property
    def findings(self) -> dict[str, tuple[Finding, ...]]:
        """The findings about each definition by itself."""
        return self.data["findings"]  # type: ignore[no-any-return]

    @property
    def deleted(self) -> dict[str, bool]:
        """The pages of definitions that no longer exist."""
        return self.data["deleted"]  # type: ignore[no-any-return]

    @property
    def catalogs(self) -> dict[str, tuple[str, ...]]:
        """The collections in the catalogues of each page."""
        return self.data["catalogs"]  # type: ignore[no-any-return]

    @property
    def guideline_lists(self) -> dict[str, bool]:
        """The pages with a list of all guidelines."""
        return self.data["guideline_lists"]  # type: ignore[no-any-return]

    @property
    def maps(self) -> dict[str, bool]:
        """The pages with a map of agents."""
        return self.data["maps"]  # type: ignore[no-any-return]

    @property
    def references(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """The references of each page, as pairs of a kind and a target."""
        return self.data["references"]  # type: ignore[no-any-return]

    @property
    def digests(self) -> dict[str, dict[str, str]]:
        """A digest of the data of other pages that each page showed when it was last written, by the builder."""
        return self.data["digests"]  # type: ignore[no-any-return]

    @property
    def related(self) -> dict[str, Related]:
        """The related agents on the page of each agent; known when all pages are read."""
        return self.data["related"]  # type: ignore[no-any-return]

    @property
    def team_findings(self) -> dict[str, tuple[Finding, ...]]:
        """The findings about each definition next to the others; known when all pages are read."""
        return self.data["team"]  # type: ignore[no-any-return]

    @property
    def compared(self) -> Compared:
        """The similar agents of all; known when all pages are read."""
        return next((Compared(*one) for one in self.data["similar"].items()), Compared("", {}))

    @property
    def ledger(self) -> Packed[Mapping[str, Entry]]:
        """The entries of the ledger by a digest of its content: reading 60,000 takes a second."""
        return self.data["ledger"]  # type: ignore[no-any-return]

    @property
    def all_known(self) -> dict[str, Known]:
        """What the last build of each builder found out."""
        return self.data["known"]  # type: ignore[no-any-return]

    def set_related(
        self, related: dict[str, Related], findings: dict[str, tuple[Finding, ...]], similar: Compared
    ) -> None:
        """Remember the relations of all agents, the findings about them, and which are similar."""
        self.data["related"], self.data["team"], self.data["similar"] = related, findings, dict([similar])
        self.changed = False

    @property
    def history_read(self) -> dict[Path, str]:
        """The commit of each collection, by its folder, from which `histories` were read."""
        return self.data["history_read"]  # type: ignore[no-any-return]

    @property
    def histories(self) -> dict[Path, dict[str, LastChange]]:
        """The last changes of the files of each collection, if the site shows them."""
        return self.data["histories"]  # type: ignore[no-any-return]

    def set_history(self, commits: dict[Path, str], histories: dict[Path, dict[str, LastChange]]) -> None:
        """Remember the last changes of all definitions, and the commits that they follow from."""
        self.data["history_read"], self.data["histories"] = commits, histories

    def note_agent(self, docname: str, definition: Definition, location: Location, findings: Sequence[Finding]) -> None:
        """Remember the agent of a page, and the findings about its definition."""
        self._lookup, self.changed = None, True
        if findings:
            self.findings[docname] = tuple(findings)
        self.agents[docname] = agent_of(docname, definition, location)
        self.readings[docname] = token_hex(8)

    def forget_agent(self, docname: str, findings: Sequence[Finding]) -> None:
        """Remember no agent of a page, because that failed, but the findings about its definition."""
        self._lookup, self.changed = None, True
        self.findings[docname] = tuple(findings)
        self.agents.pop(docname, None)

    def note_catalog(self, docname: str, collection: str) -> None:
        """Remember that a page shows a catalogue of *collection*, or of all if that is empty."""
        self.catalogs[docname] = (*self.catalogs.get(docname, ()), collection)

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Remember the references of a page, so that it is written again when a target changes."""
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
                elif not reference.get("refdomain") and reference["reftype"] in _OF_ANY_DOMAIN:
                    found.update((kind, reference["reftarget"]) for kind in _KINDS)
            for link in document.findall(nodes.reference):
                if link.get("id_link"):  # `[](#anchor)`, of which MyST makes such a reference after this
                    found.update((kind, link["refuri"].removeprefix("#")) for kind in _KINDS)
        if found:
            self.references[docname] = tuple(sorted(found))

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        self.changed = self.changed or docname in self.agents
        for known in (self.data[key] for key in _READ):
            if docname in known:
                del known[docname]  # and load nothing, since another version may have stored it
        for digests in self.digests.values():
            if docname in digests:
                digests[docname] = UNKNOWN
        self._lookup = None

    def forget_others(self) -> None:
        """Forget all agents, in a process that only sends back what it reads itself.

        It would send the whole environment back, and several such processes a multiple of the site.
        """
        self._forgotten = dict(self.data), self.env.tocs  # to destroy all of it would take longer than to keep it
        self.env.tocs = {name: toc for name, toc in self.env.tocs.items() if name not in self.agents}
        self.data.update({key: {} for key, known in self.data.items() if isinstance(known, (dict, Packed))})
        self._lookup = None

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Merge the data that another process read from *docnames*."""
        for key in _READ:
            self.data[key].update({name: value for name, value in otherdata[key].items() if name in docnames})
        self._lookup = None
        self.changed = self.changed or not docnames.isdisjoint(self.agents)

    # -- lookups

    @property
    def lookup(self) -> Lookup:
        """The agents by everything they are looked up by; made when all pages are read."""
        if self._lookup is None:
            self._lookup = Lookup(self.agents, lambda page: self.links.anchors(page))
        return self._lookup

    @property
    def links(self) -> Links:
        """Every link of the site; known when all pages are read."""
        if find := self._find_links:
            self._find_links = None
            self._links = find()
        return self._links

    @links.setter
    def links(self, links: Links) -> None:
        self._links, self._find_links, self._lookup, self._links_states = links, None, None, {}

    def find_links_later(self, find: Callable[[], Links]) -> None:
        """Have *find* find every link of the site, once anyone asks for them."""
        self.links, self._find_links = Links(), find

    @property
    def gone(self) -> Sequence[str]:
        """The pages of withdrawn agents."""
        return self.known.gone if self.known else self.links.gone

    @property
    def recorded_pages(self) -> Set[str]:
        """The pages that agents have or had by the ledger."""
        if self.known:
            return self.known.recorded
        links = self.links
        agents = [one for one in links.entries.values() if one.kind == "agent" and one.code in links.recorded]
        return {address.partition("#")[0] for entry in agents for address in entry.addresses}

    def has_links(self, page: str) -> bool:
        """Whether a page has links to keep: that of an agent, or one that was."""
        if self.known:
            return page in self.agents or page in self.known.former
        return page in self.links.pages

    def links_state(self, docname: str) -> str:
        """A digest of all that a page shows of its links."""
        known = self._links_states
        if docname not in known:
            known[docname] = self.links.state(docname)
        return known[docname]

    def in_order(self, collection: str = "", group: str = "") -> Sequence[Agent]:
        """The agents of a collection, or of all, in a group and the groups inside it, by group and title."""
        agents = self.lookup.collections.get(collection, ())
        return [agent for agent in agents if is_in(agent.group, group)] if group else agents

    def group_of(self, agent: Agent) -> tuple[Sequence[Agent], int]:
        """The agents in the group of *agent*, in order, and its position among them."""
        return self.lookup.groups[agent.collection, agent.group], self.lookup.positions[agent.docname]

    def agent_called(self, name: str) -> Agent | None:
        """The agent with that name, page or anchor, tried in this order."""
        found = self.lookup
        return (
            found.names.get(name)
            or self.agents.get(name)
            or found.anchors.get(name)
            or found.anchors.get(slug(name, keep="._-"))
        )

    def target(self, kind: str, name: str) -> Target | None:
        """The target of a reference of *kind* to *name*."""
        if kind in ("guideline", "example"):
            return self.lookup.unit(kind, name, self.links)
        docname, _, derived = name.partition("#") if kind == "place" else (name, "", "")
        agent = self.agent_called(name) if kind == "ref" else self.agents.get(docname)
        if agent is None:
            return None
        anchor = self.links.anchor(docname, derived) if derived else agent.anchor
        return Target("agent", agent.name, agent.docname, anchor, agent.title)

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
        """The link for a reference; its text is the title of the target unless the author gave another."""
        found = self.target(typ, target)
        if found is None:
            return None
        if not node.get("explicit"):
            contnode = nodes.inline("", found.title, classes=["agent-ref"])
        title = None if node.get("untitled") or contnode.astext() == found.title else found.title
        return link_to_place(builder, fromdocname, found.docname, found.anchor, contnode, title)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """The links that the role ``any`` may mean; none if something else of the documentation has that name.

        Otherwise the name of a definition could take over a reference of its host.
        """
        found = []
        for kind in _KINDS:
            link = self.resolve_xref(env, fromdocname, builder, kind, target, node, contnode)
            if link is not None:
                found.append((f"agent:{kind}", link))
        is_taken = found and has_another_target(self, builder, fromdocname, target, node, contnode)
        return [] if is_taken else found

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Every agent, guideline and example, for ``objects.inv``, each name once and in safe characters.

        The search of the site offers agents only; it finds a guideline by its text.
        """
        if self.elsewhere is None and self._has_objects:  # an inventory cannot say that an address is on another site
            yield from self.lookup.objects(self.links)

    @contextmanager
    def without_objects(self) -> Iterator[None]:
        """Have no objects for a while, for someone who needs none of tens of thousands."""
        self._has_objects = False
        try:
            yield
        finally:
            self._has_objects = True


def domain_of(env: BuildEnvironment) -> AgentDomain:
    """The domain of a build."""
    return cast("AgentDomain", env.domains["agent"])


def links_of(env: BuildEnvironment) -> Links:
    """The links of a site whose pages are all read."""
    return domain_of(env).links

"""The map of all agents: where it is, its drawing, and the same as a table and lists.

The drawing is made when all pages are read.  It is text and needs no script; see `core.maps`.
Sites of pages have it, and the table of `map_table`; every other builder has the lists only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

from ..core.maps.drawing import MapEdge, MapNode
from ..core.maps.map import ANCHOR, Map, site_map
from ..core.maps.numbers import numbers_of
from ..core.maps.words import ENGLISH, MapWords
from ..core.relating.relations import RELATION_KINDS, Relation, RelationKind
from . import scripted
from .agents import Agent, group_title
from .catalog import by_group, link_to
from .domain import domain_of
from .locale import _, ngettext, number
from .log import shares
from .map_table import table
from .nodes import agent_map, agent_table, folded, map_placeholder
from .own_page import OwnPage
from .site_files import SITE_BUILDERS

OWN_PAGE = OwnPage(
    name="map",
    marker="agent-graph",
    link_class="agent-site-map",
    least=2,  # a map of one agent would show nothing
    documents=lambda domain: domain.maps,
)
_DRAWING_BUILDERS = (*SITE_BUILDERS, "pickle", "json")
_OPEN = 12
"""A list of more agents is folded below its drawing."""
_MOST = 12
"""The most agents that a list names for one kind of relation; the agent's own page names them all."""


def words() -> MapWords:
    """The words of drawings and lists, in the language of the site."""
    return ENGLISH.translated(_, ngettext, number)


def make_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Make the page with the map, unless a document has it (an event handler that collects pages)."""
    node = map_placeholder(collection="", group="")
    return OWN_PAGE.make(app, _("Map of all agents"), lambda: content(node, app.env, app.builder, OWN_PAGE.name))


def link(env: BuildEnvironment, builder: Builder, docname: str) -> list[nodes.Node]:
    """The link from *docname* to the map, if the site has enough agents and a page for it."""
    count = len(domain_of(env).agents)
    text = ngettext("Map of the %s agent", "Map of all %s agents", count) % number(count)
    return OWN_PAGE.link(env, builder, docname, text) if count >= OWN_PAGE.least else []


def has_surroundings(app: Sphinx, pagename: str) -> bool:
    """Whether a page shows the agents around one."""
    related = domain_of(app.env).related
    pages = related if app.builder.name == "singlehtml" else {pagename} & related.keys()
    return any(related[page].relations for page in pages)


# -- drawings and lists


def content(
    node: map_placeholder, env: BuildEnvironment, builder: Builder, docname: str, turn: int = 0
) -> nodes.container:
    """The map of the agents that a directive chose; *turn* is the number of maps before it on the page."""
    agents = domain_of(env).in_order(node["collection"], node["group"])
    listed = _Lists(env, builder, docname)
    if builder.name not in _DRAWING_BUILDERS:
        return nodes.container("", *by_group(agents, listed.item), classes=[OWN_PAGE.marker])
    found = map_nodes(agents, builder, docname)
    related = edges(env)
    drawn = site_map(found, related, words(), f"{ANCHOR}-{turn + 1}" if turn else ANCHOR)
    parts = list(_parts(drawn, related, listed))
    if turn == 0 and any(isinstance(part, agent_table) for part in parts) and builder.name in SITE_BUILDERS:
        parts.insert(0, scripted.reach())
    return nodes.container("", *parts, classes=[OWN_PAGE.marker])


def map_nodes(agents: Sequence[Agent], builder: Builder, docname: str) -> list[MapNode]:
    """The agents as a map on the page *docname* shows them."""
    several = len({agent.collection for agent in agents}) > 1
    return list(shares(agents, "drawing it", lambda agent: node_of(agent, builder, docname, with_collection=several)))


def node_of(agent: Agent, builder: Builder, docname: str, *, with_collection: bool = False) -> MapNode:
    """An agent, as drawings on the page *docname* show it."""
    group: str = group_title(agent.collection, agent.group)
    if with_collection and agent.group:
        group = f"{group_title(agent.collection, '')} / {group}"
    return MapNode(agent.docname, agent.title, link_to(agent, builder, docname)["refuri"], group)


def edges(env: BuildEnvironment) -> list[MapEdge]:
    """Every relation of the site, once."""
    return [
        MapEdge(docname, relation.page, relation.kind)
        for docname, relations in _relations(env).items()
        for relation in relations
        if relation.kind != "named-by"  # the other end of a relation that is there already
    ]


def _relations(env: BuildEnvironment) -> Mapping[str, Sequence[Relation]]:
    """The relations of each agent, by page."""
    return {docname: related.relations for docname, related in domain_of(env).related.items()}


def _parts(drawn: Map, related: Sequence[MapEdge], listed: _Lists) -> Iterator[nodes.Node]:
    """The drawing, the table, and the relations of a few agents as a list; of many, each page has its own."""
    yield agent_map(svg=drawn.svg)
    yield from table(drawn, numbers_of(related), words())
    if drawn.agents:
        yield listed.of([node.key for node in drawn.agents])


class _Lists:
    """Lists of agents on one page, each with its related agents."""

    def __init__(self, env: BuildEnvironment, builder: Builder, docname: str) -> None:
        self._agents = domain_of(env).agents
        self._relations = _relations(env)
        self._builder, self._docname = builder, docname
        self._words = words()

    def of(self, docnames: Sequence[str]) -> nodes.Element:
        """The list of some agents, unfolded unless it is long."""
        items = list(shares([self._agents[docname] for docname in docnames], "listing it", self.item))
        listed = nodes.bullet_list("", *items, bullet="-", classes=["agent-map-list"])
        return folded("", listed, summary=_("As a list"), open=len(items) <= _OPEN)

    def item(self, agent: Agent) -> nodes.list_item:
        """An agent, and a line for each kind of relation."""
        item = nodes.list_item("", nodes.paragraph("", "", self._link(agent)))
        related = [one for one in self._relations.get(agent.docname, ()) if one.page in self._agents]
        related.sort(key=lambda one: RELATION_KINDS.index(one.kind))
        kinds = [self._kind(kind, list(found)) for kind, found in groupby(related, key=lambda one: one.kind)]
        if kinds:
            item += nodes.bullet_list("", *kinds, bullet="-")
        return item

    def _kind(self, kind: RelationKind, relations: Sequence[Relation]) -> nodes.list_item:
        line = nodes.paragraph("", f"{self._words.phrases[kind]}: ")
        for at, relation in enumerate(relations[:_MOST]):
            line += [nodes.Text(", "), self._link(self._agents[relation.page])][at == 0 :]
        if left_out := len(relations[_MOST:]):
            line += nodes.Text(" " + self._words.more % number(left_out))
        return nodes.list_item("", line)

    def _link(self, agent: Agent) -> nodes.reference:
        return link_to(agent, self._builder, self._docname)


# -- dependencies


def shown(env: BuildEnvironment) -> Iterator[str]:
    """The content of a map, as texts that change when it changes: agents, their places and their relations."""
    related = _relations(env)
    for agent in domain_of(env).in_order():
        relations = [(relation.page, relation.kind) for relation in related.get(agent.docname, ())]
        yield repr((agent.docname, agent.title, agent.collection, agent.group, relations))


def linked(env: BuildEnvironment) -> str:
    """The content of a link to the map, as a text that changes when it changes."""
    return repr((OWN_PAGE.inputs(env), len(domain_of(env).agents)))

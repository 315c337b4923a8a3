"""The map of all agents: where it stands, its drawings, and the same as lists.

The drawings are made where all pages are known, and are text that needs no script; see
`core.map`.  Sites of pages have them; every other builder has the lists only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

from ..core.maps.drawing import counted
from ..core.maps.map import ANCHOR, Map, MapEdge, MapNode, site_map
from ..core.relating.relations import Relation
from .agents import Agent, place
from .catalog import by_group, link_to
from .domain import domain_of
from .ledger import SITE_BUILDERS
from .locale import _
from .nodes import agent_graph, agent_map, folded
from .own_page import OwnPage

PAGE = "map"
"""The page that is made where no document has the map."""
CLASS = "agent-graph"
OWN_PAGE = OwnPage(PAGE, CLASS)
_LEAST = 2
"""A map of fewer agents would show nothing."""
_OPEN = 12
"""A list of more agents is folded below its drawing."""
_NEAREST = 3
_MOST = 12
"""The most agents that a list names for one kind of relation; the page of the agent names all."""


def relations_of(env: BuildEnvironment) -> Mapping[str, Sequence[Relation]]:
    """What relates each agent to others, by the names of pages."""
    return {docname: related.relations for docname, related in domain_of(env).related.items()}


def words() -> dict[str, str]:
    """What drawings and lists say, in the language of the site."""
    return {
        "declared": _("related to"),
        "works-with": _("works with"),
        "delegates-to": _("delegates to"),
        "reports-to": _("reports to"),
        "escalates-to": _("escalates to"),
        "names": _("names"),
        "named-by": _("named by"),
        "shares-guidance": _("shares guidance"),
        "similar": _("similar purpose"),
        "around": _("Agents around %s"),
        "more": _("and %s more"),
        "and-more": _("%s and %s more"),
        "and-others": _("%s and others"),
        "map": _("Map of %s agents"),
        "part": _("Map of %s: %s agents"),
        "agents": _("%s agents"),
        "agent": _("1 agent"),
        "relations": _("%s relations"),
        "relation": _("1 relation"),
        "untitled": _("Untitled"),
    }


# -- where the map stands


def page_of(env: BuildEnvironment, builder: Builder) -> str:
    """The page with the map, or an empty text if the site has none."""
    domain = domain_of(env)
    return OWN_PAGE.place(env, builder, domain.graphs, wanted=len(domain.agents) >= _LEAST)


def is_drawn_on(app: Sphinx, pagename: str) -> bool:
    """Whether a page has a drawing: the map, or the surroundings of an agent."""
    domain = domain_of(app.env)
    if app.builder.name == "singlehtml":
        return bool(domain.graphs) or any(related.relations for related in domain.related.values())
    if pagename in domain.graphs or (pagename == PAGE and page_of(app.env, app.builder) == PAGE):
        return True
    return pagename in domain.related and bool(domain.related[pagename].relations)


def make_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Make the page with the map if no document has it (an event handler that collects pages)."""
    node = agent_graph(collection="", group="")
    place_of_map = page_of(app.env, app.builder)
    return OWN_PAGE.make(app, place_of_map, _("Map of all agents"), lambda: graph(node, app.env, app.builder, PAGE))


def link(env: BuildEnvironment, builder: Builder, docname: str) -> list[nodes.Node]:
    """The link from *docname* to the map, for a site of pages that has one."""
    page, count = page_of(env, builder), len(domain_of(env).agents)
    if builder.name not in SITE_BUILDERS or not page or count < _LEAST:
        return []
    text = _("Map of all %s agents") % f"{count:,}"
    reference = nodes.reference("", text, internal=True, refuri=builder.get_relative_uri(docname, page))
    return [nodes.paragraph("", "", reference, classes=["agent-site-map"])]


# -- what stands there


def graph(
    place_of_map: agent_graph, env: BuildEnvironment, builder: Builder, docname: str, turn: int = 0
) -> nodes.container:
    """The map of the agents that a directive chose; *turn* counts the maps before it on the page."""
    agents = chosen(env, place_of_map["collection"], place_of_map["group"])
    listed = _Lists(env, builder, docname)
    if builder.name not in (*SITE_BUILDERS, "pickle", "json"):
        return nodes.container("", *by_group(agents, listed.item), classes=[CLASS])
    several = len({agent.collection for agent in agents}) > 1
    found = [node_of(agent, builder, docname, with_collection=several) for agent in agents]
    anchor = f"{ANCHOR}-{turn + 1}" if turn else ANCHOR
    drawn = site_map(found, edges(env), words(), anchor)
    return nodes.container("", *_parts(drawn, listed), classes=[CLASS])


def chosen(env: BuildEnvironment, collection: str, group: str) -> list[Agent]:
    """The agents of a collection (or all) in a group and the groups within it (or all)."""
    inside = f"{group}/" if group else ""
    return [agent for agent in domain_of(env).in_order(collection) if f"{agent.group}/".startswith(inside)]


def node_of(agent: Agent, builder: Builder, docname: str, *, with_collection: bool = False) -> MapNode:
    """An agent as drawings on the page *docname* have it."""
    group = place(agent.collection, agent.group)
    if with_collection and agent.group:
        group = f"{agent.collection} / {group}"
    return MapNode(agent.docname, agent.title, link_to(agent, builder, docname)["refuri"], group)


def edges(env: BuildEnvironment) -> list[MapEdge]:
    """Every relation of the site; one that is seen from its other end is left out."""
    return [
        MapEdge(docname, relation.page, relation.kind)
        for docname, relations in relations_of(env).items()
        for relation in relations
        if relation.kind != "named-by"
    ]


def _parts(drawn: Map, listed: _Lists) -> Iterator[nodes.Node]:
    """A drawing, the same as a list, and its parts."""
    if drawn.title:
        yield nodes.rubric("", drawn.title, classes=["agent-group"])
    yield agent_map(svg=drawn.svg)
    if drawn.parts:
        items = [_item_of_part(drawn, number) for number in range(len(drawn.parts))]
        yield nodes.bullet_list("", *items, bullet="-", classes=["agent-map-parts"])
    elif drawn.agents:
        yield listed.of([node.key for node in drawn.agents], unfolded=not drawn.title)
    for part in drawn.parts:
        yield nodes.container("", *_parts(part, listed), ids=[part.anchor], classes=["agent-map-part"])


def _item_of_part(drawn: Map, number: int) -> nodes.list_item:
    """A group: its name as a link to its drawing, its size, and those to which it has most relations."""
    count = counted(drawn.parts[number].size, "agents", words())
    facts = nodes.inline("", f" {count}", classes=["agent-card-facts"])
    item = nodes.list_item("", nodes.paragraph("", "", _to_part(drawn.parts[number]), facts))
    near = [(one + other - number, weight) for one, other, weight in drawn.between if number in (one, other)]
    if near:
        line = nodes.paragraph("", _("most relations with: "), classes=["agent-card-facts"])
        for position, (other, weight) in enumerate(near[:_NEAREST]):
            line += [nodes.Text(", "), _to_part(drawn.parts[other]), nodes.Text(f" ({weight:,})")][position == 0 :]
        item += line
    return item


def _to_part(part: Map) -> nodes.reference:
    return nodes.reference("", part.title, internal=True, refuri=f"#{part.anchor}")


class _Lists:
    """Lists of agents, each with those to which it is related, on one page."""

    def __init__(self, env: BuildEnvironment, builder: Builder, docname: str) -> None:
        self._agents = domain_of(env).agents
        self._relations = relations_of(env)
        self._builder, self._docname = builder, docname
        self._words = words()

    def of(self, docnames: Sequence[str], *, unfolded: bool) -> nodes.Element:
        """The list of some agents, which may be *unfolded* if it is not long."""
        items = [self.item(self._agents[docname]) for docname in docnames]
        listed = nodes.bullet_list("", *items, bullet="-", classes=["agent-map-list"])
        return folded("", listed, summary=_("The same as a list"), open=unfolded and len(items) <= _OPEN)

    def item(self, agent: Agent) -> nodes.list_item:
        """An agent, and a line for each kind of relation."""
        item = nodes.list_item("", nodes.paragraph("", "", self._link(agent)))
        related = [one for one in self._relations.get(agent.docname, ()) if one.page in self._agents]
        kinds = [self._kind(kind, list(found)) for kind, found in groupby(related, key=lambda one: one.kind)]
        if kinds:
            item += nodes.bullet_list("", *kinds, bullet="-")
        return item

    def _kind(self, kind: str, relations: Sequence[Relation]) -> nodes.list_item:
        line = nodes.paragraph("", f"{self._words.get(kind, kind)}: ")
        for number, relation in enumerate(relations[:_MOST]):
            line += [nodes.Text(", "), self._link(self._agents[relation.page])][number == 0 :]
        if left_out := len(relations[_MOST:]):
            line += nodes.Text(" " + self._words["more"] % f"{left_out:,}")
        return nodes.list_item("", line)

    def _link(self, agent: Agent) -> nodes.reference:
        return link_to(agent, self._builder, self._docname)


# -- what it depends on


def shown(env: BuildEnvironment) -> Iterator[str]:
    """What a map shows: agents with their places, and what relates them."""
    related = relations_of(env)
    for agent in domain_of(env).in_order():
        relations = [(relation.page, relation.kind) for relation in related.get(agent.docname, ())]
        yield repr((agent.docname, agent.title, agent.collection, agent.group, relations))


def linked(env: BuildEnvironment) -> str:
    """What a link to the map depends on."""
    return repr((sorted(domain_of(env).graphs), OWN_PAGE.is_taken(env), len(domain_of(env).agents)))

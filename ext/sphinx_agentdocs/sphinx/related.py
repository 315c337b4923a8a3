"""The related agents on the page of an agent: links, notes, and a section of cards with their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

from ..core.checking.rule_codes import same_codes
from ..core.checking.team_rules import Entry, team_findings
from ..core.findings import Code, Finding, failure
from ..core.maps.drawing import MapNode
from ..core.maps.neighbourhood import neighbourhood
from ..core.maps.words import ONE_SHARED, RELATIONS
from ..core.naming.names import Names
from ..core.relating.relations import Related, Relation, is_one_line, relate
from .agents import Agent, place
from .domain import AgentDomain, domain_of
from .locale import _, ngettext
from .log import is_fatal
from .maps import words
from .name_links import link_names
from .net import without_failing
from .nodes import agent_map, related_agents
from .references import reference_to
from .shared_notes import note_shared, wording
from .site_files import SITE_BUILDERS

CARDS = 12
"""The most cards for one kind of relation; the rest follow them as links."""


# -- when all pages are read


def relate_agents(app: Sphinx, env: BuildEnvironment) -> None:
    """Find the relations of all agents, if any of them changed (an event handler)."""
    domain = domain_of(env)
    if not domain.changed:
        return
    try:
        (related, findings), errors = without_failing(domain.agents, lambda some: _related(domain.agents, some))
    except Exception as error:  # on no agent by itself: the site has no relations, but all of its pages
        if is_fatal(error) or not domain.agents:
            raise
        related, findings, errors = {}, {}, {min(domain.agents): error}
    for docname in domain.agents:
        related.setdefault(docname, Related())
    for docname, reason in errors.items():
        findings[docname] = (Finding(Code.INTERNAL, failure(reason, "relating it to the others")),)
    domain.set_related(related, findings)


def _related(
    agents: Mapping[str, Agent], some: Sequence[str]
) -> tuple[dict[str, Related], dict[str, tuple[Finding, ...]]]:
    """The relations of *some* agents, and the findings about them."""
    chosen = {docname: agents[docname] for docname in some}
    profiles = [agent.profile for agent in chosen.values()]
    names = Names(profile.named for profile in profiles)
    related = relate(profiles, {docname: agent.units for docname, agent in chosen.items()}, names)
    return related, _findings(chosen, names)


def _findings(agents: Mapping[str, Agent], names: Names) -> dict[str, tuple[Finding, ...]]:
    """The findings about each definition next to the others: about names, and about codes of rules."""
    found: dict[str, list[Finding]] = {}
    entries = [Entry(docname, agent.name, agent.profile.mentions) for docname, agent in sorted(agents.items())]
    units = (unit for _, agent in sorted(agents.items()) for unit in agent.units)
    files = {docname: f"{agent.collection}/{agent.path}" for docname, agent in agents.items()}
    for docname, finding in chain(team_findings(entries, names), same_codes(units, files)):
        found.setdefault(docname, []).append(finding)
    return {docname: tuple(findings) for docname, findings in found.items()}


def shown(domain: AgentDomain, docname: str) -> Iterator[str]:
    """The data about others that a page shows, as texts that change when it changes."""
    related, links = domain.related.get(docname, Related()), domain.links
    for relation in related.relations:
        agent = domain.agents[relation.page]
        at = links.anchor(relation.home, relation.anchor) if relation.anchor else ""
        yield repr((relation, at, agent.title, agent.anchor, agent.collection))
    for named in related.names:
        yield repr((named, domain.agents[named.page].title, domain.agents[named.page].anchor))
    for anchor, shared in related.shared:
        yield repr((anchor, shared.total, shared.common))
        for one in shared.others:
            title, at = domain.agents[one.page].title, links.anchor(one.page, one.anchor)
            yield repr((one, title, at, "" if shared.common else wording(domain, one)))


# -- when a page is written


def show_related(node: related_agents, env: BuildEnvironment, builder: Builder) -> None:
    """Show the relations of a page to other agents: links, notes, and the section in place of *node*."""
    domain = domain_of(env)
    docname, page = node["docname"], node.parent
    related = domain.related.get(docname, Related())
    link_names(page, related.names, docname)
    note_shared(page, related.shared, docname, domain)
    if related.relations:
        node.replace_self(_section(related.relations, docname, domain, builder))
    else:
        page.remove(node)


def _section(relations: Sequence[Relation], docname: str, domain: AgentDomain, builder: Builder) -> nodes.container:
    """The related agents, by kind, below a map of them.

    It has no id: it depends on other agents, so a link to it could not be kept.
    """
    section = nodes.container(classes=["agent-related", "no-search"])
    section += _heading(_("Related agents"), 2, "agent-related-title")
    if builder.name in SITE_BUILDERS:
        section += agent_map(svg=_map(relations, docname, domain, builder))
    for heading, group in groupby(relations, key=_heading_of):
        section += _heading(_(heading), 3, "agent-relation-kind")
        some = list(group)
        cards = [_card(relation, docname, domain) for relation in some[:CARDS]]
        section += nodes.bullet_list("", *cards, bullet="-", classes=["agent-related-cards"])
        if some[CARDS:]:
            section += _rest(some[CARDS:], docname, domain)
    return section


def _heading_of(relation: Relation) -> str:
    """The heading above a relation: one shared guideline comes last and has its own."""
    return ONE_SHARED if is_one_line(relation) else RELATIONS[relation.kind].heading


def _heading(words: str, level: int, name: str) -> nodes.rubric:
    return nodes.rubric("", words, classes=[name], **{"heading-level": level})


def _card(relation: Relation, docname: str, domain: AgentDomain) -> nodes.list_item:
    agent = domain.agents[relation.page]
    name = nodes.paragraph("", "", reference_to(docname, agent.docname, "", nodes.Text(agent.title)))
    name["classes"].append("agent-related-name")
    for fact in _facts(relation, agent, domain.agents[docname]):
        name += nodes.inline("", f" {fact}", classes=["agent-card-facts"])
    item = nodes.list_item("", name, classes=["agent-related-card"])
    if relation.evidence:
        item += _evidence(relation, docname)
    return item


def _facts(relation: Relation, agent: Agent, own: Agent) -> Iterator[str]:
    """The facts next to a name: how it names this agent, how much it shares, and its collection if that is another."""
    if relation.via and relation.via != "names":
        yield _(RELATIONS[relation.via].phrase)
    if relation.common > 1:
        yield ngettext("%s guideline", "%s guidelines", relation.common) % f"{relation.common:,}"
    if agent.collection != own.collection:
        yield place(agent.collection, "")


def _evidence(relation: Relation, docname: str) -> nodes.paragraph:
    """The evidence; a quotation is a link to its source."""
    if not relation.home:
        return nodes.paragraph("", relation.evidence, classes=["agent-evidence"])
    words = nodes.inline("", f"\u201c{relation.evidence}\u201d")
    link = reference_to(docname, relation.home, relation.anchor, words)
    return nodes.paragraph("", "", link, classes=["agent-evidence"])


def _rest(relations: Iterable[Relation], docname: str, domain: AgentDomain) -> nodes.paragraph:
    """The agents without a card, as links."""
    rest = nodes.paragraph("", _("Also:") + " ", classes=["agent-related-rest"])
    for number, relation in enumerate(relations):
        rest += [nodes.Text(", ")] if number else []
        rest += reference_to(docname, relation.page, "", nodes.Text(domain.agents[relation.page].title))
    return rest


def _map(relations: Iterable[Relation], docname: str, domain: AgentDomain, builder: Builder) -> str:
    """The map of an agent and the agents around it."""

    def node(page: str) -> MapNode:
        agent = domain.agents[page]
        uri = builder.get_relative_uri(docname, page) if page != docname else f"#{agent.anchor}"
        return MapNode(page, agent.title, uri, place(agent.collection, agent.group))

    around = [(node(one.page), one.via or one.kind, one.kind != "named-by") for one in relations]
    return neighbourhood(node(docname), around, words())

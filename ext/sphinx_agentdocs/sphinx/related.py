"""The related agents on the page of an agent: links, notes, and a section with a card for each and its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

from ..core.checking.rule_codes import same_codes
from ..core.checking.team_rules import Entry, duplicate_name, same_names, team_findings
from ..core.findings import Code, Finding, failure
from ..core.maps.drawing import SYMMETRIC, rank
from ..core.maps.words import RELATIONS
from ..core.naming.names import Names
from ..core.relating.relations import Related, Relation, relate
from ..core.relating.similar_agents import Compared, compared
from .agents import Agent, place
from .domain import AgentDomain, domain_of
from .languages import mark_direction
from .locale import _, ngettext, number
from .log import is_fatal
from .name_links import link_names
from .net import without_failing
from .nodes import agents_around, related_agents
from .references import reference_to
from .shared_notes import note_shared, wording
from .site_files import SITE_BUILDERS

CARDS = 12
"""The most cards; the other agents follow them as links."""


# -- when all pages are read


def relate_agents(app: Sphinx, env: BuildEnvironment) -> None:
    """Find the relations of all agents, if any of them changed (an event handler)."""
    domain = domain_of(env)
    if not domain.changed:
        return
    try:
        found, errors = without_failing(domain.agents, lambda some: _related(domain.agents, some, domain.compared))
        related, findings, similar = found
    except Exception as error:  # on no agent by itself: the site has no relations, but all of its pages
        if is_fatal(error) or not domain.agents:
            raise
        related, findings, similar, errors = {}, {}, domain.compared, {min(domain.agents): error}
    for docname in domain.agents:
        related.setdefault(docname, Related())
    for docname, reason in errors.items():
        findings[docname] = (Finding(Code.INTERNAL, failure(reason, "relating it to the others")),)
    domain.set_related(related, findings, similar)


def _related(
    agents: Mapping[str, Agent], some: Sequence[str], last: Compared
) -> tuple[dict[str, Related], dict[str, tuple[Finding, ...]], Compared]:
    """The relations of *some* agents, the findings about them, and which are similar, after the *last* comparison."""
    chosen = {docname: agents[docname] for docname in some}
    profiles = [agent.profile for agent in chosen.values()]
    names = Names(profile.named for profile in profiles)
    similar = compared({profile.page: profile.terms for profile in profiles}, last)
    related = relate(profiles, {docname: agent.units for docname, agent in chosen.items()}, names, similar.near)
    return related, _findings(chosen, names), similar


def _findings(agents: Mapping[str, Agent], names: Names) -> dict[str, tuple[Finding, ...]]:
    """The findings about each definition next to the others: about names, and about codes of rules."""
    found: dict[str, list[Finding]] = {}
    in_order = [agents[docname] for docname in sorted(agents)]
    entries = [Entry(agent.docname, agent.name, agent.profile.mentions) for agent in in_order]
    units = (unit for agent in in_order for unit in agent.units)
    files = {docname: f"{agent.collection}/{agent.path}" for docname, agent in agents.items()}
    for docname, finding in chain(team_findings(entries, names), same_codes(units, files)):
        found.setdefault(docname, []).append(finding)
    for agent, first in same_names(in_order, lambda agent: agent.team):
        found.setdefault(agent.docname, []).append(duplicate_name(agent.name, agent.line, files[first.docname]))
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
    """Show the relations of a page to other agents: links, notes, and the content of the section with *node*."""
    domain = domain_of(env)
    docname, section = node["docname"], node.parent
    related = domain.related.get(docname, Related())
    link_names(section.parent, related.names, docname)
    note_shared(section.parent, related.shared, docname, domain)
    node.replace_self(list(_content(related.relations, docname, domain, builder)))


def _content(
    relations: Sequence[Relation], docname: str, domain: AgentDomain, builder: Builder
) -> Iterator[nodes.Element]:
    """The related agents, each once, with all of its relations, the strongest first, below a drawing of them."""
    if not relations:
        yield nodes.paragraph("", _("No other agent is related to this one."))
        return
    by_page: dict[str, list[Relation]] = {}
    for relation in relations:
        by_page.setdefault(relation.page, []).append(relation)
    cards = _Cards(domain, docname)
    shown = list(by_page.items())
    if builder.name in SITE_BUILDERS:
        lines = [_drawn_as(some) for _, some in shown[:CARDS]]
        yield agents_around(title=domain.agents[docname].title, lines=lines)
    items = [cards.card(page, some) for page, some in shown[:CARDS]]
    yield nodes.bullet_list("", *items, bullet="-", classes=["agent-related-cards"])
    if shown[CARDS:]:
        yield _rest([page for page, _ in shown[CARDS:]], docname, domain)


class _Cards:
    """The cards on one page.  A sentence that proves several relations is quoted once; then a link leads to it."""

    def __init__(self, domain: AgentDomain, docname: str) -> None:
        self._domain, self._docname = domain, docname
        self._quoted: set[tuple[str, str, str]] = set()

    def card(self, page: str, relations: Sequence[Relation]) -> nodes.list_item:
        """An agent, and a line for each relation to it."""
        agent = self._domain.agents[page]
        name = nodes.paragraph("", "", reference_to(self._docname, page, "", nodes.Text(agent.title)))
        mark_direction(name)
        if agent.collection != self._domain.agents[self._docname].collection:
            name += nodes.inline("", f" {place(agent.collection, '')}", classes=["agent-card-facts"])
        return nodes.list_item("", name, *(self._line(relation) for relation in relations))

    def _line(self, relation: Relation) -> nodes.paragraph:
        """The kind of a relation, and its evidence: a quotation is a link to its source."""
        kind = nodes.Text(_phrase(relation))
        if not relation.home:
            return nodes.paragraph("", "", kind, *([nodes.Text(f": {relation.evidence}")] if relation.evidence else []))
        quoted = (relation.home, relation.anchor, relation.evidence)
        if quoted in self._quoted:
            return nodes.paragraph("", "", self._link(relation, kind))
        self._quoted.add(quoted)
        quote = nodes.Text(f"\u201c{relation.evidence}\u201d")
        return nodes.paragraph("", "", kind, nodes.Text(" "), self._link(relation, quote))

    def _link(self, relation: Relation, words: nodes.Text) -> nodes.Node:
        link = reference_to(self._docname, relation.home, relation.anchor, words)
        link["untitled"] = True
        return link


def _phrase(relation: Relation) -> str:
    """The kind of a relation in words: how the other agent names this one, how much they share."""
    words: str = _(RELATIONS[relation.kind])
    if relation.via and relation.via != "names":
        return f"{words} ({_(RELATIONS[relation.via])})"
    if relation.common > 1:
        common = ngettext("%s guideline", "%s guidelines", relation.common) % number(relation.common)
        return f"{words} ({common})"
    return words


def _rest(pages: Iterable[str], docname: str, domain: AgentDomain) -> nodes.paragraph:
    """The agents without a card, as links."""
    rest = nodes.paragraph("", _("Also:") + " ", classes=["agent-related-rest"])
    for at, page in enumerate(pages):
        rest += [nodes.Text(", ")] if at else []
        rest += reference_to(docname, page, "", nodes.Text(domain.agents[page].title))
    return rest


def _drawn_as(relations: Sequence[Relation]) -> str:
    """All relations to one agent as one line: the strongest kind, ``>`` if it leads there, ``<`` if it leads here."""
    kinds = [one.via or ("names" if one.kind == "named-by" else one.kind) for one in relations]
    ways = {one.kind != "named-by" for one, kind in zip(relations, kinds, strict=True) if kind not in SYMMETRIC}
    strongest = min(kinds, key=rank)
    return f"{strongest}{'<' * (False in ways)}{'>' * (True in ways)}"

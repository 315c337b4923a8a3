"""What the page of an agent shows of others: cards with the evidence, names as links, guidelines that are shared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.locale import _

from ..core.checking.team_rules import Entry, team_findings
from ..core.findings import Finding
from ..core.maps.map import MapNode, neighbourhood
from ..core.naming.name_spans import spans
from ..core.naming.names import Names
from ..core.relating.relations import NamedAgent, Related, Relation, relate
from ..core.relating.shared_guidance import Share, Shared
from ..core.text.diff import other_wording
from .agents import Agent, place
from .domain import AgentDomain, domain_of
from .ledger import SITE_BUILDERS
from .maps import words
from .nodes import (
    agent_map,
    definition_link,
    definition_source,
    guideline_item,
    guideline_paragraph,
    related_agents,
    shared_note,
)

CARDS = 12
"""Cards of one kind; what is more stands behind them as links."""
_NO_LINKS = (
    nodes.title,
    nodes.rubric,
    nodes.reference,
    nodes.literal_block,
    nodes.literal,
    pending_xref,
    definition_link,
    definition_source,
)
"""In these a name stays what it is: a link in a link, or in code, would be none."""


def labels() -> dict[str, str]:
    """The words for each kind of relation, as a heading above those to whom it leads."""
    return {
        "declared": _("Declared as related"),
        "works-with": _("Works with"),
        "delegates-to": _("Delegates to"),
        "reports-to": _("Reports to"),
        "escalates-to": _("Escalates to"),
        "names": _("Names"),
        "named-by": _("Named by"),
        "shares-guidance": _("Shares guidance with"),
        "similar": _("Similar purpose"),
    }


# -- when all pages are read


def relate_agents(app: Sphinx, env: BuildEnvironment) -> None:
    """Find the relations of all agents, if any of them changed (an event handler)."""
    domain = domain_of(env)
    if not domain.changed:
        return
    profiles = [agent.profile for agent in domain.agents.values()]
    names = Names(profile.named for profile in profiles)
    related = relate(profiles, {docname: agent.units for docname, agent in domain.agents.items()}, names)
    domain.set_related(related, _findings(domain.agents, names))


def shown(domain: AgentDomain, docname: str) -> Iterator[str]:
    """What a page shows of others, as texts that differ when that differs."""
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
            yield repr((one, title, at, "" if shared.common else _wording(domain, one)))


def _findings(agents: Mapping[str, Agent], names: Names) -> dict[str, tuple[Finding, ...]]:
    """What is wrong with the names in each definition."""
    found: dict[str, list[Finding]] = {}
    entries = [Entry(docname, agent.name, agent.profile.mentions) for docname, agent in sorted(agents.items())]
    for docname, finding in team_findings(entries, names):
        found.setdefault(docname, []).append(finding)
    return {docname: tuple(findings) for docname, findings in found.items()}


# -- when a page is written


def show_related(place: related_agents, env: BuildEnvironment, builder: Builder) -> None:
    """Link the names around *place*, say which guidelines stand elsewhere too, and fill the place in."""
    domain = domain_of(env)
    docname, page = place["docname"], place.parent
    related = domain.related.get(docname, Related())
    _link_names(page, related.names, docname)
    _note_shared(page, related.shared, docname, domain)
    if related.relations:
        place.replace_self(_section(related.relations, docname, domain, builder))
    else:
        page.remove(place)


def _link(docname: str, page: str, anchor: str, words: nodes.Node) -> pending_xref:
    """A reference from a page to a place on the page of an agent; without an anchor to the agent."""
    return pending_xref(
        "", words, refdomain="agent", reftype="place", reftarget=f"{page}#{anchor}", refdoc=docname, explicit=True
    )


# -- names in the text


def _link_names(page: nodes.Element, names: Sequence[NamedAgent], docname: str) -> None:
    """Make links of the names of agents; the text stays the same."""
    everywhere = {named.name: named.page for named in names if "-" in named.name}
    others = {named.name: named.page for named in names if "-" not in named.name}
    if not names:
        return
    for marked in [*page.findall(nodes.literal), *page.findall(nodes.strong)]:
        target = everywhere.get(marked.astext()) or others.get(marked.astext())
        if target and not _is_linked(marked.parent, page):
            _wrap(marked, docname, target)
    for text in list(page.findall(nodes.Text)):
        if "-" in text and not _is_linked(text.parent, page):
            _link_in(text, everywhere, docname)
    for anchor, here in groupby(sorted(named for named in names if named.anchor), key=lambda named: named.anchor):
        _link_once(page, anchor, {named.name: named.page for named in here}, docname)


def _link_once(page: nodes.Element, anchor: str, names: Mapping[str, str], docname: str) -> None:
    """Make a link of the first place of each name in the unit of that anchor."""
    unit = next((node for node in _guidelines(page) if anchor in node["ids"]), None)
    if unit is None:
        return
    for name, target in names.items():
        for text in unit.findall(nodes.Text):
            if name in text and not _is_linked(text.parent, page) and _link_in(text, {name: target}, docname):
                break


def _link_in(text: nodes.Text, names: Mapping[str, str], docname: str) -> bool:
    """Make links of the names that stand in a text; whether there were any."""
    pieces: list[nodes.Node] = []
    at = 0
    whole = str(text)
    for start, end, name in spans(whole, names):
        pieces += [nodes.Text(whole[at:start])] if start > at else []
        words = nodes.inline("", whole[start:end], classes=["agent-mention"])
        pieces.append(_link(docname, names[name], "", words))
        at = end
    if pieces:
        pieces += [nodes.Text(whole[at:])] if at < len(whole) else []
        text.parent.replace(text, pieces)
    return bool(pieces)


def _wrap(node: nodes.Element, docname: str, target: str) -> None:
    words = node.deepcopy()
    words["classes"].append("agent-mention")
    node.replace_self(_link(docname, target, "", words))


def _is_linked(node: nodes.Element | None, page: nodes.Element) -> bool:
    """Whether a node is, or stands in, what cannot hold a link."""
    while node is not None and node is not page:
        if isinstance(node, _NO_LINKS) or "agent-facts" in node.get("classes", ()):
            return True
        node = node.parent
    return False


# -- guidelines that stand in other agents too


def _note_shared(page: nodes.Element, shared: Sequence[tuple[str, Shared]], docname: str, domain: AgentDomain) -> None:
    """Say below each guideline that stands elsewhere too where it does."""
    if not shared:
        return
    found = {node["ids"][0]: node for node in _guidelines(page)}
    texts = {unit.anchor: unit.text for unit in domain.agents[docname].units}
    for anchor, one in shared:
        node = found.get(anchor)
        if node is not None:
            _put_below(node, _note(one, texts[anchor], docname, domain))


def _guidelines(page: nodes.Element) -> list[nodes.Element]:
    return [*page.findall(guideline_item), *page.findall(guideline_paragraph)]


def _put_below(node: nodes.Element, note: nodes.Element) -> None:
    if isinstance(node, guideline_paragraph):
        node.parent.insert(node.parent.index(node) + 1, note)
    else:
        lists = (nodes.bullet_list, nodes.enumerated_list)
        node.insert(next((at for at, child in enumerate(node) if isinstance(child, lists)), len(node)), note)


def _note(shared: Shared, text: str, docname: str, domain: AgentDomain) -> shared_note:
    """The agents in which a guideline stands too, and other wordings of it."""
    note = shared_note("", nodes.Text(_("Also in") + " "), classes=["agent-also", "no-search"])
    for number, share in enumerate(shared.others):
        note += [nodes.Text(", ")] if number else []
        note += _link(docname, share.page, share.anchor, nodes.inline("", domain.agents[share.page].title))
        if not share.same and not shared.common:
            note += nodes.Text(" " + _("(other words)"))
    if shared.total > len({share.page for share in shared.others}):
        more = shared.total - len({share.page for share in shared.others})
        note += nodes.Text(" " + _("and %s more") % f"{more:,}")
    note["wordings"] = [
        (domain.agents[share.page].title, [tuple(piece) for piece in other_wording(text, _wording(domain, share))])
        for share in shared.others
        if not share.same and not shared.common
    ]
    return note


def _wording(domain: AgentDomain, share: Share) -> str:
    """What stands at the other place, where it says it in other words."""
    if share.same:
        return ""
    return next((unit.text for unit in domain.agents[share.page].units if unit.anchor == share.anchor), "")


# -- the section


def _section(relations: Sequence[Relation], docname: str, domain: AgentDomain, builder: Builder) -> nodes.container:
    """The related agents, by kind, below a map of them.

    It has no id: it depends on other agents, so that a link to it could not be kept.
    """
    section = nodes.container(classes=["agent-related", "no-search"])
    section += _heading(_("Related agents"), 2, "agent-related-title")
    if builder.name in SITE_BUILDERS:
        section += agent_map(svg=_map(relations, docname, domain, builder))
    for kind, group in groupby(relations, key=lambda relation: relation.kind):
        section += _heading(labels()[kind], 3, "agent-relation-kind")
        some = list(group)
        cards = [_card(relation, docname, domain) for relation in some[:CARDS]]
        section += nodes.bullet_list("", *cards, bullet="-", classes=["agent-related-cards"])
        if some[CARDS:]:
            section += _rest(some[CARDS:], docname, domain)
    return section


def _heading(words: str, level: int, name: str) -> nodes.rubric:
    return nodes.rubric("", words, classes=[name], **{"heading-level": level})


def _card(relation: Relation, docname: str, domain: AgentDomain) -> nodes.list_item:
    agent = domain.agents[relation.page]
    name = nodes.paragraph("", "", _link(docname, agent.docname, "", nodes.Text(agent.title)))
    name["classes"].append("agent-related-name")
    for fact in _facts(relation, agent, domain.agents[docname]):
        name += nodes.inline("", f" {fact}", classes=["agent-card-facts"])
    item = nodes.list_item("", name, classes=["agent-related-card"])
    if relation.evidence:
        item += _evidence(relation, docname)
    return item


def _facts(relation: Relation, agent: Agent, own: Agent) -> Iterator[str]:
    """What a card says beside the name: how it is named, how much is shared, and where it belongs if elsewhere."""
    if relation.via not in ("", "names"):
        yield labels()[relation.via].casefold()
    if relation.common > 1:
        yield _("%s guidelines") % f"{relation.common:,}"
    if agent.collection != own.collection:
        yield place(agent.collection, "")


def _evidence(relation: Relation, docname: str) -> nodes.paragraph:
    """The evidence, quoted if it is a text, as a link to where it stands."""
    if not relation.home:
        return nodes.paragraph("", relation.evidence, classes=["agent-evidence"])
    words = nodes.inline("", f"\u201c{relation.evidence}\u201d")
    link = _link(docname, relation.home, relation.anchor, words)
    return nodes.paragraph("", "", link, classes=["agent-evidence"])


def _rest(relations: Iterable[Relation], docname: str, domain: AgentDomain) -> nodes.paragraph:
    """Those for which there is no card, as links."""
    rest = nodes.paragraph("", _("And") + " ", classes=["agent-related-rest"])
    for number, relation in enumerate(relations):
        rest += [nodes.Text(", ")] if number else []
        rest += _link(docname, relation.page, "", nodes.Text(domain.agents[relation.page].title))
    return rest


def _map(relations: Iterable[Relation], docname: str, domain: AgentDomain, builder: Builder) -> str:
    """The map of the agents around one."""

    def node(page: str) -> MapNode:
        agent = domain.agents[page]
        uri = builder.get_relative_uri(docname, page) if page != docname else f"#{agent.anchor}"
        return MapNode(page, agent.title, uri, place(agent.collection, agent.group))

    around = [(node(one.page), one.via or one.kind, one.kind != "named-by") for one in relations]
    return neighbourhood(node(docname), around, words())

"""Catalogues: agents as cards, sorted by group."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import groupby

from docutils import nodes
from sphinx.builders import Builder

from ..core.text.identifiers import digest, slug
from . import compat
from .agents import Agent, group_title
from .domain import AgentDomain
from .languages import mark_direction
from .locale import ngettext, number
from .log import shares
from .nodes import agent_card, folded
from .site_files import SITE_BUILDERS
from .swatches import fill_of

MANY = 60
"""A catalogue of more agents is folded by group."""
_LINE, _SUMMARY, _SAID, _TOOLS = 56, 200, 140, 60
_PLAIN = re.compile(r"[\w.-]+(?:/[\w.-]+)*")


def cards(agents: Sequence[Agent], builder: Builder, docname: str, taken: set[str]) -> list[nodes.Node]:
    """The cards of *agents*, which are sorted by collection and group, below the names of the groups.

    On a page of a site, the groups of many agents are folded, and their cards are short.  *taken* are the ids of groups
    that the page has already, to which those of these groups are added.
    """
    is_site, is_large = builder.name in SITE_BUILDERS, len(agents) > MANY
    make = partial(_site_card, is_short=is_large) if is_site else card
    if not is_site or not is_large:
        return by_group(agents, lambda agent: make(agent, builder, docname), ["agent-catalog"], taken)
    groups = (list(group) for _, group in groupby(agents, key=lambda agent: (agent.collection, agent.group)))
    listed = ((group, shares(group, "listing it", lambda agent: make(agent, builder, docname))) for group in groups)
    return [_folded(group, items, taken) for group, items in listed]


def _folded(group: Sequence[Agent], items: Iterable[nodes.list_item], taken: set[str]) -> nodes.Element:
    """A group below a heading that unfolds it; a link to its id does so as well."""
    collection, name = group[0].collection, group[0].group
    ids = _free_ids(group[0], taken)
    listed = nodes.bullet_list("", *items, bullet="-", classes=["agent-catalog"], ids=ids)
    count = ngettext("%s agent", "%s agents", len(group)) % number(len(group))
    return folded("", listed, summary=count, heading=group_title(collection, name))


def by_group(
    agents: Sequence[Agent],
    item: Callable[[Agent], nodes.list_item],
    classes: Sequence[str] = (),
    taken: set[str] | None = None,
) -> list[nodes.Node]:
    """A list for each group of *agents*, with an *item* for each agent; several groups have their names above.

    With *taken*, which is as for `cards`, each group has an id.
    """
    result: list[nodes.Node] = []
    groups = [
        (key, list(members)) for key, members in groupby(agents, key=lambda agent: (agent.collection, agent.group))
    ]
    for (collection, group), members in groups:
        ids = [] if taken is None else _free_ids(members[0], taken)
        if len(groups) > 1:
            title = group_title(collection, group)
            result.append(nodes.rubric("", title, classes=["agent-group"], ids=ids, **compat.heading_level(2)))
            ids = []
        items = shares(members, "listing it", item)
        result.append(nodes.bullet_list("", *items, bullet="-", classes=list(classes), ids=ids))
    return result


def _free_ids(agent: Agent, taken: set[str]) -> list[str]:
    """The id of the group of an agent, unless the page has it already."""
    anchor = group_anchor(agent.docname)
    is_free = anchor not in taken
    taken.add(anchor)
    return [anchor] * is_free


def group_anchor(docname: str) -> str:
    """The id of the group of an agent in a catalogue, which follows from the address of its page.

    No other id of a page begins with this word and a slash.
    """
    folder = docname.rpartition("/")[0]
    name = folder if _PLAIN.fullmatch(folder) else f"{slug(folder)}-{digest(folder)}"
    return f"agents/{name}"


def former_groups(domain: AgentDomain, collection: str) -> list[str]:
    """The ids of groups of a *collection*, or of all if that is empty, that have no agents any more, by the ledger.

    Pages showed links to them.
    """
    beginning = f"{collection}/" if collection else ""
    former = {group_anchor(page) for page in domain.recorded_pages if page.startswith(beginning)}
    return sorted(former - {group_anchor(docname) for docname in domain.agents})


def link_to(agent: Agent, builder: Builder, docname: str, classes: Sequence[str] = ()) -> nodes.reference:
    """The title of an agent as a link to its page."""
    uri = builder.get_relative_uri(docname, agent.docname)
    if "#" not in uri and builder.format != "html":
        uri = f"{uri}#{agent.anchor}"
    return nodes.reference("", agent.title, internal=True, refuri=uri, classes=list(classes))


def _site_card(agent: Agent, builder: Builder, docname: str, *, is_short: bool) -> agent_card:
    """One agent on a page of a site; a short card is completed by a script, from the data of `facets`."""
    uri = link_to(agent, builder, docname)["refuri"]
    if is_short:
        return agent_card(uri=uri, title=agent.title, facts="", line=shortened(agent.summary, _LINE), said="", fill="")
    facts = (agent.model or "", shortened(", ".join(agent.tools or ()), _TOOLS), _count_of_examples(agent))
    return agent_card(
        uri=uri,
        title=agent.title,
        facts=" \u00b7 ".join(filter(None, facts)),
        line=shortened(agent.summary, _SUMMARY),
        said=first_said(agent),
        fill=fill_of(agent.color),
    )


def first_said(agent: Agent) -> str:
    """What a user says first in the first example of an agent, as one line."""
    turns = (text for example in agent.examples for _, text in example.turns[:1])
    return shortened(next(turns, "").strip("'\"\u201c\u201d "), _SAID)


def shortened(text: str, most: int) -> str:
    """*text* cut between words to at most *most* characters."""
    return text if len(text) <= most else f"{text[:most].rpartition(' ')[0].rstrip(' ,;:.')} \u2026"


def _count_of_examples(agent: Agent) -> str:
    count = len(agent.examples)
    return ngettext("%s example", "%s examples", count) % number(count) if count else ""


def card(agent: Agent, builder: Builder, docname: str) -> nodes.list_item:
    """One agent: its title as a link, its facts, and its summary."""
    head = nodes.paragraph("", "", link_to(agent, builder, docname, ["agent-name"]))
    facts = " \u00b7 ".join(filter(None, (agent.model, _count_of_examples(agent))))
    item = nodes.list_item("", head)
    if agent.summary:
        item += nodes.paragraph("", agent.summary, classes=["agent-summary"])
    if facts:
        head += nodes.inline("", f" {facts}", classes=["agent-card-facts"])
    mark_direction(item)
    return item

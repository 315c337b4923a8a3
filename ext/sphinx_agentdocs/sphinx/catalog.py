"""Catalogues: agents as cards, sorted by group."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from docutils import nodes
from sphinx.builders import Builder

from ..core.text.characters import VisibleText
from ..core.text.identifiers import digest, slug
from .agents import Agent, place
from .locale import ngettext
from .log import shares

_ORDER = re.compile(r"\d+[-_. ]+(?=\S)")


def cards(agents: Sequence[Agent], builder: Builder, docname: str) -> list[nodes.Node]:
    """The cards of *agents*, which are sorted by collection and group, below the names of the groups."""
    return by_group(agents, lambda agent: card(agent, builder, docname), ["agent-catalog"])


def by_group(
    agents: Sequence[Agent], item: Callable[[Agent], nodes.list_item], classes: Sequence[str] = ()
) -> list[nodes.Node]:
    """A list for each group of *agents*, with an *item* for each agent; several groups have their names above."""
    result: list[nodes.Node] = []
    groups = [
        (key, list(members)) for key, members in groupby(agents, key=lambda agent: (agent.collection, agent.group))
    ]
    for (collection, group), members in groups:
        if len(groups) > 1:
            title = group_title(collection, group)
            result.append(nodes.rubric("", title, classes=["agent-group"], ids=[group_anchor(collection, group)]))
        items = shares(members, "listing it", item)
        result.append(nodes.bullet_list("", *items, bullet="-", classes=list(classes)))
    return result


def group_title(collection: str, group: str) -> VisibleText:
    """The name of a group for people: its folders as words, without the numbers that sort them."""
    names = (_ORDER.sub("", part) or part for part in place(collection, group).split(" / "))
    words = (re.sub("[-_]+", " ", name).strip() or name for name in names)
    return VisibleText(" / ".join(name[:1].upper() + name[1:] for name in words))


def group_anchor(collection: str, group: str) -> str:
    """The id of a group in a catalogue; no other id of a page has a slash."""
    return f"agents/{slug(f'{collection}/{group}') or digest(f'{collection}/{group}')}"


def link_to(agent: Agent, builder: Builder, docname: str, classes: Sequence[str] = ()) -> nodes.reference:
    """The title of an agent as a link to its page."""
    uri = builder.get_relative_uri(docname, agent.docname)
    if "#" not in uri and builder.format != "html":
        uri = f"{uri}#{agent.anchor}"
    return nodes.reference("", agent.title, internal=True, refuri=uri, classes=list(classes))


def card(agent: Agent, builder: Builder, docname: str) -> nodes.list_item:
    """One agent: its title as a link, its facts, and its summary."""
    head = nodes.paragraph("", "", link_to(agent, builder, docname, ["agent-name"]))
    count = len(agent.examples)
    examples = ngettext("%s example", "%s examples", count) % f"{count:,}" if count else ""
    facts = " \u00b7 ".join(filter(None, (agent.model, examples)))
    item = nodes.list_item("", head)
    if agent.summary:
        item += nodes.paragraph("", agent.summary, classes=["agent-summary"])
    if facts:
        head += nodes.inline("", f" {facts}", classes=["agent-card-facts"])
    return item

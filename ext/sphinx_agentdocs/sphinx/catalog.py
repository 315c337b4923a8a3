"""Catalogues: agents as cards, by group."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from docutils import nodes
from sphinx.builders import Builder

from .agents import Agent, place


def cards(agents: Sequence[Agent], builder: Builder, docname: str) -> list[nodes.Node]:
    """The cards of *agents*, which are sorted by collection and group, below the name of each group."""
    result: list[nodes.Node] = []
    groups = [
        (key, list(members)) for key, members in groupby(agents, key=lambda agent: (agent.collection, agent.group))
    ]
    for (collection, group), members in groups:
        if len(groups) > 1:
            result.append(nodes.rubric("", place(collection, group), classes=["agent-group"]))
        items = [card(agent, builder, docname) for agent in members]
        result.append(nodes.bullet_list("", *items, bullet="-", classes=["agent-catalog"]))
    return result


def card(agent: Agent, builder: Builder, docname: str) -> nodes.list_item:
    """One agent: its title as a link, its facts, and what it is for."""
    uri = builder.get_relative_uri(docname, agent.docname)
    if "#" not in uri and builder.format != "html":
        uri = f"{uri}#{agent.anchor}"
    link = nodes.reference("", agent.title, internal=True, refuri=uri, classes=["agent-name"])
    head = nodes.paragraph("", "", link)
    facts = " \u00b7 ".join(filter(None, (agent.model, f"{len(agent.examples)} ex." if agent.examples else "")))
    item = nodes.list_item("", head)
    if agent.summary:
        item += nodes.paragraph("", agent.summary, classes=["agent-summary"])
    if facts:
        head += nodes.inline("", f" {facts}", classes=["agent-card-facts"])
    return item

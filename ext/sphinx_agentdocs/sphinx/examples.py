"""The page of all examples: when to use which agent, in the words of a user."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

from .agents import Agent, ExampleEntry
from .catalog import by_group, link_to, shortened
from .domain import AgentDomain, domain_of
from .locale import _
from .nodes import plain_links
from .own_page import OwnPage

_SAID = 200


def _none(domain: AgentDomain) -> tuple[str, ...]:
    """No document shows the same."""
    return ()


OWN_PAGE = OwnPage(
    name="examples", marker="agent-all-examples", link_class="agent-all-examples-link", least=1, documents=_none
)


def has_any(env: BuildEnvironment) -> bool:
    """Whether any agent has an example, or had one by the ledger: the address of the page is kept."""
    domain = domain_of(env)
    if domain.known:
        return domain.known.has_examples
    recorded = (domain.links.entries[code] for code in domain.links.recorded)
    return any(agent.examples for agent in domain.agents.values()) or any(one.kind == "example" for one in recorded)


def make_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Make the page, if the site has or had examples (an event handler that collects pages)."""
    if has_any(app.env):
        yield from OWN_PAGE.make(app, _("Examples"), lambda: _content(app.env, app.builder))
    else:
        OWN_PAGE.remove(app.builder)


def shown(env: BuildEnvironment) -> Iterator[str]:
    """The examples that the page shows, as texts that change when it changes."""
    anchor = domain_of(env).links.anchor
    for agent in domain_of(env).in_order():
        yield repr([(anchor(agent.docname, example.anchor), _words(example)) for example in agent.examples])


def _content(env: BuildEnvironment, builder: Builder) -> nodes.container:
    """The agents that have examples, by group, each with a link to every example."""
    agents = [agent for agent in domain_of(env).in_order() if agent.examples]
    lists = by_group(agents, lambda agent: _item(agent, env, builder))
    lists = lists or [nodes.paragraph("", _("No agent has an example now."))]
    return nodes.container("", *lists, classes=[OWN_PAGE.marker])


def _item(agent: Agent, env: BuildEnvironment, builder: Builder) -> nodes.list_item:
    anchor, page = domain_of(env).links.anchor, link_to(agent, builder, OWN_PAGE.name)
    address = page["refuri"].partition("#")[0]
    links = [(_words(example), f"{address}#{anchor(agent.docname, example.anchor)}") for example in agent.examples]
    return nodes.list_item("", nodes.paragraph("", "", page), plain_links(links=links))


def _words(example: ExampleEntry) -> str:
    """What the user says first, else what the example is about."""
    first = next((text for _, text in example.turns), "") or example.context or example.title
    return shortened(" ".join(first.split()), _SAID)

"""The pages that show all agents of a site: its first catalogue, and the lists that the extension makes."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

from . import examples, guidance, maps
from .agents import Agent, group_title
from .catalog import group_anchor
from .domain import domain_of
from .locale import _
from .nodes import agent_crumbs

_LISTS = (guidance.OWN_PAGE, maps.OWN_PAGE, examples.OWN_PAGE)


def home(env: BuildEnvironment, collection: str = "") -> str:
    """The first page with catalogues that have the agents of *collection*, or of all, or an empty text."""
    domain = domain_of(env)
    sought = {collection} if collection else domain.lookup.collections.keys() - {""}
    having = (docname for docname, shown in domain.catalogs.items() if "" in shown or sought <= set(shown))
    return min(having, key=lambda docname: (docname != env.config.root_doc, docname), default="")


def lists(app: Sphinx) -> Iterator[tuple[str, str]]:
    """The pages that list something of all agents, each with its title."""
    if page := home(app.env):
        yield page, _("Agents")
    titles = (_("Guidance"), _("Map"), _("Examples"))
    for own, title in zip(_LISTS, titles, strict=True):
        is_empty = own is examples.OWN_PAGE and not examples.has_any(app.env)
        if not is_empty and (page := own.place(app.env, app.builder)):
            yield page, title


def is_ours(app: Sphinx, pagename: str) -> bool:
    """Whether a page is about agents only, so that its navigation is ours and not that of the host."""
    if pagename in domain_of(app.env).agents or pagename in domain_of(app.env).gone:
        return True
    if app.config.agentdocs_standalone:
        return True
    return any(own.name == pagename == own.place(app.env, app.builder) for own in _LISTS)


def add_crumbs(page: nodes.Element, agent: Agent, env: BuildEnvironment, builder: Builder) -> None:
    """Put the way to the page of an agent above its title: the catalogue, and the group in it."""
    if start := home(env, agent.collection):
        uri = builder.get_relative_uri(agent.docname, start)
        links = [(str(_("Agents")), uri)]
        if domain_of(env).lookup.has_groups:
            group = group_anchor(agent.docname)
            links.append((group_title(agent.collection, agent.group), f"{uri}#{group}"))
        page.insert(0, agent_crumbs(links=links))


def inputs(env: BuildEnvironment) -> str:
    """The content of the links to these pages, as a text that changes when it changes."""
    domain = domain_of(env)
    shown = sorted(domain.catalogs.items()), home(env), domain.lookup.has_groups, places(env), examples.has_any(env)
    return repr(shown)


def places(env: BuildEnvironment) -> list[str]:
    """Texts that change when the place of one of the lists may change."""
    return [own.inputs(env) for own in _LISTS]

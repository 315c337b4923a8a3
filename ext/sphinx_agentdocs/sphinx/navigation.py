"""The sidebar: the host's own tree of pages on every page, and above it, on pages of ours, the agents nearby.

A catalogue makes all its agents children of its page.  If a theme listed them on every page, a site would grow with
the square of its agents.  So while pages of HTML are written, catalogues have no children: the tree, the pages before
and after a page, and whatever a theme makes of them are those that the host would have without agents.  Only the page
of an agent lists others: those of its group, or its neighbours in a large one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import Builder

from . import compat, site_pages
from .agents import Agent, group_title, meaningful_folders
from .domain import AgentDomain, domain_of

_BUILDERS = ("html", "dirhtml")
_OF_THEMES = "generate_toctree_html"
"""The function by which `pydata_sphinx_theme`, and themes based on it, make trees; it first takes a kind."""


def hide_children(app: Sphinx, builder: Builder) -> None:
    """Take the agents of catalogues out of the tree of pages until the build is finished (an event handler)."""
    if builder.name in _BUILDERS:
        put_back = compat.without_catalogs(builder.env, sorted(domain_of(builder.env).catalogs))

        def finish(app: Sphinx, exception: Exception | None) -> None:
            put_back()
            app.disconnect(listener)

        listener = app.connect("build-finished", finish, priority=0)


def add_agents(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Add the lists of the site, and the agents nearby, above the tree of a page of ours.

    An event handler that runs after the theme.
    """
    if app.builder.name not in _BUILDERS or not site_pages.is_ours(app, pagename):
        return
    domain, pathto = domain_of(app.env), context["pathto"]
    agents = listed(domain, pagename, app.config.agentdocs_navigation_limit)
    html = f"{_list_of_site(app, pagename, pathto)}{tree_of(agents, pagename, pathto)}"
    if tree := context.get("toctree"):
        context["toctree"] = lambda **kwargs: f"{html}{tree(**kwargs)}"
    if "furo_navigation_tree" in context:
        context["furo_navigation_tree"] = f"{html}{context['furo_navigation_tree']}"
    if of_theme := context.get(_OF_THEMES):
        context[_OF_THEMES] = lambda kind, *args, **kwargs: _with_agents(kind, of_theme(kind, *args, **kwargs), html)
    if pagename in domain.agents:
        compat.drop_next_and_previous(context)
        before, after = beside(domain, pagename)
        context["prev"], context["next"] = _neighbour(before, pathto), _neighbour(after, pathto)


def _with_agents(kind: str, tree: Any, html: str) -> Any:
    return f"{html}{tree}" if kind == "sidebar" else tree


def _list_of_site(app: Sphinx, pagename: str, pathto: Callable[[str], str]) -> str:
    """The HTML of the list of the pages that show all agents."""
    return _list(_item(page, title, pagename, pathto) for page, title in site_pages.lists(app))


def beside(domain: AgentDomain, docname: str) -> tuple[Agent | None, Agent | None]:
    """The agents before and after one in its group."""
    members, position = domain.group_of(domain.agents[docname])
    before = members[position - 1] if position else None
    return before, members[position + 1] if position + 1 < len(members) else None


def _neighbour(agent: Agent | None, pathto: Callable[[str], str]) -> dict[str, str] | None:
    """What a template shows of the page before or after another."""
    return {"link": pathto(agent.docname), "title": escape(agent.title)} if agent else None


def listed(domain: AgentDomain, docname: str, limit: int) -> Sequence[Agent]:
    """The agents in the sidebar of the page of an agent: its group, or the nearest *limit* agents in it."""
    agent = domain.agents.get(docname)
    if agent is None:
        return ()
    members, position = domain.group_of(agent)
    start = max(0, min(position - limit // 2, len(members) - limit))
    return members[start : start + limit]


def tree_of(agents: Sequence[Agent], docname: str, pathto: Callable[[str], str]) -> str:
    """The HTML of the list of *agents*, which are of one group, on the page *docname*."""
    if not agents:
        return ""
    items = (_item(agent.docname, agent.title, docname, pathto) for agent in agents)
    return f"{_caption(short_title(agents[0].collection, agents[0].group))}{_list(items)}"


def _item(docname: str, title: str, here: str, pathto: Callable[[str], str]) -> str:
    current = " current current-page" if docname == here else ""
    link = f'<a class="reference internal" href="{escape(pathto(docname))}">{escape(title)}</a>'
    return f'<li class="toctree-l1{current}">{link}</li>\n'


def short_title(collection: str, group: str) -> str:
    """A short name of a group for people: its last meaningful folder."""
    return group_title(collection, "".join(meaningful_folders(group)[-1:]))


def _caption(text: str) -> str:
    return f'<p class="caption" role="heading" aria-level="2"><span class="caption-text">{escape(text)}</span></p>\n'


def _list(items: Iterable[str]) -> str:
    return f"<ul>\n{''.join(items)}</ul>\n"

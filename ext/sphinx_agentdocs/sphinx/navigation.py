"""The sidebar: the host's own tree of pages on every page, and below it, on pages of agents, the agents nearby.

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

from . import compat
from .agents import Agent, place
from .domain import AgentDomain, domain_of

_BUILDERS = ("html", "dirhtml")
_GENERIC_FOLDERS = ("agents", ".claude", "subagents")
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
    """Add the agents nearby to the tree of the page of an agent (an event handler that runs after the theme)."""
    domain = domain_of(app.env)
    if pagename not in domain.agents:
        return
    agents = listed(domain, pagename, app.config.agentdocs_navigation_limit)
    html = tree_of(agents, pagename, context["pathto"])
    if tree := context.get("toctree"):
        context["toctree"] = lambda **kwargs: f"{tree(**kwargs)}{html}"
    if "furo_navigation_tree" in context:
        context["furo_navigation_tree"] = f"{context['furo_navigation_tree']}{html}"
    if of_theme := context.get(_OF_THEMES):
        context[_OF_THEMES] = lambda kind, *args, **kwargs: _with_agents(kind, of_theme(kind, *args, **kwargs), html)
    compat.drop_next_and_previous(context)


def _with_agents(kind: str, tree: Any, html: str) -> Any:
    return f"{tree}{html}" if kind == "sidebar" else tree


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
    return f"{_caption(short_place(agents[0].collection, agents[0].group))}{_list(items)}"


def _item(docname: str, title: str, here: str, pathto: Callable[[str], str]) -> str:
    current = " current current-page" if docname == here else ""
    link = f'<a class="reference internal" href="{escape(pathto(docname))}">{escape(title)}</a>'
    return f'<li class="toctree-l1{current}">{link}</li>\n'


def short_place(collection: str, group: str) -> str:
    """A short name for a group: its last folder, or one above it if the last has a generic name."""
    folders = [part for part in group.split("/") if part]
    while len(folders) > 1 and folders[-1].casefold() in _GENERIC_FOLDERS:
        folders.pop()
    return place(collection, folders[-1] if folders else "")


def _caption(text: str) -> str:
    return f'<p class="caption" role="heading" aria-level="2"><span class="caption-text">{escape(text)}</span></p>\n'


def _list(items: Iterable[str]) -> str:
    return f"<ul>\n{''.join(items)}</ul>\n"

"""The sidebar, of limited size however large the site is.

If a theme lists every page on every page, a site grows with the square of its pages.  Here the
page of an agent lists the agents of its group, or its neighbours in a large one.  Every page
lists the documents of the site, expanded on the path to the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from . import compat
from .agents import Agent, place
from .domain import AgentDomain, domain_of

_MAX_ENTRIES = 200
_GENERIC_FOLDERS = ("agents", ".claude", "subagents")


def before_theme(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give the theme an empty tree to render (an event handler that runs before that of the theme)."""
    if "toctree" in context and domain_of(app.env).agents:
        context["toctree"] = lambda **kwargs: ""


def after_theme(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Replace the empty tree by the limited one (an event handler that runs after that of the theme)."""
    domain = domain_of(app.env)
    if "toctree" not in context or not domain.agents:
        return
    sidebar = Sidebar(app.env, domain, pagename, context["pathto"], compat.parents(app.builder, pagename))
    tree = sidebar.html(app.config.agentdocs_navigation_limit)
    context["toctree"] = lambda **kwargs: tree
    if "furo_navigation_tree" in context:
        context["furo_navigation_tree"] = tree
    if pagename in domain.agents:
        compat.drop_next_and_previous(context)


def listed(domain: AgentDomain, docname: str, limit: int) -> Sequence[Agent]:
    """The agents in the sidebar of a page.

    The page of an agent lists its group, or the nearest *limit* agents in it; any other page
    lists all agents, if there are no more than *limit*.
    """
    agent = domain.agents.get(docname)
    if agent is None:
        return domain.in_order() if len(domain.agents) <= limit else ()
    members, position = domain.group_of(agent)
    start = max(0, min(position - limit // 2, len(members) - limit))
    return members[start : start + limit]


class Sidebar:
    """The tree in the sidebar of one page, expanded below its *parents*."""

    def __init__(
        self,
        env: BuildEnvironment,
        domain: AgentDomain,
        docname: str,
        pathto: Callable[[str], str],
        parents: Iterable[str],
    ) -> None:
        self.env, self.domain, self.docname, self.pathto = env, domain, docname, pathto
        self.opened = {docname, *parents}

    def html(self, limit: int) -> str:
        """The HTML of the tree, with at most *limit* agents."""
        parts = []
        for tree in compat.toctrees(self.env, self.env.config.root_doc):
            if items := self._items(tree, 1):
                parts += [_caption(tree["caption"]) if tree.get("caption") else "", _list(items)]
        group: list[Agent] = []
        for agent in listed(self.domain, self.docname, limit):
            if group and (agent.collection, agent.group) != (group[0].collection, group[0].group):
                parts += self._group(group)
                group = []
            group.append(agent)
        return "".join([*parts, *self._group(group)])

    def _group(self, agents: Sequence[Agent]) -> list[str]:
        if not agents:
            return []
        items = [self._item(agent.docname, agent.title, 1, "") for agent in agents]
        return [_caption(short_place(agents[0].collection, agents[0].group)), _list(items)]

    def _items(self, tree: addnodes.toctree, depth: int) -> list[str]:
        """The documents of a toctree; those above this page with their own documents."""
        items = []
        for title, ref in tree["entries"][:_MAX_ENTRIES]:
            if ref in self.domain.agents:
                continue
            known = self.env.titles.get(ref)
            if known is None and "://" not in ref:
                continue
            below = ""
            if ref in self.opened:
                nested = [item for inner in compat.toctrees(self.env, ref) for item in self._items(inner, depth + 1)]
                below = _list(nested) if nested else ""
            items.append(self._item(ref, title or (known.astext() if known else ref), depth, below))
        return items

    def _item(self, ref: str, title: str, depth: int, below: str) -> str:
        current = " current current-page" if ref == self.docname else ""
        uri = escape(ref if "://" in ref else self.pathto(ref))
        link = f'<a class="reference internal" href="{uri}">{escape(title)}</a>'
        return f'<li class="toctree-l{depth}{current}">{link}{below}</li>\n'


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

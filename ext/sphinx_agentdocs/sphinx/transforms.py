"""What is filled in when all pages are read: catalogues, links between definitions, related agents."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.locale import _
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..core.findings import Code
from ..core.text.characters import visible
from . import compat, guidance, maps
from .catalog import cards
from .domain import AgentDomain, domain_of
from .nodes import (
    agent_catalog,
    agent_graph,
    agent_tree,
    definition_link,
    guideline_list,
    placeholder,
    related_agents,
    withdrawn_guidance,
)
from .project import left_out, linked_page
from .references import link_to_place
from .related import show_related
from .tombstones import keep_promises
from .warnings import warn


class MoveTreesToEnd(SphinxTransform):
    """Puts the trees of catalogues behind all else on their page.

    Builders of one document put the agents where the tree stands; the rest of the page
    would become a part of the last agent.
    """

    default_priority = 870

    def apply(self, **kwargs: Any) -> None:
        """Move the trees of the page that is read."""
        for tree in list(self.document.findall(agent_tree)):
            tree.parent.remove(tree)
            page: nodes.Element = next(self.document.findall(nodes.section), self.document)
            page += tree


class FillPlaceholders(SphinxPostTransform):
    """Replaces every placeholder, before Sphinx resolves references."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Fill in the page that is written."""
        domain = domain_of(self.env)
        docname = self.env.current_document.docname
        self._link_to_lists(docname)
        shown = 0
        for node in list(self.document.findall(placeholder)):
            if isinstance(node, agent_catalog):
                node.replace_self(self._catalog(node, domain, docname))
            elif isinstance(node, guideline_list):
                node.replace_self(guidance.listing(self.env, compat.builder_of(self.env), docname))
            elif isinstance(node, agent_graph):
                node.replace_self(maps.graph(node, self.env, compat.builder_of(self.env), docname, shown))
                shown += 1
            elif isinstance(node, definition_link):
                node.replace_self(self._link(node, domain, docname))
            elif isinstance(node, withdrawn_guidance):
                keep_promises(node, domain.links, compat.builder_of(self.env))
            elif isinstance(node, related_agents):
                show_related(node, self.env, compat.builder_of(self.env))

    def _link_to_lists(self, docname: str) -> None:
        """Put the links to the map and to the list of all guidelines above the first catalogue."""
        catalog = next((node for node in self.document.findall(agent_catalog) if not node.get("name")), None)
        if catalog is not None:
            place = catalog.parent.index(catalog)
            for link in (guidance.link, maps.link):
                catalog.parent.insert(place, link(self.env, compat.builder_of(self.env), docname))

    def _catalog(self, node: agent_catalog, domain: AgentDomain, docname: str) -> list[nodes.Node]:
        builder = compat.builder_of(self.env)
        name = node.get("name")
        if name:
            agent = domain.agent_called(name)
            if agent is None:
                warn(Code.UNKNOWN_AGENT, f"no agent is called {name}; use the name in its frontmatter", node)
                return [nodes.paragraph("", name)]
            return cards([agent], builder, docname)
        group = node["group"]
        agents = domain.in_order(node["collection"])
        shown = cards([a for a in agents if f"{a.group}/".startswith(f"{group}/" if group else "")], builder, docname)
        if count := left_out(self.env.project, node["collection"]):
            shown.append(nodes.note("", nodes.paragraph("", _("%s more definitions are left out") % f"{count:,}")))
        return shown

    def _link(self, node: definition_link, domain: AgentDomain, docname: str) -> list[nodes.Node]:
        """The link to another definition; one that has no page is its words and the path."""
        found = linked_page(self.env, node.get("docname", docname), node["target"])
        agent = domain.agents.get(found) if found else None
        if agent is None:
            shown = " ".join(filter(None, (node["target"], node["title"])))
            dead = nodes.inline("", f" ({visible(shown)})", classes=["agent-target"])
            return [nodes.inline("", "", *node.children), dead]
        words = nodes.inline("", "", *node.children)
        return [link_to_place(compat.builder_of(self.env), docname, agent.docname, agent.anchor, words, agent.title)]

"""The transforms that fill in parts of a page that depend on other pages: catalogues, maps, related agents."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from docutils import nodes
from sphinx.builders import Builder
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..core.findings import Code
from ..core.text.characters import visible
from . import compat, guidance, languages, last_changed, maps, scripted, site_pages
from .agents import Agent
from .catalog import cards, former_groups, group_anchor
from .domain import domain_of
from .locale import ngettext, number
from .log import warn
from .nodes import (
    agent_catalog,
    agent_tree,
    definition_link,
    guideline_list,
    map_placeholder,
    placeholder,
    related_agents,
    withdrawn_guidance,
)
from .project import left_out, linked_page
from .references import link_to_place
from .related import show_related
from .site_files import SITE_BUILDERS
from .tombstones import keep_promises


class MoveTreesToEnd(SphinxTransform):
    """Puts the toctrees of catalogues at the end of their page.

    Builders of one document insert the agents in place of the toctree; whatever follows it would
    become a part of the last agent.  An extension that makes all other toctrees does so earlier, and would warn about
    one that it finds.
    """

    default_priority = 870

    def apply(self, **kwargs: Any) -> None:
        """Move the toctrees of the page that was read."""
        for tree in list(self.document.findall(agent_tree)):
            tree.parent.remove(tree)
            tree += tree.attributes.pop("tree")
            page: nodes.Element = next(self.document.findall(nodes.section), self.document)
            page += tree


class MarkLanguages(SphinxTransform):
    """Marks the language and the direction of an author's text, after it was translated if it is."""

    default_priority = 880

    def apply(self, **kwargs: Any) -> None:
        """Mark the page that was read, if it is that of an agent."""
        page = self.document.children[0] if self.document.children else None
        if isinstance(page, nodes.section) and "agent-page" in page["classes"]:
            languages.mark(page)


class FillPlaceholders(SphinxPostTransform):
    """Replaces every placeholder, before Sphinx resolves references."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Fill in the page that is about to be written."""
        self._taken: set[str] = set()
        self._catalogs = [node for node in self.document.findall(agent_catalog) if not node.get("name")]
        self._add_links()
        self._add_crumbs()
        maps_before = 0
        for node in list(self.document.findall(placeholder)):
            if isinstance(node, map_placeholder):
                node.replace_self(maps.content(node, self.env, self._builder, self._docname, maps_before))
                maps_before += 1
            else:
                self._fill(node)

    @property
    def _builder(self) -> Builder:
        return compat.builder_of(self.env)

    @property
    def _docname(self) -> str:
        return self.env.docname

    def _add_links(self) -> None:
        """Put what leads to agents above the first catalogue: links to the lists of a site, a field, and choices."""
        for catalog in self._catalogs[:1]:
            links = [link(self.env, self._builder, self._docname) for link in (maps.link, guidance.link)]
            above: list[nodes.Node] = [*chain.from_iterable(links)]
            agents = list(chain.from_iterable(map(self._agents_of, self._catalogs)))
            if agents and self._builder.name in SITE_BUILDERS:
                above = [scripted.task(), *above, *scripted.choices(agents), scripted.found()]
            catalog.parent.insert(catalog.parent.index(catalog), above)

    def _add_crumbs(self) -> None:
        """Put the way to it above the title of the page of an agent."""
        agent = domain_of(self.env).agents.get(self._docname)
        if agent is not None and self._builder.name in ("html", "dirhtml"):
            page = next(self.document.findall(nodes.section), None)
            if page is not None:
                site_pages.add_crumbs(page, agent, self.env, self._builder)

    def _fill(self, node: placeholder) -> None:
        """Replace one placeholder."""
        if isinstance(node, agent_catalog):
            node.replace_self(self._card(node, node["name"]) if node.get("name") else self._catalog(node))
        elif isinstance(node, guideline_list):
            node.replace_self(guidance.content(self.env, self._builder, self._docname))
        elif isinstance(node, definition_link):
            node.replace_self(self._link(node))
        elif isinstance(node, withdrawn_guidance):
            keep_promises(node, domain_of(self.env).links, self._builder)
        elif isinstance(node, related_agents):
            last_changed.show(node.parent.parent, self.env, node["docname"])
            show_related(node, self.env, self._builder)

    def _card(self, node: agent_catalog, name: str) -> list[nodes.Node]:
        """The card of one agent; if there is none, the name alone."""
        agent = domain_of(self.env).agent_called(name)
        if agent is None:
            warn(Code.UNKNOWN_AGENT, f"no agent is called {name}; use the name in its frontmatter", node)
            return [nodes.paragraph("", name)]
        return cards([agent], self._builder, self._docname, {group_anchor(agent.docname)})

    def _catalog(self, node: agent_catalog) -> list[nodes.Node]:
        """The cards of a catalogue, and how many definitions are missing from it."""
        agents = self._agents_of(node)
        shown = cards(agents, self._builder, self._docname, self._taken)
        former = [] if node["group"] else former_groups(domain_of(self.env), node["collection"])
        if ids := [one for one in former if one not in self._taken]:
            self._taken.update(ids)
            shown.insert(0, nodes.container(ids=ids))
        if count := left_out(self.env.project, node["collection"]):
            words = ngettext("%s more definition is not shown", "%s more definitions are not shown", count)
            shown.append(nodes.note("", nodes.paragraph("", words % number(count))))
        return shown

    def _agents_of(self, node: agent_catalog) -> Sequence[Agent]:
        return domain_of(self.env).in_order(node["collection"], node["group"])

    def _link(self, node: definition_link) -> list[nodes.Node]:
        """The link to another definition; if that has no page, its text and the path."""
        found = linked_page(self.env, node.get("docname", self._docname), node["target"])
        agent = domain_of(self.env).agents.get(found) if found else None
        if agent is None:
            shown = " ".join(filter(None, (visible(node["target"]), node["title"])))
            dead = nodes.inline("", f" ({shown})", classes=["agent-target"])
            return [nodes.inline("", "", *node.children), dead]
        words = nodes.inline("", "", *node.children)
        return [link_to_place(self._builder, self._docname, agent.docname, agent.anchor, words, agent.title)]

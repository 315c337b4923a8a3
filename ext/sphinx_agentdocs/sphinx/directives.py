"""The directives of the domain: catalogues, cards, maps and the list of guidelines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from ..core.findings import Code
from .agents import is_in
from .domain import domain_of
from .log import deprecated, warn
from .nodes import agent_catalog, agent_tree, guideline_list, map_placeholder
from .project import AgentProject, Location


class _OfCollection(SphinxDirective):
    """Shows the agents of a collection, or of all, or of one group in it."""

    has_content = False
    optional_arguments = 1
    option_spec: ClassVar[Any] = {"group": directives.unchanged}

    def chosen(self) -> tuple[str, str, list[str]]:
        """The collection, the group and the pages of their agents; if there are none, that is reported."""
        collection = self.arguments[0] if self.arguments else ""
        project = self.env.project
        locations = project.locations if isinstance(project, AgentProject) else {}
        group = self.options.get("group", "").strip("/ ")
        docnames = sorted(
            docname for docname, at in locations.items() if collection in ("", at.collection) and is_in(at.group, group)
        )
        if not docnames:
            self._report_unknown(collection, group, locations.values())
        return collection, group, docnames

    def _report_unknown(self, collection: str, group: str, locations: Iterable[Location]) -> None:
        """Warn about a collection or a group without definitions."""
        collections = {at.collection for at in locations}
        if collection and collection not in collections:
            what, known = f"no collection is called {collection}", collections
        elif group:
            what = f"no group is called {group}"
            known = {at.group for at in locations if collection in ("", at.collection) and at.group}
        else:
            return
        source, line = self.get_source_info()
        message = f"{what}; use one of: {', '.join(sorted(known)) or 'none'}"
        warn(Code.UNKNOWN_COLLECTION, message, f"{source}:{line}")


class Catalog(_OfCollection):
    """``agent:catalog``: the agents of a collection, or of all, as cards, and as children of the page."""

    def run(self) -> list[nodes.Node]:
        """A placeholder, and a toctree that makes the agents children of the page."""
        collection, group, docnames = self.chosen()
        domain_of(self.env).note_catalog(self.env.docname, collection)
        tree = addnodes.toctree(
            parent=self.env.docname,
            entries=[(None, docname) for docname in docnames],
            includefiles=docnames,
            maxdepth=1,
            caption=None,
            glob=True,
            hidden=True,
            includehidden=False,
            numbered=0,
            titlesonly=True,
            catalog=True,
        )
        self.set_source_info(tree)
        place = agent_tree(classes=["toctree-wrapper"], tree=tree)
        return [agent_catalog(collection=collection, group=group), place]


class Card(SphinxDirective):
    """``agent:card``: one agent as a card."""

    has_content = False
    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """A placeholder for a catalogue of one."""
        name = " ".join(self.arguments[0].split())
        domain_of(self.env).note_catalog(self.env.docname, "")
        node = agent_catalog(collection="", group="", name=name)
        self.set_source_info(node)
        return [node]


class Map(_OfCollection):
    """``agent:map``: the agents of a collection, or of all, and the relations between them."""

    def run(self) -> list[nodes.Node]:
        """A placeholder."""
        collection, group, _ = self.chosen()
        domain_of(self.env).maps[self.env.docname] = True
        return [map_placeholder(collection=collection, group=group)]


class Graph(Map):
    """``agent:graph``: the former name of ``agent:map``."""

    def run(self) -> list[nodes.Node]:
        """A placeholder, and a note in the log."""
        source, line = self.get_source_info()
        deprecated("agent:graph", "agent:map", f"{source}:{line}")
        return super().run()


class Guidelines(SphinxDirective):
    """``agent:guidelines``: every guideline of the site in one list, with a field to search it."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """A placeholder."""
        domain_of(self.env).guideline_lists[self.env.docname] = True
        return [guideline_list()]

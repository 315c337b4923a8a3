"""The directives of the domain: catalogues, cards and the list of guidelines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from ..core.diagnostics import Code
from .domain import domain_of
from .nodes import agent_catalog, agent_tree, guideline_list
from .project import AgentProject, Location
from .warnings import warn


class Catalog(SphinxDirective):
    """``agent:catalog``: the agents of a collection (or of all) as cards, and their place in the tree of pages."""

    has_content = False
    optional_arguments = 1
    option_spec: ClassVar[Any] = {"group": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """A placeholder, and a toctree that makes the agents children of this page."""
        collection = self.arguments[0] if self.arguments else ""
        project = self.env.project
        locations = project.locations if isinstance(project, AgentProject) else {}
        group = self.options.get("group", "").strip("/ ")
        docnames = sorted(
            docname
            for docname, at in locations.items()
            if collection in ("", at.collection) and f"{at.group}/".startswith(f"{group}/" if group else "")
        )
        if not docnames:
            self._report_unknown(collection, group, locations.values())
        domain_of(self.env).note_catalog(self.env.current_document.docname, collection)
        tree = addnodes.toctree(
            parent=self.env.current_document.docname,
            entries=[(None, docname) for docname in docnames],
            includefiles=docnames,
            maxdepth=1,
            caption=None,
            glob=True,
            hidden=True,
            includehidden=False,
            numbered=0,
            titlesonly=True,
        )
        self.set_source_info(tree)
        place = agent_tree(classes=["toctree-wrapper"])
        place += tree
        return [agent_catalog(collection=collection, group=group), place]

    def _report_unknown(self, collection: str, group: str, locations: Iterable[Location]) -> None:
        """Warn of a collection or a group that holds no definition."""
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


class Card(SphinxDirective):
    """``agent:card``: one agent as a card."""

    has_content = False
    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """A placeholder for a catalogue of one."""
        name = " ".join(self.arguments[0].split())
        domain_of(self.env).note_catalog(self.env.current_document.docname, "")
        node = agent_catalog(collection="", group="", name=name)
        self.set_source_info(node)
        return [node]


class Guidelines(SphinxDirective):
    """``agent:guidelines``: the list of every guideline of the site, with a field to search it."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """A placeholder."""
        domain_of(self.env).listings[self.env.current_document.docname] = True
        return [guideline_list()]

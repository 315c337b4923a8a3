"""The pages that the extension makes by itself, unless a document of the site shows the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment

from . import compat, site_files
from .domain import AgentDomain, AgentIndex, domain_of
from .site_files import SITE_BUILDERS

_BUILDERS = ("html", "dirhtml")
"""The builders that make pages of their own; ``singlehtml`` has one page only."""


_INDEX = f"{AgentDomain.name}-{AgentIndex.name}"
_MARKER_OF_INDEXES = b'href="#cap-'
"""What begins a link to a letter, in the template of Sphinx as in that of Furo."""


def remove_index(app: Sphinx) -> Iterable[tuple[str, dict[str, Any], str]]:
    """Remove the index of agents that an earlier build made, if it is switched off or empty now (an event handler)."""
    taken = _INDEX in app.env.all_docs or _INDEX in app.config.html_additional_pages
    wanted = AgentIndex.name in app.config.agentdocs_pages and domain_of(app.env).agents
    if isinstance(app.builder, StandaloneHTMLBuilder) and not wanted and not taken:
        site_files.remove_if_ours(compat.page_file(app.builder, _INDEX), lambda data: _MARKER_OF_INDEXES in data)
    return ()


@dataclass(frozen=True, slots=True)
class OwnPage:
    """The page *name*, for sites with at least *least* agents.

    *documents* are the documents that show the same, because they have the directive.  *marker* is
    a CSS class of the content, which shows that a file is this page, made by an earlier build;
    *link_class* is that of the paragraph with the link to it.
    """

    name: str
    marker: str
    link_class: str
    least: int
    documents: Callable[[AgentDomain], Collection[str]]

    def place(self, env: BuildEnvironment, builder: Builder) -> str:
        """The first document that shows the same, else this page; empty if the site has neither."""
        domain = domain_of(env)
        if documents := self.documents(domain):
            return min(documents)
        wanted = len(domain.agents) >= self.least and self.name in env.config.agentdocs_pages
        return self.name if wanted and builder.name in _BUILDERS and not self._is_taken(env) else ""

    def is_on(self, app: Sphinx, pagename: str) -> bool:
        """Whether *pagename* is this page, or a document that shows the same."""
        documents = self.documents(domain_of(app.env))
        if app.builder.name == "singlehtml":
            return bool(documents)
        return pagename in documents or pagename == self.name == self.place(app.env, app.builder)

    def link(self, env: BuildEnvironment, builder: Builder, docname: str, text: str) -> list[nodes.Node]:
        """The link from *docname* to the page; none if the builder or the site has no such page."""
        page = self.place(env, builder)
        if builder.name not in SITE_BUILDERS or not page:
            return []
        reference = nodes.reference("", text, internal=True, refuri=builder.get_relative_uri(docname, page))
        return [nodes.paragraph("", "", reference, classes=[self.link_class])]

    def inputs(self, env: BuildEnvironment) -> str:
        """A text that changes when the place of the page may change."""
        return repr((sorted(self.documents(domain_of(env))), self._is_taken(env)))

    def make(
        self, app: Sphinx, title: str, content: Callable[[], nodes.Element]
    ) -> Iterator[tuple[str, dict[str, Any], str]]:
        """The page with its *content*; if it is not needed, the page that an earlier build made is removed."""
        builder = app.builder
        if not isinstance(builder, StandaloneHTMLBuilder) or builder.name not in _BUILDERS:
            return
        if self.place(app.env, builder) == self.name and not self._is_taken(app.env):
            fragment = builder.render_partial(content())["fragment"]
            body = f'<section id="{self.name}">\n<h1>{escape(title)}</h1>\n{fragment}</section>'
            yield self.name, {"title": title, "body": body}, "page.html"
        else:
            self.remove(builder)

    @property
    def _names(self) -> set[str]:
        """The documents that can have the address of the page with one of the builders."""
        return {self.name, f"{self.name}/index"}

    def _is_taken(self, env: BuildEnvironment) -> bool:
        """Whether the site has another page at this address."""
        documents = self._names & env.all_docs.keys()
        return bool(documents) or self.name in env.config.html_additional_pages

    def remove(self, builder: Builder) -> None:
        """Remove the page, unless the site has another in its place by now."""
        if not isinstance(builder, StandaloneHTMLBuilder):
            return
        page = compat.page_file(builder, self.name)
        others = {*builder.env.found_docs, *builder.config.html_additional_pages} & self._names
        if page not in {compat.page_file(builder, name) for name in others}:
            site_files.remove_if_ours(page, lambda data: self.marker.encode() in data)
            site_files.remove_if_empty(page.parent)

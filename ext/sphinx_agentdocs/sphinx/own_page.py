"""A page that the extension makes by itself, where no document has what stands on it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment

from . import site_files

_BUILDERS = ("html", "dirhtml")


@dataclass(frozen=True, slots=True)
class OwnPage:
    """The page *name*; *marker* is a class of something on it, by which one of an earlier build is known."""

    name: str
    marker: str

    def is_taken(self, env: BuildEnvironment) -> bool:
        """Whether the site has another page at this address."""
        documents = {self.name, f"{self.name}/index"} & env.all_docs.keys()
        return bool(documents) or self.name in env.config.html_additional_pages

    def place(self, env: BuildEnvironment, builder: Builder, documents: Collection[str], *, wanted: bool) -> str:
        """The first of *documents* that have the same, else this page if it is *wanted*, else an empty text."""
        if documents:
            return min(documents)
        return self.name if wanted and builder.name in _BUILDERS and not self.is_taken(env) else ""

    def make(
        self, app: Sphinx, place: str, title: str, content: Callable[[], nodes.Element]
    ) -> Iterator[tuple[str, dict[str, Any], str]]:
        """The page with its *content* if *place* is this page; else one that an earlier build made is removed."""
        builder = app.builder
        if not isinstance(builder, StandaloneHTMLBuilder) or builder.name not in _BUILDERS:
            return
        if place == self.name and not self.is_taken(app.env):
            fragment = builder.render_partial(content())["fragment"]
            body = f'<section id="{self.name}">\n<h1>{escape(title)}</h1>\n{fragment}</section>'
            yield self.name, {"title": title, "body": body}, "page.html"
        else:
            self._remove(builder)

    def _remove(self, builder: StandaloneHTMLBuilder) -> None:
        """Remove the page, unless the site has another of its name by now."""
        if not self.is_taken(builder.env):
            site_files.remove_if_ours(builder.get_output_path(self.name), lambda data: self.marker.encode() in data)

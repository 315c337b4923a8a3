"""A builder as an extension may have one: a format of its own, and a translator that knows only nodes of docutils."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.text import TextBuilder


class PlainTranslator(nodes.GenericNodeVisitor):
    """Writes each node as its name and its text, and stops at one that is neither of docutils nor of Sphinx."""

    def __init__(self, document: nodes.document) -> None:
        super().__init__(document)
        self.lines: list[str] = []

    def default_visit(self, node: nodes.Node) -> None:
        """Begin a node."""
        self.lines.append(node.astext() if isinstance(node, nodes.Text) else f"<{type(node).__name__}>")

    def default_departure(self, node: nodes.Node) -> None:
        """Nothing to end."""

    def unknown_visit(self, node: nodes.Node) -> None:
        """Stop at a node that is neither of docutils nor of Sphinx."""
        if type(node).__module__ != addnodes.__name__:
            raise NotImplementedError(type(node).__name__)

    unknown_departure = default_departure


class PlainBuilder(TextBuilder):
    """One file for each page."""

    name = format = "plain"
    out_suffix = ".plain"
    default_translator_class = PlainTranslator  # type: ignore[assignment]  # no translator of Sphinx

    def prepare_writing(self, docnames: Any) -> None:
        """Nothing to prepare."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a page."""
        visitor = PlainTranslator(doctree)
        doctree.walkabout(visitor)
        path = Path(self.outdir, f"{docname}{self.out_suffix}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(visitor.lines), "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the builder."""
    app.add_builder(PlainBuilder)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""The translator of nodes to HTML, in a fraction of the time that Sphinx's own one takes.

The HTML is the same, as the same functions write it.  Only the way from one node to the next is shorter, and
so is that to a plain tag or a text in which there is nothing to escape.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.writers.html5 import HTML5Translator

from . import compat
from .domain import domain_of
from .languages import WithDirections, with_directions

_Render = Callable[[nodes.Node | None], dict[str, str]]
_Write = Callable[[Any], None]
_WHITESPACE = re.compile(r"[\n\r\t\v\f]")
_SPECIAL = re.compile(r'[&<>"@\n\r\t\v\f]')
"""Characters that HTML, or docutils, writes in another way in a text or in the value of an attribute."""
_SIMPLE = frozenset({"CLASS", "class", "href", "title"})


def install(app: Sphinx, builder: Builder) -> None:
    """Let pages be written by `PageTranslator`, unless the builder or an extension has another (an event handler).

    Another one only learns to write directions.  A site without agents keeps the translator of Sphinx.
    """
    if not isinstance(builder, StandaloneHTMLBuilder) or not domain_of(app.env).agents:
        return
    found = app.registry.get_translator_class(builder)
    if found is not HTML5Translator:
        app.set_translator(builder.name, with_directions(found), override=True)
    else:
        app.set_translator(builder.name, PageTranslator)
        compat.override(builder, "render_partial", _with_titles_once(builder.render_partial))


def _with_titles_once(render: _Render) -> _Render:
    """*render*, which writes each title of plain text once: it is on its own page and on those next to it."""
    written: dict[str, dict[str, str]] = {}

    def render_partial(node: nodes.Node | None) -> dict[str, str]:
        if not isinstance(node, nodes.title) or any(not isinstance(child, nodes.Text) for child in node.children):
            return render(node)
        words = node.astext()
        if words not in written:
            written[words] = dict(render(node))  # before Sphinx 8 it is one dict for all of them
        return written[words]

    return render_partial


class PageTranslator(WithDirections, HTML5Translator):
    """Calls the functions of `HTML5Translator`, and those that extensions add to it, in the same order."""

    def __init__(self, document: nodes.document, builder: Builder) -> None:
        super().__init__(document, builder)
        self._writers: dict[type[nodes.Node], tuple[_Write, _Write]] = {}

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Write the beginning of *node*, the whole document, and everything in it."""
        super().dispatch_visit(node)
        self._write_all(node)
        raise nodes.SkipChildren

    def _write_all(self, parent: nodes.Node) -> None:
        """Write the children of a node."""
        writers = self._writers
        try:
            for node in list(parent.children):
                kind = node.__class__
                begin, end = writers.get(kind) or self._find_writers(kind)
                try:
                    begin(node)
                except nodes.SkipNode:
                    continue
                except nodes.SkipChildren:
                    end(node)
                    continue
                except nodes.SkipDeparture:
                    end = _nothing
                if node.children:
                    self._write_all(node)
                end(node)
        except nodes.SkipSiblings:
            pass

    def _find_writers(self, kind: type[nodes.Node]) -> tuple[_Write, _Write]:
        """The functions that begin and end a node of a kind: those of the nearest class that has any."""
        found: list[_Write] = []
        for step, unknown in (("visit", self.unknown_visit), ("depart", self.unknown_departure)):
            names = (f"{step}_{each.__name__}" for each in kind.__mro__)
            found.append(next(filter(None, (getattr(self, name, None) for name in names)), unknown))
        self._writers[kind] = found[0], found[1]
        return self._writers[kind]

    def starttag(self, node: Any, tagname: str, suffix: str = "\n", empty: bool = False, **values: Any) -> str:
        """The start tag of an element; see docutils for the rare ones."""
        ids = node.get("ids", ())
        is_rare = empty or len(ids) > 1 or isinstance(node, nodes.table) or node.get("dir")
        if is_rare or not _SIMPLE.issuperset(values):
            return super().starttag(node, tagname, suffix, empty, **values)
        values = {name.lower(): value for name, value in values.items()}
        if classes := " ".join(dict.fromkeys([*node.get("classes", ()), *values.pop("class", "").split()])):
            if "language-" in classes:
                return super().starttag(node, tagname, suffix, CLASS=classes, **values)
            values["class"] = classes
        if ids:
            values["id"] = ids[0]
        attributes = "".join(f' {name}="{self.attval(str(values[name]))}"' for name in sorted(values))
        return f"<{tagname}{attributes}>{suffix}"

    def encode(self, text: object) -> str:
        """*text* with the characters replaced that mean something in HTML."""
        text = str(text)
        return super().encode(text) if _SPECIAL.search(text) else text

    def attval(self, text: str, whitespace: re.Pattern[str] = _WHITESPACE) -> str:
        """*text* as the value of an attribute."""
        return super().attval(text, whitespace) if self.in_mailto or _SPECIAL.search(text) else text


def _nothing(node: nodes.Element) -> None:
    """Nothing to end."""

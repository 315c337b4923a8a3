"""Our nodes replaced by those of docutils, for builders that would not know what to do with ours.

Translators of Sphinx write a node that they do not know as its base class.  Others, such as a builder of
another format, know the nodes of docutils at best, and stop at any other.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from . import compat
from .node_writers import OTHER_BUILDERS
from .nodes import (
    agent_actions,
    agent_crumbs,
    agent_map,
    agent_table,
    agents_around,
    code_block,
    definition_source,
    former_wording,
    former_wordings,
    line_break,
    shared_note,
    swatch,
)

_FORMATS = ("html", *OTHER_BUILDERS)
_LEFT_OUT = (
    agent_actions,
    agent_crumbs,
    definition_source,
    swatch,
    agent_map,
    agent_table,
    agents_around,
    former_wordings,
    former_wording,
)
_OURS = frozenset({"code", "lead", "info", "summary", "open", "wordings", "to"})
"""Attributes of our nodes that those of docutils do not have."""


def install(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace our nodes in a document that is about to be written (an event handler, after all others)."""
    if app.builder.format not in ("html", "xml"):
        _show_infos(doctree)
    if not compat.has_translator_of_sphinx(app, _FORMATS):
        for node in list(doctree.findall(nodes.Element)):
            if type(node).__module__ == line_break.__module__:
                _replace(node)


def _show_infos(doctree: nodes.document) -> None:
    """Put what follows the fence of a block of code into a paragraph above it: only HTML and XML show it otherwise."""
    for node in list(doctree.findall(code_block)):
        if node["info"]:
            node.parent.insert(node.parent.index(node), nodes.paragraph("", node["info"]))
            node["info"] = ""


def _replace(node: nodes.Element) -> None:
    """Put the fallback of *node* in its place, as `nodes` names it."""
    if isinstance(node, _LEFT_OUT):
        node.parent.remove(node)
    elif isinstance(node, line_break):
        node.parent.replace(node, nodes.Text("\n"))
    else:
        plain = _base(node)(node.rawsource)
        plain.attributes.update({name: value for name, value in node.attributes.items() if name not in _OURS})
        plain.source, plain.line = node.source, node.line
        plain.extend(node.children)
        node.parent.replace(node, plain)


def _base(node: nodes.Element) -> type[nodes.Element]:
    """The nearest class of docutils that *node* is one of, or a paragraph if it is nothing that docutils has."""
    if isinstance(node, shared_note):
        return nodes.paragraph
    return next(kind for kind in type(node).__mro__ if kind.__module__ == nodes.__name__)

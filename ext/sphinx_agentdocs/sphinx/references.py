"""Links to places on pages, as each builder has them."""

from __future__ import annotations

from docutils import nodes
from sphinx.builders import Builder
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.util.nodes import make_refnode


def link_to_place(
    builder: Builder, home: str, docname: str, anchor: str, words: nodes.Node, title: str | None = None
) -> nodes.reference:
    """A link from the page *home* to an id on the page *docname*; raises NoUri where the builder has no addresses.

    Where all pages are one, the id alone is the address: Sphinx would write two fragments.
    """
    link = make_refnode(builder, home, docname, anchor, words, title)
    if isinstance(builder, SingleFileHTMLBuilder) and anchor and "refuri" in link:
        link["refuri"] = f"#{anchor}"
    return link

"""Links to places on pages, in the form that each builder needs."""

from __future__ import annotations

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.util.nodes import make_refnode


def link_to_place(
    builder: Builder, home: str, docname: str, anchor: str, words: nodes.Node, title: str | None = None
) -> nodes.reference:
    """A link from the page *home* to an id on the page *docname*.

    In ``singlehtml`` the id alone is the address; Sphinx would write two fragments.  Raises NoUri
    if the builder has no addresses.
    """
    link = make_refnode(builder, home, docname, anchor, words, title)
    if isinstance(builder, SingleFileHTMLBuilder) and anchor and "refuri" in link:
        link["refuri"] = f"#{anchor}"
    return link


def reference_to(home: str, docname: str, anchor: str, words: nodes.Node) -> pending_xref:
    """A reference from the page *home* to a place on the page of an agent, or to the agent without an *anchor*."""
    return pending_xref(
        "", words, refdomain="agent", reftype="place", reftarget=f"{docname}#{anchor}", refdoc=home, explicit=True
    )

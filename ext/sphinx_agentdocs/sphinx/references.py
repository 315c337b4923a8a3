"""Links to places on pages, in the form that each builder needs."""

from __future__ import annotations

from contextlib import suppress

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.domains import Domain
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


def has_another_target(
    domain: Domain, builder: Builder, home: str, target: str, node: pending_xref, words: nodes.Element
) -> bool:
    """Whether the role ``any`` on the page *home* finds a document with the name *target*, or it in another domain."""
    env, place = domain.env, (domain.env, home, builder)
    if env.get_domain("std").resolve_xref(*place, "doc", target, node, words.deepcopy()) is not None:
        return True
    for name in env.domains:
        with suppress(NotImplementedError):  # of a domain that is older than the role
            if name != domain.name and env.get_domain(name).resolve_any_xref(*place, target, node, words.deepcopy()):
                return True
    return False

"""Names of agents in the text of a page, made into links; the text itself stays the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from docutils import nodes
from sphinx.addnodes import pending_xref

from ..core.naming.name_spans import spans
from ..core.relating.relations import NamedAgent
from .nodes import definition_link, definition_source, guidelines_in
from .references import reference_to

_NO_LINKS = (
    nodes.title,
    nodes.rubric,
    nodes.reference,
    nodes.literal_block,
    nodes.literal,
    pending_xref,
    definition_link,
    definition_source,
)
"""No name inside these becomes a link: it would be a link within a link, or in code or a heading."""
_CLASS = "agent-mention"


def link_names(page: nodes.Element, names: Sequence[NamedAgent], docname: str) -> None:
    """Make links of *names* on the page *docname*.

    A name with a hyphen is a name everywhere.  Any other word is a name only if it is marked, and
    once in the guideline that is known to name the agent.
    """
    if not names:
        return
    everywhere = {named.name: named.page for named in names if "-" in named.name}
    others = {named.name: named.page for named in names if "-" not in named.name}
    _link_marked(page, others | everywhere, docname)
    for text in list(page.findall(nodes.Text)):
        if "-" in text and not _is_linked(text.parent, page):
            _link_in(text, everywhere, docname)
    for anchor, here in groupby(sorted(named for named in names if named.anchor), key=lambda named: named.anchor):
        _link_once(page, anchor, {named.name: named.page for named in here}, docname)


def _link_marked(page: nodes.Element, names: Mapping[str, str], docname: str) -> None:
    """Make links of the names that are alone in a code span or in bold; of bold code, the code becomes the link."""
    for marked in [*page.findall(nodes.literal), *page.findall(nodes.strong)]:
        target = names.get(marked.astext())
        if target and not _is_linked(marked.parent, page) and not any(marked.findall(_is_link)):
            words = marked.deepcopy()
            words["classes"].append(_CLASS)
            marked.replace_self(reference_to(docname, target, "", words))


def _link_once(page: nodes.Element, anchor: str, names: Mapping[str, str], docname: str) -> None:
    """Make a link of the first occurrence of each name in the unit with that anchor."""
    unit = next((node for node in guidelines_in(page) if anchor in node["ids"]), None)
    if unit is None:
        return
    for name, target in names.items():
        for text in unit.findall(nodes.Text):
            if name in text and not _is_linked(text.parent, page) and _link_in(text, {name: target}, docname):
                break


def _link_in(text: nodes.Text, names: Mapping[str, str], docname: str) -> bool:
    """Make links of the names in a text, and return whether there were any."""
    pieces: list[nodes.Node] = []
    at = 0
    whole = str(text)
    for start, end, name in spans(whole, names):
        pieces += [nodes.Text(whole[at:start])] if start > at else []
        words = nodes.inline("", whole[start:end], classes=[_CLASS])
        pieces.append(reference_to(docname, names[name], "", words))
        at = end
    if pieces:
        pieces += [nodes.Text(whole[at:])] if at < len(whole) else []
        text.parent.replace(text, pieces)
    return bool(pieces)


def _is_link(node: nodes.Node) -> bool:
    """Whether a node is a link or will become one."""
    return isinstance(node, (nodes.reference, pending_xref, definition_link))


def _is_linked(node: nodes.Element | None, page: nodes.Element) -> bool:
    """Whether a node is, or is inside, something that cannot contain a link."""
    while node is not None and node is not page:
        if isinstance(node, _NO_LINKS) or "agent-facts" in node.get("classes", ()):
            return True
        node = node.parent
    return False

"""The notes below guidelines that other agents have too: which agents, and how their wording differs."""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes

from ..core.relating.shared_guidance import Share, Shared
from ..core.text.diff import other_wording
from .domain import AgentDomain
from .languages import set_apart
from .locale import _, number
from .nodes import add_note, guidelines_in, shared_note
from .references import reference_to


def note_shared(page: nodes.Element, shared: Sequence[tuple[str, Shared]], docname: str, domain: AgentDomain) -> None:
    """Add a note below each guideline on the page that other agents have too."""
    if not shared:
        return
    found = {node["ids"][0]: node for node in guidelines_in(page)}
    texts = {unit.anchor: unit.text for unit in domain.agents[docname].units}
    for anchor, one in shared:
        node = found.get(anchor)
        if node is not None:
            note = _note(one, texts[anchor], docname, domain)
            add_note(node, note)
            set_apart(note, domain.env.config.language)


def wording(domain: AgentDomain, share: Share) -> str:
    """The guideline in the other agent, if its wording differs."""
    if share.same:
        return ""
    return next((unit.text for unit in domain.agents[share.page].units if unit.anchor == share.anchor), "")


def _note(shared: Shared, text: str, docname: str, domain: AgentDomain) -> shared_note:
    """The agents that have the guideline too, and their other wordings."""
    note = shared_note("", nodes.Text(_("Also in") + " "), classes=["agent-also", "no-search"])
    reworded = [share for share in shared.others if not share.same and not shared.common]
    for place, share in enumerate(shared.others):
        note += [nodes.Text(", ")] if place else []
        title = nodes.inline("", domain.agents[share.page].title)
        note += reference_to(docname, share.page, share.anchor, title)
        if share in reworded:
            note += nodes.Text(" " + _("(reworded)"))
    if more := shared.total - len({share.page for share in shared.others}):
        note += nodes.Text(" " + _("and %s more") % number(more))
    note["wordings"] = [
        (domain.agents[share.page].title, [tuple(piece) for piece in other_wording(text, wording(domain, share))])
        for share in reworded
    ]
    return note

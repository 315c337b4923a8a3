"""The roles of the domain: references to agents, guidelines and examples."""

from __future__ import annotations

from docutils import nodes
from docutils.nodes import Element
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole


class AgentRole(XRefRole):
    """A reference to an agent, a guideline or an example."""

    def __init__(self) -> None:
        super().__init__(warn_dangling=True, innernodeclass=nodes.inline)

    def process_link(
        self, env: BuildEnvironment, refnode: Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        """Note whether the author gave the link a text; if not, it takes the title of its target."""
        refnode["explicit"] = has_explicit_title
        return title, " ".join(target.split())

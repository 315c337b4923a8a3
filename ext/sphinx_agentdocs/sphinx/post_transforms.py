"""The post-transforms of a definition's page: those of Sphinx that can find nothing on it are left out.

Each of them walks the whole page, to look for things that no definition has: images, C++ aliases, conditional
content, code without a language.
"""

from __future__ import annotations

from docutils import nodes
from docutils.transforms import Transform
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.transforms.post_transforms import ReferencesResolver

from . import compat
from .domain import domain_of
from .nodes import (
    agent_actions,
    code_block,
    definition_link,
    definition_source,
    example_card,
    example_part,
    guideline_cell,
    guideline_item,
    guideline_paragraph,
    guideline_row,
    guideline_section,
    guideline_title,
    line_break,
    related_agents,
    swatch,
    withdrawn_guidance,
)
from .parser import OWN_PACKAGES

KINDS: frozenset[type[nodes.Node]] = frozenset(
    {
        *(nodes.section, nodes.title, nodes.rubric, nodes.note, nodes.transition),
        *(nodes.paragraph, nodes.block_quote, nodes.bullet_list, nodes.enumerated_list, nodes.list_item),
        *(nodes.table, nodes.tgroup, nodes.colspec, nodes.thead, nodes.tbody, nodes.row, nodes.entry),
        *(nodes.Text, nodes.inline, nodes.literal, nodes.strong, nodes.emphasis, nodes.reference, nodes.literal_block),
        *(guideline_item, guideline_paragraph, guideline_row, guideline_cell, guideline_section, guideline_title),
        *(agent_actions, example_card, example_part, code_block, line_break, swatch, definition_source),
        *(definition_link, related_agents, withdrawn_guidance),
    }
)
"""The nodes of a definition's page.  Where there is any other, an extension added it, and nothing is left out."""


def install(app: Sphinx, builder: Builder) -> None:
    """Resolve definitions with the post-transforms that they need (an event handler)."""
    env, resolve = app.env, app.env.apply_post_transforms
    agents = domain_of(env).agents

    def resolve_page(doctree: nodes.document, docname: str) -> None:
        if docname in agents and is_of_definition(doctree):
            with compat.fewer_post_transforms(env, is_needed):
                resolve(doctree, docname)
        else:
            resolve(doctree, docname)

    if builder.format == "html":  # other formats have post-transforms of their own
        compat.override(env, "apply_post_transforms", resolve_page)


def is_of_definition(doctree: nodes.document) -> bool:
    """Whether a page consists only of nodes that a definition is made of."""
    return KINDS.issuperset(node.__class__ for child in doctree.children for node in child.findall())


def is_needed(transform: type[Transform]) -> bool:
    """Whether a definition needs a post-transform: those of other extensions, and the links."""
    return transform is ReferencesResolver or not transform.__module__.startswith(OWN_PACKAGES)

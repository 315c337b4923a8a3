"""The nodes of a definition's page that docutils does not have, and how each builder writes them.

Each is a kind of a docutils node where there is one, so that builders that do not know it
write it as that; the rest is left out where it has no meaning.
"""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.locale import _
from sphinx.util.osutil import relative_uri

from . import compat

HTML_BUILDERS = ("html", "epub")
OTHER_BUILDERS = ("latex", "text", "man", "texinfo")


class guideline_item(nodes.list_item):  # noqa: N801  # docutils writes nodes in lower case
    """A list item that is a guideline."""


class guideline_paragraph(nodes.paragraph):  # noqa: N801
    """A paragraph that is a guideline."""


class example_card(nodes.container):  # noqa: N801
    """An example, as a card."""


class example_part(nodes.paragraph):  # noqa: N801
    """A piece of an example: what one speaker says, the context, a tag.  No space is added around it."""


class code_block(nodes.literal_block):  # noqa: N801
    """A fenced block; ``info`` is what stands behind its fence."""


class line_break(nodes.Inline, nodes.Element):  # noqa: N801
    """A hard line break in a paragraph."""

    def astext(self) -> str:
        """A newline, so that the words on both sides stay apart where only text is wanted."""
        return "\n"


class swatch(nodes.Inline, nodes.Element):  # noqa: N801
    """A patch of the agent's colour; ``fill`` is one of our own colours or a checked hexadecimal value."""


class definition_source(nodes.General, nodes.Element):  # noqa: N801
    """The file as it is, in the attribute ``text``: neither highlighted, nor indexed, nor translated."""


class agent_map(nodes.General, nodes.Element):  # noqa: N801
    """A drawing, in the attribute ``svg``, as `core.map` makes it; ``label`` is what its box is called."""


class folded(nodes.container):  # noqa: N801
    """Something long below a line, ``summary``, that unfolds it; ``open`` unfolds it at once."""


class placeholder(nodes.Element):  # noqa: N801
    """What stands in a page while it is read, for something that depends on other pages."""


class definition_link(placeholder, nodes.Inline, nodes.TextElement):  # noqa: N801
    """A link to another file of the collection, until it is known whether that has a page."""


class agent_catalog(placeholder, nodes.General):  # noqa: N801
    """The place of a catalogue, until all definitions are read."""


class guideline_list(placeholder, nodes.General):  # noqa: N801
    """The place of the list of all guidelines, until all definitions are read."""


class agent_graph(placeholder, nodes.General):  # noqa: N801
    """The place of the map of a ``collection`` and its ``group``, until all definitions are read."""


class agent_tree(nodes.compound):  # noqa: N801
    """Holds the toctree by which agents are children of the page of a catalogue."""


class shared_note(nodes.General, nodes.TextElement):  # noqa: N801
    """Where a guideline stands too; ``wordings`` are pairs of an agent and the pieces of its other wording."""


class related_agents(placeholder, nodes.General):  # noqa: N801
    """The place of the agents related to one, until all definitions are read."""


class withdrawn_guidance(placeholder, nodes.General):  # noqa: N801
    """The place of what a page once said, until it is known what that is."""


class former_wordings(nodes.General, nodes.Element):  # noqa: N801
    """What a guideline said before it was reworded: ``texts`` are pairs of a text and a day; ``open`` shows them."""


class tombstone(nodes.list_item):  # noqa: N801
    """Something that once stood on a page; ``to`` is the address at which it stands now, if it does."""


class tombstones(nodes.bullet_list):  # noqa: N801
    """A list of tombstones; ``to`` is the address of the agent that a gone one has become, if it has."""


def register(app: Sphinx) -> None:
    """Tell every builder how to write each node."""
    _add(app, guideline_item, (_visit_item, _depart_item), latex=(_visit_item_as_latex, _depart_item))
    in_latex = (_visit_paragraph_as_latex, _depart_paragraph_as_latex)
    _add(app, guideline_paragraph, (_visit_paragraph, _depart_paragraph), latex=in_latex)
    _add(app, example_card, (_visit_example, _depart_example), latex=(_visit_example_as_latex, _pass))
    _add(app, example_part, (_visit_part, _depart_part))
    _add(app, code_block, (_visit_code, _pass))
    _add(app, line_break, (_visit_break, _pass), others=(_visit_break_as_text, _pass))
    _add(app, swatch, (_visit_swatch, _pass), others=(_skip, _pass))
    _add(app, definition_source, (_visit_source, _pass), others=(_skip, _pass))
    _add(app, former_wordings, (_visit_former, _pass), others=(_skip, _pass))
    _add(app, shared_note, (_visit_shared, _depart_shared), others=(_visit_as_paragraph, _depart_as_paragraph))
    _add(app, tombstone, (_visit_tombstone, _depart_item), latex=(_visit_item_as_latex, _depart_item))
    _add(app, tombstones, (_visit_tombstones, _depart_tombstones))
    _add(app, agent_map, (_visit_map, _pass), epub=(_skip, _pass), others=(_skip, _pass))
    _add(app, folded, (_visit_folded, _depart_folded))
    placeholders = (definition_link, agent_catalog, guideline_list, agent_graph, related_agents, withdrawn_guidance)
    for node in (*placeholders, agent_tree):
        app.add_node(node)


def _add(app: Sphinx, node: Any, html: Any, *, epub: Any = None, latex: Any = None, others: Any = None) -> None:
    handlers = {"html": html, "epub": epub or html}
    if latex:
        handlers["latex"] = latex
    if others:
        handlers |= dict.fromkeys((*OTHER_BUILDERS, "xml"), others)
    app.add_node(node, **handlers)


def _pass(self: Any, node: nodes.Element) -> None:
    """Nothing to close."""


def _skip(self: Any, node: nodes.Element) -> None:
    raise nodes.SkipNode


def _link(self: Any, node: nodes.Element, label: str) -> None:
    """The link to a unit: its sign is drawn by the stylesheet, so that it is no part of the text."""
    if node["ids"] and self.builder.add_permalinks and self.config.html_permalinks:
        code = f' data-code="{node["code"]}"' if node.get("code") else ""
        self.body.append(
            f'<a class="agent-link" href="#{escape(node["ids"][0])}"{code} aria-label="{escape(label)}"></a>'
        )


def _visit_item(self: Any, node: nodes.Element) -> None:
    self.visit_list_item(node)
    _link(self, node, _("Link to this guideline"))


def _depart_item(self: Any, node: nodes.Element) -> None:
    self.depart_list_item(node)


def _visit_paragraph(self: Any, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "p", ""))
    _link(self, node, _("Link to this guideline"))


def _depart_paragraph(self: Any, node: nodes.Element) -> None:
    self.body.append("</p>\n")


def _visit_example(self: Any, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "div", "", CLASS="agent-example"))
    _link(self, node, _("Link to this example"))


def _depart_example(self: Any, node: nodes.Element) -> None:
    self.body.append("</div>\n")


def _visit_part(self: Any, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "p", ""))


def _depart_part(self: Any, node: nodes.Element) -> None:
    self.body.append("</p>")


def _visit_former(self: Any, node: nodes.Element) -> None:
    """The former wordings, closed where the present one stands: a page is about what holds now."""
    shown = " open" if node.get("open") else ""
    self.body.append(f'<details class="agent-then"{shown}><summary>{escape(_("Reworded"))}</summary>')
    for text, until in reversed(node["texts"]):
        label = _("Until %s it said:") % until if until else _("Before, it said:")
        self.body.append(f"<p>{escape(label)} <q>{escape(text)}</q></p>")
    self.body.append("</details>\n")


_CHANGES = {"same": "%s", "added": "<ins>%s</ins>", "left-out": "<del>%s</del>"}


def _visit_shared(self: Any, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "div", ""))


def _depart_shared(self: Any, node: nodes.Element) -> None:
    """The other wordings, closed: they are for who wants to compare."""
    for agent, pieces in node["wordings"]:
        words = " ".join(_CHANGES[change] % escape(text) for text, change in pieces)
        summary = escape(_("In %s it says") % agent)
        self.body.append(f'<details class="agent-other-words"><summary>{summary}</summary><p>{words}</p></details>')
    self.body.append("</div>\n")


def _visit_as_paragraph(self: Any, node: nodes.Element) -> None:
    if hasattr(self, "visit_paragraph"):  # the xml builder writes every node by itself
        self.visit_paragraph(node)


def _depart_as_paragraph(self: Any, node: nodes.Element) -> None:
    if hasattr(self, "depart_paragraph"):
        self.depart_paragraph(node)


def _visit_tombstone(self: Any, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "li", "", **_leads_to(node)))


def _visit_tombstones(self: Any, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "ul", **_leads_to(node)))


def _depart_tombstones(self: Any, node: nodes.Element) -> None:
    self.body.append("</ul>\n")


def _leads_to(node: nodes.Element) -> dict[str, str]:
    return {"DATA-TO": node["to"]} if node.get("to") else {}


def _visit_item_as_latex(self: Any, node: nodes.Element) -> None:
    self.visit_list_item(node)
    self.body.append(self.hypertarget_to(node, anchor=True))


def _visit_paragraph_as_latex(self: Any, node: nodes.Element) -> None:
    self.visit_paragraph(node)
    self.body.append(self.hypertarget_to(node, anchor=True))


def _depart_paragraph_as_latex(self: Any, node: nodes.Element) -> None:
    self.depart_paragraph(node)


def _visit_example_as_latex(self: Any, node: nodes.Element) -> None:
    self.body.append("\n" + self.hypertarget_to(node, anchor=True))


def _visit_code(self: Any, node: nodes.Element) -> None:
    if node["info"]:
        self.body.append(f'<p class="agent-code-info">{escape(node["info"])}</p>\n')
    self.visit_literal_block(node)


def _visit_break(self: Any, node: nodes.Element) -> None:
    self.body.append("<br />\n")


def _visit_break_as_text(self: Any, node: nodes.Element) -> None:
    if hasattr(self, "add_text"):
        self.add_text("\n")
    elif hasattr(self, "body"):
        self.body.append("\n")
    raise nodes.SkipNode


def _visit_swatch(self: Any, node: nodes.Element) -> None:
    fill = escape(node["fill"])
    self.body.append(
        '<svg class="agent-swatch" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">'
        f'<circle cx="5" cy="5" r="5" fill="{fill}"></circle></svg>'
    )


def _visit_map(self: Any, node: nodes.Element) -> None:
    """The drawing in a box of its own: a wide one is moved there, by keys as well."""
    label = f' aria-label="{escape(node["label"])}"' if node.get("label") else ""
    self.body.append(f'<div class="agent-map-box" role="region" tabindex="0"{label}>{node["svg"]}</div>\n')


def _visit_folded(self: Any, node: nodes.Element) -> None:
    shown = " open" if node["open"] else ""
    self.body.append(f'<details class="agent-folded"{shown}><summary>{escape(node["summary"])}</summary>\n')


def _depart_folded(self: Any, node: nodes.Element) -> None:
    self.body.append("</details>\n")


def _visit_source(self: Any, node: nodes.Element) -> None:
    text = escape(node["text"], quote=False)
    summary = _("The file as the model reads it")
    self.body.append(
        f'<details class="agent-source"><summary>{escape(summary)}</summary><pre>\n{text}</pre></details>\n'
    )
    address = raw_address(self.builder, self.builder.current_docname)
    if address and node["text"]:
        here = self.builder.get_target_uri(self.builder.current_docname)
        uri = escape(relative_uri(here, quote(address)))
        self.body.append(
            f'<p class="agent-raw"><a class="reference download" href="{uri}">{escape(_("Raw file"))}</a></p>\n'
        )


def raw_address(builder: Builder, docname: str) -> str:
    """The address of the raw file of a page below the root of the site, or an empty text where it has none."""
    config = builder.config
    if not compat.copies_sources(builder) or not config.html_copy_source or not docname:
        return ""
    path = builder.env.doc2path(docname, base=False).as_posix()
    suffix = config.html_sourcelink_suffix
    return "_sources/" + path + ("" if path.endswith(suffix) else suffix)

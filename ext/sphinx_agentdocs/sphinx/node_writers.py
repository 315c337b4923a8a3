"""How each builder writes our nodes: for every node, the functions that begin and end it.

A builder that a node does not name writes its fallback; see `nodes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from ..core.formats import place_of_installed
from ..core.short_links.addresses import code_anchor
from ..core.text.languages import direction_of, has_right_to_left
from . import raw_files
from .domain import domain_of
from .locale import _
from .nodes import (
    agent_actions,
    agent_card,
    agent_catalog,
    agent_crumbs,
    agent_map,
    agent_table,
    agent_tree,
    agents_around,
    code_block,
    definition_link,
    definition_source,
    example_card,
    example_part,
    folded,
    former_wording,
    former_wordings,
    guideline_cell,
    guideline_item,
    guideline_list,
    guideline_paragraph,
    guideline_row,
    guideline_section,
    guideline_title,
    line_break,
    map_placeholder,
    plain_links,
    related_agents,
    scripted,
    shared_note,
    swatch,
    tombstone,
    tombstones,
    withdrawn_guidance,
)
from .project import location_of, path_in_repository
from .scripted import copy_buttons
from .site_files import SITE_BUILDERS

OTHER_BUILDERS = ("latex", "text", "man", "texinfo", "xml")
_Visitor = Callable[[Any, nodes.Element], None]
_Pair = tuple[_Visitor, _Visitor]
"""The functions that begin and end a node.  Each is called as a method of a builder's writer."""


# -- shared by several nodes


def _nothing(self: Any, node: nodes.Element) -> None:
    """Nothing to begin, or nothing to end."""


def _skip(self: Any, node: nodes.Element) -> None:
    raise nodes.SkipNode


_SKIPPED: _Pair = (_skip, _nothing)


def _add_link(self: Any, node: nodes.Element) -> None:
    """Write the link to a unit, which has the id by its code.

    The stylesheet draws its sign, so that it is not part of the text, and a script names it after the unit.
    """
    if not node["ids"]:
        return
    is_linked = self.builder.add_permalinks and self.config.html_permalinks
    code = node.get("code") if self.builder.name in SITE_BUILDERS else None
    name = f' id="{code_anchor(code)}"' if code else ""
    lead = f' data-lead="{escape(node["lead"])}"' if node.get("lead") else ""
    if is_linked:
        href = escape(code_anchor(code) if code else node["ids"][0])
        self.body.append(f'<a class="agent-link"{name} href="#{href}"{lead}></a>')
    elif code:
        self.body.append(f"<span{name}></span>")


def _data_to(node: nodes.Element) -> dict[str, str]:
    """The attribute that tells a script where a tombstone leads."""
    return {"DATA-TO": node["to"]} if node.get("to") else {}


def _marks(node: nodes.Element) -> str:
    """The attributes of our words in an author's text: language and direction, if the text has others."""
    languages = [name.removeprefix("language-") for name in node["classes"] if name.startswith("language-")]
    language = f' lang="{escape(languages[0])}"' if languages else ""
    return language + _direction(node.get("dir", ""))


def _direction(direction: str) -> str:
    return f' dir="{direction}"' if direction else ""


def _open(node: nodes.Element) -> str:
    """The attribute of an element that is unfolded at once."""
    return " open" if node.get("open") else ""


# -- guideline_item


def _visit_item(self: Any, node: nodes.Element) -> None:
    self.visit_list_item(node)
    _add_link(self, node)


def _depart_item(self: Any, node: nodes.Element) -> None:
    self.depart_list_item(node)


def _visit_item_as_latex(self: Any, node: nodes.Element) -> None:
    self.visit_list_item(node)
    self.body.append(self.hypertarget_to(node, anchor=True))


# -- guideline_paragraph


def _visit_paragraph(self: Any, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "p", ""))
    _add_link(self, node)


def _depart_paragraph(self: Any, node: nodes.Element) -> None:
    self.body.append("</p>\n")


def _visit_paragraph_as_latex(self: Any, node: nodes.Element) -> None:
    self.visit_paragraph(node)
    self.body.append(self.hypertarget_to(node, anchor=True))


def _depart_paragraph_as_latex(self: Any, node: nodes.Element) -> None:
    self.depart_paragraph(node)


# -- guideline_row, guideline_cell


def _visit_row(self: Any, node: nodes.Element) -> None:
    """Begin a row with its first id only: elements for the others would not be allowed outside of a cell."""
    ids = node["ids"]
    node["ids"] = ids[:1]
    self.visit_row(node)
    node["ids"] = ids


def _depart_row(self: Any, node: nodes.Element) -> None:
    self.depart_row(node)


def _visit_cell(self: Any, node: nodes.Element) -> None:
    self.visit_entry(node)
    self.body += [f'<span id="{escape(other)}"></span>' for other in node.parent["ids"][1:]]
    _add_link(self, node.parent)


def _depart_cell(self: Any, node: nodes.Element) -> None:
    self.depart_entry(node)


def _visit_cell_as_latex(self: Any, node: nodes.Element) -> None:
    self.visit_entry(node)
    self.body.append(self.hypertarget_to(node.parent, anchor=True))


# -- guideline_title


def _visit_title(self: Any, node: nodes.Element) -> None:
    self.visit_title(node)


def _depart_title(self: Any, node: nodes.Element) -> None:
    _add_link(self, node.parent)
    self.depart_title(node)


# -- example_card


def _visit_example(self: Any, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "div", "", CLASS="agent-example"))
    _add_link(self, node)


def _depart_example(self: Any, node: nodes.Element) -> None:
    self.body.append("</div>\n")


def _visit_example_as_latex(self: Any, node: nodes.Element) -> None:
    self.body.append("\n" + self.hypertarget_to(node, anchor=True))


# -- example_part


def _visit_part(self: Any, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "p", ""))


def _depart_part(self: Any, node: nodes.Element) -> None:
    self.body.append("</p>")


# -- code_block


def _visit_code(self: Any, node: nodes.Element) -> None:
    if node["info"]:
        self.body.append(f'<p class="agent-code-info">{escape(node["info"])}</p>\n')
    self.visit_literal_block(node)


# -- line_break


def _visit_break(self: Any, node: nodes.Element) -> None:
    self.body.append("<br />\n")


def _visit_break_as_text(self: Any, node: nodes.Element) -> None:
    if hasattr(self, "add_text"):
        self.add_text("\n")
    elif hasattr(self, "body"):
        self.body.append("\n")
    raise nodes.SkipNode


# -- definition_source


def _visit_source(self: Any, node: nodes.Element) -> None:
    summary, text = escape(_("The file as the model reads it")), escape(node["text"], quote=False)
    by_line = _direction("auto" if has_right_to_left(text) else "")
    self.body.append(
        f'<details class="agent-source"><summary>{summary}</summary><pre{by_line}>\n{text}</pre></details>\n'
    )
    self.body.append(_raw_link(self, node))


def _raw_link(self: Any, node: nodes.Element) -> str:
    """The link to the raw file, if there is one."""
    address = raw_files.address(self.builder, self.builder.current_docname)
    if not address or not node["text"]:
        return ""
    uri = escape(relative_uri(self.builder.get_target_uri(self.builder.current_docname), quote(address)))
    words = escape(_("Raw file"))
    return f'<p class="agent-raw"><a class="reference download" href="{uri}">{words}</a></p>\n'


# -- agent_actions


def _visit_actions(self: Any, node: nodes.Element) -> None:
    """The link to the file, and buttons that copy."""
    docname = self.builder.current_docname
    address = raw_files.address(self.builder, docname)
    agent = domain_of(self.builder.env).agents.get(docname)
    if address and agent and self.builder.name in SITE_BUILDERS:
        uri = escape(relative_uri(self.builder.get_target_uri(docname), quote(address)))
        location = location_of(self.builder.env.project, docname)
        path = escape(path_in_repository(location) or f"{agent.collection}/{agent.path}")
        home = place_of_installed(agent.path, agent.format)
        install = f' data-install="{escape(home)}"' if home else ""
        words = escape(_("Download"))
        self.body.append(
            f'<p class="agent-actions" data-path="{path}"{install}>'
            f'<a href="{uri}" download="{escape(agent.path.rpartition("/")[2])}">{words}</a> '
            f"{copy_buttons(with_install=bool(home))}</p>\n"
        )


# -- agent_card


def _visit_card(self: Any, node: nodes.Element) -> None:
    """The whole card, in few bytes, as a site may have hundreds on one page: without end tags that HTML may omit."""
    text = {name: escape(node[name], quote=False) for name in ("title", "facts", "line", "said")}
    facts = f" <small>{_swatch(node['fill'])}{text['facts']}</small>" if text["facts"] or node["fill"] else ""
    line = f"<p>{text['line']}" if text["line"] else ""
    said = f"<p><q>{text['said']}</q>" if text["said"] else ""
    own = _direction("rtl" if direction_of(node["line"] or node["title"]) == "rtl" else "")
    self.body.append(f'<li{own}><a href="{escape(node["uri"])}">{text["title"]}</a>{facts}{line}{said}\n')
    raise nodes.SkipNode


# -- plain_links


def _visit_links(self: Any, node: nodes.Element) -> None:
    links = (f'<li><a href="{escape(uri)}">{escape(words, quote=False)}</a></li>' for words, uri in node["links"])
    self.body.append(f"<ul>{''.join(links)}</ul>\n")


# -- agent_crumbs


def _visit_crumbs(self: Any, node: nodes.Element) -> None:
    links = (f'<a href="{escape(address)}">{escape(words)}</a>' for words, address in node["links"])
    label = escape(_("Breadcrumb"))
    self.body.append(f'<nav class="agent-crumbs" aria-label="{label}">{" › ".join(links)}</nav>\n')


# -- swatch


def _visit_swatch(self: Any, node: nodes.Element) -> None:
    self.body.append(_swatch(node["fill"]))


def _swatch(fill: str) -> str:
    if not fill:
        return ""
    return (
        '<svg class="agent-swatch" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">'
        f'<circle cx="5" cy="5" r="5" fill="{escape(fill)}"></circle></svg>'
    )


# -- agent_map


def _visit_map(self: Any, node: nodes.Element) -> None:
    """The drawing in a box of its own, in which a wide one scrolls, by keys as well."""
    label = f' aria-label="{escape(node["label"])}"' if node.get("label") else ""
    self.body.append(f'<div class="agent-map-box" role="region" tabindex="0"{label}>{node["svg"]}</div>\n')


# -- agents_around


def _visit_around(self: Any, node: nodes.Element) -> None:
    """An empty box as high as the drawing, so that nothing moves; assistive technology has the cards."""
    rows = (len(node["lines"]) + 1) // 2
    values = f'data-title="{escape(node["title"])}" data-lines="{escape(" ".join(node["lines"]))}"'
    self.body.append(f'<div class="agent-around agent-rows-{rows}" aria-hidden="true" {values}></div>\n')


# -- agent_table


def _visit_table(self: Any, node: nodes.Element) -> None:
    """A body of the table for each group.  The end tags of rows and cells, which HTML may omit, are not written."""
    head = "".join(f'<th scope="col">{escape(words)}' for words in node["head"])
    bodies = "".join(_table_body(*group, columns=len(node["head"])) for group in node["groups"])
    table = f'<table class="agent-map-table"><thead><tr>{head}</thead>\n{bodies}</table>'
    label = escape(node["label"])
    self.body.append(f'<div class="agent-table-box" role="region" tabindex="0" aria-label="{label}">{table}</div>\n')


def _table_body(anchor: str, title: str, about: str, rows: Iterable[Any], *, columns: int) -> str:
    """The rows of one group, and its name, if any, above them."""
    head = f'<tr><th colspan="{columns}" scope="rowgroup">{escape(title)} <small>{escape(about)}</small>\n'
    start = f'<tbody id="{escape(anchor)}">{head}' if anchor else "<tbody>"
    return start + "".join(map(_table_row, rows))


def _table_row(row: tuple[str, str, Sequence[int]]) -> str:
    """An agent and its numbers; those at the end that are zero have no cell, which the script adds."""
    uri, title, numbers = row
    last = max((place for place, number in enumerate(numbers, start=1) if number), default=0)
    cells = "".join(f"<td>{number or ''}" for number in numbers[:last])
    return f'<tr><td><a href="{escape(uri)}">{escape(title, quote=False)}</a>{cells}\n'


# -- scripted


def _visit_scripted(self: Any, node: nodes.Element) -> None:
    self.body.append(node["html"])


# -- folded


def _visit_folded(self: Any, node: nodes.Element) -> None:
    heading = f"<h2>{escape(node['heading'])}</h2> " if node.get("heading") else ""
    self.body.append(
        f'<details class="agent-folded"{_open(node)}><summary>{heading}{escape(node["summary"])}</summary>\n'
    )


def _depart_folded(self: Any, node: nodes.Element) -> None:
    self.body.append("</details>\n")


# -- shared_note

_CHANGES = {"same": "%s", "added": "<ins>%s</ins>", "left-out": "<del>%s</del>"}


def _visit_shared(self: Any, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "div", ""))


def _depart_shared(self: Any, node: nodes.Element) -> None:
    """The other wordings, folded: they are for readers who want to compare."""
    for agent, pieces in node["wordings"]:
        words = " ".join(_CHANGES[change] % escape(text) for text, change in pieces)
        summary = escape(_("Wording in %s") % agent)
        self.body.append(f'<details class="agent-other-words"><summary>{summary}</summary><p>{words}</p></details>')
    self.body.append("</div>\n")


def _visit_shared_as_paragraph(self: Any, node: nodes.Element) -> None:
    if hasattr(self, "visit_paragraph"):  # the writer of XML has one method for all nodes
        self.visit_paragraph(node)


def _depart_shared_as_paragraph(self: Any, node: nodes.Element) -> None:
    if hasattr(self, "depart_paragraph"):
        self.depart_paragraph(node)


# -- former_wordings


def _visit_former(self: Any, node: nodes.Element) -> None:
    """The former wordings, folded next to the current one: a page is about the present."""
    until = next((one["until"] for one in node.findall(former_wording)), "")
    summary = escape(_("Reworded on %s") % until if until else _("Reworded"))
    self.body.append(f'<details class="agent-then"{_marks(node)}{_open(node)}><summary>{summary}</summary>')


def _depart_former(self: Any, node: nodes.Element) -> None:
    self.body.append("</details>\n")


# -- former_wording


def _visit_wording(self: Any, node: nodes.Element) -> None:
    label, whole = escape(_former_label(node["until"], node["agent"])), len(node.children) > 0
    quote = '</p>\n<div class="agent-former">\n' if whole else f" <q>{escape(node['text'])}</q></p>"
    self.body.append(f"<p>{label}{quote}")


def _depart_wording(self: Any, node: nodes.Element) -> None:
    if node.children:
        self.body.append("</div>\n")


def _former_label(until: str, agent: str) -> str:
    """When and where a former wording was in use."""
    if agent:
        # Translators: %(agent)s is the title of another agent.
        text = _("Until %(until)s in %(agent)s:") if until else _("Previously in %(agent)s:")
        return text % {"until": until, "agent": agent}
    return _("Until %s:") % until if until else _("Previously:")


# -- tombstone, tombstones


def _visit_tombstone(self: Any, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "li", "", **_data_to(node)))


def _visit_tombstones(self: Any, node: nodes.Element) -> None:
    self.body.append(self.starttag(node, "ul", **_data_to(node)))


def _depart_tombstones(self: Any, node: nodes.Element) -> None:
    self.body.append("</ul>\n")


# -- all of them


def register(app: Sphinx) -> None:
    """Register every node with Sphinx, and how each builder writes it."""
    item_in_latex = (_visit_item_as_latex, _depart_item)
    paragraph_in_latex = (_visit_paragraph_as_latex, _depart_paragraph_as_latex)
    shared_elsewhere = (_visit_shared_as_paragraph, _depart_shared_as_paragraph)
    _add(app, guideline_item, (_visit_item, _depart_item), latex=item_in_latex)
    _add(app, guideline_paragraph, (_visit_paragraph, _depart_paragraph), latex=paragraph_in_latex)
    _add(app, guideline_row, (_visit_row, _depart_row))
    _add(app, guideline_cell, (_visit_cell, _depart_cell), latex=(_visit_cell_as_latex, _depart_cell))
    _add(app, guideline_title, (_visit_title, _depart_title))
    _add(app, example_card, (_visit_example, _depart_example), latex=(_visit_example_as_latex, _nothing))
    _add(app, example_part, (_visit_part, _depart_part))
    _add(app, code_block, (_visit_code, _nothing))
    _add(app, line_break, (_visit_break, _nothing), others=(_visit_break_as_text, _nothing))
    _add(app, definition_source, (_visit_source, _nothing), others=_SKIPPED)
    _add(app, agent_actions, _not_in_epub(_visit_actions), others=_SKIPPED)
    _add(app, agent_card, (_visit_card, _nothing))
    _add(app, plain_links, (_visit_links, _nothing))
    _add(app, agent_crumbs, _not_in_epub(_visit_crumbs), others=_SKIPPED)
    _add(app, swatch, (_visit_swatch, _nothing), others=_SKIPPED)
    _add(app, agent_map, _not_in_epub(_visit_map), others=_SKIPPED)
    _add(app, agents_around, _not_in_epub(_visit_around), others=_SKIPPED)
    _add(app, agent_table, _not_in_epub(_visit_table), others=_SKIPPED)
    _add(app, scripted, _not_in_epub(_visit_scripted), others=_SKIPPED)
    _add(app, folded, (_visit_folded, _depart_folded))
    _add(app, shared_note, (_visit_shared, _depart_shared), others=shared_elsewhere)
    _add(app, former_wordings, (_visit_former, _depart_former), others=_SKIPPED)
    _add(app, former_wording, (_visit_wording, _depart_wording), others=_SKIPPED)
    _add(app, tombstone, (_visit_tombstone, _depart_item), latex=item_in_latex)
    _add(app, tombstones, (_visit_tombstones, _depart_tombstones))
    placeholders = (definition_link, agent_catalog, guideline_list, map_placeholder, related_agents, withdrawn_guidance)
    for node in (*placeholders, agent_tree, guideline_section):
        app.add_node(node)


def _not_in_epub(visit: _Visitor) -> _Pair:
    """How HTML is written, except for EPUB.

    Handlers of ``epub`` would do the same, but then Sphinx would not use those of ``html`` that other extensions have.
    """

    def visit_on_a_site(self: Any, node: nodes.Element) -> None:
        if self.builder.name == "epub":
            raise nodes.SkipNode
        visit(self, node)

    return visit_on_a_site, _nothing


def _add(
    app: Sphinx, node: type[nodes.Element], html: _Pair, *, latex: _Pair | None = None, others: _Pair | None = None
) -> None:
    """Register *node*."""
    handlers = {"html": html}
    if latex:
        handlers["latex"] = latex
    if others:
        handlers |= dict.fromkeys(OTHER_BUILDERS, others)
    app.add_node(node, **handlers)  # type: ignore[arg-type]  # no key is `override`

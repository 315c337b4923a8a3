"""Tombstones: on the pages of agents, and in place of the pages of agents that are gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.errors import NoUri

from ..core.findings import Code
from ..core.ledger.entries import Entry
from ..core.ledger.promises import PagePromises, Tombstone
from ..core.ledger.site_links import Links
from ..core.short_links.addresses import code_anchor
from ..core.text.sentences import first_sentences
from ..core.units import CODED_SORTS, TEXT_SORTS
from . import compat
from .config import ledger_path
from .domain import links_of
from .ledger import permalink
from .locale import _
from .log import warn
from .nodes import (
    example_card,
    former_wordings,
    guideline_item,
    guideline_paragraph,
    tombstone,
    tombstones,
    withdrawn_guidance,
)
from .references import link_to_place
from .site_files import has_room

_WORDS = 80


def keep_promises(place: withdrawn_guidance, links: Links, builder: Builder) -> None:
    """Give the units of a page every id they ever had, and replace *place* with the tombstones of the page."""
    page, docname = place.parent, place["docname"]
    promised = links.pages.get(docname, PagePromises())
    for node in list(page.findall(nodes.Element)):
        ids = node.get("ids")
        if ids and ids[0] in promised.ids:
            entry = promised.entries[ids[0]]
            _identify(node, entry, [*promised.ids[ids[0]], *_by_code(entry, builder)])
    if promised.gone:
        place.replace_self(_Section(links, builder, docname).of(promised.gone, place["anchor"]))
    else:
        page.remove(place)


def pages_of_the_gone(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """A page for each agent that is gone, at its old address (an event handler while pages are written)."""
    builder = app.builder
    if not isinstance(builder, StandaloneHTMLBuilder) or isinstance(builder, SingleFileHTMLBuilder):
        return
    links = links_of(app.env)
    for docname in _with_room(builder, links.gone):
        if docname not in app.env.found_docs:
            page = _Section(links, builder, docname).whole_page(links.pages[docname].gone)
            title = page.astext().partition("\n")[0]
            yield docname, {"title": title, "body": compat.render_as(builder, docname, page)}, "page.html"


def _with_room(builder: StandaloneHTMLBuilder, docnames: Iterable[str]) -> Iterator[str]:
    """Those of *docnames* whose file can be written; a warning for each other one."""
    ledger = ledger_path(Path(builder.confdir), builder.config)
    for docname in docnames:
        path = Path(builder.get_output_path(docname))
        if has_room(path, Path(builder.outdir)):
            yield docname
        else:
            message = f"the page {docname} of the ledger cannot be written, because {path.name} or its folder is taken"
            warn(Code.LEDGER, f"{message}; rename what takes its place", f"{ledger}:1")


def _identify(node: nodes.Element, entry: Entry, ids: Sequence[str]) -> None:
    """Give a node every id that it ever had, its code, and its former wordings."""
    node["ids"] = list(ids)
    if isinstance(node, (guideline_item, guideline_paragraph, example_card)):
        node["code"] = entry.code
    if entry.was and entry.kind not in ("agent", "part"):
        then = former_wordings(texts=_texts(entry))
        if isinstance(node, guideline_paragraph):
            node.parent.insert(node.parent.index(node) + 1, then)
        elif isinstance(node, guideline_item):
            node.insert(next((at for at, child in enumerate(node) if _is_list(child)), len(node)), then)
        elif isinstance(node, nodes.section):
            node.insert(1, then)
        else:
            node += then


def _by_code(entry: Entry, builder: Builder) -> list[str]:
    """The id to which the short link of *entry* leads, in a site that has short links."""
    return [code_anchor(entry.code)] if entry.sort in CODED_SORTS and permalink(builder, entry.code) else []


def _free_id(gone: Sequence[Tombstone]) -> str:
    """An id for a page of tombstones without an agent, for Sphinx expects one."""
    taken = {anchor for one in gone for anchor in one.anchors}
    choice = "withdrawn"
    while choice in taken:
        choice += "-page"
    return choice


def _is_list(node: nodes.Node) -> bool:
    return isinstance(node, (nodes.bullet_list, nodes.enumerated_list))


def _texts(entry: Entry) -> list[tuple[str, str]]:
    return [(wording.text, wording.until) for wording in entry.was]


class _Section:
    """Writes tombstones for one page."""

    def __init__(self, links: Links, builder: Builder, docname: str) -> None:
        self.links, self.builder, self.docname = links, builder, docname

    def of(self, gone: Sequence[Tombstone], anchor: str) -> nodes.section:
        """The section at the end of the page of an agent."""
        section = nodes.section(ids=[anchor], names=[], classes=["agent-withdrawn"])
        section += nodes.title("", _("Withdrawn guidance"))
        section += nodes.paragraph("", _("Earlier content of this page, kept so that links to it still work."))
        section += self._lists(gone)
        return section

    def whole_page(self, gone: Sequence[Tombstone]) -> nodes.section:
        """The page of an agent that is gone."""
        agents = [one for one in gone if one.entry.kind == "agent"]
        ids = [anchor for agent in agents for anchor in agent.anchors]
        ids += [anchor for agent in agents if not agent.now for anchor in _by_code(agent.entry, self.builder)]
        page = nodes.section(ids=ids or [_free_id(gone)], names=[], classes=["agent-gone"])
        page += nodes.title("", self.links.agent_title(self.docname))
        page += [self._farewell(agent) for agent in agents]
        rest = [one for one in gone if one.entry.kind != "agent"]
        if rest:
            page += nodes.paragraph("", _("Earlier content of this page, and where it is now:"))
            page += self._lists(rest, self._target(agents[-1].now) if agents else "")
        return page

    def _farewell(self, agent: Tombstone) -> nodes.paragraph:
        if agent.now:
            return self._sentence(_("This agent is now {}."), [self._link_to_agent(agent.now, agent.now.text)])
        until = agent.entry.until
        text = _("This agent was withdrawn on %s.") % until if until else _("This agent was withdrawn.")
        return nodes.paragraph("", text)

    def _lists(self, gone: Sequence[Tombstone], to: str = "") -> list[nodes.Node]:
        """Guidelines and examples first, then the headings, which say little without the text below them."""
        said = [one for one in gone if one.entry.sort in TEXT_SORTS]
        headings = [one for one in gone if one.entry.sort not in TEXT_SORTS]
        return [self._list(some, to) for some in (said, headings) if some]

    def _list(self, gone: Iterable[Tombstone], to: str) -> tombstones:
        result = tombstones(classes=["agent-tombstones"], bullet="-")
        if to:
            result["to"] = to
        result += [self._tombstone(one) for one in gone]
        return result

    def _tombstone(self, one: Tombstone) -> tombstone:
        by_code = () if one.now else _by_code(one.entry, self.builder)
        item = tombstone(ids=[*one.anchors, *by_code], classes=["agent-moved" if one.now else "agent-withdrawn-unit"])
        if one.now:
            item["to"] = self._target(one.now)
        item += self._said(one.entry)
        if one.entry.was:
            item += former_wordings(texts=_texts(one.entry), open=True)
        fate = nodes.paragraph(classes=["agent-fate"])
        for sentence in self._fate(one):
            fate += [*sentence.children, nodes.Text(" ")]
        item += fate
        return item

    def _said(self, entry: Entry) -> nodes.paragraph:
        """Its last wording."""
        if entry.sort in TEXT_SORTS:
            return nodes.paragraph("", entry.text, classes=["agent-said"])
        kind = _("The agent") if entry.kind == "agent" else _("The section")
        return nodes.paragraph("", "", nodes.Text(f"{kind} "), nodes.emphasis("", entry.title))

    def _fate(self, one: Tombstone) -> Iterator[nodes.paragraph]:
        """The fate of a withdrawn or moved unit, in sentences."""
        entry, now = one.entry, one.now
        if now:
            text = _("Now {}.") if now.page == self.docname else _("Now in {}.")
            words = self._words(now) if now.page == self.docname else self.links.agent_title(now.page)
            yield self._sentence(text, [self._link(now, words)])
            if entry.sort in TEXT_SORTS and now.text not in entry.texts:
                yield nodes.paragraph("", _("It now says: %s") % now.text)
            return
        yield nodes.paragraph("", _("Withdrawn on %s.") % entry.until if entry.until else _("Withdrawn."))
        if entry.to:
            yield self._sentence(_("Replaced by {}."), [self._link(self.links.entries[entry.to])])
        if entry.candidates:
            others = [self._link(self.links.entries[code]) for code in entry.candidates]
            yield self._sentence(_("It may have become one of these: {}."), others)

    def _sentence(self, text: str, links: Sequence[nodes.Node]) -> nodes.paragraph:
        """*text* with a link in place of each ``{}``, the last one taking all remaining links."""
        parts = text.split("{}")
        result = nodes.paragraph("", parts[0])
        for number, part in enumerate(parts[1:], 1):
            here = links[number - 1 :] if number == len(parts) - 1 else links[number - 1 : number]
            for at, link in enumerate(here):
                result += [nodes.Text(", "), link] if at else [link]
            result += nodes.Text(part)
        return result

    def _words(self, entry: Entry) -> str:
        """The words of a link in a sentence, without a full stop of their own."""
        return (entry.title or first_sentences(entry.text, _WORDS)).removesuffix(".")

    def _link(self, entry: Entry, words: str = "") -> nodes.Node:
        """A link to where *entry* is now."""
        docname, anchor = self.links.address(entry.code)
        shown = nodes.inline("", words or self._words(entry), classes=["agent-ref"])
        return self._reference(docname, anchor, shown)

    def _link_to_agent(self, entry: Entry, title: str) -> nodes.Node:
        return self._reference(entry.page, entry.anchor, nodes.inline("", title, classes=["agent-ref"]))

    def _reference(self, docname: str, anchor: str, words: nodes.inline) -> nodes.Node:
        """A link, or its words where the builder has no addresses."""
        try:
            return link_to_place(self.builder, self.docname, docname, anchor, words)
        except NoUri:
            return words

    def _target(self, entry: Entry | None) -> str:
        """The address of *entry* relative to the page, for the script that redirects the reader."""
        if entry is None or isinstance(self.builder, SingleFileHTMLBuilder):
            return ""
        if not isinstance(self.builder, StandaloneHTMLBuilder):
            return ""
        return f"{self.builder.get_relative_uri(self.docname, entry.page)}#{entry.anchor}"

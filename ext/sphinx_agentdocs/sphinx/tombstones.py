"""Tombstones, on the pages of agents and in place of pages whose agents are gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
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
from ..core.ledger.promises import Former, PagePromises, Tombstone
from ..core.ledger.site_links import Links
from ..core.paths import folded
from ..core.reading.anchoring import closing_anchors
from ..core.short_links.addresses import code_anchor
from ..core.text.counts import counted
from ..core.text.sentences import first_sentences
from ..core.units import DESCRIPTION, PARTS, TEXT_SORTS
from . import compat, site_files
from .config import ledger_path
from .domain import links_of
from .highlighting import PLAIN
from .languages import mark_direction, set_apart
from .locale import _
from .log import share, warn
from .nodes import (
    GUIDELINE_NODES,
    add_note,
    example_card,
    former_wording,
    former_wordings,
    tombstone,
    tombstones,
    withdrawn_guidance,
)
from .references import link_to_place
from .render import render_former
from .site_files import SITE_BUILDERS
from .still_here import PageText

_WORDS = 80
_PAGE_ID = "agent/gone"  # no anchor has a slash


def keep_promises(place: withdrawn_guidance, links: Links, builder: Builder) -> None:
    """Give the units of a page every id they ever had, and replace *place* with the tombstones of the page."""
    page, docname = place.parent, place["docname"]
    promised = links.pages.get(docname, PagePromises())
    section = _Section(links, builder, docname, PageText(page) if promised.gone else None)
    for node in list(page.findall(nodes.Element)):
        ids = node.get("ids")
        if ids and ids[0] in promised.ids:
            derived, entry = ids[0], promised.entries[ids[0]]
            _identify(node, entry, promised.ids[derived], builder)
            if derived in promised.former and entry.kind != "agent":
                note = section.former(entry, promised.former[derived])
                add_note(node, note)
                set_apart(note, builder.config.language)
    closing = [place["anchor"], *_former_closing(promised, (place["anchor"], place["related"]))]
    if promised.gone:
        place.replace_self(section.of(promised.gone, closing))
    else:
        page.remove(place)
        page["ids"] += closing if links.recorded else []  # the page may have had the section before


def _former_closing(promised: PagePromises, present: Iterable[str]) -> list[str]:
    """The ids that the sections which come and go have had under former names of the agent of the page."""
    names = (name for at, entry in promised.entries.items() if entry.kind == "agent" for name in promised.ids[at])
    taken = {*present, *(anchor for ids in promised.ids.values() for anchor in ids)}
    taken |= {anchor for one in promised.gone for anchor in one.anchors}
    return [anchor for name in dict.fromkeys(names) for anchor in closing_anchors(name) if anchor not in taken]


def pages_of_the_gone(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """A page for each agent that is gone, at its old address (an event handler while pages are written)."""
    builder = app.builder
    if not isinstance(builder, StandaloneHTMLBuilder) or isinstance(builder, SingleFileHTMLBuilder):
        return
    links = links_of(app.env)
    for docname in sorted(links.taken):
        number = len(links.pages[docname].gone)
        message = f"{docname} is a page of yours now, to which {counted(number, 'link')} to an agent led"
        warn(Code.LEDGER, f"{message}; give your page another name", f"{ledger_path(Path(app.confdir), app.config)}:1")
    spellings: dict[str, list[str]] = defaultdict(list)
    for docname in app.env.found_docs:
        spellings[folded(docname)].append(docname)
    for docname in links.gone:
        if docname not in app.env.found_docs and _is_free(builder, docname, spellings.get(folded(docname), ())):
            page: tuple[str, str] | None = None
            with share(docname, "showing what its page said"):
                section = _Section(links, builder, docname).whole_page(links.pages[docname].gone)
                page = section.astext().partition("\n")[0], compat.render_as(builder, docname, section)
            if page:
                yield docname, {"title": page[0], "body": page[1]}, "page.html"


def _is_free(builder: StandaloneHTMLBuilder, docname: str, spellings: Iterable[str]) -> bool:
    """Whether nothing is in the way of the page of an agent that is gone, such as a page of one of the *spellings*."""
    path = compat.page_file(builder, docname)
    if site_files.is_same(path, (compat.page_file(builder, other) for other in spellings)):
        return False
    if not site_files.can_hold(builder.outdir, path):
        message = f"the page {docname} of the ledger cannot be written, because {path.name} or its folder is taken"
        ledger = ledger_path(Path(builder.confdir), builder.config)
        warn(Code.LEDGER, f"{message}; rename what takes its place", f"{ledger}:1")
        return False
    return True


def _identify(node: nodes.Element, entry: Entry, ids: Sequence[str], builder: Builder) -> None:
    """Give a node every id that it ever had, and its code; the link of a unit has the id by the code."""
    node["ids"] = list(ids)
    if not isinstance(node, (*GUIDELINE_NODES, example_card)):
        node["ids"] += _by_code(entry, builder)
    elif entry.has_short_link:
        node["code"] = entry.code


def _by_code(entry: Entry, builder: Builder) -> list[str]:
    """The id to which the short link of *entry* leads to or led to; the reader sees it as the address of the page.

    A site without short links has it too: it may have had them before.
    """
    return [code_anchor(entry.code)] if entry.has_short_link and builder.name in SITE_BUILDERS else []


def _whole(entry: Entry, body: str) -> list[nodes.Node]:
    """The whole unit in one of its wordings; nothing if that is no more than its text."""
    if not body:
        return []
    if entry.kind == "example":
        return [nodes.literal_block(body, body, language=PLAIN, classes=["agent-verbatim"])]
    if entry.kind == "part" and entry.text == DESCRIPTION:
        return [nodes.paragraph("", text) for text in body.split("\n\n") if text.strip()]
    return render_former(body)


def _place_of(entry: Entry) -> list[nodes.Node]:
    """The headings above a unit, without which its words may mean the opposite: "Avoid", "Never"."""
    is_above = {entry.lead, entry.lead.removesuffix(":")} & {"", *entry.section}
    path = " \u203a ".join([*entry.section, *([] if is_above else [entry.lead])])
    return [nodes.paragraph("", path, classes=["agent-where"])] if path else []


def _title_of(entry: Entry) -> str:
    """The title of an entry, in the language of the site if it is that of a section that pages add."""
    return str(_(entry.title)) if entry.kind == "part" and entry.title in PARTS.values() else entry.title


class _Section:
    """Writes tombstones and former wordings for one page; *text* is that of the page, if there is still an agent."""

    def __init__(self, links: Links, builder: Builder, docname: str, text: PageText | None = None) -> None:
        self.links, self.builder, self.docname, self.text = links, builder, docname, text

    def of(self, gone: Sequence[Tombstone], ids: Sequence[str]) -> nodes.section:
        """The section at the end of the page of an agent."""
        section = nodes.section(ids=list(ids), names=[], classes=["agent-withdrawn"])
        section += nodes.title("", _("Withdrawn guidance"))
        section += nodes.paragraph("", _("Earlier content of this page, kept so that links to it still work."))
        section += self._lists(gone)
        return section

    def whole_page(self, gone: Sequence[Tombstone]) -> nodes.section:
        """The page of an agent that is gone."""
        agents = [one for one in gone if one.entry.kind == "agent"]
        ids = [anchor for agent in agents for anchor in agent.anchors]
        ids += [anchor for agent in agents for anchor in _by_code(agent.entry, self.builder)]
        taken = {anchor for one in gone for anchor in one.anchors}
        closing = {each for agent in agents for anchor in agent.anchors for each in closing_anchors(anchor)}
        ids += sorted(closing - taken)
        # A writer of HTML needs an id.  That of an agent is missing where the ledger has lost its entry.
        page = nodes.section(ids=ids or [_PAGE_ID], names=[], classes=["agent-gone"])
        page += nodes.title("", self.links.agent_title(self.docname))
        for agent in agents:
            page += list(self._farewell(agent))
        rest = [one for one in gone if one.entry.kind != "agent"]
        if rest:
            page += nodes.paragraph("", _("Earlier content of this page, and where it is now:"))
            page += self._lists(rest, self._target(agents[-1].now) if agents else "")
        return page

    def _farewell(self, agent: Tombstone) -> Iterator[nodes.paragraph]:
        if agent.now:
            yield self._sentence(_("This agent is now {}."), [self._link_to_agent(agent.now, agent.now.text)])
            return
        until = agent.entry.until
        yield nodes.paragraph(
            "", _("This agent was withdrawn on %s.") % until if until else _("This agent was withdrawn.")
        )
        if likely := self.links.successor(agent.entry.code):
            is_namesake = likely.anchor == agent.entry.anchor
            text = _("An agent with the same name is now at {}.") if is_namesake else _("Possibly now: {}.")
            yield self._sentence(text, [self._link_to_agent(likely, likely.page if is_namesake else likely.text)])

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
        item = tombstone(
            ids=[*one.anchors, *_by_code(one.entry, self.builder)],
            classes=["agent-moved" if one.now else "agent-withdrawn-unit"],
        )
        if one.now:
            item["to"] = self._target(one.now)
        item += self._said(one.entry)
        if one.former:
            item += self.former(one.entry, one.former, is_open=True)
        fate = nodes.paragraph(classes=["agent-fate"])
        for sentence in self._fate(one):
            fate += [*sentence.children, nodes.Text(" ")]
        item += fate
        return item

    def former(self, entry: Entry, texts: Sequence[Former], *, is_open: bool = False) -> former_wordings:
        """The former wordings of *entry*, newest first."""
        result = former_wordings(open=is_open, classes=["no-search"])
        for (text, until, body, lead), page in reversed(texts):
            said, title = f"{lead} {text}".strip(), self.links.agent_title(page) if page else ""
            one = former_wording(text=said, until=until, agent=title)
            whole = _whole(entry, body)
            one += [nodes.paragraph("", lead)] if whole and lead else []
            one += whole
            result += one
        return result

    def _said(self, entry: Entry) -> list[nodes.Node]:
        """The whole unit in its last wording."""
        whole = _whole(entry, entry.body)
        if entry.sort in TEXT_SORTS:
            said = nodes.container("", *whole) if whole else nodes.paragraph("", entry.text)
            said["classes"].append("agent-said")
            mark_direction(said)
            return [*_place_of(entry), said]
        kind = _("The agent") if entry.kind == "agent" else _("The section")
        title = nodes.paragraph("", "", nodes.Text(f"{kind} "), nodes.emphasis("", _title_of(entry)))
        return [title, nodes.container("", *whole, classes=["agent-said"])] if whole else [title]

    def _fate(self, one: Tombstone) -> Iterator[nodes.paragraph]:
        """What became of a withdrawn or moved unit, in sentences."""
        entry, now = one.entry, one.now
        if now:
            text = _("Now {}.") if now.page == self.docname else _("Now in {}.")
            words = self._words(now) if now.page == self.docname else self.links.agent_title(now.page)
            yield self._sentence(text, [self._link(now, words)])
            if entry.sort in TEXT_SORTS and now.text not in entry.texts:
                yield nodes.paragraph("", _("It now says: %s") % now.text)
            return
        if entry.status == "moved":
            yield self._end_of_heir(entry)
            return
        yield self._end(entry)
        if likely := self.links.successor(entry.code):
            yield self._sentence(_("Possibly now: {}."), [self._link(likely)])
        if entry.to:
            yield self._sentence(_("Replaced by {}."), [self._link(self.links.entries[entry.to])])
        if entry.candidates:
            others = [self._link(self.links.entries[code]) for code in entry.candidates]
            yield self._sentence(_("It may have become one of these: {}."), others)

    def _end(self, entry: Entry) -> nodes.paragraph:
        """When a unit was withdrawn, or where its words are if they are still on the page."""
        place = self.text.find(entry) if self.text else None
        if place is None:
            return nodes.paragraph("", _("Withdrawn on %s.") % entry.until if entry.until else _("Withdrawn."))
        link = self._reference(
            self.docname, place["ids"][0], nodes.inline("", self._name(place), classes=["agent-ref"])
        )
        if not isinstance(place, nodes.section):
            return self._sentence(_("Still on this page, as part of {}."), [link])
        if not entry.until:
            return self._sentence(_("Still on this page, under {}, but without a link of its own."), [link])
        text = _("Still on this page, under {}, but without a link of its own since %s.")
        return self._sentence(text % entry.until, [link])

    def _end_of_heir(self, entry: Entry) -> nodes.paragraph:
        """What became of a unit that had become part of another one, which was withdrawn."""
        until = self.links.now(entry.code).until
        text = _("Merged into {}, which was withdrawn on %s.") if until else _("Merged into {}, which was withdrawn.")
        return self._sentence(text % until if until else text, [self._link(self.links.now(entry.code))])

    def _name(self, place: nodes.Element) -> str:
        """The words of a link to a section or a guideline of the page."""
        entry = self._here.get(place["ids"][0])
        return self._words(entry) if entry else first_sentences(place[0].astext(), _WORDS)

    @cached_property
    def _here(self) -> dict[str, Entry]:
        """The entries of the units on the page, by their present ids."""
        return {entry.anchor: entry for entry in self.links.pages[self.docname].entries.values()}

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
        """The words of a link in a sentence, without a final full stop."""
        return (_title_of(entry) or first_sentences(entry.text, _WORDS)).removesuffix(".")

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

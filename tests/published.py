"""Every address that a version of a site publishes, derived from ledger and definitions without building a page.

Listing them takes a fraction of a build.  `replay` proves on built pages that the list is complete.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from sphinx_agentdocs.core.ledger.entries import Entry
from sphinx_agentdocs.core.ledger.site_links import Links, site_links
from sphinx_agentdocs.core.ledger.update import update
from sphinx_agentdocs.core.model import Definition, Example
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.short_links.addresses import code_anchor, short_link
from sphinx_agentdocs.core.text.characters import visible
from sphinx_agentdocs.core.units import PARTS
from sphinx_agentdocs.ledger.source import Source, read_published

KINDS = {"part": "heading", "section": "heading", "agent": "heading", "example": "example", "guideline": "guideline"}
"""What a reader sees at the id of each sort of unit."""


class Published(NamedTuple):
    """A published address: its kind, its page, the fragment, and the pieces of what it says.

    A short link has no page; its *fragment* is its code.
    """

    kind: str
    page: str
    fragment: str
    pieces: tuple[str, ...]

    def url(self, builder: str) -> str:
        """The address in a site of *builder*, relative to its root, as a browser shows it."""
        if self.kind == "code":
            return short_link("pages", self.fragment)
        page = quote(self.page) + ("/" if builder == "dirhtml" else ".html")
        return f"{page}#{quote(self.fragment, safe='/')}" if self.fragment else page


@dataclass(frozen=True)
class Version:
    """What a folder publishes at one time: its links, and what each unit says, by page and derived anchor.

    *closing* holds, by page, the anchors of the sections of withdrawn guidance and of related agents.
    """

    links: Links
    pieces: Mapping[tuple[str, str], tuple[str, ...]]
    closing: Mapping[str, tuple[str, str]]

    def addresses(self) -> Iterator[Published]:
        """Every address of a live unit: each of its ids, present and former, and each form of its code."""
        for page, promised in self.links.pages.items():
            for derived, anchors in promised.ids.items():
                entry = promised.entries[derived]
                yield from _addresses(page, anchors, entry, self.pieces[page, derived])
            if page in self.closing:
                withdrawn, related = self.closing[page]
                yield Published("heading", page, related, ())
                if promised.gone:
                    yield Published("heading", page, withdrawn, ())


def _addresses(page: str, anchors: tuple[str, ...], entry: Entry, pieces: tuple[str, ...]) -> Iterator[Published]:
    if entry.kind == "agent":
        yield Published("page", page, "", pieces)
        yield Published("agent", page, "", pieces)
    for anchor in anchors:
        yield Published(KINDS[entry.sort], page, anchor, pieces)
    if entry.has_short_link:
        is_agent = entry.kind == "agent"  # whose title may change
        yield Published("heading" if is_agent else "code anchor", page, code_anchor(entry.code), pieces)
        yield Published("code", "", entry.code, () if is_agent else (entry.text,))


def version(source: Source, entries: Mapping[str, Entry]) -> Version:
    """What a build of *source* with the ledger *entries* publishes."""
    published = read_published(source)
    done = update(entries, published.units, "")
    titles = {unit.page: unit.title for unit in published.units if unit.kind == "agent"}
    pieces = {(unit.page, unit.anchor): _said(unit.kind, unit.text, unit.title) for unit in published.units}
    closing = {}
    for page, file in published.files.items():
        definition = _definition(source, file)
        pieces |= {(page, one.anchor): _shown(one) for one in definition.examples}
        closing[page] = (definition.anchors["withdrawn-guidance"], definition.anchors["related-agents"])
    return Version(site_links(done, titles), pieces, closing)


def _said(kind: str, text: str, title: str) -> tuple[str, ...]:
    return (str(PARTS.get(text, title)),) if kind == "part" else (text,)


def _shown(example: Example) -> tuple[str, ...]:
    """What an example says, in the pieces that its card shows."""
    texts = (example.context, *(turn.text for turn in example.turns), example.commentary)
    return tuple(visible(text) for text in texts if text)


def _definition(source: Source, file: Path) -> Definition:
    return read_definition(file.read_bytes(), file.name, limits=source.limits, vocabulary=source.vocabulary)

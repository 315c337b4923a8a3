"""The pages at the short links of a site: one for each code, or one for all codes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.util.osutil import relative_uri

from .. import __version__
from ..core.findings import Code
from ..core.ledger.aliases import owners
from ..core.ledger.codes import prefixes
from ..core.ledger.entries import Entry
from ..core.ledger.site_links import Links
from ..core.short_links.addresses import FOLDER, code_anchor
from ..core.short_links.resolver_page import (
    ALPHABET,
    NAMES,
    forwarding_page,
    is_ours,
    missing_page,
    piece,
    resolver_page,
)
from ..core.short_links.short_page import ShortPage, choice_page, is_short_page, redirect_only, short_page
from ..core.text.counts import counted
from ..core.text.sentences import first_sentences
from . import compat, config, site_files
from .domain import domain_of, links_of
from .kept import state_of
from .locale import _
from .log import share, warn
from .site_files import INDEX, SITE_BUILDERS, PageGroup

_T = TypeVar("_T")
MISSING = "404.html"
PAGES = "agentdocs-short-pages"
"""The event for whoever publishes the site and takes the pages at the short links, as groups; it returns ``True``.

Without a listener they are written into the output of Sphinx.
"""
_WORDS = 60
_PIECES = tuple(f"{name}.js" for name in (*ALPHABET, NAMES))


def write_short_links(app: Sphinx, exception: Exception | None) -> None:
    """Write the files of the short links that are missing or outdated, and remove the others (an event handler)."""
    if exception is not None or app.builder.name not in SITE_BUILDERS:
        return
    site = _Site(app)
    kind = app.config.agentdocs_short_links if site.entries else "none"
    folder = f"{os.fspath(app.outdir)}/{FOLDER}"
    groups = site.page_groups() if kind == "pages" else iter(())
    if not app.emit_firstresult(PAGES, groups):
        record = Path(app.doctreedir, f"agentdocs-{FOLDER}.json")
        changed = site_files.keep_only_pages(folder, groups, is_short_page, record)
        domain_of(app.env).short_pages_changed = changed
    files = site.resolver() if kind == "resolver" else site.forwarding() if kind == "pages" else {}
    for name in (INDEX, *_PIECES):
        if f"{FOLDER}/{name}" not in site.documents:
            _write_or_remove(f"{folder}/{name}", files.get(name))
    if "404" not in app.env.found_docs:
        is_wanted = kind != "none" and "404" in app.config.agentdocs_pages
        _write_or_remove(f"{os.fspath(app.outdir)}/{MISSING}", site.missing(kind) if is_wanted else None)
    site_files.remove_if_empty(folder)


def take_pages(app: Sphinx, folder: Path) -> None:
    """Let *folder* get packs of the pages at the short links, in place of the output of Sphinx."""

    def take(_: Sphinx, groups: Iterator[PageGroup]) -> bool:
        site_files.pack_pages(folder, FOLDER, groups)
        return True

    app.connect(PAGES, take)


def warn_of_lost_pages(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Warn if the short links in the ledger have no pages in this site, unless that is accepted (an event handler)."""
    kind = app.config.agentdocs_short_links
    if kind == "pages" or app.config.agentdocs_drop_short_links or app.builder.name not in SITE_BUILDERS:
        return []
    links = links_of(env)
    codes = sorted(code for code in links.recorded if links.entries[code].has_short_link)
    if codes:
        lost = counted(len(codes), "short link")
        message = (
            f"`agentdocs_short_links` is {kind!r}, so {lost} in the ledger, such as {FOLDER}/{codes[0]}/, would not"
            " work; use 'pages', or set `agentdocs_drop_short_links` if they were never published as pages"
        )
        warn(Code.LEDGER, message, f"{config.ledger_path(Path(app.confdir), app.config)}:1")
    return []


def _write_or_remove(path: str, text: str | None) -> None:
    """Write the text of a file of the resolver, or remove the file if there is no text."""
    if text is None:
        site_files.remove_if_ours(path, _is_ours)
    else:
        site_files.write_unless_foreign(path, text.encode(), _is_ours)


def _is_ours(data: bytes) -> bool:
    return is_ours(data.decode("utf-8", "replace"))


class _Site:
    """The short links of one site, for one builder."""

    def __init__(self, app: Sphinx) -> None:
        self.builder: Builder = app.builder
        self.links: Links = links_of(app.env)
        self.domain = domain_of(app.env)
        self.agents = self.domain.agents
        self.entries = {code: entry for code, entry in self.links.entries.items() if entry.has_short_link}
        self.aliases = {name: code for name, code in owners(self.entries).items() if name not in self.entries}
        self.lang = (app.config.language or "en").replace("_", "-")
        self.base = app.config.html_baseurl and f"{app.config.html_baseurl.rstrip('/')}/"
        self.single = isinstance(app.builder, SingleFileHTMLBuilder)
        self.front = f"{app.config.root_doc}{app.builder.out_suffix}" if self.single else ""  # type: ignore[attr-defined]  # builders of HTML have it
        self.documents = {
            compat.page_file(app.builder, docname).relative_to(app.outdir).as_posix()
            for docname in app.env.found_docs
            if docname.startswith(f"{FOLDER}/")
        }
        self.uris: dict[str, str] = {}

    def page_groups(self) -> Iterator[PageGroup]:
        """The page of each code whose address no document of the site has, by the page that it leads to."""
        for page, codes in self._codes_by_page().items():
            if self._are_units(page, codes):
                makers = {code: partial(self._made, page, code) for code in codes}
                yield PageGroup(page, state_of(self.domain, page, self._shown_of_others(page)), makers)
            else:
                shown = {name: self._shown(code) for name, code in codes.items()}
                yield self._group(page, shown, partial(self._written, page))
        choices = {code: self._choices(some) for code, some in prefixes(self.entries).items()}
        yield self._group("", self._free(choices), self._choice)

    def _codes_by_page(self) -> dict[str, dict[str, str]]:
        """The codes, and the names that lead to the same as a code, by the page that they lead to."""
        found: dict[str, dict[str, str]] = {}
        for name, code in self._free({**{code: code for code in self.entries}, **self.aliases}).items():
            found.setdefault(self.links.now(code).page, {})[name] = code
        return found

    def _are_units(self, page: str, codes: Mapping[str, str]) -> bool:
        """Whether all that leads to a page are the codes of its units, so that its state says what they show."""
        promised = self.links.pages.get(page) if page in self.agents else None
        known = {entry.code for entry in promised.entries.values()} if promised else set()
        return known.issuperset(codes) and all(name == code for name, code in codes.items())

    def _shown_of_others(self, page: str) -> tuple[str, ...]:
        """What the pages of the units of a page show that neither its definition nor its links decide."""
        return (__version__, self.lang, self.base, self.uris.setdefault(page, self._uri(page)))

    def _made(self, page: str, code: str) -> bytes:
        return self._written(page, self._shown(code))

    def _free(self, names: Mapping[str, _T]) -> dict[str, _T]:
        if not self.documents:
            return dict(names)
        return {name: what for name, what in names.items() if f"{FOLDER}/{name}/{INDEX}" not in self.documents}

    def _group(self, name: str, shown: Mapping[str, _T], make: Callable[[_T], bytes]) -> PageGroup:
        """A group of pages from what each shows, which must have all its parts in its `repr`."""
        makers = {code: partial(make, what) for code, what in shown.items()}
        texts = repr((__version__, self.lang, shown)).encode("utf-8", "surrogatepass")
        return PageGroup(name, hashlib.sha256(texts).hexdigest(), makers)

    def _choices(self, codes: Sequence[str]) -> list[tuple[str, str]]:
        """What a code may mean that several definitions could claim (see `core.ledger.codes.contested`)."""
        entries = [self.links.now(code) for code in codes]
        return [
            (f"../../{self._address(entry)}", f"{self.links.agent_title(entry.page)}: {entry.title or entry.text}")
            for entry in entries
        ]

    def _choice(self, choices: Sequence[tuple[str, str]]) -> bytes:
        return choice_page(self.lang, _("Short link"), _("This short link may mean any of these:"), choices)

    def resolver(self) -> dict[str, str]:
        """The page for all codes, and the scripts with their targets."""
        known: dict[str, dict[str, str]] = {first: {} for first in ALPHABET}
        for code in self.entries:
            known[code[0]][code] = self._address(self.links.now(code))
        names = {name: self._address(self.links.now(code)) for name, code in self.aliases.items()}
        if names:
            known[NAMES] = names
        page = resolver_page(self.lang, self._messages(), self._front())
        return {INDEX: page, **{f"{first}.js": piece(links) for first, links in known.items()}}

    def forwarding(self) -> dict[str, str]:
        """The page at the address of the resolver, in a site with a page for each code."""
        return {INDEX: forwarding_page(self.lang, self._messages(), self._front())}

    def missing(self, kind: str) -> str:
        """The page for missing addresses, in a site with that *kind* of short links."""
        title = _("Page not found")
        text = _("There is nothing at this address. It may be mistyped, or the page may have moved.")
        messages = {"title": title, "text": text, "front": _("Front page"), "search": _("Search")}
        return missing_page(self.lang, messages, self.base, resolver=kind == "resolver")

    def _front(self) -> str:
        """The address of the front page, relative to the folder of the short links."""
        if self.single:
            return f"../{self.front}"
        return relative_uri(f"{FOLDER}/{INDEX}", self.builder.get_target_uri(self.builder.config.root_doc))

    def _messages(self) -> dict[str, str]:
        """The texts of the resolver, and of the page that takes its place."""
        return {
            "title": _("Short link"),
            "none": _("This address has no code after the #."),
            "unknown": _("This site has no guideline with the code {}."),
            "missing": _("The list of codes could not be loaded."),
            "script": _("This page needs JavaScript to look up the code."),
            "front": _("Front page"),
        }

    def _shown(self, code: str) -> ShortPage | bytes:
        """What the page of a code shows; if that cannot be found out, a page with its target only."""
        entry = self.links.now(code)
        with share(entry.page, "writing its short links"):
            return self._page(code)
        return redirect_only(self.lang, f"../../{self._address(entry)}")

    def _written(self, docname: str, shown: ShortPage | bytes) -> bytes:
        """The page that shows this; if that fails, a page with its target only."""
        if isinstance(shown, bytes):
            return shown
        with share(docname, "writing its short links"):
            return short_page(shown)
        return redirect_only(self.lang, shown.target)

    def _page(self, code: str) -> ShortPage:
        entry = self.links.now(code)
        address = self._address(entry)
        notice = ""
        if entry.status == "withdrawn":
            notice = _("Withdrawn on %s.") % entry.until if entry.until else _("Withdrawn.")
        target = f"../../{address}"
        link = f"{target.partition('#')[0]}#{entry.anchor}"
        agent = self.links.agent_title(entry.page)
        title = "" if entry.kind == "agent" else entry.title
        canonical = self.base + address if self.base else target
        likely, hint = self._likely(entry)
        said = self.entries[code] if entry.kind == "section" else entry  # the section has its words in a block
        text = self._words(entry) or said.text
        stays = entry.page in self.links.taken or (self.single and entry.page not in self.builder.env.found_docs)
        return ShortPage(self.lang, title, text, agent, target, canonical, notice, link, likely, hint, said.lead, stays)

    def _words(self, entry: Entry) -> str:
        """What a file that is one rule says, if the entry is that of the file; the entry has only its title."""
        agent = self.agents.get(entry.page) if entry.kind == "agent" and entry.status == "live" else None
        return agent.words if agent else ""

    def _likely(self, entry: Entry) -> tuple[str, str]:
        """The address of the likely successor of a withdrawn unit and the words of the link; empty without one."""
        likely = self.links.successor(entry.code)
        if likely is None:
            return "", ""
        words = likely.title or first_sentences(likely.text, _WORDS)
        return f"../{likely.code}/", _("Possibly now: {}.").replace("{}", words.removesuffix("."))

    def _address(self, entry: Entry) -> str:
        """The address of an entry, relative to the root: by its code, so that it contains no word of a definition."""
        if entry.page not in self.uris:
            self.uris[entry.page] = self._uri(entry.page)
        return f"{self.uris[entry.page]}#{code_anchor(entry.code) if entry.has_short_link else quote(entry.anchor)}"

    def _uri(self, docname: str) -> str:
        if self.single:
            return self.front
        return relative_uri(INDEX, self.builder.get_target_uri(docname))

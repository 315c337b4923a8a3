"""Citing guidelines: from a built site, local or remote, or from the definitions themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, partial
from itertools import groupby
from pathlib import Path
from typing import Any

from .core.agents_json import safe_link, safe_text
from .core.citing.citation import Citation, text_of_file
from .core.ledger.codes import typed_code
from .core.ledger.entries import Entry, destinations
from .core.ledger.update import Update, update
from .core.search.documents import FoundAgent, by_name, keys_of
from .core.search.findable import description_of, findable, found_citation
from .core.search.index import MemoryIndex
from .core.search.notes import note_of
from .core.search.ranking import answer
from .core.short_links.addresses import short_link
from .core.site_url import absolute, is_url, site_url
from .core.units import Unit, words_of_file
from .disk.agents_json import read_site
from .disk.ledger_file import parse_bytes, read_bytes
from .disk.memo import Memo
from .errors import UserError, words_of
from .ledger.source import Source, digest_of, read_published

_FIELDS = tuple(one.name for one in fields(Citation))
_SHORT_LINK = re.compile(r"(?:\A|/)g/#?([\w-]+)/?(?:index\.html)?\Z")
"""The end of a short link of either form, with its code."""


@dataclass(frozen=True, slots=True)
class CitedAgent:
    """An agent whose guidelines can be cited, found by its title and description too."""

    docname: str
    title: str
    description: str
    citations: Sequence[Citation]


@dataclass(frozen=True, slots=True)
class Citable:
    """The guidelines that can be cited, by agent; if *root*, the address of the site, is empty, links are relative.

    *index* is that of the agents, if it is known.  *former* has the codes that no guideline has now: for each, the code
    of the guideline that it leads to, or else what became of it.
    """

    agents: Sequence[CitedAgent]
    root: str
    index: MemoryIndex | None = None
    former: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def citations(self) -> list[Citation]:
        """All guidelines."""
        return [one for agent in self.agents for one in agent.citations]


@dataclass(frozen=True, slots=True)
class Cited:
    """The guidelines that were found, best first, and what to tell the reader about them, if anything."""

    citations: Sequence[Citation]
    note: str = ""


def cited(query: str, citable: Citable, most: int) -> Cited:
    """The guideline whose code or short link *query* is, or else the guidelines whose words match it best.

    ``AG-7q2k2`` can be one of our codes with a prefix and the code that a team gave another rule; then it is both.
    Several agents that say the same are one.
    """
    link = _SHORT_LINK.search(query)
    query = link[1] if link else query
    now, gone = citable.former.get("" if " " in query.strip() else typed_code(query), ("", ""))
    if gone:
        return Cited([], f"{query} {gone}; its link leads to what it said")
    if now:
        return replace(cited(now, citable, most), note=f"{query} is {now} now")
    keys = keys_of(agent.docname for agent in citable.agents)
    agents = {keys[agent.docname]: agent for agent in citable.agents}
    result = answer(query, citable.index or _index(citable.agents), most)
    found = [_citation_of(agents[hit.agent], hit.uid) for hit in result.guidelines]
    return Cited(found, note_of(result) if found else "")


def _index(agents: Iterable[CitedAgent]) -> MemoryIndex:
    agents = list(agents)
    keys = keys_of(agent.docname for agent in agents)
    return MemoryIndex({keys[agent.docname]: _found_agent(agent) for agent in agents})


def _citation_of(agent: CitedAgent, uid: str) -> Citation:
    return agent.citations[int(_found_agent(agent).units[uid].anchor)]


def _found_agent(agent: CitedAgent) -> FoundAgent:
    units = by_name(found_citation(one, str(number)) for number, one in enumerate(agent.citations))
    return FoundAgent("", agent.title, "", "", agent.description, "", units)


# -- from definitions


def from_source(source: Source, base_url: str = "") -> Citable:
    """The guidelines of the definitions, with the links they get in a build; raises UserError."""
    root = _root(base_url) or _root_if_right(source.base_url)
    known = source.ledger is not None and (source.ledger.exists() or source.ledger.is_symlink())
    ledger = read_bytes(source.ledger) if source.ledger and known else None
    options = (sorted(source.collections.items()), source.limits, source.vocabulary, source.short_links, root)
    memo = Memo("citations", next(iter(source.collections.values())), options)
    content = digest_of(source) + (b"" if ledger is None else b"\0" + ledger)
    result = memo.result(content, (), partial(_made, source, ledger, root), _packed, partial(_unpacked, root))
    memo.save()
    return result


def _made(source: Source, ledger: bytes | None, root: str) -> Citable:
    """What can be cited of *source*, worked out from its definitions and the content of its *ledger*."""
    units = read_published(source).units
    if not units:
        folders = ", ".join(str(folder) for folder in source.collections.values())
        raise UserError(f"{folders} contains no definitions; name their folder with --source, or a site with --site")
    entries = parse_bytes(ledger, source.ledger) if ledger is not None and source.ledger else {}
    in_order = sorted(units, key=lambda unit: unit.page)
    done = update(entries, in_order, "")
    agents = _citations_of(done, in_order, source.short_links, root)
    return Citable(agents, root, _index(agents), dict(_former(entries, done)))


def _former(recorded: Mapping[str, Entry], done: Update) -> Iterator[tuple[str, tuple[str, str]]]:
    """The *recorded* codes that no guideline has now, as `Citable` has them."""
    now = destinations(done.entries)
    for code in recorded:
        entry = now[code]
        if entry.status == "live" and entry.code != code:
            inside = "" if entry.has_short_link else f'is part of the section "{entry.title or entry.text}" now'
            yield code, ("" if inside else entry.code, inside)
        elif entry.status == "withdrawn":
            gone = f"was withdrawn on {entry.until}" if entry.until else "is no longer in the definitions"
            yield code, ("", gone)


def _citations_of(done: Update, units: Sequence[Unit], short_links: str, root: str) -> list[CitedAgent]:
    """The guidelines among *units*, with the links that they have in *done*."""
    agents = []
    for page, group in groupby(units, key=lambda unit: unit.page):
        some = list(group)
        title = next((unit.title for unit in some if unit.kind == "agent"), page)
        citations = []
        for unit in findable(some):
            entry = done.entries[done.codes[unit.page, unit.anchor]]
            code = entry.code if entry.has_short_link else ""
            link = (code and short_link(short_links, code)) or f"{entry.page}.html#{entry.anchor}"
            is_file = unit.kind == "agent"  # the whole file is one rule
            said = ("", text_of_file(title, words_of_file(some))) if is_file else (unit.title, unit.text)
            texts = (unit.kind, *said, code, absolute(root, link), unit.path, unit.lead)
            citations.append(Citation(title, unit.section, *texts, unit.polarity, entry.aliases, unit.weight))
        agents.append(CitedAgent(page, title, description_of(some), citations))
    return agents


class _Citations(Sequence[Citation]):
    """The citations of an agent, of which only those are made that a question finds."""

    def __init__(self, rows: str) -> None:
        self._rows = rows

    @cached_property
    def _made(self) -> list[Citation]:
        return [_citation(values) for values in json.loads(self._rows)]

    def __len__(self) -> int:
        return len(self._made)

    def __getitem__(self, at: Any) -> Any:
        return self._made[at]


def _packed(citable: Citable) -> object:
    """As values of JSON; the citations of each agent are a text, which is read only if they are asked for."""
    agents = [
        (
            agent.docname,
            agent.title,
            agent.description,
            json.dumps([[getattr(one, name) for name in _FIELDS] for one in some]),
        )
        for agent in citable.agents
        for some in [agent.citations]
    ]
    return agents, (citable.index or _index(citable.agents)).packed(), citable.former


def _unpacked(root: str, values: tuple[list[tuple[str, str, str, str]], Any, dict[str, tuple[str, str]]]) -> Citable:
    """From values of JSON."""
    agents = [
        CitedAgent(docname, title, description, _Citations(rows)) for docname, title, description, rows in values[0]
    ]
    return Citable(agents, root, MemoryIndex.unpacked(values[1]), values[2])


def _citation(values: list[Any]) -> Citation:
    one = dict(zip(_FIELDS, values, strict=True))
    return Citation(**{**one, "section": tuple(one["section"]), "aliases": tuple(one["aliases"])})


# -- from a site


def from_site(site: str, base_url: str = "") -> Citable:
    """The guidelines of the site at *site*, a folder or a URL; raises UserError."""
    given = _root(base_url)
    file = read_site(_root(site, "--site") if is_url(site) else Path(site))
    root = given or _root_if_right(file.values["base_url"]) or file.place
    try:
        agents = [_cited_agent(agent, root) for agent in file.values["agents"]]
    except (KeyError, TypeError, AttributeError) as error:
        problem = f"{file.name} does not have the format that agentdocs writes ({words_of(error)})"
        raise UserError(f"{problem}; build the site again") from error
    return Citable(agents, root)


def _cited_agent(agent: Mapping[str, Any], root: str) -> CitedAgent:
    title = safe_text(agent["title"]) or "Agent"
    docname = re.sub(r"(?:\.html|/)\Z", "", safe_text(agent.get("url") or title))
    description = safe_text(agent.get("description") or "")
    return CitedAgent(docname, title, description, list(_citations(agent, root)))


def _citations(agent: Mapping[str, Any], root: str) -> Iterator[Citation]:
    title = safe_text(agent["title"]) or "Agent"
    if agent.get("aliases"):  # the whole file is one rule
        aliases = tuple(safe_text(name) for name in agent["aliases"])
        text = text_of_file(title, safe_text(agent.get("words") or ""))
        link = absolute(root, safe_link(agent.get("permalink") or agent["url"], "the link"))
        yield Citation(title, (), "agent", "", text, safe_text(agent.get("code") or ""), link, aliases=aliases)
    for one in agent["guidelines"]:
        weight = safe_text(one.get("weight") or "rule")
        if weight == "label" and safe_text(one["text"]).endswith((":", "\uff1a")):
            continue  # it only introduces what follows
        link = safe_link((weight != "label" and one.get("permalink")) or one["url"], "the link")
        section = tuple(safe_text(part) for part in one["section"])
        code = "" if weight == "label" else safe_text(one.get("code") or "")
        texts = (safe_text(one["kind"]), safe_text(one["title"]), safe_text(one["text"]), code)
        stem, lead, polarity = (safe_text(one.get(key) or "") for key in ("stem", "lead", "polarity"))
        aliases = tuple(safe_text(name) for name in one.get("aliases", ()))
        yield Citation(title, section, *texts, absolute(root, link), stem, lead, polarity, aliases, weight)


def _root(text: str, option: str = "--base-url") -> str:
    """The normalized address of a site given by the user; an empty string stays empty."""
    try:
        return site_url(text) if text else ""
    except UserError as error:
        raise UserError(f"{option}: {error}") from error


def _root_if_right(text: str) -> str:
    """The normalized address that a site states for itself, or an empty string if it is not valid."""
    try:
        return site_url(text) if text else ""
    except UserError:
        return ""

"""Citing guidelines: from a built site, local or remote, or from the definitions themselves."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from http.client import HTTPException
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import (
    BaseHandler,
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    getproxies,
)

from . import __version__
from .core.citing.citation import Citation, text_of_file
from .core.ledger.entries import Entry
from .core.ledger.update import update
from .core.search.documents import FoundAgent, by_name, keys_of
from .core.search.findable import description_of, findable, found_citation
from .core.search.index import MemoryIndex
from .core.search.notes import note_of
from .core.search.ranking import answer
from .core.short_links.addresses import short_link
from .core.site_url import SCHEMES, absolute, is_url, site_url
from .core.text.characters import visible
from .core.units import Unit, words_of_file
from .disk.files import opened
from .disk.ledger_file import parse_bytes, read_bytes
from .disk.memo import Memo
from .errors import UserError
from .ledger.source import Source, read_published

FILE, VERSION = "agents.json", 1
_MOST_BYTES = 500_000_000
_PIECE = 1 << 16
_PATIENCE, _WHOLE_PATIENCE = 15, 120
"""Seconds to wait for the next bytes of a site, and for the whole file."""
_FIELDS = tuple(field.name for field in fields(Citation))
_LINK = re.compile(r"(?![a-z][a-z0-9+.-]*:|[/\\])[^\x00-\x20\x7f\\]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CitedAgent:
    """An agent whose guidelines can be cited, found by its title and description too."""

    docname: str
    title: str
    description: str
    citations: Sequence[Citation]


@dataclass(frozen=True, slots=True)
class Citable:
    """The guidelines that can be cited, by agent; if *root*, the address of the site, is empty, links are relative."""

    agents: Sequence[CitedAgent]
    root: str

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
    """The guideline whose code *query* is, or else the guidelines whose words match it best.

    ``AG-7q2k2`` can be one of our codes with a prefix and the code that a team gave another rule; then it is both.
    Several agents that say the same are one.
    """
    keys = keys_of(agent.docname for agent in citable.agents)
    agents = {keys[agent.docname]: agent for agent in citable.agents}
    index = {key: _found_agent(agent) for key, agent in agents.items()}
    result = answer(query, MemoryIndex(index), most)
    found = [agents[hit.agent].citations[int(index[hit.agent].units[hit.uid].anchor)] for hit in result.guidelines]
    return Cited(found, note_of(result) if found else "")


def _found_agent(agent: CitedAgent) -> FoundAgent:
    units = by_name(found_citation(one, str(number)) for number, one in enumerate(agent.citations))
    return FoundAgent("", agent.title, "", "", agent.description, "", units)


# -- from definitions


def from_source(source: Source, base_url: str = "") -> Citable:
    """The guidelines of the definitions, with the links they get in a build; raises UserError."""
    root = _root(base_url) or _root_if_right(source.base_url)
    known = source.ledger is not None and (source.ledger.exists() or source.ledger.is_symlink())
    ledger = read_bytes(source.ledger) if source.ledger and known else None
    published = read_published(source)
    if not published.units:
        folders = ", ".join(str(folder) for folder in source.collections.values())
        raise UserError(f"{folders} contains no definitions; name their folder with --source, or a site with --site")
    options = (sorted(source.collections.items()), source.limits, source.vocabulary, source.short_links, root)
    memo = Memo("citations", next(iter(source.collections.values())), options)
    content = published.digest + (b"" if ledger is None else b"\0" + ledger)
    entries = partial(parse_bytes, ledger, source.ledger) if ledger is not None and source.ledger else dict
    make = partial(_citations_of, entries, published.units, source.short_links, root)
    agents = memo.result(content, (), make, _packed, _unpacked)
    memo.save()
    return Citable(agents, root)


def _citations_of(
    entries: Callable[[], Mapping[str, Entry]], published: Iterable[Unit], short_links: str, root: str
) -> list[CitedAgent]:
    """The guidelines among *published*, with the links that the ledger with *entries* gives them."""
    units = sorted(published, key=lambda unit: unit.page)
    done = update(entries(), units, "")
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


def _packed(agents: Iterable[CitedAgent]) -> list[list[object]]:
    """As values of JSON."""
    return [
        [agent.docname, agent.title, agent.description, [[getattr(one, name) for name in _FIELDS] for one in some]]
        for agent in agents
        for some in [agent.citations]
    ]


def _unpacked(rows: Iterable[tuple[str, str, str, list[list[Any]]]]) -> list[CitedAgent]:
    """From values of JSON."""
    return [
        CitedAgent(docname, title, description, [_citation(values) for values in some])
        for docname, title, description, some in rows
    ]


def _citation(values: list[Any]) -> Citation:
    one = dict(zip(_FIELDS, values, strict=True))
    return Citation(**{**one, "section": tuple(one["section"]), "aliases": tuple(one["aliases"])})


# -- from a site


def from_site(site: str, base_url: str = "") -> Citable:
    """The guidelines of the site at *site*, a folder or a URL; raises UserError."""
    given = _root(base_url)
    place = ""
    if is_url(site):
        data, place = _fetched(_root(site, "--site"))
        name = f"{place}{FILE}"
    else:
        data, name = _read(Path(site)), str(Path(site, FILE))
    values = _values(data, name)
    root = given or _root_if_right(values["base_url"]) or place
    try:
        agents = [_cited_agent(agent, root) for agent in values["agents"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"{name} does not have the format that agentdocs writes ({_words(error)}); build the site again"
        ) from error
    return Citable(agents, root)


def _cited_agent(agent: Mapping[str, Any], root: str) -> CitedAgent:
    title = _text(agent["title"]) or "Agent"
    docname = re.sub(r"(?:\.html|/)\Z", "", _text(agent.get("url") or title))
    description = _text(agent.get("description") or "")
    return CitedAgent(docname, title, description, list(_citations(agent, root)))


def _citations(agent: Mapping[str, Any], root: str) -> Iterator[Citation]:
    title = _text(agent["title"]) or "Agent"
    if agent.get("aliases"):  # the whole file is one rule
        aliases = tuple(_text(name) for name in agent["aliases"])
        text = text_of_file(title, _text(agent.get("words") or ""))
        link = absolute(root, _safe(agent.get("permalink") or agent["url"]))
        yield Citation(title, (), "agent", "", text, _text(agent.get("code") or ""), link, aliases=aliases)
    for one in agent["guidelines"]:
        weight = _text(one.get("weight") or "rule")
        if weight == "label" and _text(one["text"]).endswith((":", "\uff1a")):
            continue  # it only introduces what follows
        link = _safe((weight != "label" and one.get("permalink")) or one["url"])
        section = tuple(_text(part) for part in one["section"])
        code = "" if weight == "label" else _text(one.get("code") or "")
        texts = (_text(one["kind"]), _text(one["title"]), _text(one["text"]), code)
        stem, lead, polarity = (_text(one.get(key) or "") for key in ("stem", "lead", "polarity"))
        aliases = tuple(_text(name) for name in one.get("aliases", ()))
        yield Citation(title, section, *texts, absolute(root, link), stem, lead, polarity, aliases, weight)


def _safe(link: str) -> str:
    """A link of another program, if it is one to a place of its site."""
    if not _LINK.fullmatch(link):
        raise TypeError(f"the link {link[:80]!r}")
    return link


def _text(value: Any) -> str:
    """A text from another program, made safe to show."""
    if not isinstance(value, str):
        raise TypeError(f"not text: {str(value)[:80]!r}")
    return visible(value.encode("utf-8", "backslashreplace").decode())


def _values(data: bytes, name: str) -> dict[str, Any]:
    if len(data) > _MOST_BYTES:
        raise UserError(f"{name} is larger than {_MOST_BYTES:,} bytes; cite from the definitions with --source")
    try:
        values = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UserError(f"{name} is not JSON ({_words(error)}); name the root of a site built by agentdocs") from error
    if not isinstance(values, dict) or not isinstance(values.get("agents"), list):
        raise UserError(f"{name} lists no agents; name the root of a site built by agentdocs")
    if values.get("version") != VERSION:
        found = str(values.get("version", "none"))[:20]
        raise UserError(f"{name} has version {found} instead of {VERSION}; build the site with agentdocs {__version__}")
    if not isinstance(values.get("base_url", ""), str):
        raise UserError(f"{name} has a base_url that is not text; build the site again")
    return {"base_url": "", **values}


def _read(folder: Path) -> bytes:
    try:
        with opened(folder, FILE) as file:
            return file.read(_MOST_BYTES + 1)
    except FileNotFoundError as error:
        if not folder.is_dir():
            raise UserError(f"{folder} is not a folder; name the folder of a built site, or its address") from error
        message = f"{folder} contains no {FILE}; name the root of a site built with html or dirhtml"
        raise UserError(message) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise UserError(f"{folder / FILE} cannot be read ({_words(error)}); name the folder of a built site") from error


def _fetched(root: str) -> tuple[bytes, str]:
    """The ``agents.json`` of the site at *root*, and the address of that site after redirects."""
    address = f"{root}{FILE}"
    request = Request(address, headers={"User-Agent": f"agentdocs/{__version__}", "Accept": "application/json"})  # noqa: S310  # the opener accepts no other scheme
    try:
        with _opener().open(request, timeout=_PATIENCE) as response:
            data = b"".join(_pieces(response))
            end = response.geturl()
    except HTTPError as error:
        with error:
            status = f"{error.code} {error.reason}".strip()
        raise UserError(f"{address} was not found ({status}); name the root of a built site") from error
    except URLError as error:
        raise UserError(
            f"{address} cannot be reached ({_words(error.reason)}); fix the address, or try again"
        ) from error
    except TimeoutError as error:
        raise UserError(f"{address} takes too long to load; try again, or name a folder") from error
    except (OSError, ValueError, HTTPException) as error:
        raise UserError(f"{address} cannot be read ({_words(error)}); fix the address, or try again") from error
    return data, site_url(end.partition("?")[0].partition("#")[0])


def _pieces(response: Any) -> Iterator[bytes]:
    """The response in pieces, up to a limit of time and size."""
    until, size = time.monotonic() + _WHOLE_PATIENCE, 0
    while size <= _MOST_BYTES and (piece := response.read1(_PIECE)):
        size += len(piece)
        if time.monotonic() > until:
            raise TimeoutError
        yield piece
    if size <= _MOST_BYTES and response.length:
        raise ValueError("the response is incomplete")


def _opener() -> OpenerDirector:
    """An opener that follows http and https only, also after a redirect."""
    opener = OpenerDirector()
    opener.add_handler(ProxyHandler({scheme: proxy for scheme, proxy in getproxies().items() if scheme in SCHEMES}))
    errors = (HTTPRedirectHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor)
    for handler in (HTTPHandler, HTTPSHandler, *errors, _NoOther):
        opener.add_handler(handler())
    return opener


class _NoOther(BaseHandler):
    """Rejects every other scheme."""

    def unknown_open(self, request: Request) -> None:
        raise URLError(f"it redirects to {request.type}, not http or https")


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


def _words(error: object) -> str:
    """The message of an error, on one line."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split())[:200]

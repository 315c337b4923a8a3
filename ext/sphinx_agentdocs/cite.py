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
from .core.citing.ranking import best
from .core.ledger.codes import typed_code
from .core.ledger.entries import Entry
from .core.ledger.update import update
from .core.short_links.addresses import short_link
from .core.site_url import SCHEMES, absolute, is_url, site_url
from .core.text.characters import visible
from .core.text.rule_codes import alias_of
from .core.units import GUIDELINES, Unit, words_of_file
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
class Citable:
    """The guidelines that can be cited; if *root*, the address of the site, is empty, their links are relative."""

    citations: Sequence[Citation]
    root: str


def cited(query: str, citable: Citable, most: int) -> list[Citation]:
    """The guideline whose code *query* is, or else the guidelines whose words match it best.

    ``AG-7q2k2`` can be one of our codes with a prefix and the code that a team gave another rule; then it is both.
    """
    code, name = typed_code(query), alias_of(query.strip().strip("[]()"))
    ours = [one for one in citable.citations if one.code and one.code == code]
    named = [one for one in citable.citations if name in map(alias_of, one.aliases)]
    found = list(dict.fromkeys([*ours[:1], *named[:1]]))
    return found or best(query, citable.citations, most)


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
    citations = memo.result(content, (), make, _packed, _unpacked)
    memo.save()
    return Citable(citations, root)


def _citations_of(
    entries: Callable[[], Mapping[str, Entry]], published: Iterable[Unit], short_links: str, root: str
) -> list[Citation]:
    """The guidelines among *published*, with the links that the ledger with *entries* gives them."""
    units = sorted(published, key=lambda unit: unit.page)
    done = update(entries(), units, "")
    pages = {page: list(some) for page, some in groupby(units, key=lambda unit: unit.page)}
    titles = {unit.page: unit.title for unit in units if unit.kind == "agent"}
    citations = []
    for unit in units:
        is_rule = unit.kind == "agent" and bool(unit.team_code)  # the whole file is one rule
        if is_rule or (unit.kind in GUIDELINES and not unit.is_label):
            entry = done.entries[done.codes[unit.page, unit.anchor]]
            link = short_link(short_links, entry.code) or f"{entry.page}.html#{entry.anchor}"
            agent = titles.get(unit.page, unit.page)
            title, text = (
                ("", text_of_file(agent, words_of_file(pages[unit.page]))) if is_rule else (unit.title, unit.text)
            )
            texts = (unit.kind, title, text, entry.code, absolute(root, link), unit.path, unit.lead)
            citations.append(Citation(agent, unit.section, *texts, unit.polarity, entry.aliases, unit.weight))
    return citations


def _packed(citations: Iterable[Citation]) -> list[list[object]]:
    """As values of JSON."""
    return [[getattr(one, name) for name in _FIELDS] for one in citations]


def _unpacked(rows: Iterable[list[Any]]) -> list[Citation]:
    """From values of JSON."""
    values = (dict(zip(_FIELDS, row, strict=True)) for row in rows)
    return [Citation(**{**one, "section": tuple(one["section"]), "aliases": tuple(one["aliases"])}) for one in values]


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
        citations = [one for agent in values["agents"] for one in _citations(agent, root)]
    except (KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"{name} does not have the format that agentdocs writes ({_words(error)}); build the site again"
        ) from error
    return Citable(citations, root)


def _citations(agent: Mapping[str, Any], root: str) -> Iterator[Citation]:
    title = _text(agent["title"]) or "Agent"
    if agent.get("aliases"):  # the whole file is one rule
        aliases = tuple(_text(name) for name in agent["aliases"])
        text = text_of_file(title, _text(agent.get("words") or ""))
        link = absolute(root, _safe(agent.get("permalink") or agent["url"]))
        yield Citation(title, (), "agent", "", text, _text(agent.get("code") or ""), link, aliases=aliases)
    for one in agent["guidelines"]:
        link = _safe(one.get("permalink") or one["url"])
        if one.get("weight") == "label":
            continue
        section = tuple(_text(part) for part in one["section"])
        texts = (_text(one["kind"]), _text(one["title"]), _text(one["text"]), _text(one.get("code") or ""))
        stem, lead, polarity = (_text(one.get(key) or "") for key in ("stem", "lead", "polarity"))
        aliases = tuple(_text(name) for name in one.get("aliases", ()))
        weight = _text(one.get("weight") or "rule")
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

"""One site from finished sites: it lists, finds and relates the agents of all of them, and leads to their pages.

All it needs of a site is its ``agents.json``.  Nothing else of a site is read, and nothing of it is copied.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..core.site_url import is_url, site_url
from ..core.text.identifiers import slug
from ..disk.agents_json import read_site
from ..errors import UserError
from .build import Run, look_of, made, mend, run_sphinx
from .cache import locked
from .disk_errors import explain
from .publish import check_target, check_way, recover
from .records import records_of_user
from .report import Report
from .signals import ended_by_signals

if TYPE_CHECKING:
    from ..sphinx.joined import JoinedSite

BUILDER = "html"
_PAGES = ["map", "guidance", "examples", "404"]  # the index of Sphinx cannot lead to another site
_WITH_ADDRESS = re.compile(
    r"(?P<folder>.+?)=(?P<address>[a-z]+://.*|\.{0,2}/.*|[\w.-]+/.*)\Z", re.IGNORECASE | re.DOTALL
)
_SAYING_NOTHING = frozenset(["site", "html", "_build", "build", "public", "docs", "agents", "en", "latest", "stable"])
"""Parts of paths and addresses that do not say which site it is."""
_RELATIVE = re.compile(r"/?(?:(?:\.\.?|[\w.~%-]+)/)*(?:[\w.~%-]+)?/?")


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """What to join: the arguments and options of the command."""

    sites: tuple[str, ...]
    out: Path
    title: str = "Agents"
    base_url: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A site to be joined: where its ``agents.json`` is, a folder or a URL, and the address of its pages."""

    source: Path | str
    address: str


def join_sites(request: JoinRequest) -> Report:
    """Make the site; raises UserError if that is not possible, and then leaves the previous site untouched."""
    out = request.out.resolve()
    places = [place_of(text, out) for text in request.sites]
    _check(places, out, request.sites)
    sites = list(_read(places))
    if not any(site.agents for site in sites):
        raise UserError("none of these sites lists an agent; name sites that have some")
    cache = out.parent / f"{out.name}.cache"
    records = records_of_user((out, cache, Path.cwd()))
    try:
        check_way(request.out, out, records)
        mend(out, cache, records)
        check_target(out, cache, records)
        with locked(cache), ended_by_signals(lambda: recover(out, cache, records)):
            return made(BUILDER, out, cache, records, lambda work: _run(request, sites, work))[0]
    except OSError as error:
        raise UserError(explain(error, out, out, cache) or str(error)) from error


def _run(request: JoinRequest, sites: Iterable[JoinedSite], work: Path) -> Report:
    from ..sphinx.joined import install, joined

    values = {
        "agentdocs_collections": {},
        "agentdocs_joined": True,
        "agentdocs_pages": _PAGES,
        "agentdocs_permalinks": None,
        "agentdocs_short_links": "none",
        **look_of(request.title, request.base_url),
    }
    found = joined(sites)
    return run_sphinx(Run(BUILDER, values, quiet=request.quiet, fresh=True), work, lambda app: install(app, found))[1]


# -- which sites


def place_of(text: str, out: Path) -> Place:
    """What an argument means: ``URL``, ``FOLDER=ADDRESS``, or ``FOLDER``, whose pages stay where they are.

    An address may be a URL, or a path relative to the root of the joined site.  Raises UserError.
    """
    given = None if is_url(text) or Path(text).is_dir() else _WITH_ADDRESS.fullmatch(text)
    if is_url(text):
        root = _address(text, text)
        return Place(root, root)
    if given:
        return Place(Path(given["folder"]).resolve(), _address(given["address"], text))
    folder = Path(text).resolve()
    try:
        way = os.path.relpath(folder, out)
    except ValueError as error:  # on another drive
        raise UserError(f"{text} is on another drive than the site; add its address, as in {text}=https://…") from error
    return Place(folder, quote(Path(way).as_posix()) + "/")


def _address(address: str, text: str) -> str:
    """An address that ends in a slash."""
    try:
        if is_url(address):
            return site_url(address)
    except UserError as error:
        raise UserError(f"{text}: {error}") from error
    if not _RELATIVE.fullmatch(address):
        fix = "write a URL, or a path from the root of the joined site, such as ../backend/"
        raise UserError(f"{text}: {address!r} is not an address; {fix}")
    return f"{address.rstrip('/')}/"


def _check(places: Iterable[Place], out: Path, texts: Iterable[str]) -> None:
    """Raise UserError for a site that is named twice, or that contains or is in the output."""
    seen: dict[Path | str, str] = {}
    for place, text in zip(places, texts, strict=True):
        if place.source in seen:
            raise UserError(f"{text} and {seen[place.source]} are the same site; name it once")
        seen[place.source] = text
        if isinstance(place.source, Path) and (place.source.is_relative_to(out) or out.is_relative_to(place.source)):
            raise UserError(f"{text} and the output {out} are in each other; choose another output folder")


def _read(places: Iterable[Place]) -> Iterator[JoinedSite]:
    """The content of each site, under a label that no other has."""
    from ..sphinx.joined import JoinedSite

    taken: set[str] = set()
    for place in places:
        file = read_site(place.source)
        label = _label(place.source, taken)
        taken.add(label)
        address = place.address if isinstance(place.source, Path) else file.place  # it may have moved
        yield JoinedSite(label, address, file.values["agents"])


def _label(source: Path | str, taken: Iterable[str]) -> str:
    """What the site is called: the last part of its path that says something, with a number if another is called so."""
    parts = source.parts if isinstance(source, Path) else re.split(r"[/:]+", source.strip("/"))
    names = [slug(part, keep="._-") for part in parts if part not in _SAYING_NOTHING]
    name = next((name for name in reversed(names) if name), "site")
    numbered = (f"{name}-{number}" for number in range(2, 10_000))
    return name if name not in taken else next(one for one in numbered if one not in taken)

"""The agents of finished sites in another one, which lists, finds and relates them, and leads to their pages.

The domain has them as if their definitions had been read here.  Their pages are elsewhere: the builder knows their
addresses, and the links of each are those that its own site has given it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Any

import yaml
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

from ..core.agents_json import fields_of, items_of, link_of, text_of, texts_of
from ..core.formats import Format, stem_of
from ..core.ledger.entries import Entry
from ..core.ledger.promises import PagePromises
from ..core.ledger.site_links import Links
from ..core.reading.reader import read_definition
from ..core.relating.relations import RELATION_KINDS, Profile, Relation, profile_of
from ..core.relating.shared_guidance import fingerprint
from ..core.site_url import is_url, place_of
from ..core.text.characters import VisibleText
from ..core.units import DESCRIPTION, GUIDELINES, Unit
from ..errors import UserError, words_of
from . import compat
from .agents import Agent, ExampleEntry
from .domain import domain_of

_POLARITIES, _WEIGHTS = ("do", "dont", ""), ("rule", "fact", "label")
_FORMATS = {one.id: one for one in Format}
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_END = re.compile(r"(?:/index)?\.html\Z|/\Z")


@dataclass(frozen=True, slots=True)
class JoinedSite:
    """A finished site: the *label* under which its agents are listed, its *address*, and its ``agents.json``.

    The address is absolute, or relative to the root of the site that lists the agents; it ends in a slash.
    """

    label: str
    address: str
    agents: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Joined:
    """What the agents of all sites bring: themselves by page, the addresses of the pages, and their links.

    *related* are the relations that each site has found among its own agents.
    """

    agents: Mapping[str, Agent]
    addresses: Mapping[str, str]
    links: Links
    related: Mapping[str, tuple[Relation, ...]]


def joined(sites: Iterable[JoinedSite]) -> Joined:
    """The agents of all *sites*; raises UserError where one says something that no site of ours says."""
    agents: dict[str, Agent] = {}
    addresses: dict[str, str] = {}
    promises: dict[str, PagePromises] = {}
    related: dict[str, tuple[Relation, ...]] = {}
    sites = list(sites)
    roots = {place_of(site.address): site for site in sites}
    for site in sites:
        reading = _Site(site)
        for number, values in enumerate(site.agents):
            with _told(site, number):
                page = reading.page(values)
                agents[page], promises[page] = reading.agent(page, values)
                url = link_of(values, "url")
                addresses[page] = url if is_url(url) else site.address + url
                _check_owner(addresses[page], site, roots)
        for number, values in enumerate(site.agents):
            with _told(site, number):
                if found := tuple(reading.relations(values)):
                    related[reading.pages[link_of(values, "url")]] = found
    return Joined(agents, addresses, Links(pages=promises), related)


@contextmanager
def _told(site: JoinedSite, number: int) -> Iterator[None]:
    """Raise UserError for what no site of ours says about the agent with this *number*, from 0."""
    try:
        yield
    except (TypeError, ValueError) as error:
        problem = f"agent {number + 1} of agents.json is not as agentdocs writes it ({words_of(error)})"
        raise UserError(f"{site.label}: {problem}; build that site again") from error


def _check_owner(address: str, site: JoinedSite, roots: Mapping[str, JoinedSite]) -> None:
    """Raise UserError for an agent of *site* at the *address* of a page of another one: its words would replace those.

    *roots* are the places of all sites; the one that goes furthest has the page.
    """
    place = place_of(address)
    owner = roots.get(max((root for root in roots if place.startswith(root)), key=len, default=""), site)
    if owner is not site:
        problem = f"an agent has the address {address[:80]!r}, which is a page of {owner.label}"
        raise UserError(f"{site.label}: {problem}; join only one of the two, or sites with pages of their own")


def install(app: Sphinx, found: Joined) -> None:
    """Put the agents of other sites into a site that is about to be built, and lead to their pages."""
    domain, builder = domain_of(app.env), app.builder
    domain.data["agents"], domain.changed, domain.elsewhere = dict(found.agents), True, found.links
    domain.data["readings"] = dict.fromkeys(found.agents, token_hex(8))  # all of them were read just now
    target, relative = builder.get_target_uri, builder.get_relative_uri

    def get_target_uri(docname: str, typ: str | None = None) -> str:
        return found.addresses.get(docname) or target(docname, typ)

    def get_relative_uri(start: str, end: str, typ: str | None = None) -> str:
        address = found.addresses.get(end)
        return _from(builder, start, address) if address else relative(start, end, typ)

    compat.override(builder, "get_target_uri", get_target_uri)
    compat.override(builder, "get_relative_uri", get_relative_uri)
    app.connect("env-updated", lambda app, env: _relate(env, found), priority=150)


def _from(builder: Builder, start: str, address: str) -> str:
    """*address*, which is absolute or relative to the root of the site, as a link on the page *start*."""
    return address if is_url(address) else "../" * builder.get_target_uri(start).count("/") + address


def _relate(env: BuildEnvironment, found: Joined) -> list[str]:
    """Keep the relations that each site found, for it has read its definitions; add those between sites."""
    domain = domain_of(env)
    for page, related in domain.related.items():
        site = domain.agents[page].collection
        between = [one for one in related.relations if domain.agents[one.page].collection != site]
        known = found.related.get(page, ())
        domain.related[page] = replace(related, relations=(*known, *between))
    return []


class _Site:
    """Makes the agents of one site."""

    def __init__(self, site: JoinedSite) -> None:
        self.site = site
        self.pages: dict[str, str] = {}
        self.several = len({text_of(one, "collection", "") for one in site.agents if isinstance(one, dict)}) > 1

    def page(self, values: Any) -> str:
        """The name of the page of an agent, which no other agent has."""
        if not isinstance(values, dict):
            raise TypeError("it is not an object")
        url = link_of(values, "url")
        page = f"{self.site.label}/{_END.sub('', _SCHEME.sub('', url).partition('#')[0])}"
        if page in self.pages.values() or not page.removeprefix(f"{self.site.label}/"):
            page = f"{page}/{text_of(values, 'name')}"
        if url in self.pages or page in self.pages.values():
            raise ValueError(f"another agent has the address {url[:80]!r}, too")
        self.pages[url] = page
        return page

    def agent(self, page: str, values: Mapping[str, Any]) -> tuple[Agent, PagePromises]:
        """An agent, and the links that its site has given its parts."""
        collection = f"{text_of(values, 'collection')}/" if self.several else ""
        path = f"{self.site.label}/{collection}{text_of(values, 'source')}"
        title, description = text_of(values, "title"), text_of(values, "description", "")
        anchor = link_of(values, "url").partition("#")[2] or text_of(values, "name")
        guidelines = items_of(values, "guidelines")
        units = (
            Unit(page, anchor, "agent", title, title, (), 1),
            Unit(page, DESCRIPTION, "part", VisibleText(""), VisibleText(DESCRIPTION), (), 1, description),
            *(_unit(page, one) for one in guidelines),
        )
        examples = tuple(_example(one) for one in items_of(values, "examples"))
        color, model = (text_of(values, key, "") or None for key in ("color", "model"))
        agent = Agent(
            docname=page,
            collection=self.site.label,
            path=path,
            name=text_of(values, "name"),
            title=title,
            anchor=anchor,
            line=1,
            summary=text_of(values, "summary", ""),
            model=model,
            color=color,
            tools=None if values.get("tools") is None else texts_of(values, "tools"),
            format=_FORMATS.get(text_of(values, "format", ""), Format.DOCUMENT),
            fields=fields_of(values, "fields"),
            examples=examples,
            units=units,
            profile=_profile(page, self.site.label, path, values, units),
            other_words="",
        )
        entries = {unit.anchor: _entry(unit, one) for unit, one in zip(units[2:], guidelines, strict=True)}
        entries[anchor] = _entry(units[0], values)
        return agent, PagePromises(entries={at: entry for at, entry in entries.items() if entry.code})

    def relations(self, values: Mapping[str, Any]) -> Iterator[Relation]:
        """The relations that the site has found for one of its agents."""
        for one in items_of(values, "related"):
            kind, page = text_of(one, "kind"), self.pages.get(link_of(one, "url"))
            if page and kind in RELATION_KINDS:
                yield Relation(page, kind, text_of(one, "evidence", ""))  # type: ignore[arg-type]  # it is one of them


def _unit(page: str, values: Mapping[str, Any]) -> Unit:
    """A guideline; its anchor is that of its link."""
    anchor = link_of(values, "url").partition("#")[2] or text_of(values, "anchor")
    kind, weight, polarity = (text_of(values, key, "") for key in ("kind", "weight", "polarity"))
    stem = tuple(VisibleText(part) for part in text_of(values, "stem", "").split(" \u203a ") if part)
    return Unit(
        page,
        anchor,
        kind if kind in GUIDELINES else "item",
        text_of(values, "title", ""),
        text_of(values, "text"),
        texts_of(values, "section"),
        1,
        stem=stem,
        lead=text_of(values, "lead", ""),
        polarity=polarity if polarity in _POLARITIES else "",  # type: ignore[arg-type]  # it is one of them
        weight=weight if weight in _WEIGHTS else "rule",  # type: ignore[arg-type]  # it is one of them
    )


def _entry(unit: Unit, values: Mapping[str, Any]) -> Entry:
    aliases = tuple(map(str, texts_of(values, "aliases")))
    return Entry(text_of(values, "code", ""), unit.kind, unit.page, unit.anchor, unit.text, unit.title, aliases=aliases)


def _example(values: Mapping[str, Any]) -> ExampleEntry:
    turns = tuple((text_of(turn, "speaker", ""), text_of(turn, "text", "")) for turn in items_of(values, "turns"))
    context = text_of(values, "context", "")
    title = context or next((text for _, text in turns), VisibleText(""))
    return ExampleEntry(
        link_of(values, "url").partition("#")[2], title, context, turns, text_of(values, "commentary", "")
    )


def _profile(page: str, label: str, path: str, values: Mapping[str, Any], units: Sequence[Unit]) -> Profile:
    """What relates an agent to those of other sites, from its name, its description and its guidelines.

    They are read as a definition would be, with an item for each guideline, and traced back to these.
    """
    guidelines = [unit for unit in units if unit.kind in GUIDELINES]
    head = yaml.safe_dump({"name": text_of(values, "name"), "description": units[1].body}, allow_unicode=True)
    items = "\n".join(f"- {' '.join(unit.text.split())}" for unit in guidelines)
    definition = read_definition(f"---\n{head}---\n\n{items}\n".encode("utf-8", "replace"), path)
    found = profile_of(definition, page, label, path)
    by_text: dict[str, str] = {}
    for unit in guidelines:
        by_text.setdefault(" ".join(unit.text.split()), unit.anchor)
    anchors = {one.anchor: by_text.get(" ".join(one.text.split()), "") for one in definition.body.guidelines}
    mentions = tuple(one._replace(anchor=anchors.get(one.anchor, "")) for one in found.mentions)
    return replace(
        found,
        title=str(units[0].title),
        stem=stem_of(path, definition.format),
        mentions=mentions,
        prints=tuple(fingerprint(unit.title, unit.text) for unit in guidelines),
    )

"""The inventory by which other projects link to a site, made again only for the agents that changed.

Sphinx compresses all lines at once, in the order of their names.  A site of 1,000 agents has 50,000 lines, and an edit
of one writes them all again.  Here the lines of each agent are compressed on their own, which makes the file an eighth
larger.  It has the same lines (https://www.sphinx-doc.org/en/master/usage/extensions/intersphinx.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import INVENTORY_FILENAME, StandaloneHTMLBuilder
from sphinx.domains import Domain

from ..core.text.deflated import HEAD, Part, deflated, stream
from . import compat, config, site_files
from .domain import Known, domain_of
from .kept import keep, kept, state_of
from .log import share
from .lookup import InventoryEntry

_LEVEL = 5
_KEPT = "inventory"
_SPACE = re.compile(r"\s+")
_RECORD = re.compile(r"(\w*) (\d+) (\d+) (\d+)")
_Parts = dict[str, tuple[str, Part]]


def write_faster(app: Sphinx, builder: Builder) -> None:
    """Have *builder* write its inventory by `write`, unless it has a way of its own (an event handler)."""
    is_usual = getattr(type(builder), "dump_inventory", None) is StandaloneHTMLBuilder.dump_inventory
    if is_usual and config.is_used(app):
        compat.override(builder, "dump_inventory", partial(write, builder))


def write(builder: Builder) -> None:
    """Write the inventory of a site, unless nothing in it has changed.

    The lines of each agent are compressed on their own, and those of an agent whose state is the same are taken over.
    """
    own, path = domain_of(builder.env), Path(builder.outdir, INVENTORY_FILENAME)
    if own.is_settled and not own.writes_pages and path.exists():
        return
    project, version = (_SPACE.sub(" ", text) for text in (builder.config.project, builder.config.version))
    head = f"# Sphinx inventory version 2\n# Project: {project}\n# Version: {version}\n"
    head += "# The remainder of this file is compressed using zlib.\n"
    agents = _agents(builder, _last(builder, path))
    others = (domain for _, domain in sorted(builder.env.domains.items()) if domain is not own)
    lines = (_part(_lines(domain.get_objects(), domain, builder)) for domain in others)
    parts = [*(part for _, part in agents.values()), *lines]
    content = head.encode() + stream(parts)
    path.write_bytes(content)
    states = {page: f"{state} {len(part.data)} {part.length} {part.checksum}" for page, (state, part) in agents.items()}
    keep(compat.app_of(builder.env), _KEPT, content, states)


def _last(builder: Builder, path: Path) -> _Parts:
    """The parts of the last inventory that have the lines of agents, if nobody else changed it."""
    content = site_files.content_of(path) or b""
    states = kept(compat.app_of(builder.env), _KEPT, content)
    at = len(b"".join(content.splitlines(keepends=True)[:4])) + HEAD if states else 0
    parts: _Parts = {}
    for page, record in states.items():
        if (found := _RECORD.fullmatch(record)) is None:  # another version wrote it
            return {}
        size, length, checksum = map(int, found.groups()[1:])
        parts[page] = found[1], Part(content[at : at + size], length, checksum)
        at += size
    return parts


def _agents(builder: Builder, last: _Parts) -> _Parts:
    """The lines of agents, each as a part with its state, by page; those of former names as the part of no page."""
    domain = domain_of(builder.env)
    if domain.elsewhere is not None:  # an inventory cannot say that an address is on another site
        return {}
    if domain.known and last.get("", ("",))[0] == _of_all(domain.known, builder):
        return last
    lookup, found = domain.lookup, _Parts()
    for agent in lookup.agents:
        more = builder.get_target_uri(agent.docname), *lookup.names_in_inventory(agent)
        state, before = state_of(domain, agent.docname, more), last.get(agent.docname)
        if before and before[0] == state:
            found[agent.docname] = before
        else:
            with share(agent.docname, "adding it to the inventory"):
                found[agent.docname] = state, _part(_lines(lookup.objects_of(agent), domain, builder))
    known = domain.all_known.get(builder.name)
    former = _part(_lines(lookup.former_objects(domain.links), domain, builder))
    found[""] = (_of_all(known, builder) if known else "", former)
    return found


def _of_all(known: Known, builder: Builder) -> str:
    """What all lines of agents follow from: what a build found out about all of them, and the form of addresses."""
    address = builder.get_target_uri("page")
    return sha256(f"{known.basis} {address}".encode("utf-8", "surrogatepass")).hexdigest()


def _part(lines: Iterable[str]) -> Part:
    return deflated("".join(lines).encode(), _LEVEL)


def _lines(objects: Iterable[InventoryEntry], domain: Domain, builder: Builder) -> Iterator[str]:
    """The line of each of some *objects* of a domain: ``name domain:type priority address words``.

    In an address, ``$`` stands for the name at its end; as words, ``-`` stands for the name.
    """
    uris: dict[str, str] = {}
    for name, words, kind, docname, anchor, priority in sorted(objects):
        if docname not in uris:
            uris[docname] = builder.get_target_uri(docname)
        place = f"{anchor[: len(anchor) - len(name)]}$" if anchor.endswith(name) else anchor
        at = f"{uris[docname]}#{place}" if place else uris[docname]
        yield f"{name} {domain.name}:{kind} {priority} {at} {'-' if words == name else words}\n"

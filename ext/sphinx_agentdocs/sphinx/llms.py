"""``llms.txt`` and ``llms-full.txt``, by which a language model finds its way around a site (https://llmstxt.org).

The first lists the agents by group, the second also has what each says: its examples and its guidelines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path

from sphinx.application import Sphinx

from ..core.site_url import absolute
from . import site_files
from .agents import Agent, group_title
from .domain import domain_of
from .kept import Parts, kept, state_of
from .log import share
from .search_index import address_of
from .site_files import SITE_BUILDERS

FILE, FULL = "llms.txt", "llms-full.txt"
_ENCODING = "utf-8", "surrogatepass"
_MARKS = re.compile(r"[\\\[\]]")


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write both files if they changed, unless the site has its own or no agents (an event handler)."""
    domain = domain_of(app.env)
    if exception is not None or app.builder.name not in SITE_BUILDERS:
        return
    if not domain.agents:
        for name in (FILE, FULL):
            site_files.remove_if_ours(Path(app.outdir, name), partial(_is_ours, app, name))
        return
    base = f"{app.config.html_baseurl.rstrip('/')}/" if app.config.html_baseurl else ""
    if not site_files.is_extra_file(app, FILE):
        address = partial(_address, app, base)
        _write(app, FILE, lambda agent: _entry(agent, address(agent)).encode(*_ENCODING), address)
    if not site_files.is_extra_file(app, FULL):
        _write(app, FULL, lambda agent: "".join(_lines(agent)).encode(*_ENCODING), lambda agent: "")


def _is_ours(app: Sphinx, name: str, data: bytes) -> bool:
    """Whether *data* is what the last build wrote to the file *name*."""
    return bool(kept(app, name, data))


def _write(app: Sphinx, name: str, part: Callable[[Agent], bytes], more: Callable[[Agent], str]) -> None:
    """Write a file with a *part* for each agent, which is made of the agent and *more*."""
    domain, path = domain_of(app.env), Path(app.outdir, name)
    parts = Parts(app, name, before := site_files.content_of(path))
    parts.add(f"# {_line(app.config.project)}\n".encode(*_ENCODING))
    for (collection, group), members in groupby(domain.in_order(), key=lambda agent: (agent.collection, agent.group)):
        parts.add(f"\n## {_line(group_title(collection, group))}\n\n".encode(*_ENCODING))
        for agent in members:
            with share(agent.docname, f"adding it to {name}"):
                state = state_of(domain, agent.docname, [more(agent)])
                parts.add_of(agent.docname, state, partial(part, agent))
    if (data := parts.content()) != before:
        site_files.write(path, data)


def _address(app: Sphinx, base: str, agent: Agent) -> str:
    return absolute(base, address_of(app.builder, agent))


def _entry(agent: Agent, address: str) -> str:
    about = f": {_line(agent.summary)}" if agent.summary else ""
    title = _MARKS.sub(r"\\\g<0>", _line(agent.title))
    return f"- [{title}]({address}){about}\n"


def _lines(agent: Agent) -> Iterator[str]:
    yield f"### {_line(agent.title)}\n\n{_line(agent.summary)}\n\n"
    for example in agent.examples:
        said = (f"{speaker}: {text}" if speaker else text for speaker, text in example.turns)
        yield f"- {_line(' '.join(filter(None, (example.context, *said))))}\n"
    for unit in agent.guidelines:
        if not unit.is_label:
            yield f"- {_line(' '.join(filter(None, (unit.lead, unit.text))))}\n"
    yield "\n"


def _line(text: str) -> str:
    """*text* as one line, so that nothing in it is a heading or an item of the file."""
    return " ".join(text.split())

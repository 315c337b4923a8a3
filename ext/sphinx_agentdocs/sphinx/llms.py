"""``llms.txt`` and ``llms-full.txt``, by which a language model finds its way around a site (https://llmstxt.org).

The first lists the agents by group, the second also has what each says: its examples and its guidelines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import groupby
from pathlib import Path

from sphinx.application import Sphinx

from ..core.site_url import absolute
from . import site_files
from .agents import Agent, group_title
from .domain import domain_of
from .log import shares
from .search_index import address_of
from .site_files import SITE_BUILDERS

FILE, FULL = "llms.txt", "llms-full.txt"
_MARKS = re.compile(r"[\\\[\]]")


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write both files if they changed, unless the site has its own (an event handler)."""
    domain = domain_of(app.env)
    if exception is not None or app.builder.name not in SITE_BUILDERS or not domain.agents:
        return
    base = f"{app.config.html_baseurl.rstrip('/')}/" if app.config.html_baseurl else ""
    head = f"# {_line(app.config.project)}\n"
    listed, full = [head], [head]
    for (collection, group), members in groupby(domain.in_order(), key=lambda agent: (agent.collection, agent.group)):
        heading = f"\n## {_line(group_title(collection, group))}\n\n"
        some = list(members)
        pages = {agent.docname: absolute(base, address_of(app.builder, agent)) for agent in some}
        entries = shares(some, f"adding it to {FILE}", partial(_entry, pages=pages))
        listed += [heading, *entries]
        full += [heading, *shares(some, f"adding it to {FULL}", _whole)]
    for name, parts in ((FILE, listed), (FULL, full)):
        if not site_files.is_extra_file(app, name):
            site_files.write_if_changed(Path(app.outdir, name), "".join(parts).encode("utf-8", "surrogatepass"))


def _entry(agent: Agent, pages: Mapping[str, str]) -> str:
    about = f": {_line(agent.summary)}" if agent.summary else ""
    title = _MARKS.sub(r"\\\g<0>", _line(agent.title))
    return f"- [{title}]({pages[agent.docname]}){about}\n"


def _whole(agent: Agent) -> str:
    return "".join(_lines(agent))


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

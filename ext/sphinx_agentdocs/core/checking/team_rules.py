"""Rules for a whole team: names used twice, names that lead nowhere, and lists that disagree.

A check and a build call the same functions, so they report the same.  As in `rules`, doubtful
cases are not reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, Protocol, TypeVar

from ..findings import Code, Finding
from ..model import Mention
from ..naming.names import Names

BUILT_IN = frozenset(
    "bash claude claude-code-guide explore general-purpose output-style-setup plan statusline-setup".split()
)
"""Agents that come with Claude Code. Source: https://code.claude.com/docs/en/sub-agents"""
_PLACEHOLDER = frozenset(
    "agent another any custom example foo bar my new other placeholder some specific target the your".split()
)
"""First words of names that are placeholders for a real one."""
_MOST = 50
"""How many unknown names are reported per definition; more would add nothing."""
_LISTED = 5


class Entry(NamedTuple):
    """A definition as these rules see it: its page, its name, the agents it names and the line of its own name."""

    page: str
    name: str
    mentions: tuple[Mention, ...]
    line: int = 1


def entry_of(page: str, name: str, mentions: Iterable[Mention], line: int = 1) -> Entry:
    """The entry of a definition without the parts that only its page shows, so that many fit in memory at once."""
    return Entry(page, name, tuple(mention._replace(evidence="", anchor="") for mention in mentions), line)


class HasName(Protocol):
    """Anything with the name of an agent."""

    @property
    def name(self) -> str:
        """The name in the frontmatter."""


_Named = TypeVar("_Named", bound=HasName)


def same_names(agents: Iterable[_Named]) -> list[tuple[_Named, _Named]]:
    """Each agent whose name is taken by an earlier one, in order of page, with the first agent of that name."""
    first: dict[str, _Named] = {}
    pairs = [(agent, first.setdefault(agent.name, agent)) for agent in agents]
    return [(agent, other) for agent, other in pairs if other is not agent]


def duplicate_name(name: str, line: int, first: str) -> Finding:
    """The finding for a second definition called *name*, on *line*; *first* is the path of the first one."""
    return Finding(Code.DUPLICATE_NAME, f"the name `{name}` is also in {first}; rename one of them", line)


def team_findings(entries: Sequence[Entry], names: Names) -> Iterator[tuple[str, Finding]]:
    """The findings between *entries*, each with its page; *names* may contain more agents.

    A single definition does not show which other agents exist, so its unknown names are not
    reported.
    """
    for entry in entries:
        stale = _example_agent(entry, names)
        if stale is not None:
            yield entry.page, stale[1]
        if len(entries) > 1:
            said = {stale[0]} if stale else set()
            yield from ((entry.page, found) for found in islice(_unknown_names(entry, names, said), _MOST))
    yield from _one_sided(entries, names)


def _example_agent(entry: Entry, names: Names) -> tuple[str, Finding] | None:
    """The name and the finding for examples that call other agents, but never this one."""
    calls = [mention for mention in entry.mentions if mention.how == "example"]
    if any(mention.name == entry.name for mention in calls):
        return None
    called = next((mention for mention in calls if mention.called), None)
    if called is None:
        return None
    instead = entry.name
    if not names.knows(called.name):
        nearest = names.nearest(called.name, entry.page)
        instead = nearest if names.likeness(called.name, nearest) > names.likeness(called.name, instead) else instead
    message = f"the examples call `{called.name}`, but never this agent; write `{instead}`"
    return called.name, Finding(Code.EXAMPLE_AGENT, message, called.line, called.column)


def _unknown_names(entry: Entry, names: Names, said: set[str]) -> Iterator[Finding]:
    """Each name that the text calls an agent but that no agent has, once."""
    known = {entry.name, *said}
    for mention in entry.mentions:
        if mention.called and mention.name not in known and not _is_elsewhere(mention.name, names):
            known.add(mention.name)
            nearest = names.nearest(mention.name, entry.page)
            fix = f"write `{nearest}`" if nearest else "write its current name"
            message = f"no agent is called `{mention.name}`; {fix}, or remove it"
            yield Finding(Code.UNKNOWN_NAME, message, mention.line, mention.column)


def _is_elsewhere(name: str, names: Names) -> bool:
    """Whether *name* belongs to a known agent, to one that needs no definition, or is a placeholder."""
    return names.knows(name) or name.casefold() in BUILT_IN or name.partition("-")[0] in _PLACEHOLDER


def _one_sided(entries: Iterable[Entry], names: Names) -> Iterator[tuple[str, Finding]]:
    """Lists of collaborators that the lists of those collaborators do not confirm."""
    listed: dict[str, set[str]] = {}
    named: dict[str, set[str]] = {}
    both: list[tuple[Entry, dict[str, Mention]]] = []
    for entry in entries:
        together: dict[str, Mention] = {}
        for mention in entry.mentions:
            page = names.named(mention, entry.page)
            if page is None or mention.how == "role":
                continue
            named.setdefault(entry.page, set()).add(page)
            if mention.kind != "names":
                listed.setdefault(entry.page, set()).add(page)
            if mention.both:
                together.setdefault(page, mention)
        both.append((entry, together))
    for entry, together in both:
        silent = [page for page in together if page in listed and entry.page not in named[page]]
        if silent:
            yield entry.page, _disagreement(entry, [together[page] for page in silent], names)


def _disagreement(entry: Entry, silent: Sequence[Mention], names: Names) -> Finding:
    first = min(silent, key=lambda mention: (mention.line, mention.column))
    quoted = [f"`{mention.name}`" for mention in silent[:_LISTED]]
    more = f" and {len(silent) - _LISTED} more" if len(silent) > _LISTED else ""
    one = len(silent) == 1
    noun = "a collaborator" if one else "collaborators"
    them = f"{quoted[0]} does" if one else "they do"
    message = (
        f"lists {', '.join(quoted)}{more} as {noun}, but {them} not list it;"
        f" add `{entry.name}` there or state the direction"
    )
    return Finding(Code.ONE_SIDED, message, first.line, first.column)

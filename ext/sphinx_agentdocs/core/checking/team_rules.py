"""What goes wrong between definitions: names that lead nowhere, and lists that disagree.

A check and a build ask the same function, so that they report the same.  As in `rules`, when
in doubt nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, Protocol, TypeVar

from ..findings import Code, Finding
from ..model import Definition, Mention
from ..naming.names import Names

BUILT_IN = frozenset(
    "bash claude claude-code-guide explore general-purpose output-style-setup plan statusline-setup".split()
)
"""Agents that Claude Code brings along. Source: https://code.claude.com/docs/en/sub-agents"""
_PLACEHOLDER = frozenset(
    "agent another any custom example foo bar my new other placeholder some specific target the your".split()
)
"""Words with which a name begins that stands for any other."""
_MOST = 50
"""How many unknown names of one definition are reported: more say nothing new."""
_LISTED = 5


class Entry(NamedTuple):
    """A definition as these rules see it: its page, its name, the agents it names and the line of its own name."""

    page: str
    name: str
    mentions: tuple[Mention, ...]
    line: int = 1


def entry_of(page: str, definition: Definition) -> Entry:
    """*definition* without what only its page shows, so that many fit in memory at once."""
    mentions = (mention._replace(evidence="", anchor="") for mention in definition.mentions)
    line = next((field.line for field in definition.fields if field.key == "name"), 1)
    return Entry(page, definition.name, tuple(mentions), line)


class HasName(Protocol):
    """Anything with the name of an agent."""

    @property
    def name(self) -> str:
        """The name in the frontmatter."""


_Named = TypeVar("_Named", bound=HasName)


def same_names(agents: Iterable[_Named]) -> list[tuple[_Named, _Named]]:
    """Each of *agents*, in order of their pages, whose name an earlier one has, with the first one of that name."""
    first: dict[str, _Named] = {}
    pairs = [(agent, first.setdefault(agent.name, agent)) for agent in agents]
    return [(agent, other) for agent, other in pairs if other is not agent]


def duplicate_name(name: str, line: int, first: str) -> Finding:
    """The finding for a second definition called *name*, on *line*; *first* is the path of the first one."""
    return Finding(Code.DUPLICATE_NAME, f"the name `{name}` is also in {first}; rename one of them", line)


def team_findings(entries: Sequence[Entry], names: Names) -> Iterator[tuple[str, Finding]]:
    """What is wrong between *entries*, with the page that it is about; *names* may know more agents.

    Of a single definition it cannot be told which agents there are, so nothing is said of unknown names.
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
    """Examples that call other agents and never their own."""
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
    message = f"the examples call `{called.name}` and never this agent; write `{instead}`"
    return called.name, Finding(Code.EXAMPLE_AGENT, message, called.line, called.column)


def _unknown_names(entry: Entry, names: Names, said: set[str]) -> Iterator[Finding]:
    """Each name once that the text says to be an agent, and that no agent has."""
    told = {entry.name, *said}
    for mention in entry.mentions:
        if mention.called and mention.name not in told and not _is_elsewhere(mention.name, names):
            told.add(mention.name)
            nearest = names.nearest(mention.name, entry.page)
            fix = f"write `{nearest}`" if nearest else "write the name that it has now"
            message = f"no agent is called `{mention.name}`; {fix}, or remove it"
            yield Finding(Code.UNKNOWN_NAME, message, mention.line, mention.column)


def _is_elsewhere(name: str, names: Names) -> bool:
    """Whether *name* is that of an agent, of one that needs no definition, or of none in particular."""
    return names.knows(name) or name.casefold() in BUILT_IN or name.partition("-")[0] in _PLACEHOLDER


def _one_sided(entries: Iterable[Entry], names: Names) -> Iterator[tuple[str, Finding]]:
    """Lists that say that agents work together, where the lists of the others do not say so."""
    listed: dict[str, set[str]] = {}
    named: dict[str, set[str]] = {}
    both: list[tuple[Entry, dict[str, Mention]]] = []
    for entry in entries:
        together: dict[str, Mention] = {}
        for mention in entry.mentions:
            page = names.find(mention.name, mention.how, entry.page)
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
    message = (
        f"it works with {', '.join(quoted)}{more}, by its list and not by theirs; name `{entry.name}` there,"
        " or say who gives and who takes"
    )
    return Finding(Code.ONE_SIDED, message, first.line, first.column)

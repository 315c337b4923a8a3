"""Rules for a whole team: names used twice, names that lead nowhere, and lists that disagree.

A check and a build call the same functions, so they report the same.  As in `rules`, doubtful
cases are not reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
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
_PEOPLE = frozenset("admin head lead officer owner staff stakeholder team".split())
"""Last words of names by which a prompt may mean people."""
_MOST = 50
"""How many unknown names are reported per definition; more would add nothing."""
_LISTED = 5
_HABIT = 6
"""How many lists have to disagree before that can be the way of a team."""
_SMALLEST_TEAM = 3
"""The fewest definitions of which most can do a thing that one does not."""


class Entry(NamedTuple):
    """A definition as these rules see it: its page, its name, the agents it names and the line of its own name.

    *team* is the same for definitions that must not have the same name; see `core.formats.team_of`.
    """

    page: str
    name: str
    mentions: tuple[Mention, ...]
    line: int = 1
    team: str = ""


def entry_of(page: str, name: str, mentions: Iterable[Mention], line: int = 1, team: str = "") -> Entry:
    """The entry of a definition without the parts that only its page shows, so that many fit in memory at once."""
    return Entry(page, name, tuple(mention._replace(evidence="", anchor="") for mention in mentions), line, team)


class HasName(Protocol):
    """Anything with the name of an agent."""

    @property
    def name(self) -> str:
        """The name in the frontmatter."""


_Named = TypeVar("_Named", bound=HasName)


def same_names(agents: Iterable[_Named], among: Callable[[_Named], str] = lambda _: "") -> list[tuple[_Named, _Named]]:
    """Each agent whose name is taken by an earlier one, in order of page, with the first agent of that name.

    Only agents for which *among* returns the same are compared.
    """
    first: dict[tuple[str, str], _Named] = {}
    pairs = [(agent, first.setdefault((among(agent), agent.name), agent)) for agent in agents]
    return [(agent, other) for agent, other in pairs if other is not agent]


def duplicate_name(name: str, line: int, first: str) -> Finding:
    """The finding for a second definition called *name*, on *line*; *first* is the path of the first one."""
    return Finding(Code.DUPLICATE_NAME, f"the name `{name}` is also in {first}; rename one of them", line)


def missing_example(shown: Sequence[tuple[str, int, bool]]) -> tuple[str, Finding] | None:
    """The path and the finding for the first definition without an example of a request, if most have one.

    *shown* says of each definition its path, the line of its description, and whether it contains an example.
    """
    without = [(path, line) for path, line, has in shown if not has]
    if len(shown) < _SMALLEST_TEAM or not without or 2 * len(without) >= len(shown):
        return None
    others = len(without) - 1
    more = "" if not others else f", and {others} {'others have' if others > 1 else 'other has'} none either"
    message = (
        f"no example of a request, unlike most definitions here{more}; add an `<example>` with a request and its answer"
    )
    path, line = without[0]
    return path, Finding(Code.NO_EXAMPLE, message, line)


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
    instead = entry.name if names.knows(called.name) else names.meant_by(called.name, entry.page) or entry.name
    message = f"the examples call `{called.name}`, but never this agent; write `{instead}`"
    return called.name, Finding(Code.EXAMPLE_AGENT, message, called.line, called.column)


def _unknown_names(entry: Entry, names: Names, said: set[str]) -> Iterator[Finding]:
    """Each name that the text calls an agent but that no agent has, once."""
    known = {entry.name, *said}
    for mention in entry.mentions:
        if mention.called and mention.name not in known and not _is_elsewhere(mention.name, names):
            known.add(mention.name)
            meant = names.meant_by(mention.name, entry.page)
            fix = f"write `{meant}`" if meant else "write its current name"
            message = f"no agent is called `{mention.name}`; {fix}, or remove it"
            yield Finding(Code.UNKNOWN_NAME, message, mention.line, mention.column)


def _is_elsewhere(name: str, names: Names) -> bool:
    """Whether *name* belongs to a known agent, to one that needs no definition, to people, or is a placeholder."""
    first, last = name.partition("-")[0], name.rpartition("-")[2]
    return names.knows(name) or name.casefold() in BUILT_IN or first in _PLACEHOLDER or last in _PEOPLE


def _one_sided(entries: Iterable[Entry], names: Names) -> Iterator[tuple[str, Finding]]:
    """Lists of collaborators that the lists of those collaborators do not confirm.

    Where most lists do not, the team does not mean them to.
    """
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
    found, agreed = [], 0
    for entry, together in both:
        asked = [page for page in together if page in listed]
        silent = [page for page in asked if entry.page not in named[page]]
        agreed += bool(asked) and not silent
        if silent:
            found.append((entry.page, _disagreement(entry, [together[page] for page in silent])))
    if len(found) < _HABIT or len(found) < agreed:
        yield from found


def _disagreement(entry: Entry, silent: Sequence[Mention]) -> Finding:
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

"""The index as the ranking asks it: how many agents and units have a term, and which; and which terms there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, Protocol, Self

from .documents import KEY, UID, FoundAgent
from .postings import LAST_OF_GUIDELINES, LEVEL_OF, NO_LEVEL, codes_of, postings_of

MOST = 700
"""The agents, guidelines and examples that a question looks at for one term, each: those of the highest levels.

This bounds the bytes of a question.
"""
_BUCKETS = 16


class Found(NamedTuple):
    """What is known of a term: the numbers of all agents and guidelines that have it, and its postings, by agent."""

    agents: int
    guidelines: int
    postings: Sequence[str]


class Index(Protocol):
    """Where terms are looked up; *agents* and *guidelines* are the numbers of all."""

    agents: int
    guidelines: int

    def find(self, term: str) -> Found | None:
        """What is known of *term*, or ``None`` if nothing has it."""

    def beginning_alike(self, term: str) -> Sequence[str]:
        """The terms whose first character is that of *term*, or one like it, sorted."""

    def coded(self, code: str) -> Sequence[tuple[str, str]]:
        """The key of the agent and the uid of each unit that has *code*."""


class MemoryIndex:
    """An index of some agents, by key; the postings of a term are one text, since a question asks for few terms."""

    def __init__(self, agents: Mapping[str, FoundAgent]) -> None:
        self.agents = len(agents)
        self.guidelines = sum(agent.guidelines for agent in agents.values())
        postings: dict[str, list[str]] = {}
        self._codes: dict[str, list[tuple[str, str]]] = {}
        for key, agent in sorted(agents.items()):
            for term, text in postings_of(key, agent).items():
                postings.setdefault(term, []).append(text)
            for code, uid in codes_of(agent).items():
                self._codes.setdefault(code, []).append((key, uid))
        self._postings = {term: " ".join(texts) for term, texts in postings.items()}

    def packed(self) -> tuple[object, ...]:
        """All of it as values of JSON, from which `unpacked` makes the same index."""
        return self.agents, self.guidelines, self._postings, self._codes

    @classmethod
    def unpacked(cls, values: Sequence[Any]) -> Self:
        """The index that `packed` gave *values* for."""
        index = cls({})
        index.agents, index.guidelines, index._postings, index._codes = values
        return index

    def find(self, term: str) -> Found | None:
        """See `Index`."""
        postings = self._postings.get(term)
        return found(postings.split(" "))[0] if postings else None

    def beginning_alike(self, term: str) -> Sequence[str]:
        """See `Index`."""
        return self._buckets.get(bucket_of(term), ())

    @cached_property
    def _buckets(self) -> Mapping[str, Sequence[str]]:
        buckets: dict[str, list[str]] = {}
        for term in sorted(self._postings):
            buckets.setdefault(bucket_of(term), []).append(term)
        return buckets

    def coded(self, code: str) -> Sequence[tuple[str, str]]:
        """See `Index`."""
        return [(key, uid) for key, uid in self._codes.get(code, ())]


def bucket_of(term: str) -> str:
    """The bucket of the terms that begin like *term*; a mistyped word is looked for in its bucket only."""
    first = term[0]
    return first if "a" <= first <= "z" else "0" if first.isascii() else f"u{ord(first) % _BUCKETS}"


def found(postings: Sequence[str]) -> tuple[Found, list[str]]:
    """What is known of a term from all its *postings*, and the part of them that a question does not look at."""
    signs = [text[KEY + 1 + UID :: UID + 1] for text in postings]
    guidelines = sum(sign <= LAST_OF_GUIDELINES for some in signs for sign in some)
    if len(postings) + sum(map(len, signs)) <= MOST:
        return Found(len(postings), guidelines, postings), []
    kept, rest = _cut(postings)
    return Found(len(postings), guidelines, kept), rest


def merged(postings: Iterable[str], rest: Iterable[str]) -> dict[str, str]:
    """The postings of each agent, from both parts (see `found`)."""
    every = {text[:KEY]: text for text in postings}
    for text in rest:
        key = text[:KEY]
        if key not in every:
            every[key] = text
        else:
            signs = every[key][KEY + 1 :] + text[KEY + 1 :]
            units = sorted(signs[at : at + UID + 1] for at in range(0, len(signs), UID + 1))
            every[key] = max(every[key][: KEY + 1], text[: KEY + 1]) + "".join(units)
    return every


def _cut(postings: Sequence[str]) -> tuple[list[str], list[str]]:
    """The postings with the agents and units of the highest levels, and those with the others."""
    parts = sorted(part for text in postings for part in _parts(text))
    number: Counter[str] = Counter()
    kept: dict[str, list[str]] = {}
    rest: dict[str, list[str]] = {}
    for _, key, sort, sign in parts:
        number[sort] += 1
        (kept if number[sort] <= MOST else rest).setdefault(key, []).append(sign)
    return _joined(kept), _joined(rest)


def _parts(text: str) -> Iterator[tuple[int, str, str, str]]:
    """The parts of the postings of an agent: the level of each, negative, the agent, its sort, and its text."""
    key, own = text[:KEY], text[KEY]
    yield -LEVEL_OF[own][1], key, "agent", own  # the levels of agents have the signs of those of guidelines
    for at in range(KEY + 1, len(text), UID + 1):
        sort, level = LEVEL_OF[text[at + UID]]
        yield -level, key, sort, text[at : at + UID + 1]


def _joined(parts: Mapping[str, list[str]]) -> list[str]:
    """The postings of each agent from its parts; its own level, the only one that is a single sign, comes first."""
    joined = []
    for key in sorted(parts):
        own = next((sign for sign in parts[key] if len(sign) == 1), NO_LEVEL)
        joined.append(key + own + "".join(sorted(sign for sign in parts[key] if len(sign) > 1)))
    return joined

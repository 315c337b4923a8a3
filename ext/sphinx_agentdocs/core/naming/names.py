"""Names of agents: where they stand in a text, and which agent each of them means.

A name is found as a whole or not at all.  Scripts that are written without spaces may stand
directly beside it; a letter, a digit or a sign that makes it a part of something longer, such as
a path or the name of a file, may not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from rapidfuzz import fuzz, process

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3000-\u318f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)
"""Scripts without spaces, and Korean, whose particles follow a name without one."""
_SIGN = rf"(?:[^\W{_UNSPACED}]|[\u0300-\u036f])"
RUN = re.compile(rf"{_SIGN}+(?:[.-]{_SIGN}+)*")
"""The longest thing that could be one name: letters and digits, joined by single hyphens and dots."""
BEFORE_RUN = rf"(?<!{_SIGN})(?<!{_SIGN}[.-])"
"""What begins a pattern for a run, so that it does not match within one."""
HYPHENED = re.compile(rf"{BEFORE_RUN}{_SIGN}+(?:\.{_SIGN}+)*-{_SIGN}+(?:[.-]{_SIGN}+)*")
"""A run that holds a hyphen."""
_ASCII_HYPHENED = re.compile(r"(?<![\w-])(?<!\w\.)\w+(?:\.\w+)*-\w+(?:[.-]\w+)*", re.ASCII)
_WORD_SIGN = rf"(?:(?!_){_SIGN})"
_KEBAB = re.compile(rf"(?![\d_]){_WORD_SIGN}+(?:-{_WORD_SIGN}+|(?<=\d)\.(?=\d){_WORD_SIGN}+)*")
_JOINED_BEFORE = frozenset("-/\\#$=<")
_JOINED_AFTER = frozenset("-/\\@=")
_LETTER = re.compile(_SIGN)
_NEAR = 75
"""How alike two names are, of 100, so that one may be meant by the other."""
_MOST_SHARING, _MOST_LOOKED_UP = 200, 1_000
"""How many agents that share a word are compared, and how many names are looked up: more are not told apart."""
_WORD = re.compile(r"[^\W_]+")
_COMPOUNDS = re.compile(r"\b(front|back|full|dev|data)[ -](end|stack|ops|base)(?=s?\b)")
_GENERIC = frozenset(
    (
        "agent assistant colleague coordinator counterpart developer engineer expert fellow human lead leader manager"
        " member owner partner peer people person pro professional specialist staff stakeholder subagent team teammate"
        " user a an and other our the their your"
    ).split()
)
"""What every role may be called, so that it tells none apart."""

_POSTS = frozenset("admin administrator analyst architect auditor dev designer officer tester writer".split())
"""What many agents are called, and what they still differ by."""


class Named(NamedTuple):
    """An agent by its page, and what it may be called by: its name, or the name of its file without suffix."""

    page: str
    collection: str
    group: str
    name: str
    stem: str


def is_kebab(name: str) -> bool:
    """Whether *name* is lower-case words joined by hyphens, which no other word of a text is likely to be."""
    return "-" in name and name == name.lower() and _KEBAB.fullmatch(name) is not None


def hyphened(text: str) -> Iterator[re.Match[str]]:
    """Each run of *text* that holds a hyphen."""
    return (_ASCII_HYPHENED if text.isascii() else HYPHENED).finditer(text)


def spans(text: str, names: Collection[str]) -> list[tuple[int, int, str]]:
    """Where *names* of one word or of words joined by hyphens stand in *text*, in order."""
    return [
        (match.start(), match.end(), match[0])
        for match in RUN.finditer(text)
        if match[0] in names and stands_alone(text, match.start(), match.end())
    ]


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a run of *text* is no part of something longer: a path, an option, an address, a file."""
    return _begins(text, start) and _ends(text, end)


def _begins(text: str, start: int) -> bool:
    before, further = text[start - 1 : start], text[max(0, start - 2) : start - 1]
    if before in (".", ":"):
        return further == before or not (further.isascii())
    if before == "@":
        return not further or not (_LETTER.match(further) or further in "./@")
    return before not in _JOINED_BEFORE


def _ends(text: str, end: int) -> bool:
    after, further = text[end : end + 1], text[end + 1 : end + 2]
    if after == ":":
        return not further or not (_LETTER.match(further) or further in ":/")
    return after not in _JOINED_AFTER


class Names:
    """All agents of a site, or of what is checked, by everything that they may be called by."""

    def __init__(self, agents: Iterable[Named]) -> None:
        self.agents = {agent.page: agent for agent in sorted(agents)}
        self._in_group: dict[tuple[str, str, str], str] = {}
        self._in_collection: dict[tuple[str, str], str] = {}
        self._anywhere: dict[str, list[str]] = {}
        self._stems: dict[tuple[str, str], list[str]] = {}
        self._paths: dict[tuple[str, str], str] = {}
        self._words: dict[tuple[str, str], list[str]] = {}
        self._told: dict[str, dict[str, str]] = {}
        self._all_stems: set[str] = set()
        self._near: dict[tuple[str, str], list[str]] = {}
        for agent in self.agents.values():
            self._add(agent)

    def _add(self, agent: Named) -> None:
        self._in_group.setdefault((agent.collection, agent.group, agent.name), agent.page)
        self._in_collection.setdefault((agent.collection, agent.name), agent.page)
        self._anywhere.setdefault(agent.name, []).append(agent.page)
        self._stems.setdefault((agent.collection, agent.stem), []).append(agent.page)
        self._all_stems.add(agent.stem)
        self._paths.setdefault((agent.collection, f"{agent.group}/{agent.stem}".strip("/")), agent.page)
        self._told.setdefault(agent.collection, {})[agent.name] = _told_by(agent.name)
        for word in _role_words(agent.name):
            self._words.setdefault((agent.collection, word), []).append(agent.page)

    def find(self, name: str, how: str, page: str) -> str | None:
        """The page of the agent that the agent of *page* calls *name*, never its own; *how* is that of a mention."""
        home = self.agents[page]
        if how == "role":
            found = self._by_role(name, home)
        elif how == "file":
            found = self._by_file(name, home)
        elif name == home.name or (how == "word" and "-" not in name):
            found = None
        else:
            found = self._by_name(name, home)
        return found if found != page else None

    def _by_name(self, name: str, home: Named) -> str | None:
        near = self._in_group.get((home.collection, home.group, name)) or self._in_collection.get(
            (home.collection, name)
        )
        if near or "-" not in name:
            return near
        return self._by_stem(name, home) or _only(self._anywhere.get(name, ()))

    def _by_stem(self, stem: str, home: Named) -> str | None:
        near = self._paths.get((home.collection, f"{home.group}/{stem}".strip("/")))
        return near or _only(self._stems.get((home.collection, stem), ()))

    def _by_file(self, path: str, home: Named) -> str | None:
        """The agent whose file a link leads to, from the file of *home*; else the only one whose file is called so."""
        target = path.removesuffix(".md")
        place = _joined(home.group, target)
        found = self._paths.get((home.collection, place)) if place is not None else None
        stem = PurePosixPath(target).name
        return found or (self._by_stem(stem, home) if is_kebab(stem) else None)

    def _by_role(self, role: str, home: Named) -> str | None:
        """The only agent of the collection whose name holds all words that tell the *role* apart."""
        words = _telling(role)
        if not words:
            return None
        pages = [set(self._words.get((home.collection, word), ())) for word in words]
        return _only(set.intersection(*pages))

    def nearest(self, name: str, page: str) -> str:
        """The name of another agent of the collection that may be meant by *name*, or an empty text.

        It shares a word that tells agents apart, or differs by a typing error.
        """
        home = self.agents[page]
        key = (home.collection, name)
        if key not in self._near and len(self._near) < _MOST_LOOKED_UP:
            self._near[key] = self._look_up(name, home.collection)
        return next((other for other in self._near.get(key, ()) if other != home.name), "")

    def _look_up(self, name: str, collection: str) -> list[str]:
        """The two best names, as one of them may be that of who asks."""
        asked = _told_by(name)
        pages = {page for word in asked.split() for page in self._words.get((collection, word), ())[:_MOST_SHARING]}
        alike = []
        for other in {self.agents[page].name for page in pages}:
            words = _told_by(other)
            key = fuzz.token_set_ratio(asked, words), fuzz.token_sort_ratio(asked, words), fuzz.ratio(name, other)
            alike.append((key, other))
        best = [other for key, other in sorted(alike, reverse=True) if key[0] >= _NEAR]
        if not best:
            known = self._told[collection]
            found = process.extract(asked, known, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=2)
            best = [other for _, _, other in found]
        return best[:2]

    def knows(self, name: str) -> bool:
        """Whether any agent of any collection, or its file, is called *name*."""
        return name in self._anywhere or name in self._all_stems

    @staticmethod
    def likeness(name: str, other: str) -> float:
        """How alike two names are, up to 100."""
        return fuzz.ratio(name, other)


def _only(pages: Collection[str]) -> str | None:
    return next(iter(pages)) if len(pages) == 1 else None


def _joined(folder: str, path: str) -> str | None:
    """*path* below *folder*, without ``.`` and ``..``; ``None`` where it leads out."""
    parts: list[str] = []
    for part in f"{folder}/{path}".split("/"):
        if part == ".." and not parts:
            return None
        if part == "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _telling(text: str) -> list[str]:
    """The words of a role or name that tell it apart from others."""
    return [word for word in _role_words(text) if word not in _GENERIC]


def _told_by(name: str) -> str:
    """The words of *name* that say what the agent is about, else all of them."""
    words = _role_words(name)
    return " ".join(word for word in words if word not in _GENERIC and word not in _POSTS) or " ".join(words)


def _role_words(text: str) -> list[str]:
    """The words of a role or name, so that "front-end architects" and "frontend-architect" are the same."""
    joined = _COMPOUNDS.sub(r"\1\2", text.casefold().replace("_", " "))
    return [_singular(word) for word in _WORD.findall(joined)]


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word

"""Which agent a name means: all agents of a site, by everything they may be called."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import PurePosixPath
from typing import NamedTuple

from ..model import How, Mention
from ..text.typos import meant_by
from .name_spans import is_kebab

_MOST_LOOKED_UP = 1_000
"""How many unknown names are compared with those of all agents; the rest is ignored."""
_WORD = re.compile(r"[^\W_]+")
_SUFFIX = re.compile(r"(?:\.(?:agent|chatmode))?\.md\Z")
_WITH_TITLE = re.compile(r"([^()\uff08\uff09]{1,60}?)\s?[(\uff08]([^()\uff08\uff09]{1,60})[)\uff09]")
_COMPOUNDS = re.compile(r"\b(front|back|full|dev|data)[ -](end|stack|ops|base)(?=s?\b)")
_GENERIC = frozenset(
    (
        "agent assistant colleague coordinator counterpart developer engineer expert fellow human lead leader manager"
        " member owner partner peer people person pro professional specialist staff stakeholder subagent team teammate"
        " user a an and other our the their your"
    ).split()
)
"""Words that any role may contain, so that they distinguish none."""


class Named(NamedTuple):
    """An agent by its page, and what it may be called: its name, or its file name without suffix."""

    page: str
    collection: str
    group: str
    name: str
    stem: str


class Names:
    """All agents of a site or of a check, by everything they may be called."""

    def __init__(self, agents: Iterable[Named]) -> None:
        self.agents = {agent.page: agent for agent in sorted(agents)}
        self._in_group: dict[tuple[str, str, str], str] = {}
        self._in_collection: dict[tuple[str, str], str] = {}
        self._anywhere: dict[str, list[str]] = {}
        self._stems: dict[tuple[str, str], list[str]] = {}
        self._paths: dict[tuple[str, str], str] = {}
        self._words: dict[tuple[str, str], list[str]] = {}
        self._titles: dict[tuple[str, str], list[str]] = {}
        self._names: dict[tuple[str, str], list[str]] = {}
        self._all_stems: set[str] = set()
        self._meant: dict[tuple[tuple[str, str], str], str] = {}
        self._named: dict[tuple[str, How, bool, str], str | None] = {}
        for agent in self.agents.values():
            self._add(agent)

    def _add(self, agent: Named) -> None:
        self._in_group.setdefault((agent.collection, agent.group, agent.name), agent.page)
        self._in_collection.setdefault((agent.collection, agent.name), agent.page)
        self._anywhere.setdefault(agent.name, []).append(agent.page)
        self._stems.setdefault((agent.collection, agent.stem), []).append(agent.page)
        self._all_stems.add(agent.stem)
        self._paths.setdefault((agent.collection, f"{agent.group}/{agent.stem}".strip("/")), agent.page)
        for form in {_title(form) for form in _forms(agent.name.removesuffix(".agent"))}:
            self._titles.setdefault((agent.collection, form), []).append(agent.page)
        self._names.setdefault(_team(agent), []).append(agent.name)
        for word in _role_words(agent.name):
            self._words.setdefault((agent.collection, word), []).append(agent.page)

    def named(self, mention: Mention, page: str) -> str | None:
        """The page of the agent that *mention* on *page* names.

        In a list of agents, and after a call, a title names an agent too: "Code Reviewer" for ``code-reviewer``.
        """
        is_sure = mention.kind != "names" or mention.how == "example"
        key = (mention.name, mention.how, is_sure, page)
        if key not in self._named:  # relations and findings both ask for each mention
            self._named[key] = self._find_named(*key)
        return self._named[key]

    def _find_named(self, name: str, how: How, is_sure: bool, page: str) -> str | None:
        found = self.find(name, how, page)
        if found or how not in ("marked", "example"):
            return found
        return self._by_title(name, self.agents[page]) if is_sure or _has_two_scripts(name) else None

    def find(self, name: str, how: str, page: str) -> str | None:
        """The page of the agent that *page* calls *name*, never *page* itself; *how* is that of a mention."""
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

    def _by_title(self, name: str, home: Named) -> str | None:
        """The only agent of the collection, or of the folder, that has the words of *name*, or of a part of it."""
        for form in _forms(name):
            title = _title(form)
            if not title or form == form.lower() != form.upper() or title == _title(home.name):
                continue
            pages = self._titles.get((home.collection, title), ())
            near = [page for page in pages if self.agents[page].group == home.group]
            if found := _only(near) or _only(pages):
                return found if found != home.page else None
        return None

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
        """The agent whose file a link in *home* leads to; else the only one with that file name."""
        target = stem_of(path)
        place = _joined(home.group, target)
        found = self._paths.get((home.collection, place)) if place is not None else None
        stem = PurePosixPath(target).name
        return found or (self._by_stem(stem, home) if is_kebab(stem) else None)

    def _by_role(self, role: str, home: Named) -> str | None:
        """The only agent of the collection whose name has all distinctive words of *role*."""
        words = _distinctive(role)
        if not words:
            return None
        pages = [set(self._words.get((home.collection, word), ())) for word in words]
        return _only(set.intersection(*pages))

    def meant_by(self, name: str, page: str) -> str:
        """The name of another agent of the same team that *name* is meant to be, or an empty text."""
        home = self.agents[page]
        key = (_team(home), name)
        if key not in self._meant and len(self._meant) < _MOST_LOOKED_UP:
            self._meant[key] = meant_by(name, self._names[_team(home)])
        meant = self._meant.get(key, "")
        return meant if meant != home.name else ""

    def knows(self, name: str) -> bool:
        """Whether an agent of any collection, or its file, has the name *name*."""
        return name in self._anywhere or name in self._all_stems


def _team(agent: Named) -> tuple[str, str]:
    """Where an agent looks for others: its collection, or the part of it that is divided into folders itself."""
    first, _, rest = agent.group.partition("/")
    return agent.collection, first if rest else ""


def stem_of(path: str) -> str:
    """The path of a definition without its suffix: ``code-reviewer`` for ``code-reviewer.agent.md``."""
    return _SUFFIX.sub("", path)


def _forms(name: str) -> list[str]:
    """A name, and each part of one such as "\u5be9\u67fb (Code Reviewer)" that has its title in two scripts."""
    match = _WITH_TITLE.fullmatch(name)
    return [name, match[1], match[2]] if match and _has_two_scripts(name) else [name]


def _has_two_scripts(name: str) -> bool:
    """Whether a name has a title in Latin letters next to one in a script without spaces."""
    match = _WITH_TITLE.fullmatch(name)
    return match is not None and match[1].isascii() != match[2].isascii()


def _title(name: str) -> str:
    """A name as words in lower case, however they are joined, without "agent" at its end."""
    words = _WORD.findall(name.casefold())
    return " ".join(words[:-1] if len(words) > 1 and words[-1] == "agent" else words)


def _only(pages: Collection[str]) -> str | None:
    return next(iter(pages)) if len(pages) == 1 else None


def _joined(folder: str, path: str) -> str | None:
    """*path* below *folder*, without ``.`` and ``..``; ``None`` if it leads out of the collection."""
    parts: list[str] = []
    for part in f"{folder}/{path}".split("/"):
        if part == ".." and not parts:
            return None
        if part == "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _distinctive(text: str) -> list[str]:
    """The words of a role that distinguish it from others."""
    return [word for word in _role_words(text) if word not in _GENERIC]


def _role_words(text: str) -> list[str]:
    """The words of a role or name, normalized: "front-end architects" has those of "frontend-architect"."""
    joined = _COMPOUNDS.sub(r"\1\2", text.casefold().replace("_", " "))
    return [_singular(word) for word in _WORD.findall(joined)]


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word

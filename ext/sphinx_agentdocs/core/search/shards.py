"""The index as files of a site: small scripts that a page loads as it needs them.

Each file is a script with one call, ``agentdocsSearch("<name>", …)``, because a page on the disk can load a script and
no other file:

* ``w-<number>`` has the words of a shard, each ``[term, agents, guidelines, postings]``; ``r-<number>`` has postings
  of very common words that no question looks at, only the next build
* ``v-<bucket>`` has the terms that begin alike, for beginnings of words and typing errors
* ``c-<number>`` has the codes of a shard, each ``[code, agent, unit]``
* ``a-<key>`` has the texts of an agent
* ``index`` has the numbers of shards and of guidelines, the versions of all files that pages load, synonyms, stop words
  and endings; the agents whose keys begin alike have one version, which is enough for pages, and keeps this file small
* ``files`` has the version of each file that ``index`` does not have by itself; only the next build looks at it

Everything follows from the texts of the agents, so the files of the last build are enough to update them: where an
agent changed, its old postings are made from its old texts again, and only the shards that differ are written.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from typing import Any, NamedTuple

from ..text.script_json import dumps
from .documents import KEY, FoundAgent, FoundUnit, Sort
from .endings import FORMS, LONG_ENDINGS, STEPS
from .index import bucket_of, found, merged
from .postings import codes_of, postings_of
from .synonyms import LINES
from .words import STOP_WORDS

CALL = "agentdocsSearch("
INDEX, FILES = "index", "files"
_VERSION, _ALIKE = 6, 2
_FEWEST_SHARDS, _MOST_SHARDS = 4, 2048
_STEPS = [[list(ending) for ending in step] for step in STEPS]
_RULES = [f"2 {' '.join(sorted(STOP_WORDS))}", [FORMS, _STEPS, list(LONG_ENDINGS), list(LINES)]]
"""By which rules texts become words: raise the number if `words` changes, or files of unchanged agents keep the old.

The script that answers questions has its stop words, the endings of words and the synonyms from here.
"""
_EMPTY: tuple[Any, ...] = ("", "", "", "", "", "", ())
"""The fields of a unit after its weight, if they are empty; those at the end are left out."""
_SORTS = {"": "e", "rule": "r", "fact": "f", "label": "l", "role": "o"}
_WEIGHTS = {sign: weight for weight, sign in _SORTS.items()}

Read = Callable[[str], str | None]
"""Reads a file of the last build by its name, or says that there is none."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What to do to the files: *written* have a new content; *names* are all files that are needed.

    *guidelines* has the number of guidelines of each agent, by key.
    """

    written: Mapping[str, str]
    names: frozenset[str]
    guidelines: Mapping[str, int]


class _StaleError(Exception):
    """The files are not those that the index names."""


Share = Callable[[str], AbstractContextManager[None]]


def _whole(key: str) -> AbstractContextManager[None]:
    """Leaves no agent out."""
    return nullcontext()


Make = Callable[[], FoundAgent]


def updated(
    agents: Mapping[str, Make], read: Read, share: Share = _whole, same: Mapping[str, int] | None = None
) -> Changes:
    """How the files of the last build become those for *agents*, by key; they are all made anew if they do not fit.

    *share* is entered with the key of each agent; if it catches an error, that agent is left out.  *same* has the
    number of guidelines of each agent that is known to be as it was, and need not be made to be compared.
    """
    number = shards_for(len(agents))
    try:
        before = _before(read)
        if before.shards == number:
            return _Update(number, before, read).to(agents, share, same or {})
    except (_StaleError, ValueError, TypeError, KeyError, IndexError):
        pass  # they were changed by someone else, or by another version
    return _Update(number, _Before(), lambda name: None).to(agents, share, {})


def shards_for(agents: int) -> int:
    """The number of shards, about one for each agent: a power of two, so that it seldom changes."""
    shards = _FEWEST_SHARDS
    while shards < min(agents, _MOST_SHARDS):
        shards *= 2
    return shards


def shard_of(term: str, shards: int) -> int:
    """The shard of a term: its FNV-1a hash of 32 bits, over code points."""
    value = 0x811C9DC5
    for char in term:
        value = (value ^ ord(char)) * 0x01000193 & 0xFFFFFFFF
    return value % shards


# -- the files


@dataclass(frozen=True, slots=True)
class _Before:
    """The index of the last build: how many shards it has, and the version of each file."""

    shards: int = 0
    versions: Mapping[str, str] = field(default_factory=dict)


def _before(read: Read) -> _Before:
    text = read(INDEX)
    if text is None:
        return _Before()
    shards, _, _, _, files, _, *rules = _content(INDEX, text)
    versions, listed = dict(files), read(FILES)
    if rules != _RULES or listed is None or versions.pop(FILES, "") != version(listed):
        raise _StaleError(INDEX)
    agents, others = _content(FILES, listed)
    width = KEY + _VERSION
    keys = {f"a-{agents[at : at + KEY]}": agents[at + KEY : at + width] for at in range(0, len(agents), width)}
    return _Before(shards, keys | versions | dict(others))


def _content(name: str, text: str) -> Any:
    head, end = f'{CALL}"{name}", ', ");\n"
    if not (text.startswith(head) and text.endswith(end)):
        raise _StaleError(name)
    return json.loads(text[len(head) : -len(end)])


def script(name: str, content: Any) -> str:
    """The text of a file."""
    return f'{CALL}"{name}", {dumps(content)});\n'


def version(text: str) -> str:
    """The version of a file with this text, which a browser loads only once."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_VERSION]


def piece(key: str, agent: FoundAgent) -> str:
    """The file with the texts of an agent."""
    units = [_row(uid, unit) for uid, unit in agent.units.items()]
    return script(f"a-{key}", [*agent[:-1], units])


def _row(uid: str, unit: FoundUnit) -> list[Any]:
    row: list[Any] = [uid, _SORTS[unit.weight], *unit[2:]]
    while not row[-1]:
        row.pop()
    return row


def _agent(key: str, text: str) -> FoundAgent:
    """An agent from the file with its texts."""
    page, title, own_anchor, place, description, others, rows = _content(f"a-{key}", text)
    units = {}
    for uid, sign, *more in rows:
        anchor, code, name, said, path, lead, aliases = more + list(_EMPTY[len(more) :])
        sort: Sort = "guideline" if _WEIGHTS[sign] else "example"
        units[uid] = FoundUnit(sort, _WEIGHTS[sign], anchor, code, name, said, path, lead, tuple(aliases))
    return FoundAgent(page, title, own_anchor, place, description, others, units)


# -- the update


class _Made(NamedTuple):
    """What is made of an agent: its file, and its postings and codes, if the file is not that of the last build."""

    text: str
    postings: Mapping[str, str] | None
    codes: Mapping[str, str]


class _Update:
    """Finds the differences of some agents to the files of the last build."""

    def __init__(self, shards: int, before: _Before, read: Read) -> None:
        self.shards, self.before, self.read = shards, before, read
        self.versions: dict[str, str] = {}
        """The version of each file except those of agents, which are in ``agents``."""
        self.agents: dict[str, str] = {}
        self.written: dict[str, str] = {}
        self.postings: dict[str, dict[str, str]] = defaultdict(dict)
        """The new postings by term and agent; empty where an agent no longer has the term."""
        self.codes: dict[int, dict[tuple[str, str], str]] = defaultdict(dict)
        """The new uids by shard, and by code and agent; empty where an agent no longer has the code."""
        self.vocabulary: dict[str, dict[str, bool]] = defaultdict(dict)
        """By bucket, the terms that have come, and those that have gone."""

    def to(self, agents: Mapping[str, Make], share: Share, same: Mapping[str, int]) -> Changes:
        """The changes to the files."""
        self.versions = {name: one for name, one in self.before.versions.items() if not name.startswith("a-")}
        counts: dict[str, int] = {}
        for key, make in agents.items():
            if key in same and f"a-{key}" in self.before.versions:
                self.agents[key], counts[key] = self.before.versions[f"a-{key}"], same[key]
                continue
            made: list[_Made] = []
            with share(key):
                agent = make()
                made.append(self._made(key, agent))
                counts[key] = agent.guidelines
            for one in made:
                self._take(key, one)
        for name in self.before.versions.keys() - {f"a-{key}" for key in self.agents}:
            if name.startswith("a-"):
                self._note(name[2:], *self._indexed(name[2:]), {}, {})
        self._update_shards()
        self._update_vocabulary()
        self._update_codes()
        self._write_index(sum(counts.values()))
        names = frozenset({INDEX, FILES, *self.versions, *(f"a-{key}" for key in self.agents)})
        return Changes(self.written, names, counts)

    def _write_index(self, guidelines: int) -> None:
        """Write what pages load first, and what only the next build reads."""
        in_order = [f"{key}{self.agents[key]}" for key in sorted(self.agents)]
        others = sorted(one for one in self.versions.items() if one[0].startswith("r-"))
        listed = script(FILES, ["".join(in_order), others])
        files = sorted({FILES: version(listed), **self.versions}.items() - set(others))
        groups = "".join(name + version("".join(some)) for name, some in groupby(in_order, lambda one: one[:_ALIKE]))
        older = ""  # where scripts of older versions, which a browser may have kept, look for synonyms
        index = script(INDEX, [self.shards, len(self.agents), guidelines, groups, files, older, *_RULES])
        for name, text in ((FILES, listed), (INDEX, index)):
            if text != self.read(name):
                self.written[name] = text

    def _made(self, key: str, agent: FoundAgent) -> _Made:
        text = piece(key, agent)
        if self.before.versions.get(f"a-{key}") == version(text):
            return _Made(text, None, {})
        return _Made(text, postings_of(key, agent), codes_of(agent))

    def _take(self, key: str, made: _Made) -> None:
        """Take what was made of an agent."""
        name = f"a-{key}"
        self.agents[key] = version(made.text)
        if made.postings is not None:
            self.written[name] = made.text
            old = self._indexed(key) if name in self.before.versions else ({}, {})
            self._note(key, *old, made.postings, made.codes)

    def _indexed(self, key: str) -> tuple[dict[str, str], dict[str, str]]:
        """The postings and the codes of an agent in the last build."""
        agent = _agent(key, self._text(f"a-{key}"))
        return postings_of(key, agent), codes_of(agent)

    def _text(self, name: str) -> str:
        text = self.read(name)
        if text is None or version(text) != self.before.versions[name]:
            raise _StaleError(name)
        return text

    def _note(
        self,
        key: str,
        postings: Mapping[str, str],
        codes: Mapping[str, str],
        new_postings: Mapping[str, str],
        new_codes: Mapping[str, str],
    ) -> None:
        """Note what changes in the shards because of one agent."""
        for term, text in new_postings.items():
            if postings.get(term) != text:
                self.postings[term][key] = text
        for term in postings.keys() - new_postings.keys():
            self.postings[term][key] = ""
        for code in codes.keys() | new_codes.keys():
            if codes.get(code) != new_codes.get(code):
                self.codes[shard_of(code, self.shards)][code, key] = new_codes.get(code, "")

    def _update_shards(self) -> None:
        shards: dict[int, dict[str, dict[str, str]]] = defaultdict(dict)
        for term, changed in self.postings.items():
            shards[shard_of(term, self.shards)][term] = changed
        for number, terms in shards.items():
            name, rest_name = f"w-{number:x}", f"r-{number:x}"
            rows = {row[0]: row for row in self._rows(name)}
            rest = dict(self._rows(rest_name))
            for term, changed in terms.items():
                before = merged(_split(rows[term][3]), _split(rest.get(term, ""))) if term in rows else {}
                after = {key: text for key, text in {**before, **changed}.items() if text}
                rest.pop(term, None)
                if not after:
                    rows.pop(term, None)
                else:
                    known, more = found([after[key] for key in sorted(after)])
                    rows[term] = [term, known.agents, known.guidelines, ",".join(known.postings)]
                    if more:
                        rest[term] = ",".join(more)
                if bool(before) != bool(after):
                    self.vocabulary[bucket_of(term)][term] = bool(after)
            self._write(name, [rows[term] for term in sorted(rows)])
            self._write(rest_name, [[term, rest[term]] for term in sorted(rest)])

    def _update_vocabulary(self) -> None:
        for bucket, terms in self.vocabulary.items():
            name = f"v-{bucket}"
            known = set(self._rows(name)) - {term for term, is_there in terms.items() if not is_there}
            self._write(name, sorted(known | {term for term, is_there in terms.items() if is_there}))

    def _update_codes(self) -> None:
        for number, changed in self.codes.items():
            name = f"c-{number:x}"
            rows = {(code, key): uid for code, key, uid in self._rows(name)}
            after = {place: uid for place, uid in {**rows, **changed}.items() if uid}
            self._write(name, [[*place, after[place]] for place in sorted(after)])

    def _rows(self, name: str) -> list[Any]:
        if name not in self.before.versions:
            return []
        return _content(name, self._text(name))  # type: ignore[no-any-return]  # what was written

    def _write(self, name: str, rows: list[Any]) -> None:
        self.versions.pop(name, None)
        if rows:
            text = script(name, rows)
            self.versions[name] = version(text)
            if self.before.versions.get(name) != self.versions[name]:
                self.written[name] = text


def _split(postings: str) -> list[str]:
    return postings.split(",") if postings else []

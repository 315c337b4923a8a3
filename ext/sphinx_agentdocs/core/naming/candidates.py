"""Places in a Markdown text that may be the name of an agent.

Words joined by hyphens are kept everywhere; other words only if they are marked: as code, in
bold, after ``@``, by a link to a file, or before the word "agent".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..model import How
from ..text.code_spans import code_spans, without
from .name_spans import NamePattern, has_unspaced, hyphened, is_kebab, stands_alone

_MOST = 400
"""The most places in one text; a real one has a handful."""
_NAME_CHARS = 60
_NAME_WORDS = 6
_NAME_LIKE = re.compile(
    r"[^\W\d_][\w.&+'\u2019/\uff08\uff09-]*(?: [\w&(][\w.&+'\u2019/()\uff08\uff09-]*)*|(?:\.\.?/)+[\w./-]+\.md"
)
_LINK = re.compile(r"\[([^\[\]\n]{1,200})\](\(<?([^()\s<>]{1,300})>?(?:[ \t][^()\n]{0,100})?\))")
_ADDRESS = re.compile(r"\b(?:https?|ftp|mailto):[^\s<>\"]+")
_SCHEMES = ("http", "ftp:", "mailto:")
_BOLD = re.compile(r"\*\*(?<!\*\*\*)(?!\*)([^*\n]{1,80})\*\*(?!\*)|__(?<![\w_]__)([^_\n]{1,80})__(?![\w_])")
"""What must not be before the signs is looked for after them: a pattern that begins with signs skips other text."""
_AT = NamePattern(r"(?<![\w@./-])@(?=[A-Za-z])(<run>)")
_TWO_SCRIPTS = NamePattern(
    r"[<unspaced>]{2,20} ?[(\uff08][A-Z][\w&/ -]{1,50}[)\uff09]"
    r"|(?<![\w-])[A-Z][\w&/-]*(?: [A-Z&][\w&/-]*){0,5} ?[(\uff08][<unspaced>]{2,20}[)\uff09]"
)
_CALL = NamePattern(
    r"\b(?:(?:Agent|Task)\(\s{0,3}(?:subagent_type\s{0,3}[=:]\s{0,3})?|subagent_type\s{0,3}[=:]\s{0,3})[\"'`]?(?:[\w-]{1,60}:)?"
    r"(<run>)(?=[\"'`),\s]|\Z)"
)
_FILE = re.compile(r"#file:[\"'`]?([^\s()\[\]<>\"'`,;]{1,200}?\.md)(?![\w-])")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")
_AGENT_AFTER = re.compile(r"[`'\"\u2019\u201d*_]{0,3}\s{1,9}(?:sub-?)?agent\b", re.IGNORECASE)
_SAID_BEFORE = re.compile(
    r"(?:\b(?:the|our|your|my)\s{1,3}[`'\"\u2018\u201c*_@]{0,4}|[`'\"\u2018\u201c*_@])\Z", re.IGNORECASE
)
_THE_AGENT = re.compile(
    r"\b(?i:the|our|your|my)\s{1,3}['\"\u2018\u201c]?"
    r"([a-z]{2,40}|[A-Z][\w&/-]{0,40}(?: [A-Z&][\w&/-]{0,40}){0,5})['\"\u2019\u201d]?\s{1,3}(?:sub-?)?agent\b"
)
_QUALITIES = frozenset(
    (
        "agent aware backed based built called calling capable centric class driven enabled end facing first focused"
        " free friendly functional generated grade hop hosted language level like line making managed mode model named"
        " native oriented only parallel party pass powered purpose quality ready running scale shot side size specific"
        " step style term tier time trained trusted tuned turn using wide"
    ).split()
)
"""Last words of compounds that describe an agent, such as "long-running", and do not name one."""
_BEGINNINGS = frozenset(
    "ai co cross first high llm long low multi next non open per post pre real self semi short single sub well".split()
)
_PERSON = re.compile(r"(?:er|or|ist|yst|ect|expert|pro)\Z")
_PEOPLE = re.compile(r"(?:er|or|ist|yst|ect|expert|team|lead|people)s\Z")


class Candidate(NamedTuple):
    """A place in a text that may be a name; *run* is whether it is written as a call, such as ``Task(name)``."""

    start: int
    end: int
    name: str
    how: How
    called: bool
    run: bool = False


def candidates(text: str) -> list[Candidate]:
    """Possible names in a Markdown text, in order; of several forms at one place, the marked one."""
    found: dict[int, Candidate] = {}
    _add_calls(found, text)
    bare = _without_code(text, found) if "`" in text else text
    if "](" in bare:
        bare = _without_links(bare, found)
    if any(scheme in bare for scheme in _SCHEMES):
        bare = without(bare, [match.span() for match in _ADDRESS.finditer(bare)], "`")
    _add_bold(found, bare)
    if "@" in bare:
        for match in _AT.of(bare).finditer(bare):
            if stands_alone(bare, *match.span(1)):
                _add(found, match, 1)
    for match in hyphened(bare) if "-" in bare else ():
        _add_word(found, bare, match)
    for match in _THE_AGENT.finditer(bare) if "agent" in bare else ():
        _add(found, match, 1)
    for match in _TWO_SCRIPTS.of(bare).finditer(bare) if has_unspaced(bare) else ():
        _add(found, match, 0)
    return sorted(found.values())[:_MOST]


def _add(found: dict[int, Candidate], match: re.Match[str], group: int) -> None:
    """Add a marked name, unless there is one at its place."""
    found.setdefault(match.start(group), Candidate(*match.span(group), match[group], "marked", called=False))


def _add_calls(found: dict[int, Candidate], text: str) -> None:
    """Add names in calls, and files, as tools write them."""
    if "(" in text or "subagent_type" in text:
        for match in _CALL.of(text).finditer(text):
            found[match.start(1)] = Candidate(*match.span(1), match[1], "marked", called=False, run=True)
    if "#file:" in text:
        for match in _FILE.finditer(text):
            found[match.start(1)] = Candidate(*match.span(1), match[1], "file", called=False)


def _without_code(text: str, found: dict[int, Candidate]) -> str:
    """*text* without its code; code that looks like a name is added to *found*."""
    code = code_spans(text)
    for start, end in code:
        _add_marked(found, text, start, end, text[start:end].strip("` \n"))
    return without(text, code, "`")


def _add_bold(found: dict[int, Candidate], text: str) -> None:
    if "**" in text or "__" in text:
        for match in _BOLD.finditer(text):
            _add_marked(found, text, match.start(), match.end(), (match[1] or match[2]).strip(" :"))


def _without_links(text: str, found: dict[int, Candidate]) -> str:
    """*text* without the addresses of its links; one of a Markdown file is added to *found*."""
    links = list(_LINK.finditer(text))
    for match in links:
        path = match[3].partition("#")[0]
        if path.endswith(".md") and not _SCHEME.match(path):
            found[match.start(3)] = Candidate(match.start(), match.end(), path, "file", called=False)
    return without(text, [match.span(2) for match in links], "`")


def _add_marked(found: dict[int, Candidate], text: str, start: int, end: int, inner: str) -> None:
    """Add code or bold words that look like a name."""
    name = inner.removeprefix("@")
    if not is_name(name):
        return
    at = text.find(name, start)
    if name.endswith(".md"):
        found[at] = Candidate(at, at + len(name), name, "file", called=False)
        return
    called = bool(_AGENT_AFTER.match(text, end)) and is_agent_name(name)
    found.setdefault(at, Candidate(at, at + len(name), name, "marked", called))


def is_name(text: str) -> bool:
    """Whether marked words look like the name of an agent or of its file."""
    return len(text) <= _NAME_CHARS and text.count(" ") < _NAME_WORDS and _NAME_LIKE.fullmatch(text) is not None


def is_agent_name(name: str) -> bool:
    """Whether words joined by hyphens name one agent, rather than a quality or a group of people."""
    first, last = name.partition("-")[0], name.rpartition("-")[2]
    is_quality = last in _QUALITIES or (first in _BEGINNINGS and not _PERSON.search(last))
    return len(name) <= _NAME_CHARS and is_kebab(name) and not is_quality and not _PEOPLE.search(last)


def _add_word(found: dict[int, Candidate], text: str, match: re.Match[str]) -> None:
    """Add words joined by hyphens."""
    start, end, name = match.start(), match.end(), match[0]
    if name[0] == name[-1] == "_":
        start, end, name = start + 1, end - 1, name[1:-1]
    if start in found or not is_kebab(name) or not stands_alone(text, match.start(), match.end()):
        return
    called = bool(_AGENT_AFTER.match(text, end)) and bool(_SAID_BEFORE.search(text, max(0, start - 20), start))
    found[start] = Candidate(start, end, name, "word", called and is_agent_name(name))

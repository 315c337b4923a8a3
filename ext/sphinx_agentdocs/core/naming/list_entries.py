"""An entry of a list or table of agents, and the words in it that name an agent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .candidates import Candidate, is_agent_name
from .collaboration import Heading, Verb
from .name_spans import NamePattern, stands_alone

_OBJECT = NamePattern(
    r"[\s*_`\"'(\[\u2018\u201c]{0,6}(?:(?:the|our|your|an?)\s{1,3})?[*_`\"'\[@\u2018\u201c]{0,4}"
    r"(?P<name><run>(?: (?:&|<run>)){0,5})"
)
_CLOSING = r"[*_`\"'\])\u2019\u201d]{0,4}"
_END = r"\s{0,3}(?:\Z|[,;:(/&\u2013\u2014\u2192\u2194\u21c4]|\.(?:\s|\Z)|-\s|<->)"
_ENDS = re.compile(_CLOSING + _END)
"""The text after a one-word name at the start of an entry, where a verb is possible too."""
_FOLLOWS = re.compile(
    rf"{_CLOSING}(?:{_END}"
    r"|\s{1,3}(?:on|with|for|about|in|to|when|during|regarding|via|by|if|before|after|and|or|at|from|as|who|where"
    r"|whenever|agent|every|each|once|until|unless|so|because|is|are|will|should|must|can|only|directly|immediately"
    r"|regularly|always|also|too|under|over|against|using|without|into|per|daily|weekly)\b)"
)
_COMMA = re.compile(r"[*_`\"'\])\u2019\u201d]{0,4}(?:\s{0,3}[,;/&]\s{0,3}(?:and\s|or\s)?|\s(?:and|or)\s)\s{0,3}")
_FIRST_VERB = re.compile(r"[\s*_]{0,4}[A-Z][a-z]+(?=\s)")


def objects(text: str, start: int, said: list[Verb], above: Heading) -> Iterator[Candidate]:
    """The names in an entry: at its start, after a verb, or after a comma.

    A name after a comma is certainly an agent only if one is right before the comma.
    """
    sure = {start, *(verb.end for verb in said)}
    first = _FIRST_VERB.match(text, start)
    if first and not any(verb.start < first.end() for verb in said[:1]):
        sure.add(first.end())
    commas = {match.end(): match.start() for match in _COMMA.finditer(text, start)}
    last = taken = -1
    name = _OBJECT.of(text)
    for place in sorted({*sure, *commas}):
        match = name.match(text, place)
        one = _object(text, match, begins=place == 0) if match else None
        if one is None or one.start < taken:
            continue
        taken = one.end
        is_sure = place in sure or commas[place] == last
        last = one.end if is_sure else last
        yield one._replace(called=above.agents and is_sure and is_agent_name(one.name))


def _object(text: str, match: re.Match[str], *, begins: bool) -> Candidate | None:
    """The longest name at a place where the following text can follow a name."""
    words = match["name"].split(" ")
    start = match.start("name")
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count])
        end = start + len(name)
        titled = count == 1 or all(word[:1].isupper() or word == "&" for word in words[:count])
        follows = _ENDS if begins and count == 1 else _FOLLOWS
        if titled and follows.match(text, end) and _begins_here(text, start, end):
            return Candidate(start, end, name, "marked", called=False)
    return None


def _begins_here(text: str, start: int, end: int) -> bool:
    """Whether a name is not part of something longer in an entry, where a slash separates names."""
    around = text[max(0, start - 2) : end + 2].replace("/", " ")
    begin = min(start, 2)
    return stands_alone(around, begin, begin + end - start)

"""Labels within a text: "Reports to: ..." at the start of a line or a sentence, and what each one covers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..text.any_case import AnyCase
from .collaboration import Heading, heading_of

_LABEL = re.compile(
    r"(?:\A|(?<=\n)|(?<=[.;|\u3002]\s)|(?<=\s[\u00b7\u2022]\s))[^\w\n`@\[(.:;|]{0,8}"
    r"(?P<words>[A-Za-z][A-Za-z /&'\u2019-]{3,40}?)(?:\s?\([^()\n]{1,40}\))?"
    r"(?:[*_]{0,3}\s?[:\uff1a][*_]{0,3}(?=\s|\Z|[`@*])|[*_]{2,3}\s(?:[\u2013\u2014\u2192]|-{1,2}>?)(?=\s)|[*_]{0,3}\s(?:\u2192|->)(?=\s))"
)
_MARKS = (":", "->", "** ", "\uff1a", "\u2192")
"""A text without one of these has no label."""
_RELATION = AnyCase(
    r"\b(?:delegat|escalat|report|hand|collab|coordinat|work|integrat|pass|rout|dispatch|assign|partner|pair|liais|sync"
    r"|align|consult|peer|receiv|deliver|supervis|manage|subordinat|task|final|agent|team|call|invok|us|trigger|spawn"
    r"|launch|engag|request)"
)
_GOES_ON = re.compile(
    r"(?:\A|[,;:(&/+\u2013\u2014\u2192]|\s(?:and|or|with|for|to|the|of|on|in|by|via|when|if))[*_]{0,3}\Z"
)
_GOES_ON_WITH = re.compile(r"[a-z0-9(]")
_BULLET = re.compile(r"[-*+] ")
_SENTENCE = re.compile(r"(?<=[\w`*)\]]{2})[.!?]\s+(?=[\"*_`(]*[A-Z])|[\u3002\uff01\uff1f]")


class Piece(NamedTuple):
    """A part of a text.  If *heading* is set, the text from *value* on is what a label announces."""

    start: int
    end: int
    value: int
    heading: Heading | None


def has_labels(text: str) -> bool:
    """Whether a text may have labels of relations; most have none."""
    return any(mark in text for mark in _MARKS) and _RELATION.search(text) is not None


def pieces(text: str) -> Iterator[Piece]:
    """*text* in pieces: each label of a relation with what it covers, and everything between."""
    at = 0
    found = list(_LABEL.finditer(text))
    for number, match in enumerate(found):
        heading = heading_of(match["words"])
        if heading is None:
            continue
        stop = found[number + 1].start() if number + 1 < len(found) else len(text)
        end = _end(text, match.end(), stop)
        if match.start() > at:
            yield Piece(at, match.start(), at, None)
        yield Piece(match.start(), end, match.end(), heading)
        at = end
    if at < len(text):
        yield Piece(at, len(text), at, None)


def _end(text: str, start: int, stop: int) -> int:
    """Where the words after a label end: with their sentence, or with a line that does not go on in the next one."""
    stop = sentence_end(text, start, stop)
    line = text.find("\n", start, stop)
    while line != -1:
        before, after = text[start:line].rstrip(), text[line + 1 : stop].lstrip()
        if _BULLET.match(after):
            goes_on = not before or _BULLET.match(before.lstrip()) is not None  # a list that the label announces
        else:
            is_open = before.count("(") > before.count(")")
            goes_on = is_open or bool(_GOES_ON.search(before) or _GOES_ON_WITH.match(after))
        if not goes_on:
            return line
        line = text.find("\n", line + 1, stop)
    return stop


def sentence_end(text: str, start: int, stop: int) -> int:
    """Where the sentence that begins at *start* ends, at most *stop*."""
    match = _SENTENCE.search(text, start, stop)
    return match.end() if match else stop

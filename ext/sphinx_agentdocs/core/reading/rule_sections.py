"""Sections that state one rule each: ``### [PERF-1] Avoid queries in loops``, with the condition and examples below.

A heading states a rule if it begins with a code of the team, or if it is a command that its text explains.  The
section is then a guideline, and what is below the heading stays a unit of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from markdown_it.token import Token

from ..model import Section
from ..text.rule_codes import code_of
from .markdown import plain

_COMMAND = re.compile(
    r"\W*(?:\d+[.)]?\s+)?(?:never|always|do not|don['\u2019]t|avoid|must(?: not)?|prefer|no)\s+\S+\s+\S+", re.IGNORECASE
)
_OF_SEVERAL = re.compile(
    r"\b(?:these|those|following|things|patterns?|rules|mistakes|practices)\b|[:?\uff1a\uff1f]\Z", re.IGNORECASE
)
"""Titles of lists of rules, such as "Never do these things"."""
_ENDS = re.compile(r"[.!?:;,\u3002\uff01\uff1f\uff1a]\W{0,9}\Z")
_LABEL_WORDS = 2
_CODE = ("fence", "code_block")
_EXPLAINS = ("paragraph_open", "fence", "code_block")


def rule_sections(tokens: Sequence[Token], sections: Sequence[Section]) -> dict[int, int]:
    """The token of each section that states one rule, with the index of the token at which the section ends."""
    found: dict[int, int] = {}
    stops = _stops(tokens, sections)
    for number, section in enumerate(sections):
        if code_of(section.title, is_heading=True) or _is_command(tokens, sections, number, stops[number]):
            found[section.token] = stops[number]
    return found


def rule_text(tokens: Sequence[Token], section: Section, rules: dict[int, int]) -> str:
    """The title of a rule and what its section says, without code and without other rules in it."""
    texts = [section.title]
    index, stop = section.token + 3, rules[section.token]
    while index < stop:
        if index in rules:
            index = rules[index]
            continue
        if tokens[index].type == "inline" and not _introduces_code(tokens, index):
            texts.append(plain(tokens[index]))
        index += 1
    texts = [text for text in texts if text]
    if len(texts) > 1 and not _ENDS.search(texts[0]):
        texts[0] += ":"
    return " ".join(text if _ENDS.search(text) or text is texts[-1] else f"{text};" for text in texts)


def _introduces_code(tokens: Sequence[Token], index: int) -> bool:
    """Whether the text at *index* is only the label of a code block, which is not part of the text of a rule.

    A label ends with a colon, or is a word or two in bold or in a heading.
    """
    following = tokens[index + 2].type if index + 2 < len(tokens) else ""
    if following not in _CODE:
        return False
    text = plain(tokens[index])
    is_set_off = tokens[index - 1].type == "heading_open" or _is_bold(tokens[index])
    return text.endswith((":", "\uff1a")) or (is_set_off and len(text.split()) <= _LABEL_WORDS)


def _is_bold(inline: Token) -> bool:
    """Whether a text has bold words and no others."""
    depth, found = 0, False
    for child in inline.children or ():
        if child.type in ("strong_open", "strong_close"):
            depth += child.nesting
            found = True
        elif not depth and re.search(r"\w", child.content):
            return False
    return found


def _stops(tokens: Sequence[Token], sections: Sequence[Section]) -> list[int]:
    """For each section, the index of the token at which the next one begins that is not inside of it."""
    stops = [len(tokens)] * len(sections)
    opened: list[int] = []
    for number, section in enumerate(sections):
        while opened and sections[opened[-1]].depth >= section.depth:
            stops[opened.pop()] = section.token
        opened.append(number)
    return stops


def _is_command(tokens: Sequence[Token], sections: Sequence[Section], number: int, stop: int) -> bool:
    """Whether a heading is a command that the text below it, and no other heading, explains."""
    section = sections[number]
    if tokens[section.token].type != "heading_open":
        return False
    if not _COMMAND.match(section.title) or _OF_SEVERAL.search(section.title):
        return False
    following = (sections[at].token for at in range(number + 1, len(sections)))
    inner = takewhile(lambda token: token < stop, following)
    if any(tokens[token].type == "heading_open" for token in inner):
        return False
    first = section.token + 3
    return first < stop and tokens[first].type in _EXPLAINS

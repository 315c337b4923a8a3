"""Codes that a team gave to two of its rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..findings import Code, Finding
from ..model import Definition
from ..text.rule_codes import alias_of, code_of, without_code
from ..text.sentences import first_sentences

_QUOTED = 60


class StatedRule(NamedTuple):
    """A rule with a code: its page and file, its line and its words without the code."""

    page: str
    path: str
    line: int
    code: str
    words: str
    is_heading: bool


def stated_rules(page: str, definition: Definition) -> Iterator[StatedRule]:
    """The rules of a definition that have a code, which may have been read with ``blocks_only``.

    Where a heading and an item have the same code, the item only refers to the rule.
    """
    found = list(_coded(page, definition))
    headings = {alias_of(rule.code) for rule in found if rule.is_heading}
    return (rule for rule in found if rule.is_heading or alias_of(rule.code) not in headings)


def _coded(page: str, definition: Definition) -> Iterator[StatedRule]:
    tokens = definition.body.tokens
    for index, token in enumerate(tokens):
        if token.type != "inline" or tokens[index - 1].type not in ("heading_open", "paragraph_open"):
            continue
        is_heading = tokens[index - 1].type == "heading_open"
        if code := code_of(token.content, is_heading=is_heading):
            words = " ".join(without_code(token.content).split()).strip(" .:*_`")
            line = definition.body.line + (token.map or [0])[0]
            yield StatedRule(page, definition.source, line, code, words, is_heading)


def same_codes(rules: Iterable[StatedRule]) -> Iterator[tuple[str, Finding]]:
    """A finding, with its page, for each rule whose code an earlier rule with other words has."""
    first: dict[str, StatedRule] = {}
    for rule in rules:
        other = first.setdefault(alias_of(rule.code), rule)
        is_same = other is rule or other.words.casefold() == rule.words.casefold()
        if not is_same and (rule.is_heading or not other.is_heading):
            where = f"on line {other.line}" if other.page == rule.page else f"in {other.path}, line {other.line}"
            said = first_sentences(other.words, _QUOTED)
            message = f"`{rule.code}` is also the code of `{said}` {where}; give one of them another code"
            yield rule.page, Finding(Code.RULE_CODE, message, rule.line)

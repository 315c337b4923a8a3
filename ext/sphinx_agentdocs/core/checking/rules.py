"""Rules for definitions that can be read, each a generator of findings.

Reading reports what cannot be parsed.  A rule looks at the parsed definition for problems that
its author would want to know about before the agent is used.  When in doubt, a rule reports
nothing: a false finding costs more than a missing one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ..findings import Code, Finding
from ..formats import Format
from ..model import Definition
from ..text.code_spans import code_spans, without
from .description_rules import DESCRIPTION_RULES
from .field_rules import FIELD_RULES
from .quoting import at, short

_REPEATED_WORDS = 6
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_LINK_COMMENT = re.compile(r" {0,3}\[(?://|comment)\]:\s*(?:#|<>)\s*(.*)", re.IGNORECASE)
_INNER_FENCE = re.compile(r"^ {0,3}(?:```|~~~)\w", re.MULTILINE)
_MARKS = str.maketrans("", "", "*_`~\\")
_PLACEHOLDER = re.compile(r"[\[\]{}<>|]|_{3}|\.{3}|\u2026")
_NAMES = re.compile(
    r"[A-Z][\w.+#-]*(?: [A-Z0-9][\w.+#-]*)*(?:, (?:and |or )?[A-Z][\w.+#-]*(?: [A-Z0-9][\w.+#-]*)*)+\.?\Z"
)
"""Names, one after the other, such as those of libraries."""
_FORBIDS = re.compile(r"(?:(?:you )?(?:must|should) not|do not|don'?t|never|avoid) ")
_DEMANDS = re.compile(r"(?:(?:you )?(?:must|should)|do|always) (?!not\b)")
_NEGATIVE_SECTION = re.compile(
    r"\b(?:avoid|don'?ts?|do nots?|never|not|anti-?patterns?|bad|wrong|mistakes?|pitfalls?|forbidden|incorrect"
    r"|prohibited)\b",
    re.IGNORECASE,
)
_MOST = 50
"""How many findings of one rule are reported per definition; more would add nothing."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A paragraph or list item of the prompt, and the title of the heading above it.

    *words* is the text without formatting, case and final punctuation, for comparison.  *kind* is ``-`` for an item,
    ``1`` for a step, and empty for a paragraph.
    """

    text: str
    words: str
    line: int
    section: str
    kind: str = ""


def check_definition(definition: Definition) -> Iterator[Finding]:
    """The findings of all rules for one definition, which may have been read with ``blocks_only``.

    A document is not addressed to a model, so nothing is wrong with it.
    """
    if not definition.raw.strip() or definition.format is Format.DOCUMENT:
        return
    for rule in RULES:
        yield from islice(rule(definition), _MOST)
    said = tuple(statements(definition))
    for prompt_rule in PROMPT_RULES:
        yield from islice(prompt_rule(said), _MOST)


# -- the prompt


def _repeated_guideline(said: Sequence[Statement]) -> Iterator[Finding]:
    """The same words in the same form: a step may repeat what a list or the text says about the whole."""
    first: dict[tuple[str, str], Statement] = {}
    for statement in said:
        other = first.setdefault((statement.words, statement.kind), statement)
        long = statement.words.count(" ") + 1 >= _REPEATED_WORDS
        if other is statement or not long or _PLACEHOLDER.search(statement.words) or _NAMES.match(statement.text):
            continue
        message = f"`{short(statement.text)}` is also on line {other.line}; remove one of them"
        yield Finding(Code.REPEATED_GUIDELINE, message, statement.line)


def _contradiction(said: Sequence[Statement]) -> Iterator[Finding]:
    forbidden: dict[str, Statement] = {}
    for statement in said:
        if match := _FORBIDS.match(statement.words):
            forbidden.setdefault(statement.words[match.end() :], statement)
    if not forbidden:
        return
    for statement in said:
        match = _DEMANDS.match(statement.words)
        demand = statement.words[match.end() :] if match else statement.words
        against = forbidden.get(demand)
        if against and " " in demand and not _NEGATIVE_SECTION.search(statement.section):
            message = f"`{short(statement.text)}` contradicts line {against.line}; choose one of them"
            yield Finding(Code.CONTRADICTION, message, statement.line)


def _hidden_comment(definition: Definition) -> Iterator[Finding]:
    """Comments outside code.

    After a fence that was meant to contain other fences, code cannot be distinguished from text,
    so the rule stops there.
    """
    body = definition.body
    for token in body.tokens:
        first, last = token.map or (0, 0)
        if token.type == "fence" and _INNER_FENCE.search(token.content):
            return
        if token.type in ("inline", "comment") and "<!--" in token.content:
            text = without(token.content, code_spans(token.content))
            for comment in _COMMENT.finditer(text):
                line = body.line + first + text.count("\n", 0, comment.start())
                yield at(definition, Code.HIDDEN_COMMENT, _comment_message(comment[1]), line, "<!--")
        elif token.type == "definition":
            for number, text in enumerate(body.source[first:last], start=body.line + first):
                if match := _LINK_COMMENT.match(text):
                    yield Finding(Code.HIDDEN_COMMENT, _comment_message(match[1]), number)


def _comment_message(text: str) -> str:
    return f"most viewers hide this comment (`{short(text.strip(' ()'))}`); remove it or write it as text"


def statements(definition: Definition) -> Iterator[Statement]:
    """The paragraphs and list items of a prompt, without headings, tables, code and examples."""
    section, line = "", definition.body.line
    tokens = definition.body.tokens
    for index, token in enumerate(tokens):
        if token.type == "inline":
            around = tokens[index - 1].type
            if around == "heading_open":
                section = token.content
            elif around == "paragraph_open":
                text = token.content
                bare = " ".join(text.translate(_MARKS).casefold().split()).rstrip(".!;:")
                item = tokens[index - 2] if index > 1 and tokens[index - 2].type == "list_item_open" else None
                kind = ("1" if item.markup in ".)" else "-") if item else ""
                yield Statement(text, bare, line + (token.map or [0])[0], section, kind)


RULES: tuple[Callable[[Definition], Iterator[Finding]], ...] = (*FIELD_RULES, *DESCRIPTION_RULES, _hidden_comment)
"""The rules for one definition."""
PROMPT_RULES: tuple[Callable[[Sequence[Statement]], Iterator[Finding]], ...] = (_repeated_guideline, _contradiction)
"""The rules for the text of its prompt."""

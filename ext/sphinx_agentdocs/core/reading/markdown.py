"""Markdown to tokens, within limits and with nothing hidden.

CommonMark with tables and strikethrough.  HTML is text: tags and entities have no effect,
because the model reads them as text.  Link definitions are tokens of their own, so that a
page can show those that would render as nothing; an example is one token.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from ..limits import DEFAULT_LIMITS, Limits
from .comments import comment
from .examples import EXAMPLE_CLOSE, EXAMPLE_OPEN
from .fences import fence
from .line_units import own_line
from .tables import table
from .tags import tag

_SPOKEN = re.compile(r"^\s*[*_]*(?:user|assistant|human|context)[*_]*\s*:", re.IGNORECASE | re.MULTILINE)
_LINK_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:", re.MULTILINE)
_MARKUP = re.compile(r"[\\`*_~\[\]!<\n]")
"""Characters that can begin or end inline markup; entities and bare addresses are text."""
_MAX_LINK_DEFINITIONS = 1000
_MAX_BRACKETS = 400
"""The most opening brackets in one paragraph; the parser examines each with all that follow it."""
_MAX_BRACKET_PAIRS = 2_000_000
"""How often the parser may examine a bracket with another one, in all of a text; real ones need thousands."""
_INLINE_TOKENS = 5
"""How many inline tokens are allowed for each token that a body may have."""
_ENTANGLED = "lists and quotations are nested too deeply, so the prompt is shown verbatim; flatten them"
_MAX_STEPS = 100_000
"""How often the parser may ask what begins on a line; it asks again for each list and quotation around the line."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tokens of a body.

    ``too_large`` is the message of a finding if the whole body exceeds a limit; ``too_deep`` and
    ``too_long`` hold the lines (from 0) of the blocks that are literal.
    """

    tokens: tuple[Token, ...]
    too_large: str = ""
    too_deep: tuple[int, ...] = ()
    too_long: tuple[int, ...] = ()


def parse(text: str, *, limits: Limits = DEFAULT_LIMITS, blocks_only: bool = False) -> Parsed:
    """Parse *text*; parts that exceed *limits* become ``literal`` tokens, or no tokens at all.

    With *blocks_only* the text of paragraphs, headings and cells is not parsed.
    """
    without = []
    if any(len(line) > limits.paragraph_chars for line in text.split("\n")):
        without.append("table")
    if len(_LINK_DEFINITION.findall(text)) > _MAX_LINK_DEFINITIONS:
        without.append("reference")
    env: dict[str, Any] = {"deep": [], "long": []}
    try:
        tokens = _parser(limits, tuple(without), blocks_only).parse(text, env)
    except (RecursionError, _TooManyStepsError):
        return Parsed((), too_large=_ENTANGLED)
    inner = sum(len(token.children or ()) for token in tokens)
    if len(tokens) > limits.tokens or inner > limits.tokens * _INLINE_TOKENS:
        return Parsed(
            (), too_large=f"the prompt has more than {limits.tokens:,} elements, so it is shown verbatim; split it"
        )
    kept, deep = _without_depths(tokens, text.split("\n"), limits)
    return Parsed(kept, too_deep=tuple(sorted({*deep, *env["deep"]})), too_long=tuple(env["long"]))


def plain(inline: Token) -> str:
    """The text of an inline token as a reader sees it, on one line."""
    parts = []
    for token in inline.children or ():
        if token.type in ("text", "code_inline", "literal"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "image":
            parts.append(plain(token))
    return " ".join("".join(parts).split())


class _TooManyStepsError(Exception):
    """The blocks of a text are so entangled that parsing them would take too long."""


@functools.lru_cache(maxsize=16)
def _parser(limits: Limits, without: tuple[str, ...], blocks_only: bool) -> MarkdownIt:
    """A parser for these limits without some rules; it keeps no state between texts."""
    # The parser drops deeper nesting, so its limit is higher: a token must show that the nesting is too deep.
    nesting = max(limits.depth, limits.inline_depth) + 2
    parser = MarkdownIt("commonmark", {"html": False, "inline_definitions": True, "maxNesting": nesting})
    parser.enable(["table", "strikethrough"]).disable(["html_block", "html_inline", "entity"])
    parser.block.ruler.at("table", table, {"alt": ["paragraph", "reference"]})
    everywhere: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("table", "step", _step, everywhere)
    parser.block.ruler.at("fence", fence, everywhere)
    parser.block.ruler.before("fence", "example", _example, everywhere)
    parser.block.ruler.before("fence", "comment", comment, everywhere)
    parser.block.ruler.before("fence", "tag", tag, everywhere)
    parser.block.ruler.before("paragraph", "own_line", own_line, {"alt": ["paragraph"]})
    parser.core.ruler.at("inline", _bounded_inline(limits, blocks_only))
    return parser.disable(list(without))


def _step(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block rule that never matches: it runs before all others and counts how often they are tried."""
    state.env["steps"] = state.env.get("steps", 0) + 1
    if state.env["steps"] > _MAX_STEPS:
        raise _TooManyStepsError
    return False


def _bounded_inline(limits: Limits, blocks_only: bool) -> Callable[[StateCore], None]:
    """The rule that parses paragraphs within the limits, with a shortcut for those without markup.

    With *blocks_only* it parses only texts that may be nested too deeply, so that they are reported.
    """

    def inline(state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "inline" and not (blocks_only and _is_plain(token.content, limits)):
                token.children = _children(token, state, limits)

    return inline


def _is_plain(text: str, limits: Limits) -> bool:
    """Whether a text is short and has too little markup to be nested beyond the limits."""
    return len(text) <= limits.paragraph_chars and sum(map(text.count, "*_~[")) <= limits.inline_depth


def _children(token: Token, state: StateCore, limits: Limits) -> list[Token]:
    text = token.content
    if not _MARKUP.search(text):
        return [Token("text", "", 0, content=text)] if text else []
    why = "long"
    if len(text) <= limits.paragraph_chars and _may_examine(text.count("["), state):
        children: list[Token] = []
        state.md.inline.parse(text, state.md, state.env, children)
        if all(child.level <= limits.inline_depth for child in children):
            return children
        why = "deep"
    state.env[why].append((token.map or [0])[0])
    return [Token("literal", "", 0, content=text)]


def _may_examine(brackets: int, state: StateCore) -> bool:
    """Whether a paragraph with so many opening brackets is parsed; if so, they are counted."""
    pairs = state.env.get("pairs", 0) + brackets * brackets
    if brackets > _MAX_BRACKETS or pairs > _MAX_BRACKET_PAIRS:
        return False
    state.env["pairs"] = pairs
    return True


def _example(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block rule: from ``<example>`` to the line of ``</example>`` is one token with its text verbatim.

    If such a line contains several examples, each is a token.
    """
    if state.is_code_block(start):
        return False
    first = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if not EXAMPLE_OPEN.match(first):
        return False
    stop = _example_end(state, start, end)
    if stop is None:
        return False
    if silent:
        return True
    content = state.getLines(start, stop, state.blkIndent, False).strip("\n")
    starts = [match.start() for match in EXAMPLE_OPEN.finditer(content)]
    for begin, end in zip([0, *starts[1:]], [*starts[1:], len(content)], strict=True):
        token = state.push("example", "", 0)
        token.content = content[begin:end]
        token.map = [start + content.count("\n", 0, begin), stop]
    state.line = stop
    return True


def _example_end(state: StateBlock, start: int, end: int) -> int | None:
    """The line after an example; an unclosed one ends at a blank line, if it has speakers."""
    blank = None
    for line in range(start, end):
        text = state.src[state.bMarks[line] : state.eMarks[line]]
        if EXAMPLE_CLOSE.search(text):
            return line + 1
        if line > start and (EXAMPLE_OPEN.search(text) or (state.sCount[line] < state.blkIndent and text.strip())):
            blank = blank or line
            break
        if blank is None and not text.strip():
            blank = line
    stop = blank or end
    spoken = _SPOKEN.search(state.src, state.bMarks[start], state.eMarks[stop - 1])
    return stop if spoken else None


def _without_depths(tokens: Sequence[Token], lines: list[str], limits: Limits) -> tuple[tuple[Token, ...], list[int]]:
    """*tokens* with each outermost block that is nested too deeply as one literal token, and the lines of those."""
    if all(token.level <= limits.depth for token in tokens):
        return tuple(tokens), []
    kept: list[Token] = []
    too_deep: list[int] = []
    start = 0
    for index, token in enumerate(tokens):
        if token.level == 0 and token.nesting == 1:
            start = index
        if token.level != 0 or token.nesting == 1:
            continue
        block = tokens[start : index + 1] if token.nesting == -1 else [token]
        opener = block[0]
        if any(inner.level > limits.depth for inner in block) and opener.map:
            too_deep.append(opener.map[0])
            text = "\n".join(lines[opener.map[0] : opener.map[1]])
            kept.append(Token("literal_block", "", 0, content=text, map=opener.map))
        else:
            kept += block
    return tuple(kept), too_deep

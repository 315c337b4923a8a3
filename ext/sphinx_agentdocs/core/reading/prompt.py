"""The prompt: its Markdown tokens, and the sections, guidelines and examples in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from ..findings import Code, Finding
from ..limits import Limits
from ..model import Body
from .examples import pieces_in, read_example
from .fences import holds_a_fence
from .guidelines import find_guidelines
from .markdown import parse
from .sections import Vocabulary, find_role, find_sections
from .whole import whole_sources


def read_prompt(text: str, line: int, limits: Limits, vocabulary: Vocabulary | None) -> tuple[Body, list[Finding]]:
    """The prompt, which begins on *line*, and the problems with it; without a *vocabulary*, its blocks only."""
    lines = tuple(text.split("\n"))
    if not text.strip():
        message = "no prompt below the frontmatter; write one, or exclude the file"
        return Body(line=line), [Finding(Code.EMPTY, message, line)] if line > 1 else []
    parsed = parse(text, limits=limits, blocks_only=vocabulary is None)
    findings = [
        *_verbatim_blocks(Code.TOO_DEEP, "nested too deeply, so shown verbatim", "flatten it", parsed.too_deep, line),
        *_verbatim_blocks(
            Code.TOO_LARGE, "too long to parse as Markdown, so shown verbatim", "split it", parsed.too_long, line
        ),
    ]
    if parsed.too_large:
        return _verbatim(lines, line), [*findings, Finding(Code.TOO_LARGE, parsed.too_large, line)]
    tokens = parsed.tokens
    findings += _fence_findings(tokens, line)
    examples = tuple(
        (index, read_example(token.content, line + (token.map or [0])[0]))
        for index, token in enumerate(tokens)
        if token.type == "example"
    )
    if pieces_in(example for _, example in examples) > limits.tokens:
        message = f"the examples have more than {limits.tokens:,} pieces, so the prompt is shown verbatim; split them"
        return _verbatim(lines, line), [*findings, Finding(Code.TOO_LARGE, message, line)]
    if vocabulary is None:
        return Body(tokens, examples=examples, source=lines, line=line), findings
    sections = find_sections(tokens, line, vocabulary)
    guidelines = find_guidelines(tokens, sections, line)
    role, whole = find_role(tokens, sections), whole_sources(tokens, sections, guidelines, lines, limits)
    return Body(tokens, sections, guidelines, examples, lines, line, role, whole=whole), findings


def _fence_findings(tokens: Sequence[Token], line: int) -> Iterator[Finding]:
    """The code blocks that may not end where their author meant: one that may hold another, else one without an end."""
    for token in tokens:
        first = line + (token.map or (0, 0))[0]
        inner = next(holds_a_fence(token), None)
        if inner is not None:
            marks = "backticks" if token.markup[0] == "`" else "tildes"
            message = (
                f"the code block that begins here seems to contain another one, on line {first + 1 + inner};"
                f" begin and end the outer one with {len(token.markup) + 1} {marks}"
            )
            yield Finding(Code.NESTED_FENCE, message, first)
        elif token.type == "fence" and not token.meta["closed"]:
            message = f"the code block that begins here is never closed; close it with {token.markup}"
            yield Finding(Code.UNCLOSED_FENCE, message, first)


def _verbatim(lines: tuple[str, ...], line: int) -> Body:
    return Body(source=lines, line=line, literal=True, role=0)


def _verbatim_blocks(code: Code, what: str, fix: str, lines: Sequence[int], first: int) -> Iterator[Finding]:
    """One finding for all blocks shown verbatim for the same reason; *first* is the line of the file for line 0."""
    if lines:
        others = f", as are {len(lines) - 1:,} more" if len(lines) > 1 else ""
        yield Finding(code, f"{what}{others}; {fix}", first + lines[0])

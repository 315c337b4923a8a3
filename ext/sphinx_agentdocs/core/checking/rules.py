"""Rules for definitions that can be read, each a generator of findings.

Reading reports what cannot be parsed.  A rule looks at the parsed definition for problems that
its author would want to know about before the agent is used.  When in doubt, a rule reports
nothing: a false finding costs more than a missing one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from pathlib import PurePosixPath

from ..findings import Code, Finding
from ..model import Definition, Field
from ..reading.examples import unescape_newlines
from ..subagent_format import MODELS, TOOLS, is_model, is_tool
from ..text.code_spans import code_spans, without
from ..text.identifiers import words
from ..text.sentences import first_sentences

WHEN_TO_USE_CHARS = 1_000
"""Characters of a description without its examples; the longest of 608 public ones has 466."""
DESCRIPTION_CHARS = 5_000
"""Characters of a description with its examples; the longest of 608 public ones has 2,738."""
_QUOTED = 60
_REPEATED_WORDS = 6
_LINES_SEARCHED = 50
_GENERIC_STEMS = frozenset({"agent", "agents", "index", "readme", "prompt", "claude"})
_OCCASION = re.compile(
    r"\b(?:us(?:e[ds]?|ing)|when(?:ever)?|wherever|invoke[ds]?|trigger(?:s|ed)?|call(?:ed)?|before|after|if|during|while"
    r"|once|proactively|delegate[ds]?|ask(?:ed|s)?|request(?:s|ed)?|need(?:s|ed)?|must be|should be|choose|select"
    r"|handles?|whose|for (?:any|all|every|each|tasks?|questions?|work))\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(r"\b(?:the|and|of|for|with|to|in|on|an?|that|who)\b", re.IGNORECASE)
_TRIGGERS = re.compile(r"\btriggers?\b[^'\"\u201c]{0,400}['\"\u201c]\w", re.IGNORECASE)
"""Words that a user would say, in quotes; they serve as examples."""
_EXAMPLE_HEADING = re.compile(r"\bexamples?\b", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_LINK_COMMENT = re.compile(r" {0,3}\[(?://|comment)\]:\s*(?:#|<>)\s*(.*)", re.IGNORECASE)
_INNER_FENCE = re.compile(r"^ {0,3}(?:```|~~~)\w", re.MULTILINE)
_MARKS = str.maketrans("", "", "*_`~\\")
_PLACEHOLDER = re.compile(r"[\[\]{}<>|]|_{3}|\.{3}|\u2026")
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

    *words* is the text without formatting, case and final punctuation, for comparison.
    """

    text: str
    words: str
    line: int
    section: str


def check_definition(definition: Definition) -> Iterator[Finding]:
    """The findings of all rules for one definition, which may have been read with ``blocks_only``."""
    if not definition.raw.strip():
        return
    for rule in RULES:
        yield from islice(rule(definition), _MOST)
    said = tuple(statements(definition))
    for prompt_rule in PROMPT_RULES:
        yield from islice(prompt_rule(said), _MOST)


# -- the frontmatter


def _name_mismatch(definition: Definition) -> Iterator[Finding]:
    field = _field(definition, "name")
    path = PurePosixPath(definition.source)
    stem = path.name.removesuffix(".md")
    if stem.casefold() in _GENERIC_STEMS:
        stem = path.parent.name
    if field is None or not field.text.strip() or not stem:
        return
    folders = {word for folder in path.parts[:-1] for word in words(folder, "")}
    name, file = words(definition.name, ""), words(stem, "")
    short = [word for word in file if word not in folders]
    if name and not _alike(name, file) and not _alike(name, short):
        message = f"the name is `{_short(definition.name)}`, but the file is {path.name}; rename one to match the other"
        yield _at(definition, Code.NAME_MISMATCH, message, field.line, definition.name)


def _alike(name: Sequence[str], file: Sequence[str]) -> bool:
    """Whether one contains the other, or both have the same words in a different order; hyphens are ignored."""
    one, other = "".join(name), "".join(file)
    return bool(other) and (one in other or other in one or sorted(name) == sorted(file))


def _unknown_model(definition: Definition) -> Iterator[Finding]:
    field = _field(definition, "model")
    if field and definition.model and not field.typed and not is_model(definition.model):
        known = f"write one of {', '.join(MODELS)}, or the full name of a model"
        message = f"`{_short(definition.model)}` is not a known model; {_instead(definition.model, MODELS) or known}"
        yield _at(definition, Code.UNKNOWN_MODEL, message, field.line, definition.model)


def _unknown_tool(definition: Definition) -> Iterator[Finding]:
    line = _line_of(definition, "tools")
    for tool in definition.tools or ():
        name = tool.partition("(")[0].strip()
        if name and not is_tool(name):
            instead = _instead(name, TOOLS) or "write `mcp__server__tool` for a tool of an MCP server, or remove it"
            yield _at(definition, Code.UNKNOWN_TOOL, f"`{_short(name)}` is not a known tool; {instead}", line, name)


def _long_description(definition: Definition) -> Iterator[Finding]:
    field = _field(definition, "description")
    if field is None:
        return
    own, whole = len(definition.description.when_to_use), len(field.text)
    if own > WHEN_TO_USE_CHARS or whole > DESCRIPTION_CHARS:
        what = f"{own:,} characters without its examples" if own > WHEN_TO_USE_CHARS else f"{whole:,} characters"
        message = f"the description has {what}; keep the situations that call for it, and move the rest to the prompt"
        yield Finding(Code.LONG_DESCRIPTION, message, field.line)


def _escaped_newline(definition: Definition) -> Iterator[Finding]:
    field = _field(definition, "description")
    if field and unescape_newlines(field.text) != field.text:
        message = r"line breaks are written as `\n`; write the description as a block, `description: |`"
        yield _at(definition, Code.ESCAPED_NEWLINE, message, field.line, r"\n")


# -- when to use it


def _when_to_use(definition: Definition) -> Iterator[Finding]:
    text = definition.description.when_to_use
    english = len(_ENGLISH.findall(text)) > 1
    if english and not _OCCASION.search(text) and not definition.description.examples:
        message = 'the description does not say when to use the agent; begin with "Use this agent when \u2026"'
        yield Finding(Code.WHEN_TO_USE, message, definition.description.line)


def _no_example(definition: Definition) -> Iterator[Finding]:
    described = definition.description
    if definition.examples or not described.blocks or _TRIGGERS.search(described.when_to_use):
        return
    if not _has_example_heading(definition):
        message = "no example of a request; add an `<example>` with a context, the request and the answer"
        yield Finding(Code.NO_EXAMPLE, message, definition.description.line)


def _has_example_heading(definition: Definition) -> bool:
    """Whether a heading, or a line that introduces the following text, mentions examples."""
    tokens = definition.body.tokens
    for index, token in enumerate(tokens):
        if token.type == "inline" and _EXAMPLE_HEADING.search(token.content):
            bold = token.content.startswith("**") and token.content.endswith("**")
            if tokens[index - 1].type == "heading_open" or bold or token.content.rstrip("*_ ").endswith(":"):
                return True
    return False


# -- the prompt


def _repeated_guideline(said: Sequence[Statement]) -> Iterator[Finding]:
    first: dict[str, Statement] = {}
    for statement in said:
        other = first.setdefault(statement.words, statement)
        long = statement.words.count(" ") + 1 >= _REPEATED_WORDS
        if other is not statement and long and not _PLACEHOLDER.search(statement.words):
            message = f"`{_short(statement.text)}` is also on line {other.line}; remove one of them"
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
            message = f"`{_short(statement.text)}` contradicts line {against.line}; choose one of them"
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
                yield _at(definition, Code.HIDDEN_COMMENT, _comment_message(comment[1]), line, "<!--")
        elif token.type == "definition":
            for number, text in enumerate(body.source[first:last], start=body.line + first):
                if match := _LINK_COMMENT.match(text):
                    yield Finding(Code.HIDDEN_COMMENT, _comment_message(match[1]), number)


def _comment_message(text: str) -> str:
    return f"most viewers hide this comment (`{_short(text.strip(' ()'))}`); remove it or write it as text"


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
                yield Statement(text, bare, line + (token.map or [0])[0], section)


RULES: tuple[Callable[[Definition], Iterator[Finding]], ...] = (
    _name_mismatch,
    _unknown_model,
    _unknown_tool,
    _long_description,
    _escaped_newline,
    _when_to_use,
    _no_example,
    _hidden_comment,
)
"""The rules for one definition."""
PROMPT_RULES: tuple[Callable[[Sequence[Statement]], Iterator[Finding]], ...] = (_repeated_guideline, _contradiction)
"""The rules for the text of its prompt."""


# -- places and words


def _field(definition: Definition, key: str) -> Field | None:
    return next((field for field in definition.fields if field.key == key), None)


def _line_of(definition: Definition, key: str) -> int:
    field = _field(definition, key)
    return field.line if field else 1


def _at(definition: Definition, code: Code, message: str, line: int, quoted: str) -> Finding:
    """A finding at the first occurrence of *quoted* on or soon after *line*, or else at *line*."""
    for number, text in enumerate(_lines(definition.raw)[line - 1 : line + _LINES_SEARCHED], start=line):
        if (at := text.find(quoted)) >= 0:
            return Finding(code, message, number, at + 1)
    return Finding(code, message, line)


@lru_cache(maxsize=1)
def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n"))


def _short(text: str) -> str:
    whole, short = " ".join(text.split()), first_sentences(text, _QUOTED)
    return short if short == whole or short.endswith("\u2026") else f"{short} \u2026"


def _instead(name: str, known: Sequence[str]) -> str:
    """Advice to write the closest of the *known* names, or an empty string if none is close to *name*."""
    by_case = {other.casefold(): other for other in known}
    near = get_close_matches(name.casefold(), by_case, n=1, cutoff=0.75)
    return f"write `{by_case[near[0]]}`" if near else ""

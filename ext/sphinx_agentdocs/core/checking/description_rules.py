"""Rules for descriptions, by which a model chooses an agent or a skill."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from ..findings import Code, Finding
from ..formats import Format
from ..model import Definition
from ..reading.written_newlines import unescape_newlines
from ..text.any_case import AnyCase
from .quoting import at, field_of

WHEN_TO_USE_CHARS = 1_000
"""Characters of a description without its examples; the longest of 608 public ones has 466."""
DESCRIPTION_CHARS = 5_000
"""Characters of a description with its examples; the longest of 608 public ones has 2,738."""
_OCCASION = AnyCase(
    r"\b(?:us(?:e[ds]?|ing)|when(?:ever)?|wherever|invoke[ds]?|trigger(?:s|ed)?|call(?:ed)?|before|after|if|during|while"
    r"|once|proactively|delegate[ds]?|ask(?:ed|s)?|request(?:s|ed)?|need(?:s|ed)?|must be|should be|choose|select"
    r"|handles?|whose|for (?:any|all|every|each|tasks?|questions?|work)|(?:agent|assistant|specialist) for)\b"
)
_VERBS = (
    "adapt|add|analy[sz]|answer|appl|assess|audit|automat|build|captur|check|clean|collect|compar|conduct|configur|consolidat"
    "|convert|coordinat|craft|creat|debug|deliver|deploy|design|detect|develop|diagnos|document|draft|driv|edit|enforc"
    "|enhanc|ensur|evaluat|execut|explain|explor|extract|fetch|filter|find|fix|flag|format|gather|generat|ground|guid|help"
    "|identif|implement|improv|inspect|integrat|investigat|maintain|manag|measur|migrat|monitor|navigat|operat|optimi[sz]"
    "|orchestrat|perform|plan|prepar|produc|propos|provid|publish|read|refactor|render|report|research|resolv|review|rout|run"
    "|scan|scor|search|simplif|structur|suggest|summari[sz]|support|teach|test|track|transform|translat|triag|turn"
    "|updat|upgrad|validat|verif|watch|writ"
)
_TASK = AnyCase(
    rf"(?:\A\W*|[.;:\u2014\u2013]\s+|\s-\s+|\b(?:who|that|which|and|to)\s+)(?:{_VERBS})(?:e|y|s|es|ies|ning|ting|ging)?\s"
    rf"|\b(?:{_VERBS})(?:[nt]?ing)\s"
    r"|(?:\A\W*|[.;:\u2014\u2013]\s+|\s-\s+)(?!masters\b)[a-z]+[^\Ws]s"
    r" (?:an?|the|all|any|each|every|new|your|our|its|their)\b"
)
"""Words that say what the agent does, from which it follows when to use it."""
_ENGLISH = AnyCase(r"\b(?:the|and|of|for|with|to|in|on|an?|that|who)\b")
_TRIGGERS = re.compile(r"\btriggers?\b[^'\"\u201c]{0,400}['\"\u201c]\w", re.IGNORECASE)
"""Words that a user would say, in quotes; they serve as examples."""
_EXAMPLE_HEADING = re.compile(r"\bexamples?\b", re.IGNORECASE)


def _long_description(definition: Definition) -> Iterator[Finding]:
    field = field_of(definition, "description")
    if field is None:
        return
    own, whole = len(definition.description.when_to_use), len(field.text)
    if own > WHEN_TO_USE_CHARS or whole > DESCRIPTION_CHARS:
        what = f"{own:,} characters without its examples" if own > WHEN_TO_USE_CHARS else f"{whole:,} characters"
        message = f"the description has {what}; keep the situations that call for it, and move the rest to the prompt"
        yield Finding(Code.LONG_DESCRIPTION, message, field.line)


def _escaped_newline(definition: Definition) -> Iterator[Finding]:
    field = field_of(definition, "description")
    if field and unescape_newlines(field.text) != field.text:
        message = r"line breaks are written as `\n`; write the description as a block, `description: |`"
        yield at(definition, Code.ESCAPED_NEWLINE, message, field.line, r"\n")


def _when_to_use(definition: Definition) -> Iterator[Finding]:
    text = definition.description.when_to_use
    english = len(list(islice(_ENGLISH.finditer(text), 2))) > 1
    if not definition.format.is_chosen_by_description or field_of(definition, "when_to_use"):
        return
    if english and not _says_when(text) and not definition.description.examples:
        what = "skill" if definition.format is Format.SKILL else "agent"
        message = f'the description does not say when to use the {what}; begin with "Use this {what} when \u2026"'
        yield Finding(Code.WHEN_TO_USE, message, definition.description.line)


def _says_when(text: str) -> bool:
    return bool(_OCCASION.search(text) or _TASK.search(text))


def shows_example(definition: Definition) -> bool | None:
    """Whether a definition contains an example of a request; ``None`` if it is not of the kind that could."""
    if definition.format is not Format.CLAUDE_AGENT or not definition.description.blocks:
        return None
    if definition.examples or _TRIGGERS.search(definition.description.when_to_use):
        return True
    return _has_example_heading(definition)


def _has_example_heading(definition: Definition) -> bool:
    """Whether a heading, or a line that introduces the following text, mentions examples."""
    tokens = definition.body.tokens
    for index, token in enumerate(tokens):
        if token.type == "inline" and _EXAMPLE_HEADING.search(token.content):
            bold = token.content.startswith("**") and token.content.endswith("**")
            if tokens[index - 1].type == "heading_open" or bold or token.content.rstrip("*_ ").endswith(":"):
                return True
    return False


DESCRIPTION_RULES: tuple[Callable[[Definition], Iterator[Finding]], ...] = (
    _long_description,
    _escaped_newline,
    _when_to_use,
)
"""The rules for the description of one definition."""

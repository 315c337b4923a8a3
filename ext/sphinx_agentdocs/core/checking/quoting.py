"""Where a finding is, and how it quotes what it is about."""

from __future__ import annotations

from functools import lru_cache

from ..findings import Code, Finding
from ..model import Definition, Field
from ..text.sentences import first_sentences

_QUOTED = 60
_LINES_SEARCHED = 50


def field_of(definition: Definition, key: str) -> Field | None:
    """The first field *key* of the frontmatter."""
    return next((field for field in definition.fields if field.key == key), None)


def at(definition: Definition, code: Code, message: str, line: int, quoted: str) -> Finding:
    """A finding at the first occurrence of *quoted* on or soon after *line*, or else at *line*."""
    for number, text in enumerate(lines_of(definition.raw)[line - 1 : line + _LINES_SEARCHED], start=line):
        if (found := text.find(quoted)) >= 0:
            return Finding(code, message, number, found + 1)
    return Finding(code, message, line)


@lru_cache(maxsize=1)
def lines_of(text: str) -> tuple[str, ...]:
    """The lines of *text*; rules ask for those of one definition many times."""
    return tuple(text.split("\n"))


def short(text: str) -> str:
    """The beginning of *text*, on one line."""
    whole, begin = " ".join(text.split()), first_sentences(text, _QUOTED)
    return begin if begin == whole or begin.endswith("\u2026") else f"{begin} \u2026"

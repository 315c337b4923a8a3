"""Limits on the size of a definition and of a site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits that bound the time and memory that a definition, or a site, can take.

    The largest of 3,274 public definitions has about 120 kB and 3,000 tokens, so a definition
    written for use stays far below every limit.
    """

    file_bytes: int = 16_000_000
    """Bytes read from one file; the rest is omitted, and the page says so."""
    file_chars: int = 1_000_000
    """Characters shown of one file, counted after its long lines are shortened."""
    line_chars: int = 100_000
    """Characters of one line; only the beginning and end of a longer one are shown."""
    frontmatter_chars: int = 200_000
    """Characters of frontmatter that are parsed as YAML; longer frontmatter is read line by line."""
    paragraph_chars: int = 20_000
    """Characters of one paragraph, heading or table cell that are parsed as Markdown."""
    tokens: int = 20_000
    """Markdown tokens of one prompt; a prompt with more is shown verbatim."""
    depth: int = 64
    """Levels of nesting (a list and its item are two); a block with more is shown verbatim."""
    inline_depth: int = 24
    """Levels of emphasis and links in one paragraph."""
    name_chars: int = 200
    """Characters of a name shown as a title."""
    definitions: int = 20_000
    """Definitions of a site, in order of their paths; the rest have no pages, and catalogues say so."""


DEFAULT_LIMITS = Limits()
_HIGHEST = {"depth": 100, "inline_depth": 50}
"""The deepest nesting that can be written: each level takes a few nested calls."""


def limits_problem(values: Mapping[str, object]) -> str:
    """The problem with *values* as limits by name and its fix, or an empty string."""
    names = [field.name for field in fields(Limits)]
    for name, value in values.items():
        if name not in names:
            return f"{name!r} is not a limit; use one of {', '.join(names)}"
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            return f"{name} is {value!r}; write a number above 0"
        if value > _HIGHEST.get(name, value):
            return f"{name} is {value:,}; write a number up to {_HIGHEST[name]}"
    return ""


def limits_with(values: Mapping[str, int]) -> Limits:
    """The default limits, replaced by those in *values*."""
    return replace(DEFAULT_LIMITS, **values)

"""How large a definition may be before a page shows it as plain text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep the time and memory of a definition, and of a site, in proportion.

    The largest of 3,274 public definitions is about 120 kB with 3,000 tokens, so that a
    definition made for use stays far below each of them.
    """

    file_bytes: int = 16_000_000
    """Bytes read of one file; the rest is left out, and the page says so."""
    file_chars: int = 1_000_000
    """Characters of one file that are shown, counted when its long lines are shortened."""
    line_chars: int = 100_000
    """Characters of one line; a longer one is shown with its beginning and its end."""
    frontmatter_chars: int = 200_000
    """Characters of frontmatter that are parsed as YAML; a longer one is read line by line."""
    paragraph_chars: int = 20_000
    """Characters of one paragraph, heading or table cell that are parsed as Markdown."""
    tokens: int = 20_000
    """Markdown tokens of one body; past it the body is shown as it stands."""
    depth: int = 64
    """Levels of nesting (a list and its item are two); past it the block is shown as it stands."""
    inline_depth: int = 24
    """Levels of emphasis and links in one paragraph."""
    name_chars: int = 200
    """Characters of a name shown as a title."""
    definitions: int = 20_000
    """Definitions of a site; the rest by path has no pages, and catalogues say so."""


DEFAULT_LIMITS = Limits()
_HIGHEST = {"depth": 100, "inline_depth": 50}
"""Nesting beyond which pages cannot be written: writing one takes a few calls for each level."""


def limits_problem(values: Mapping[str, object]) -> str:
    """What is wrong with *values* as limits by name, with what to write instead, or an empty text."""
    names = [field.name for field in fields(Limits)]
    for name, value in values.items():
        if name not in names:
            return f"{name!r} is no limit; use one of {', '.join(names)}"
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            return f"{name} is {value!r}; write a number above 0"
        if value > _HIGHEST.get(name, value):
            return f"{name} is {value:,}; write a number up to {_HIGHEST[name]}"
    return ""


def limits_with(values: Mapping[str, int]) -> Limits:
    """The limits with those of *values* in place of the defaults."""
    return replace(DEFAULT_LIMITS, **values)

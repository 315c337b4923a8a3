"""Fix frontmatter without changing a single character that a model reads.

Only the lines of a value that needs it are rewritten, as a YAML block; a closing line is added
or corrected.  The result is read again, and used only if it is valid YAML with the same
content and the same prompt below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import yaml

from ..formats import ALL_KEYS
from ..limits import DEFAULT_LIMITS
from ..model import COMMENT, Field
from ..reading.frontmatter import Frontmatter, closing_line, read_frontmatter
from ..reading.line_fields import is_key, read_lines
from ..reading.written_newlines import unescape_newlines
from ..reading.yaml_fields import read_yaml

_CLOSING = re.compile(r"(?:---|\.\.\.)[ \t]*$")
_INDENT = "  "
_PROSE = frozenset({"description", "when_to_use", "initialPrompt", "prompt"})
"""The fields whose text may have lines that look like fields."""
_FIELD = re.compile(r"""\s+["']?([\w.-]+)["']?\s*:(?:\s|$)""")


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of the frontmatter and its lines, from *start* up to *stop*, counted from 0."""

    field: Field
    start: int
    stop: int


def fixed_text(text: str) -> str | None:
    r"""*text* with its frontmatter fixed, or ``None`` if there is nothing to fix safely; newlines are ``\n``."""
    ends = closing_line(text)
    if ends is None:
        return None
    lines = text.split("\n")
    begin, end, resume = ends
    block = lines[begin:end]
    if sum(map(len, block)) + len(block) > DEFAULT_LIMITS.frontmatter_chars:  # too long to be read as YAML
        return None
    closed = lines[end:resume] if all(_CLOSING.match(line) for line in lines[end:resume]) else []
    fixed = _fixed_block(block)
    if fixed is None:
        return None
    result = "\n".join([*lines[:begin], *fixed, *(closed or ["---"]), *lines[resume:]])
    return result if result != text and _says_the_same(text, result) else None


def _fixed_block(block: Sequence[str]) -> list[str] | None:
    """The lines of the frontmatter, with each value that needs it rewritten as a YAML block.

    ``None`` if a value may contain a field that is only indented wrongly.
    """
    text = "\n".join(block)
    try:
        fields, _ = read_yaml(text, 0)
        valid = True
    except (yaml.YAMLError, ValueError):
        fields, valid = list(read_lines(text, 0)), False
    result: list[str] = []
    values = _values(fields, len(block))
    result += block[: values[0].start] if values else block
    for value in values:
        own = list(block[value.start : value.stop])
        needed = _needs_block(value.field, own, valid=valid)
        if needed and not valid and _may_hold_fields(value.field.key, own):
            return None
        result += _as_block(value.field, own) if needed else own
    return result


def _values(fields: Sequence[Field], stop: int) -> list[_Value]:
    starts = sorted({field.line for field in fields})
    following = dict(pairwise([*starts, stop]))
    return [_Value(field, field.line, following[field.line]) for field in fields if field.key not in (COMMENT, "")]


def _needs_block(field: Field, lines: Sequence[str], *, valid: bool) -> bool:
    if isinstance(field.value, tuple) or not field.text:
        return False
    if field.key == "description" and unescape_newlines(field.text) != field.text:
        return True
    return not valid and not _reads_as(field, lines)


def _may_hold_fields(key: str, lines: Sequence[str]) -> bool:
    """Whether the lines below the first may be fields or nested values of their own.

    In a description, lines may be prose: those of examples, and those that begin like a sentence or a speaker.
    """
    below = [line for line in lines[1:] if line.strip()]
    if key not in _PROSE:
        return bool(below)
    open_examples = lines[0].count("<example") - lines[0].count("</example")
    for line in below:
        match = _FIELD.match(line)
        if match and open_examples <= 0 and (match[1] in ALL_KEYS or _is_key_of_a_team(match[1])):
            return True
        open_examples += line.count("<example") - line.count("</example")
    return False


def _is_key_of_a_team(word: str) -> bool:
    return word[0].islower() and is_key(f"{word}:")


def _reads_as(field: Field, lines: Sequence[str]) -> bool:
    """Whether the lines of a field, on their own, are YAML with the value that was read line by line."""
    try:
        fields, _ = read_yaml("\n".join(lines), 0)
    except (yaml.YAMLError, ValueError):
        return False
    return [(found.key, found.text) for found in fields if found.key != COMMENT] == [(field.key, field.text)]


def _as_block(field: Field, lines: Sequence[str]) -> list[str]:
    """A field as ``key: |-`` with its text indented below, followed by the blank lines that were after it."""
    text = unescape_newlines(field.text) if field.key == "description" else field.text
    blank = len(lines) - len("\n".join(lines).rstrip().split("\n"))
    body = text.split("\n")
    indicator = "2" if body[0][:1] in (" ", "\t", "") else ""
    keep = "+" if text.endswith("\n") else "-"
    shown = [f"{_INDENT}{line}" if line else "" for line in body]
    return [f"{field.key}: |{indicator}{keep}", *shown, *[""] * blank]


def _says_the_same(before: str, after: str) -> bool:
    """Whether *after* has valid YAML frontmatter, and the same fields and prompt as *before*."""
    old, new = read_frontmatter(before), read_frontmatter(after)
    ends = closing_line(after)
    if ends is None or old.body != new.body or _said(old) != _said(new):
        return False
    return _is_plain("\n".join(after.split("\n")[ends[0] : ends[1]]))


def _is_plain(block: str) -> bool:
    """Whether PyYAML's base loader finds the same in *block* as our reader: each key once, with the same text.

    The base loader ignores tags and does not merge keys, which could multiply without bound.
    """
    try:
        fields, _ = read_yaml(block, 0)
        loaded = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506  # creates strings, lists and mappings only
    except (yaml.YAMLError, ValueError, RecursionError):
        return False
    said = [field for field in fields if field.key != COMMENT]
    return (
        isinstance(loaded, dict)
        and len({field.key for field in said}) == len(said)
        and all(
            loaded.get(field.key) == field.value for field in said if isinstance(field.value, str) and not field.typed
        )
    )


def _said(front: Frontmatter) -> list[tuple[str, str]]:
    return [
        (field.key, unescape_newlines(field.text) if field.key == "description" else field.text)
        for field in front.fields
    ]

"""How to fix frontmatter that is not valid YAML: the field at fault, and the change that makes it valid."""

from __future__ import annotations

import re
from itertools import pairwise

import yaml

from ..model import COMMENT, Field
from .line_fields import read_lines
from .yaml_fields import parse_events

_NESTED = re.compile(r"""\s+(?:["']?[\w.-]+["']?\s*:(?:\s|$)|- |[{}\[\]])""")
"""An indented line that is a field or part of one."""
_SHORT = 60
_PROSE = frozenset({"description", "when_to_use", "initialPrompt", "prompt"})


def mend_of(block: str, line: int) -> str:
    """What to do about *block*, which is not valid YAML; its first line is *line* of the file."""
    at_fault = _field_at_fault(block, line)
    if at_fault is None:
        return "quote the value or write it as a block, `description: |`"
    field, lines = at_fault
    value = lines[0].partition(":")[2].strip()
    nested = next((number for number, text in enumerate(lines[1:], start=1) if _NESTED.match(text)), None)
    if value and nested is not None and field.key not in _PROSE:
        return f"line {field.line + nested} is indented as if it were part of `{field.key}`; begin it at the margin"
    if any(text.startswith("\t") for text in lines):
        return "indent with spaces instead of tabs"
    if value[:1] == "[" and "]" not in "".join(lines):
        return f"close the list of `{field.key}` with `]`"
    if len(lines) == 1 and (field.key not in _PROSE) and 0 < len(value) <= _SHORT:
        return f"quote the value, `{field.key}: {_quoted(value)}`"
    return f"quote the value or write it as a block, `{field.key}: |`"


def _field_at_fault(block: str, line: int) -> tuple[Field, list[str]] | None:
    """The first field that is not valid YAML on its own, with its lines."""
    lines = block.split("\n")
    fields = [field for field in read_lines(block, line) if field.key not in (COMMENT, "")]
    starts = [field.line - line for field in fields]
    for field, (start, end) in zip(fields, pairwise([*starts, len(lines)]), strict=True):
        own = lines[start:end]
        if not _is_yaml("\n".join(own)):
            return field, [text for text in own if text.strip() and not text.startswith("#")]
    return None


def _is_yaml(text: str) -> bool:
    try:
        return sum(isinstance(event, yaml.MappingStartEvent) for event in parse_events(text)) > 0
    except (yaml.YAMLError, ValueError):
        return False


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'" if '"' in value or "\\" in value else f'"{value}"'

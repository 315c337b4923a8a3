"""Frontmatter that is valid YAML.

It is read as events, and every value stays text: YAML tags, aliases and types have no effect,
and nothing recurses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from ..findings import Code, Finding
from ..model import COMMENT, Field

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_RESOLVER = yaml.SafeLoader
_COMMENT_LINE = re.compile(r"(?:^|(?<=[ \t]))#([^\n]*)", re.MULTILINE)
_LINE_SEPARATOR = re.compile("[\x85\u2028\u2029]")
_ALIAS = "a YAML alias (`*name`) is not resolved; write the value out"
_MAX_YAML_DEPTH = 20
_MAX_PARSED_DEPTH = 500
"""The parser visits every level for each character, so its time grows with the square of the depth.

This is below the limit that later versions of the parser have, so that all versions report the same finding.
"""


def parse_events(block: str) -> Iterator[Any]:
    """The events of *block*; raises yaml.YAMLError if it is not YAML or is nested too deeply."""
    depth = 0
    for event in yaml.parse(block, Loader=LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_PARSED_DEPTH:
            raise yaml.YAMLError(f"values are nested more than {_MAX_PARSED_DEPTH:,} levels deep")
        yield event


class _Events:
    """The events of one YAML document, read one after the other without recursion."""

    def __init__(self, block: str, line: int) -> None:
        self.lines, self.line = block.split("\n"), line
        self.events = parse_events(block)
        self.findings: list[Finding] = []
        self.read: list[tuple[int, int, int, int]] = []

    def source(self, start: Any, end: Any) -> str:
        """The text between two marks, without surrounding space."""
        return self._between(start.line, start.column, end.line, end.column).strip()

    def _between(self, line: int, column: int, end_line: int, end_column: int) -> str:
        if line == end_line:
            return self.lines[line][column:end_column]
        inner = self.lines[line + 1 : end_line]
        tail = self.lines[end_line][:end_column] if end_line < len(self.lines) else ""
        return "\n".join([self.lines[line][column:], *inner, tail])

    def _note(self, start: Any, end: Any, *, header: bool = False) -> None:
        """Record the extent of a value, without the *header* line of a block, which may hold a comment."""
        self.read.append((start.line + header, 0 if header else start.column, end.line, end.column))

    def comments(self) -> Iterator[Field]:
        """The comments: the text between the keys and values."""
        line, column = 0, 0
        for start_line, start_column, end_line, end_column in [*self.read, (len(self.lines), 0, 0, 0)]:
            between = self._between(line, column, start_line, start_column) if line < len(self.lines) else ""
            for number, text in enumerate(between.split("\n"), start=self.line + line):
                if match := _COMMENT_LINE.search(text):
                    yield Field(COMMENT, match[1].strip("# \t"), number, number)
            line, column = end_line, end_column

    def warn(self, message: str, mark: Any) -> None:
        """Report *message* once per line."""
        found = Finding(Code.FRONTMATTER, message, self.line + mark.line)
        if found not in self.findings[-1:]:
            self.findings.append(found)

    def value(self, first: Any) -> tuple[str | tuple[str, ...] | None, str]:
        """The value that begins with the event *first*, and its YAML type."""
        if isinstance(first, yaml.ScalarEvent):
            typed = _typed(first)
            if typed == "null":
                self._note(first.start_mark, first.end_mark)
                return None, ""
            return self.scalar(first), "tag" if first.tag else typed
        if isinstance(first, yaml.AliasEvent):
            self._note(first.start_mark, first.end_mark)
            self.warn(_ALIAS, first.start_mark)
            return self.source(first.start_mark, first.end_mark), ""
        return self.nested(first)

    def scalar(self, event: Any) -> str:
        """The text of one scalar; with a tag, its source."""
        self._note(event.start_mark, event.end_mark, header=event.style in ("|", ">"))
        return self.source(event.start_mark, event.end_mark) if event.tag else str(event.value)

    def nested(self, first: Any) -> tuple[str | tuple[str, ...], str]:
        """A list of plain values as a tuple; anything deeper as its source."""
        depth, flat, items, last = 1, isinstance(first, yaml.SequenceStartEvent) and not first.tag, [], first
        read, end = len(self.read), first.end_mark
        while depth:
            last = next(self.events)
            if isinstance(last, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
                depth, flat = depth + 1, False
                if depth == _MAX_YAML_DEPTH:
                    self.warn("values are nested too deeply; flatten them", last.start_mark)
            elif isinstance(last, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                depth -= 1
            elif isinstance(last, yaml.AliasEvent):
                flat = False
                if depth == 1:
                    self.warn(_ALIAS, last.start_mark)
            elif flat:
                items.append(self.scalar(last))
            if last.end_mark.index > last.start_mark.index:  # a block style has no end mark of its own
                end = last.end_mark
        if flat:
            return tuple(items), "list"
        del self.read[read:]
        self._note(first.start_mark, end)
        kind = "nested list" if isinstance(first, yaml.SequenceStartEvent) else "mapping"
        return self.source(first.start_mark, end), "tag" if first.tag else kind


def _typed(event: Any) -> str:
    """The type that YAML infers for an unquoted scalar, such as ``int``; empty for text."""
    if event.style or event.tag:
        return ""
    tag = "tag:yaml.org,2002:str"
    for candidate, pattern in _RESOLVER.yaml_implicit_resolvers.get(event.value[:1], []):
        if pattern.match(event.value):
            tag = candidate
            break
    name = tag.rpartition(":")[2]
    return "" if name in ("str", "merge", "value") else str(name)


def read_yaml(block: str, line: int) -> tuple[list[Field], list[Finding]]:
    """The fields of *block*, whose first line is *line* of the file; raises yaml.YAMLError if it is not YAML."""
    if separator := _LINE_SEPARATOR.search(block):
        raise yaml.YAMLError(f"the line separator U+{ord(separator[0]):04X}")
    reader = _Events(block, line)
    start = next(
        (e for e in reader.events if not isinstance(e, (yaml.StreamStartEvent, yaml.DocumentStartEvent))), None
    )
    if isinstance(start, yaml.StreamEndEvent):
        return list(reader.comments()), []
    if not isinstance(start, yaml.MappingStartEvent):
        message = "the frontmatter is not a list of `key: value` lines; write `name:` and `description:`"
        return [Field("", block.strip(), line, line)], [Finding(Code.FRONTMATTER, message, line)]
    fields: list[Field] = []
    for event in reader.events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        key, _ = reader.value(event)
        first = next(reader.events)
        value, typed = reader.value(first)
        at, block_style = first.start_mark.line, getattr(first, "style", None) in ("|", ">")
        name = key if isinstance(key, str) else ", ".join(key or ())
        fields.append(
            Field(" ".join(name.split()), value, line + event.start_mark.line, line + at + block_style, typed)
        )
    if any(isinstance(event, yaml.DocumentStartEvent) for event in reader.events):
        raise yaml.YAMLError("a second document")
    return sorted([*fields, *reader.comments()], key=lambda field: field.line), reader.findings

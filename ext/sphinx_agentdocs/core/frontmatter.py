"""The frontmatter of a definition, whether or not it is valid YAML.

Of the definitions with examples in their description more than a quarter are not valid
YAML, mostly for an unquoted ``: ``.  They work where they are used, so they must work here:
what YAML refuses is read line by line, a key at the start of a line and its value up to the
next key.

YAML is read as events and every value stays text, so that no tag, alias or type of YAML
has a meaning here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from frontmatter.default_handlers import BaseHandler

from .diagnostics import Code, Diagnostic
from .limits import DEFAULT_LIMITS, Limits
from .model import Field

_OPEN = re.compile(r"-{3,}[ \t]*$")
_CLOSE = re.compile(r"---[ \t]*$|\.\.\.[ \t]*$")
_ODD_CLOSE = re.compile(r"[ \t]*(?:-{2,}|[\u2013\u2014]+|\*{3,}|_{3,}|={3,})[ \t]*$")
_KEY = re.compile(r"([A-Za-z_][\w.-]*)[ \t]*:(?:[ \t]+|$)")
_SPOKEN = frozenset("user assistant human User Assistant Human Context Commentary Agent Example Examples Note".split())
"""Words before a colon that continue a description; none of them is a key."""
_FIELDS = frozenset(("name", "description", "model", "color", "tools"))
_HEADING = re.compile(r"#{1,6} ")
_BLOCK = re.compile(r"[|>][+-]?\d?[+-]?[ \t]*(?:#.*)?$")
_COMMENT_LINE = re.compile(r"(?:^|(?<=[ \t]))#([^\n]*)", re.MULTILINE)
_LINE_SEPARATOR = re.compile("[\x85\u2028\u2029]")
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_Resolver = yaml.SafeLoader
_MAX_YAML_DEPTH = 20
COMMENT = "#"
"""The key of a field that is a comment: the model may well read it, so the page shows it."""


@dataclass(frozen=True, slots=True)
class Frontmatter:
    """The fields, and the rest of the file with the line it begins on."""

    fields: tuple[Field, ...]
    body: str
    body_line: int
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class _Split:
    block: str
    block_line: int
    body: str
    body_line: int
    diagnostics: tuple[Diagnostic, ...]


def read_frontmatter(text: str, *, limits: Limits = DEFAULT_LIMITS) -> Frontmatter:
    r"""Read the frontmatter of *text* (newlines are ``\n``, no byte-order mark).

    A file without frontmatter has no fields and is all body.
    """
    split = _split(text)
    if split is None:
        message = "no frontmatter; begin the file with `---`, `name:`, `description:` and `---`"
        return Frontmatter((), text, 1, (Diagnostic(Code.FRONTMATTER, message, 1),))
    fields, diagnostics = _read_block(split.block, split.block_line, limits)
    return Frontmatter(
        tuple(fields), split.body, split.body_line, (*split.diagnostics, *diagnostics, *_repeated(fields))
    )


class DefinitionHandler(BaseHandler):
    """A handler for ``frontmatter.load``, so that other programs read definitions as this one does.

    Values are texts or lists of texts; invalid YAML is read line by line.
    """

    FM_BOUNDARY = re.compile(r"^-{3,}[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "---"

    def detect(self, text: str) -> bool:
        """Whether *text* begins with frontmatter."""
        return _split(text) is not None

    def split(self, text: str) -> tuple[str, str]:
        """The frontmatter and the body; raises ValueError where there is no frontmatter."""
        found = _split(text)
        if found is None:
            raise ValueError("no frontmatter")
        return found.block, found.body

    def load(self, fm: str, **kwargs: object) -> dict[str, Any]:
        """The fields by key, without comments; of a key that stands twice, the first."""
        fields, _ = _read_block(fm, 1, DEFAULT_LIMITS)
        return {field.key: _plain(field) for field in reversed(fields) if field.key != COMMENT}

    def export(self, metadata: dict[str, object], **kwargs: object) -> str:
        """*metadata* as YAML in the order given."""
        return str(yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False)).strip()


def _plain(field: Field) -> str | list[str]:
    return list(field.value) if isinstance(field.value, tuple) else field.text


# -- where the frontmatter ends


def _split(text: str) -> _Split | None:
    lines = text.split("\n")
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    if first is None or not _OPEN.match(lines[first]):
        return None
    diagnostics = []
    if first > 0:
        message = "blank lines before the frontmatter; begin the file with `---`"
        diagnostics.append(Diagnostic(Code.FRONTMATTER, message, 1))
    end, resume, finding = _find_end(lines, first + 1)
    if finding:
        diagnostics.append(finding)
    block, body = "\n".join(lines[first + 1 : end]), "\n".join(lines[resume:])
    return _Split(block, first + 2, body, resume + 1, tuple(diagnostics))


def _find_end(lines: list[str], start: int) -> tuple[int, int, Diagnostic | None]:
    """The index after the last line of the block, the index of the body, and what is wrong with the end.

    A closing line counts only as far as the lines before it look like frontmatter: a rule
    further down in a prompt must not make the prompt part of the frontmatter.
    """
    close = next((i for i in range(start, len(lines)) if _CLOSE.match(lines[i])), None)
    if close is not None and _is_closed(lines, start, close):
        return close, close + 1, None
    odd = next((i for i in range(start, len(lines)) if _ODD_CLOSE.match(lines[i])), None)
    prose = _prose_from(lines, start, len(lines), headings=True)
    if odd is not None and (prose is None or odd < prose) and (close is None or odd < close):
        message = f"the frontmatter is closed by `{lines[odd].strip()}`; write `---` alone on the line"
        return odd, odd + 1, Diagnostic(Code.FRONTMATTER, message, odd + 1)
    end = len(lines) if prose is None else prose
    if close is not None and close <= end:
        return close, close + 1, None
    message = "the frontmatter is not closed; add a line `---` below its last field"
    return end, end, Diagnostic(Code.FRONTMATTER, message, start)


def _is_closed(lines: list[str], start: int, close: int) -> bool:
    """Whether everything up to *close* is frontmatter."""
    if _is_mapping("\n".join(lines[start:close])):
        return True
    return _prose_from(lines, start, close, _last_field(lines, start, close)) is None


def _is_mapping(block: str) -> bool:
    try:
        events = list(yaml.parse(block, Loader=_Loader))
    except (yaml.YAMLError, ValueError):
        return False
    return len(events) > 2 and isinstance(events[2], yaml.MappingStartEvent)


def _prose_from(lines: list[str], start: int, stop: int, last_field: int = 0, *, headings: bool = False) -> int | None:
    """The index of the first line that is no longer frontmatter, or ``None``.

    Prose begins after a blank line and below *last_field*; it is not indented, no ``key:``,
    and not inside of an example.  With *headings* it also begins at a heading, which is
    what looks like a comment and has no key below it.
    """
    blank, open_examples, commented = False, 0, -1
    for index in range(start, stop):
        line = lines[index]
        if not line.strip():
            blank = True
            continue
        at_margin = not line[0].isspace()
        if open_examples == 0 and at_margin and not _is_key(line):
            tagged = line.startswith(("<", "- ", '"', "'"))
            if blank and not tagged and index > last_field:
                return index
            if headings and index > commented and _HEADING.match(line):
                commented = _below_comments(lines, index)
                if commented == len(lines) or not _is_key(lines[commented]):
                    return index
        open_examples = max(0, open_examples + line.count("<example") - line.count("</example"))
        blank = False
    return None


def _last_field(lines: list[str], start: int, stop: int) -> int:
    """The index of the last field of the format: what stands before it belongs to a long description."""
    matches = ((index, _KEY.match(lines[index])) for index in range(start, stop))
    return max((index for index, match in matches if match and match[1] in _FIELDS), default=start)


def _below_comments(lines: list[str], index: int) -> int:
    """The index of the first line from *index* on that is neither blank nor a comment."""
    while index < len(lines) and (not lines[index].strip() or lines[index].startswith("#")):
        index += 1
    return index


def _is_key(line: str) -> bool:
    match = _KEY.match(line)
    return bool(match) and match[1] not in _SPOKEN  # type: ignore[index]


# -- what the frontmatter says


def _read_block(block: str, line: int, limits: Limits) -> tuple[list[Field], list[Diagnostic]]:
    if not block.strip():
        return [], []
    if len(block) > limits.frontmatter_chars:
        message = f"the frontmatter is longer than {limits.frontmatter_chars:,} characters; move text into the prompt"
        return list(_read_lines(block, line)), [Diagnostic(Code.TOO_LARGE, message, line)]
    try:
        return _read_yaml(block, line)
    except yaml.MarkedYAMLError as error:
        at = line + min(error.problem_mark.line if error.problem_mark else 0, block.count("\n"))
        problem = (error.problem or "unexpected text").removeprefix("while ")
        message = f"not valid YAML ({problem}); quote the value or write it as a block, `description: |`"
        return list(_read_lines(block, line)), [Diagnostic(Code.FRONTMATTER, message, at)]
    except (yaml.YAMLError, ValueError) as error:
        message = f"not valid YAML ({' '.join(str(error).split())[:80]}); remove what YAML does not allow"
        return list(_read_lines(block, line)), [Diagnostic(Code.FRONTMATTER, message, line)]


def _repeated(fields: list[Field]) -> Iterator[Diagnostic]:
    seen: dict[str, int] = {}
    for field in fields:
        if field.key in seen and field.key != COMMENT:
            message = (
                f"`{field.key}` stands twice (first on line {seen[field.key]}); the first counts, remove the other"
            )
            yield Diagnostic(Code.FRONTMATTER, message, field.line)
        seen.setdefault(field.key, field.line)


class _Events:
    """The events of one YAML document, read one after the other without recursion."""

    def __init__(self, block: str, line: int) -> None:
        self.lines, self.line = block.split("\n"), line
        self.events: Iterator[Any] = iter(yaml.parse(block, Loader=_Loader))
        self.diagnostics: list[Diagnostic] = []
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
        """Note what is part of a value, less the *header* line of a block, which may hold a comment."""
        self.read.append((start.line + header, 0 if header else start.column, end.line, end.column))

    def comments(self) -> Iterator[Field]:
        """The comments, which stand between what was read as keys and values."""
        line, column = 0, 0
        for start_line, start_column, end_line, end_column in [*self.read, (len(self.lines), 0, 0, 0)]:
            between = self._between(line, column, start_line, start_column) if line < len(self.lines) else ""
            for number, text in enumerate(between.split("\n"), start=self.line + line):
                if match := _COMMENT_LINE.search(text):
                    yield Field(COMMENT, match[1].strip("# \t"), number, number)
            line, column = end_line, end_column

    def warn(self, message: str, mark: Any) -> None:
        """Report *message* once for each line."""
        found = Diagnostic(Code.FRONTMATTER, message, self.line + mark.line)
        if found not in self.diagnostics[-1:]:
            self.diagnostics.append(found)

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
            self.warn("an alias of YAML (`*name`) is not followed; write the value out", first.start_mark)
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
                    self.warn("an alias of YAML (`*name`) is not followed; write the value out", last.start_mark)
            elif flat:
                items.append(self.scalar(last))
            if last.end_mark.index > last.start_mark.index:  # a block has no end of its own
                end = last.end_mark
        if flat:
            return tuple(items), "list"
        del self.read[read:]
        self._note(first.start_mark, end)
        kind = "nested list" if isinstance(first, yaml.SequenceStartEvent) else "mapping"
        return self.source(first.start_mark, end), "tag" if first.tag else kind


def _typed(event: Any) -> str:
    """The type YAML gives a bare scalar, such as ``int``; empty for text."""
    if event.style or event.tag:
        return ""
    tag = "tag:yaml.org,2002:str"
    for candidate, pattern in _Resolver.yaml_implicit_resolvers.get(event.value[:1], []):
        if pattern.match(event.value):
            tag = candidate
            break
    name = tag.rpartition(":")[2]
    return "" if name in ("str", "merge", "value") else str(name)


def _read_yaml(block: str, line: int) -> tuple[list[Field], list[Diagnostic]]:
    """The fields of valid YAML; raises yaml.YAMLError where it is not."""
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
        return [Field("", block.strip(), line, line)], [Diagnostic(Code.FRONTMATTER, message, line)]
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
    return sorted([*fields, *reader.comments()], key=lambda field: field.line), reader.diagnostics


# -- what YAML refuses


def _read_lines(block: str, line: int) -> Iterator[Field]:
    """The fields of a block that is not YAML: a key at the margin, its value up to the next key."""
    pending: tuple[str, int, list[str]] | None = None
    open_examples = 0
    for number, text in enumerate(block.split("\n"), start=line):
        match = _KEY.match(text.lstrip("\t")) if open_examples == 0 else None
        if match and match[1] not in _SPOKEN:
            if pending:
                comments = _trailing_comments(pending[2])
                yield _line_field(*pending)
                for back, comment in comments:
                    yield Field(COMMENT, comment.strip("# \t"), number - back, number - back)
            pending = (match[1], number, [text.lstrip("\t")[match.end() :]])
        elif pending:
            pending[2].append(text)
        elif text.strip():
            pending = ("", number, [text])
        open_examples = max(0, open_examples + text.count("<example") - text.count("</example"))
    if pending:
        yield _line_field(*pending)


def _trailing_comments(lines: list[str]) -> list[tuple[int, str]]:
    """Take the comments that stand right above the next key off *lines*, with how far above it each is."""
    comments = []
    for back, text in enumerate(reversed(lines[1:]), start=1):
        if text.startswith("#"):
            comments.append((back, text))
        elif text.strip():
            break
    if comments:
        del lines[len(lines) - comments[-1][0] :]
    return comments[::-1]


def _line_field(key: str, line: int, lines: list[str]) -> Field:
    first, rest = lines[0].strip(), lines[1:]
    if _BLOCK.match(first) or (not first and rest):
        items = [text.strip() for text in rest if text.strip()]
        if not first and items and all(text.startswith("- ") for text in items):
            return Field(key, tuple(_unquote(text[2:].strip()) for text in items), line, line + 1)
        return Field(key, _dedent(rest), line, line + 1)
    text = "\n".join([first, *rest]).strip()
    if not text:
        return Field(key, None, line, line)
    if text[0] == "[" and text[-1] == "]" and "\n" not in text:
        return Field(key, tuple(_unquote(part.strip()) for part in text[1:-1].split(",") if part.strip()), line, line)
    return Field(key, _unquote(text), line, line)


def _dedent(lines: list[str]) -> str:
    indents = [len(text) - len(text.lstrip()) for text in lines if text.strip()]
    cut = min(indents, default=0)
    return "\n".join(text[cut:] for text in lines).strip("\n").rstrip()


def _unquote(text: str) -> str:
    """*text* without quotes around all of it; a quote that closes early is part of the text."""
    if len(text) > 1 and text[0] == text[-1] == "'":
        inner = text[1:-1].replace("''", "\0")
        return text if "'" in inner else inner.replace("\0", "'")
    if len(text) > 1 and text[0] == text[-1] == '"':
        inner = text[1:-1]
        if not re.search(r'(?<!\\)"', inner):
            return re.sub(r'\\(["\\])', r"\1", inner)
    return text

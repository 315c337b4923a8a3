"""The frontmatter of a definition, whether or not it is valid YAML.

Of the definitions with examples in their description, more than a quarter are not valid
YAML, mostly because of an unquoted ``: ``.  Programs skip such a file or use part of it; a reader
still has to see what its author meant, so frontmatter that is not valid YAML is read line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from frontmatter.default_handlers import BaseHandler

from ..findings import Code, Finding
from ..limits import DEFAULT_LIMITS, Limits
from ..model import COMMENT, Field
from .line_fields import KEY, is_key, read_lines
from .yaml_fields import parse_events, read_yaml
from .yaml_mends import mend_of

_OPEN = re.compile(r"-{3,}[ \t]*$")
_CLOSE = re.compile(r"---[ \t]*$|\.\.\.[ \t]*$")
_ODD_CLOSE = re.compile(r"[ \t]*(?:-{2,}|[\u2013\u2014]+|\*{3,}|_{3,}|={3,})[ \t]*$")
_FIELDS = frozenset(("name", "description", "model", "color", "tools"))
_HEADING = re.compile(r"#{1,6} ")
_FENCE = re.compile(r" {0,3}(?:`{3}|~{3})")
_LINES_ABOVE = 40
"""How far down frontmatter is looked for that should begin the file."""


@dataclass(frozen=True, slots=True)
class InvalidYaml:
    """Where the YAML is invalid, why, and how to fix it.

    What it means for the agent depends on the format, which is known only when the fields are read.
    """

    line: int
    column: int
    problem: str
    mend: str

    def finding(self, effect: str = "") -> Finding:
        """The finding; *effect* says what programs do with the file."""
        so = f", so {effect}" if effect else ""
        return Finding(Code.FRONTMATTER, f"not valid YAML ({self.problem}){so}; {self.mend}", self.line, self.column)


@dataclass(frozen=True, slots=True)
class Frontmatter:
    """The fields, and the rest of the file with the line it begins on.

    *invalid* is set if the fields were read line by line, *missing* if the file does not begin with frontmatter;
    *found* is what else is wrong.
    """

    fields: tuple[Field, ...]
    body: str
    body_line: int
    found: tuple[Finding, ...] = ()
    invalid: InvalidYaml | None = None
    missing: bool = False

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the frontmatter, whatever its format."""
        return self.findings_with("")

    def findings_with(self, effect: str) -> tuple[Finding, ...]:
        """What is wrong with the frontmatter; *effect* says what programs do with a file of invalid YAML."""
        invalid = (self.invalid.finding(effect),) if self.invalid else ()
        return tuple(sorted((*invalid, *self.found), key=lambda finding: finding.line))


@dataclass(frozen=True, slots=True)
class _Split:
    block: str
    block_line: int
    body: str
    body_line: int
    findings: tuple[Finding, ...]


def read_frontmatter(text: str, *, limits: Limits = DEFAULT_LIMITS) -> Frontmatter:
    r"""Read the frontmatter of *text* (newlines are ``\n``, no byte-order mark).

    A file without frontmatter has no fields and is all body.
    """
    split = _split(text)
    if split is None and not text.strip():
        return Frontmatter((), text, 1)  # the reader reports an empty file
    if split is None:
        return Frontmatter((), text, 1, tuple(_below_text(text)), missing=True)
    fields, found, invalid = _read_block(split.block, split.block_line, limits)
    findings = (*split.findings, *found, *_repeated(fields))
    return Frontmatter(tuple(fields), split.body, split.body_line, findings, invalid)


def _below_text(text: str) -> Iterator[Finding]:
    """A finding for frontmatter that does not begin the file, so that programs take it for text."""
    lines = text.split("\n")
    for index, line in enumerate(lines[:_LINES_ABOVE]):
        if _FENCE.match(line):  # what follows may be an example
            return
        if _OPEN.match(line) and _begins_fields(lines, index + 1):
            first = next(number for number, above in enumerate(lines, start=1) if above.strip())
            message = f"the frontmatter on line {index + 1} is below other text, so it is not read; move it to the top"
            yield Finding(Code.FRONTMATTER, message, first)
            return


def _begins_fields(lines: list[str], start: int) -> bool:
    """Whether a closed block with a name or a description begins at the index *start*."""
    close = next((index for index in range(start, len(lines)) if _CLOSE.match(lines[index])), start)
    first = next((line for line in lines[start:close] if line.strip() and not line.startswith("#")), "")
    keys = {match[1] for line in lines[start:close] if (match := KEY.match(line))}
    return is_key(first) and not keys.isdisjoint(("name", "description")) and _is_closed(lines, start, close)


def closing_line(text: str) -> tuple[int, int, int] | None:
    """The indices of the first line of frontmatter, of the line after its last, and of the first line of the body.

    ``None`` if there is no frontmatter.  The second and the third are the same if no line closes it.
    """
    lines = text.split("\n")
    first = _opening_line(lines)
    if first is None:
        return None
    end, resume, _ = _find_end(lines, first + 1)
    return first + 1, end, resume


class DefinitionHandler(BaseHandler):
    """A handler for ``frontmatter.load``, so that other programs read definitions as this one does.

    Values are strings or lists of strings; invalid YAML is read line by line.  The reader does not use it:
    python-frontmatter strips the content and has no place for lines and findings.
    """

    FM_BOUNDARY = re.compile(r"^-{3,}[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "---"

    def detect(self, text: str) -> bool:
        """Whether *text* begins with frontmatter."""
        return _split(text) is not None

    def split(self, text: str) -> tuple[str, str]:
        """The frontmatter and the body; raises ValueError if there is no frontmatter."""
        found = _split(text)
        if found is None:
            raise ValueError("no frontmatter")
        return found.block, found.body

    def load(self, fm: str, **kwargs: object) -> dict[str, Any]:
        """The fields by key, in order and without comments; of a repeated key, the first value."""
        fields, _, _ = _read_block(fm, 1, DEFAULT_LIMITS)
        values: dict[str, Any] = {}
        for field in fields:
            if field.key != COMMENT:
                values.setdefault(field.key, _plain(field))
        return values

    def export(self, metadata: dict[str, object], **kwargs: object) -> str:
        """*metadata* as YAML in the order given."""
        return str(yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False)).strip()


def _plain(field: Field) -> str | list[str]:
    return list(field.value) if isinstance(field.value, tuple) else field.text


# -- where the frontmatter ends


def _opening_line(lines: list[str]) -> int | None:
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    return first if first is not None and _OPEN.match(lines[first]) else None


def _split(text: str) -> _Split | None:
    lines = text.split("\n")
    first = _opening_line(lines)
    if first is None:
        return None
    findings = []
    if first > 0:
        message = "blank lines before the frontmatter; begin the file with `---`"
        findings.append(Finding(Code.FRONTMATTER, message, 1))
    end, resume, finding = _find_end(lines, first + 1)
    if finding:
        findings.append(finding)
    block, body = "\n".join(lines[first + 1 : end]), "\n".join(lines[resume:])
    body_line = min(resume + 1, len(lines))  # a file may end with its frontmatter
    return _Split(block, first + 2, body, body_line, tuple(findings))


def _find_end(lines: list[str], start: int) -> tuple[int, int, Finding | None]:
    """The index after the last line of the block, the index of the body, and the problem with the end.

    A closing line counts only if the lines before it look like frontmatter: a horizontal rule
    further down must not make the prompt part of the frontmatter.
    """
    close = next((i for i in range(start, len(lines)) if _CLOSE.match(lines[i])), None)
    if close is not None and _is_closed(lines, start, close):
        return close, close + 1, None
    odd = next((i for i in range(start, len(lines)) if _ODD_CLOSE.match(lines[i])), None)
    prose = _prose_from(lines, start, len(lines), headings=True)
    if odd is not None and (prose is None or odd < prose) and (close is None or odd < close):
        message = f"the frontmatter is closed by `{lines[odd].strip()}`; write `---` alone on the line"
        return odd, odd + 1, Finding(Code.FRONTMATTER, message, odd + 1)
    end = len(lines) if prose is None else prose
    if close is not None and close <= end:
        return close, close + 1, None
    message = "the frontmatter is not closed; add a line `---` below its last field"
    return end, end, Finding(Code.FRONTMATTER, message, start)


def _is_closed(lines: list[str], start: int, close: int) -> bool:
    """Whether everything up to *close* is frontmatter."""
    if _prose_from(lines, start, close, _last_field(lines, start, close)) is None:
        return True
    return _is_mapping("\n".join(lines[start:close]))


def _is_mapping(block: str) -> bool:
    try:
        events = list(parse_events(block))
    except (yaml.YAMLError, ValueError):
        return False
    return len(events) > 2 and isinstance(events[2], yaml.MappingStartEvent)


def _prose_from(lines: list[str], start: int, stop: int, last_field: int = 0, *, headings: bool = False) -> int | None:
    """The index of the first line that is no longer frontmatter, or ``None``.

    Prose begins after a blank line and below *last_field*; it is not indented, not a ``key:``
    line, and not inside an example.  With *headings* it also begins at a heading: a line that
    looks like a comment but has no key below it.
    """
    blank, open_examples, commented = False, 0, -1
    for index in range(start, stop):
        line = lines[index]
        if not line.strip():
            blank = True
            continue
        at_margin = not line[0].isspace()
        if open_examples == 0 and at_margin and not is_key(line):
            tagged = line.startswith(("<", "- ", '"', "'"))
            if blank and not tagged and index > last_field:
                return index
            if headings and index > commented and _HEADING.match(line):
                commented = _below_comments(lines, index)
                if commented == len(lines) or not is_key(lines[commented]):
                    return index
        open_examples = max(0, open_examples + line.count("<example") - line.count("</example"))
        blank = False
    return None


def _last_field(lines: list[str], start: int, stop: int) -> int:
    """The index of the last field of the format: prose before it belongs to a long description."""
    matches = ((index, KEY.match(lines[index])) for index in range(start, stop))
    return max((index for index, match in matches if match and match[1] in _FIELDS), default=start)


def _below_comments(lines: list[str], index: int) -> int:
    """The index of the first line from *index* on that is neither blank nor a comment."""
    while index < len(lines) and (not lines[index].strip() or lines[index].startswith("#")):
        index += 1
    return index


# -- the fields


def _read_block(block: str, line: int, limits: Limits) -> tuple[list[Field], list[Finding], InvalidYaml | None]:
    if not block.strip():
        return [], [], None
    if len(block) > limits.frontmatter_chars:
        message = f"the frontmatter is longer than {limits.frontmatter_chars:,} characters; move text into the prompt"
        return list(read_lines(block, line)), [Finding(Code.TOO_LARGE, message, line)], None
    try:
        return *read_yaml(block, line), None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = line + min(mark.line if mark else 0, block.count("\n"))
        problem = (error.problem or "unexpected text").removeprefix("while ")
        invalid = InvalidYaml(at, mark.column + 1 if mark else 1, problem, mend_of(block, line))
    except (yaml.YAMLError, ValueError) as error:
        problem = " ".join(str(error).split())[:80]
        invalid = InvalidYaml(line, 1, problem, "remove what YAML does not allow")
    return list(read_lines(block, line)), [], invalid


def _repeated(fields: list[Field]) -> Iterator[Finding]:
    """One finding for each key that is repeated."""
    seen: dict[str, int] = {}
    reported = {COMMENT}
    for field in fields:
        if field.key in seen and field.key not in reported:
            reported.add(field.key)
            message = f"`{field.key}` is repeated (first on line {seen[field.key]}); the first counts, remove the other"
            yield Finding(Code.FRONTMATTER, message, field.line)
        seen.setdefault(field.key, field.line)

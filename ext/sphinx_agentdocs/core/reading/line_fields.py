"""Frontmatter that is not valid YAML, read line by line: a key at the margin, its value up to the next key."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import COMMENT, Field

KEY = re.compile(r"([A-Za-z_][\w.-]*)[ \t]*:(?:[ \t]+|$)")
_NAMES = "name|model|color|tools|disallowedTools"
_QUOTED_KEY = re.compile(rf"[\"'](description|{_NAMES})[\"'][ \t]*:(?:[ \t]+|$)")
"""A key in quotes; of others, a line in quotes is more likely a part of a value."""
_NO_PROSE = frozenset(_NAMES.split("|"))
"""The fields whose values contain no number sign, so that one after a space begins a comment, as in YAML."""
_SPOKEN = frozenset("user assistant human User Assistant Human Context Commentary Agent Example Examples Note".split())
"""Words that continue a description when a colon follows; none of them is a key."""
_BLOCK = re.compile(r"[|>][+-]?\d?[+-]?[ \t]*(?:#.*)?$")


def is_key(line: str) -> bool:
    """Whether a line begins with a key, rather than with a word that continues a description."""
    match = KEY.match(line)
    return bool(match) and match[1] not in _SPOKEN  # type: ignore[index]


def read_lines(block: str, line: int) -> Iterator[Field]:
    """The fields of *block*, whose first line is *line* of the file."""
    pending: tuple[str, int, list[str]] | None = None
    comment = ""
    open_examples = 0
    for number, text in enumerate(block.split("\n"), start=line):
        bare = text.lstrip("\t")
        match = (KEY.match(bare) or _QUOTED_KEY.match(bare)) if open_examples == 0 else None
        if match and match[1] not in _SPOKEN:
            if pending:
                comments = _trailing_comments(pending[2])
                yield from _line_fields(*pending, comment)
                for back, above in comments:
                    yield Field(COMMENT, above.strip("# \t"), number - back, number - back)
            value, comment = _without_comment(match[1], bare[match.end() :])
            pending = (match[1], number, [value])
        elif pending:
            pending[2].append(text)
        elif text.strip():
            pending = ("", number, [text])
        open_examples = max(0, open_examples + text.count("<example") - text.count("</example"))
    if pending:
        yield from _line_fields(*pending, comment)


def _line_fields(key: str, line: int, lines: list[str], comment: str) -> Iterator[Field]:
    """A field, and the comment after its first line."""
    yield _line_field(key, line, lines)
    if comment:
        yield Field(COMMENT, comment, line, line)


def _without_comment(key: str, value: str) -> tuple[str, str]:
    """The value on the line of a key, and the comment after it."""
    if key not in _NO_PROSE or value[:1] in ("'", '"', "|", ">"):
        return value, ""
    value, _, comment = value.partition(" #")
    return value, comment.strip()


def _trailing_comments(lines: list[str]) -> list[tuple[int, str]]:
    """Remove the comments right above the next key from *lines*, and return each with its distance from the key."""
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
    if text[0] == "[" and text[-1] == "]" and "\n" not in text and _is_one_list(text):
        return Field(key, tuple(_unquote(part.strip()) for part in text[1:-1].split(",") if part.strip()), line, line)
    return Field(key, _unquote(text), line, line)


def _is_one_list(text: str) -> bool:
    """Whether the bracket that opens *text* is closed by its last one, unlike in ``[issue] [priority]``."""
    depth = 0
    for char in text[:-1]:
        depth += (char == "[") - (char == "]")
        if depth == 0:
            return False
    return True


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

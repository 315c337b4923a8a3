"""The source of units that say more than their text, so that nothing is lost when they are gone.

The text of a unit is one line of plain words.  An item can also hold code blocks, tables and nested
lists, a link has a target, and a section can have blocks that are not guidelines.  For these units
the Markdown source is kept as well, without the marks of the lists and quotations around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from markdown_it.token import Token

from ..limits import Limits
from ..model import LEAD, Guideline, Section
from .markdown import parse, plain
from .rule_sections import rule_sections

_BLOCKS = ("fence", "code_block", "literal_block", "definition", "table_open", "comment")
_CONTAINERS = ("blockquote_open", "list_item_open")
_QUOTE = re.compile(r"[ \t]*>")
_MARK = re.compile(r"[ \t]*(?:>|[-*+]|\d{1,9}[.)])")
_AFTER_MARK = re.compile(r"[ \t]{1,4}(?=\S)|[ \t]?")
_TAB = 4


@dataclass(slots=True)
class _Reading:
    """One pass over the tokens of a prompt; *around* are the quotations and list items that are open."""

    tokens: Sequence[Token]
    lines: Sequence[str]
    guidelines: frozenset[int]
    sections: frozenset[int]
    most: int
    room: int
    targets: dict[str, str]
    around: list[tuple[Token, bool]] = field(default_factory=list)
    section: int = LEAD
    found: dict[int, str] = field(default_factory=dict)
    blocks: dict[int, list[str]] = field(default_factory=dict)


def whole_sources(
    tokens: Sequence[Token],
    sections: Sequence[Section],
    guidelines: Sequence[Guideline],
    lines: Sequence[str],
    limits: Limits,
) -> dict[int, str]:
    """The source of each unit that says more than its text, by the index of its token.

    Of a section, it is only the blocks that are not part of a guideline.  Each source has at most
    ``paragraph_chars`` characters, and all together ``file_chars``; a source that is cut says so.
    """
    reading = _Reading(
        tokens,
        lines,
        frozenset(unit.token for unit in guidelines),
        frozenset(section.token for section in sections),
        limits.paragraph_chars,
        limits.file_chars,
        {token.meta["url"]: _lines_of(token, lines) for token in tokens if token.type == "definition"},
    )
    for index in range(len(tokens)):
        _read(reading, index)
    rules = rule_sections(tokens, sections)
    for token, sources in reading.blocks.items():
        if token not in rules:
            _note(reading, token, "\n\n".join(sources))
    for token, stop in rules.items():
        _note(reading, token, _lines_between(reading, token, stop))
    return reading.found


def _lines_between(reading: _Reading, start: int, stop: int) -> str:
    """The lines of a section that is a rule, from its title to its end."""
    first = (reading.tokens[start].map or (0, 0))[0]
    after = (reading.tokens[index].map for index in range(stop, len(reading.tokens)))
    following = (lines[0] for lines in after if lines)
    return "\n".join(reading.lines[first : next(following, len(reading.lines))]).strip("\n")


def _read(reading: _Reading, index: int) -> None:
    token = reading.tokens[index]
    if index in reading.sections:
        reading.section = index
        if any(_hidden_targets(reading.tokens[index + 1])):
            reading.blocks[index] = [reading.tokens[index + 1].content]
    is_unit = index in reading.guidelines and index not in reading.sections
    if is_unit and _says_more(reading.tokens, index):
        _note(reading, index, "\n\n".join([_source(reading, token), *_definitions(reading, index)]))
    if token.type in _BLOCKS and not any(unit for _, unit in reading.around):
        reading.blocks.setdefault(reading.section, []).append(_closed(_source(reading, token), token))
    if token.type in _CONTAINERS:
        reading.around.append((token, is_unit))
    elif token.type in ("blockquote_close", "list_item_close"):
        reading.around.pop()


def _says_more(tokens: Sequence[Token], index: int) -> bool:
    """Whether a guideline has more than one paragraph of text, or a link whose target the text does not show."""
    inline = index + 1
    if tokens[index].type == "list_item_open":
        if [token.type for token in tokens[index + 1 : index + 5 : 2]] != ["paragraph_open", "paragraph_close"]:
            return True
        if tokens[index + 4].type != "list_item_close":
            return True
        inline = index + 2
    return any(_hidden_targets(tokens[inline]))


def _hidden_targets(inline: Token) -> Iterator[bool]:
    """For each part of a paragraph, whether its plain text leaves something out."""
    text = ""
    for child in inline.children or ():
        if child.type == "link_open":
            text = text or plain(inline)
            yield str(child.attrs.get("href", "")).removeprefix("mailto:") not in text
        else:
            yield child.type in ("image", "s_open")


def _definitions(reading: _Reading, index: int) -> list[str]:
    """The link definitions elsewhere in the prompt to which the links of a guideline refer."""
    if not reading.targets:
        return []
    level = reading.tokens[index].level
    found: dict[str, str] = {}
    for token in reading.tokens[index + 1 :]:
        if token.level == level:
            break
        for child in token.children or ():
            target = str(child.attrs.get("href", ""))
            found |= {target: reading.targets[target]} if target in reading.targets else {}
    return list(found.values())


def _note(reading: _Reading, index: int, source: str) -> None:
    """Keep a source, cut to the limits."""
    most = min(reading.most, reading.room)
    if len(source) > most:
        lines = source[:most].rpartition("\n")[0]
        kept = lines if len(lines) > most // 2 else source[:most]
        source = f"{kept}\n\n\u2026 ({len(source) - len(kept):,} more characters omitted)"
    reading.room = max(0, reading.room - len(source))
    reading.found[index] = source


def _source(reading: _Reading, token: Token) -> str:
    """The lines of a block, without the marks and the indentation that place it in the blocks around it."""
    first, stop = token.map or (0, 0)
    quotes = sum(one.type == "blockquote_open" for one, _ in reading.around)
    lines = [_unquoted(line, quotes) for line in reading.lines[first:stop]] or [""]
    marks = sum(one.type == "list_item_open" and (one.map or [0])[0] == first for one, _ in reading.around)
    start = _content(lines[0], marks + (token.type == "list_item_open"), token.type == "code_block")
    width = _columns(lines[0][:start])
    return "\n".join([lines[0][start:], *(_outdented(line, width) for line in lines[1:])]).rstrip()


def _closed(source: str, token: Token) -> str:
    """The source of a block that others can follow: a fence may end with the list around it."""
    if token.type != "fence":
        return source
    _, _, last = source.rpartition("\n")
    is_closed = "\n" in source and last.strip().startswith(token.markup) and not last.strip(f" \t{token.markup[0]}")
    return source if is_closed else f"{source}\n{token.markup}"


def _lines_of(token: Token, lines: Sequence[str]) -> str:
    first, stop = token.map or (0, 0)
    return "\n".join(lines[first:stop]).strip(" \t\n>")


def _unquoted(line: str, quotes: int) -> str:
    """*line* without the marks of the quotations around it, of which a lazy line may have fewer."""
    for _ in range(quotes):
        mark = _QUOTE.match(line)
        if mark is None:
            break
        line = line[mark.end() :]
    return line.removeprefix(" ") if quotes else line


def _content(line: str, marks: int, is_indented_code: bool) -> int:
    """Where the content of a block begins in its first line, after *marks* of lists and quotations."""
    at = 0
    for _ in range(marks):
        mark = _MARK.match(line, at)
        at = mark.end() if mark else at
    if marks:
        after = _AFTER_MARK.match(line, at)
        return after.end() if after else at
    indent = len(line) - len(line.lstrip(" \t"))
    if is_indented_code:  # its own indentation is part of it
        return 0 if "\t" in line[:indent] else max(0, indent - _TAB)
    return indent


def _columns(text: str) -> int:
    return len(text.expandtabs(_TAB))


def _outdented(line: str, width: int) -> str:
    """*line* without its first *width* columns, as far as they are blank."""
    column = 0
    for at, char in enumerate(line):
        if column >= width or char not in " \t":
            return " " * (column - width) + line[at:]
        column += _TAB - column % _TAB if char == "\t" else 1
    return ""


def lost_blocks(before: str, after: str) -> bool:
    """Whether the source of a unit had blocks or targets of links that it lacks now.

    Lists do not count: the items in them are units of their own.
    """
    return bool(before) and before != after and not _own_blocks(before) <= _own_blocks(after)


@lru_cache(maxsize=10_000)
def _own_blocks(source: str) -> frozenset[str]:
    """The blocks of *source*, which may be compared with those of very many former wordings."""
    return frozenset(_blocks(source))


def _blocks(source: str) -> Iterator[str]:
    """What each block of *source* says, without its lists and without its marks."""
    parsed = parse(source)
    if parsed.too_large:
        yield source
    is_in_list = False
    for token in parsed.tokens:
        if token.level == 0 and token.type in ("bullet_list_open", "ordered_list_open"):
            is_in_list = True
        elif token.level == 0 and token.nesting == -1:
            is_in_list = False
        elif token.nesting == 0 and not is_in_list:
            words = plain(token) if token.type == "inline" else token.content
            targets = (str(child.attrs.get("href", child.attrs.get("src", ""))) for child in token.children or ())
            yield " ".join([token.info, *words.split(), *filter(None, targets)])

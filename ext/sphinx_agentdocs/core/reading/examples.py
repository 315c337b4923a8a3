"""Examples: the conversations that show when to use an agent.

They are in the description or in the body, tagged as ``<example>`` or as items of a list
under "Examples:".  Whatever their form, the pieces of an example, joined, are the text that
the author wrote.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from ..model import Description, Example, ExamplePart, PartKind, Passage

EXAMPLE_OPEN = re.compile(r"(?<!`)<example(?:[ \t][^<>\n]*)?>", re.IGNORECASE)
EXAMPLE_CLOSE = re.compile(r"</example\s*>", re.IGNORECASE)
_TAGGED = re.compile(
    rf"{EXAMPLE_OPEN.pattern}.*?(?:{EXAMPLE_CLOSE.pattern}|(?={EXAMPLE_OPEN.pattern})|\Z)", re.DOTALL | re.IGNORECASE
)
_COMMENTARY_AFTER = re.compile(r"\s*<commentary>(?:(?!</?example\b).)*?</commentary>", re.DOTALL | re.IGNORECASE)
_ANNOUNCED = re.compile(
    r"(?:^|(?<=[.!?)]))[ \t]*[*_]*(?:usage |use |typical |common )?examples?(?: usage| uses?)?[*_]*:[*_]*[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_ITEM = re.compile(r"^([ \t]*)(?:[-*+]|\d+[.)])[ \t]", re.MULTILINE)
_AFTER_LIST = re.compile(r"\n[ \t]*\n(?=\S)(?!(?:[-*+]|\d+[.)])[ \t])")
_BULLET = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]+")
_BLANK_LINES = re.compile(r"(\n[ \t]*\n)")
_ANNOUNCING = re.compile(
    r"(?:(?<=[.!?)])\s+|\n\s*|\A)((?:Usage |Use |Here are some )?Examples?(?: usage)?:)\Z", re.IGNORECASE
)
_WORD = re.compile(r"\\+[^\n]|(?P<word>\w+)")

_UP_TO_LAST_WORD = re.compile(r".*\s\w", re.DOTALL)

_SPEAKERS = (
    "user|assistant|human|claude|agent|system|main agent|ai|bot|customer|client|developer|tool|result"
    "|benutzer|nutzer|assistent|usuario|asistente|utilisateur"
    "|\u7528\u6237|\u52a9\u624b|\u30e6\u30fc\u30b6\u30fc|\u30a2\u30b7\u30b9\u30bf\u30f3\u30c8"
)
"""Who speaks, in English, and the user and the assistant in German, Spanish, French, Chinese and Japanese."""
_CONTEXTS = (
    "context|scenario|situation|background|kontext|contexto|contexte|\u4e0a\u4e0b\u6587|\u80cc\u666f|\u72b6\u6cc1"
)
_COMMENTARY_TAGS = "commentary|reasoning|rationale|explanation"
_CONTEXT_TAGS = "context|scenario|situation|background"
_SPEAKER_TAGS = "(?:user|human|assistant|agent|system)(?:_(?:request|query|message|input|response|reply|output))?"
_MARK = r"[*_]{0,3}"
_BEFORE = r"'\"\u201d\u2019.!?)\]>;,*_\u2192\u3002\uff01\uff1f\u300d"
"""Characters, other than space, that can precede a label.  A label includes the space before it."""
_LABEL = re.compile(
    rf"""
    (?P<boundary> \A | ^ | (?<![ \t])(?<=[\s{_BEFORE}]) | (?<=[^\s{_BEFORE}][ \t]) )
    (?P<label>
        [ \t]* (?:[-*+\u2192][ \t]+)? {_MARK}
        (?: (?P<context> {_CONTEXTS} )
          | (?P<commentary> commentary | reasoning | rationale | why )
          | (?P<speaker> {_SPEAKERS} ) (?:[ ](?:says|asks|responds|response|request|query))?
          | (?P<other> [A-Z][\w-]{{1,20}} (?=\s*:{_MARK}\s*['"\u201c\u2018]) )
        )
        {_MARK} \s? [:\uff1a] {_MARK} (?!/)
    )
    | (?P<tag> <(?: (?P<tag_commentary> {_COMMENTARY_TAGS} ) | (?P<tag_context> {_CONTEXT_TAGS} )
                  | (?P<tag_speaker> {_SPEAKER_TAGS} ) )> )
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_SPEECH = re.compile(r"\s*[\"'\u201c\u2018\u300c]")
_MENTIONS = re.compile(r"\b(?:the|an?|your|my|our|this|each|every|to|tell|ask|answer|reply|then)\s*\Z", re.IGNORECASE)
_MENTION_CHARS = 10
_TAG_END = re.compile(rf"</({_COMMENTARY_TAGS}|{_CONTEXT_TAGS}|{_SPEAKER_TAGS})>", re.IGNORECASE)
_QUOTE_PAIRS = {'"': '"', "\u201c": "\u201d", "'": "'", "\u2018": "\u2019", "\u300c": "\u300d"}


def split_description(text: str, line: int, source: str = "") -> Description:
    """Split a description into passages and examples in the author's order.

    *line* is the line on which *text* begins.  *source* is the file from there on, in case quotes,
    escapes or folding put it on other lines than *text*.
    """
    blocks: list[Passage | Example] = []
    line_at = _line_finder(text, line, source or text)
    at = 0
    for start, end in _example_spans(text):
        blocks += _passages(text, at, start, line_at)
        blocks.append(read_example(text[start:end], line_at(start)))
        at = end
    blocks += _passages(text, at, len(text), line_at)
    return Description(tuple(blocks), line)


def read_example(source: str, line: int) -> Example:
    """Read one example, including its tags, if any."""
    parts: list[ExamplePart] = []
    opening = EXAMPLE_OPEN.search(source)
    at = 0
    if opening:
        parts.append(ExamplePart("open", source[: opening.end()], ""))
        at = opening.end()
    closing = EXAMPLE_CLOSE.search(source, at) if opening else None
    parts += _pieces(source[at : closing.start() if closing else len(source)])
    if closing:
        parts.append(ExamplePart("close", closing[0], ""))
        parts += _pieces(source[closing.end() :])
    return Example(tuple(parts), line)


def pieces_in(examples: Iterable[Example]) -> int:
    """How many pieces *examples* have together."""
    return sum(len(example.parts) for example in examples)


def _example_spans(text: str) -> Iterator[tuple[int, int]]:
    """The places of the examples in a description: the tagged ones, else the items below "Examples:"."""
    tagged = list(_TAGGED.finditer(text))
    for match in tagged:
        after = _COMMENTARY_AFTER.match(text, match.end())
        margin = text.rfind("\n", 0, match.start()) + 1
        bullet = _BULLET.fullmatch(text, margin, match.start())
        yield (margin if bullet else match.start()), (after.end() if after else match.end())
    announced = None if tagged else _ANNOUNCED.search(text)
    first = _ITEM.search(text, announced.end()) if announced else None
    if first:
        after_list = (match for match in _AFTER_LIST.finditer(text, first.end()) if not _LABEL.match(text, match.end()))
        stop = next((match.start() for match in after_list), len(text))
        items = list(_ITEM.finditer(text, first.start(), stop))
        least = min(len(item[1]) for item in items)
        tops = [item.start() for item in items if len(item[1]) == least]
        spans = list(zip(tops, [*tops[1:], stop], strict=True))
        if all(_next_label(text[start:end], 0) for start, end in spans):
            yield from spans


def _passages(text: str, start: int, stop: int, line_at: Callable[[int], int]) -> Iterator[Passage]:
    """The passages of a part of a text; words that announce examples are a passage of their own."""
    at = start
    for chunk in _BLANK_LINES.split(text[start:stop]):
        body = chunk.strip()
        if body:
            begin = at + chunk.index(body)
            announce = _ANNOUNCING.search(body)
            if announce and announce.start():
                yield Passage(body[: announce.start()], line_at(begin))
                yield Passage(announce[1], line_at(begin + announce.start(1)))
            else:
                yield Passage(body, line_at(begin))
        at += len(chunk)


def _line_finder(text: str, line: int, source: str) -> Callable[[int], int]:
    """A function from an offset in *text* to the line in the file of the first word from there on.

    It counts words, because quotes, escapes and folding do not change those.  Offsets must
    not decrease from one call to the next.
    """
    first = source.partition("\n")[0]
    place = first.find(text)
    if place >= 0 and first[place - 1 : place] != "\\":
        return _on_one_line(text, line, source)
    return _counting_words(text, line, source)


def _on_one_line(text: str, line: int, source: str) -> Callable[[int], int]:
    """The function for a *text* that the first line of its source contains: up to its last word, that is the line."""
    words = _UP_TO_LAST_WORD.match(text)
    last = words.end() - 2 if words else -1
    after: list[Callable[[int], int]] = []

    def line_at(offset: int) -> int:
        if offset <= last:
            return line
        if not after:
            after.append(_counting_words(text, line, source))
        return after[0](offset)

    return line_at


def _counting_words(text: str, line: int, source: str) -> Callable[[int], int]:
    in_text, in_source = _words(text), _words(source)
    at, found, counted = next(in_text, len(text)), next(in_source, None), 0

    def line_at(offset: int) -> int:
        nonlocal at, found, line, counted
        while at < offset:
            following = next(in_source, None)
            if following is None:
                break
            at, found = next(in_text, len(text)), following
        if found is not None:
            line += source.count("\n", counted, found)
            counted = found
        return line

    return line_at


def _words(text: str) -> Iterator[int]:
    """The offset of each word of *text*."""
    return (match.start() for match in _WORD.finditer(text) if match["word"])


def _pieces(text: str) -> Iterator[ExamplePart]:
    """The labelled pieces of an example.  Text without a label is a piece of kind "text"."""
    if not text.strip():
        return
    at, label = 0, ""
    kind: PartKind = "text"
    quotations = _Quotations(text)
    last_ends = {match[1].casefold(): match.start() for match in _TAG_END.finditer(text)}
    while True:
        match = _next_label(text, at, quotations if kind in ("turn", "context") else None)
        stop = match.start() if match else len(text)
        tail = text[at:stop]
        name = label.strip().strip("<>").casefold() if label.strip().startswith("<") else ""
        if name and at <= last_ends.get(name, -1):
            end = next(match for match in _TAG_END.finditer(text, at) if match[1].casefold() == name)
            yield ExamplePart(kind, label, text[at : end.start()], end[0])
            at, label, kind = end.end(), "", "text"
            continue
        if label or tail.strip():
            yield ExamplePart(kind, label, tail)
            tail = ""
        if match is None:
            return
        at, label, kind = match.end(), tail + match[0], _kind_of(match)


def _kind_of(match: re.Match[str]) -> PartKind:
    if match["context"] or match["tag_context"]:
        return "context"
    return "commentary" if match["commentary"] or match["tag_commentary"] else "turn"


def _next_label(text: str, at: int, quotations: _Quotations | None = None) -> re.Match[str] | None:
    """The next label at or after *at*; one inside a quotation that begins at *at* is speech, not a label."""
    begin = quotations.end(at) if quotations else at
    for match in _LABEL.finditer(text, begin):
        if match.end() > at and _at_boundary(text, match, at):
            return match
    return None


class _Quotations:
    """Where the quotations of a text end: at a quote followed by a label, a tag, a line end or the end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.ends: dict[str, list[int]] = {}

    def end(self, at: int) -> int:
        """The index after a quotation that begins at *at*, or *at* if none begins there or it has no end."""
        start = _past(r"\s*", self.text, at)
        quote = _QUOTE_PAIRS.get(self.text[start : start + 1])
        if quote is None:
            return at
        if quote not in self.ends:
            matches = re.finditer(quote, self.text)
            self.ends[quote] = [match.end() for match in matches if self._closes(match.end())]
        ends = self.ends[quote]
        index = bisect_right(ends, start + 1)
        return ends[index] if index < len(ends) else at

    def _closes(self, end: int) -> bool:
        after = _past(r"[ \t]*", self.text, end)
        return self.text[after : after + 1] in ("", "\n", "<") or bool(_LABEL.match(self.text, end))


def _past(pattern: str, text: str, at: int) -> int:
    match = re.compile(pattern).match(text, at)
    return match.end() if match else at


def _at_boundary(text: str, match: re.Match[str], at: int) -> bool:
    """Whether a label is where a speaker can begin: at the start of a line, or after a sentence, quote or tag.

    A speaker whose words follow in quotes can begin anywhere, unless the words before mention somebody to speak to.
    """
    if match["tag"]:
        return True
    if match["speaker"] and _SPEECH.match(text, match.end()):
        before = text[max(0, match.start("label") - _MENTION_CHARS) : match.start("label")]
        if not _MENTIONS.search(before):
            return True
    end = match.start("label")
    while end and text[end - 1] in " \t*_":
        end -= 1
    return match.start() <= at or not end or text[end - 1] in "\n'\"\u201d\u2019.!?)]>;\u2192"

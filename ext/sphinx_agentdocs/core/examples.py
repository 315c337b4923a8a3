"""Examples: the conversations by which an author shows when to use an agent.

They stand in the description or in the body, tagged as ``<example>`` or as the items of a
list under "Examples:".  Whatever their form, the pieces of an example put together again
are the text that the author wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .model import Description, Example, ExamplePart, Passage

_TAGGED = re.compile(r"<example\b[^>\n]*>.*?(?:</example\s*>|(?=<example\b[^>\n]*>)|\Z)", re.DOTALL | re.IGNORECASE)
_OPEN = re.compile(r"<example\b[^>\n]*>", re.IGNORECASE)
_CLOSE = re.compile(r"</example\s*>", re.IGNORECASE)
_COMMENTARY_AFTER = re.compile(r"\s*<commentary>.*?</commentary>", re.DOTALL | re.IGNORECASE)
_ANNOUNCED = re.compile(r"^[ \t]*[*_]*(?:usage |use |typical |common )?examples?(?: usage| uses?)?[*_]*:[*_]*[ \t]*$", re.I | re.M)
_ITEM = re.compile(r"^(?=[ \t]*(?:[-*+]|\d+[.)])[ \t])", re.MULTILINE)

_SPEAKERS = "user|assistant|human|claude|agent|system|main agent|ai|bot|customer|client|developer|tool|result"
_MARK = r"[*_]{0,3}"
_LABEL = re.compile(
    rf"""
    (?P<boundary> \A | ^ | (?<=[\s'"\u201d\u2019.!?)\]>;,*_]) )
    (?P<label>
        [ \t]* (?:[-*+][ \t]+)? {_MARK}
        (?: (?P<context> context | scenario | situation | background )
          | (?P<commentary> commentary | reasoning | rationale | why )
          | (?P<speaker> {_SPEAKERS} ) (?:[ ](?:says|asks|responds|response|request|query))?
          | (?P<other> [A-Z][\w-]{{1,20}} (?=\s*:{_MARK}\s*['"\u201c\u2018]) )
        )
        {_MARK} \s? : {_MARK} (?!/)
    )
    | (?P<tag> <(?:commentary|reasoning)> )
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_COMMENTARY_END = re.compile(r"</(?:commentary|reasoning)>", re.IGNORECASE)
_QUOTE_PAIRS = {'"': '"', "\u201c": "\u201d", "'": "'", "\u2018": "\u2019"}


def split_description(text: str, line: int) -> Description:
    """Split a description into passages and examples in the author's order.

    *line* is the line on which *text* begins.
    """
    blocks: list[Passage | Example] = []
    at = 0
    for start, end in _example_spans(text):
        blocks += _passages(text[at:start], line + text.count("\n", 0, at))
        blocks.append(read_example(text[start:end], line + text.count("\n", 0, start)))
        at = end
    blocks += _passages(text[at:], line + text.count("\n", 0, at))
    return Description(tuple(blocks), line)


def unescape_newlines(text: str) -> str:
    r"""*text* with each literal ``\n`` as a newline, unless it belongs to a path such as ``C:\new``.

    Definitions written by a generator carry them, quoted or not, even after YAML.
    """
    if "\\n" not in text:
        return text
    return re.sub(r"(?<![\\])(?<!\b[A-Za-z]:)\\n", "\n", text)


def read_example(source: str, line: int) -> Example:
    """Read one example, with its tags where it has them."""
    parts: list[ExamplePart] = []
    opening = _OPEN.search(source)
    at = 0
    if opening:
        parts.append(ExamplePart("open", source[: opening.end()], ""))
        at = opening.end()
    closing = _CLOSE.search(source, at) if opening else None
    parts += _pieces(source[at : closing.start() if closing else len(source)])
    if closing:
        parts.append(ExamplePart("close", closing[0], ""))
        parts += _pieces(source[closing.end() :])
    return Example(tuple(parts), line)


def _example_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the examples of a description are: the tagged ones, else the items below "Examples:"."""
    found = False
    for match in _TAGGED.finditer(text):
        found = True
        after = _COMMENTARY_AFTER.match(text, match.end())
        bullet = re.search(r"(?:^|\n)([ \t]*(?:[-*+]|\d+[.)])[ \t]+)\Z", text[: match.start()])
        yield (bullet.start(1) if bullet else match.start()), (after.end() if after else match.end())
    announced = None if found else _ANNOUNCED.search(text)
    if announced:
        starts = [match.start() for match in _ITEM.finditer(text, announced.end())]
        indents = [len(text[s:]) - len(text[s:].lstrip(" \t")) for s in starts]
        tops = [s for s, indent in zip(starts, indents, strict=True) if indent == min(indents)]
        for start, end in zip(tops, [*tops[1:], len(text)], strict=True):
            yield start, end


def _passages(text: str, line: int) -> Iterator[Passage]:
    """The passages of a text, with the words that announce examples as one of their own."""
    for chunk in re.split(r"(\n[ \t]*\n)", text):
        body = chunk.strip()
        if body:
            start = line + chunk[: len(chunk) - len(chunk.lstrip())].count("\n")
            announce = re.search(r"(?:(?<=[.!?)])\s+|\n\s*|\A)((?:Usage |Use |Here are some )?Examples?(?: usage)?:)\Z", body, re.I)
            if announce and announce.start():
                yield Passage(body[: announce.start()], start)
                yield Passage(announce[1], start + body[: announce.start(1)].count("\n"))
            else:
                yield Passage(body, start)
        line += chunk.count("\n")


def _pieces(text: str) -> Iterator[ExamplePart]:
    """The labelled pieces of an example.  What no label claims is a piece of kind "text"."""
    if not text.strip():
        return
    at, label, kind = 0, "", "text"
    while True:
        match = _next_label(text, at, quoted=kind in ("turn", "context"))
        stop = match.start() if match else len(text)
        tail = text[at:stop]
        if kind == "commentary" and label.strip().startswith("<"):
            end = _COMMENTARY_END.search(text, at)
            if end:
                yield ExamplePart("commentary", label, text[at : end.start()], end[0])
                at, label, kind = end.end(), "", "text"
                continue
        if label or tail.strip():
            yield ExamplePart(kind, label, tail)  # type: ignore[arg-type]
        if match is None:
            return
        at, label = match.end(), match[0]
        kind = _kind_of(match)


def _kind_of(match: re.Match[str]) -> str:
    if match["context"]:
        return "context"
    return "commentary" if match["commentary"] or match["tag"] else "turn"


def _next_label(text: str, at: int, *, quoted: bool) -> re.Match[str] | None:
    """The next label at or after *at*; one inside of a quotation that begins at *at* is speech, not a label."""
    begin = at
    if quoted:
        start = at + len(text[at:]) - len(text[at:].lstrip())
        closing = _QUOTE_PAIRS.get(text[start : start + 1])
        if closing:
            end = _closing_quote(text, start + 1, closing)
            begin = end if end is not None else at
    for match in _LABEL.finditer(text, begin):
        if match.end() > at and _at_boundary(text, match, at):
            return match
    return None


def _closing_quote(text: str, start: int, quote: str) -> int | None:
    """The index after the quote that ends a speech: one that is followed by a label, a tag, a line end or the end."""
    for match in re.finditer(re.escape(quote), text[start:]):
        end = start + match.end()
        rest = text[end:].lstrip(" \t")
        if not rest or rest[0] in "\n<" or _LABEL.match(text, end + len(text[end:]) - len(rest)):
            return end
    return None


def _at_boundary(text: str, match: re.Match[str], at: int) -> bool:
    """Whether a label stands where a speaker can begin: at a line's start, or after a sentence, quote or tag."""
    if match["tag"]:
        return True
    before = text[: match.start("label")].rstrip(" \t*_")
    return match.start() <= at or not before or before[-1] in "\n'\"\u201d\u2019.!?)]>;"

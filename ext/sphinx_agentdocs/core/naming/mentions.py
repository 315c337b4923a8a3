"""The mentions of a definition: possible names of other agents, with the relation the text states.

While one definition is read, it is not known which agents there are.  So everything that could be
a name is kept: words joined by hyphens, and words marked as a name.  `names.Names` decides.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from ..model import Definition, How, Mention, MentionKind, Passage, Way
from ..text.characters import VisibleText
from ..text.code_spans import without
from ..text.sentences import cut, plain_text, sentence_around
from .blocks import Block, blocks
from .candidates import Candidate, candidates
from .collaboration import Heading, Verb, does_to_me, goes_both_ways, roles, verbs
from .declared_names import add_declared_names
from .example_calls import add_example_calls
from .labels import Piece, has_labels, pieces, sentence_end
from .list_entries import objects
from .mention_list import MOST, MentionList

_OPENING = r"[\s*_`\"'(\[@\u2018\u201c]{0,6}"
_CLOSING = r"[*_`\"'\])\u2019\u201d]{0,4}"
_COMMA = r"(?:\s{0,3}[,/&]\s{0,3}(?:and\s|or\s)?|\s{1,3}(?:and|or)\s)(?:(?:the|our|your|an?)\s)?"
_NEXT = re.compile(rf"{_CLOSING}{_COMMA}{_OPENING}")
"""The text between two names of one list."""
_NEXT_AFTER = re.compile(
    rf"{_CLOSING}\s(?:\([^()\n]{{1,80}}\)|(?:for|on|when|about|if) [^.;:()`*@\n]{{1,80}}?)"
    rf"(?:[,;]\s|,?\s(?:and|or)\s)(?:(?:and|or)\s)?{_OPENING}"
)
_LISTED_AFTER = re.compile(rf"{_CLOSING}\s{{0,3}}(?:\Z|[,.;()]|(?:for|and|or|on|when|about|if)\b)")
_BETWEEN = re.compile(
    r"[\s*_`\"'(\[@\u2018\u201c:]*(?:(?:the|our|your|an?)\s+)?[\s*_`\"'(\[@\u2018\u201c]*\Z", re.IGNORECASE
)
_NOT = re.compile(
    r"(?:\b(?:not|never|avoid|without|instead of|rather than|refrain from|under no circumstances|no need to)"
    r"|n['\u2019]t)\b(?!\s+(?:forget|hesitate|fail)\b)(?:, ever\b)?[^.,;\n]{0,30}\Z",
    re.IGNORECASE,
)
"""The text before a verb that negates it."""
_SUBJECT = re.compile(
    r"[*_`\"'\])\u2019\u201d]{0,4}(?:\s+(?:sub-?)?agents?)?\s+"
    r"(?:(?:also|then|always|only|never|may|will|can|should|must|who|which|that)\s+){0,2}"
)
"""The text between the name of an agent and what it does."""
_CLAUSE_END = re.compile(r"[.;!?\n]")
_BULLET = re.compile(r"\s*[-*+]\s")
_BEGINS = re.compile(r"(?:\W|_){0,8}")
_WORD = re.compile(r"\w")
_BEGINNING = 4
"""How far from the start of a text its first verb is at most."""
_ENTRY_CHARS = 300
_SIGNS = ("-", "`", "**", "agent", "@", "](", "__", "Agent", "closely", "hand in", "side by")
"""A text without one of these names nobody; most texts have none."""


class Place(NamedTuple):
    """Where a text is: its line in the file, the anchor of its unit, and its block if it is in the prompt."""

    line: int
    anchor: str = ""
    block: Block | None = None


def find_mentions(definition: Definition, *, quoting: bool = True) -> tuple[Mention, ...]:
    """Everything in *definition* that could name another agent, a few hundred at most.

    Unless *quoting* is set, the mentions have no evidence, which takes a fifth of the time and only a page shows.
    """
    found = MentionList(definition, quoting=quoting)
    add_declared_names(definition, found)
    _description(definition, found)
    _prompt(definition, found)
    add_example_calls(definition, found)
    return found.mentions()


# -- the prompt


def _prompt(definition: Definition, found: MentionList) -> None:
    body = definition.body
    anchors = {section.token: section.anchor for section in body.sections}
    anchors |= {unit.token: unit.anchor for unit in body.guidelines}
    for block in blocks(body.tokens):
        _block(block, body.line + block.line, anchors, found)


def _block(block: Block, first: int, anchors: Mapping[int, str], found: MentionList) -> None:
    anchor = next((anchors[token] for token in block.tokens if token in anchors), "")
    if block.listed and block.above and block.kind == "cell":
        _entry(block.text, block.above, 0, first, anchor, found, row=block.around)
        return
    rest = block.text
    for piece in _parts(block):
        start, end = piece.start, piece.end
        line = first + block.text.count("\n", 0, start)
        if piece.heading:
            _entry(block.text[start:end], piece.heading, piece.value - start, line, anchor, found)
        elif block.above and block.listed:
            _entry(block.text[start:end], block.above, 0, line, anchor, found, title=block.above.title)
        elif block.above and start == 0 and (_begins_with_name(block.text) or _continues(block.text, block.above)):
            end = sentence_end(block.text, 0, end)
            _entry(block.text[:end], block.above, 0, line, anchor, found, title=block.above.title)
        else:
            continue
        rest = without(rest, [(start, end)])
    _prose(rest, Place(first, anchor, block), found)


def _parts(block: Block) -> Sequence[Piece]:
    """The parts of a text that may be entries or labels."""
    if block.kind == "cell":
        return ()
    if has_labels(block.text):
        return [*pieces(block.text)]
    return [Piece(0, len(block.text), 0, None)] if block.above else ()


def _begins_with_name(text: str) -> bool:
    """Whether a paragraph begins with a name, like an entry of a list of agents."""
    match = _BEGINS.match(text)
    return match is not None and any(one.start <= match.end() for one in candidates(text[:_ENTRY_CHARS])[:1])


def _continues(text: str, above: Heading) -> bool:
    """Whether a paragraph continues a heading that names agents itself and was wrapped."""
    return ":" in above.title and text[:1].islower()


def _entry(
    text: str, above: Heading, start: int, line: int, anchor: str, found: MentionList, *, title: str = "", row: str = ""
) -> None:
    """Add the names in one entry of a list or table of agents: the agent works with each of them.

    *title* is that of the list, if the entry does not contain it; *row* is the row of a table that contains the entry.
    """
    every = verbs(text)
    said = [verb for verb in every if verb.start >= start]
    names = {one.start: one for one in candidates(text)}
    for one in islice(objects(text, start, said, above), MOST):
        before = names.get(one.start)
        names[one.start] = one._replace(called=one.called or (before is not None and before.called))
    both = goes_both_ways(text) or any(verb.both for verb in every if verb.end <= start)
    places = sorted(names.values())
    for one in places:
        if one.end < start:
            continue
        verb = _verb_before(said, one.start)
        kind, way = (verb.kind, verb.way) if verb else (above.kind, above.way)
        if verb and _is_said_of_another(text, verb, places, found.name):
            kind, way = "names", ""
        elif verb is None and (done := does_to_me(text, one.end)):
            kind, way = done, "back"
        if found.wants(one.name, kind, one.how, called=one.called, way=way):
            at = line + text.count("\n", 0, one.start)
            evidence = _evidence(text, one.start, title if verb is None else "", row) if found.quoting else ""
            goes_both = not way and (both or bool(verb and verb.both))
            found.add(Mention(one.name, kind, one.how, at, anchor, evidence, one.called, goes_both, way=way))


def _evidence(text: str, at: int, title: str, row: str) -> VisibleText:
    """The line that shows the relation: an entry after the title of its list, or the row that contains it."""
    if row:
        return cut(row, max(row.find(text.strip()), 0) + at)
    lead = f"{title}: " if title else ""
    begin = _BULLET.match(text)
    start = begin.end() if begin else 0
    return cut(lead + text[start:], len(lead) + max(at - start, 0))


def _verb_before(said: list[Verb], at: int) -> Verb | None:
    index = bisect_right(said, at, key=lambda verb: verb.end)
    return said[index - 1] if index else None


def _is_said_of_another(text: str, verb: Verb, places: Sequence[Candidate], own: str) -> bool:
    """Whether the subject of *verb* is another agent: "`x` escalates to `y`"."""
    before = [one for one in places if one.end <= verb.start and one.name != own]
    if not before:
        return False
    if verb.way == "back":  # "`x` is the escalation target for `y`"
        return _CLAUSE_END.search(text, before[-1].end, verb.start) is None
    return _SUBJECT.fullmatch(text, before[-1].end, verb.start) is not None


def _prose(text: str, place: Place, found: MentionList) -> None:
    """Add the names among other words of a text."""

    def add(name: str, said: tuple[MentionKind, Way], how: How, start: int, end: int, *, called: bool = False) -> None:
        kind, way = said
        if found.wants(name, kind, how, called=called, way=way):
            line = place.line + text.count("\n", 0, start) if place.block else found.line_of(name, place.line)
            evidence = _sentence(text, start, end, place.block) if found.quoting else ""
            found.add(Mention(name, kind, how, line, place.anchor, evidence, called, both=False, way=way))

    if not any(sign in text for sign in _SIGNS):
        return
    places = candidates(text)
    said = verbs(text) if places else []
    last: tuple[int, Verb] | None = None
    for one in places:
        verb = _governing(text, said, one, last, places, found.name)
        last = (one.end, verb) if verb else None
        if verb and place.block and place.block.forbids and verb.start < _BEGINNING:
            verb = None
        add(one.name, _said(text, one, verb), one.how, one.start, one.end, called=one.called)
    for start, end in islice(roles(text), MOST):
        add(plain_text(text[start:end]), ("works-with", ""), "role", start, end)


def _sentence(text: str, start: int, end: int, block: Block | None) -> VisibleText:
    """The sentence with a name.  A bare name is shown with its row, its label, or the text below the heading."""
    said = sentence_around(text, start, end)
    if block is None or not block.around:
        return said
    if block.kind == "cell":
        return cut(block.around, max(block.around.find(text.strip()), 0) + start)
    if _WORD.search(said.replace(plain_text(text[start:end]), "", 1)):
        return said
    if block.kind == "heading":
        return cut(f"{said}: {block.around}", 0)
    return cut(f"{block.around.strip(' :*_')}: {said}", len(block.around))


def _said(text: str, one: Candidate, verb: Verb | None) -> tuple[MentionKind, Way]:
    """What a text says about a name."""
    if verb:
        return verb.kind, verb.way
    if one.run:
        return "delegates-to", ""
    done = does_to_me(text, one.end)
    return (done, "back") if done else ("names", "")


def _governing(
    text: str,
    said: list[Verb],
    one: Candidate,
    last: tuple[int, Verb] | None,
    places: Sequence[Candidate],
    own: str,
) -> Verb | None:
    """The verb whose object a name is: right before it, or before the name that precedes it in a list."""
    if last and (_NEXT.fullmatch(text, last[0], one.start) or _next_with_purpose(text, last[0], one)):
        return last[1]
    verb = _verb_before(said, one.start)
    if verb is None or one.start - verb.end > 20 or not _BETWEEN.match(text[verb.end : one.start]):
        return None
    if _NOT.search(text, max(0, verb.start - 60), verb.start) or _NOT.search(text, verb.start, verb.end):
        return None
    return None if _is_said_of_another(text, verb, places, own) else verb


def _next_with_purpose(text: str, start: int, one: Candidate) -> bool:
    """Whether a name is the next of a list that says what each is for: "`x` for oil, `y` for wicks"."""
    return _NEXT_AFTER.fullmatch(text, start, one.start) is not None and _LISTED_AFTER.match(text, one.end) is not None


# -- the description


def _description(definition: Definition, found: MentionList) -> None:
    for block in definition.description.blocks:
        if isinstance(block, Passage):
            _prose(block.text, Place(block.line), found)

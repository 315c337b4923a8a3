"""The mentions of a definition: possible names of other agents, with the relation the text states.

While one definition is read, it is not known which agents there are.  So everything that could be
a name is kept: words joined by hyphens, and words marked as a name.  `names.Names` decides.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from itertools import islice

from ..model import Definition, How, Mention, MentionKind, Passage
from ..text.sentences import cut, plain_text, sentence_around
from .blocks import Block, blocks
from .candidates import Candidate, candidates
from .collaboration import Heading, Verb, goes_both_ways, heading_of, roles, verbs
from .declared_names import add_declared_names
from .example_calls import add_example_calls
from .list_entries import objects
from .mention_list import MOST, MentionList

_LEAD = re.compile(r"[\s*_]{0,4}([A-Za-z][A-Za-z /-]{3,40}?)[*_]{0,3}:[*_]{0,3}(?=\s|\Z)")
_NEXT = re.compile(r"[*_`\"'\])\u2019\u201d]{0,4}(?:\s{0,3}[,/&]\s{0,3}(?:and\s|or\s)?|\s{1,3}(?:and|or)\s)\s{0,3}")
"""The text between two names of one list."""
_BETWEEN = re.compile(
    r"[\s*_`\"'(\[@\u2018\u201c]*(?:(?:the|our|your|an?)\s+)?[\s*_`\"'(\[@\u2018\u201c]*\Z", re.IGNORECASE
)
_NOT = re.compile(r"\b(?:not|never|n't|n\u2019t|avoid|without|instead of|rather than)\b[^.;\n]{0,30}\Z", re.IGNORECASE)
_MAY_NAME = re.compile(r"[-`@]|\*\*|__|\]\(|[Aa]gent|closely|hand in|side by")
"""A text without a match names nobody; most texts have none."""


def find_mentions(definition: Definition) -> tuple[Mention, ...]:
    """Everything in *definition* that could name another agent, a few hundred at most."""
    found = MentionList(definition)
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
    anchor = anchors.get(block.token, "")
    parts = block.text.split("\n") if block.kind == "paragraph" else [block.text]
    rest = []
    for number, part in enumerate(parts, start=first):
        lead = _LEAD.match(part) if block.kind in ("paragraph", "item") else None
        announced = heading_of(lead[1]) if lead else None
        if lead and announced:
            _entry(part, announced, lead.end(), number, anchor, found)
        elif block.listed and block.above:
            _entry(part, block.above, 0, number, anchor, found)
        else:
            rest.append(part)
            continue
        rest.append("")  # keeps the line numbers of the others
    _prose("\n".join(rest), first, anchor, found)


def _entry(text: str, above: Heading, start: int, line: int, anchor: str, found: MentionList) -> None:
    """Add the names in one entry of a list or table of agents: the agent works with each of them."""
    said = verbs(text)
    names = {one.start: one for one in candidates(text)}
    for one in islice(objects(text, start, said, above), MOST):
        before = names.get(one.start)
        names[one.start] = one._replace(called=one.called or (before is not None and before.called))
    both = goes_both_ways(text)
    for one in sorted(names.values()):
        if one.end < start:
            continue
        verb = _verb_before(said, one.start)
        kind = verb.kind if verb else above.kind
        if found.wants(one.name, kind, one.how, called=one.called):
            at, evidence = line + text.count("\n", 0, one.start), cut(text, one.start)
            goes_both = both or bool(verb and verb.both)
            found.add(Mention(one.name, kind, one.how, at, anchor, evidence, one.called, goes_both))


def _verb_before(said: list[Verb], at: int) -> Verb | None:
    index = bisect_right(said, at, key=lambda verb: verb.end)
    return said[index - 1] if index else None


def _prose(text: str, first: int, anchor: str, found: MentionList, *, in_file: bool = True) -> None:
    """Add the names among other words of a text; if it is not *in_file*, its lines differ from those of the file."""

    def add(name: str, kind: MentionKind, how: How, start: int, end: int, *, called: bool = False) -> None:
        if not found.wants(name, kind, how, called=called):
            return
        line = first + text.count("\n", 0, start) if in_file else found.line_of(name, first)
        found.add(Mention(name, kind, how, line, anchor, sentence_around(text, start, end), called, both=False))

    if not _MAY_NAME.search(text):
        return
    places = candidates(text)
    said = verbs(text) if places else []
    last: tuple[int, Verb] | None = None
    for one in places:
        verb = _governing(text, said, one, last)
        last = (one.end, verb) if verb else None
        add(one.name, verb.kind if verb else "names", one.how, one.start, one.end, called=one.called)
    for start, end in islice(roles(text), MOST):
        add(plain_text(text[start:end]), "works-with", "role", start, end)


def _governing(text: str, said: list[Verb], one: Candidate, last: tuple[int, Verb] | None) -> Verb | None:
    """The verb whose object a name is: right before it, or before the name that precedes it in a list."""
    if last and _NEXT.fullmatch(text, last[0], one.start):
        return last[1]
    verb = _verb_before(said, one.start)
    if verb is None or one.start - verb.end > 20 or not _BETWEEN.match(text[verb.end : one.start]):
        return None
    return None if _NOT.search(text, max(0, verb.end - 90), verb.end) else verb


# -- the description


def _description(definition: Definition, found: MentionList) -> None:
    for block in definition.description.blocks:
        if isinstance(block, Passage):
            _prose(block.text, block.line, "", found, in_file=False)

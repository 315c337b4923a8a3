"""Whom a definition names: candidates for names of other agents, with what the text says of them.

Which agents there are is not known while one definition is read.  So everything is kept that
could be a name: words joined by hyphens, and what is marked as a name.  `names.Names` decides.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import islice

from ..model import Definition, Example, Field, How, Mention, MentionKind, Passage
from ..text.identifiers import words
from ..text.sentences import cut, plain_text, sentence_around
from .blocks import Block, blocks
from .candidates import Candidate, candidates, is_agent_name, is_name
from .collaboration import Heading, Verb, goes_both_ways, heading_of, roles, verbs
from .list_entries import objects
from .names import RUN, is_kebab

_MOST = 200
"""Mentions of a definition that are words, and as many others; a real one has about a dozen."""
_MOST_CHARS = 300
"""Characters of a name, a path or the words of a role."""
_LINES_SEARCHED = 200
_LEAD = re.compile(r"[\s*_]{0,4}([A-Za-z][A-Za-z /-]{3,40}?)[*_]{0,3}:[*_]{0,3}(?=\s|\Z)")
_NEXT = re.compile(r"[*_`\"'\])\u2019\u201d]{0,4}(?:\s{0,3}[,/&]\s{0,3}(?:and\s|or\s)?|\s{1,3}(?:and|or)\s)\s{0,3}")
"""What stands between two names of one list."""
_BETWEEN = re.compile(
    r"[\s*_`\"'(\[@\u2018\u201c]*(?:(?:the|our|your|an?)\s+)?[\s*_`\"'(\[@\u2018\u201c]*\Z", re.IGNORECASE
)
_NOT = re.compile(r"\b(?:not|never|n't|n\u2019t|avoid|without|instead of|rather than)\b[^.;\n]{0,30}\Z", re.IGNORECASE)
_CALLED = re.compile(rf"(?<![\w.-])(?![A-Z])({RUN.pattern})[`'\"\u2019\u201d*]{{0,3}}\s{{1,9}}(?:sub-?)?agent\b")
_CALLED_TITLE = re.compile(
    r"\b(?:the|use|using|launch|call|invoke|run)\s+[`'\"\u2018\u201c*]{0,3}"
    r"([A-Z][\w&/-]*(?: [A-Z&][\w&/-]*){0,5})[`'\"\u2019\u201d*]{0,3}\s{1,9}agent\b"
)
_HANDOFF = re.compile(r"\b(?:agent|name|to)\s*:\s*(.+)")
_AGENT_TOOL = re.compile(r"\A\s*(?:Agent|Task)\(([^()]*)\)")
_MAY_NAME = re.compile(r"[-`@]|\*\*|__|\]\(|[Aa]gent|closely|hand in|side by")
"""What every text has that names anyone; most texts have nothing of it."""


def find_mentions(definition: Definition) -> tuple[Mention, ...]:
    """Everything in *definition* that could be the name of another agent; a few hundred at most."""
    found = _Found(definition)
    _frontmatter(definition, found)
    _description(definition, found)
    _prompt(definition, found)
    _examples(definition, found)
    return found.mentions()


class _Found:
    """The mentions so far: the first of each name, kind and way, or the first that says that it is an agent."""

    def __init__(self, definition: Definition) -> None:
        self.lines = definition.raw.split("\n")
        self.kept: dict[tuple[str, str, str], Mention] = {}
        self.words = 0

    def wants(self, name: str, kind: str, how: str, *, called: bool) -> bool:
        """Whether a mention would be kept: it says more than those so far, and there is room for it."""
        if len(name) > _MOST_CHARS:
            return False
        before = self.kept.get((name, kind, how))
        if before is not None:
            return called and not before.called
        return (self.words if how == "word" else len(self.kept) - self.words) < _MOST

    def add(self, mention: Mention) -> None:
        key = (mention.name, mention.kind, mention.how)
        if self.wants(*key, called=mention.called):
            self.words += mention.how == "word" and key not in self.kept
            self.kept[key] = mention

    def mentions(self) -> tuple[Mention, ...]:
        return tuple(sorted((self._placed(one) for one in self.kept.values()), key=lambda one: (one.line, one.column)))

    def _placed(self, mention: Mention) -> Mention:
        text = self.lines[mention.line - 1] if mention.line <= len(self.lines) else ""
        return mention._replace(column=text.find(mention.name) + 1 or 1)

    def line_of(self, name: str, line: int) -> int:
        """The line on which *name* stands, at or below *line*."""
        for number in range(line, min(line + _LINES_SEARCHED, len(self.lines) + 1)):
            if name in self.lines[number - 1]:
                return number
        return line


# -- the prompt


def _prompt(definition: Definition, found: _Found) -> None:
    body = definition.body
    anchors = {section.token: section.anchor for section in body.sections}
    anchors |= {unit.token: unit.anchor for unit in body.guidelines}
    for block in blocks(body.tokens):
        _block(block, body.line + block.line, anchors, found)


def _block(block: Block, first: int, anchors: Mapping[int, str], found: _Found) -> None:
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
        rest.append("")  # so that the lines of the others stay
    _prose("\n".join(rest), first, anchor, found)


def _entry(text: str, above: Heading, start: int, line: int, anchor: str, found: _Found) -> None:
    """One entry of a list or table of agents: each name in it is one that the agent works with."""
    said = verbs(text)
    names = {one.start: one for one in candidates(text)}
    for one in islice(objects(text, start, said, above), _MOST):
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


def _prose(text: str, first: int, anchor: str, found: _Found, *, in_file: bool = True) -> None:
    """A text in which names stand among other words; one that is not *in_file* has other lines there."""

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
    for start, end in islice(roles(text), _MOST):
        add(plain_text(text[start:end]), "works-with", "role", start, end)


def _governing(text: str, said: list[Verb], one: Candidate, last: tuple[int, Verb] | None) -> Verb | None:
    """The verb whose object a name is: it stands right before it, or before the name that this one follows."""
    if last and _NEXT.fullmatch(text, last[0], one.start):
        return last[1]
    verb = _verb_before(said, one.start)
    if verb is None or one.start - verb.end > 20 or not _BETWEEN.match(text[verb.end : one.start]):
        return None
    return None if _NOT.search(text, max(0, verb.end - 90), verb.end) else verb


# -- the description, the examples and the other fields


def _description(definition: Definition, found: _Found) -> None:
    for block in definition.description.blocks:
        if isinstance(block, Passage):
            _prose(block.text, block.line, "", found, in_file=False)


def _examples(definition: Definition, found: _Found) -> None:
    """Whom the examples call; where they call the agent itself, its own name is a mention as well."""
    own = f"-{'-'.join(words(definition.name, ''))}-"
    calls, called_itself = False, None
    for example in definition.examples[:_MOST]:
        text = _text_of(example)
        for match in _calls(text) if "agent" in text.lower() else ():
            if match[1] != definition.name:
                calls = True
                _example_call(text, match, example, found)
        if called_itself is None and (definition.name in text or (calls and own in f"-{'-'.join(words(text, ''))}-")):
            called_itself = example
    if calls and called_itself is not None:
        line = found.line_of(definition.name, called_itself.line)
        own_call = Mention(
            definition.name, "names", "example", line, called_itself.anchor, "", called=False, both=False
        )
        found.add(own_call)


def _calls(text: str) -> Iterator[re.Match[str]]:
    yield from islice(_CALLED.finditer(text), _MOST)
    yield from islice(_CALLED_TITLE.finditer(text), _MOST)


def _example_call(text: str, match: re.Match[str], example: Example, found: _Found) -> None:
    name = match[1]
    line = found.line_of(name, example.line)
    evidence = sentence_around(text, match.start(1), match.end(1))
    found.add(Mention(name, "names", "example", line, example.anchor, evidence, is_agent_name(name), both=False))


def _text_of(example: Example) -> str:
    """What an example says, without its tags."""
    return "".join(
        part.label + part.text + part.end if part.kind not in ("open", "close") else part.text for part in example.parts
    )


def _frontmatter(definition: Definition, found: _Found) -> None:
    for field in definition.fields:
        key = field.key.casefold()
        if key == "related":
            _declared(field, "declared", _entries(field, nested=True), found)
        elif key == "handoffs":
            _declared(field, "delegates-to", _entries(field, nested=True), found)
        elif key == "tools":
            _declared(field, "delegates-to", list(_agents_of_tools(definition.tools or ())), found)


def _declared(field: Field, kind: MentionKind, names: list[str], found: _Found) -> None:
    for name in names[:_MOST]:
        bare = name.strip(" \t\"'`@[]")
        if not is_name(bare):
            continue
        how: How = "file" if bare.endswith(".md") else "marked"
        line = found.line_of(bare, field.line)
        evidence = plain_text(f"{field.key}: {field.text}"[: 4 * 60])
        found.add(Mention(bare, kind, how, line, "", evidence, how == "marked" and is_kebab(bare), both=False))


def _entries(field: Field, *, nested: bool) -> list[str]:
    """The names of a list, of a line with commas, or of the entries of a nested list."""
    if isinstance(field.value, tuple):
        return list(field.value)
    if "\n" in field.text or ":" in field.text:
        return [match[1].partition(",")[0] for match in _HANDOFF.finditer(field.text)]
    return field.text.split(",")


def _agents_of_tools(tools: tuple[str, ...]) -> Iterator[str]:
    for tool in tools:
        if match := _AGENT_TOOL.match(tool):
            yield from match[1].split(",")

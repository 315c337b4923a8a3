"""Whom a definition names: candidates for names of other agents, with what the text says of them.

Which agents there are is not known while one definition is read.  So everything is kept that
could be a name: words joined by hyphens, and what is marked as a name.  `names.Names` decides.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from .blocks import Block, blocks
from .code_spans import code_spans, without
from .collaboration import Heading, Verb, goes_both_ways, heading_of, roles, verbs
from .identifiers import words
from .model import Definition, Example, Field, How, Mention, MentionKind, Passage
from .names import RUN, is_kebab, stands_alone
from .sentences import cut, plain_text, sentence_around

__all__ = ["Mention", "find_mentions"]

_MOST = 200
"""Mentions of a definition that are words, and as many others; a real one has about a dozen."""
_MOST_OF_A_TEXT = 400
_NAME_CHARS = 60
_NAME_WORDS = 6
_LINES_SEARCHED = 200
_NAME_LIKE = re.compile(r"[^\W\d_][\w .&+'\u2019/-]*")
_LINK = re.compile(r"\[([^\[\]\n]{1,200})\](\(<?([^()\s<>]{1,300})>?(?:[ \t][^()\n]{0,100})?\))")
_ADDRESS = re.compile(r"\b(?:https?|ftp|mailto):[^\s<>\"]+")
_BOLD = re.compile(r"(?:(?<!\*)\*\*(?!\*)([^*\n]{1,80})\*\*(?!\*)|(?<![\w_])__([^_\n]{1,80})__(?![\w_]))")
_AT = re.compile(rf"(?<![\w@./-])@(?=[A-Za-z])({RUN.pattern})")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")
_AGENT_AFTER = re.compile(r"[`'\"\u2019\u201d*_]{0,3}\s{1,9}(?:sub-?)?agent\b", re.IGNORECASE)
_THE_BEFORE = re.compile(r"\b(?:the|our|your|my)\s{1,3}[`'\"\u2018\u201c*_@]{0,4}\Z", re.IGNORECASE)
_MARK_BEFORE = re.compile(r"[`'\"\u2018\u201c*_@]\Z")
_QUALITIES = frozenset(
    (
        "agent aware backed based built called calling capable centric class driven enabled end facing first focused"
        " free friendly functional generated grade hop hosted language level like line making managed mode model named"
        " native oriented only parallel party pass powered purpose quality ready running scale shot side size specific"
        " step style term tier time trained trusted tuned turn using wide"
    ).split()
)
"""Last words of what says how an agent is, such as "long-running", and not how it is called."""
_BEGINNINGS = frozenset(
    "ai co cross first high llm long low multi next non open per post pre real self semi short single sub well".split()
)
_PERSON = re.compile(r"(?:er|or|ist|yst|ect|expert|pro)\Z")
_PEOPLE = re.compile(r"(?:er|or|ist|yst|ect|expert|team|lead|people)s\Z")
_OBJECT = re.compile(
    r"[\s*_`\"'(\[\u2018\u201c]{0,6}(?:(?:the|our|your|an?)\s+)?[*_`\"'\[@\u2018\u201c]{0,4}"
    rf"(?P<name>{RUN.pattern}(?: (?:&|{RUN.pattern})){{0,5}})",
)
_FOLLOWS = re.compile(
    r"[*_`\"'\])\u2019\u201d]{0,4}(?:\s*(?:\Z|[,;:(/&\u2013\u2014\u2192]|\.(?:\s|\Z)|-\s)|\s+(?:on|with|for|about|in|to"
    r"|when|during|regarding|via|by|if|before|after|and|or|at|from|as|who|where|whenever|agent)\b)"
)
_COMMA = re.compile(r"[*_`\"'\])\u2019\u201d]{0,4}(?:\s*[,;/&]\s*(?:and\s|or\s)?|\s(?:and|or)\s)\s{0,3}")
_NEXT = re.compile(r"[*_`\"'\])\u2019\u201d]{0,4}(?:\s*[,/&]\s*(?:and\s|or\s)?|\s+(?:and|or)\s+)\s{0,3}")
_FIRST_VERB = re.compile(r"[\s*_]{0,4}[A-Z][a-z]+(?=\s)")
_LEAD = re.compile(r"[\s*_]{0,4}([A-Za-z][A-Za-z /-]{3,40}?)[*_]{0,3}:[*_]{0,3}(?=\s|\Z)")
_BETWEEN = re.compile(
    r"[\s*_`\"'(\[@\u2018\u201c]*(?:(?:the|our|your|an?)\s+)?[\s*_`\"'(\[@\u2018\u201c]*\Z", re.IGNORECASE
)
_NOT = re.compile(r"\b(?:not|never|n't|n\u2019t|avoid|without|instead of|rather than)\b[^.;\n]{0,30}\Z", re.IGNORECASE)
_CALLED = re.compile(rf"(?<![\w.-])({RUN.pattern})[`'\"\u2019\u201d*]{{0,3}}\s{{1,9}}(?:sub-?)?agent\b", re.IGNORECASE)
_CALLED_TITLE = re.compile(
    r"\b(?:the|use|using|launch|call|invoke|run)\s+[`'\"\u2018\u201c*]{0,3}"
    r"([A-Z][\w&/-]*(?: [A-Z&][\w&/-]*){0,5})[`'\"\u2019\u201d*]{0,3}\s{1,9}agent\b"
)
_HANDOFF = re.compile(r"\b(?:agent|name|to)\s*:\s*(.+)")
_AGENT_TOOL = re.compile(r"\A\s*(?:Agent|Task)\(([^()]*)\)")


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
        self.own = definition.name
        self.lines = definition.raw.split("\n")
        self.kept: dict[tuple[str, str, str], Mention] = {}
        self.words = 0

    def add(self, mention: Mention) -> None:
        key = (mention.name, mention.kind, mention.how)
        before = self.kept.get(key)
        if before is None:
            is_word = mention.how == "word"
            if (self.words if is_word else len(self.kept) - self.words) >= _MOST:
                return
            self.words += is_word
        elif before.called or not mention.called:
            return
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


class _Candidate(NamedTuple):
    """A place in a text that may be a name."""

    start: int
    end: int
    name: str
    how: How
    called: bool


# -- names in a text


def _candidates(text: str) -> list[_Candidate]:
    """What may be a name in a text of Markdown, in order; the marked form of a place stands for all others."""
    found: dict[int, _Candidate] = {}
    code = code_spans(text)
    bare = without(text, code, "`")
    for start, end in code:
        _add_marked(found, text, start, end, text[start:end].strip("` \n"))
    masked = [(match.start(2), match.end(2)) for match in _LINK.finditer(bare)]
    for match in _LINK.finditer(bare):
        path = match[3].partition("#")[0]
        if path.endswith(".md") and not _SCHEME.match(path):
            found[match.start(3)] = _Candidate(match.start(), match.end(), path, "file", called=False)
    bare = without(bare, masked, "`")
    bare = without(bare, [match.span() for match in _ADDRESS.finditer(bare)], "`")
    for match in _BOLD.finditer(bare):
        _add_marked(found, text, match.start(), match.end(), (match[1] or match[2]).strip(" :"))
    for match in _AT.finditer(bare):
        if stands_alone(bare, match.start(1), match.end()):
            found.setdefault(match.start(1), _Candidate(match.start(1), match.end(), match[1], "marked", called=False))
    for match in RUN.finditer(bare):
        _add_word(found, bare, match)
    return sorted(found.values())[:_MOST_OF_A_TEXT]


def _add_marked(found: dict[int, _Candidate], text: str, start: int, end: int, inner: str) -> None:
    """Note code or bold words as a name where they look like one."""
    name = inner.removeprefix("@")
    if not _is_name(name):
        return
    at = text.find(name, start)
    if name.endswith(".md"):
        found[at] = _Candidate(at, at + len(name), name, "file", called=False)
        return
    called = bool(_AGENT_AFTER.match(text, end)) and _is_agent_name(name)
    found.setdefault(at, _Candidate(at, at + len(name), name, "marked", called))


def _is_name(text: str) -> bool:
    return len(text) <= _NAME_CHARS and text.count(" ") < _NAME_WORDS and _NAME_LIKE.fullmatch(text) is not None


def _is_agent_name(name: str) -> bool:
    """Whether words joined by hyphens are the name of one agent, and not how it is, nor people."""
    first, _, last = name.partition("-")[0], "", name.rpartition("-")[2]
    is_quality = last in _QUALITIES or (first in _BEGINNINGS and not _PERSON.search(last))
    return is_kebab(name) and not is_quality and not _PEOPLE.search(last)


def _add_word(found: dict[int, _Candidate], text: str, match: re.Match[str]) -> None:
    """Note a word joined by hyphens, or another one that is followed by "agent"."""
    start, end, name = match.start(), match.end(), match[0]
    if name[0] == name[-1] == "_":
        start, end, name = start + 1, end - 1, name[1:-1]
    if start in found or not name or not stands_alone(text, match.start(), match.end()):
        return
    agent = "the " if _AGENT_AFTER.match(text, end) and _THE_BEFORE.search(text, max(0, start - 20), start) else ""
    if is_kebab(name):
        marked = bool(_AGENT_AFTER.match(text, end)) and bool(_MARK_BEFORE.search(text, max(0, start - 2), start))
        found[start] = _Candidate(start, end, name, "word", (bool(agent) or marked) and _is_agent_name(name))
    elif agent and name.isalpha():
        found[start] = _Candidate(start, end, name, "marked", called=False)


# -- the prompt


def _prompt(definition: Definition, found: _Found) -> None:
    body = definition.body
    anchors = {section.token: section.anchor for section in body.sections}
    anchors |= {unit.token: unit.anchor for unit in body.guidelines}
    for block in blocks(body.tokens):
        _block(block, body.line + block.line, anchors, found)


def _block(block: Block, first: int, anchors: Mapping[int, str], found: _Found) -> None:
    anchor = anchors.get(block.token, "")
    at = 0
    for part in block.text.split("\n") if block.kind == "paragraph" else [block.text]:
        lead = _LEAD.match(part) if block.kind in ("paragraph", "item") else None
        announced = heading_of(lead[1]) if lead else None
        above = announced or (block.above if block.listed else None)
        if above is not None:
            _entry(
                part,
                above,
                lead.end() if lead and announced else 0,
                first + block.text.count("\n", 0, at),
                anchor,
                found,
            )
        at += len(part) + 1
    if not block.listed:
        _prose(block.text, first, anchor, found)


def _entry(text: str, above: Heading, start: int, line: int, anchor: str, found: _Found) -> None:
    """One entry of a list or table of agents: each name in it is one that the agent works with."""
    said = verbs(text)
    names = {one.start: one for one in _candidates(text)}
    names |= {one.start: one for one in islice(_objects(text, start, said, above), _MOST)}
    both = goes_both_ways(text)
    for one in sorted(names.values()):
        verb = _verb_before(said, one.start)
        kind = verb.kind if verb else above.kind
        at = line + text.count("\n", 0, one.start)
        evidence = cut(text, one.start)
        found.add(Mention(one.name, kind, one.how, at, anchor, evidence, one.called, both or bool(verb and verb.both)))


def _verb_before(said: list[Verb], at: int) -> Verb | None:
    index = bisect_right(said, at, key=lambda verb: verb.end)
    return said[index - 1] if index else None


def _objects(text: str, start: int, said: list[Verb], above: Heading) -> Iterator[_Candidate]:
    """The names in the places of an entry where its agents stand: first, behind a verb, or behind a comma.

    What is behind a comma is sure to be an agent only where one is right before it.
    """
    sure = {start, *(verb.end for verb in said)}
    if first := _FIRST_VERB.match(text, start):
        sure.add(first.end())
    behind = {match.end(): match.start() for match in _COMMA.finditer(text, start)}
    last = -1
    for place in sorted({*sure, *behind}):
        match = _OBJECT.match(text, place)
        one = _object(text, match) if match else None
        if one is None:
            continue
        named = above.agents and (place in sure or behind[place] == last) and _is_agent_name(one.name)
        last = one.end if place in sure or behind[place] == last else last
        yield one._replace(called=named)


def _object(text: str, match: re.Match[str]) -> _Candidate | None:
    """The longest name at a place that is followed by what follows names."""
    words = match["name"].split(" ")
    start = match.start("name")
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count])
        end = start + len(name)
        titled = count == 1 or all(word[:1].isupper() or word == "&" for word in words[:count])
        if titled and _FOLLOWS.match(text, end) and _begins_here(text, start, end):
            return _Candidate(start, end, name, "marked", called=False)
    return None


def _begins_here(text: str, start: int, end: int) -> bool:
    """Whether a name stands alone in an entry, where a slash stands between names."""
    around = text[max(0, start - 2) : end + 2].replace("/", " ")
    begin = min(start, 2)
    return stands_alone(around, begin, begin + end - start)


def _prose(text: str, first: int, anchor: str, found: _Found, *, in_file: bool = True) -> None:
    """A text in which names stand among other words; one that is not *in_file* has other lines there."""

    def add(name: str, kind: MentionKind, how: How, start: int, end: int, *, called: bool = False) -> None:
        line = first + text.count("\n", 0, start) if in_file else found.line_of(name, first)
        found.add(Mention(name, kind, how, line, anchor, sentence_around(text, start, end), called, both=False))

    said = verbs(text)
    last: tuple[int, Verb] | None = None
    for one in _candidates(text):
        verb = _governing(text, said, one, last)
        last = (one.end, verb) if verb else None
        add(one.name, verb.kind if verb else "names", one.how, one.start, one.end, called=one.called)
    for start, end in islice(roles(text), _MOST):
        add(plain_text(text[start:end]), "works-with", "role", start, end)


def _governing(text: str, said: list[Verb], one: _Candidate, last: tuple[int, Verb] | None) -> Verb | None:
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
        for match in (*islice(_CALLED.finditer(text), _MOST), *islice(_CALLED_TITLE.finditer(text), _MOST)):
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


def _example_call(text: str, match: re.Match[str], example: Example, found: _Found) -> None:
    name = match[1]
    line = found.line_of(name, example.line)
    evidence = sentence_around(text, match.start(1), match.end(1))
    found.add(Mention(name, "names", "example", line, example.anchor, evidence, _is_agent_name(name), both=False))


def _text_of(example: Example) -> str:
    return "".join(part.label + part.text + part.end for part in example.parts)


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
        if not _is_name(bare):
            continue
        how: How = "file" if bare.endswith(".md") else "marked"
        line = found.line_of(bare, field.line)
        evidence = plain_text(f"{field.key}: {field.text}"[: _NAME_CHARS * 4])
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

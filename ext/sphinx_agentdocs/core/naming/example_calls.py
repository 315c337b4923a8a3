"""The agents that the examples of a definition call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ..model import Definition, Example, Mention
from ..text.identifiers import words
from ..text.sentences import sentence_around
from .candidates import is_agent_name
from .mention_list import MOST, MentionList
from .name_spans import NamePattern

_CALLED = NamePattern(r"(?<![\w.-])(?![A-Z])(<run>)[`'\"\u2019\u201d*]{0,3}\s{1,9}(?:sub-?)?agent\b")
_BEFORE_AGENT = re.compile(r"(?<!\S)\S++(?=(\s{1,9}(?:sub-?)?agent\b))")
"""What is before the word "agent", up to a space: only there can a name be called."""
_CALLED_TITLE = re.compile(
    r"\b(?:the|use|using|launch|call|invoke|run)\s+[`'\"\u2018\u201c*]{0,3}"
    r"([A-Z][\w&/-]*(?: [A-Z&][\w&/-]*){0,5})[`'\"\u2019\u201d*]{0,3}\s{1,9}agent\b"
)


def add_example_calls(definition: Definition, found: MentionList) -> None:
    """Add the agents that the examples call; if they call the agent itself, add its own name as well."""
    own = f"-{'-'.join(words(definition.name, ''))}-"
    calls, called_itself = False, None
    for example in definition.examples[:MOST]:
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
    yield from islice(_called(text), MOST)
    yield from islice(_CALLED_TITLE.finditer(text), MOST)


def _called(text: str) -> Iterator[re.Match[str]]:
    """The matches of `_CALLED`, which takes long to fail at each word of a text."""
    after = 0
    called = _CALLED.of(text)
    for place in _BEFORE_AGENT.finditer(text):
        if match := called.search(text, max(place.start(), after), place.end(1)):
            after = match.end()
            yield match


def _example_call(text: str, match: re.Match[str], example: Example, found: MentionList) -> None:
    name = match[1]
    line = found.line_of(name, example.line)
    evidence = sentence_around(text, match.start(1), match.end(1)) if found.quoting else ""
    found.add(Mention(name, "names", "example", line, example.anchor, evidence, is_agent_name(name), both=False))


def _text_of(example: Example) -> str:
    """The text of an example, without its tags."""
    return "".join(
        part.label + part.text + part.end if part.kind not in ("open", "close") else part.text for part in example.parts
    )

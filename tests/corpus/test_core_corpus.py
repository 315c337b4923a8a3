"""Every definition below the folder CORPUS is read completely."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest

from sphinx_agentdocs.core.model import Definition, Example
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.reading.written_newlines import unescape_newlines

CORPUS = Path(os.environ["CORPUS"])
FILES = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*.md") if path.is_file())
FENCE = re.compile(r"^[ >]*(?:[-*+] +|\d+[.)] +)*(?P<mark>`{3,}|~{3,})[^`\n]*\n(?:.*\n)*?[ >]*(?P=mark)", re.MULTILINE)
OPENING = re.compile(r"<example(?: [^<>\n]*)?>", re.IGNORECASE)
ORDERED = re.compile(r"^[ >]*(?:[-*+] +)*\d+[.)](?=\s)", re.MULTILINE)
QUOTED = re.compile(r"\\+(?:[nrt]|u\w{4}|U\w{8}|x\w\w)")
"""Escapes in double-quoted YAML that contain letters."""
ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


@pytest.fixture(scope="module", params=FILES)
def definition(request: pytest.FixtureRequest) -> Definition:
    """The definition of one file."""
    return read_definition((CORPUS / request.param).read_bytes(), request.param)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", re.sub(r"[*_~]", " ", ESCAPE.sub("", text))))


def whole(example: Example) -> str:
    return "".join(part.label + part.text + part.end for part in example.parts)


def shown(definition: Definition) -> str:
    """All text of the tokens of the body."""
    todo = list(definition.body.tokens)
    parts = [*definition.body.source] if definition.body.literal else []
    while todo:
        token = todo.pop()
        todo += token.children or ()
        parts += [token.info, *map(str, token.attrs.values()), "" if token.children else token.content]
        if token.type == "definition":
            parts += [str(token.meta[key]) for key in ("label", "url", "title")]
    return unquote("\n".join(parts))


def test_anchors_are_unique(definition: Definition) -> None:
    body = definition.body
    units = [unit for unit in body.guidelines if unit.kind != "rule"]  # a rule has the anchor of its section
    anchors = [entry.anchor for entry in (*body.sections, *units)]
    anchors += [example.anchor for example in definition.examples] + list(definition.anchors.values())
    assert [anchor for anchor, count in Counter(anchors).items() if count > 1] == []
    assert "" not in anchors


def test_every_opening_tag_is_an_example(definition: Definition) -> None:
    tagged = [example for example in definition.examples if example.parts[0].kind == "open"]
    assert len(tagged) == len(OPENING.findall(FENCE.sub("", definition.raw)))


def test_examples_and_units_are_on_their_lines(definition: Definition) -> None:
    lines = definition.raw.split("\n")
    for example in definition.examples:
        first = re.search(r"\w+", whole(example))
        assert first is None or first[0] in lines[example.line - 1]
    for unit in definition.body.guidelines:
        assert set(re.findall(r"\w+", lines[unit.line - 1])) & set(re.findall(r"\w+", unit.text))


def test_no_word_of_the_description_is_lost(definition: Definition) -> None:
    written = next((field.text for field in definition.fields if field.key == "description"), "")
    blocks = definition.description.blocks
    read = " ".join(whole(block) if isinstance(block, Example) else block.text for block in blocks)
    assert words(unescape_newlines(written)) - words(read) == Counter()


def test_no_word_of_the_prompt_is_lost(definition: Definition) -> None:
    written = "\n".join(definition.body.source)
    assert definition.raw.endswith(written)
    assert words(unquote(ORDERED.sub("", written))) - words(shown(definition)) == Counter()


def test_no_word_of_the_frontmatter_is_lost(definition: Definition) -> None:
    front = definition.raw.removesuffix("\n".join(definition.body.source))
    read = " ".join(f"{field.key} {field.text}" for field in definition.fields)
    assert words(QUOTED.sub(" ", front)) - words(QUOTED.sub(" ", read)) - words("null") == Counter()

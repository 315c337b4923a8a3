"""The fields of the format: their values, and the line and column of what is wrong with them."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.limits import Limits
from sphinx_agentdocs.core.reading.reader import read_definition


def read(*front, body="Bake.\n", **limits):
    text = "".join(f"{line}\n" for line in ("---", *front, "---")) + body
    return read_definition(text.encode(), "ovens/kneader.md", limits=Limits(**limits))


def found(definition):
    return [(one.code.code, one.line) for one in definition.findings]


@pytest.mark.parametrize(
    ("front", "name", "anchor", "findings"),
    [
        (["name: bread-baker"], "bread-baker", "bread-baker", []),
        (["name: 鐘"], "鐘", "鐘", []),
        (["model: opus"], "kneader", "kneader", [("name", 1)]),
        (["model: opus", "name:"], "kneader", "kneader", [("name", 3)]),
        (["model: opus", "name: ' '"], "kneader", "kneader", [("name", 3)]),
        (["name: bread/baker"], "bread/baker", "bread-baker", [("name", 2)]),
        (["name: ../baker"], "../baker", "baker", [("name", 2)]),
        (["name: a%2fb"], "a%2fb", "a-2fb", [("name", 2)]),
        (["name: _baker"], "_baker", "baker", [("name", 2)]),
        (["name: '!!!'"], "!!!", "kneader", [("name", 2)]),
        (["name: |", "  bread", "  baker"], "bread baker", "bread-baker", [("name", 2)]),
        (["name: |", "  bread-baker"], "bread-baker", "bread-baker", []),
        (["name: ' bread  baker '"], "bread baker", "bread-baker", [("name", 2)]),
        (["name: 42"], "42", "42", [("name", 2)]),
    ],
)
def test_names(front, name, anchor, findings):
    definition = read(*front, "description: Bakes.")
    assert (definition.name, definition.anchor, found(definition)) == (name, anchor, findings)


def test_a_name_may_be_as_long_as_its_limit():
    assert found(read("name: abcde", "description: x", name_chars=5)) == []
    long = read("name: abcdef", "description: x", name_chars=5)
    assert (long.name, found(long)) == ("abcde…", [("name", 2)])
    assert found(read("name: a/cdef", "description: x", name_chars=5)) == [("name", 2), ("name", 2)]


@pytest.mark.parametrize(
    ("front", "line", "findings"),
    [
        (["model: opus", "name: bread-baker"], 3, [("description", 3)]),
        (["model: opus"], 1, [("name", 1), ("description", 1)]),
        (["name: bread-baker", "description:"], 3, [("description", 3)]),
        (["name: bread-baker", "description: ' '"], 3, [("description", 3)]),
        (["name: bread-baker", "description: 3"], 3, [("description", 3)]),
        (["name: bread-baker", "description: |", "  Bakes."], 4, []),
    ],
)
def test_descriptions_and_the_lines_of_what_is_missing(front, line, findings):
    definition = read(*front)
    assert (definition.description.line, found(definition)) == (line, findings)


def test_a_description_may_have_as_many_pieces_as_its_limit():
    text = "description: \"One. <example>user: 'a' assistant: 'b'</example>\""
    assert found(read("name: bread-baker", text, tokens=6)) == []
    cut = read("name: bread-baker", text, tokens=5)
    assert found(cut) == [("too-large", 3)]
    assert [(block.text, block.line) for block in cut.description.blocks] == [
        ("One. <example>user: 'a' assistant: 'b'</example>", 3)
    ]


@pytest.mark.parametrize(
    ("value", "tools", "findings"),
    [
        ("Read, Write", ("Read", "Write"), []),
        ("Bash(ls, cat), Read", ("Bash(ls, cat)", "Read"), []),
        ("[Read, 'Bash(ls, cat)']", ("Read", "Bash(ls, cat)"), []),
        ("Read,, Write,", ("Read", "Write"), []),
        ("Bash(ls, cat", ("Bash(ls", "cat"), []),
        ("''", (), []),
        ("", None, []),
        ("true", ("true",), [("field", 4)]),
        ("{Read: yes}", ("{Read: yes}",), [("field", 4)]),
        ("[[Read]]", ("[[Read]]",), [("field", 4)]),
    ],
)
def test_tools(value, tools, findings):
    definition = read("name: bread-baker", "description: x", f"tools: {value}")
    assert (definition.tools, found(definition)) == (tools, findings)


@pytest.mark.parametrize(
    ("key", "value", "read_as", "findings"),
    [
        ("model", "opus", "opus", []),
        ("model", "", None, []),
        ("model", "' '", None, []),
        ("model", "' a  b '", "a b", []),
        ("model", "pinkish", "pinkish", []),
        ("model", "4", "4", [("field", 4)]),
        ("color", "red", "red", []),
        ("color", "'#a0b1c2'", "#a0b1c2", []),
        ("color", "", None, []),
        ("color", "''", None, []),
        ("color", "pinkish", "pinkish", [("unknown-color", 4)]),
        ("color", "[red]", "red", [("field", 4)]),
    ],
)
def test_model_and_colour(key, value, read_as, findings):
    definition = read("name: bread-baker", "description: x", f"{key}: {value}")
    assert (getattr(definition, key), found(definition)) == (read_as, findings)
    assert getattr(definition, "model" if key == "color" else "color") is None

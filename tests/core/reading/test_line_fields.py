"""Frontmatter read line by line: what becomes a field, and on which line it begins."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.model import COMMENT
from sphinx_agentdocs.core.reading.line_fields import is_key, read_lines


def fields(*lines):
    return [(field.line, field.text_line, field.key, field.value) for field in read_lines("\n".join(lines), 1)]


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("red", "red"),
        ("'red'", "red"),
        ("'it''s'", "it's"),
        ("'a' and 'b'", "'a' and 'b'"),
        ("'", "'"),
        ("''", ""),
        ('"red"', "red"),
        ('"a \\"b\\" \\\\ c"', 'a "b" \\ c'),
        ('"a" and "b"', '"a" and "b"'),
        ('"', '"'),
        ('""', ""),
        ("'red\"", "'red\""),
        ("[a, 'b', \"c\"]", ("a", "b", "c")),
        ("[a, , b,]", ("a", "b")),
        ("[]", ()),
        ("[a", "[a"),
        ("a]", "a]"),
        ("[a] b", "[a] b"),
        ("|x", "|x"),
        ("- a", "- a"),
    ],
)
def test_a_value_on_one_line(value, read):
    assert fields(f"key: {value}") == [(1, 1, "key", read)]


@pytest.mark.parametrize(
    ("first", "rest", "read"),
    [
        ("", ["- a", "- 'b'"], ("a", "b")),
        ("", ["", "  - a", "", "  - b"], ("a", "b")),
        ("", ["- a", "b"], "- a\nb"),
        ("", ["  one", "    two", "", "  three", ""], "one\n  two\n\nthree"),
        ("|", ["- a", "- b"], "- a\n- b"),
        ("|-", ["  one", " two"], " one\ntwo"),
        (">2+ # note", ["  one"], "one"),
        ("|", ["  one  ", "  "], "one"),
    ],
)
def test_a_value_on_the_lines_below(first, rest, read):
    assert fields(f"key: {first}", *rest) == [(1, 2, "key", read)]


def test_a_value_that_goes_on_is_kept_with_its_lines():
    assert fields("key: [a,", "b]", "c") == [(1, 1, "key", "[a,\nb]\nc")]
    assert fields("key: 'a", "b'") == [(1, 1, "key", "a\nb")]


def test_a_key_without_a_value_and_text_before_the_first_key():
    assert fields("", "text", "more", "a:", "b: 1") == [(2, 2, "", "text\nmore"), (4, 4, "a", None), (5, 5, "b", "1")]
    assert fields("", "") == []


def test_a_key_may_have_tabs_before_it_and_around_its_value():
    assert fields("a: 1", "\t\tb:\t2\t", "\tc: 3") == [(1, 1, "a", "1"), (2, 2, "b", "2"), (3, 3, "c", "3")]


def test_what_speakers_and_examples_say_is_no_key():
    said = ["<example>", "name: Bob", "<example>", "</example>", "model: T", "</example>"]
    assert fields("description: x", *said, "model: y") == [
        (1, 1, "description", "\n".join(["x", *said])),
        (8, 8, "model", "y"),
    ]
    assert fields("description: x", "user: go", "</example>", "model: y") == [
        (1, 1, "description", "x\nuser: go\n</example>"),
        (4, 4, "model", "y"),
    ]


def test_comments_right_above_a_key_are_fields_of_their_own():
    lines = ["a: 1", "# in", "more", "# one", "", "#\ttwo #", "b: 2", "# end"]
    assert fields(*lines) == [
        (1, 1, "a", "1\n# in\nmore"),
        (4, 4, "#", "one"),
        (6, 6, "#", "two"),
        (7, 7, "b", "2\n# end"),
    ]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("name: x", True),
        ("name:", True),
        ("_a.b-c : x", True),
        ("name:x", False),
        ("2: x", False),
        (" name: x", False),
        ("user: x", False),
        ("Example:", False),
        ("Name: x", True),
    ],
)
def test_which_lines_begin_with_a_key(line, key):
    assert is_key(line) is key


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("model: opus # the big one", [("model", "opus"), (COMMENT, "the big one")]),
        ("tools: [Read, Bash] # no Write", [("tools", ("Read", "Bash")), (COMMENT, "no Write")]),
        ("model: 'opus # 1'", [("model", "opus # 1")]),
        ("color: #fff", [("color", "#fff")]),
        ("description: Use it # always.", [("description", "Use it # always.")]),
        ('"model": opus', [("model", "opus")]),
        ("'color' : red", [("color", "red")]),
        ('"steps": one', [("", '"steps": one')]),
    ],
)
def test_comments_and_quotes_as_in_yaml_where_a_value_is_no_prose(line, read):
    assert [(field.key, field.value) for field in read_lines(line, 1)] == read

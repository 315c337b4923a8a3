"""The text of a file, and where what is wrong with it is found."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.limits import Limits
from sphinx_agentdocs.core.reading.reader import read_definition

HEAD = "---\nname: bread-baker\ndescription: Bakes.\n---\n"


def read(data, **limits):
    """The text of a file, and the code, line and column of each finding."""
    definition = read_definition(data, "x.md", limits=Limits(**limits))
    return definition.raw, [(found.code.code, found.line, found.column) for found in definition.findings]


@pytest.mark.parametrize(
    ("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8")]
)
def test_the_mark_at_the_beginning_says_how_a_file_is_encoded(mark, encoding):
    found = [] if encoding == "utf-8" else [("encoding", 1, 1)]
    assert read(mark + f"{HEAD}Bake é.".encode(encoding)) == (f"{HEAD}Bake é.", found)


def test_the_place_of_a_byte_is_counted_in_characters():
    assert read(f"{HEAD}One.\r\nTwé ".encode() + b"\xff and \xff.") == (
        f"{HEAD}One.\nTwé \\xff and \\xff.",
        [("encoding", 6, 5)],
    )


def test_a_nul_on_the_first_line_and_further_down():
    assert read(b"ab\0c")[1][0] == ("encoding", 1, 3)
    assert read(f"{HEAD}One.\nab\0c\0".encode()) == (f"{HEAD}One.\nab[U+0000]c[U+0000]", [("encoding", 6, 3)])


def test_a_file_may_be_as_large_as_its_limit():
    text = f"{HEAD}Bake."
    size = len(text)
    assert read(text.encode(), file_bytes=size, file_chars=size) == (text, [])
    assert read(text.encode(), file_bytes=size - 1) == (text[:-1], [("too-large", 1, 1)])
    assert read(f"{HEAD}Ba\nke".encode(), file_chars=size - 1) == (f"{HEAD}Ba\nk", [("too-large", 6, 1)])


def test_a_byte_that_was_cut_in_two_is_no_second_finding():
    assert read(f"{HEAD}é".encode(), file_bytes=len(HEAD) + 1) == (f"{HEAD}\\xc3", [("too-large", 1, 1)])


@pytest.mark.parametrize(("length", "limit", "kept"), [(101, 100, 50), (102, 101, 50), (3_001, 3_000, 1_000)])
def test_of_a_line_that_is_too_long_so_much_is_kept(length, limit, kept):
    line = "a" * (length // 2) + "b" * (length - length // 2)
    note = f" [… {length - 2 * kept:,} characters are left out here …] "
    text, found = read(f"{HEAD}{line}\n{line}\n{line[:limit]}".encode(), line_chars=limit)
    short = f"{'a' * kept}{note}{'b' * kept}"
    assert text == f"{HEAD}{short}\n{short}\n{line[:limit]}"
    assert found == [("too-large", 5, 1), ("too-large", 6, 1)]


@pytest.mark.parametrize(
    ("hidden", "named"),
    [
        ("\u200b", "1 hidden character (U+200B)"),
        ("\u200b\u202d\u2060\u202e", "4 hidden characters (U+200B, U+202D, U+202E, U+2060)"),
        ("\u200b\u202c\u2060\u202e\u202d", "5 hidden characters (U+200B, U+202C, U+202D, U+202E and others)"),
    ],
)
def test_up_to_four_kinds_of_hidden_characters_are_named(hidden, named):
    (found,) = read_definition(f"{HEAD}Bake{hidden}.".encode(), "x.md").findings
    assert (found.line, found.column, found.message.partition(";")[0]) == (5, 5, named)

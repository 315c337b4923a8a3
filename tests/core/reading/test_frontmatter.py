from __future__ import annotations

import frontmatter
import pytest

from sphinx_agentdocs.core.limits import Limits
from sphinx_agentdocs.core.model import Field
from sphinx_agentdocs.core.reading.frontmatter import DefinitionHandler, closing_line, read_frontmatter
from sphinx_agentdocs.core.reading.reader import read_definition


def shown(text: str) -> str:
    """Line, the line of the text where it is another, key, value and type of each field; the body; the findings."""
    front = read_frontmatter(text)
    lines = []
    for field in front.fields:
        at = str(field.line) if field.text_line == field.line else f"{field.line}>{field.text_line}"
        lines.append(f"{at} {field.key}: {field.value!r} {field.typed}".rstrip())
    lines.append(f"{front.body_line} body {front.body!r}")
    lines += [f"{found.line} ! {found.message}" for found in front.findings]
    return "\n".join(lines)


def test_frontmatter(case):
    assert shown(case.input) == case.expected


SIMPLE = "---\nname: lamp-lighter\ndescription: |\n  One.\n  Two.\n---\nGo.\n\nRest.\n"


@pytest.mark.parametrize(
    "data",
    [
        SIMPLE.encode(),
        SIMPLE.replace("\n", "\r\n").encode(),
        SIMPLE.replace("\n", "\r").encode(),
        SIMPLE.encode("utf-8-sig"),
    ],
    ids=["LF", "CRLF", "CR", "BOM"],
)
def test_newlines_and_a_byte_order_mark_change_nothing(data):
    definition = read_definition(data, "x.md")
    assert [(field.key, field.text, field.line) for field in definition.fields] == [
        ("name", "lamp-lighter", 2),
        ("description", "One.\nTwo.", 3),
    ]
    assert [(unit.text, unit.line) for unit in definition.body.guidelines] == [("Go.", 7), ("Rest.", 9)]
    assert definition.raw == SIMPLE
    assert definition.findings == ()


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_read_and_reported(mark):
    definition = read_definition(("\ufeff" + SIMPLE).encode(mark), "x.md")
    assert definition.raw == SIMPLE
    assert [found.message for found in definition.findings] == [f"encoded as {mark}; save it as UTF-8"]


def test_tabs_around_values_and_before_keys():
    front = read_frontmatter("---\t\nname:\tlamp-lighter\t\ncolor: red\n\tmodel: opus\n---\t\nGo.\n")
    assert [(field.key, field.text, field.line) for field in front.fields] == [
        ("name", "lamp-lighter", 2),
        ("color", "red", 3),
        ("model", "opus", 4),
    ]
    assert (front.body, front.body_line) == ("Go.\n", 6)
    assert [found.line for found in front.findings] == [4]


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029"])
def test_separators_that_are_new_lines_to_yaml_only(separator):
    front = read_frontmatter(f'---\nname: "lamp{separator}lighter"\nlimits: {{a: b}}\ncolor: red\n---\nGo.\n')
    assert [(field.key, field.text, field.line) for field in front.fields] == [
        ("name", f"lamp{separator}lighter", 2),
        ("limits", "{a: b}", 3),
        ("color", "red", 4),
    ]
    assert [found.message for found in front.findings] == [
        f"not valid YAML (the line separator U+{ord(separator):04X}); remove what YAML does not allow"
    ]


def test_a_bomb_of_aliases_stays_as_large_as_it_is_written():
    levels = ["a0: &a0 [lol, lol]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    front = read_frontmatter("---\n" + "\n".join(levels) + "\n---\n")
    assert front.fields[0] == Field("a0", ("lol", "lol"), 2, 2, "list")
    assert front.fields[29].text == f"&a29 [{', '.join(['*a28'] * 9)}]"
    assert [found.line for found in front.findings] == list(range(3, 32))


def test_deep_nesting_is_kept_as_text_and_reported_once():
    deep = "[" * 400 + "]" * 400
    front = read_frontmatter(f"---\nname: a\nlimits: {deep}\ncolor: red\n---\nGo.\n")
    assert [(field.key, field.text) for field in front.fields] == [("name", "a"), ("limits", deep), ("color", "red")]
    assert [(found.line, found.message) for found in front.findings] == [
        (3, "values are nested too deeply; flatten them")
    ]


def test_nesting_without_measure_is_read_line_by_line():
    # The time of a YAML parser grows with the square of the depth.
    deep = "{a: " * 3000 + "}" * 3000
    front = read_frontmatter(f"---\nname: a\nlimits: {deep}\ncolor: red\n---\nGo.\n")
    assert [(field.key, field.text) for field in front.fields] == [("name", "a"), ("limits", deep), ("color", "red")]
    assert [(found.line, found.message) for found in front.findings] == [
        (2, "not valid YAML (values are nested more than 500 levels deep); remove what YAML does not allow")
    ]


def test_frontmatter_too_large_for_yaml_is_read_line_by_line():
    front = read_frontmatter("---\nname: 'a'\nskills: [b, c]\n---\nGo.\n", limits=Limits(frontmatter_chars=10))
    assert [(field.key, field.value) for field in front.fields] == [("name", "a"), ("skills", ("b", "c"))]
    assert [(found.code.code, found.line) for found in front.findings] == [("too-large", 2)]


HANDLED = """---
name: "lamp-lighter"
# a comment
description: Lights lamps: all of them
tools:
- Read
- Write
color:
name: second
---

Go.
"""


def test_the_handler_reads_what_yaml_refuses():
    post = frontmatter.loads(HANDLED, handler=DefinitionHandler())
    assert list(post.metadata.items()) == [
        ("name", "lamp-lighter"),
        ("description", "Lights lamps: all of them"),
        ("tools", ["Read", "Write"]),
        ("color", ""),
    ]
    assert post.content == "Go."


def test_the_handler_leaves_comments_of_yaml_out():
    post = frontmatter.loads("---\n# a comment\nname: a # another\n---\nGo.", handler=DefinitionHandler())
    assert (post.metadata, post.content) == ({"name": "a"}, "Go.")


def test_the_handler_leaves_a_file_without_frontmatter_alone():
    post = frontmatter.loads("# Lamps\n\n---\n", handler=DefinitionHandler())
    assert (post.metadata, post.content) == ({}, "# Lamps\n\n---")


def test_the_handler_detects_and_writes():
    handler = DefinitionHandler()
    assert handler.detect(SIMPLE)
    assert not handler.detect("Go.\n")
    post = frontmatter.Post("Go.", handler=handler, name="lämp", tools=["Read"])
    assert frontmatter.dumps(post) == "---\nname: lämp\ntools:\n- Read\n---\n\nGo."


# -- where it ends, and where what is wrong is found


def ends(*lines):
    """The keys, the first line of the body, and the lines and columns of the findings."""
    front = read_frontmatter("\n".join(lines))
    places = [(found.line, found.column) for found in front.findings]
    return [field.key for field in front.fields], front.body_line, front.body.split("\n")[0], places


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("---", "name: a", "---", "Go."), (["name"], 4, "Go.", [])),
        (("---", "name: a", "...", "Go."), (["name"], 4, "Go.", [])),
        (("", "", "---", "name: a", "---", "Go."), (["name"], 6, "Go.", [(1, 1)])),
        (("-----", "name: a", "---"), (["name"], 3, "", [])),
        (("---", "name: a", "--", "Go."), (["name"], 4, "Go.", [(3, 1)])),
        (("---", "name: a", "***", "", "Go.", "", "---", "On."), (["name"], 4, "", [(3, 1)])),
        (("---", "name: a", "===", "", "Go.", "", "---"), (["name"], 4, "", [(3, 1)])),
        (("---", "name: a", "", "Go.", "", "---", "On."), (["name"], 4, "Go.", [(1, 1)])),
        (("---", "name: a", "", "Go.", "", "***", "On."), (["name"], 4, "Go.", [(1, 1)])),
        (("---", "name: a", "# Go", "On."), (["name"], 3, "# Go", [(1, 1)])),
        (
            ("---", "name: a", "# note", "# more", "model: b", "", "Go."),
            (["name", "#", "#", "model"], 7, "Go.", [(1, 1)]),
        ),
        (("---", "name: a", "", "- Go.", "", "<b>", "'c'", "---", "On."), (["name"], 9, "On.", [(4, 1)])),
        (
            ("---", "description: a: b", "", "prose", "", "model: c", "---", "On."),
            (["description", "model"], 8, "On.", [(2, 15)]),
        ),
        (
            ("---", "description: a", "<example>", "", "prose", "</example>", "---", "On."),
            (["description"], 8, "On.", [(5, 1)]),
        ),
        (("---", "name: a"), (["name"], 2, "", [(1, 1)])),
    ],
)
def test_where_the_frontmatter_ends(lines, expected):
    assert ends(*lines) == expected


def test_each_key_that_is_repeated_is_one_finding_at_its_second_line():
    lines = ("---", "name: a", "# x", "model: b", "# y", "name: c", "name: d", "model: e", "---")
    front = read_frontmatter("\n".join(lines))
    assert [
        (found.line, f"line {number})" in found.message) for found, number in zip(front.findings, (2, 4), strict=True)
    ] == [
        (6, True),
        (8, True),
    ]


def test_frontmatter_may_be_as_long_as_its_limit():
    text = "---\nname: 'a'\n---\n"
    assert read_frontmatter(text, limits=Limits(frontmatter_chars=9)).findings == ()
    (found,) = read_frontmatter(text, limits=Limits(frontmatter_chars=8)).findings
    assert (found.code.code, found.line) == ("too-large", 2)


def test_the_handler_keeps_the_order_and_the_first_of_a_repeated_key():
    handler = DefinitionHandler()
    assert handler.export({"name": "b", "color": "é"}) == "name: b\ncolor: é"
    assert list(handler.load("name: b\n# note\ncolor: [x, y]\nname: c\n").items()) == [
        ("name", "b"),
        ("color", ["x", "y"]),
    ]
    with pytest.raises(ValueError, match="no frontmatter"):
        handler.split("Go.")
    assert handler.split("\n---\nname: a\n---\nGo.") == ("name: a", "Go.")


def test_the_lines_of_the_block_and_of_the_body_are_told_without_reading_it():
    assert closing_line("\n---\nname: a\nmodel: b\n---\nGo.") == (2, 4, 5)
    assert closing_line("---\nname: a\n\nGo.") == (1, 3, 3)
    assert closing_line("---\n---\nGo.") == (1, 1, 2)
    assert closing_line("Go.") is None


# -- values of YAML


@pytest.mark.parametrize(
    ("value", "read", "typed"),
    [
        ("a", "a", ""),
        ("'1'", "1", ""),
        ("1", "1", "int"),
        ("1.5", "1.5", "float"),
        ("yes", "yes", "bool"),
        ("2024-01-01", "2024-01-01", "timestamp"),
        ("~", None, ""),
        ("null", None, ""),
        ("", None, ""),
        ("=", "=", ""),
        ("<<", "<<", ""),
        ("!x 1", "!x 1", "tag"),
        ("!x [1]", "!x [1]", "tag"),
        ("[]", (), "list"),
        ("[a, 1, ~]", ("a", "1", "~"), "list"),
        ("[a, [b]]", "[a, [b]]", "nested list"),
        ("[a, {b: c}]", "[a, {b: c}]", "nested list"),
        ("{a: [b]}", "{a: [b]}", "mapping"),
        ("&x a", "a", ""),
    ],
)
def test_every_value_of_yaml_is_text_or_a_list_of_texts(value, read, typed):
    field = read_frontmatter(f"---\nkey: {value}\n---\n").fields[0]
    assert (field.value, field.typed) == (read, typed)


def test_comments_are_found_wherever_yaml_has_them():
    lines = [
        "# one",
        "a: 1 # two",
        "b: # three",
        "  - x # four",
        "  - y",
        "# five",
        "c: | # six",
        "  # text",
        "d: {e: f} # seven",
        "# eight",
    ]
    front = read_frontmatter("\n".join(["---", *lines, "---", ""]))
    assert [(field.line, field.value) for field in front.fields if field.key == "#"] == [
        (2, "one"), (3, "two"), (4, "three"), (5, "four"), (7, "five"), (8, "six"), (10, "seven"), (11, "eight"),
    ]  # fmt: skip
    assert [(field.line, field.key, field.value) for field in front.fields if field.key != "#"] == [
        (3, "a", "1"), (4, "b", ("x", "y")), (8, "c", "# text\n"), (10, "d", "{e: f}"),
    ]  # fmt: skip


def test_an_alias_is_reported_once_a_line():
    front = read_frontmatter("---\na: &x 1\nb: [*x, *x, [*x]]\nc: *x\nd: *x\n---\n")
    assert [(found.line, found.column) for found in front.findings] == [(3, 1), (4, 1), (5, 1)]
    assert [(field.key, field.value) for field in front.fields] == [
        ("a", "1"),
        ("b", "[*x, *x, [*x]]"),
        ("c", "*x"),
        ("d", "*x"),
    ]


def test_keys_that_are_no_words():
    front = read_frontmatter("---\n? [a, b]\n: 1\n? \n: 2\n'c  d': 3\n---\n")
    assert [(field.line, field.key, field.value) for field in front.fields] == [
        (2, "a, b", "1"),
        (4, "", "2"),
        (6, "c d", "3"),
    ]


@pytest.mark.parametrize(("depth", "findings"), [(19, []), (20, [2]), (25, [2])])
def test_values_may_be_nested_to_a_limit(depth, findings):
    front = read_frontmatter(f"---\na: {'[' * depth}{']' * depth}\n---\n")
    assert [found.line for found in front.findings] == findings


@pytest.mark.parametrize(("depth", "is_yaml"), [(499, True), (500, False)])
def test_nesting_past_a_limit_is_no_yaml(depth, is_yaml):
    field = read_frontmatter(f"---\na: {'[' * depth}{']' * depth}\n---\n").fields[0]
    assert (field.typed == "nested list") is is_yaml


def test_a_second_document_and_what_is_no_mapping():
    front = read_frontmatter("---\nname: a\n--- b\nmodel: c\n---\nGo.\n")
    assert [(found.line, found.column) for found in front.findings] == [(2, 1)]
    assert [(field.line, field.key, field.value) for field in read_frontmatter("---\n- a\n- b\n---\n").fields] == [
        (2, "", "- a\n- b")
    ]

from __future__ import annotations

import frontmatter
import pytest

from sphinx_agentdocs.core.limits import Limits
from sphinx_agentdocs.core.model import Field
from sphinx_agentdocs.core.reading.frontmatter import DefinitionHandler, read_frontmatter
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

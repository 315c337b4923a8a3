"""Fixed frontmatter is YAML, and a model reads the same characters as before."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sphinx_agentdocs.checks.check import fixed_bytes
from sphinx_agentdocs.core.checking.fixes import fixed_text
from sphinx_agentdocs.core.reading.frontmatter import closing_line, read_frontmatter
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.reading.written_newlines import unescape_newlines


def test_fixes(case):
    result = fixed_text(case.input.replace(r"\x07", "\x07"))
    assert (result if result is not None else "(left alone)") == case.expected
    assert result is None or fixed_text(result) is None


LINES = st.sampled_from(
    ["---", "name: cook", "description: Use it: now", "description: 'a", 'description: "a\\\\nb"', "description: a\\nb",
     "description:", "  indented: x", "", "  ", "model: opus # c", "# comment", "tools: [a, b: c]", "- item", "Prose.",
     "----", "x: |", "  text", "<example>", "user: hi", "</example>", "color: 'it''s'", "y: &a b", "...", "\ttab: x",
     "description: >-", "description: @at", "description: *star*", "description: `tick`", "z: 'x' y", " lead: : x"]
)  # fmt: skip


def said(text: str) -> list[tuple[str, str]]:
    """The fields as a model reads them."""
    return [(field.key, unescape_newlines(field.text)) for field in read_frontmatter(text).fields]


@given(st.lists(LINES, max_size=12).map(lambda lines: "---\n" + "\n".join(lines)))
def test_fixed_frontmatter_says_the_same(text):
    result = fixed_text(text)
    if result is not None:
        assert said(result) == said(text)
        assert read_frontmatter(result).body == read_frontmatter(text).body
        begin, end, _ = closing_line(result)
        assert isinstance(yaml.safe_load("\n".join(result.split("\n")[begin:end])), dict)
        before, after = (read_definition(each.encode(), "cook.md") for each in (text, result))
        assert [block.text for block in before.description.blocks if hasattr(block, "text")] == [
            block.text for block in after.description.blocks if hasattr(block, "text")
        ]
        assert [example.parts for example in before.examples] == [example.parts for example in after.examples]
        assert before.body.source == after.body.source
        assert fixed_text(result) is None


BROKEN = "---\nname: cook\ndescription: Use it: now.\n---\nCook.\n"
FIXED = "---\nname: cook\ndescription: |-\n  Use it: now.\n---\nCook.\n"


def test_newlines_and_a_byte_order_mark_stay():
    for newline in ("\n", "\r\n", "\r"):
        for mark in (b"", b"\xef\xbb\xbf"):
            broken, better = (mark + text.replace("\n", newline).encode() for text in (BROKEN, FIXED))
            assert fixed_bytes(broken) == better


def test_files_of_other_encodings_or_of_mixed_newlines_are_left_alone():
    assert fixed_bytes(BROKEN.encode("utf-16")) is None
    assert fixed_bytes(BROKEN.encode() + b"\xff") is None
    assert fixed_bytes(BROKEN.encode() + b"\r\n") is None
    assert fixed_bytes(BROKEN.encode() + b"\0") is None


@pytest.mark.parametrize(
    "fields",
    [
        "description: Use it: now.\u2028model: opus\n",
        "description: Use it: now.\x85? model\n",
        "description: Use it: now.\nname: chef\n",
        "x: " + "[" * 900 + "]" * 900 + "\n",
        "x: " + "word " * 40_000 + "\n",
    ],
    ids=["line separator", "next line", "a key twice", "deep", "long"],
)
def test_yaml_that_other_readers_reject_or_read_differently_is_left_alone(fields):
    assert fixed_text("---\nname: cook\na0: &a0 {b: c}\n----\nCook.\n") is not None
    assert fixed_text(f"---\nname: cook\na0: &a0 {{b: c}}\n{fields}----\nCook.\n") is None


def test_merged_keys_do_not_multiply():
    fields = "".join(f"a{level}: &a{level} {{<<: [{f'*a{level - 1}, ' * 10}]}}\n" for level in range(1, 12))
    text = f"---\nname: cook\na0: &a0 {{b: c}}\n{fields}----\nCook.\n"
    assert fixed_text(text) == text.replace("----", "---")

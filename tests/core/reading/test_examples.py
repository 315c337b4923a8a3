from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from sphinx_agentdocs.core.model import Description, Example
from sphinx_agentdocs.core.reading.examples import read_example, split_description
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.reading.written_newlines import unescape_newlines


def conversation(example: Example) -> list[str]:
    lines = [f"  context: {example.context}"] if example.context else []
    lines += [f"  {turn.speaker} says: {turn.text}" for turn in example.turns]
    lines += [f"  commentary: {example.commentary}"] if example.commentary else []
    rest = [part.text.strip() for part in example.parts if part.kind == "text"]
    return lines + [f"  also: {text}" for text in rest]


def shown(description: Description) -> str:
    lines = []
    for block in description.blocks:
        if isinstance(block, Example):
            lines += [f"{block.line} example: {block.title}", *conversation(block)]
        else:
            lines.append(f"{block.line} text: {block.text}")
    return "\n".join(lines)


def test_descriptions(case):
    assert shown(split_description(unescape_newlines(case.input), 1)) == case.expected


def test_body_examples(case):
    definition = read_definition(b"---\n---\n" + case.input.encode(), "x.md")
    lines = [
        line
        for _, example in definition.body.examples
        for line in (f"{example.line - 2} example: {example.title}", *conversation(example))
    ]
    lines += [f"{unit.line - 2} {unit.kind}: {unit.text}" for unit in definition.body.guidelines]
    assert "\n".join(lines) == case.expected


def test_the_pieces_hold_every_character():
    source = (
        '- <example>\nIn spring.\n**Context:** A "pear".\n  user: "cut" <commentary>Yes.</commentary> so\n</example>!'
    )
    assert [(part.kind, part.label, part.text, part.end) for part in read_example(source, 1).parts] == [
        ("open", "- <example>", "", ""),
        ("text", "", "\nIn spring.\n", ""),
        ("context", "**Context:**", ' A "pear".\n', ""),
        ("turn", "  user:", ' "cut" ', ""),
        ("commentary", "<commentary>", "Yes.", "</commentary>"),
        ("text", "", " so\n", ""),
        ("close", "</example>", "", ""),
        ("text", "", "!", ""),
    ]


def test_when_to_use_leaves_examples_and_their_announcement_out():
    text = 'Prunes trees.\n\nNot hedges. Examples:\n\n<example>user: "cut"</example>\n\nIn winter.'
    assert split_description(text, 1).when_to_use == "Prunes trees.\n\nNot hedges.\n\nIn winter."


QUOTED = r"""---
name: pruner
description: "Prunes \"old\" trees.\n\n<example>\nuser: \"One\"\n</example>\n
  <example>user: \"Two\"</example>"
---
"""
FOLDED = """---
name: pruner
description: >
  Prunes trees,
  old ones too.

  <example>
  user: "One"
  </example>


  <example>user: "Two"</example>
---
"""
PLAIN = """---
description:
  Prunes trees,
  <example>user "One"</example>
  old ones
  <example>user "Two"</example>
---
"""


def test_lines_are_those_of_the_file_whatever_the_quoting():
    assert [block.line for block in read_definition(QUOTED.encode(), "x.md").description.blocks] == [3, 3, 4]
    assert [block.line for block in read_definition(FOLDED.encode(), "x.md").description.blocks] == [4, 7, 12]
    assert [block.line for block in read_definition(PLAIN.encode(), "x.md").description.blocks] == [3, 4, 5, 6]


FRAGMENTS = st.sampled_from(
    [
        "<example>", "</example>", "<EXAMPLE a='b'>", "<commentary>", "</commentary>", "<reasoning>", "</reasoning>",
        "Context:", "user:", "assistant:", "User says:", "**User:**", "Daisy:", "Commentary:", "why :", "Examples:",
        "Usage examples:", "here are some examples:", "- ", "1. ", "\n", "\n\n", "\n  ", "\t", " ", "'", '"', "“", "”",
        "‘", "’", "`", "*", "\\n", "C:\\new", "it's", "pear", "plum.", "Dr. Who:", "://", "<", ">", ":", "é", "梨",
        "\u200b", "\x0b", "\x1c", "\u2028",
    ]
)  # fmt: skip
TEXTS = st.lists(FRAGMENTS, max_size=40).map("".join)


def without_space(text: str) -> str:
    return re.sub(r"\s+", "", text)


def pieces(example: Example) -> str:
    return "".join(part.label + part.text + part.end for part in example.parts)


@given(TEXTS)
def test_a_description_put_together_again_is_what_was_written(text):
    text = unescape_newlines(text)
    blocks = split_description(text, 1).blocks
    together = "".join(pieces(block) if isinstance(block, Example) else block.text for block in blocks)
    assert without_space(together) == without_space(text)


@given(TEXTS)
def test_an_example_put_together_again_is_what_was_written(text):
    assert without_space(pieces(read_example(text, 1))) == without_space(text)


@given(TEXTS)
def test_lines_of_a_description_ascend_within_it(text):
    lines = [block.line for block in split_description(text, 5).blocks]
    assert lines == sorted(lines)
    assert all(5 <= line <= 5 + text.count("\n") for line in lines)

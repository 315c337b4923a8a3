"""The prompt: shown verbatim as a whole or in part, and where the anchors of its units come from."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.limits import Limits
from sphinx_agentdocs.core.model import Body
from sphinx_agentdocs.core.reading.reader import read_definition

HEAD = "---\nname: bread-baker\ndescription: Bakes.\n---\n"
EXAMPLE = "<example>\nuser: 'a'\nassistant: 'b'\n</example>\n"


def read(body, *, blocks_only=False, head=HEAD, **limits):
    return read_definition(f"{head}{body}".encode(), "x.md", limits=Limits(**limits), blocks_only=blocks_only)


def found(definition):
    return [(one.code.code, one.line) for one in definition.findings]


@pytest.mark.parametrize("body", ["", "\n", " \n\n"])
def test_a_prompt_without_text_is_reported_below_the_frontmatter(body):
    definition = read(body)
    assert (definition.body, found(definition)) == (Body(line=5), [("empty", 5)])


def test_a_prompt_of_too_many_elements_is_verbatim_with_its_line():
    definition = read("a\n\nb\n", tokens=5)
    assert definition.body == Body(source=("a", "", "b", ""), line=5, literal=True, role=0)
    assert found(definition) == [("too-large", 5)]


def test_a_prompt_may_have_as_many_pieces_of_examples_as_its_limit():
    assert found(read(EXAMPLE * 2, tokens=8)) == []
    definition = read(EXAMPLE * 2, tokens=7)
    assert definition.body == Body(source=(*(EXAMPLE * 2).split("\n"),), line=5, literal=True, role=0)
    assert found(definition) == [("too-large", 5)]


def test_blocks_that_are_verbatim_are_one_finding_for_each_reason():
    deep, long = "> > > a", "*b* is long"
    definition = read(f"One.\n\n{long}\n\n{deep}\n\n{long}\n\nx\n\n{deep}\n\n{deep}\n", depth=3, paragraph_chars=10)
    assert found(definition) == [("too-large", 7), ("too-deep", 9)]
    assert [one.message.partition(";")[0].partition(", as ")[2] for one in definition.findings] == [
        "are 1 more",
        "are 2 more",
    ]
    (alone,) = read(f"One.\n\n{deep}\n", depth=3).findings
    assert (alone.line, ", as " in alone.message) == (7, False)


def test_with_blocks_only_there_are_blocks_and_examples_and_no_more():
    body = f"# Dusk\n\n- Trim.\n\n{EXAMPLE}"
    whole, blocks = read(body), read(body, blocks_only=True)
    assert [token.type for token in blocks.body.tokens] == [token.type for token in whole.body.tokens]
    assert (blocks.body.sections, blocks.body.guidelines, blocks.body.role, dict(blocks.anchors)) == ((), (), None, {})
    assert [(one.line, one.anchor) for _, one in blocks.body.examples] == [(9, "")]
    assert [(one.line, one.anchor) for _, one in whole.body.examples] == [(9, "bread-baker.a")]
    assert (blocks.body.source, blocks.body.line) == (whole.body.source, 5)
    assert len(whole.body.guidelines) == 1


def test_the_same_words_are_told_apart_by_the_section_around_them():
    body = "# One\n\n## Rules\n\n- Trim.\n\n# Two\n\n## Rules\n\n- Trim.\n"
    definition = read(
        body, head=HEAD.replace("Bakes.", "\"Bakes. <example>user: 'a'</example> <example>user: 'b'</example>\"")
    )
    assert [section.anchor for section in definition.body.sections] == [
        "bread-baker.one",
        "bread-baker.rules",
        "bread-baker.two",
        "bread-baker.two.rules",
    ]
    assert [unit.anchor for unit in definition.body.guidelines] == ["bread-baker.trim", "bread-baker.rules.trim"]
    assert [example.anchor for example in definition.description.examples] == ["bread-baker.a", "bread-baker.b"]

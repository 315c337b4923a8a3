"""Texts that could keep a reader busy for minutes: each is read, or shown verbatim, without loss.

These tests check results, not time; but with a reader whose time grows with the square of the text they
would not finish.  `bench/pathological.py` measures the time.
"""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.checking.rules import check_definition
from sphinx_agentdocs.core.findings import Code
from sphinx_agentdocs.core.naming.mentions import find_mentions
from sphinx_agentdocs.core.reading.examples import read_example
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.text.characters import hidden_characters

HEAD = "---\nname: slow\ndescription: Use it never.\n---\n"


def read(body: str):
    return read_definition((HEAD + body).encode(), "slow.md")


def test_many_spaces_after_a_label():
    spaces = " " * 300_000
    parts = read_example(f"<example>user:{spaces}one{spaces}assistant: two.{spaces}user: three</example>", 1).parts
    assert [(part.kind, part.label.strip(), part.text.strip()) for part in parts] == [
        ("open", "<example>", ""),
        ("turn", "user:", "one" + spaces + "assistant: two."),
        ("turn", "user:", "three"),
        ("close", "</example>", ""),
    ]


def test_many_hidden_characters():
    assert hidden_characters("a\u202e\n" * 300_000)[-1] == (300_000, 2, "\u202e")
    assert hidden_characters("\u202e" * 300_000)[-1] == (1, 300_000, "\u202e")


@pytest.mark.parametrize("text", ["[a" * 9000, "![a" * 6000, "[" * 9000 + "a" + "]" * 9000, "a <![CDATA[" * 1700])
def test_many_opening_brackets_are_literal(text):
    paragraph = read(f"{text}\n\n*after*").body.tokens[1]
    assert [(child.type, child.content) for child in paragraph.children or ()] == [("literal", text)]


def test_many_triggers_without_a_quotation():
    text = "---\nname: slow\ndescription: |\n" + ("  " + "trigger " * 100 + "\n") * 900 + "---\nGo.\n"
    definition = read_definition(text.encode(), "slow.md", blocks_only=True)
    assert [found.code.code for found in check_definition(definition)] == ["long-description"]


def test_many_backticks_before_a_comment():
    body = ("a " + "`" * 19_000 + "\n<!-- a -->\n\n") * 40
    definition = read_definition((HEAD + body).encode(), "slow.md", blocks_only=True)
    found = [found for found in check_definition(definition) if found.code is Code.HIDDEN_COMMENT]
    assert [(finding.line, finding.column) for finding in found] == [(6 + 3 * index, 1) for index in range(40)]


def test_many_links_in_one_paragraph_are_links():
    children = read("[a](https://b.example) " * 400).body.tokens[1].children or ()
    assert sum(child.type == "link_open" for child in children) == 400


def test_many_lines_in_quotations_in_quotations_are_literal():
    body = "> " * 60 + "a\n" + "a\n" * 20_000
    definition = read(body)
    assert "\n".join(definition.body.source) == body
    assert [(found.code.code, found.line, found.message) for found in definition.findings] == [
        ("too-large", 5, "lists and quotations are nested too deeply, so the prompt is shown verbatim; flatten them")
    ]


def test_what_is_nested_as_deeply_as_may_be_is_rendered_and_one_more_is_literal():
    assert [token.content for token in read("> " * 63 + "a").body.tokens if token.type == "inline"] == ["a"]
    too_deep = read("> " * 64 + "a")
    assert [token.content for token in too_deep.body.tokens] == ["> " * 64 + "a"]
    assert [found.code.code for found in too_deep.findings] == ["too-deep"]


def test_a_description_of_many_pieces_is_shown_verbatim():
    for said in ("a\n\n" * 25_000, "<example>" + "user: a\n" * 25_000 + "</example>"):
        lines = "".join(f"  {line}\n" for line in said.split("\n"))
        definition = read_definition(f"---\nname: slow\ndescription: |\n{lines}---\nWork.\n".encode(), "slow.md")
        assert [block.text for block in definition.description.blocks] == [said.strip()]
        assert [(found.code.code, found.line) for found in definition.findings[-1:]] == [("too-large", 3)]
        message = "the description has more than 20,000 pieces, so it is shown verbatim; shorten it"
        assert definition.findings[-1].message == message


def test_examples_of_many_pieces_are_shown_verbatim():
    body = "<example>\n" + "user: a\n" * 25_000 + "</example>"
    definition = read(body)
    assert "\n".join(definition.body.source) == body
    assert (definition.examples, [(found.line, found.message) for found in definition.findings]) == (
        (),
        [(5, "the examples have more than 20,000 pieces, so the prompt is shown verbatim; split them")],
    )


def test_paragraphs_of_many_pieces_are_shown_verbatim():
    body = ("*a* " * 4000 + "\n\n") * 10
    definition = read(body)
    assert "\n".join(definition.body.source) == body
    assert [found.code.code for found in definition.findings] == ["too-large"]


def test_a_key_repeated_often_is_one_finding():
    definition = read_definition(b"---\nname: slow\ndescription: a\n" + b"k: v\n" * 1000 + b"---\nWork.\n", "slow.md")
    assert len(definition.fields) == 1002
    assert [found.line for found in definition.findings] == [5]


def test_many_tags_in_tags_are_shown_verbatim():
    for body in ("<c>\n" * 20_000 + "</c>\n" * 20_000, "- a\n" + "  <c>\n" * 20_000 + "  b\n" + "  </c>\n" * 20_000):
        definition = read(body)
        assert "\n".join(definition.body.source) == body
        assert [found.code.code for found in definition.findings] == ["too-large"]


def test_tags_in_as_many_tags_as_are_read_are_lines():
    body = read("<c>\n" * 14 + "\n- a\n\n" + "</c>\n" * 14).body
    assert [token.meta for token in body.tokens if token.type == "tag"] == [
        *[{"opens": True}] * 12,
        *[{}] * 4,
        *[{"ends": True}] * 12,
    ]
    assert [(unit.kind, unit.text, len(unit.section)) for unit in body.guidelines] == [("item", "a", 11)]


def test_many_comments_without_an_end_are_text():
    text = ("<!-- a\n" * 40_000).strip()
    for body in (text, f"{text}\n--> b"):
        assert [token.content for token in read(body).body.tokens[1:2]] == [body]


def test_many_comments_without_an_end_in_a_tag_are_text():
    text = "<!-- a\n" * 40_000
    tokens = read(f"<c>\n{text}</c>\n-->").body.tokens
    assert [token.content for token in tokens if token.content] == ["<c>", text.strip(), "</c>", "-->"]


def test_many_comments_with_one_end_are_one():
    text = "<!-- a\n" * 80_000 + "-->"
    assert [(token.type, token.content) for token in read(text).body.tokens] == [("comment", text)]


@pytest.mark.parametrize(
    "line",
    [
        "```" + " " * 90_000 + "`",
        "a" + " " * 90_000 + "x",
        "<c" + " " * 90_000 + "x",
        "a" + "-->" + " " * 90_000 + "x",
    ],
)
def test_a_long_line_of_spaces_is_text(line):
    body = read(f"First\n{line}\nSecond").body
    assert body.source == ("First", line, "Second")
    assert "".join(body.tokens[1].content.split()) == "".join(f"First{line}Second".split())


def test_many_marks_in_a_title_do_not_matter():
    titles = "".join(f"{'#' * depth} do {'&' * 18_000}\n\n" for depth in range(1, 7))
    body = read(titles + "- Never go.\n" * 2000).body
    assert {(unit.polarity, unit.lead) for unit in body.guidelines} == {("dont", "")}
    assert {unit.stem for unit in body.guidelines} == {("do \u2026",) * 5}


def test_many_full_stops_in_a_rule_do_not_matter():
    dots = "." * 19_000 + "a"
    rule = read("### [A-1] Name it\n\n" + f"{dots}\n\n" * 50).body.guidelines[0]
    assert rule.text == "[A-1] Name it: " + "; ".join([dots] * 50)


def test_many_items_in_a_long_item_have_a_short_stem():
    body = read("- " + "word " * 3800 + "\n" + "  - a\n" * 3000).body
    assert len(body.guidelines) == 3001
    assert {unit.stem for unit in body.guidelines[1:]} == {("word " * 39 + "word \u2026",)}


def test_many_rows_have_a_short_head():
    rows = read("|" + "word " * 3000 + "|\n|-|\n" + "|a|\n" * 2000).body.guidelines
    assert {row.text for row in rows} == {"word " * 39 + "word \u2026: a"}


def test_many_commands_have_no_other_headings():
    body = read("".join(f"### Never do the {number}\n\na\n\n" for number in range(3300))).body
    assert [unit.text for unit in body.guidelines[:3]] == ["Never do the 0: a", "a", "Never do the 1: a"]
    assert len(body.guidelines) == 6600


WORKS_WITH = "## Works with\n\n- "


@pytest.mark.parametrize(
    "text",
    [
        "a-" * 45_000,
        "a." * 45_000 + " x-y",
        "a-b " * 20_000,
        "`a` " * 20_000,
        "[a](b.md) " * 400 + "\n\n",
        "[a](" * 20_000,
        "**a " * 20_000,
        "the a agent " * 7_000,
        "e.g. a-b " * 10_000,
        "You work closely with " * 4_000,
        WORKS_WITH + "Work with a, " * 7_000,
        WORKS_WITH + "Work with" + " " * 90_000 + "a-b",
        WORKS_WITH + "Work with " + "Aa " * 30_000,
        WORKS_WITH + "Escalate " * 10_000 + "to a-b",
        WORKS_WITH + "\u4ee3-" * 40_000,
    ],
)
def test_a_text_made_of_half_names_has_few_mentions(text):
    definition = read_definition((HEAD + text + "\n\nAsk oil-carrier.").encode(), "slow.md", blocks_only=True)
    mentions = find_mentions(definition)
    assert mentions[-1].name == "oil-carrier"
    assert len(mentions) < 10
    assert all(len(mention.evidence) <= 304 for mention in mentions)

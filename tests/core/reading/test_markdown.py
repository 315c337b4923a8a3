"""What the parser makes of blocks and of texts, up to its limits."""

from __future__ import annotations

import markdown_it
import pytest

from sphinx_agentdocs.core.limits import Limits
from sphinx_agentdocs.core.reading.markdown import parse, plain


def inlines(text, **options):
    """The types of the inline tokens of each text."""
    tokens = parse(text, **options).tokens
    return [[child.type for child in token.children or ()] for token in tokens if token.type == "inline"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a *b* `c`", "a b c"),
        ("a\nb", "a b"),
        ("a\\\nb", "a b"),
        ("a  \nb", "a b"),
        ("![the *map*](x.png) here", "the map here"),
        ("[link](x 'title') ~~gone~~", "link gone"),
        ("a `b  c`", "a b c"),
        ("<b> &amp;", "<b> &amp;"),
    ],
)
def test_the_text_of_a_paragraph_as_a_reader_sees_it(text, shown):
    (inline,) = (token for token in parse(text).tokens if token.type == "inline")
    assert plain(inline) == shown


def test_with_blocks_only_texts_are_not_parsed_unless_they_may_be_too_deep():
    limits = Limits(inline_depth=3)
    text = "# *a*\n\n*b*\n\n- c\n\n*d _e **f ~~g~~ h** i_ j*\n"
    assert inlines(text, limits=limits, blocks_only=True) == [[], [], [], ["literal"]]
    assert inlines(text, limits=limits)[:3] == [["em_open", "text", "em_close"]] * 2 + [["text"]]
    assert parse(text, limits=limits, blocks_only=True).too_deep == parse(text, limits=limits).too_deep == (6,)
    assert inlines("*a* *b*", limits=limits, blocks_only=True)[0][0] == "em_open"
    assert inlines("*a* b*", limits=limits, blocks_only=True) == [[]]


def test_a_text_may_be_as_long_as_its_limit():
    limits = Limits(paragraph_chars=10)
    assert inlines("*345678*10", limits=limits) == [["em_open", "text", "em_close", "text"]]
    assert inlines("*345678*10", limits=limits, blocks_only=True) == [[]]
    for blocks_only in (False, True):
        parsed = parse("a\n\n*345678*101", limits=limits, blocks_only=blocks_only)
        assert (parsed.too_long, parsed.too_deep) == ((2,), ())
    assert parse("12345678910", limits=limits).too_long == ()


def test_a_text_may_have_as_many_brackets_as_its_limit():
    assert parse("x [" * 400).too_long == ()


def test_all_paragraphs_together_may_have_as_many_brackets_as_a_dozen_of_the_largest():
    assert parse("\n\n".join(["x [" * 400] * 12 + ["y"] * 2 + ["[z] " * 283])).too_long == (28,)
    assert parse("\n\n".join(["x [" * 400] * 12 + ["[z] " * 282])).too_long == ()
    assert parse("x [" * 401).too_long == (0,)


@pytest.mark.skipif(markdown_it.__version__ < "4", reason="read in quadratic time, so the steps end it before")
@pytest.mark.parametrize(("number", "is_list"), [(1_000, True), (1_001, False)])
def test_past_a_number_of_link_definitions_they_are_text(number, is_list):
    types = {token.type for token in parse("[a]: x\n" * number).tokens}
    assert ("definition" in types) is is_list
    assert ("paragraph_open" in types) is not is_list


def test_a_line_as_long_as_a_paragraph_may_be_leaves_tables_and_a_longer_one_does_not():
    text = "| a |\n|---|\n| {} |\n"
    limits = Limits(paragraph_chars=20)
    assert "table_open" in {token.type for token in parse(text.format("b" * 16), limits=limits).tokens}
    assert "table_open" not in {token.type for token in parse(text.format("b" * 17), limits=limits).tokens}


def test_a_prompt_may_have_as_many_elements_as_its_limit():
    assert parse("a\n\nb", limits=Limits(tokens=6)).too_large == ""
    assert parse("a\n\nb", limits=Limits(tokens=5)).too_large != ""
    assert parse("*a* *b* c", limits=Limits(tokens=3)).too_large == ""
    assert parse("*a* *b* *c* *d*", limits=Limits(tokens=3)).too_large == ""
    assert parse("*a* *b* *c* *d* e", limits=Limits(tokens=3)).too_large != ""


def test_blocks_may_be_as_deep_as_their_limit():
    text = "> a\n\n> > b\n\n---\n\n```\nc\n```\n\n> > > d\n> > > e\n"
    parsed = parse(text, limits=Limits(depth=3))
    assert parsed.too_deep == (10,)
    assert [(token.type, token.content) for token in parsed.tokens if token.content or token.type == "hr"] == [
        ("inline", "a"),
        ("inline", "b"),
        ("hr", ""),
        ("fence", "c\n"),
        ("literal_block", "> > > d\n> > > e"),
    ]
    assert parse(text, limits=Limits(depth=4)).too_deep == ()


def examples(text):
    return [(token.map, token.content) for token in parse(text).tokens if token.type == "example"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<example>\na\n</example>\nb", [([0, 3], "<example>\na\n</example>")]),
        (
            "<example>a</example> <example>b</example>\n",
            [([0, 1], "<example>a</example> "), ([0, 1], "<example>b</example>")],
        ),
        ("a\n<example>\n\nb\n</example>\n", [([1, 5], "<example>\n\nb\n</example>")]),
        ("<example>\nuser: a\n\nb\n", [([0, 2], "<example>\nuser: a")]),
        ("<example>\n\nuser: a\n", []),
        ("<example>\na\n\nuser: b\n", []),
        ("<example>\nuser: a", [([0, 2], "<example>\nuser: a")]),
        ("<example>\n**Human** : a", [([0, 2], "<example>\n**Human** : a")]),
        ("<example>\nthe user: a", []),
        (
            "<example>\nuser: a\n<example>\nuser: b\n</example>",
            [([0, 2], "<example>\nuser: a"), ([2, 5], "<example>\nuser: b\n</example>")],
        ),
        ("- <example>\n  user: a\n\nuser: b\n</example>", [([0, 2], "<example>\nuser: a")]),
        ("    <example>\n    a\n    </example>", []),
        ("`<example>`\na\n</example>", []),
        ("> <example>\n> a\n> </example>\n", [([0, 3], "<example>\na\n</example>")]),
    ],
)
def test_an_example_is_one_token_up_to_its_end(text, found):
    assert examples(text) == found

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invariants import check_definition

from sphinx_agentdocs.core.findings import Code
from sphinx_agentdocs.core.limits import Limits
from sphinx_agentdocs.core.model import Definition
from sphinx_agentdocs.core.reading.reader import read_definition, unread_definition


def shown(definition: Definition) -> str:
    lines = [
        f"{definition.name} = {definition.title} = {definition.anchor}",
        f"when to use: {definition.description.when_to_use!r} and {len(definition.examples)} example(s)",
        f"model {definition.model!r}, color {definition.color!r}, tools {definition.tools!r}",
    ]
    return "\n".join([*lines, *(f"{found.line} {found.code.code}: {found.message}" for found in definition.findings)])


def findings(definition: Definition) -> list[tuple[str, int]]:
    return [(found.code.code, found.line) for found in definition.findings]


def test_definitions(case):
    assert shown(read_definition(case.input.encode(), "ovens/kneader.md")) == case.expected


def test_every_code_is_documented_and_unique():
    assert len({code.code for code in Code}) == len(list(Code))
    assert all(code.meaning.endswith(".") and code.fix.endswith(".") for code in Code)


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf"], ids=["nothing", "space", "mark"])
def test_an_empty_file(data):
    definition = read_definition(data, "ovens/kneader.md")
    assert (definition.name, definition.anchor, definition.body.tokens) == ("kneader", "kneader", ())
    assert ("empty", 1) in findings(definition)


HEAD = "---\nname: bread-baker\ndescription: Bakes.\n---\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_bytes_that_are_not_text_are_shown_and_their_line_is_named(newline):
    data = (HEAD + "One.\nTw\0o.\n").replace("\n", newline).encode() + b"Thr\xffee."
    definition = read_definition(data, "x.md")
    assert definition.raw == HEAD + "One.\nTw[U+0000]o.\nThr\\xffee."
    assert findings(definition) == [("encoding", 6), ("encoding", 7)]


def test_hidden_characters_are_one_finding_at_the_first():
    definition = read_definition((HEAD + "One\u200b\n\nTwo\u202e and \u200b").encode(), "x.md")
    assert [(found.line, found.message) for found in definition.findings] == [
        (5, "3 hidden characters (U+200B, U+202E); remove them")
    ]


def test_hidden_characters_written_as_escapes_are_found():
    definition = read_definition(b'---\nname: bread-baker\ndescription: "Bakes\\u202e."\n---\nBake.', "x.md")
    assert findings(definition) == [("control-character", 3)]


def test_names_are_shown_whole_up_to_a_limit_and_without_hidden_characters():
    definition = read_definition(f"---\nname: {'b' * 300}\ndescription: x\n---\nBake.".encode(), "x.md")
    assert definition.name == "b" * 200 + "…"
    assert findings(definition) == [("name", 2)]
    hidden = read_definition("---\nname: bread\u202ebaker\ndescription: x\n---\nBake.".encode(), "x.md")
    assert (hidden.name, hidden.anchor) == ("bread[U+202E]baker", "bread-u-202e-baker")


def test_a_definition_that_cannot_be_read_is_shown_verbatim():
    definition = unread_definition(HEAD.encode() + b"\xff", "ovens/kneader.md", ValueError("too\n hot"))
    assert (definition.name, definition.anchor, definition.body.literal) == ("kneader", "kneader", True)
    assert "\n".join(definition.body.source) == definition.raw == HEAD + "\\xff"
    assert [(found.code.code, found.message) for found in definition.findings] == [
        ("internal", "sphinx-agentdocs failed on this definition (ValueError: too hot); report it")
    ]


def test_sections_of_the_page_give_way_to_headings_examples_and_guidelines():
    body = "<example>user: 'Role'</example>\n\n# When to use\n\n- Definition\n"
    assert read_definition((HEAD + body).encode(), "x.md").anchors == {
        "when-to-use": "bread-baker.when-to-use-section",
        "role": "bread-baker.role-section",
        "withdrawn-guidance": "bread-baker.withdrawn-guidance",
        "related-agents": "bread-baker.related-agents",
        "definition": "bread-baker.definition-section",
    }


# -- limits


def test_a_file_too_large_is_cut_and_says_so():
    definition = read_definition((HEAD + "Bake. " * 100).encode(), "x.md", limits=Limits(file_bytes=100))
    assert definition.raw == (HEAD + "Bake. " * 100)[:100]
    assert findings(definition) == [("too-large", 1)]
    by_chars = read_definition((HEAD + "é\n" * 100).encode(), "x.md", limits=Limits(file_chars=100))
    assert by_chars.raw == (HEAD + "é\n" * 100)[:100]
    assert [code for code, _ in findings(by_chars)] == ["too-large"]


def test_a_long_line_is_shown_by_its_ends():
    line = "b" * 60 + "a" * 100 + "k" * 60
    definition = read_definition((HEAD + f"One.\n{line}\nTwo.").encode(), "x.md", limits=Limits(line_chars=100))
    note = " [… 120 characters are left out here …] "
    assert definition.raw == HEAD + f"One.\n{'b' * 50}{note}{'k' * 50}\nTwo."
    assert findings(definition) == [("too-large", 6)]


def test_a_body_of_too_many_tokens_is_shown_verbatim():
    definition = read_definition((HEAD + "- bake\n" * 20).encode(), "x.md", limits=Limits(tokens=50))
    assert definition.body.literal
    assert "\n".join(definition.body.source) == "- bake\n" * 20
    assert (definition.body.tokens, definition.body.guidelines, definition.body.role) == ((), (), 0)
    assert findings(definition) == [("too-large", 5)]


def test_a_block_too_deep_is_shown_verbatim_and_the_others_whole():
    text = HEAD + "One.\n\n- a\n  - b\n    - c\n\nTwo.\n\n> > > > deep\n\nThree.\n"
    body = read_definition(text.encode(), "x.md", limits=Limits(depth=3)).body
    assert [token.content for token in body.tokens if token.type in ("inline", "literal_block")] == [
        "One.",
        "- a\n  - b\n    - c\n",
        "Two.",
        "> > > > deep",
        "Three.",
    ]
    found = read_definition(text.encode(), "x.md", limits=Limits(depth=3)).findings
    assert [(finding.line, finding.message) for finding in found] == [
        (7, "nested too deeply, so shown verbatim, as are 1 more; flatten it")
    ]
    assert findings(read_definition(text.encode(), "x.md")) == []


@pytest.mark.parametrize(
    "deep",
    [
        "> " * 5000 + "end",
        "- " * 5000 + "end",
        "[" * 5000 + "end",
        "![" * 500 + "end" + "](y)" * 500,
        "*a " * 5000 + "end",
        "".join(f"{' ' * (2 * n)}- a\n" for n in range(300)) + "end",
    ],
    ids=["quotations", "lists", "brackets", "images", "emphasis", "indents"],
)
def test_whatever_is_nested_its_end_is_shown(deep):
    assert "end" in everything((HEAD + deep).encode())


def test_a_paragraph_too_long_is_literal():
    definition = read_definition((HEAD + "*Bake* bread.\n\n*Eat*").encode(), "x.md", limits=Limits(paragraph_chars=10))
    kinds = [
        [child.type for child in token.children or ()] for token in definition.body.tokens if token.type == "inline"
    ]
    assert kinds == [["literal"], ["em_open", "text", "em_close"]]
    assert [unit.text for unit in definition.body.guidelines] == ["*Bake* bread.", "Eat"]


# -- whatever the file contains


WORDS = ("loaf", "oven", "rye", "crust", "dough", "salt", "鐘", "naïve", "it's", "x_1", "42")
WORD = st.sampled_from(WORDS)
SHAPES = st.sampled_from(
    [
        "{} {}.", "{}\n{}", "# {} {}", "#### {}", "{}\n===", "{}\n---", "- {}\n- {}", "* {}\n\n  {}", "1. {}\n2. {}",
        "- {}\n  - {}", "  - [ ] {} {}", "> {}\n> - {}", "**{}**: {}", "**{}**", "*{} {}*", "_{}_ ~~{}~~", "`{} {}`",
        "```{}\n{}\n```", "~~~\n{} {}", "    {} {}", "| {} | {} |\n|---|---|\n| {} | {} |", "[{}](https://x.y '{}')",
        "![{}](a.png)", "[{}]: https://x.y '{}'", "[{}][{}]", "<{}>{}</{}>", "<!-- {} {} -->", "&amp; {} &{};",
        "<example>\nuser: \"{}\"\nassistant: '{}'\n</example>", "<example>\n{}\n\n{}", "<https://x.y> {}", "{}:\n- {}",
        "\\*{}\\* {}\\\n{}", "---", "<{}>\n\n{}\n\n</{}>", "{}\t{}  \n{}", ":::{{{}}}\n{}\n:::", "{{{{ {} }}}}",
        "$${}$$", "$ {}", "[^{}]: {}", "({})=\n{}", "% {}", "+++ {}", "{{{}}}`{}`", "> <example>\n> user: {}\n\n{}",
        "| {} |\n|---|\n| {} | {} | {} |", "- <example>{}\n  {}", "{}\u2028{}", "{}\u202e {}", "# {}\u0301 {}\u0327",
        "# <example>{} {}", "{}\n\t- {}", "![{} [{}](x)](y '{}')", "{}\r{}", "[{}]: x\n[{}]: y",
        "<example>\n{}</example>{}",
    ]
)  # fmt: skip


@st.composite
def markdown(draw: st.DrawFn) -> str:
    blocks = draw(st.lists(SHAPES, max_size=12))
    joins = draw(
        st.lists(st.sampled_from(["\n\n", "\n", "\n\n\n", "\n  "]), min_size=len(blocks), max_size=len(blocks))
    )
    words = [[draw(WORD) for _ in range(4)] for _ in blocks]
    return "".join(shape.format(*said) + join for shape, said, join in zip(blocks, words, joins, strict=True))


def everything(data: bytes) -> str:
    """The whole content of the tokens of a body, in the order of the body."""
    body = read_definition(data, "x.md").body
    if body.literal:
        return "\n".join(body.source)
    parts, todo = [], list(reversed(body.tokens))
    while todo:
        token = todo.pop()
        parts += [str(value) for value in token.attrs.values()]
        if token.type == "definition":
            parts += [str(token.meta[key]) for key in ("label", "url", "title")]
        parts.append(token.info)
        if token.children:
            todo += reversed(token.children)
        else:
            parts.append(token.content)
    return unquote("\n".join(filter(None, parts)))


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text))


@given(st.one_of(st.binary(max_size=400), st.binary(max_size=200).map(lambda data: b"---\nname: a\n" + data)))
def test_no_bytes_raise(data):
    check_definition(read_definition(data, "x.md"))


FRONT = st.sampled_from(
    [
        "name:", "name: a", "description: |", "description: 'a", 'description: "', "tools: [", "color: {a: b}", "- a",
        ": ", "? ", "&a ", "*a ", "!t ", "# c", "<<: *a", "\n", "\n", "\n", "  ", "\t", "|", ">", "a", "user: x",
        "<example>", "</example>", "---", "--- ", "...", "\u2028", "\x85", "\x00", "%YAML 1.1", "[[[",
        "\u202e", "\u200d",
        "\u0301", "\x1c", "\ufeff", "\r", "\n# T\n", "- - ", "? [a]: {b", "é: ",
        "]]", "\\n", "}", "@", "`",
    ]
)  # fmt: skip


@given(st.lists(FRONT, max_size=30).map("".join), markdown())
def test_no_text_raises_and_every_anchor_is_unique(front, text):
    definition = read_definition(f"---\n{front}\n---\n{text}".encode(), "x.md")
    check_definition(definition)


@given(st.lists(FRONT, max_size=30).map("".join))
def test_no_word_of_the_frontmatter_is_lost(front):
    definition = read_definition(f"---\n{front}\n---\n".encode(), "x.md")
    held = " ".join(f"{field.key} {field.text} {field.value}" for field in definition.fields)
    held += "".join(definition.body.source)
    assert words(definition.raw) - words(held) - words("null") == Counter()


@given(markdown())
def test_no_word_of_a_body_is_lost(text):
    assert words(text) - words(everything(b"---\nname: a\n---\n" + text.encode())) == Counter()


@given(markdown())
def test_a_guideline_says_what_the_file_says(text):
    body = read_definition(b"---\nname: a\n---\n" + text.encode(), "x.md").body
    source = text.replace("\r", "\n").split("\n")
    for unit in body.guidelines:
        assert words(unit.text) - words(text) == Counter()
        assert source[unit.line - 4].strip()


@given(markdown())
def test_reading_is_the_same_every_time(text):
    once, again = (read_definition(text.encode(), "x.md") for _ in range(2))
    assert (once.body.guidelines, once.examples, once.findings) == (
        again.body.guidelines,
        again.examples,
        again.findings,
    )


@pytest.mark.parametrize("space", ["\x0b", "\x0c", "\x1c", "\x85", "\xa0", "\u2028", "\u3000"])
@pytest.mark.parametrize(
    "body", ["- a\n{}\n- b\n", "a\n{}\nb\n", "{}\n", "- {}\n", "# A\n{}\n", "> a\n{}\n", "| a |\n|---|\n{}\n"]
)
def test_a_line_of_nothing_but_a_space_that_is_not_one_to_markdown(body: str, space: str) -> None:
    text = f"---\nname: a\ndescription: b\n---\n{body.format(space)}"
    check_definition(read_definition(text.encode(), "a.md"))

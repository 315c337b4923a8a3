"""Nothing in a definition is lost: every word of its description and its prompt is on its page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from docutils import nodes
from hypothesis import given
from hypothesis import strategies as st
from invariants import check, lost_letters, page_of

from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.sphinx.nodes import code_block, definition_source
from sphinx_agentdocs.sphinx.page import build_page
from sphinx_agentdocs.sphinx.project import Location

LOCATION = Location("agents", Path("agents"), "some/agent.md")


def words_of_page(text: str) -> set[str]:
    """The words of the page of a definition, without those of the copy of the file at its end."""
    page = build_page(read_definition(text.encode(), LOCATION.path), LOCATION, "agents/some/agent.md")
    for node in list(page.findall(definition_source)):
        node.parent.remove(node)
    shown = [page.astext(), *(node["info"] for node in page.findall(code_block))]
    return words("\n".join(shown))


def words(text: str) -> set[str]:
    """The words of a text; an underscore is not a letter, since it may be a mark of emphasis."""
    return set(re.findall(r"[^\W_]+", text))


@dataclass(frozen=True)
class Fragment:
    """A piece of Markdown, and the words in it that a reader must see."""

    markdown: str
    words: frozenset[str]


WORD = st.text("abcdefghijklmnopqrstuvwxyzäßñжλ語", min_size=1, max_size=8)
SPACE = st.sampled_from([" ", " ", "  ", "\n"])


@st.composite
def phrases(draw: st.DrawFn, *, lines: bool = True) -> Fragment:
    """A few words with inline Markdown among them."""
    pieces = draw(st.lists(st.one_of(WORD, inlines()), min_size=1, max_size=6))
    fragments = [piece if isinstance(piece, Fragment) else Fragment(piece, frozenset([piece])) for piece in pieces]
    space = draw(SPACE) if lines else " "
    return Fragment(space.join(one.markdown for one in fragments), _words(fragments))


@st.composite
def inlines(draw: st.DrawFn) -> Fragment:
    """Inline Markdown in which every word must be seen."""
    form = draw(
        st.sampled_from(
            [
                "**{}**", "*{}*", "`{}`", "``{} ` x``", "~~{}~~", "_{}_", "**{}", "`{}", "<{}>", "</{}>", "<{} a='b'>",
                "<!-- {} -->", "<!-- {}", "{{{{{}}}}}", "{{{}}}`x`", "${{{}}}", "%{}%", "&{};", "\\{}", "|{}|", "[{}]",
                "[{}][x]", "![{}](y.png)", "[{}](https://h.example/)", "[{}](javascript:alert)", "[{}](other.md)",
                "<https://h.example/{}>", "https://h.example/{}", "[x]({})", "![x](data:{})", "[^{}]", "$${}$$", "@{}",
                "[[{}]]", "<?{}?>", "<![CDATA[{}]]>", "@import '{}'", "a  \n{}", "a\\\n{}", "<example>{}", "\\<{}\\>",
            ]
        )
    )  # fmt: skip
    word = draw(WORD)
    return Fragment(form.format(word), frozenset([word]))


def _words(fragments: list[Fragment]) -> frozenset[str]:
    return frozenset().union(*(one.words for one in fragments))


@st.composite
def blocks(draw: st.DrawFn, depth: int = 2) -> Fragment:
    """A block of Markdown, with blocks inside it down to *depth*."""
    kinds = [
        "paragraph",
        "heading",
        "setext",
        "label",
        "table",
        "fence",
        "example",
        "tagged",
        "target",
        "indented",
        "literal",
    ]
    kind = draw(st.sampled_from([*kinds, "list", "list", "quote"] if depth else kinds))
    if kind in ("list", "quote"):
        return draw(containers(depth))
    one, other = draw(phrases(lines=False)), draw(phrases(lines=False))
    both = one.words | other.words
    word = draw(WORD)
    match kind:
        case "paragraph":
            return draw(phrases())
        case "heading":
            return Fragment(f"{'#' * draw(st.integers(1, 6))} {one.markdown}", one.words)
        case "setext":
            return Fragment(f"{word} {one.markdown}\n{draw(st.sampled_from(['===', '---']))}", one.words | {word})
        case "label":
            return Fragment(f"{word}:\n- {one.markdown}\n- {other.markdown}", both | {word})
        case "table":
            cells = [text.markdown.replace("|", r"\|").replace("\n", " ") for text in (one, other)]
            return Fragment(f"| {cells[0]} | {word} |\n|---|:-:|\n| {word} | {cells[1]} |", both | {word})
        case "fence":
            mark = draw(st.sampled_from(["```", "~~~~", ":::"]))
            return Fragment(f"{mark}{word}\n{one.markdown}\n\n{other.markdown}\n{mark}", both | {word})
        case "example":
            text = f"<example>\nContext: {word}\nuser: '{one.markdown}'\nassistant: {other.markdown}\n</example>"
            return Fragment(text, both | {word})
        case "tagged":
            return Fragment(f"<{word}>\n{one.markdown}\n\n{other.markdown}\n</{word}>", both | {word})
        case "target":
            return Fragment(f"[{word}]: {draw(WORD)}.md '{draw(WORD)}'", frozenset([word]))
        case "indented":
            return Fragment(f"    {one.markdown}", one.words)
        case _:
            return Fragment(
                draw(st.sampled_from(["---\n{}", "# {}", "1. {}", "> {}", "{{note}} {}", "+++\n{}"])).format(word),
                frozenset([word]),
            )


@st.composite
def containers(draw: st.DrawFn, depth: int) -> Fragment:
    """A list or a quotation with blocks in it."""
    inner = draw(st.lists(blocks(depth - 1), min_size=1, max_size=3))
    mark = draw(st.sampled_from(["- ", "* ", "1. ", "7) ", "> ", "- [ ] ", "- [x] "]))
    gap = draw(st.sampled_from(["\n", "\n\n"]))
    if mark == "> ":
        lines = "\n\n".join(one.markdown for one in inner).split("\n")
        return Fragment("\n".join(f"> {line}" for line in lines), _words(inner))
    items = [mark + one.markdown.replace("\n", "\n" + " " * len(mark)) for one in inner]
    return Fragment(gap.join(items), _words(inner))


@st.composite
def bodies(draw: st.DrawFn) -> Fragment:
    """A whole prompt."""
    parts = draw(st.lists(blocks(), max_size=6))
    return Fragment(draw(st.sampled_from(["\n\n", "\n"])).join(one.markdown for one in parts), _words(parts))


@st.composite
def descriptions(draw: st.DrawFn) -> Fragment:
    """The line or lines of a description in frontmatter, valid YAML or not."""
    words = draw(st.lists(WORD, min_size=3, max_size=12))
    form = draw(
        st.sampled_from(
            [
                "{0}. {1}", '"{0}: {1}"', "'{0} -- {1}'", "{0}: {1}", "|\n  {0}\n\n  {1}", ">-\n  {0}\n  {1}",
                "{0}\\n\\nExamples:\\n<example>\\nContext: {1}\\nuser: '{2}'\\nassistant: \"x\"\\n</example>",
                "|\n  {0}\n  <example>\n  user: \"{1}\"\n  <commentary>{2}</commentary>\n  </example> {1}",
                "|\n  {0}\n\n  Examples:\n  - {1}\n  - user: {2}", "{0} <example>{1}</example> {2}", "[{0}, {1}]",
                "{{{0}: {1}}}", "*{0} {1}", "!{0} {1}", "{0} # {1}", '"{0}" {1}', "@{0} {1}", "`{0}` {1}", "%{0} {1}",
            ]
        )
    )  # fmt: skip
    thirds = [" ".join(words[index::3]) for index in range(3)]
    used = [thirds[index] for index in range(3) if f"{{{index}}}" in form]
    return Fragment(form.format(*thirds), frozenset(" ".join(used).split()))


@given(descriptions(), bodies())
def test_every_word_is_on_the_page(description, body):
    text = f"---\nname: some-agent\ndescription: {description.markdown}\n---\n{body.markdown}\n"
    missing = (description.words | body.words) - words_of_page(text)
    assert not missing, text
    check(*page_of(text.encode()))


@given(bodies())
def test_every_word_is_on_the_page_of_a_file_without_frontmatter(body):
    # The file must not start like frontmatter.
    missing = body.words - words_of_page(f"Begin.\n\n{body.markdown}\n")
    assert not missing, body.markdown


@pytest.mark.parametrize(
    "data",
    [
        b'---\nname: open\ndescription: "not closeuY\nd\no wander.\n\n<example>\nuser: hi\n\nafter\n',
        b"\xff\xfe-\x00-\x00-\x00\n\x00n\x00a\x00m\x00e\x00:\x00 \x00w\x00---\n\x00\x00\x00\x00\n\x00x\x00",
        b'![picture](https://h\xd2\x9a\x87\xa0mple/p.png "title") [other](https://\xd0\xbb\xd0\xb0\xd0\xbc\xd0\xbf\xd0\xb0.example)',
        b'![picture](htt\xc2\x85ps://h.example/p.png "title")\n',
    ],
    ids=["a prompt that is missing", "UTF-16 in part", "hosts in other letters", "a hidden character in a scheme"],
)
def test_what_fuzzing_found(data):
    definition, page = page_of(data)
    check(definition, page)
    assert lost_letters(definition, page) == []


@given(st.binary(max_size=300))
def test_the_page_of_any_bytes_is_harmless_and_whole(data):
    definition, page = page_of(data)
    check(definition, page)
    assert lost_letters(definition, page) == []


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_text_whatever_raises(text):
    check(*page_of(text.encode()))


@pytest.mark.parametrize(
    "body",
    [
        "one  \ntwo\\\nthree",
        "| one | two |\n|---|---|\n| three | <b>four</b> |",
        "<!-- one -->\n\n<two>three</two>\n\n<!-- four",
        "- one\n\n  > two\n  >\n  > - three\n  >    ~~four~~\n",
        "[one]: two.md 'three'\n\n[four][one]",
        "[^one]: two\n\n$three$ {four}`five`",
    ],
)
def test_a_form_that_easily_loses_words(body):
    assert words(body) - {"b"} <= words_of_page(f"---\nname: x\n---\n{body}\n")


def test_the_title_of_an_image_is_seen():
    assert {"one", "two", "three", "four"} <= words_of_page('![one](two.png "three four")')


def test_links_in_the_words_of_an_image_are_seen():
    text = (
        "![one [two](three.html 'four') ![five](six.png)](seven.png)\n\n[![one](eight.png 'nine')](https://h.example/)"
    )
    assert {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine"} <= words_of_page(text)


def test_links_in_headings_are_seen():
    text = (
        "# [one](https://two.example/three 'four')\n\n## [five](six.md) ![seven](https://h.example/eight.png)\n\n- a\n"
    )
    assert {"one", "two", "three", "four", "five", "six", "seven", "eight"} <= words_of_page(text)


def test_extra_text_in_a_row_of_a_table_is_a_cell():
    text = "| a | b |\n|---|:-:|\n| c | d | **e** \\| f | g |\nh\n> | i |\n> |---|\n> j | k\n"
    definition = read_definition(text.encode(), LOCATION.path)
    page = build_page(definition, LOCATION, "agents/some/agent.md")
    rows = [[cell.astext() for cell in row] for row in page.findall(nodes.row)]
    assert rows == [["a", "b", ""], ["c", "d", "e | f | g"], ["h", "", ""], ["i", ""], ["j", "k"]]


def test_more_fields_than_a_table_should_have_are_lines():
    fields = "".join(f"key{number}: value{number}\n" for number in range(1500))
    definition, page = page_of(f"---\nname: x\ndescription: y\n{fields}---\nWork.\n".encode())
    check(definition, page)
    assert len([*page.findall(nodes.row)]) == 1000
    assert "key1000: value1000\nkey1001: value1001" in page.astext()
    assert {f"value{number}" for number in range(1500)} <= words(page.astext())

"""Guidelines as Markdown, addresses and JSON: text from a definition stays text in a review."""

from __future__ import annotations

import json
import re

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode

from sphinx_agentdocs.core.citing.citation import Citation
from sphinx_agentdocs.core.citing.forms import FORMS, escaped
from sphinx_agentdocs.core.text.characters import visible

LINK = "https://a.example/g/7q2kd/"


def one(text="Keep it small.", title="", agent="Reviewer", link=LINK):
    return Citation(agent, ("Core", "Steps"), "step", title, text, "7q2kd", link)


def test_the_forms_of_a_guideline():
    texts = [one(title="Small"), one("Be brief.", link="https://a.example/g/00000/")]
    assert {name: form(texts) for name, form in FORMS.items() if name != "json"} == {
        "markdown": (
            f"[Reviewer \u203a Steps \u203a Small]({LINK})\n"
            "[Reviewer \u203a Steps \u203a Be brief.](https://a.example/g/00000/)\n"
        ),
        "url": f"{LINK}\nhttps://a.example/g/00000/\n",
        "quote": (
            f"> Keep it small.\n>\n> \u2014 [Reviewer]({LINK})\n\n"
            "> Be brief.\n>\n> \u2014 [Reviewer](https://a.example/g/00000/)\n\n"
        ),
    }
    assert json.loads(FORMS["json"]([one(title="Small")])) == [
        {
            "code": "7q2kd",
            "url": LINK,
            "agent": "Reviewer",
            "section": ["Core", "Steps"],
            "stem": "",
            "lead": "",
            "polarity": None,
            "weight": "rule",
            "aliases": [],
            "kind": "step",
            "title": "Small",
            "text": "Keep it small.",
        }
    ]


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("Plain words, (and) 'these' too: 1 + 1 = 2!", "Plain words, (and) 'these' too: 1 + 1 = 2!"),
        ("*a* _b_ `c` ~d~ |", r"\*a\* \_b\_ \`c\` `~d~` \|"),
        ("[a](b) ![c](d)", r"\[a\](b) !\[c\](d)"),
        ("<b>x</b> <!-- y -->", r"\<b>x\</b> \<!-- y -->"),
        (r"a\b &amp; &#64; R&D a & b", r"a\\b \&amp; `&#64;` R\&D a & b"),
        ("ask @alice or a.b@c.example", "ask `@alice` or `a.b@c.example`"),
        ("see #12, x/y#3, GH-4 and !5", "see `#12,` `x/y#3,` `GH-4` and `!5`"),
        ("_GH-1 xGH-1", r"`_GH-1` xGH-1"),
        ("(@alice) [#12]", r"`(@alice)` \[`#12`\]"),
        ("https://a.example/ and www.a.example", "`https://a.example/` and `www.a.example`"),
        ("of 1a2b3c4 cost $5 :+1: x", "of `1a2b3c4` cost `$5` `:+1:` x"),
        ("label ~bug or a~b, but ~/x", "label `~bug` or `a~b,` but \\~/x"),
        ('~"to do" %"v 2" %v2 95% &5 R&D', '`~"to` do" `%"v` 2" `%v2` 95% `&5` R\\&D'),
        ("ABC-123, AG-7q2kd, UTF-8; not a-1 or Q-tip", "`ABC-123,` `AG-7q2kd,` `UTF-8;` not a-1 or Q-tip"),
        ("org/repo#1 AB#12 a!7 *iteration:3", "`org/repo#1` `AB#12` `a!7` `*iteration:3`"),
        ("[[page]] [[a page]] [page]", r"\[\[`page`\]\] \[\[`a` page\]\] \[page\]"),
        ("[vulnerability:1] [TOC] [[_TOC_]] [!NOTE]", r"\[`vulnerability:1`\] \[`TOC`\] \[\[`_TOC_`\]\] \[`!NOTE`\]"),
        ("[+ in +] {- out -} [^1] ^[b]: c", r"\[`+` in +\] `{-` out `-}` \[`^1`\] \^\[b\]: c"),
        ("@{1:2} @<id> [~user]", r"`@{1:2}` `@<id>` \[`~user`\]"),
        ("2^10 facade defaced", r"2\^10 facade `defaced`"),
        ("`@alice` ``@bob", "`` `@alice` `` ``` ``@bob ```"),
        ("one\n\n> two\t\u00a0three", "one > two three"),
        ("\u202egone\x1b[31m", r"\[U+202E\]gone\[U+001B\]\[31m"),
        ("\ud800", r"\\ud800"),
    ],
)
def test_text_as_markdown(text, markdown):
    assert escaped(text) == markdown


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("# no heading", r"\# no heading"),
        ("- no list", r"\- no list"),
        ("+ no list", r"\+ no list"),
        ("=== no heading", r"\=== no heading"),
        ("> no quote", r"\> no quote"),
        (": no meaning", r"\: no meaning"),
        ("1. no step", r"1\. no step"),
        ("12) no step", r"12\) no step"),
        ("    no code", "no code"),
        ("```suggestion", r"\`\`\`suggestion"),
        ("~~~", r"\~\~\~"),
        ("---", r"\---"),
    ],
)
def test_a_quotation_begins_with_words(text, begins):
    assert FORMS["quote"]([one(text)]).startswith(f"> {begins}\n>\n")


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("g/7q2kd/", "g/7q2kd/"),
        ("g/#7q2kd", "g/#7q2kd"),
        ("https://[::1]:80/é) [x](y", "https://[::1]:80/%C3%A9%29%20[x]%28y"),
        ("a'b\"<c>\\\u202e\n`", "a%27b%22%3Cc%3E%5C%E2%80%AE%0A%60"),
        ("agents/%E6%B5%8B.html#测", "agents/%E6%B5%8B.html#%E6%B5%8B"),
    ],
)
def test_an_address_ends_where_it_ends(link, address):
    assert FORMS["url"]([one(link=link)]) == f"{address}\n"
    assert FORMS["markdown"]([one(link=link)]) == f"[Keep it small.]({address})\n"


def test_json_holds_no_command_for_a_log():
    text = FORMS["json"]([one("##[error]x ##vso[y] \x1b]0;t\x07\u2028")])
    assert "##" not in text
    assert "\x1b" not in text
    assert json.loads(text)[0]["text"] == "##[error]x ##vso[y] [U+001B]]0;t[U+0007]"


PIECES = """
` `` ``` * ** _ [ ] ( ) < > <b> </p> <!-- --> &amp; &#35; @bob #12 http://a.b/ www.x.yz a@b.cd \\ ~~~ ~ | - + = 1. 2)
:+1: ![x](y) [a](b) [a]: word 日本語 \u202e \x1b[31m $x$ --- GH-1 abcdef1 o/r#3 ' " { } ^ [^1] [x] <https://e.x>
<script> ^[b]: [^b]: ]: [[page]] [[ ]] ~label ~"a %v2 %"b &5 !7 $8 ABC-123 AB#1 [vulnerability:1] *iteration:1
[!NOTE] [TOC] [+ +] {- -} [ ] - [ ] :--- |-| === # ## ! : & % $ @ . @org/team 0123456789abcdef0123456789abcdef01234567
mailto:a@b.cd xmpp:a@b.cd %{name} @{id} @<id> [~user] GL-2 $`a`$ AG-abcde a b c 1 2 3
""".split()
TEXTS = st.lists(st.sampled_from([*PIECES, " ", " ", "\n", "\t", "    "]), min_size=1, max_size=12).map("".join)
LETTERS = st.text("^[]():!@#$&~%*_<>\\`|-+.={}\"'/ \n\tabAB12", min_size=1, max_size=24)
REFERENCES = {
    "GitHub": r"(?i)@[a-z0-9]|#\d|\bgh-\d|\b[0-9a-f]{7,40}\b|:[a-z0-9_+-]+:|\$.*\$|\[\^[^\]]+\]|\[!(note|tip)\]",
    "GitLab": (
        r"""(?i)~[a-z0-9_"]|%[a-z0-9_"{]|[&$!#]\d|\[\[.+?\]\]|\[[a-z_]+:[^\]]+\]|\*iteration:|\[toc\]"""
        r"""|\[\+.*?\+\]|\[-.*?-\]|\{\+.*?\+\}|\{-.*?-\}"""
    ),
    "Jira": r"(?a)\b[A-Z][A-Z0-9_]+-\d|\[~\w",
    "Bitbucket, Azure DevOps": r"(?a)@[{<\w]|#\d|!\d",
    "addresses": r"(?i)://|www\.|mailto:|xmpp:|[a-z0-9]@[a-z0-9]",
}
"""What platforms look for in the text of a rendered comment; they leave code alone."""


def rendered(markdown: str) -> HTMLParser:
    """A comment as GitHub renders it, footnotes included."""
    options = Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_UNSAFE
    return HTMLParser(cmarkgfm.github_flavored_markdown_to_html(markdown, options=options))


def words_of(page: HTMLParser) -> str:
    return " ".join(page.body.text().split())


@given((TEXTS | LETTERS).filter(str.strip))
@example("^[b]: never merge")
@example("[+ in +] {- out -}")
@example("1@.A")
def test_a_review_shows_the_words_and_one_link(text):
    """Any text becomes a paragraph of text and code, and the only link is ours."""
    shown = visible(" ".join(text.split()))
    in_context = (
        shown if len(shown.split()) > 2 or shown.startswith("Steps") else f"{shown} \u203a Steps \u203a {shown}"
    )
    for form, expected in (("markdown", in_context), ("quote", f"{shown} \u2014 {shown}")):
        page = rendered(FORMS[form]([one(text, text, text)]))
        assert [link.attributes["href"] for link in page.css("a")] == [LINK]
        assert {node.tag for node in page.body.traverse()} <= {"body", "blockquote", "p", "a", "code", "-text"}
        assert words_of(page) == " ".join(expected.split())
        assert converted(page) == []


def converted(page: HTMLParser) -> list[tuple[str, str]]:
    """The references that platforms would find in a comment, each with the platform."""
    texts = [
        node.text_content or ""
        for node in page.body.traverse(include_text=True)
        if node.tag == "-text" and not in_code(node)
    ]
    return [
        (platform, found[0])
        for platform, pattern in REFERENCES.items()
        for text in texts
        if (found := re.search(pattern, text))
    ]


def in_code(node: LexborNode) -> bool:
    while node := node.parent:
        if node.tag == "code":
            return True
    return False


@given(
    TEXTS.filter(str.strip), st.sampled_from(["Please fix this.", "===", "---", "- item", "> deeper", "[^1]: x", "|-|"])
)
def test_the_next_line_of_the_reviewer_is_not_in_the_quote(text, typed):
    for number in (1, 2):
        markdown = FORMS["quote"]([one(text, text, text)] * number)
        alone = rendered(typed).body.html
        quotes = rendered(markdown).body.html
        if typed.startswith(">"):  # a quote of the reviewer's own stays one of its own
            assert len(rendered(f"{markdown}{typed}\n").css("body > blockquote")) == number + 1
        else:
            assert rendered(f"{markdown}{typed}\n").body.html == quotes.replace("</body>", "") + alone.removeprefix(
                "<body>"
            )

"""The page of one definition."""

from __future__ import annotations

import json
import re

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

DEFINITION = """\
---
name: release-pilot
description: |
  Use this agent to cut a release.

  Examples:

  <example>
  Context: A milestone is   complete.
  user: 'Can we ship 4.2?'
  assistant: "I'll ask the release-pilot agent."
  <commentary>Shipping is its job.</commentary>
  </example>
model: opus
color: orange
tools: Read, Bash(git tag:*)
owner: Zebedee
limits:
  hours: 3
---

You pilot releases of a desktop game.

Stay calm, and read the *changelog* first.

#### Preparing

- **Freeze**: Nothing but fixes enters the branch.
- Count the open blockers.
  - Name each owner.

###### Deep down

1. Tag the commit.
2. Push the tag.

#### Core Principles

**Never hurry**: A day late beats a day broken.

<example>
user: The tag is wrong.
assistant: I delete it only if nobody has fetched it.
</example>

```python
release = tag("v4.2")
```
"""


@pytest.fixture(scope="module")
def site(make_site):
    site = make_site({"agents/ops/release-pilot.md": DEFINITION})
    assert site.warnings == []
    return site


@pytest.fixture(scope="module")
def page(site):
    return site.html("agents/ops/release-pilot")


@pytest.fixture(scope="module")
def body(page):
    return page.css_first("div.body")


def headings(body):
    found = body.css("h1, h2, h3, h4, h5, h6")
    return [(node.tag, node.text().removesuffix("¶")) for node in found]


def test_the_name_is_the_only_title_of_the_first_level(body):
    assert [text for tag, text in headings(body) if tag == "h1"] == ["Release Pilot"]


def test_sections_keep_their_order_and_nest(body):
    assert headings(body) == [
        ("h1", "Release Pilot"),
        ("h2", "When to use"),
        ("h2", "Role"),
        ("h2", "Preparing"),
        ("h3", "Deep down"),
        ("h2", "Core Principles"),
        ("h2", "Related agents"),
        ("h2", "Definition"),
    ]


def test_sections_are_nested_elements(body):
    assert [node.id for node in body.css("section > section > section")] == ["release-pilot.deep-down"]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ("# One\n\na\n\n## Two\n\nb\n", ["h2 One", "h2 Two"]),
        ("## One\n\na\n\n# Two\n\nb\n", ["h2 One", "h2 Two"]),
        ("###### One\n\na\n", ["h2 One"]),
        ("## One\n\n##### Two\n\na\n\n### Three\n\nb\n\n## Four\n", ["h2 One", "h3 Two", "h3 Three", "h2 Four"]),
        ("**One**\n\na\n\nTwo:\n\n- b\n", ["h2 One", "h3 Two:"]),
        ("# One\n\n## Two\n\n### Three\n\n#### Four\n", ["h2 One", "h2 Two", "h3 Three", "h4 Four"]),
        (
            "a\n\n## One\n\n### Two\n\n#### Three\n\n##### Four\n",
            ["h2 Role", "h2 One", "h3 Two", "h4 Three", "h5 Four"],
        ),
    ],
)
def test_the_levels_of_the_author_become_proper_nesting(make_site, definition, levels, expected):
    site = make_site({"agents/reviewer.md": definition(body=levels)})
    found = [" ".join(pair) for pair in headings(site.html("agents/reviewer").css_first("div.body"))]
    around = ["h1 Reviewer", "h2 When to use"], ["h2 Related agents", "h2 Definition"]
    assert (site.warnings, found) == ([], [*around[0], *expected, *around[1]])


def test_facts(body, squashed):
    facts = body.css_first("p.agent-facts")
    assert squashed(facts.text()) == "release-pilot · model opus · orange · tools Read, Bash(git tag:*) · ops"


def test_an_example_is_a_card_with_every_character_of_the_author(body):
    def solid(text):
        return "".join(text.split())

    source = re.findall(r"<example>.*?</example>", DEFINITION, re.DOTALL)
    assert [solid(card.text()) for card in body.css("div.agent-example")] == [solid(text) for text in source]


def test_the_parts_of_an_example_are_distinguished(body, squashed):
    parts = [(part.attributes["class"], squashed(part.text())) for part in body.css("div.agent-example")[0].css("p")]
    assert parts == [
        ("agent-open", "<example>"),
        ("agent-context", "Context: A milestone is complete."),
        ("agent-turn agent-user", "user: 'Can we ship 4.2?'"),
        ("agent-turn", 'assistant: "I\'ll ask the release-pilot agent."'),
        ("agent-commentary", "<commentary>Shipping is its job.</commentary>"),
        ("agent-close", "</example>"),
    ]


def test_examples_are_where_the_author_put_them(body):
    around = [card.parent.id for card in body.css("div.agent-example")]
    assert around == ["release-pilot.when-to-use", "release-pilot.core-principles"]


def test_ids_are_unique(page):
    ids = [node.id for node in page.css("[id]")]
    assert sorted(ids) == sorted(set(ids))


def test_each_heading_guideline_and_example_has_an_id_and_a_link_to_it(site, body):
    headed = [node.parent.id for node in body.css("h1, h2, h3, h4")]
    linked = [node.attributes["href"] for node in body.css("a.headerlink")]
    assert linked == [f"#{anchor}" for anchor in headed]
    (agent,) = site.json()["agents"]
    codes = {unit["url"].partition("#")[2]: unit.get("code") for unit in (*agent["guidelines"], *agent["examples"])}
    units = {node.parent.id: (node.id, node.attributes["href"]) for node in body.css("a.agent-link")}
    assert list(units) == [
        "release-pilot.a-milestone-is-complete",
        "release-pilot.you-pilot-releases-of-a-desktop-game",
        "release-pilot.stay-calm-and-read-the-changelog-first",
        "release-pilot.freeze",
        "release-pilot.count-the-open-blockers",
        "release-pilot.name-each-owner",
        "release-pilot.tag-the-commit",
        "release-pilot.push-the-tag",
        "release-pilot.never-hurry",
        "release-pilot.the-tag-is-wrong",
    ]
    assert all(href == f"#{own}" and own == f"g/{codes[at] or own[2:]}" for at, (own, href) in units.items())


def test_without_links_the_ids_by_code_stay(make_site, definition):
    site = make_site({"agents/a.md": definition("a", body="- Never guess.\n")}, {"html_permalinks": False})
    (unit,) = site.json()["agents"][0]["guidelines"]
    page = site.html("agents/a")
    assert page.css("a.agent-link") == []
    assert page.css_first(f"[id='g/{unit['code']}']").parent.id == "a.never-guess"


def test_links_to_units_are_not_part_of_their_text(body):
    assert {node.text() for node in body.css("a.agent-link")} == {""}


def test_other_fields_are_in_a_table(body):
    cells = [[cell.text().strip() for cell in row.css("td")] for row in body.css("table.agent-fields tr")]
    assert cells == [["owner", "Zebedee"], ["limits", "hours: 3"]]


@pytest.mark.parametrize(
    ("conf", "builder"), [({}, "html"), ({"html_copy_source": False}, "html"), ({}, "singlehtml"), ({}, "htmlhelp")]
)
def test_the_definition_is_shown_verbatim(make_site, conf, builder):
    site = make_site({"agents/ops/release-pilot.md": DEFINITION}, conf, builder=builder)
    (page,) = [text for text in site.files(".html").values() if b"The file as the model reads it" in text]
    assert HTMLParser(page.decode()).css_first("details.agent-source pre").text() == DEFINITION


def test_the_raw_file_is_copied_byte_for_byte(site, body):
    address = body.css_first("p.agent-raw a").attributes["href"]
    raw = (site.out / "agents/ops" / address).resolve()
    assert raw.read_bytes() == DEFINITION.encode()


def test_the_raw_file_is_copied_whatever_its_bytes(make_site):
    data = b"\xef\xbb\xbf---\r\nname: x\r\ndescription: y\r\n---\r\nz \xff\r\n"
    site = make_site({"agents/x.md": data})
    assert (site.out / "_sources/agents/x.md.txt").read_bytes() == data


@pytest.mark.parametrize(
    ("conf", "raw"),
    [
        ({"html_copy_source": False}, []),
        ({"html_sourcelink_suffix": ""}, ["../_sources/agents/x.md"]),
        ({"html_sourcelink_suffix": ".md"}, ["../_sources/agents/x.md"]),
    ],
)
def test_the_raw_file_is_linked_where_it_is(make_site, definition, conf, raw):
    site = make_site({"agents/x.md": definition("x")}, conf)
    found = [link.attributes["href"] for link in site.html("agents/x").css("p.agent-raw a")]
    assert found == raw
    assert all((site.out / "agents" / address).resolve().is_file() for address in found)


def test_the_search_finds_words_of_the_page_but_not_of_the_raw_file(make_site):
    text = (
        "---\nname: finder\ndescription: Finds zucchini quickly.\nmodel: opus\n# nothing but a comment\n"
        "color: blue\n---\nYou taste kumquats.\n\n[unused]: https://quixotry.example/\n"
    )
    site = make_site({"agents/finder.md": text})
    words = {
        term for name, data in site.files(".js").items() if name.startswith("search-index/v-") for term in terms(data)
    }
    assert {"zucchini", "kumquat", "finder"} <= words
    assert not {"model", "opus", "color"} & words, "the frontmatter is only in the raw file"


def terms(data):
    return json.loads(data.decode().partition(", ")[2].removesuffix(");\n"))


@pytest.mark.parametrize(
    ("color", "fill"),
    [
        ("orange", "#ea580c"),
        ("Green", "#16a34a"),
        ('"#0af"', "#0af"),
        ('"#A1B2C3"', "#A1B2C3"),
    ],
)
def test_a_colour_is_shown(make_site, definition, color, fill):
    page = make_site({"agents/x.md": definition("x", color=color)}).html("agents/x")
    swatch = page.css_first("p.agent-facts svg.agent-swatch circle")
    assert swatch.attributes["fill"] == fill
    assert color.strip('"') in page.css_first("p.agent-facts").text()


@pytest.mark.parametrize("color", ["url(//evil.example)", "'#12345'", "'#fff; background: red'", "'\"><b>x'", "mauve"])
def test_an_unknown_colour_is_text(make_site, definition, color):
    site = make_site({"agents/x.md": definition("x", color=color)})
    names, value = "red, blue, green, yellow, purple, orange, pink, cyan", color.strip("'")
    finding = f"`{value}` is not a colour of the format; use {names}, or `#rrggbb`"
    assert site.warnings == [f"agents/x.md:4: WARNING: {finding} [agentdocs.unknown-color]"]
    facts = site.html("agents/x").css_first("p.agent-facts")
    assert facts.css("svg") == []
    assert color.strip("'") in facts.text()


def test_code_is_highlighted_and_exact(body):
    block = body.css_first("div.highlight-python pre")
    assert block.text() == 'release = tag("v4.2")\n'
    assert block.css("span.n")


def test_a_definition_without_a_description_or_sections(make_site):
    site = make_site({"agents/plain.md": "---\nname: plain\n---\nOnly this.\n"})
    message = "no description; say in `description:` when to use the agent"
    assert site.warnings == [f"agents/plain.md:2: WARNING: {message} [agentdocs.description]"]
    assert headings(site.html("agents/plain").css_first("div.body")) == [
        ("h1", "Plain"),
        ("h2", "Role"),
        ("h2", "Related agents"),
        ("h2", "Definition"),
    ]


def test_quotes_and_dashes_stay_as_they_were_written(make_site, definition):
    body = 'Write "x" -- it\'s... ok.\n'
    site = make_site({"agents/x.md": definition("x", body=body)}, {"smartquotes": True})
    assert body.strip() in site.html("agents/x").css_first("section[id='x.role'] p").text()

"""What a tombstone shows: the whole unit, every wording, where the words are now, and what may have replaced it."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from click.testing import CliRunner
from docutils import nodes
from hypothesis import given
from hypothesis import strategies as st

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.core.ledger.entries import Entry, Wording
from sphinx_agentdocs.core.ledger.writing import ledger_text
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.units import units_of
from sphinx_agentdocs.sphinx.nodes import guidelines_in
from sphinx_agentdocs.sphinx.render import Renderer, render_former

RULES = """\
- **Wick first**: Trim the wick of each lamp before dusk.
- Check the oil level of every lamp in the morning.
- Write down each repair in the log book.
"""
ROLLBACK = """
## Rollback

Roll back before you look for the cause.

```sh
deploy --previous
```

- Roll back the last release:
  ```bash
  git revert HEAD
  make deploy
  ```
  Then tell the [keeper](https://coast.example/keeper).
- Before the night shift check each of:
  - oil in the tank
  - wick of the lamp
"""


def agent(name: str, body: str, description: str = "Use it at dusk.") -> str:
    return f"---\nname: {name}\ndescription: {description}\n---\n\n{body}"


ROLL_BACK = "keeper.roll-back-the-last-release-then-tell-the-keeper"
AVOID = ("Do", "Don't")
KEEPER = agent("keeper", f"## Rules\n\n{RULES}{ROLLBACK}")
MATE = agent("mate", "- Coil the ropes on deck.\n")


def record(site, *arguments: str) -> None:
    result = CliRunner().invoke(main, ["permalinks", *(arguments or ("update", str(site.src), "--conf", "--yes"))])
    assert result.exit_code == 0, result.output


@pytest.fixture
def site(make_site):
    """A site whose first version is recorded."""
    site = make_site({"agents/keeper.md": KEEPER, "agents/mate.md": MATE}, build=False)
    (site.src / "conf.py").write_text("agentdocs_collections = {'agents': 'agents'}\n", "utf-8")
    record(site)
    return site


def words(node) -> str:
    return " ".join(node.text().split())


def stone(site, anchor: str, page: str = "agents/keeper"):
    """The tombstone at an id."""
    found = site.html(page).css_first(f"[id='{anchor}']")
    return found.parent if found.tag in ("span", "a") else found


def undated(text: str) -> str:
    """*text* with a fixed date in place of today's."""
    return " ".join("DAY" if part.strip(".:")[:2] == "20" else part for part in text.split())


# -- the whole unit


@pytest.fixture
def without_rollback(site):
    """The site after a section was deleted."""
    site.edit("agents/keeper.md", ROLLBACK, "")
    record(site)
    return site


def test_a_tombstone_shows_code_and_lists_in_their_order(without_rollback):
    site = without_rollback.build()
    said = stone(site, ROLL_BACK).css_first(".agent-said")
    parts = [(part.tag, part.text().strip()) for part in said.css("p, pre")]
    assert parts == [
        ("p", "Roll back the last release:"),
        ("p", "bash"),
        ("pre", "git revert HEAD\nmake deploy"),
        ("p", "Then tell the keeper (https://coast.example/keeper)."),
    ]
    assert said.css("a, [id]") == []
    said = stone(site, "keeper.before-the-night-shift-check-each-of").css_first(".agent-said")
    assert [words(part) for part in said.css("p")] == [
        "Before the night shift check each of:",
        "oil in the tank",
        "wick of the lamp",
    ]
    assert len(said.css("ul li")) == 2
    assert site.warnings == []


def test_a_tombstone_of_a_heading_shows_the_code_below_it(without_rollback):
    found = stone(without_rollback.build(), "keeper.rollback")
    assert [words(part) for part in found.css("p, pre")][:3] == ["The section Rollback", "sh", "deploy --previous"]


def test_a_tombstone_shows_the_headings_above_the_unit(site):
    avoid = "\n## Avoid\n\n### At night\n\n- Open fire on deck.\n"
    site.write({"agents/mate.md": MATE + avoid})
    record(site)
    site.edit("agents/mate.md", avoid, "")
    record(site)
    found = stone(site.build(), "mate.open-fire-on-deck", "agents/mate")
    assert words(found.css_first(".agent-where")) == "Avoid \u203a At night"


def test_a_tombstone_of_one_sentence_is_a_paragraph(without_rollback):
    found = stone(without_rollback.build(), "keeper.oil-in-the-tank")
    assert found.css_first(".agent-said").html == '<p class="agent-said">oil in the tank</p>'


@pytest.mark.parametrize(
    ("builder", "file"),
    [
        ("dirhtml", "agents/keeper/index.html"),
        ("singlehtml", "index.html"),
        ("epub", "agents/keeper.xhtml"),
        ("latex", "site.tex"),
        ("text", "agents/keeper.txt"),
        ("man", "site.1"),
        ("texinfo", "site.texi"),
        ("xml", "agents/keeper.xml"),
    ],
)
def test_every_builder_shows_the_whole_unit(without_rollback, builder, file):
    site = without_rollback.build(builder=builder, conf={"copyright": "The crew", "version": "1"})
    text = site.text(file)
    assert site.warnings == []
    for said in ("Roll back the last release", "git revert HEAD", "make deploy", "wick of the lamp"):
        assert said in text


def test_the_whole_unit_as_text(without_rollback):
    text = without_rollback.build(builder="text").text("agents/keeper.txt")
    _, _, after = text.partition("Withdrawn guidance\n")
    lines = [undated(line) for line in after.split("Definition\n")[0].splitlines()]
    start = lines.index("Roll back the last release:")
    assert lines[start - 2 : start + 12] == [
        "* Rollback",
        "",
        "Roll back the last release:",
        "",
        "bash",
        "",
        "git revert HEAD",
        "make deploy",
        "",
        "Then tell the keeper (https://coast.example/keeper).",
        "",
        "Withdrawn on DAY",
        "",
        "* Rollback \u203a Before the night shift check each of:",
    ]


def test_the_page_of_a_deleted_agent_shows_its_description_and_its_code(site):
    site.edit("agents/keeper.md", "Use it at dusk.", "Use __it__ at *dawn*.")
    record(site)
    (site.src / "agents/keeper.md").unlink()
    record(site)
    site = site.build()
    part = stone(site, "keeper.when-to-use")
    assert words(part.css_first(".agent-said")) == "Use __it__ at *dawn*."
    assert words(part.css_first(".agent-former")) == "Use it at dusk."
    assert "git revert HEAD" in stone(site, ROLL_BACK).text()


def test_a_changed_code_block_is_among_the_former_wordings(site):
    site.edit("agents/keeper.md", "git revert HEAD", "git revert HEAD~1")
    record(site)
    item = stone(site.build(), ROLL_BACK)
    then = item.css_first("details.agent-then")
    assert "open" not in then.attributes
    assert [undated(words(part)) for part in then.css("p, pre")] == [
        "Until DAY",
        "Roll back the last release:",
        "bash",
        "git revert HEAD make deploy",
        "Then tell the keeper (https://coast.example/keeper).",
    ]


def test_a_rule_that_became_the_opposite_below_another_heading_shows_what_it_was(make_site):
    before, after = (
        "## {}\n\n- Coil the ropes.\n\n## {}\n\n- Ring twice.\n".format(*some) for some in (AVOID, AVOID[::-1])
    )
    site = make_site({"agents/mate.md": agent("mate", before)}, build=False)
    (site.src / "conf.py").write_text("agentdocs_collections = {'agents': 'agents'}\n", "utf-8")
    record(site)
    site.write({"agents/mate.md": agent("mate", after)})
    record(site)
    page = site.build().html("agents/mate")
    shown = [undated(words(part)) for part in page.css("details.agent-then")]
    assert shown == ["Reworded on DAY DAY Coil the ropes.", "Reworded on DAY DAY Don't: Ring twice."]


def test_an_example_with_a_list_keeps_its_lines(site, definition):
    example = "<example>\nuser: Go?\nassistant: Yes:\n- *oil*\n- wick\n</example>\n"
    site.write({"agents/mate.md": MATE + "\n" + example})
    record(site)
    site.write({"agents/mate.md": MATE})
    record(site)
    found = stone(site.build(), "mate.go", "agents/mate")
    assert found.css_first("pre").text() == example.strip() + "\n"


EVIL = """\
<script>alert(1)</script> [x](javascript:alert(1)) [y](https://a.example/) ![z](https://a.example/z.png)

```{raw} html
<img src=x onerror=alert(1)>
```

{agent:ref}`mate` [mate](mate.md) |sub| `role`{=html}

<example>
user: "Go?"
</example>

[d]: https://a.example/d
"""


def test_a_ledger_cannot_act(make_site):
    """Its texts are shown by the renderer of definitions: nodes from a closed list, without ids and links."""
    entry = Entry(
        "0zzzz", "item", "agents/mate", "mate.evil", "Evil:", status="withdrawn", until="2026-01-31", body=EVIL,
        was=(Wording("Evil", "2026-01-01", EVIL),),
    )  # fmt: skip
    section = Entry("1zzzz", "section", "agents/gone", "gone.evil", "Evil", "Evil", status="withdrawn", body=EVIL)
    example = Entry("2zzzz", "example", "agents/gone", "gone.go", "Go", status="withdrawn", body=EVIL)
    site = make_site({"agents/mate.md": MATE, "permalinks.jsonl": ledger_text([entry, section, example])})
    assert site.warnings == []
    found = stone(site, "mate.evil", "agents/mate")
    assert found.css("script, img, iframe, a") == []
    assert found.css("[id]:not([id='mate.evil'], [id='g/0zzzz'])") == []
    assert words(found.css_first(".agent-said p")) == (
        "<script>alert(1)</script> [x](javascript:alert(1)) y (https://a.example/) z (https://a.example/z.png)"
    )
    assert [words(part) for part in found.css(".agent-said pre")] == [
        "<img src=x onerror=alert(1)>",
        '<example> user: "Go?" </example>',
        "[d]: https://a.example/d",
    ]
    assert len(found.css(".agent-then pre")) == 3
    for anchor in ("gone.evil", "gone.go"):
        assert stone(site, anchor, "agents/gone").css("script, img, iframe, a") == []


LINES = (
    *("- alpha", "  - beta", "    - gamma", "- ", "- - twice", "1. one", "10) ten", "* star", "-\ttab", "- > item"),
    *("> quote", "> - dash", ">   ```", ">   quoted code", "> > - deeper", "text", "  text", "    code", "\tcode", ""),
    *("```", "  ```", "~~~ sh", "- ```", "-     code", "# head", "## [link](https://a.example/h)", "**Bold** text"),
    *("| a | b |", "|---|---|", "- | t |\n  |---|\n  | u |", "![image](i.png)", "- [k](https://a.example/ 'z') [r]"),
    *("[r]: https://a.example/r", "~~struck~~ out", "---", "\\- no item", "user: Go?"),
)


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=14))
def test_no_word_of_a_unit_is_lost_when_it_is_gone(lines):
    text = agent("keeper", "\n".join(lines) + "\n")
    definition = read_definition(text.encode(), "keeper.md")
    page = nodes.container()
    Renderer("", definition.body).blocks(definition.body.tokens, 0, len(definition.body.tokens), page)
    shown = {node["ids"][0]: node for node in guidelines_in(page)}
    kept: Counter[str] = Counter()
    for unit in units_of(definition, "keeper"):
        said = " ".join(node.astext() for node in render_former(unit.body)) if unit.body else unit.text
        said += f" {unit.title}" if unit.kind == "section" else ""
        if unit.anchor in shown:
            assert Counter(re.findall(r"\w+", shown[unit.anchor].astext())) - Counter(re.findall(r"\w+", said)) == {}
        kept.update(re.findall(r"\w+", said))
    assert Counter(re.findall(r"\w+", page.astext())) - kept == {}


# -- words that are still on the page


TABLE = "| Rule | Why |\n|---|---|\n" + "".join(f"| {row[2:]} | safety |\n" for row in RULES.splitlines())


def fate(site, anchor: str) -> str:
    return undated(words(stone(site, anchor).css_first(".agent-fate")))


PARAGRAPH = "**Lamps**: " + " ".join(line[2:].replace("**", "") for line in RULES.splitlines()) + "\n"
HEADING = "### Check the oil level of every lamp in the morning\n\nNow.\n"
IN_CODE = f"```markdown\n{RULES}```\n"
IN_COMMENT = f"<!--\n{RULES}-->\n"
SEVERAL = RULES.replace("Write down each repair in the log book", "Write down each repair in the\n- log book")
CUT = {  # the rules in another form, one of them, and the id of the unit that holds its words
    "a table": (TABLE, "keeper.wick-first", "tr", "keeper.wick-first"),
    "a paragraph": (PARAGRAPH, "keeper.write-down-each-repair-in-the-log-book", "p", "keeper.lamps"),
    "a heading": (HEADING, "keeper.check-the-oil-level-of-every-lamp-in-the-morning", "section", ""),
    "a comment": (IN_COMMENT, "keeper.write-down-each-repair-in-the-log-book", "section", "keeper.rules"),
    "several rules": (
        SEVERAL,
        "keeper.write-down-each-repair-in-the-log-book",
        "li",
        "keeper.write-down-each-repair-in-the",
    ),
    "a template in code": (IN_CODE, "keeper.write-down-each-repair-in-the-log-book", "section", "keeper.rules"),
}


@pytest.mark.parametrize(("form", "anchor", "tag", "unit"), CUT.values(), ids=CUT)
def test_a_rule_whose_words_stand_in_another_form_leads_to_them(site, form, anchor, tag, unit):
    site.edit("agents/keeper.md", RULES, form)
    record(site)
    page = site.build().html("agents/keeper")
    place = page.css_first(f"[id='{anchor}']")
    while place.tag in ("span", "a", "td"):
        place = place.parent
    assert (place.tag, unit in ("", place.id) or bool(place.css_first(f"[id='{unit}']"))) == (tag, True)
    assert [words(one) for one in page.css(".agent-withdrawn-unit, .agent-moved") if anchor in (one.html or "")] == []
    assert site.warnings == []


@pytest.mark.parametrize(
    ("form", "anchor", "sentence"),
    [
        (TABLE, "keeper.wick-first", "Still on this page, as part of Wick first. Possibly now: Wick first."),
        (PARAGRAPH, "keeper.write-down-each-repair-in-the-log-book", "Still on this page, as part of Lamps."),
        (
            HEADING,
            "keeper.check-the-oil-level-of-every-lamp-in-the-morning",
            (
                "Still on this page, under Check the oil level of every lamp in the morning,"
                " but without a link of its own since DAY"
            ),
        ),
    ],
)
def test_a_rule_that_was_withdrawn_says_where_its_words_are_again(site, form, anchor, sentence):
    site.edit("agents/keeper.md", RULES, "- Something else.\n")
    record(site)
    site.edit("agents/keeper.md", "- Something else.\n", form)
    record(site)
    assert fate(site.build(), anchor) == sentence


def test_words_that_are_not_on_the_page_are_withdrawn(site):
    site.edit("agents/keeper.md", RULES, "- Something else.\n")
    site.edit("agents/mate.md", "- Coil", f"| a |\n|---|\n| {RULES.splitlines()[2][2:]} |\n\n- Coil")
    record(site)
    assert fate(site.build(), "keeper.write-down-each-repair-in-the-log-book") == "Withdrawn on DAY"


def test_words_that_the_page_quotes_from_another_agent_are_withdrawn(make_site):
    line = "- Ask the lamp-keeper to trim every wick before dusk.\n"
    files = {f"agents/{name}.md": agent(name, f"{line}- The {name} rests.\n") for name in ("lamp-keeper", "mate")}
    site = make_site(files, build=False)
    (site.src / "conf.py").write_text("agentdocs_collections = {'agents': 'agents'}\n", "utf-8")
    record(site)
    site.edit("agents/lamp-keeper.md", line, "")
    record(site)
    site = site.build()
    anchor = "lamp-keeper.ask-the-lamp-keeper-to-trim-every-wick-before-dusk"
    assert line[2:].strip() in words(site.html("agents/lamp-keeper").css_first(".agent-related"))
    assert undated(words(stone(site, anchor, "agents/lamp-keeper").css_first(".agent-fate"))) == "Withdrawn on DAY"


# -- every wording, where the link leads


def leads_to(site, code: str):
    """The unit that the short link of a code leads to."""
    text = site.text(f"g/{code}/index.html")
    address = text.partition("0;url=../../")[2].partition('"')[0]
    page, _, anchor = address.partition("#")
    return stone(site, anchor, page.removesuffix(".html"))


def code_of(site, text: str) -> str:
    lines = (site.src / "permalinks.jsonl").read_text("utf-8").splitlines()[:-1]
    return next(entry["code"] for entry in map(json.loads, lines) if entry["text"] == text)


def test_what_a_merged_code_said_is_shown_where_it_leads(site):
    old, new = "Coil the ropes on deck.", "Sweep the chimney of the lighthouse on Sundays."
    code = code_of(site, old)
    site.edit("agents/mate.md", old, "Whatever.")
    site.edit("agents/keeper.md", "- Write down", f"- {new}\n- Write down")
    record(site)
    record(site, "merge", code, code_of(site, new), "--source", str(site.src))
    unit = leads_to(site.build(), code)
    assert words(unit.css_first("p")) == new
    assert undated(words(unit.css_first("details.agent-then p"))) == f"Until DAY in Mate: {old}"


def test_what_a_chain_of_merged_codes_said_is_shown_where_it_leads(site):
    first, second, third = (line[2:].replace("**", "") for line in RULES.splitlines())
    codes = [code_of(site, text) for text in (first, second, third)]
    for line, code, into in zip(RULES.splitlines(), codes, codes[1:], strict=False):
        site.edit("agents/keeper.md", f"{line}\n", "")
        record(site)
        record(site, "merge", code, into, "--source", str(site.src))
    text = "Keep all lamps in good order at all times."
    site.edit("agents/keeper.md", third, text)
    record(site)
    last = code_of(site, text)
    record(site, "merge", codes[2], last, "--source", str(site.src))
    unit = leads_to(site.build(), codes[0])
    assert unit.css_first(".agent-link").id == f"g/{last}"
    assert sorted(words(quote) for quote in unit.css("details.agent-then q")) == sorted([first, second, third])


def test_a_merged_code_whose_destination_is_withdrawn(site):
    old, new = "Coil the ropes on deck.", "Sweep the chimney of the lighthouse on Sundays."
    code = code_of(site, old)
    site.edit("agents/mate.md", old, "Whatever.")
    site.edit("agents/keeper.md", "- Write down", f"- {new}\n- Write down")
    record(site)
    record(site, "merge", code, code_of(site, new), "--source", str(site.src))
    site.edit("agents/keeper.md", f"- {new}\n", "")
    record(site)
    site = site.build()
    unit = leads_to(site, code)
    assert words(unit.css_first(".agent-said")) == new
    assert words(unit.css_first("details[open] q")) == old
    found = stone(site, "mate.coil-the-ropes-on-deck", "agents/mate").css_first(".agent-fate")
    assert undated(words(found)) == f"Merged into {new[:-1]}, which was withdrawn on DAY"
    assert found.css_first("a").attributes["href"].startswith("keeper.html#keeper.sweep-the-chimney")


# -- what stays in doubt


def test_an_agent_of_the_same_name_elsewhere_is_named_on_the_page_of_a_withdrawn_one(site):
    (site.src / "agents/mate.md").unlink()
    record(site)
    site.write({"agents/deck/mate.md": agent("mate", "Steer by the stars and by nothing else.\n", "On the bridge.")})
    record(site)
    site = site.build()
    page = site.html("agents/mate")
    assert undated(words(page.css("section > p")[0])) == "This agent was withdrawn on DAY"
    assert words(page.css("section > p")[1]) == "An agent with the same name is now at agents/deck/mate."
    assert page.css("section > p a")[0].attributes["href"] == "deck/mate.html#mate"
    assert page.css("[data-to]") == []


@pytest.fixture
def doubtful(site, monkeypatch):
    """A site in which a withdrawn guideline has a likely successor."""
    from sphinx_agentdocs.core.ledger import site_links

    code = code_of(site, "Coil the ropes on deck.")
    site.edit("agents/mate.md", "Coil the ropes on deck.", "Stow every line below.")
    record(site)
    likely = {code: code_of(site, "Stow every line below.")}
    monkeypatch.setattr(site_links, "_namesakes", lambda _: likely)
    return site.build(), code, likely[code]


def test_a_likely_successor_is_named_and_not_followed(doubtful):
    site, code, likely = doubtful
    found = stone(site, "mate.coil-the-ropes-on-deck", "agents/mate")
    assert undated(words(found.css_first(".agent-fate"))) == "Withdrawn on DAY Possibly now: Stow every line below."
    assert found.css_first(".agent-fate a").attributes["href"] == "#mate.stow-every-line-below"
    assert "data-to" not in found.attributes
    text = site.text(f"g/{code}/index.html")
    assert f'<p><a href="../{likely}/">Possibly now: Stow every line below.</a></p>' in text
    assert f"url=../../agents/mate.html#g/{code}" in text


# -- incremental


def test_a_change_of_the_destination_writes_the_pages_that_show_it(site):
    (site.src / "agents/mate.md").unlink()
    record(site)
    site.write({"agents/deck/mate.md": agent("mate", "Steer by the stars.\n")})
    record(site)
    site = site.build()
    site.edit("agents/keeper.md", "git revert HEAD", "git revert HEAD~1")
    record(site)
    (site.src / "agents/deck/mate.md").rename(site.src / "agents/deck/bosun.md")
    record(site)
    site = site.build()
    assert words(site.html("agents/mate").css("section > p")[1]) == (
        "An agent with the same name is now at agents/deck/bosun."
    )
    mine, clean = site.files(".html"), site.clean().files(".html")
    assert [name for name in clean if mine[name] != clean[name]] == []


def same_as_clean(site) -> bool:
    return site.files(".html") == site.clean().files(".html")


def test_another_name_of_the_agent_that_a_wording_came_from_writes_the_page(site):
    """That agent is in another group, so the sidebar of the page does not show it."""
    site.write({"agents/deck/bosun.md": agent("bosun", "- Whistle to the crew at eight.\n- Rest.\n")})
    record(site)
    code = code_of(site, "Whistle to the crew at eight.")
    site.edit("agents/deck/bosun.md", "- Whistle to the crew at eight.\n", "")
    record(site)
    record(site, "merge", code, code_of(site, "Coil the ropes on deck."), "--source", str(site.src))
    site = site.build()
    site.edit("agents/deck/bosun.md", "name: bosun", "name: first-mate")
    record(site)
    again = site.build()
    assert "agents/mate" in again.written
    assert "agents/mate" not in again.read
    assert "in First Mate: Whistle to the crew at eight." in words(leads_to(again, code))
    assert same_as_clean(again)


def test_other_words_of_a_likely_successor_write_the_page(site, monkeypatch):
    from sphinx_agentdocs.core.ledger import site_links

    line = "Write down each repair in the log book."
    likely = {code_of(site, line): code_of(site, "Coil the ropes on deck.")}
    site.edit("agents/keeper.md", f"- {line}\n", "")
    record(site)
    monkeypatch.setattr(site_links, "_namesakes", lambda _: likely)
    site = site.build()
    site.edit("agents/mate.md", "Coil the ropes", "Coil all ropes")
    record(site)
    again = site.build()
    assert "agents/keeper" in again.written
    assert "agents/keeper" not in again.read
    assert fate(again, "keeper.write-down-each-repair-in-the-log-book") == (
        "Withdrawn on DAY Possibly now: Coil all ropes on deck."
    )
    assert same_as_clean(again)


def test_pages_built_in_parallel_are_the_same(without_rollback):
    without_rollback.edit("agents/keeper.md", RULES, TABLE)
    record(without_rollback)
    one, two = (without_rollback.build(parallel=number, place=f"build-{number}") for number in (1, 2))
    assert one.files(".html") == two.files(".html")

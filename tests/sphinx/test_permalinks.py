"""Former ids and wordings, withdrawn guidelines, and the pages of agents that are gone."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from sphinx.errors import SphinxError

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.sphinx import ledger

KEEPER = """\
---
name: keeper
description: Use it at dusk.
---

# Dusk

- Trim the wick before dusk.
- Count the ships at noon.
"""
MATE = "---\nname: mate\ndescription: Use it on deck.\n---\n\n- Coil the ropes on deck.\n"
MATE_RULE = "Coil the ropes on deck."
FILES = {"agents/keeper.md": KEEPER, "agents/mate.md": MATE}


def record(site, *, say="update"):
    result = CliRunner().invoke(
        main, ["permalinks", say, str(site.src), "--conf", *(["--yes"] if say == "update" else [])]
    )
    assert result.exit_code == 0, result.output


@pytest.fixture
def site(make_site):
    """A site whose first version is recorded."""
    site = make_site(FILES, build=False)
    (site.src / "conf.py").write_text("agentdocs_collections = {'agents': 'agents'}\n", "utf-8")
    record(site)
    return site


def changed(site, name, old, new):
    """The site after a change, recorded and built."""
    site.edit(f"agents/{name}.md", old, new)
    record(site)
    return site.build()


def unit(site, page, anchor):
    """The element with an id, or the one that contains the empty element of a former id."""
    found = site.html(page).css_first(f"[id='{anchor}']")
    return found.parent if found.tag in ("span", "a") else found


def words(node):
    return " ".join(node.text().split())


def test_anchors_that_were_recorded_with_invisible_marks_stay(make_site):
    emoji = MATE.replace("- Coil", "## \u26a0\ufe0f Ropes\n\n- \u2b07\ufe0f Coil")
    site = make_site({"agents/mate.md": emoji}, build=False)
    (site.src / "conf.py").write_text("agentdocs_collections = {'agents': 'agents'}\n", "utf-8")
    record(site)
    ledger = site.src / "permalinks.jsonl"
    text = ledger.read_text("utf-8")
    for slug in ("ropes", "coil-the-ropes-on-deck"):
        assert f'"mate.{slug}"' in text
        text = text.replace(f'"mate.{slug}"', f'"mate.\ufe0f-{slug}"')
    ledger.write_text(text, "utf-8")
    record(site)
    assert ledger.read_text("utf-8") == text
    site.build()
    page = site.html("agents/mate")
    for slug in ("ropes", "coil-the-ropes-on-deck"):
        assert page.css_first(f"[id='mate.\ufe0f-{slug}']") is not None


def test_without_a_ledger_there_are_codes_and_a_hint(make_site):
    site = make_site(FILES)
    codes = [unit["code"] for agent in site.json()["agents"] for unit in agent["guidelines"]]
    assert codes == ["rpj3n", "x44qx", "17b6t"]
    assert unit(site, "agents/mate", "mate.coil-the-ropes-on-deck").css_first(".agent-link").id == "g/17b6t"
    assert site.warnings == []
    assert "`agentdocs permalinks update` starts a ledger" in site.app.status.getvalue()


def test_codes_are_the_same_with_a_ledger(site, make_site):
    assert site.build().json() == make_site(FILES).json()


def test_a_reworded_guideline_has_its_former_id_and_wording(site):
    site = changed(site, "keeper", "Trim the wick", "Trim every wick")
    item = unit(site, "agents/keeper", "keeper.trim-the-wick-before-dusk")
    assert item.attributes["id"] == "keeper.trim-every-wick-before-dusk"
    assert words(item.css_first("p")) == "Trim every wick before dusk."
    assert words(item.css_first("details.agent-then p q")) == "Trim the wick before dusk."
    assert "open" not in item.css_first("details").attributes


def test_a_renamed_heading_has_its_former_id_and_title(site):
    site = changed(site, "keeper", "# Dusk", "# Before the night")
    section = site.html("agents/keeper").css_first("[id='keeper.before-the-night']")
    assert section.css_first("[id='keeper.dusk']") is not None
    assert words(section.css_first("details.agent-then q")) == "Dusk"


def test_withdrawn_guidelines_are_at_the_end(site):
    site = changed(site, "keeper", "- Count the ships at noon.\n", "")
    stone = unit(site, "agents/keeper", "keeper.count-the-ships-at-noon")
    assert stone.parent.parent.attributes["id"] == "keeper.withdrawn-guidance"
    assert words(stone.css_first(".agent-said")) == "Count the ships at noon."
    assert words(stone.css_first(".agent-fate")).startswith("Withdrawn on 20")


def test_the_replacement_is_named(site):
    changed(site, "keeper", "- Count the ships at noon.\n", "")
    result = CliRunner().invoke(
        main, ["permalinks", "retire", "x44qx", "--replaced-by", "17b6t", "--source", str(site.src)]
    )
    assert result.exit_code == 0, result.output
    fate = unit(site.build(), "agents/keeper", "keeper.count-the-ships-at-noon").css_first(".agent-fate")
    assert "Replaced by Coil the ropes on deck." in words(fate)
    assert fate.css_first("a").attributes["href"] == "mate.html#mate.coil-the-ropes-on-deck"


def test_a_moved_guideline_leads_to_its_new_place(site):
    site.edit("agents/keeper.md", "- Count the ships at noon.\n", "")
    site.edit("agents/mate.md", "- Coil", "- Count the ships at noon.\n- Coil")
    record(site)
    site = site.build()
    stone = unit(site, "agents/keeper", "keeper.count-the-ships-at-noon")
    assert words(stone.css_first(".agent-said")) == "Count the ships at noon."
    assert stone.attributes["data-to"] == "mate.html#mate.count-the-ships-at-noon"
    assert stone.css_first(".agent-fate a").attributes["href"] == "mate.html#mate.count-the-ships-at-noon"
    moved = unit(site, "agents/mate", "mate.count-the-ships-at-noon")
    assert moved.css_first(".agent-link").id == "g/x44qx"


@pytest.mark.parametrize(
    ("builder", "there"), [("html", "../crew/lamp-keeper.html"), ("dirhtml", "../../crew/lamp-keeper/")]
)
def test_the_page_of_a_renamed_agent_stays_and_leads_on(site, builder, there):
    (site.src / "agents/crew").mkdir()
    (site.src / "agents/keeper.md").rename(site.src / "agents/crew/lamp-keeper.md")
    site.edit("agents/crew/lamp-keeper.md", "name: keeper", "name: lamp-keeper")
    record(site)
    site = site.build(builder=builder)
    page = site.html("agents/keeper")
    there = there.removeprefix("../") if builder == "html" else there.replace("../../", "../")
    assert words(page.css_first("h1")).removesuffix("¶") == "Keeper"
    assert page.css_first("section").attributes["id"] == "keeper"
    assert words(page.css_first("section > p")) == "This agent is now Lamp Keeper."
    assert page.css_first("section > p a").attributes["href"] == f"{there}#lamp-keeper"
    assert page.css_first("ul.agent-tombstones").attributes["data-to"] == f"{there}#lamp-keeper"
    stone = unit(site, "agents/keeper", "keeper.count-the-ships-at-noon")
    assert words(stone.css_first(".agent-said")) == "Count the ships at noon."
    assert stone.css_first("a").attributes["href"] == f"{there}#lamp-keeper.count-the-ships-at-noon"
    assert words(unit(site, "agents/keeper", "keeper.dusk").css_first("p")) == "The section Dusk"
    assert page.css_first("meta[http-equiv='Content-Security-Policy']") is not None


def test_the_page_of_a_deleted_agent_quotes_everything_it_said(site):
    (site.src / "agents/mate.md").unlink()
    record(site)
    site = site.build()
    page = site.html("agents/mate")
    assert words(page.css_first("section > p")).startswith("This agent was withdrawn on 20")
    assert words(unit(site, "agents/mate", "mate.coil-the-ropes-on-deck").css_first(".agent-said")) == (
        "Coil the ropes on deck."
    )
    assert site.warnings == []


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("builder", ["html", "dirhtml", "epub"])
def test_links_outlive_the_last_collection(site, builder, before):
    files = {"index.md": "# Site\n"}
    conf = {"agentdocs_collections": {}, "copyright": "The crew", "version": "1"}
    entries = map(json.loads, (site.src / "permalinks.jsonl").read_text("utf-8").splitlines())
    code = next(entry["code"] for entry in entries if entry.get("text") == "Coil the ropes on deck.")
    if before:
        site.build(builder=builder, conf={"copyright": "The crew", "version": "1"})
    for name in FILES:
        (site.src / name).unlink()
    (site.src / "index.md").write_text(files["index.md"], "utf-8")
    site = site.build(builder=builder, conf=conf)
    assert site.warnings == []
    if builder != "epub":
        assert "Coil the ropes on deck." in site.text(f"g/{code}/index.html")
        assert "Coil the ropes on deck." in words(unit(site, "agents/mate", f"g/{code}"))


def test_the_short_link_of_a_withdrawn_agent_stays_where_it_has_no_page(site):
    """On the only page of such a site are the agents that there are."""
    (site.src / "agents/mate.md").unlink()
    record(site)
    entries = map(json.loads, (site.src / "permalinks.jsonl").read_text("utf-8").splitlines())
    code = {entry.get("text"): entry.get("code") for entry in entries}
    site = site.build(builder="singlehtml")
    gone, live = (site.text(f"g/{code[text]}/index.html") for text in (MATE_RULE, "Count the ships at noon."))
    assert ("refresh" in gone, MATE_RULE in gone, "refresh" in live) == (False, True, True)
    assert site.build(builder="html").text(f"g/{code[MATE_RULE]}/index.html").count("refresh") == 1


def test_a_page_of_yours_at_another_spelling_takes_no_other_page(make_site):
    """An agent was at two spellings of an address, which are two files here, and one is that of another page now."""
    files = {"team/Mate.md": MATE, "conf.py": "agentdocs_collections = {'crew': 'team'}\n"}
    site = make_site({**files, "index.md": "# Site\n"}, {"agentdocs_collections": {"crew": "team"}}, build=False)
    record(site)
    (site.src / "team/Mate.md").rename(site.src / "team/mate.md")
    record(site)
    (site.src / "team/mate.md").unlink()
    record(site)
    (site.src / "crew").mkdir()
    (site.src / "crew/mate.rst").write_text(":orphan:\n\nYours\n=====\n", "utf-8")
    site = site.build(conf={"agentdocs_collections": {"other": "team"}})
    assert MATE_RULE in site.text("crew/Mate.html")
    assert "Yours" in site.text("crew/mate.html")
    assert len(site.warnings) == 1


def test_a_host_without_agents_and_ledger_gets_nothing(make_site):
    site = make_site({"index.md": "# Site\n"}, {"agentdocs_collections": {}})
    assert [name for name in site.files(".html") if name not in ("index.html", "genindex.html", "search.html")] == []


def test_a_build_keeps_links_that_are_not_recorded_yet(site):
    site.edit("agents/keeper.md", "Trim the wick", "Trim every wick")
    (site.src / "agents/mate.md").unlink()
    ledger = (site.src / "permalinks.jsonl").read_bytes()
    site = site.build()
    assert words(unit(site, "agents/keeper", "keeper.trim-the-wick-before-dusk").css_first("q")) == (
        "Trim the wick before dusk."
    )
    fate = unit(site, "agents/mate", "mate.coil-the-ropes-on-deck").css_first(".agent-fate")
    assert words(fate) == "Withdrawn."
    assert "record them with `agentdocs permalinks update`" in site.app.status.getvalue()
    assert (site.src / "permalinks.jsonl").read_bytes() == ledger
    assert site.warnings == []


def test_a_new_text_does_not_take_the_id_of_another(site):
    changed(site, "mate", "- Coil the ropes on deck.", "- **Ropes**: coil them on deck.")
    site = changed(site, "mate", "- **Ropes**: coil them on deck.", "- **Ropes**: a rope in the dark rots from within.")
    assert words(unit(site, "agents/mate", "mate.ropes").css_first(".agent-said")) == "Ropes: coil them on deck."
    new = site.json()["agents"][1]["guidelines"][0]
    assert new["anchor"] == "mate.ropes-jxtj"
    assert new["url"] == "agents/mate.html#mate.ropes-jxtj"
    assert words(unit(site, "agents/mate", "mate.ropes-jxtj")) == "Ropes: a rope in the dark rots from within."


def test_the_table_of_contents_leads_to_the_ids_of_headings(site):
    changed(site, "mate", "- Coil the ropes on deck.", "- **Knots**: coil the ropes on deck.")
    site = changed(site, "mate", "- **Knots**: coil the ropes on deck.", "## Knots\n\nA bowline holds what matters.")
    toc = site.app.env.tocs["agents/mate"]
    anchors = [reference["anchorname"] for reference in toc.findall(lambda node: node.tagname == "reference")]
    assert "#mate.knots-xm55" in anchors
    section = site.html("agents/mate").css_first("[id='mate.knots-xm55']")
    assert words(section).startswith("Knots¶ A bowline")


def test_references_by_former_names_lead_on(site):
    changed(site, "keeper", "Trim the wick", "Trim every wick")
    changed(site, "keeper", "- Count the ships at noon.\n", "")
    site.write({"guide.md": "# Guide\n\n{agent:guideline}`keeper.trim-the-wick-before-dusk` and"
                " {agent:guideline}`keeper.count-the-ships-at-noon`\n",
                "index.md": "# Site\n\n```{agent:catalog}\n```\n\n```{toctree}\nguide\n```\n"})  # fmt: skip
    site = site.build()
    assert site.warnings == []
    links = [link.attributes["href"] for link in site.html("guide").css("p a.reference.internal")]
    assert links == [
        "agents/keeper.html#keeper.trim-every-wick-before-dusk",
        "agents/keeper.html#keeper.count-the-ships-at-noon",
    ]
    former = site.inventory()["agent:guideline"]["keeper.trim-the-wick-before-dusk"]
    assert former[0] == "agents/keeper.html#keeper.trim-every-wick-before-dusk"


def test_former_text_is_plain_text(site, definition):
    evil = "<img src=x onerror=alert(1)> & `{{ 7*7 }}` [a](javascript:alert(1))"
    site.write({"agents/mate.md": definition("mate", body=f"- {evil}\n")})
    record(site)
    site.write({"agents/mate.md": definition("mate", body="- Nothing of it.\n")})
    record(site)
    site = site.build()
    stones = [stone.css_first(".agent-said") for stone in site.html("agents/mate").css("li.agent-withdrawn-unit")]
    assert [stone.html for stone in stones] == [
        '<p class="agent-said">Coil the ropes on deck.</p>',
        '<p class="agent-said">&lt;img src=x onerror=alert(1)&gt; &amp; {{ 7*7 }} [a](javascript:alert(1))</p>',
    ]


# -- missing and invalid ledgers


def test_a_ledger_that_is_named_and_missing_is_a_warning(make_site):
    site = make_site(FILES, {"agentdocs_permalinks": "links.jsonl"})
    message = "the ledger does not exist; start it with `agentdocs permalinks update`"
    assert site.warnings == [f"links.jsonl:1: WARNING: {message} [agentdocs.ledger]"]


def test_a_ledger_that_cannot_be_read_stops_the_build(site):
    ledger = site.src / "permalinks.jsonl"
    ledger.write_text(ledger.read_text("utf-8")[:-30], "utf-8")
    with pytest.raises(SphinxError, match=r"permalinks\.jsonl:\d+: .*; restore it"):
        site.build()


def test_a_site_may_ignore_its_ledger(site):
    (site.src / "permalinks.jsonl").write_text("no ledger", "utf-8")
    assert site.build(conf={"agentdocs_permalinks": None}).warnings == []


# -- every builder, incremental, parallel


@pytest.fixture
def history(site):
    """Three versions: reworded, withdrawn, and an agent that is gone."""
    site.edit("agents/keeper.md", "Trim the wick", "Trim every wick")
    site.edit("agents/keeper.md", "- Count the ships at noon.\n", "")
    (site.src / "agents/mate.md").unlink()
    record(site)
    return site


@pytest.mark.parametrize(
    ("builder", "file", "there"),
    [
        ("singlehtml", "index.html", 'id="keeper.trim-the-wick-before-dusk"'),
        ("epub", "agents/keeper.xhtml", 'id="keeper.trim-the-wick-before-dusk"'),
        ("latex", "site.tex", "keeper.trim-the-wick-before-dusk"),
        ("xml", "agents/keeper.xml", "keeper.trim-the-wick-before-dusk"),
        ("text", "agents/keeper.txt", "Count the ships at noon."),
        ("man", "site.1", "Count the ships at noon."),
    ],
)
def test_other_builders_keep_links(history, builder, file, there):
    site = history.build(builder=builder, conf={"copyright": "The crew", "version": "1"})
    assert there in site.text(file)
    assert site.warnings == []


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("parallel", [1, 2])
def test_an_updated_site_equals_a_clean_one(site, builder, parallel):
    site = site.build(builder=builder, parallel=parallel)
    changes = [
        lambda: site.edit("agents/keeper.md", "Trim the wick", "Trim every wick"),
        lambda: (site.src / "agents/mate.md").rename(site.src / "agents/boatswain.md"),
        lambda: site.edit("agents/boatswain.md", "name: mate", "name: boatswain"),
        lambda: site.write({"agents/mate.md": MATE.replace("ropes", "sails")}),
        lambda: (site.src / "agents/mate.md").unlink(),
        lambda: None,
        lambda: (site.src / "permalinks.jsonl").unlink(),
    ]
    for number, change in enumerate(changes):
        change()
        if number < len(changes) - 1:
            record(site)
        site = site.build()
        mine, other = site.files(".html", ".json", ".js", ".txt"), site.clean().files(".html", ".json", ".js", ".txt")
        assert sorted(mine) == sorted(other), number
        assert [name for name in other if mine[name] != other[name]] == [], number


def test_a_ledger_is_read_only_if_its_content_is_another_one(site, monkeypatch):
    read = []
    inner = ledger.parse_bytes
    monkeypatch.setattr(ledger, "parse_bytes", lambda data, path: read.append(path.name) or inner(data, path))
    site = site.build()
    assert read == ["permalinks.jsonl"]
    site.edit("agents/keeper.md", "Trim the wick", "Trim every wick")
    site = site.build()
    assert (site.read, read) == (["agents/keeper"], ["permalinks.jsonl"])
    record(site)
    site.build()
    assert read == ["permalinks.jsonl"] * 2


def test_a_change_of_the_ledger_rewrites_only_the_pages_concerned(site):
    """It also writes the page of the toctree, as Sphinx does for every page in it."""
    changed(site, "keeper", "- Count the ships at noon.\n", "")
    site.build()
    CliRunner().invoke(main, ["permalinks", "retire", "x44qx", "--replaced-by", "17b6t", "--source", str(site.src)])
    again = site.build()
    assert (again.read, again.written) == ([], ["agents/keeper", "index"])


def test_an_agent_with_another_name_shows_no_former_wording(site):
    site = changed(site, "mate", "name: mate", "name: boatswain")
    page = site.html("agents/mate")
    assert page.css_first("section").attributes["id"] == "boatswain"
    assert page.css_first("[id='mate']") is not None
    assert page.css("details.agent-then") == []


def test_the_id_of_a_short_link_is_on_every_page_where_its_unit_was(site):
    (site.src / "agents/mate.md").rename(site.src / "agents/boatswain.md")
    site.edit("agents/boatswain.md", "name: mate", "name: boatswain")
    (site.src / "agents/keeper.md").unlink()
    record(site)
    entries = [json.loads(line) for line in (site.src / "permalinks.jsonl").read_text("utf-8").splitlines()[:-1]]
    codes = {entry["anchor"]: entry["code"] for entry in entries if entry["kind"] == "agent"}
    site = site.build(conf={"html_baseurl": "https://coast.example/"})
    pages = {name: site.html(f"agents/{name}") for name in ("boatswain", "mate", "keeper")}
    on = {code: [name for name, page in pages.items() if page.css_first(f"[id='g/{code}']")] for code in codes.values()}
    assert on == {codes["boatswain"]: ["boatswain", "mate"], codes["keeper"]: ["keeper"]}

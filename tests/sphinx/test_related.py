"""What the page of an agent shows of others, with every builder and after every change."""

from __future__ import annotations

import pytest

INDEX = "# Harbour\n\n```{agent:catalog}\n```\n"
WICK = (
    "Trim the wick and clean the glass of the lantern before you light it, since soot on the glass halves the distance"
    " from which a ship sees the flame."
)
REWORDED = WICK.replace("clean", "wipe")
KEEPER = f"""\
---
name: lamp-keeper
description: Light the lamp at dusk. When fog comes, the bell-ringer agent takes over.
---

You keep the lamp and ask `bell-ringer` for the fog.

## Core Approach

**Trim before lighting**: {WICK}

## Integration with other agents

- Report to harbour-master every evening
- Work with tide-watcher on the log
- Escalate to storm-caller in a gale
"""
RINGER = f"""\
---
name: bell-ringer
description: Ring the bell in fog.
---

You ring the bell.

1. {REWORDED}
"""
WATCHER = f"""\
---
name: tide-watcher
description: Watch the tide.
---

You watch the tide.

- **Trim before lighting**: {WICK}
"""
MASTER = """\
---
name: harbour-master
description: Rule the harbour.
related: [tide-watcher, pilot-boat]
---

You rule the harbour.
"""
CREW = {
    "index.md": INDEX,
    "agents/lamp-keeper.md": KEEPER,
    "agents/bell-ringer.md": RINGER,
    "agents/tide-watcher.md": WATCHER,
    "agents/harbour-master.md": MASTER,
}
TRIM = (
    "\u201cTrim before lighting: Trim the wick and clean the glass of the lantern before you light it, since soot on"
    " the glass halves the distance from which a ship sees the flame.\u201d"
)
KEEPS = [
    ("Tide Watcher", "works with \u201cWork with tide-watcher on the log\u201d", f"shares guidance {TRIM}"),
    ("Harbour Master", "reports to \u201cReport to harbour-master every evening\u201d"),
    ("Bell Ringer", "names \u201cWhen fog comes, the bell-ringer agent takes over.\u201d", "shares guidance"),
]
"""The cards on the page of the keeper: the agent and each relation to it."""


@pytest.fixture(scope="module")
def crew(make_site):
    return make_site(CREW)


def cards(site, docname):
    """The agent and the relations of each card on a page."""
    return [
        tuple(line.text() for line in card.css("p")) for card in site.html(docname).css("ul.agent-related-cards > li")
    ]


def related(site, name):
    """The kinds of relations of an agent, with the names of the others, as in ``agents.json``."""
    agents = {agent["name"]: agent for agent in site.json()["agents"]}
    return [(one["kind"], one["name"]) for one in agents[name]["related"]]


def test_a_card_has_all_relations_of_an_agent_and_quotes_their_evidence(crew):
    assert cards(crew, "agents/lamp-keeper") == KEEPS


def test_evidence_links_to_its_source(crew):
    section = crew.html("agents/tide-watcher").css_first(".agent-related")
    quoted = {node.text(): node.attributes["href"] for node in section.css("p + p a")}
    assert quoted["\u201cWork with tide-watcher on the log\u201d"] == (
        "lamp-keeper.html#lamp-keeper.work-with-tide-watcher-on-the-log"
    )
    assert "work-with-tide-watcher" in crew.text("agents/lamp-keeper.html")


def test_the_other_end_says_who_names_it_and_how(crew):
    said = [line.partition("\u201c")[0].strip() for _, line, *_ in cards(crew, "agents/tide-watcher")]
    assert said[:2] == ["named by (related to)", "named by (works with)"]


def test_names_become_links_and_the_text_stays_the_same(crew, squashed):
    page = crew.html("agents/lamp-keeper")
    links = [(node.text(), node.parent.attributes["href"]) for node in page.css(".agent-mention")]
    ringer = "bell-ringer.html#bell-ringer"
    assert links == [
        ("bell-ringer", ringer),
        ("bell-ringer", ringer),
        ("harbour-master", "harbour-master.html#harbour-master"),
        ("tide-watcher", "tide-watcher.html#tide-watcher"),
    ]
    role = page.css_first('section[id="lamp-keeper.role"] > p')
    assert squashed(role.text()) == "You keep the lamp and ask bell-ringer for the fog."
    assert role.css_first("a code") is not None


def test_a_guideline_says_which_agents_have_it_too(crew, squashed):
    notes = [squashed(node.text()) for node in crew.html("agents/lamp-keeper").css(".agent-also")]
    reworded = f"Wording in Bell RingerTrim before lighting: {REWORDED}".replace("wipe", "clean wipe")
    assert notes == [f"Also in Tide Watcher, Bell Ringer (reworded){reworded}"]
    changed = [node.text() for node in crew.html("agents/lamp-keeper").css(".agent-also ins, .agent-also del")]
    assert changed == ["before lighting: Trim", "clean", "wipe"]
    assert [squashed(node.text()) for node in crew.html("agents/tide-watcher").css(".agent-also")] == [
        f"Also in Lamp Keeper, Bell Ringer (reworded){reworded}"
    ]


def test_agents_json(crew):
    agents = {agent["name"]: agent for agent in crew.json()["agents"]}
    assert agents["lamp-keeper"]["related"][:3] == [
        {
            "name": "tide-watcher",
            "url": "agents/tide-watcher.html",
            "kind": "works-with",
            "evidence": "Work with tide-watcher on the log",
        },
        {
            "name": "harbour-master",
            "url": "agents/harbour-master.html",
            "kind": "reports-to",
            "evidence": "Report to harbour-master every evening",
        },
        {
            "name": "bell-ringer",
            "url": "agents/bell-ringer.html",
            "kind": "names",
            "evidence": "When fog comes, the bell-ringer agent takes over.",
        },
    ]
    assert related(crew, "harbour-master") == [("declared", "tide-watcher"), ("named-by", "lamp-keeper")]


def test_the_section_says_that_there_are_no_others(make_site, definition):
    alone = make_site({"agents/a.md": definition("a")})
    assert alone.html("agents/a").css_first(".agent-related > p").text() == "No other agent is related to this one."


def test_the_section_is_in_the_contents_of_its_page(make_site):
    page = make_site(CREW, {"html_theme": "furo"}).html("agents/lamp-keeper")
    assert page.css_first(".agent-related").id == "lamp-keeper.related-agents"
    assert page.css_first(".toc-tree a[href='#lamp-keeper.related-agents']").text() == "Related agents"


def test_unknown_names_are_reported_with_the_nearest(crew):
    fix = "write its current name, or remove it [agentdocs.unknown-name]"
    assert [line for line in crew.warnings if "unknown-name" in line] == [
        f"agents/harbour-master.md:4: WARNING: no agent is called `pilot-boat`; {fix}",
        f"agents/lamp-keeper.md:16: WARNING: no agent is called `storm-caller`; {fix}",
    ]


@pytest.mark.parametrize("builder", ["text", "latex", "man", "texinfo", "xml", "epub", "singlehtml", "dirhtml"])
def test_every_builder_has_the_lists(make_site, squashed, builder):
    site = make_site(CREW, builder=builder)
    whole = squashed(" ".join(data.decode("utf-8", "ignore") for data in site.files().values()))
    for said in ("Related agents", "reports to", "Report to", "shares guidance", "Also in"):
        assert said in whole or said.replace(" ", "~") in whole, said


def test_on_a_single_page_every_link_has_a_target(make_site):
    page = make_site(CREW, builder="singlehtml").html("index")
    ids = {node.attributes["id"] for node in page.css("[id]")}
    links = [node.attributes["href"] for node in page.css(".agent-related a, a:has(.agent-mention), .agent-also a")]
    assert len(links) > 20
    assert [href for href in links if href.removeprefix("#") not in ids] == []


def test_text_has_cards_and_notes(make_site):
    text = make_site(CREW, builder="text").text("agents/lamp-keeper.txt")
    assert "the flame.\n\nAlso in Tide Watcher, Bell Ringer (reworded)\n" in text
    assert "* Harbour Master\n\n  reports to \u201cReport to harbour-master every evening\u201d\n" in text


# -- after a change


@pytest.fixture
def sources(make_site):
    return make_site({**CREW, "index.md": "# Harbour\n\n```{toctree}\n:glob:\n\nagents/*\n```\n"})


def assert_same(site, clean):
    suffixes = (".html", ".json", ".inv", ".js", ".txt")
    assert site.files(*suffixes) == clean.files(*suffixes)


def test_a_new_mention_writes_the_page_of_the_agent_and_no_other(sources):
    sources.edit("agents/bell-ringer.md", "You ring the bell.", "You ring the bell for harbour-master.")
    second = sources.build()
    assert second.read == ["agents/bell-ringer"]
    assert [name for name in second.written if name != "index"] == ["agents/bell-ringer", "agents/harbour-master"]
    named = ("Bell Ringer", "named by \u201cYou ring the bell for harbour-master.\u201d")
    assert named in cards(second, "agents/harbour-master")
    assert_same(second, second.clean())


def test_a_mention_is_removed(sources):
    sources.edit("agents/lamp-keeper.md", "- Report to harbour-master every evening\n", "")
    second = sources.build()
    assert [name for name in second.written if name != "index"] == ["agents/harbour-master", "agents/lamp-keeper"]
    assert related(second, "harbour-master") == [("declared", "tide-watcher")]
    assert_same(second, second.clean())


def test_an_agent_is_removed(sources):
    (sources.src / "agents/harbour-master.md").unlink()
    second = sources.build()
    assert cards(second, "agents/lamp-keeper") == [card for card in KEEPS if card[0] != "Harbour Master"]
    assert any("`harbour-master`" in line and "unknown-name" in line for line in second.warnings)
    assert_same(second, second.clean())


def test_an_agent_is_added(sources):
    sources.write({"agents/storm-caller.md": "---\nname: storm-caller\ndescription: Call storms.\n---\n\nYou call.\n"})
    second = sources.build()
    escalates = ("Storm Caller", "escalates to \u201cEscalate to storm-caller in a gale\u201d")
    assert escalates in cards(second, "agents/lamp-keeper")
    assert_same(second, second.clean())


def test_the_wording_in_another_agent_changes(sources):
    sources.edit("agents/bell-ringer.md", "wipe the glass", "polish the glass")
    second = sources.build()
    assert "agents/tide-watcher" in second.written
    assert "<del>clean</del> <ins>polish</ins>" in second.text("agents/lamp-keeper.html")
    assert_same(second, second.clean())


def test_nothing_changed(sources):
    second = sources.build()
    assert (second.read, second.written) == ([], [])
    assert [line for line in second.warnings if "unknown-name" in line] != []


def test_parallel_is_the_same(make_site):
    assert_same(make_site(CREW, parallel=2), make_site(CREW))


# -- names that are not what they seem


def test_a_name_stays_text_in_code_in_headings_and_in_links(make_site, definition):
    body = (
        "## About b-two\n\nSee [b-two here](https://a.example/) and b-two.\n\n```\nb-two\n```\n\n"
        "Edit `b-two.js` and `run b-two`.\n"
    )
    page = make_site({"agents/a.md": definition("a", body=body), "agents/b-two.md": definition("b-two")})
    assert [node.parent.attributes["href"] for node in page.html("agents/a").css(".agent-mention")] == [
        "b-two.html#b-two"
    ]


@pytest.mark.parametrize(
    "words",
    ["**`two-helper`**", "***`two-helper`***", "`two-helper`", "**two-helper**", "**[two-helper](two.md)**",
     "**[`two-helper`](two.md)**", "**[two-helper](https://a.example/)**"],
)  # fmt: skip
def test_a_name_in_nested_marks_is_one_link(make_site, definition, words):
    files = {
        "agents/one.md": definition("one-helper", body=f"- Hand the rest to {words}.\n"),
        "agents/two.md": definition("two-helper"),
    }
    site = make_site(files)
    links = [a for a in site.html("agents/one").css("section section a") if a.text() == "two-helper"]
    inside = [a for a in links if "agent-related" not in a.parent.parent.parent.attributes.get("class", "")]
    assert site.warnings == []
    assert len(inside) == 1
    assert inside[0].css("a a") == []


def test_hostile_words_are_text(make_site, definition):
    body = "Work with b-two <script>alert(1)</script> & \u202eb-two\u202c `b-two`.\n"
    site = make_site({"agents/a.md": definition("a", body=body), "agents/b-two.md": definition("b-two")})
    for page in ("agents/a", "agents/b-two"):
        assert [node.text() for node in site.html(page).css("script") if "alert" in node.text()] == []
        assert "<script>alert" not in site.text(f"{page}.html")
        assert "\u202e" not in site.text(f"{page}.html")

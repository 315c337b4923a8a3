"""The list of all guidelines: its page, its pieces, and how a change affects them."""

from __future__ import annotations

import json

import pytest

from sphinx_agentdocs.core.text.identifiers import digest
from sphinx_agentdocs.sphinx import guidance

LISTED = "# All\n\n```{agent:guidelines}\n```\n"
INDEX = "# Site\n\n```{agent:catalog}\n```\n\n```{toctree}\nall\n```\n"
NO_CODES = {"agentdocs_permalinks": None}


@pytest.fixture
def small_pieces(monkeypatch):
    """Pieces of about two agents each."""
    monkeypatch.setattr(guidance, "PIECE_BYTES", 700)


def crew(definition, count=12, rules=4):
    """Definitions with a few rules each."""
    return {
        f"agents/a{number:02}.md": definition(
            f"a{number:02}", body="\n".join(f"- Rule {rule} of {number}." for rule in range(rules)) + "\n"
        )
        for number in range(count)
    }


def called(text):
    """The arguments of the call in a script: the name and the content."""
    head, tail = 'agentdocsGuidance("', ");\n"
    assert text.startswith(head)
    assert text.endswith(tail)
    name, _, content = text[len(head) : -len(tail)].partition('", ')
    return name, json.loads(content)


def index(site):
    """The name, the version and the number of units of each piece."""
    name, content = called(site.text("guidance/index.js"))
    assert name == "index"
    return content


def pieces(site):
    """The content of each piece, in order; the folder has no other scripts."""
    found = {}
    for name, version, units in index(site):
        text = site.text(f"guidance/{name}.js")
        called_name, content = called(text)
        assert called_name == name
        assert version == digest(text, 10)
        assert units == sum(len(agent[3]) for agent in content)
        found[name] = content
    files = {path.name for path in (site.out / "guidance").iterdir() if path.suffix == ".js"}
    assert files == {"index.js", *(f"{name}.js" for name in found)}
    return found


def in_folder(site):
    """The content of each file in the folder of pieces."""
    return {name: data for name, data in site.files(".js").items() if name.startswith("guidance/")}


def units(site):
    """The page, the agent, the place and the fields of each unit."""
    return [(*agent[:3], *unit) for content in pieces(site).values() for agent in content for unit in agent[3]]


def items(page):
    return [(item.text().strip(), item.css_first("a").attributes["href"]) for item in page.css(".agent-guidelines li")]


def link_to_list(page):
    link = page.css_first(".agent-all-guidelines a")
    return (link.text(), link.attributes["href"]) if link else None


# -- the content of the pieces


def test_a_unit_has_everything_that_is_searched(make_site, definition):
    body = "# Rules\n\n## Small\n\n### First\n\n- **Be brief**: Say\n  less.\n\nA text.\n"
    site = make_site({"agents/crew/cook.md": definition("ship-cook", body=body)})
    codes = {unit["anchor"]: unit["code"] for unit in site.json()["agents"][0]["guidelines"]}
    page = "agents/crew/cook.html"
    brief, text = "ship-cook.be-brief", "ship-cook.a-text"
    assert units(site) == [
        (page, "Ship Cook", "crew", brief, codes[brief], "Be brief", "Be brief: Say less.", "Small › First"),
        (page, "Ship Cook", "crew", text, codes[text], "", "A text.", "Small › First"),
    ]


@pytest.mark.parametrize(
    ("builder", "page"), [("html", "agents/a.html"), ("dirhtml", "agents/a/"), ("singlehtml", "index.html")]
)
def test_the_address_is_that_of_the_builder(make_site, definition, builder, page):
    files = {"index.md": INDEX, "all.md": LISTED, "agents/a.md": definition("a", body="A rule.\n")}
    site = make_site(files, builder=builder)
    assert [unit[0] for unit in units(site)] == [page]


@pytest.mark.usefixtures("small_pieces")
def test_pieces_are_small_and_have_everything_once(make_site, definition):
    site = make_site(crew(definition))
    assert len(pieces(site)) > 4
    assert all(len(data) < 900 for data in in_folder(site).values())
    listed = [f"{page}#{anchor}" for page, _, _, anchor, *_ in units(site)]
    assert listed == [unit["url"] for agent in site.json()["agents"] for unit in agent["guidelines"]]


@pytest.mark.usefixtures("small_pieces")
def test_an_agent_may_fill_several_pieces(make_site, definition):
    site = make_site(crew(definition, count=1, rules=40))
    first = digest("agents/a00", 10)
    assert list(pieces(site)) == [first, *(f"{first}-{number}" for number in range(1, len(pieces(site))))]
    assert [unit[6] for unit in units(site)] == [f"Rule {rule} of 0." for rule in range(40)]


def test_text_cannot_end_the_script(make_site, definition):
    body = '- </script><script>alert(1)</script> <!-- \u202e \\\n- ` "); alert(2); (" `\n'
    site = make_site({"agents/a.md": definition("a", body=body)})
    (piece,) = pieces(site)
    assert "<" not in site.text(f"guidance/{piece}.js")
    assert [unit[6] for unit in units(site)] == [
        "</script><script>alert(1)</script> <!-- [U+202E] \\",
        '"); alert(2); ("',
    ]


# -- the page with the list


@pytest.mark.parametrize(
    ("builder", "path", "agent", "from_index"),
    [
        ("html", "guidance.html", "agents/a.html", "guidance.html"),
        ("dirhtml", "guidance/index.html", "../agents/a/", "guidance/"),
    ],
)
def test_a_page_is_made_and_linked(make_site, definition, builder, path, agent, from_index):
    site = make_site({"agents/a.md": definition("a", body="- One.\n- Two.\n")}, builder=builder)
    assert site.warnings == []
    assert (site.out / path).is_file()
    assert site.html("guidance").css_first("h1").text() == "Guidance"
    assert items(site.html("guidance")) == [("A 2 guidelines", agent)]
    assert link_to_list(site.html("index")) == ("All 2 guidelines", from_index)


def test_the_link_to_a_single_guideline(make_site, definition):
    site = make_site({"agents/a.md": definition("a", body="One.\n")})
    assert link_to_list(site.html("index")) == ("1 guideline in all", "guidance.html")


def test_a_page_with_several_catalogues_has_one_link(make_site, definition):
    index = "# Site\n\n```{agent:catalog}\n:group: bow\n```\n\n```{agent:catalog}\n:group: stern\n```\n"
    files = {
        "index.md": index,
        "agents/bow/a.md": definition("a", body="One.\n"),
        "agents/stern/b.md": definition("b", body="Two.\n"),
    }
    page = make_site(files).html("index")
    assert [link.text() for link in page.css(".agent-all-guidelines")] == ["All 2 guidelines"]
    assert page.css_first(".agent-all-guidelines + .agent-found + ul.agent-catalog a").text() == "A"


def test_agents_are_listed_by_group_and_only_with_guidelines(make_site, definition):
    files = {
        "agents/a.md": definition("a", body="One.\n"),
        "agents/bow/b.md": definition("b", body="One.\n"),
        "agents/empty.md": definition("empty", body="# Nothing\n"),
    }
    page = make_site(files).html("guidance")
    assert [group.text() for group in page.css(".agent-group")] == ["Agents", "Bow"]
    assert items(page) == [("A 1 guideline", "agents/a.html"), ("B 1 guideline", "agents/bow/b.html")]


def test_a_document_replaces_the_page(make_site, definition):
    files = {"index.md": INDEX, "all.md": LISTED, "agents/a.md": definition("a", body="- One.\n- Two.\n")}
    site = make_site(files)
    assert site.warnings == []
    assert not (site.out / "guidance.html").exists()
    assert link_to_list(site.html("index")) == ("All 2 guidelines", "all.html")
    assert items(site.html("all")) == [("A 2 guidelines", "agents/a.html")]


@pytest.mark.parametrize("own", ["guidance", "guidance/index"])
def test_a_document_of_that_name_stays(make_site, definition, own):
    index = INDEX.replace("all", own)
    files = {"index.md": index, f"{own}.md": "# Ours\n", "agents/a.md": definition("a", body="One.\n")}
    for builder in ("html", "dirhtml"):
        site = make_site(files, builder=builder)
        assert site.warnings == []
        path = f"{own}/index.html" if builder == "dirhtml" and own == "guidance" else f"{own}.html"
        assert "<h1>Ours" in site.text(path)
        assert link_to_list(site.html("index")) is None
        assert not (site.out / "guidance" / "index.js").exists()


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_document_in_a_folder_of_that_name_takes_the_place_of_the_list(make_site, definition, builder):
    site = make_site(
        {"index.md": INDEX.replace("all", "guidance/index"), "agents/a.md": definition("a", body="One.\n")},
        builder=builder,
    )
    site.write({"guidance/index.md": "# Ours\n"})
    again = site.build()
    assert again.files(".html") == again.clean().files(".html")
    assert "<h1>Ours" in again.text("guidance/index.html")


def test_a_site_without_agents_has_no_list(make_site):
    site = make_site({"agents/.keep": ""})
    assert [name for name in site.files() if name.startswith("guidance")] == []


def test_other_builders_have_the_list_of_agents(make_site, definition):
    files = {"index.md": INDEX, "all.md": LISTED, "agents/a.md": definition("a", body="- One.\n- Two.\n")}
    site = make_site(files, builder="text")
    assert site.text("all.txt") == "All\n***\n\n* A 2 guidelines\n"
    assert "guidelines" not in site.text("index.txt")
    assert not (site.out / "guidance").exists()
    for builder in ("latex", "man", "xml", "gettext"):
        assert make_site(files, builder=builder).warnings == []


# -- the scripts of a page


def scripts(page):
    found = [node.attributes.get("src") or "" for node in page.css("script[src*=agentdocs]")]
    return [source.partition("?")[0].rpartition("/")[2] for source in found]


def test_a_page_has_the_scripts_that_it_needs(make_site, definition):
    files = {"index.md": INDEX, "all.md": LISTED, "agents/a.md": definition("a", body="One.\n")}
    site = make_site(files)
    menu = ["agentdocs-copying.js", "agentdocs-quoting.js", "agentdocs-menu.js"]
    found = ["agentdocs-search.js", "agentdocs-found.js"]
    assert scripts(site.html("index")) == ["agentdocs.js", "agentdocs-copying.js", *found, "agentdocs-task.js"]
    assert scripts(site.html("agents/a")) == ["agentdocs.js", *menu, "agentdocs-moved.js", "agentdocs-source.js"]
    assert scripts(site.html("all")) == ["agentdocs.js", *menu, *found, "agentdocs-guidance.js"]


@pytest.mark.parametrize("base", ["", "https://a.example/docs", "https://a.example/docs/"])
def test_a_page_tells_its_scripts_about_short_links(make_site, definition, base):
    conf = {"html_baseurl": base, "agentdocs_short_links": "resolver"}
    site = make_site({"agents/a.md": definition("a", body="One.\n")}, conf)
    tag = site.html("agents/a").css_first("meta[name=agentdocs-links]")
    assert tag.attributes["content"] == "resolver"
    assert tag.attributes["data-base"] == ("https://a.example/docs/" if base else "")
    on_index = site.html("index").css_first("meta[name=agentdocs-links]")
    assert tag.attributes == on_index.attributes | {"data-agent": ""}
    assert site.html("genindex").css_first("meta[name=agentdocs-links]") is None


# -- building again


@pytest.mark.usefixtures("small_pieces")
def test_a_change_of_one_agent_changes_its_piece_only(make_site, definition):
    site = make_site(crew(definition))
    names = [name for name, content in pieces(site).items() if content[0][0] == "agents/a00.html"]
    before_times = site.times()
    site.edit("agents/a00.md", "Rule 1 of 0.", "Rule X of 0.")
    again = site.build()
    changed = {name for name, time in again.times().items() if time != before_times.get(name)}
    changed = {name.removeprefix("guidance/") for name in changed if name.startswith("guidance/")}
    assert changed == {"index.js", f"{names[0]}.js"}
    assert in_folder(again) == in_folder(site.clean())


@pytest.mark.usefixtures("small_pieces")
def test_a_new_agent_leaves_most_pieces_unchanged(make_site, definition):
    site = make_site(crew(definition, count=40))
    before = pieces(site)
    site.write({"agents/a00b.md": definition("a00b", body="- One.\n- Two.\n- Three.\n- Four.\n")})
    after = pieces(site.build())
    same = [name for name, content in after.items() if before.get(name) == content]
    assert len(same) > len(before) / 2


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_every_way_to_build_gives_the_same(make_site, definition, builder):
    site = make_site(crew(definition), builder=builder)
    site.write({"agents/a03.md": definition("a03", body="- Another one.\n")})
    (site.src / "agents" / "a05.md").unlink()
    site.build()
    site.write({"all.md": LISTED, "index.md": INDEX})
    listed = site.build()
    suffixes = (".js", "index.html", "guidance.html", "all.html")
    assert listed.files(*suffixes) == site.clean().files(*suffixes)
    assert listed.files(*suffixes) == site.build(place="parallel", parallel=2).files(*suffixes)
    (site.src / "all.md").unlink()
    site.write({"index.md": "# Site\n\n```{agent:catalog}\n```\n"})
    back = site.build()
    left = {"all.html", "all/index.html"}  # Sphinx leaves the page of a document that is gone
    kept = {name: data for name, data in back.files(*suffixes).items() if name not in left}
    assert kept == site.clean().files(*suffixes)


def test_a_page_that_shows_a_number_is_written_when_it_changes(make_site, definition):
    files = {
        "index.md": INDEX,
        "all.md": LISTED,
        "agents/a.md": definition("a", body="One.\n"),
        "agents/b.md": definition("b", body="Two.\n"),
    }
    site = make_site(files)
    site.edit("agents/a.md", "One.", "Other words.")
    assert site.build().written == ["agents/a", "index"]  # the toctree with the agent is on the front page
    site.edit("agents/a.md", "Other words.", "Other words.\n\nAnd more.")
    again = site.build()
    assert again.written == ["agents/a", "all", "index"]
    assert link_to_list(again.html("index")) == ("All 3 guidelines", "all.html")


def test_a_file_of_the_user_in_the_folder_stays(make_site, definition):
    files = {"agents/a.md": definition("a", body="One.\n"), "extra/guidance/own.js": "own();\n"}
    site = make_site(files, {"html_extra_path": ["extra"]})
    (site.out / "guidance" / "0123456789.js").write_text('agentdocsGuidance("0123456789", []);\n', "utf-8")
    (site.out / "guidance" / "0123456789-1.js").write_text("agentdo", "utf-8")
    again = site.build()
    assert (again.out / "guidance" / "own.js").exists()
    site.edit("agents/a.md", "One.", "Two.")
    again = site.build()
    names = {path.name for path in (again.out / "guidance").iterdir()}
    assert names == {f"{digest('agents/a', 10)}.js", "index.js", "own.js"}

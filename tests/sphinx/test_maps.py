"""The map of all agents: its page, what every builder shows of it, and how a change affects it."""

from __future__ import annotations

import json

import pytest

from sphinx_agentdocs.core.relating.relations import Related, Relation
from sphinx_agentdocs.sphinx.domain import domain_of
from sphinx_agentdocs.sphinx.nodes import agent_map

MAPPED = "# All\n\n```{agent:map}\n```\n"
INDEX = "# Site\n\n```{agent:catalog}\n```\n\n```{toctree}\nall\n```\n"
RELATED = {
    "agents/cook": [("agents/boy", "delegates-to"), ("agents/mate", "shares-guidance")],
    "agents/boy": [("agents/cook", "named-by"), ("agents/gone", "names")],
    "agents/mate": [("agents/cook", "shares-guidance")],
}


@pytest.fixture
def related(tmp_path):
    """A file with the relations that a build finds; see `handlers`."""
    path = tmp_path / "related.json"
    path.write_text(json.dumps(RELATED), "utf-8")
    return path


def handlers(path):
    """The handler that replaces the relations of a build by those in a file, as if definitions with these were read."""

    def relate(app, env):
        found = json.loads(text := path.read_text("utf-8"))
        domain = domain_of(env)
        domain.readings.update({name: f"{read.partition('{')[0]}{text}" for name, read in domain.readings.items()})
        domain.data["related"] = {
            docname: Related(
                tuple(Relation(page, kind, "Words.") for page, kind in found.get(docname, ()) if page in domain.agents)
            )
            for docname in domain.agents
        }
        return []

    return {"env-updated": relate}


def crew(definition, *names):
    return {f"agents/{name}.md": definition(name) for name in names or ("cook", "boy", "mate")}


def nodes_of(page):
    return [(node.attributes["aria-label"], node.attributes["href"]) for node in page.css("svg.agent-map a")]


def listed(page, squashed):
    return [squashed(item.text()) for item in page.css("ul.agent-map-list > li")]


def link_to_map(page):
    link = page.css_first(".agent-site-map a")
    return (link.text(), link.attributes["href"]) if link else None


# -- the page with the map


@pytest.mark.parametrize(
    ("builder", "path", "up", "end"), [("html", "map.html", "", ".html"), ("dirhtml", "map/index.html", "../", "/")]
)
def test_a_page_is_made_and_linked(make_site, definition, related, squashed, builder, path, up, end):
    site = make_site(crew(definition), builder=builder, handlers=handlers(related))
    assert site.warnings == []
    assert (site.out / path).is_file()
    page = site.html("map")
    assert page.css_first("h1").text() == "Map of all agents"
    expected = [(f"{name.title()} — Agents", f"{up}agents/{name}{end}") for name in ("boy", "cook", "mate")]
    assert sorted(nodes_of(page)) == expected
    assert [title.text() for title in page.css(".agent-map-line > title")] == [
        "Cook ↔ Mate: shares guidance",
        "Boy ← Cook: delegates to",
    ]
    assert listed(page, squashed) == [
        "Boy named by: Cook",
        "Cook delegates to: Boy shares guidance: Mate",
        "Mate shares guidance: Cook",
    ]
    assert [link.attributes["href"] for link in page.css("ul.agent-map-list > li > p > a")] == [
        at for _, at in expected
    ]
    assert link_to_map(site.html("index")) == ("Map of all 3 agents", path.removesuffix("index.html"))


def test_one_agent_has_no_map(make_site, definition, related):
    site = make_site(crew(definition, "cook"), handlers=handlers(related))
    assert not (site.out / "map.html").exists()
    assert link_to_map(site.html("index")) is None


def test_a_document_replaces_the_page(make_site, definition, related):
    site = make_site(crew(definition), handlers=handlers(related))
    assert (site.out / "map.html").exists()
    site.write({"all.md": MAPPED, "index.md": INDEX})
    again = site.build()
    assert again.warnings == []
    assert not (again.out / "map.html").exists()
    assert link_to_map(again.html("index")) == ("Map of all 3 agents", "all.html")
    assert len(nodes_of(again.html("all"))) == 3


@pytest.mark.parametrize("own", ["map", "map/index"])
def test_a_document_of_that_name_stays(make_site, definition, related, own):
    files = {"index.md": INDEX.replace("all", own), f"{own}.md": "# Ours\n", **crew(definition)}
    for builder in ("html", "dirhtml"):
        site = make_site(files, builder=builder, handlers=handlers(related))
        assert site.warnings == []
        path = f"{own}/index.html" if builder == "dirhtml" and own == "map" else f"{own}.html"
        assert "<h1>Ours" in site.text(path)
        assert link_to_map(site.html("index")) is None


# -- the directive


def test_a_document_shows_a_collection_and_a_group(make_site, definition, related):
    conf = {"agentdocs_collections": {"agents": "agents", "other": "other"}}
    files = {
        "all.md": "# All\n\n```{agent:map} agents\n```\n\n```{agent:map}\n:group: deep\n```\n",
        "index.md": INDEX,
        "agents/cook.md": definition("cook"),
        "other/deep/boy.md": definition("boy"),
    }
    site = make_site(files, conf, handlers=handlers(related))
    assert site.warnings == []
    assert nodes_of(site.html("all")) == [("Cook — Agents", "agents/cook.html"), ("Boy — Deep", "other/deep/boy.html")]


def test_the_former_name_of_the_directive_is_a_note_and_no_warning(make_site, definition, related):
    files = {"index.md": INDEX, "all.md": MAPPED, **crew(definition)}
    site = make_site(files, handlers=handlers(related))
    assert "deprecated" not in site.app.status.getvalue()
    expected = site.html("all").css_first(".agent-graph").html
    site.write({"all.md": f"{MAPPED}\n{MAPPED.partition(chr(10))[2]}".replace("agent:map", "agent:graph")})
    again = site.build(strict=True)
    assert again.warnings == []
    assert again.html("all").css_first(".agent-graph").html == expected
    noted = [line for line in again.app.status.getvalue().splitlines() if "deprecated" in line]
    assert noted == [
        f"{site.src}/all.md:{line}: `agent:graph` is deprecated; write `agent:map` [agentdocs.deprecated]"
        for line in (3, 7)
    ]


def test_an_unknown_collection_is_reported(make_site, definition):
    files = {"all.md": "# All\n\n```{agent:map} crew\n```\n", "index.md": INDEX, **crew(definition)}
    site = make_site(files)
    assert site.warnings == [
        "all.md:3: WARNING: no collection is called crew; use one of: agents [agentdocs.unknown-collection]"
    ]
    assert nodes_of(site.html("all")) == []


def test_many_agents_are_divided(make_site, definition, related, squashed):
    files = {f"agents/{team}/a{at}.md": definition(f"{team}-{at}") for team in ("deck", "mast") for at in range(25)}
    related.write_text(json.dumps({"agents/deck/a0": [("agents/mast/a0", "names")]}), "utf-8")
    page = make_site(files, handlers=handlers(related)).html("map")
    assert nodes_of(page) == [("Deck: 25 agents", "#agent-map-1"), ("Mast: 25 agents", "#agent-map-2")]
    bodies = page.css(".agent-map-table tbody")
    assert [body.attributes["id"] for body in bodies] == ["agent-map-1", "agent-map-2"]
    assert [squashed(body.css_first("th").text()) for body in bodies] == [
        "Deck 25 agents; most relations with: Mast (1)",
        "Mast 25 agents; most relations with: Deck (1)",
    ]
    assert [len(body.css("td > a")) for body in bodies] == [25, 25]
    assert page.css("ul.agent-map-list") == []


# -- the table, and the script with the relations


def table_of(page):
    """The address and the cells of each row; a cell for a zero is empty or missing."""
    rows = [row.css("td") for row in page.css(".agent-map-table tr") if row.css("td")]
    return [(cells[0].css_first("a").attributes["href"], *(cell.text(strip=True) for cell in cells)) for cells in rows]


def data_of(site):
    text = site.text("map.js")
    assert text.startswith("agentdocsReach([\n")
    return json.loads(text.removeprefix("agentdocsReach(").removesuffix(");\n"))


def test_the_table_has_the_numbers_of_each_agent(make_site, definition, related, squashed):
    found = {
        "agents/cook": [("agents/boy", "delegates-to"), ("agents/boy", "names"), ("agents/mate", "shares-guidance")],
        "agents/boy": [("agents/cook", "named-by"), ("agents/mate", "names")],
        "agents/mate": [("agents/cook", "shares-guidance"), ("agents/boy", "named-by")],
    }
    related.write_text(json.dumps(found), "utf-8")
    site = make_site(crew(definition, "cook", "boy", "mate", "purser"), handlers=handlers(related))
    page = site.html("map")
    assert [cell.text() for cell in page.css(".agent-map-table thead th")] == [
        "Agent",
        "Names",
        "Named by",
        "Shares guidance",
    ]
    assert table_of(page) == [
        ("agents/boy.html", "Boy", "1", "1"),
        ("agents/cook.html", "Cook", "1", "", "1"),
        ("agents/mate.html", "Mate", "", "1", "1"),
        ("agents/purser.html", "Purser"),
    ]
    assert [squashed(item.text()) for item in page.css("ul.agent-map-first > li")] == [
        "Name most others: Boy (1), Cook (1)",
        "Named by most others: Boy (1), Mate (1)",
        "Share guidance with most others: Cook (1), Mate (1)",
        "Named by nobody: Cook, Purser",
    ]
    assert data_of(site) == [
        ["agents/boy.html", "Boy", {"names": [2]}],
        ["agents/cook.html", "Cook", {"delegates-to": [0], "names": [0], "shares-guidance": [2]}],
        ["agents/mate.html", "Mate", {}],
        ["agents/purser.html", "Purser", {}],
    ]


def test_agents_with_the_same_title_are_told_apart(make_site, definition, related):
    files = {f"agents/{team}/cook.md": definition("cook") for team in ("deck", "mast")}
    site = make_site(files, handlers=handlers(related))
    assert [row[1] for row in table_of(site.html("map"))] == ["Cook (Deck)", "Cook (Mast)"]
    assert [row[1] for row in data_of(site)] == ["Cook (Deck)", "Cook (Mast)"]


def test_each_agent_takes_few_bytes(make_site, definition, related):
    def size(count):
        files = {f"agents/{team}/a{at:03}.md": definition(f"{team}-{at:03}") for team in "ab" for at in range(count)}
        pages = [f"agents/{team}/a{at:03}" for team in "ab" for at in range(count)]
        found = {
            page: [(pages[(at + step) % len(pages)], "names") for step in range(1, 12)] for at, page in enumerate(pages)
        }
        related.write_text(json.dumps(found), "utf-8")
        return len(make_site(files, handlers=handlers(related)).text("map.html"))

    row = len('<tr><td><a href="agents/a/a000.html">A 000</a><td>11<td>11\n')
    assert size(60) - size(30) == 60 * row + len("120") - len("60")


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
def test_the_script_has_the_addresses_of_the_table(make_site, definition, related, builder):
    files = {"index.md": INDEX, "all.md": MAPPED, **crew(definition)}
    site = make_site(files, builder=builder, handlers=handlers(related))
    page = "index" if builder == "singlehtml" else "all"
    up = "../" if builder == "dirhtml" else ""
    assert [f"{up}{address}" for address, *_ in data_of(site)] == [row[0] for row in table_of(site.html(page))]
    assert "agentdocs-map.js" in site.html(page).html


def test_without_a_map_the_script_is_removed_unless_it_is_of_others(make_site, definition, related):
    site = make_site(crew(definition), handlers=handlers(related))
    assert (site.out / "map.js").exists()
    again = site.build(conf={"agentdocs_pages": []})
    assert not (again.out / "map.js").exists()
    (site.out / "map.js").write_text("mine", "utf-8")
    assert site.build(conf={"agentdocs_pages": []}).text("map.js") == "mine"


# -- builders


def test_other_builders_have_lists(make_site, definition, related):
    files = {"index.md": INDEX, "all.md": MAPPED, **crew(definition)}
    site = make_site(files, builder="text", handlers=handlers(related))
    assert (
        site.text("all.txt").split()
        == (
            "All *** * Boy * named by: Cook * Cook * delegates to: Boy * shares guidance: Mate"
            " * Mate * shares guidance: Cook"
        ).split()
    )
    assert "Map of all" not in site.text("index.txt")
    for builder in ("latex", "man", "texinfo", "xml", "pseudoxml", "gettext", "json"):
        assert make_site(files, builder=builder, handlers=handlers(related)).warnings == []


def test_an_epub_has_lists(make_site, definition, related, squashed):
    files = {"index.md": INDEX, "all.md": MAPPED, **crew(definition)}
    site = make_site(files, builder="epub", handlers=handlers(related))
    text = site.text("all.xhtml")
    assert "<svg" not in text
    assert "shares guidance" in text


@pytest.mark.parametrize(("builder", "name"), [("html", "agents/cook.html"), ("epub", "agents/cook.xhtml")])
def test_only_sites_have_drawings(make_site, definition, builder, name):
    def draw(app, doctree, docname):
        doctree += agent_map(svg='<svg class="agent-map"></svg>', label="Around")

    site = make_site(crew(definition), builder=builder, handlers={"doctree-resolved": draw})
    assert site.text(name).count('<svg class="agent-map">') == (builder == "html")
    for other in ("text", "latex", "man"):
        assert make_site(crew(definition), builder=other, handlers={"doctree-resolved": draw}).warnings == []


def test_on_a_single_page_each_map_has_ids_of_its_own(make_site, definition, related):
    files = {f"agents/{team}/a{at}.md": definition(f"{team}-{at}") for team in ("deck", "mast") for at in range(21)}
    files |= {"index.md": INDEX.replace("all", "all\nmore"), "all.md": MAPPED, "more.md": MAPPED}
    site = make_site(files, builder="singlehtml", handlers=handlers(related))
    page = site.html("index")
    ids = [node.attributes["id"] for node in page.css(".agent-map-table tbody")]
    assert ids == ["agent-map-1", "agent-map-2", "agent-map-2-1", "agent-map-2-2"]


# -- scripts, and hostile titles


def test_pages_with_a_drawing_have_the_script(make_site, definition, related):
    site = make_site(crew(definition), handlers=handlers(related))
    scripts = ("agentdocs-map.js", "agentdocs-around.js")
    pages = {name: site.text(f"{name}.html") for name in ("index", "map", "agents/cook", "agents/boy")}
    loaded = {name: [script for script in scripts if script in text] for name, text in pages.items()}
    assert loaded == {
        "index": [],
        "map": ["agentdocs-map.js"],
        "agents/cook": ["agentdocs-around.js"],
        "agents/boy": ["agentdocs-around.js"],
    }
    assert site.html("map").css_first("meta[name=agentdocs-links]") is None


def test_hostile_titles_are_text(make_site, definition, related):
    evil = "</svg></title><script>window.ran = 1</script>'\"&amp;\u202e"
    files = {**crew(definition), "agents/evil.md": definition("cook-two", body=f"# {evil}\n\nA rule.\n")}
    files["agents/name.md"] = f"---\nname: '{evil.replace(chr(39), '')}'\ndescription: Use it.\n---\nA rule.\n"
    site = make_site(files, handlers=handlers(related))
    page = site.html("map")
    assert len(nodes_of(page)) == 5
    assert page.css("svg script, .agent-graph script") == []
    assert sum("</svg></title>" in row[1] for row in table_of(page)) == 1
    assert "<" not in site.text("map.js")
    assert sum("</svg></title>" in row[1] for row in data_of(site)) == 1
    assert any("</svg></title>" in name and "[U+202E]" in name for name, _ in nodes_of(page))


# -- building again


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_every_way_to_build_gives_the_same(make_site, definition, related, builder):
    site = make_site(crew(definition), builder=builder, handlers=handlers(related))
    suffixes = ("index.html", "map.html", "all.html")
    site.write({"agents/purser.md": definition("purser")})
    site.build()
    site.write({"all.md": MAPPED, "index.md": INDEX})
    (site.src / "agents" / "mate.md").unlink()
    mapped = site.build()
    assert mapped.files(*suffixes) == site.clean().files(*suffixes)
    assert mapped.files(*suffixes) == site.build(place="parallel", parallel=2).files(*suffixes)


def test_a_map_is_written_when_what_it_shows_changes(make_site, definition, related):
    site = make_site({"index.md": INDEX, "all.md": MAPPED, **crew(definition)}, handlers=handlers(related))
    assert site.build().written == []
    related.write_text(json.dumps({**RELATED, "agents/mate": []}), "utf-8")
    assert "all" in site.build().written
    site.edit("agents/mate.md", "You review.", "You review again.")
    assert "all" not in site.build().written
    site.edit("agents/mate.md", "name: mate", "name: mate\ntitle: First Mate")
    site.edit("agents/mate.md", "name: mate", "name: first-mate")
    again = site.build()
    assert "all" in again.written
    assert ("First Mate — Agents", "agents/mate.html") in nodes_of(again.html("all"))

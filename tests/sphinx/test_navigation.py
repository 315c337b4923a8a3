"""The sidebar of a page: the host's own tree, and on the page of an agent its group or its neighbours there."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from sphinx_agentdocs.sphinx.agents import group_title

OF_THE_SITE = ("Agents", "Guidance", "Map", "Examples")
THEMES = {"furo": ".sidebar-tree", "alabaster": ".sphinxsidebarwrapper"}


@pytest.fixture(params=THEMES)
def sidebar(make_site, definition, request):
    """A function that returns the sidebar of a page and its links, as pairs of words and address."""

    def sidebar(files, docname, conf=None):
        site = make_site(files, {"html_theme": request.param, **(conf or {})})
        assert site.warnings == []
        tree = site.html(docname).css_first(THEMES[request.param])
        links = [(link.text(), link.attributes["href"]) for link in tree.css("li[class^=toctree] > a")]
        return tree, [link for link in links if link[0] not in OF_THE_SITE]

    return sidebar


@pytest.fixture
def agents(definition):
    """A function that returns a number of definitions, in the collection or in a folder of it."""

    def agents(count, name="agent", folder="agents"):
        return {f"{folder}/{name}-{n:02}.md": definition(f"{name}-{n:02}") for n in range(1, count + 1)}

    return agents


def titles(*numbers):
    return [f"Agent {number:02}" for number in numbers]


@pytest.mark.parametrize(
    ("page", "listed"),
    [(1, (1, 2, 3)), (2, (1, 2, 3)), (5, (4, 5, 6)), (9, (8, 9, 10)), (10, (8, 9, 10))],
)
def test_a_page_lists_its_neighbours(sidebar, agents, page, listed):
    tree, links = sidebar(agents(10), f"agents/agent-{page:02}", {"agentdocs_navigation_limit": 3})
    assert [words for words, _ in links] == titles(*listed)
    current = tree.css("li.current > a")
    assert [link.text() for link in current] == titles(page)


def test_a_small_group_is_listed_whole(sidebar, agents):
    tree, links = sidebar({**agents(4), **agents(3, "other", "agents/other")}, "agents/agent-02")
    assert links == [
        ("Agent 01", "agent-01.html"),
        ("Agent 02", "#"),
        ("Agent 03", "agent-03.html"),
        ("Agent 04", "agent-04.html"),
    ]
    assert [caption.text() for caption in tree.css("p.caption")] == ["Agents"]


def test_only_the_page_of_an_agent_lists_agents(sidebar, agents):
    _, links = sidebar(agents(2), "index")
    assert links == []


def test_the_size_of_a_sidebar_does_not_grow(sidebar, agents):
    few, _ = sidebar(agents(10), "agents/agent-05", {"agentdocs_navigation_limit": 7})
    many, _ = sidebar(agents(30), "agents/agent-05", {"agentdocs_navigation_limit": 7})
    assert len(few.css(".caption + ul > li")) == 7
    assert few.html == many.html


@pytest.mark.parametrize(
    ("page", "links"),
    [
        (1, [("next", "agent-02.html")]),
        (2, [("next", "agent-03.html"), ("prev", "agent-01.html")]),
        (3, [("prev", "agent-02.html")]),
    ],
)
def test_the_pages_before_and_after_a_definition_are_those_of_its_group(make_site, agents, page, links):
    site = make_site({**agents(3), **agents(1, "other", "agents/other")}, {"html_theme": "furo"})
    html = site.html(f"agents/agent-{page:02}")
    found = html.css("link[rel=next], link[rel=prev]")
    assert [(link.attributes["rel"], link.attributes["href"]) for link in found] == links
    shown = html.css("a.next-page, a.prev-page")
    assert [link.attributes["href"] for link in shown] == [address for _, address in links]


def test_the_way_to_a_page_is_above_its_title(make_site, agents):
    site = make_site({**agents(1), **agents(1, "other", "agents/01-far-away")})
    crumbs = site.html("agents/01-far-away/other-01").css(".agent-crumbs a")
    group = "../../index.html#agents/agents/01-far-away"
    assert [(link.text(), link.attributes["href"]) for link in crumbs] == [
        ("Agents", "../../index.html"),
        ("Far away", group),
    ]
    assert site.html("index").css_first(f"[id='{group.partition('#')[2]}']").text() == "Far away"
    assert site.html("agents/01-far-away/other-01").css_first("nav.agent-crumbs + h1") is not None


def test_pages_of_ours_list_the_lists_of_the_site(make_site, agents):
    site = make_site(agents(2), {"html_theme": "furo"})
    for page, root in (("agents/agent-01", "../"), ("guidance", ""), ("map", "")):
        links = [
            (link.text(), link.attributes["href"]) for link in site.html(page).css(".sidebar-tree ul:first-child a")
        ]
        lists = [("Agents", "index"), ("Guidance", "guidance"), ("Map", "map")]
        assert links == [(words, "#" if name == page else f"{root}{name}.html") for words, name in lists], page


def catalogues(*names):
    return "".join(f"```{{agent:catalog}} {name}\n```\n\n" for name in names)


@pytest.mark.parametrize(
    ("front", "crew", "led_to"),
    [
        pytest.param(catalogues(""), catalogues("agents"), "../index.html", id="all agents"),
        pytest.param(catalogues("agents", "more"), "", "../index.html", id="all collections, one by one"),
        pytest.param(catalogues("more"), catalogues("agents", "more"), "../crew.html", id="all on another page"),
        pytest.param(catalogues("agents"), catalogues("more"), None, id="on no page"),
    ],
)
def test_the_page_of_all_agents_may_name_their_collections(make_site, agents, front, crew, led_to):
    files = {"index.md": f"# Front\n\n{front}```{{toctree}}\ncrew\n```\n", "crew.md": f"# Crew\n\n{crew}"}
    conf = {"html_theme": "furo", "agentdocs_collections": {"agents": "agents", "more": "more"}}
    site = make_site({**files, **agents(1), **agents(1, "hand", "more")}, conf)
    links = {link.text(): link.attributes["href"] for link in site.html("agents/agent-01").css(".sidebar-tree a")}
    assert links.get("Agents") == led_to


DOCUMENTS = {
    "index.md": (
        "# Front\n\n```{agent:catalog}\n```\n\n```{toctree}\n:caption: Guide & more\nguide/index\nother\n```\n\n"
        "```{toctree}\n:caption: Away\nThe <web> <https://web.example/?a=1&b=2>\n```\n"
    ),
    "guide/index.md": "# The guide\n\n```{toctree}\nfirst\nsecond\n```\n",
    "guide/first.md": "# First *steps*\n",
    "guide/second.md": "# Second\n\n```{toctree}\ndeep\n```\n",
    "guide/deep.md": "# Deep\n",
    "other.md": "# Other\n",
}
AWAY = ("The <web>", "https://web.example/?a=1&b=2")


def test_the_tree_of_the_host_is_below_the_agents(sidebar, agents):
    tree, links = sidebar({**agents(1), **DOCUMENTS}, "agents/agent-01")
    assert [caption.text() for caption in tree.css("p.caption")] == ["Agents", "Guide & more", "Away"]
    assert [link for link in links if link[1] in ("../guide/index.html", "../other.html", AWAY[1], "#")] == [
        ("Agent 01", "#"),
        ("The guide", "../guide/index.html"),
        ("Other", "../other.html"),
        AWAY,
    ]


def test_names_are_text(sidebar, definition):
    _, links = sidebar(
        {"agents/a.md": definition('"<b>A & B</b>"')}, "agents/a", {"suppress_warnings": ["agentdocs.name"]}
    )
    assert links == [("<b>A & B</b>", "#")]


# -- the navigation of a host


MANY = [f"https://web.example/{number}" for number in range(230)]
HOST = {
    "index.rst": (
        "Home\n====\n\n{catalog}\n\n.. toctree::\n   :caption: Guide\n   :numbered:\n\n"
        "   self\n   guide/index\n   team\n"
        "   Away <https://web.example/>\n   genindex\n\n.. toctree::\n   :hidden:\n   :maxdepth: 1\n\n   last\n"
    ),
    "guide/index.rst": "Guide\n=====\n\n.. toctree::\n\n   a\n   b\n"
    + "".join(f"   Away {address} <{address}>\n" for address in MANY),
    "guide/a.rst": "A *page*\n========\n\nFirst\n-----\n\nWords.\n\nSecond\n------\n\nWords.\n",
    "guide/b.rst": "B\n=\n\n.. toctree::\n\n   deep\n",
    "guide/deep.rst": "Deep\n====\n\nWords.\n",
    "team.rst": "Team\n====\n\nOur agents.\n\n{catalog}\n\nMore\n----\n\nWords.\n",
    "last.rst": "Last\n====\n\nWords.\n",
}
PARTS = ".sidebar-drawer, .sphinxsidebar, .related, .related-pages, .prev-next-area, nav, aside.toc-drawer"


def navigation(site, page):
    """Every part of a page by which a reader gets to others, and the links to other pages in its head."""
    html = site.html(page)
    return [node.html for node in html.css(PARTS)] + [
        node.html for node in html.css("head > link[rel]:not([href*=agentdocs])")
    ]


@pytest.mark.parametrize(
    ("theme", "where", "builder"),
    [("furo", "index", "html"), ("furo", "team", "html"), ("alabaster", "team", "html"), ("basic", "index", "html")],
)
def test_the_navigation_of_a_host_is_as_without_agents(make_site, agents, theme, where, builder):
    def files(catalog):
        return {name: text.replace("{catalog}", catalog * (name == f"{where}.rst")) for name, text in HOST.items()}

    conf = {"html_theme": theme}
    ours = make_site({**files(".. agent:catalog::\n\n"), **agents(3)}, conf, builder=builder)
    none = make_site(files(""), {**conf, "agentdocs_collections": None, "extensions": []}, builder=builder)
    assert ours.warnings == none.warnings == []
    differ = [name for name in none.app.env.all_docs if navigation(ours, name) != navigation(none, name)]
    assert differ == []
    assert len(navigation(none, "guide/a")) > 2


def test_agents_that_the_host_lists_itself_stay_in_its_tree(sidebar, agents):
    files = {**agents(2), "index.md": "# Site\n\n```{agent:catalog}\n```\n\n```{toctree}\nagents/agent-01\n```\n"}
    _, links = sidebar(files, "index")
    assert [words for words, _ in links] == ["Agent 01"]


def test_the_tree_is_whole_again_after_the_build(make_site, agents):
    site = make_site({**agents(2), **DOCUMENTS})
    assert {"agents/agent-01", "agents/agent-02"} <= set(site.app.env.toctree_includes["index"])
    assert site.app.env.get_doctree.__name__ == "get_doctree"


def test_a_builder_without_related_links(make_site, agents):
    def drop(app, pagename, template, context, doctree):
        context.pop("rellinks", None)

    site = make_site(agents(1), {"html_theme": "furo"}, handlers={"html-page-context": drop})
    assert site.warnings == []


def test_a_theme_with_a_function_of_its_own(make_site, agents):
    def own(app, pagename, template, context, doctree):
        context["generate_toctree_html"] = lambda kind, **kwargs: f"<b>{kind}</b>"

    page = "{{ generate_toctree_html('sidebar') }}{{ generate_toctree_html('raw') }}"
    site = make_site(
        {**agents(1), "_templates/page.html": page},
        {"templates_path": ["_templates"]},
        handlers={"html-page-context": own},
    )
    assert site.text("agents/agent-01.html").count("Agent 01") == 1
    assert site.text("index.html") == "<b>sidebar</b><b>raw</b>"


def test_a_site_without_agents_keeps_the_tree_of_its_theme(make_site):
    site = make_site(
        {"index.md": "# Front\n\n```{toctree}\na\n```\n", "a.md": "# A\n"},
        {"agentdocs_collections": None, "html_theme": "furo"},
    )
    assert [link.text() for link in site.html("a").css(".sidebar-tree li > a")] == ["A"]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_every_link_of_every_page_leads_somewhere(make_site, agents, builder):
    site = make_site({**agents(3), **DOCUMENTS}, {"html_theme": "furo"}, builder=builder)
    names = list(site.files(".html"))
    assert len(names) >= 12
    for name in names:
        page = HTMLParser(site.text(name))
        for link in page.css("a[href]"):
            target, _, anchor = link.attributes["href"].partition("#")
            path = site.out / name if not target else site.out / name / ".." / target
            path = path.resolve() / "index.html" if target.endswith("/") else path.resolve()
            if "://" not in target:
                assert path.is_file(), (name, link.html)
                assert not anchor or f'id="{anchor}"' in path.read_text("utf-8"), (name, link.html)


@pytest.mark.parametrize(
    ("collection", "group", "title"),
    [
        ("agents", "", "Agents"),
        ("agents", "01-core-development", "Core development"),
        ("agents", "05_data-ai", "Data AI"),
        ("agents", "ios/02. build", "iOS / Build"),
        ("agents", "AI-tools/SRE", "AI tools / SRE"),
        ("agents", "2024", "2024"),
        ("agents", "web3-tools", "Web3 tools"),
        ("agents", "categories/01-core", "Core"),
        ("agents", "plugins/ui-design/agents", "UI design"),
        ("agents", ".claude/agents", "Agents"),
        ("agents", "--", "--"),
        ("agents", "crew of \u202e", "Crew of [U+202E]"),
    ],
)
def test_the_name_of_a_group_for_people(collection, group, title):
    assert group_title(collection, group) == title

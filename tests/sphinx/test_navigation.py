"""The sidebar of a page: its group or its neighbours there, and the documents above it."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

THEMES = {"furo": ".sidebar-tree", "alabaster": ".sphinxsidebarwrapper"}


@pytest.fixture(params=THEMES)
def sidebar(make_site, definition, request):
    """A function that returns the sidebar of a page and its links, as pairs of words and address."""

    def sidebar(files, docname, conf=None):
        site = make_site(files, {"html_theme": request.param, **(conf or {})})
        assert site.warnings == []
        tree = site.html(docname).css_first(THEMES[request.param])
        return tree, [(link.text(), link.attributes["href"]) for link in tree.css("li[class^=toctree] > a")]

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
    assert [caption.text() for caption in tree.css("p.caption")] == ["agents"]


def test_a_document_lists_all_agents_of_a_small_site(sidebar, agents):
    tree, links = sidebar({**agents(2), **agents(1, "x", "agents/x")}, "index")
    assert [address for _, address in links] == ["agents/agent-01.html", "agents/agent-02.html", "agents/x/x-01.html"]
    assert [caption.text() for caption in tree.css("p.caption")] == ["agents", "x"]


def test_a_document_lists_no_agent_of_a_large_site(sidebar, agents):
    _, links = sidebar(agents(5), "index", {"agentdocs_navigation_limit": 4})
    assert links == []


def test_the_size_of_a_sidebar_does_not_grow(sidebar, agents):
    few, _ = sidebar(agents(10), "agents/agent-05", {"agentdocs_navigation_limit": 7})
    many, _ = sidebar(agents(30), "agents/agent-05", {"agentdocs_navigation_limit": 7})
    assert len(few.css("li[class^=toctree]")) == 7
    assert few.html == many.html


def test_a_definition_has_no_page_before_or_after_it(make_site, agents):
    site = make_site(agents(3), {"html_theme": "furo"})
    page = site.html("agents/agent-02")
    assert page.css("link[rel=next], link[rel=prev], a.next-page, a.prev-page") == []


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


def test_documents_are_below_their_captions(sidebar, agents):
    tree, links = sidebar({**agents(1), **DOCUMENTS}, "agents/agent-01")
    assert [caption.text() for caption in tree.css("p.caption")] == ["Guide & more", "Away", "agents"]
    assert links == [
        ("The guide", "../guide/index.html"),
        ("Other", "../other.html"),
        AWAY,
        ("Agent 01", "#"),
    ]


def test_documents_are_expanded_on_the_path_to_the_page(sidebar, agents):
    tree, links = sidebar({**agents(1), **DOCUMENTS}, "guide/deep")
    assert links == [
        ("The guide", "index.html"),
        ("First steps", "first.html"),
        ("Second", "second.html"),
        ("Deep", "#"),
        ("Other", "../other.html"),
        AWAY,
        ("Agent 01", "../agents/agent-01.html"),
    ]
    assert [link.text() for link in tree.css("li.toctree-l3 > a")] == ["Deep"]
    assert [link.text() for link in tree.css("li.current > a")] == ["Deep"]


def test_names_are_text(sidebar, definition):
    _, links = sidebar(
        {"agents/a.md": definition('"<b>A & B</b>"')}, "index", {"suppress_warnings": ["agentdocs.name"]}
    )
    assert links == [("<b>A & B</b>", "agents/a.html")]


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

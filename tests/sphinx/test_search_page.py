"""The search page is at ``search.html`` with every builder that has a search."""

from __future__ import annotations

import json
import posixpath

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser


def addresses(page):
    """The files that a page loads."""
    nodes = [*page.css("script[src]"), *page.css("link[rel=stylesheet]")]
    return [(node.attributes.get("src") or node.attributes["href"]).partition("?")[0] for node in nodes]


@pytest.fixture(params=["furo", "basic"])
def site(request, make_site, definition):
    files = {"agents/a.md": definition("a"), "agents/b.md": definition("b")}
    return make_site(files, {"html_theme": request.param, "html_baseurl": "https://a.example/"}, builder="dirhtml")


def test_both_addresses_have_the_page(site):
    at_root, below = site.text("search.html"), site.text("search/index.html")
    for text in (at_root, below):
        assert "searchtools.js" in text
        assert "searchindex.js" in text
    assert 'data-content_root="./"' in at_root
    assert 'data-content_root="../"' in below


def test_every_file_it_loads_exists(site):
    loaded = addresses(HTMLParser(site.text("search.html")))
    assert "searchindex.js" in loaded
    assert [address for address in loaded if not (site.out / address).is_file()] == []


def test_its_links_lead_to_pages(site):
    page = HTMLParser(site.text("search.html"))
    links = [node.attributes["href"].partition("#")[0] for node in page.css("a[href]")]
    own = [link for link in links if link and "://" not in link]
    assert ("genindex/" in own) is (site.conf["html_theme"] == "basic")
    assert [link for link in own if not (site.out / posixpath.normpath(link) / "index.html").is_file()] == []
    assert page.css("link[rel=canonical]") == []


def test_the_front_page_is_not_touched(site):
    assert "searchtools.js" not in site.text("index.html")


def test_it_follows_changes(site, definition):
    (site.src / "agents" / "b.md").unlink()
    site.write({"agents/c.md": definition("c")})
    again = site.build()
    assert "agents/b/" not in again.text("search.html")
    assert again.files(".html") == site.clean().files(".html")


def test_a_page_of_the_user_stays(make_site, definition):
    files = {"agents/a.md": definition("a"), "extra/search.html": "my own"}
    site = make_site(files, {"html_extra_path": ["extra"], "exclude_patterns": ["extra"]}, builder="dirhtml")
    assert site.text("search.html") == "my own"


@pytest.mark.parametrize("builder", ["html", "singlehtml", "json"])
def test_other_builders_are_left_alone(make_site, definition, builder):
    site = make_site({"agents/a.md": definition("a")}, builder=builder)
    assert (site.out / "search.html").exists() is (builder == "html")


# -- the index of the agents


def test_agents_are_in_our_index_and_other_pages_in_that_of_sphinx(make_site, definition):
    files = {"index.md": "# Site\n\n```{agent:catalog}\n```\n", "agents/a.md": definition("a", body="Trim the wick.\n")}
    site = make_site(files)
    assert json.loads(site.text("searchindex.js")[len("Search.setIndex(") : -1])["docnames"] == ["index"]
    assert '"wick"' in site.text("search-index/v-w.js")
    scripts = [address.rpartition("/")[2] for address in addresses(site.html("search"))]
    ours = [name for name in scripts if name.startswith("agentdocs-")]
    assert ours == ["agentdocs-copying.js", "agentdocs-search.js", "agentdocs-found.js", "agentdocs-search-page.js"]


def test_a_description_ends_before_its_examples(make_site, definition):
    said = "|\n  Use it for lamps. Examples:\n\n  <example>\n  user: Trim it.\n  assistant: Yes.\n  </example>"
    site = make_site({"agents/a.md": definition("a", said)})
    (texts,) = [text for name, text in site.files(".js").items() if name.startswith("search-index/a-")]
    assert b"Use it for lamps." in texts
    assert b"Examples:" not in texts


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_an_updated_index_is_a_new_one(make_site, definition, builder):
    names = ("a", "b", "c")
    files = {f"agents/{name}.md": definition(name, body=f"Trim the wick of {name}.\n") for name in names}
    site = make_site(files, builder=builder)
    before = in_index(site)
    site.edit("agents/b.md", "wick", "lantern")
    (site.src / "agents" / "c.md").unlink()
    again = site.build()
    assert in_index(again) == in_index(site.clean()) == in_index(site.build(place="parallel", parallel=2))
    assert {name for name, data in in_index(again).items() if before.get(name) == data} != set()


def test_a_file_of_the_user_in_the_index_stays(make_site, definition):
    files = {"agents/a.md": definition("a"), "extra/search-index/own.js": "own();\n"}
    site = make_site(files, {"html_extra_path": ["extra"]})
    (site.out / "search-index" / "w-99.js").write_text('agentdocsSearch("w-99", []);\n', "utf-8")
    site.edit("agents/a.md", "name: a", "name: b")
    again = site.build()
    assert (again.out / "search-index" / "own.js").exists()
    assert not (again.out / "search-index" / "w-99.js").exists()


def in_index(site):
    return {name: data for name, data in site.files(".js").items() if name.startswith("search-index/")}

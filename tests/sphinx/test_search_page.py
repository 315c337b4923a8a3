"""The search page is at ``search.html`` with every builder that has a search."""

from __future__ import annotations

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

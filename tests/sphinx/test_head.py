"""What the head of an agent's page says to search engines, and to previews of links."""

from __future__ import annotations

import pytest


def test_the_head_of_a_page_says_what_the_agent_is_for(make_site, definition):
    page = make_site({"agents/lamp.md": definition("lamp", "'Light \"it\" & go.'")}).html("agents/lamp")
    assert page.css_first("meta[name=description]").attributes["content"] == 'Light "it" & go.'


def test_the_head_of_a_page_has_no_tags_which_a_preview_may_not_treat_as_text(make_site, definition):
    page = make_site({"agents/lamp.md": definition("lamp", "'Light <b>it</b>.'")}).html("agents/lamp")
    assert page.css_first("meta[name=description]") is None


def previews(page):
    return {tag.attributes["property"]: tag.attributes["content"] for tag in page.css("meta[property^='og:']")}


def test_a_published_page_has_what_previews_of_links_show(make_site, definition):
    files = {"agents/a.md": definition("lamp-keeper", "'Light \"it\" & go.'")}
    site = make_site(files, {"html_baseurl": "https://example.org/docs/", "html_title": "The <Crew>"})
    assert previews(site.html("agents/a")) == {
        "og:title": "Lamp Keeper",
        "og:type": "article",
        "og:url": "https://example.org/docs/agents/a.html",
        "og:site_name": "The <Crew>",
        "og:description": 'Light "it" & go.',
    }
    assert previews(site.html("index")) == {}


@pytest.mark.parametrize("described", ["Use <b>it</b>.", ""])
def test_a_preview_has_no_tags_and_no_empty_description(make_site, definition, described):
    site = make_site({"agents/a.md": definition("a", described)}, {"html_baseurl": "https://example.org/"})
    assert set(previews(site.html("agents/a"))) == {"og:title", "og:type", "og:url", "og:site_name"}


def test_a_page_without_an_address_has_no_preview(make_site, definition):
    assert previews(make_site({"agents/a.md": definition("a")}).html("agents/a")) == {}


def test_an_extension_for_previews_is_left_to_it(make_site, definition, tmp_path, monkeypatch):
    (tmp_path / "sphinxext").mkdir()
    (tmp_path / "sphinxext/opengraph.py").write_text("def setup(app):\n    return {'parallel_read_safe': True}\n")
    monkeypatch.syspath_prepend(tmp_path)
    conf = {"html_baseurl": "https://example.org/", "extensions": ["sphinxext.opengraph", "sphinx_agentdocs"]}
    assert previews(make_site({"agents/a.md": definition("a")}, conf).html("agents/a")) == {}


@pytest.mark.parametrize("theme", ["furo", "alabaster"])
def test_a_site_of_agents_has_an_icon_unless_it_sets_one(make_site, definition, theme):
    files = {"agents/a.md": definition("a"), "own.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"}
    conf = {"html_theme": theme, "agentdocs_standalone": True}

    def icon(conf):
        site = make_site(files, conf)
        found = site.html("agents/a").css_first("link[rel~=icon]")
        return found and found.attributes["href"].partition("?")[0]

    assert icon(conf) == "../_static/agentdocs.svg"
    assert icon({**conf, "html_favicon": "own.svg"}) == "../_static/own.svg"
    assert icon({"html_theme": theme}) is None

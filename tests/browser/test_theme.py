"""The scripts of the theme and of this package work under the policy."""

from __future__ import annotations

import re


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_the_theme_is_switched_and_kept(own, watch):
    watched = watch(own, color_scheme="light")
    page = watched.open("agents/colors.html")
    seen = [(page.get_attribute("body", "data-theme"), background(page))]
    for _ in range(3):
        page.locator(".theme-toggle-content .theme-toggle").click()
        seen.append((page.get_attribute("body", "data-theme"), background(page)))
    light, dark = seen[0][1], seen[1][1]
    assert light != dark
    assert seen == [("auto", light), ("dark", dark), ("light", light), ("auto", light)]
    assert page.eval_on_selector("body > svg", "icons => getComputedStyle(icons).display") == "none"
    page.locator(".theme-toggle-content .theme-toggle").click()
    assert watched.open("agents/code.html").get_attribute("body", "data-theme") == "dark"
    assert watched.found() == []


def test_a_logo_is_shown(make_site, definition, serve, watch):
    files = {
        "agents/a.md": definition("a"),
        "logo.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    }
    site = make_site(files, {"html_theme": "furo", "html_logo": "logo.svg", "html_favicon": "logo.svg"})
    watched = watch(serve(site.out).url)
    page = watched.open("agents/a.html")
    assert page.eval_on_selector(".sidebar-logo", "logo => logo.naturalWidth") == 9
    assert watched.found() == []


def test_a_word_is_found_with_its_summary(site, serve, watch):
    watched = watch(serve(site.out).url)
    page = watched.open("index.html")
    page.fill(".sidebar-search", "walrus")
    page.press(".sidebar-search", "Enter")
    result = page.locator("#search-results li")
    result.locator("p.context").wait_for()
    assert result.count() == 1
    assert "The word walrus stands here only." in result.inner_text()
    assert watched.found() == []


def test_a_word_is_found_on_disk(site, watch):
    watched = watch(site.out.as_uri() + "/")
    page = watched.open("search.html?q=walrus")
    link = page.locator("#search-results li a")
    link.wait_for()
    assert link.inner_text() == "Guide"
    link.click()
    page.wait_for_url("**/guide.html*")
    # With or without a policy, browsers let no page read another file on disk, so there is no summary.
    assert [text for text in watched.found() if not re.search("fetch|ERR_FAILED", text, re.IGNORECASE)] == []


def test_a_hit_has_the_words_without_which_a_rule_misleads(make_site, definition, serve, watch):
    items = "".join(f"- The {number}. case of many that a reviewer leaves alone.\n" for number in range(9))
    body = f"# Checks\n\nDo NOT flag if:\n\n{items}- The walrus is known.\n"
    site = make_site({"agents/a.md": definition("a", body=body)}, {"html_theme": "furo"})
    watched = watch(serve(site.out).url)
    page = watched.open("search.html?q=walrus")
    result = page.locator(".agent-found a.agent-result", has_text="walrus")
    result.wait_for()
    assert result.inner_text() == "Do NOT flag if: The walrus is known."
    assert watched.found() == []


def test_a_site_in_another_language(make_site, definition, serve, watch):
    files = {"agents/a.md": definition("a"), "guide.md": "---\norphan: true\n---\n\n# Guide\n\nThe word walrus.\n"}
    site = make_site(files, {"html_theme": "furo", "language": "fr"})
    watched = watch(serve(site.out).url)
    page = watched.open("search.html?q=walrus")
    page.locator("#search-results", has_text="page trouvée").or_(
        page.locator("#search-results", has_text="une page")
    ).first.wait_for()
    assert watched.found() == []


def test_the_basic_theme(make_site, definition, serve, watch):
    site = make_site({"agents/a.md": definition("a", body="The word walrus.\n")})
    watched = watch(serve(site.out).url)
    page = watched.open("agents/a.html")
    assert page.is_visible("#searchbox")
    page.fill("#searchbox input[name=q]", "walrus")
    page.press("#searchbox input[name=q]", "Enter")
    page.locator(".agent-found a.agent-result", has_text="walrus").wait_for()
    page.goto(f"{watched.own}agent-index.html")
    assert watched.found() == []


def test_the_address_of_the_search_with_another_builder(make_site, definition, serve, watch):
    files = {"agents/a.md": definition("a", body="The word walrus.\n")}
    site = make_site(files, {"html_theme": "furo"}, builder="dirhtml")
    for address in ("search.html", "search/"):
        watched = watch(serve(site.out).url)
        page = watched.open(f"{address}?q=walrus")
        page.locator(".agent-found a.agent-result", has_text="walrus").click()
        page.wait_for_url("**/agents/a/*")
        assert page.locator("h1").inner_text().startswith("A")
        assert watched.found() == []

"""The search box of the theme, in a site that is all about agents: it shows what is found over any page."""

from __future__ import annotations

import pytest

KEEPER = "# Watch\n\n- **Trim the wick**: A clean wick burns all night.\n- Write the log in ink today.\n"
PILOT = "# Watch\n\n- Sound the horn in fog.\n- Ask the lamp-keeper about the light.\n"
EXAMPLE = '<example>\n  Context: The lens has a crack.\n  user: "Who looks at it?"\n  </example>'
INDEX = "# Site\n\n```{agent:catalog}\n```\n\n```{toctree}\nmanual\n```\n"
ALONE = {"html_theme": "furo", "agentdocs_standalone": True}


@pytest.fixture(scope="module")
def crew(make_site, definition):
    files = {
        "index.md": INDEX,
        "manual.md": "# The manual\n\nHow to trim a hedge.\n",
        "agents/lamp-keeper.md": definition("lamp-keeper", f"|\n  Use it for lamps.\n\n  {EXAMPLE}", body=KEEPER),
        "agents/harbour-pilot.md": definition("harbour-pilot", body=PILOT),
    }
    return make_site(files, ALONE)


@pytest.fixture(params=["http", "file"])
def watched(request, crew, serve, watch):
    permissions = ["clipboard-read", "clipboard-write"]
    own = serve(crew.out).url if request.param == "http" else f"{crew.out.as_uri()}/"
    one = watch(own, permissions=permissions)
    yield one
    assert one.found() == []


def asked(page, question):
    """The area below the box with what is found for a question, typed after the key for the search."""
    page.keyboard.press("/")
    page.keyboard.type(question)
    area = page.locator(".agent-box")
    area.locator("h2").first.wait_for()
    return area


PATHS = ["agents/lamp-keeper.html", "manual.html", "map.html", "examples.html", "genindex.html"]


@pytest.mark.parametrize("path", PATHS)
def test_what_is_found_is_shown_over_every_page(watched, path):
    page = watched.open(path)
    assert asked(page, "horn in fog").locator("h2, li").all_inner_texts() == [
        "Agents",
        "Harbour Pilot\n\nUse it to review.\n\nagents",
        "Guidelines",
        "Sound the horn in fog.\n\nHarbour Pilot › Watch · Copy link",
    ]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/agents/harbour-pilot.html#harbour-pilot.sound-the-horn-in-fog")


def test_a_rule_is_copied_from_any_page(watched):
    page = watched.open("manual.html")
    asked(page, "wick").get_by_role("button", name="Copy link: Trim the wick").click()
    page.get_by_role("status").filter(has_text="Link copied").wait_for()
    assert "/g/" in page.evaluate("navigator.clipboard.readText()")
    assert page.locator(".agent-box").is_visible()


@pytest.mark.parametrize("leave", ["Escape", "Tab", "Shift+Tab"])
def test_a_key_leaves_it(watched, leave):
    page = watched.open("manual.html")
    area = asked(page, "wick")
    page.keyboard.press(leave)
    area.wait_for(state="hidden")


def test_escape_leads_from_a_hit_to_the_box_and_then_away(watched):
    page = watched.open("manual.html")
    area = asked(page, "wick")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    area.wait_for(state="hidden")


def test_a_click_into_it_keeps_it_and_one_beside_it_closes_it(watched):
    page = watched.open("manual.html")
    area = asked(page, "wick")
    area.locator("h2").first.click()
    assert area.is_visible()
    page.locator("h1").click(position={"x": 700, "y": 5}, force=True)
    area.wait_for(state="hidden")


def test_an_empty_box_shows_nothing(watched):
    page = watched.open("manual.html")
    area = asked(page, "wick")
    page.locator("input[name=q]").fill("")
    area.wait_for(state="hidden")


def test_nothing_is_loaded_before_a_reader_uses_it(crew, serve, watch):
    page = watch(serve(crew.out).url).open("manual.html")
    files = "performance.getEntriesByType('resource').map(one => one.name.split('/').pop().split('?')[0])"
    before = page.evaluate(files)
    assert {name for name in before if name.startswith("agentdocs") and name.endswith(".js")} == {
        "agentdocs.js",
        "agentdocs-search-box.js",
    }
    asked(page, "wick")
    after = [name for name in page.evaluate(files)[len(before) :] if name.endswith(".js")]
    assert {*after[:4]} == {"search-box.js", "agentdocs-search.js", "agentdocs-copying.js", "agentdocs-found.js"}


def test_scripts_that_a_page_has_are_not_loaded_again(crew, serve, watch):
    page = watch(serve(crew.out).url).open("agents/lamp-keeper.html")
    asked(page, "wick")
    assert page.locator("script[src*='agentdocs-copying.js']").count() == 1


def test_enter_leads_to_the_search_page(watched):
    page = watched.open("manual.html")
    asked(page, "wick")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=wick**")


def test_a_box_without_its_scripts_leads_to_the_search_page(crew, serve, watch):
    page = watch(serve(crew.out).url).open("manual.html")
    page.route("**/search-box.js", lambda route: route.abort())
    page.keyboard.press("/")
    page.keyboard.type("wick")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=wick**")


@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_the_window(crew, serve, watch, width):
    watched = watch(serve(crew.out).url)
    page = watched.open("agents/lamp-keeper.html")
    page.set_viewport_size({"width": width, "height": 500})
    if width < 1000:
        page.locator(".nav-overlay-icon").first.click()
        page.locator("input[name=q]").wait_for()
    page.locator("input[name=q]").fill("lamp wick horn light")
    page.locator("input[name=q]").focus()
    area = page.locator(".agent-box")
    area.locator("h2").first.wait_for()
    box = area.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= 500
    assert watched.found() == []


def test_documentation_about_something_else_keeps_its_box(crew, make_site, definition, serve, watch):
    files = {"agents/a.md": definition("a", body=PILOT), "manual.md": "# Manual\n", "index.md": INDEX}
    site = make_site(files, {"html_theme": "furo"})
    page = watch(serve(site.out).url).open("manual.html")
    assert page.locator("script[src*='search-box']").count() == 0
    assert not (site.out / "search-box.js").exists()

"""The field in which a reader describes a task, above the catalogue of agents."""

from __future__ import annotations

import pytest

EXAMPLE = '<example>\n  Context: The lens has a crack.\n  user: "Who looks at it?"\n  </example>'
KEEPER = "# Watch\n\n- **Trim the wick**: A clean wick burns all night.\n"
INDEX = "# Site\n\nWelcome.\n\n```{agent:catalog}\n```\n"


@pytest.fixture(scope="module", params=["furo", "alabaster"])
def crew(request, make_site, definition):
    files = {
        "index.md": INDEX,
        "agents/lamp-keeper.md": definition("lamp-keeper", f"|\n  Use it for lamps.\n\n  {EXAMPLE}", body=KEEPER),
        "agents/harbour-pilot.md": definition("harbour-pilot", body="- Sound the horn in fog.\n"),
    }
    return make_site(files, {"html_theme": request.param})


@pytest.fixture(params=["http", "file"])
def watched(request, crew, serve, watch):
    one = watch(serve(crew.out).url if request.param == "http" else f"{crew.out.as_uri()}/")
    yield one
    assert one.found() == []


def field(page):
    return page.get_by_label("Describe your task")


def found(page):
    """The headings and hits below the field."""
    page.locator(".agent-found h2").first.wait_for()
    return page.locator(".agent-found :is(h2, li)").all_inner_texts()


def test_what_is_found_takes_the_place_of_the_catalogue(watched):
    page = watched.open("index.html")
    assert page.locator("ul.agent-catalog > li:visible").count() == 2
    field(page).fill("my lens is cracked")
    texts = found(page)
    assert (texts[0], texts[1].partition("\n")[0]) == ("Agents", "Lamp Keeper")
    assert (texts[2], "The lens has a crack." in texts[3]) == ("Examples", True)
    page.locator("ul.agent-catalog").wait_for(state="hidden")
    field(page).press("Escape")
    page.locator("ul.agent-catalog > li").first.wait_for()
    assert (field(page).input_value(), page.locator(".agent-found :is(h2, li)").count()) == ("", 0)


def test_enter_opens_the_first_hit(watched):
    page = watched.open("index.html")
    field(page).fill("lamp lens")
    field(page).press("Enter")
    page.wait_for_url("**/agents/lamp-keeper.html")


def test_arrow_keys_lead_to_an_example(watched):
    page = watched.open("index.html")
    field(page).fill("lamp lens")
    found(page)
    field(page).press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/agents/lamp-keeper.html#lamp-keeper.the-lens-has-a-crack")


def test_the_question_is_in_the_address_and_stays_on_the_way_back(crew, serve, watch):
    watched = watch(serve(crew.out).url)
    page = watched.open("index.html")
    field(page).fill("horn")
    found(page)
    page.wait_for_url(f"{watched.own}index.html?q=horn")
    page.locator("a.agent-result").first.click()
    page.wait_for_url("**/harbour-pilot.html**")
    page.go_back()
    assert "Sound the horn in fog." in found(page)[-1]
    assert field(page).input_value() == "horn"


def test_a_question_without_any_hit_offers_a_next_step(watched):
    page = watched.open("index.html")
    field(page).fill("zebra")
    page.locator(".agent-found-none a", has_text="All guidelines").click()
    page.wait_for_url("**/guidance.html")


def test_a_key_leads_to_the_field(watched):
    """Sphinx takes the key `/` for the field of the theme."""
    page = watched.open("index.html")
    page.keyboard.press("Control+k")
    assert field(page).evaluate("field => field === document.activeElement")


def test_without_scripts_the_catalogue_is_all_there_is(crew, serve, watch):
    watched = watch(serve(crew.out).url, java_script_enabled=False)
    watched.page.goto(f"{watched.own}index.html")
    assert watched.page.locator("ul.agent-catalog > li").count() == 2
    assert watched.page.locator(".agent-scripted").count() == 2
    assert watched.page.locator(".agent-scripted:visible").count() == 0


def test_a_question_is_text(crew, serve, watch):
    watched = watch(serve(crew.out).url)
    page = watched.open("index.html?q=%3Cimg%20src%3Dx%20onerror%3D%22window.ran%3D1%22%3E%20lens")
    found(page)
    assert page.locator(".agent-found img").count() == 0
    assert watched.found() == []

"""The choices above a large catalogue: what they leave, the address they make, and folded groups."""

from __future__ import annotations

import pytest

MODELS = ("haiku", "opus")


@pytest.fixture(scope="module")
def crew(make_site, definition):
    """A site with 64 agents in two groups."""
    names = [f"sailor-{number:02}" for number in range(64)]
    files = {
        f"agents/{number % 2 + 1:02}-{('bow', 'stern')[number % 2]}-watch/{name}.md": definition(
            name, model=MODELS[number % 4 == 0], body="- Never sleep.\n" * (number == 7)
        )
        for number, name in enumerate(names)
    }
    return make_site(files, {"html_theme": "furo"})


@pytest.fixture
def watched(crew, serve, watch):
    watched = watch(serve(crew.out).url)
    yield watched
    assert watched.found() == []


def choices(page):
    """The choices above the catalogue, with the text of each."""
    page.locator(".agent-filter select[aria-label=Model]").wait_for()
    return {
        select.get_attribute("aria-label"): select.locator("option").all_text_contents()
        for select in page.locator(".agent-filter select").all()
    }


def count(page):
    return page.locator(".agent-filter output").inner_text()


def test_choices_say_how_many_agents_they_leave(watched):
    page = watched.open("index.html")
    assert choices(page) == {
        "Group": ["Group: all", "Bow watch (32)", "Stern watch (32)"],
        "Model": ["Model: all", "haiku (48)", "opus (16)"],
        "Sort": ["By group", "By name", "Most guidelines first"],
    }
    page.get_by_label("Model").select_option("opus")
    assert count(page) == "16 of 64"
    assert choices(page)["Group"] == ["Group: all", "Bow watch (16)", "Stern watch (0)"]
    page.get_by_label("Group").select_option("Stern watch")
    assert count(page) == "No agent fits."
    page.get_by_role("button", name="Show all").click()
    assert count(page) == "64 of 64"


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml"])
def test_choices_with_another_builder(crew, serve, watch, builder):
    watched = watch(serve(crew.build(builder=builder).out).url)
    page = watched.open("index.html")
    assert choices(page)["Model"] == ["Model: all", "haiku (48)", "opus (16)"]
    page.get_by_label("Model").select_option("opus")
    page.get_by_label("Sort").select_option("name")
    left = page.locator("ul.agent-catalog a:visible").all_inner_texts()
    assert [int(title[-2:]) for title in left] == [*range(0, 64, 4)]
    assert watched.found() == []


def test_the_choices_are_in_the_address_and_stay_on_the_way_back(watched):
    page = watched.open("index.html")
    choices(page)
    page.get_by_label("Model").select_option("opus")
    page.get_by_label("Sort").select_option("name")
    assert page.url.endswith("index.html?model=opus&sort=name")
    page.locator("ul.agent-catalog a:visible").nth(1).click()
    page.wait_for_url("**/sailor-04.html")
    page.go_back()
    choices(page)
    assert (count(page), page.get_by_label("Model").input_value()) == ("16 of 64", "opus")


def test_a_question_finds_among_the_chosen_agents(watched):
    page = watched.open("index.html?q=sailor&model=opus")
    choices(page)
    page.get_by_role("button", name="Show 10 more").click()
    page.locator(".agent-result-name").nth(12).wait_for()
    assert {int(text[-2:]) % 4 for text in page.locator(".agent-result-name").all_inner_texts()} == {0}
    assert (count(page), page.get_by_label("Sort").is_visible()) == ("16 of 64", False)
    page.get_by_label("Model").select_option("haiku")
    shown = "[...document.querySelectorAll('.agent-result-name')].map(name => name.textContent.slice(-2) % 4)"
    page.wait_for_function(f"{shown}.length === 3 && !{shown}.includes(0)")
    page.get_by_label("Describe your task").fill("")
    page.locator("ul.agent-catalog a:visible").nth(47).wait_for()


def test_agents_are_sorted(watched):
    page = watched.open("index.html?sort=guidelines")
    choices(page)
    assert page.locator("ul.agent-catalog a:visible").first.inner_text() == "Sailor 07"


def test_groups_are_folded_and_opened_by_a_link(watched):
    page = watched.open("index.html")
    assert page.locator("summary h2").all_text_contents() == ["Bow watch", "Stern watch"]
    assert page.locator("ul.agent-catalog a:visible").count() == 0
    page = watched.open("agents/02-stern-watch/sailor-01.html")
    page.locator(".agent-crumbs a").nth(1).click()
    page.wait_for_url("**/index.html#**")
    assert page.locator("ul.agent-catalog a:visible").count() == 32


def test_without_scripts_every_agent_is_there(crew, serve, watch):
    watched = watch(serve(crew.out).url, java_script_enabled=False)
    watched.page.goto(f"{watched.own}index.html")
    assert watched.page.locator("ul.agent-catalog > li > a").count() == 64
    watched.page.locator("summary").first.click()
    assert watched.page.locator("ul.agent-catalog a:visible").count() == 32


def test_a_site_from_the_disk_has_the_choices(crew, watch):
    page = watch(f"{crew.out.as_uri()}/").open("index.html")
    assert choices(page)["Model"] == ["Model: all", "haiku (48)", "opus (16)"]

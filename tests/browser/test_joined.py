"""A joined site in a browser: what is found there leads to the sites that it joins."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from sphinx_agentdocs.cli import main

TEAMS = {
    "harbour": {"lamp-keeper": "- Trim the wick before the lamp is lit.\n", "pilot": "- Sound the horn in fog.\n"},
    "coast": {"tide-watcher": "- Ask the lamp-keeper agent for the hour.\n"},
}


@pytest.fixture(scope="module")
def joined(tmp_path_factory, definition, serve):
    """The folder of a joined site, and the address at which one of its sites is served."""
    folder = tmp_path_factory.mktemp("teams")
    for team, agents in TEAMS.items():
        for name, body in agents.items():
            path = folder / "sources" / team / f"{name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(definition(name, body=body), "utf-8")
        run("build", folder / "sources" / team, "-o", folder / team, "-q")
    address = serve(folder / "coast").url
    run("join", folder / "harbour", f"{folder}/coast={address}", "-o", folder / "joined", "-q")
    return folder, address


def run(*arguments):
    result = CliRunner().invoke(main, [*map(str, arguments)], catch_exceptions=False)
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.fixture(params=["http", "file"])
def site(request, joined, serve, watch):
    folder, address = joined
    own = serve(folder).url if request.param == "http" else f"{folder.as_uri()}/"
    return watch(f"{own}joined/"), own, address


def addresses(page):
    page.locator("a.agent-result").first.wait_for()
    return page.locator("a.agent-result").evaluate_all("links => links.map(link => link.href)")


def test_a_hit_leads_to_its_site(site):
    watched, own, address = site
    page = watched.open("search.html?q=fog horn")
    assert f"{own}harbour/agents/pilot.html#pilot.sound-the-horn-in-fog" in addresses(page)
    page = watched.open("search.html?q=hour")
    assert f"{address}agents/tide-watcher.html#tide-watcher.ask-the-lamp-keeper-agent-for-the-hour" in addresses(page)
    assert watched.found() == []


def test_a_guideline_in_the_list_leads_to_its_site(site):
    watched, _, address = site
    page = watched.open("guidance.html?q=hour")
    link = page.get_by_role("link", name="Ask the lamp-keeper agent for the hour.").first
    link.wait_for()
    goal = f"{address}agents/tide-watcher.html#tide-watcher.ask-the-lamp-keeper-agent-for-the-hour"
    assert link.evaluate("link => link.href") == goal
    assert watched.found() == []


def test_the_page_of_another_site_opens(site):
    watched, _, address = site
    page = watched.open("index.html")
    page.get_by_role("link", name="Tide Watcher").first.click()
    page.wait_for_url(f"{address}agents/tide-watcher.html")
    assert page.locator("h1").text_content().startswith("Tide Watcher")


def test_an_agent_is_chosen_on_the_map(site):
    watched, own, _ = site
    page = watched.open("map.html")
    page.get_by_label("Whom does this agent reach?").select_option(label="Tide Watcher")
    line = page.locator(".agent-reached li a").first
    line.wait_for()
    assert line.evaluate("link => link.href") == f"{own}harbour/agents/lamp-keeper.html"
    assert page.locator("tr.agent-map-chosen a").all_text_contents() == ["Tide Watcher"]
    assert page.locator("tr.agent-map-reached a").all_text_contents() == ["Lamp Keeper"]
    assert watched.found() == []

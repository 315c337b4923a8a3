"""A small crew in five steps, with every kind of change, and what becomes of each link.

``crew.txt`` says, for each address that any step published, what is there after the last step.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from replay import Replay, Saying, Site, fate, replayed, says
from sphinx.cmd.build import build_main

HERE = Path(__file__).parent
_NOT_KEPT = re.compile(r"#g/|\.(?:withdrawn-guidance|related-agents)")
STEPS = sorted((HERE / "crew").iterdir())


@pytest.fixture(scope="module", params=["html", "dirhtml"])
def replay(request, tmp_path_factory) -> Replay:
    return replayed(tmp_path_factory.mktemp("crew"), STEPS, request.param, watched=True)


def test_every_link_ever_published_leads_to_what_it_said(replay):
    assert replay.unreadable == []
    assert replay.unlisted == []
    assert [line for line in replay.on_the_way if not _NOT_KEPT.search(line)] == []


def test_every_address_is_kept_that_a_short_link_leaves_in_the_address_bar(replay):
    assert [line for line in replay.on_the_way if "#g/" in line] == []


@pytest.mark.parametrize("section", ["withdrawn-guidance", "related-agents"])
def test_the_address_of_a_section_that_comes_and_goes_is_kept(replay, section):
    assert any(f".{section}" in saying.url for saying in replay.said)
    assert [line for line in replay.on_the_way if f".{section}" in line] == []


def test_what_becomes_of_each_address(replay):
    if replay.builder == "dirhtml":
        expected = (HERE / "crew.txt").read_text("utf-8").replace(".html", "/")
    else:
        expected = (HERE / "crew.txt").read_text("utf-8")
    site = replay.site
    said = [one for one in replay.said if one.kind != "code" and not _NOT_KEPT.search(one.url)]
    lines = {f"{fate(site, one):18} {one.kind:10} {one.url}" for one in said}
    assert sorted(lines) == sorted(expected.splitlines())


def test_one_page_for_all_codes_leads_each_to_what_it_said(replay, tmp_path):
    """The short links of a site whose `agentdocs_short_links` is "resolver"."""
    agents, ledger = replay.work / "agents", replay.ledger
    conf = f"""extensions = ["sphinx_agentdocs"]
project = "Crew"
agentdocs_collections = {{"agents": {str(agents)!r}}}
agentdocs_permalinks = {str(ledger)!r}
agentdocs_short_links = "resolver"
"""
    (tmp_path / "conf.py").write_text(conf, "utf-8")
    (tmp_path / "index.rst").write_text("Crew\n====\n", "utf-8")
    site = Site(tmp_path / "site")
    assert build_main(["-q", "-b", replay.builder, str(tmp_path), str(site.out)]) == 0
    targets = resolved(site)
    said = [one for one in replay.said if one.kind == "code"]
    assert {one.url.split("/")[1] for one in said} == set(targets)
    wrong = [(one, target) for one in said if not leads_to(site, target := targets[one.url.split("/")[1]], one)]
    assert wrong == []


def resolved(site: Site) -> dict[str, str]:
    """The target of each code, from the scripts of the page for all codes."""
    targets = {}
    for script in (site.out / "g").glob("?.js"):
        targets |= json.loads(script.read_text("utf-8").removeprefix("agentdocsLinks(").rstrip().removesuffix(");"))
    return targets


def leads_to(site: Site, target: str, said: Saying) -> bool:
    node = site.at(target)
    return node is not None and says(node, said)


def test_a_code_stays_with_what_it_names(replay):
    """A repeated text has two codes, and a text that returns has its former code."""
    texts = [text for said in replay.codes.values() for text in said]
    assert sorted(text for text in texts if texts.count(text) > 1) == ["Log the weather.", "Log the weather."]
    assert [said for said in replay.codes.values() if len(said) > 1] == [
        [
            "Trim the wick before dusk, and light the lamp when the sun is gone.",
            "Trim the wick before dusk, and light the lamp when the sun has gone down.",
        ]
    ]


def test_a_link_that_leads_elsewhere_is_noticed(replay):
    """The replay can detect a broken link."""
    site = replay.site
    page = site.file(next(one.url for one in replay.said if one.kind == "page" and "lookout" in one.url))
    text = page.read_text("utf-8")
    try:
        page.write_text(text.replace("Call out every sail", "Call out no sail"), "utf-8")
        replay.site = Site(replay.site.out)
        assert any("no longer says 'Call out every sail" in line for line in replay.broken())
        page.unlink()
        replay.site = Site(replay.site.out)
        assert any("the page is gone" in line for line in replay.broken())
    finally:
        page.write_text(text, "utf-8")
        replay.site = Site(replay.site.out)

"""A small crew in five steps, with every kind of change, and what becomes of each link.

``crew.txt`` says, for each address that any step published, what is there after the last step.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from replay import Replay, Site, fate, replayed

HERE = Path(__file__).parent
STEPS = sorted((HERE / "crew").iterdir())


@pytest.fixture(scope="module", params=["html", "dirhtml"])
def replay(request, tmp_path_factory) -> Replay:
    return replayed(tmp_path_factory.mktemp("crew"), STEPS, request.param, watched=True)


def test_every_link_ever_published_leads_to_what_it_said(replay):
    assert replay.unreadable == []
    assert replay.on_the_way == []


def test_what_becomes_of_each_address(replay):
    if replay.builder == "dirhtml":
        expected = (HERE / "crew.txt").read_text("utf-8").replace(".html", "/")
    else:
        expected = (HERE / "crew.txt").read_text("utf-8")
    site = replay.site
    lines = [f"{fate(site, one):18} {one.kind:10} {one.url}" for one in replay.said if one.kind != "code"]
    assert sorted(lines) == sorted(expected.splitlines())


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

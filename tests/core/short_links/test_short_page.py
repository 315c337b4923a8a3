"""The page at a short link: always small, and complete if there is room."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from sphinx_agentdocs.core.short_links.short_page import ShortPage, is_short_page, short_page

TARGET = "../../agents/reviewer.html#reviewer.small"
PAGE = ShortPage(
    "en", "Small", "Small: keep it so.", "Reviewer", TARGET, "https://a.example/agents/reviewer.html#r.small"
)
WHOLE = """\
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta http-equiv="refresh" content="0;url=../../agents/reviewer.html#reviewer.small">
<title>Small \u2013 Reviewer</title>
<link rel="canonical" href="https://a.example/agents/reviewer.html#r.small">
<meta property="og:title" content="Small \u2013 Reviewer">
<meta property="og:description" content="Small: keep it so.">
<p>Small: keep it so.</p>
<a href="../../agents/reviewer.html#reviewer.small">Small \u2013 Reviewer</a>
"""


def parsed(page):
    data = short_page(page)
    assert len(data) < 1000
    assert is_short_page(data)
    return HTMLParser(data.decode())


def leads_to(tree):
    """The address that a browser is redirected to, from the refresh and its base."""
    base = tree.css_first("base")
    refresh = tree.css_first("meta[http-equiv=refresh]").attributes["content"].removeprefix("0;url=")
    return (base.attributes["href"] if base else "") + refresh


def description(tree):
    meta = tree.css_first("meta[property='og:description']")
    return meta.attributes["content"] if meta else tree.css_first("p").text()


def test_a_page():
    assert short_page(PAGE).decode() == WHOLE


def test_a_likely_successor_is_named_and_not_followed():
    likely = replace(PAGE, notice="Withdrawn.", likely="../7q2kd/", hint="Possibly now: <Trim> it.")
    assert short_page(likely).decode() == (
        WHOLE.replace("Small: keep", "Withdrawn. Small: keep")
        + '<p><a href="../7q2kd/">Possibly now: &lt;Trim&gt; it.</a></p>\n'
    )
    tree = parsed(replace(likely, text="word " * 300))
    assert (leads_to(tree), tree.css("a")[1].attributes["href"]) == (TARGET, "../7q2kd/")


def test_a_page_without_room_does_not_name_a_likely_successor():
    tree = parsed(replace(PAGE, target=f"../../{'long/' * 80}#small", likely="../7q2kd/", hint="Possibly now: it."))
    assert len(tree.css("a")) == 1


def test_a_withdrawn_guideline_says_so():
    tree = parsed(replace(PAGE, notice="Withdrawn on 2026-01-31."))
    assert description(tree) == tree.css_first("p").text() == "Withdrawn on 2026-01-31. Small: keep it so."


def test_a_guideline_without_title_has_the_title_of_its_agent():
    assert parsed(replace(PAGE, title="")).css_first("title").text() == "Reviewer"


def test_nothing_of_a_definition_is_markup():
    evil = "\"'><script>alert(1)</script><base href=//evil.example>&amp;"
    tree = parsed(ShortPage("en", evil, evil, "A<b>", TARGET, TARGET))
    assert tree.css("script, base, b") == []
    assert tree.css_first("title").text() == f"{evil} \u2013 A<b>"
    assert description(tree) == tree.css_first("p").text() == evil


def test_the_text_is_cut_before_the_title():
    title = "A title of some length, which stays"
    tree = parsed(replace(PAGE, title=title, text="Words of a text without end. " * 100))
    assert tree.css_first("title").text() == f"{title} \u2013 Reviewer"
    assert description(tree).startswith("Words of a text without end. Words")
    assert description(tree).endswith("\u2026")


def test_then_the_title_is_cut():
    tree = parsed(replace(PAGE, title="Title " * 100, text="Words of a text without end. " * 100))
    title = tree.css_first("title").text()
    assert title.startswith("Title Title Title")
    assert title.endswith("Title\u2026 \u2013 Reviewer")
    assert description(tree).startswith("Words of a text without end.")


@pytest.mark.parametrize(
    ("page", "anchor"),
    [
        ("agents/reviewer.html", "reviewer." + "a" * 60),
        ("agents/" + "%E6%9F%A5" * 10 + ".html", "审查员." + "先写测试再写代码" * 7),
        ("agents/" + "%E6%9F%A5" * 40 + ".html", "审" * 60 + "." + "查" * 60),
        ("a" * 60 + "/" + "b" * 120 + ".html", "审" * 60 + "." + "查" * 60),
        ("agents/" + "b" * 120 + "/", "审" * 60 + "." + "节" * 60 + "." + "查" * 60 + "-27qk"),
    ],
)
@pytest.mark.parametrize("words", ["先写测试，再写代码。" * 30, 'Say "no" & mean it. ' * 50, "short", "𠀋" * 500])
def test_a_long_address_is_never_cut(page, anchor, words):
    target = f"../../{page}#{anchor}"
    tree = parsed(
        ShortPage("zh-CN", words, words, words, target, f"https://a.example/{'x' * 100}/{page}#{anchor}", "Gone.")
    )
    there = leads_to(tree)
    assert there.partition("#")[2] == anchor
    assert there in (target, target.replace("%E6%9F%A5", "查"))
    assert tree.css_first("title").text() != ""
    assert "Gone.".startswith(description(tree)[:5].rstrip("\u2026"))
    link = tree.css_first("a").attributes["href"]
    assert link in (there, "")  # an empty one leads to the page that is the base


@given(st.text(max_size=300), st.text(max_size=2000), st.text(max_size=300), st.integers(1, 200), st.integers(0, 200))
def test_it_is_small_in_every_case(title, text, agent, anchor, base):
    clean = [one.encode("utf-8", "replace").decode() for one in (title, text, agent)]
    target = f"../../agents/x.html#{'語' * anchor}"
    data = short_page(ShortPage("en", *clean, target, f"https://{'b' * base}.example/{target}"))
    assert len(data) < 1000
    assert target.rpartition("#")[2].encode() in data


@pytest.mark.parametrize(
    ("data", "ours"),
    [
        (WHOLE.encode(), True),
        (b"", True),
        (b'<!DOCTYPE html>\n<html lang="en">\n<title>Mine</title>', False),
        (WHOLE.replace("refresh", "other").encode(), False),
        (b"\xff\xfe", False),
    ],
)
def test_a_page_is_recognized(data, ours):
    assert is_short_page(data) == ours

"""The list of all guidelines: loading, searching and using it."""

from __future__ import annotations

import re

import pytest

from sphinx_agentdocs.sphinx import guidance

CLIPBOARD = ["clipboard-read", "clipboard-write"]
AGENTS = 9
RULES = 30


def body(agent):
    rules = [f"- **Rule {number} of {agent}**: Keep the number {number * 7} in mind." for number in range(RULES)]
    return "\n".join(["# Numbers", "", *rules, "", "# The last", "", f"Walrus-{agent} comes last."])


@pytest.fixture(scope="module")
def numbers(make_site, definition):
    """A site whose guidelines come in many pieces."""
    files = {f"agents/a{agent}.md": definition(f"a{agent}", body=body(agent)) for agent in range(AGENTS)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guidance, "PIECE_BYTES", 3000)
        site = make_site(files, {"html_theme": "furo", "agentdocs_short_links": "none"})
    assert len(pieces(site)) > 10
    return site


@pytest.fixture(scope="module", params=["http", "file"])
def address(request, numbers, serve):
    return serve(numbers.out).url if request.param == "http" else f"{numbers.out.as_uri()}/"


@pytest.fixture
def page(address, watch):
    watched = watch(address, permissions=CLIPBOARD)
    yield watched.open("guidance.html")
    assert watched.found() == []


def pieces(site):
    return sorted(path.stem for path in (site.out / "guidance").iterdir() if path.stem != "index")


def counted(page, text):
    page.locator(".agent-filter output", has_text=re.compile(f"^{re.escape(text)}$")).wait_for()


def shown(page):
    return page.locator(".agent-results > li").count()


def search(page, text):
    page.get_by_role("searchbox", name="Search the guidelines").fill(text)


def test_the_first_screen_loads_only_the_pieces_that_fill_it(numbers, serve, watch):
    server = serve(numbers.out)
    page = watch(server.url).open("guidance.html")
    page.locator(".agent-results > li:nth-child(100)").wait_for()
    counted(page, "279 guidelines")
    assert shown(page) == 100
    requests = [path.partition("?")[0] for path in server.requests if "/guidance/" in path]
    assert requests[0] == "/guidance/index.js"
    assert len(requests) < len(pieces(numbers)) / 2


def test_a_search_ranks_what_it_finds(page):
    search(page, "RULE 196")
    counted(page, "9 of 279 guidelines")
    texts = page.locator(".agent-result").all_inner_texts()
    assert sorted(texts) == [f"Rule 28 of {agent}: Keep the number 196 in mind." for agent in range(AGENTS)]
    places = page.locator(".agent-result-place").all_inner_texts()
    assert sorted(places) == [f"A{agent} \u203a Numbers \u00b7 Copy link" for agent in range(AGENTS)]
    assert page.locator("mark").all_inner_texts()[:2] == ["Rule", "196"]
    assert page.locator(".agent-found-note").inner_text() == ""


@pytest.mark.parametrize(
    ("query", "count", "note"),
    [
        ("walrus-4", 1, ""),
        ("last", 9, ""),
        ("walrsu", 9, "\u201cwalrsu\u201d was read as \u201cwalrus-\u201d."),
        ("unicorn 196", 9, "Nothing has \u201cunicorn\u201d."),
        ("196 189", 18, "Nothing has all of these words; these are the best matches."),
    ],
)
def test_it_says_what_it_did_with_the_words(page, query, count, note):
    search(page, query)
    counted(page, f"{count} of 279 guidelines")
    assert page.locator(".agent-found-note").inner_text() == note
    assert page.locator(".agent-found-none").is_hidden()


def test_a_search_that_finds_nothing_offers_a_next_step(page, address):
    search(page, "zebra <b>")
    counted(page, "0 of 279 guidelines")
    page.locator(".agent-found-none").get_by_role("link", name="All agents").click()
    page.wait_for_url(f"{address}index.html")


def test_the_address_keeps_the_search(page):
    search(page, "walrus-4")
    page.wait_for_url("**/guidance.html?q=walrus-4")
    page.reload()
    counted(page, "1 of 279 guidelines")
    assert page.get_by_role("searchbox", name="Search the guidelines").input_value() == "walrus-4"
    search(page, " ")
    page.wait_for_url("**/guidance.html")
    counted(page, "279 guidelines")


def test_more_results_are_shown_on_demand(page):
    for number in (100, 200):
        page.locator(f".agent-results > li:nth-child({number})").wait_for()
        assert shown(page) == number
        page.get_by_role("button", name=f"Show {min(100, 279 - number)} more").click()
        page.locator(f".agent-results > li:nth-child({number + 1}) .agent-result:focus").wait_for()
    page.locator(".agent-results > li:nth-child(279)").wait_for()
    assert page.locator(".agent-more").is_hidden()
    search(page, "rule")
    counted(page, "200 of 279 guidelines")
    page.locator(".agent-results > li:nth-child(20)").wait_for()
    assert shown(page) == 20


def test_a_result_leads_to_its_guideline_and_its_agent(page, address):
    search(page, "walrus-4")
    counted(page, "1 of 279 guidelines")
    page.wait_for_url("**/guidance.html?q=walrus-4")
    page.get_by_role("link", name="Walrus-4 comes last.").click()
    page.wait_for_url(f"{address}agents/a4.html#a4.walrus-4-comes-last")
    page.go_back()
    counted(page, "1 of 279 guidelines")
    page.locator(".agent-result-place").get_by_role("link", name="A4").click()
    page.wait_for_url(f"{address}agents/a4.html")


@pytest.mark.parametrize(
    ("choice", "copied"),
    [
        ("Copy link", "{url}"),
        ("Copy as Markdown", "[Rule 28 of 4]({url})"),
        ("Copy as quote", "> Rule 28 of 4: Keep the number 196 in mind.\n>\n> — [A4]({url})\n\n"),
    ],
)
def test_a_result_has_the_menu(page, address, choice, copied):
    search(page, "a4 196")
    page.locator(".agent-results > li:first-child", has_text="Rule 28 of 4").wait_for()
    page.get_by_role("button", name="Link to: Rule 28 of 4").first.press("Enter")
    page.get_by_role("menuitem", name=choice).click()
    page.locator(".agent-status", has_text="copied").wait_for()
    url = f"{address}agents/a4.html#a4.rule-28-of-4"
    assert page.evaluate("navigator.clipboard.readText()") == copied.format(url=url)


def test_without_scripts_it_lists_the_agents(numbers, serve, watch):
    watched = watch(serve(numbers.out).url, java_script_enabled=False)
    watched.page.goto(f"{watched.own}guidance.html")
    items = watched.page.locator(".agent-guidelines li").all_inner_texts()
    assert items == [f"A{agent} 31 guidelines" for agent in range(AGENTS)]


def test_the_list_of_agents_stays_if_pieces_are_missing(make_site, definition, serve, watch):
    site = make_site({"agents/a.md": definition("a", body="A rule.\n")}, {"html_theme": "furo"})
    (site.out / "guidance" / "index.js").unlink()
    page = watch(serve(site.out).url).open("guidance.html")
    counted(page, "The guidelines could not be loaded.")
    assert page.locator(".agent-guidelines li").all_inner_texts() == ["A 1 guideline"]


@pytest.mark.parametrize(("language", "written"), [("en", "1,234"), ("de", "1.234"), ("xx", "1,234")])
def test_numbers_are_written_as_in_the_language_of_the_page(make_site, definition, serve, watch, language, written):
    site = make_site({"agents/a.md": definition("a", body="A rule.\n")}, {"language": language})
    page = watch(serve(site.out).url).open("guidance.html")
    assert page.evaluate("agentdocs.filled('{all}', {all: 1234})") == written


def test_a_long_text_is_shortened_around_the_match(make_site, definition, serve, watch):
    words = " ".join(f"word{number}" for number in range(200))
    body = f"**Lead.** {words} walrus {words}\n"
    site = make_site({"agents/a.md": definition("a", body=body)}, {"html_theme": "furo"})
    page = watch(serve(site.out).url).open("guidance.html?q=walrus")
    counted(page, "1 of 1 guideline")
    text = page.locator(".agent-result").text_content()
    assert text.startswith("Lead… word")
    assert " word199 walrus word0 " in text
    assert text.endswith(" …")
    assert len(text) < 400


def test_hostile_text_is_text(make_site, definition, serve, watch):
    evil = "<img src=x onerror='window.ran = 1'></script><script>window.ran = 2</script> \u2028 `]]>`"
    files = {"agents/a.md": definition("a", body=f"# {evil}\n\n- **{evil}**: {evil}\n\n{evil}\n")}
    site = make_site(files, {"html_theme": "furo"})
    for own in (serve(site.out).url, f"{site.out.as_uri()}/"):
        watched = watch(own)
        page = watched.open("guidance.html?q=img%20onerror")
        counted(page, "2 of 2 guidelines")
        assert page.locator("mark").count() > 0
        assert page.locator(".agent-results img").count() == 0
        assert page.locator(".agent-result").first.text_content().startswith("<img src=x onerror='window.ran = 1'></sc")
        assert watched.found() == []


@pytest.mark.parametrize(
    ("builder", "path", "target"),
    [
        ("html", "deep/all.html", "agents/a.html"),
        ("dirhtml", "deep/all/", "agents/a/"),
        ("singlehtml", "index.html", "index.html"),
    ],
)
def test_a_document_with_the_list(make_site, definition, serve, watch, builder, path, target):
    files = {
        "index.md": "# Site\n\n```{agent:catalog}\n```\n\n```{toctree}\ndeep/all\n```\n",
        "deep/all.md": "# All\n\n```{agent:guidelines}\n```\n",
        "agents/a.md": definition("a", body="A rule.\n"),
    }
    site = make_site(files, builder=builder)
    watched = watch(serve(site.out).url)
    page = watched.open(path)
    counted(page, "1 guideline")
    page.get_by_role("link", name="A rule.").click()
    page.wait_for_url(f"{watched.own}{target}#a.a-rule")
    assert watched.found() == []

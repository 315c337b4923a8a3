"""The search: the tables in a browser, the search page, and the keys that lead to it."""

from __future__ import annotations

import pytest
from search.tables import makes, rows, said, team

from sphinx_agentdocs.core.search.index import MemoryIndex
from sphinx_agentdocs.core.search.ranking import answer
from sphinx_agentdocs.core.search.shards import updated
from sphinx_agentdocs.core.search.words import terms_of

EVIL = "<img src=x onerror='window.ran = 1'></script><script>window.ran = 2</script>"
EXAMPLE = '<example>\n  Context: The lens has a crack.\n  user: "Who looks at it?"\n  </example>'
KEEPER = "# Watch\n\n- **Trim the wick**: A clean wick burns all night.\n- Write the log in ink today.\n"
PILOT = "# Watch\n\n- Sound the horn in fog.\n- Write the log in ink today.\n"


def files(definition):
    keeper = definition("lamp-keeper", f"|\n  Use it for lamps.\n\n  {EXAMPLE}", body=KEEPER)
    manual = "# The manual\n\nHow to trim a hedge.\n"
    return {
        "index.md": "# Site\n\n```{agent:catalog}\n```\n\n```{toctree}\nmanual\n```\n",
        "manual.md": manual,
        "agents/lamp-keeper.md": keeper,
        "agents/harbour-pilot.md": definition("harbour-pilot", body=PILOT),
    }


@pytest.fixture(scope="module", params=["furo", "alabaster"])
def found(request, make_site, definition):
    return make_site(files(definition), {"html_theme": request.param})


@pytest.fixture(params=["http", "file"])
def watched(request, found, serve, watch):
    one = watch(serve(found.out).url if request.param == "http" else f"{found.out.as_uri()}/")
    yield one
    assert complaints(one) == []


def complaints(watched):
    """What went wrong, except that Sphinx's own search cannot fetch summaries of pages on the disk."""
    fetched = ("Access to fetch at 'file:", "Failed to load resource", "Failed to fetch", "Fetch API cannot")
    return [
        one for one in watched.found() if not (watched.own.startswith("file:") and any(part in one for part in fetched))
    ]


def hits(page, name):
    """The results below a heading."""
    page.locator(".agent-found h2", has_text=name).wait_for()
    return page.locator(f".agent-found h2:has-text('{name}') + ul > li")


def test_the_tables_hold_in_a_browser(make_site, definition, serve, watch):
    site = make_site({"agents/a.md": definition("a", body="A rule.\n")}, {"html_theme": "furo"})
    for path in (site.out / "search-index").iterdir():
        path.unlink()
    for name, text in updated(makes(team()), lambda name: None).written.items():
        (site.out / "search-index" / f"{name}.js").write_text(text, "utf-8")
    page = watch(serve(site.out).url).open("search.html")
    texts = [text for _, text, _ in rows("words.json")]
    with_the_index = "texts => agentdocsSearch.answer('', 0).then(() => texts.map(agentdocsSearch.termsOf))"
    assert page.evaluate(with_the_index, texts) == [terms_of(text) for text in texts]
    index = MemoryIndex(team())
    for title, question, expected in rows("questions.json"):
        ours = answer(question, index, 5)
        theirs = page.evaluate("question => agentdocsSearch.answer(question, 5)", question)
        for group in ("agents", "examples", "guidelines"):
            scores = [(hit["agent"], hit["uid"], hit["score"]) for hit in theirs[group]]
            assert scores == [(hit.agent, hit.uid, hit.score) for hit in getattr(ours, group)], title
        assert expected.items() <= said(ours, team()).items()


def test_one_field_finds_agents_examples_guidelines_and_other_pages(watched):
    page = watched.open("search.html?q=trim+lens")
    assert hits(page, "Agents").all_inner_texts()[0].startswith("Lamp Keeper\n")
    assert "The lens has a crack." in hits(page, "Examples").first.inner_text()
    assert hits(page, "Guidelines").first.inner_text().startswith("Trim the wick: A clean wick")
    page.locator(".agent-found mark").first.wait_for()
    hits(page, "Guidelines").first.locator("a").first.click()
    page.wait_for_url("**/agents/lamp-keeper.html#lamp-keeper.trim-the-wick")


def test_other_pages_come_after(watched):
    page = watched.open("search.html?q=trim")
    page.locator("#search-results li").wait_for()
    assert page.locator("#search-results li a").all_inner_texts() == ["The manual"]
    assert page.locator(".agent-found-others").inner_text() == "Other pages"
    assert hits(page, "Guidelines").count() == 1


def test_the_same_in_other_agents_is_one_hit(watched):
    page = watched.open("search.html?q=log+ink")
    assert hits(page, "Guidelines").count() == 1
    assert "the same in 1 other agents" in hits(page, "Guidelines").inner_text()


def test_a_question_without_any_hit_offers_a_next_step(watched):
    page = watched.open("search.html?q=zebra")
    links = page.locator(".agent-found-none a")
    assert links.all_inner_texts() == ["All agents", "All guidelines"]
    assert page.locator("#search-results").is_hidden()
    links.nth(1).click()
    page.wait_for_url("**/guidance.html")


@pytest.mark.parametrize("path", ["search.html?q=trim+wick", "index.html?q=trim+wick", "guidance.html?q=trim+wick"])
def test_a_hit_copies_the_link_that_its_guideline_copies(found, serve, watch, path):
    watched = watch(serve(found.out).url, permissions=["clipboard-read", "clipboard-write"])
    page = watched.open(path)
    page.get_by_role("button", name="Copy link: Trim the wick").press("Enter")
    page.get_by_role("status").filter(has_text="Link copied").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Copy link"
    copied = page.evaluate("navigator.clipboard.readText()")
    page = watched.open("agents/lamp-keeper.html")
    page.evaluate("navigator.clipboard.writeText('')")
    page.get_by_role("button", name="Link to: Trim the wick").press("Enter")
    page.get_by_role("menuitem", name="Copy link").click()
    page.get_by_role("status").filter(has_text="Link copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == copied
    assert watched.found() == []


def test_results_follow_the_field(found, watched):
    page = watched.open("search.html")
    if found.conf["html_theme"] == "furo":
        page.locator("input[name=q]").first.fill("horn")
        assert hits(page, "Guidelines").all_inner_texts() == [
            "Sound the horn in fog.\n\nHarbour Pilot › Watch · Copy link"
        ]


def test_arrow_keys_lead_through_the_hits(found, watched):
    page = watched.open("search.html?q=trim+lens")
    hits(page, "Guidelines").first.wait_for()
    focused = "document.activeElement.closest('li')?.innerText ?? document.activeElement.name"
    field = page.locator("input[name=q]").first
    if not field.is_visible():
        return  # a theme that has no field on this page
    field.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused).startswith("Lamp Keeper\n")
    page.keyboard.press("ArrowDown")
    assert "The lens has a crack." in page.evaluate(focused)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert "The lens has a crack." in page.evaluate(focused)
    page.keyboard.press("Escape")
    assert page.evaluate(focused) == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/agents/lamp-keeper.html")


@pytest.mark.parametrize("key", ["Control+k", "/"])
@pytest.mark.parametrize("path", ["agents/lamp-keeper.html", "guidance.html", "manual.html"])
def test_a_key_leads_to_the_search(watched, key, path):
    page = watched.open(path)
    page.keyboard.press(key)
    assert page.evaluate("document.activeElement.name") == "q"


def test_a_key_leads_to_the_search_page_where_no_field_is_seen(found, serve, watch):
    if found.conf["html_theme"] == "furo":
        page = watch(serve(found.out).url).open("agents/lamp-keeper.html")
        page.set_viewport_size({"width": 390, "height": 800})
        page.keyboard.press("Control+k")
        page.wait_for_url("**/search.html")


def test_a_theme_keeps_its_key(watched):
    page = watched.open("index.html")
    page.evaluate("document.addEventListener('keydown', event => event.preventDefault())")
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.name") != "q"


@pytest.mark.parametrize("query", ["img onerror", "__proto__", "constructor", "hasOwnProperty toString"])
def test_hostile_text_is_text(make_site, definition, serve, watch, query):
    rule = f"# __proto__\n\n- **{EVIL}**: constructor {EVIL} __proto__\n- __proto__ hasOwnProperty toString valueOf\n"
    body = definition("__proto__", f'"{EVIL.replace(chr(34), "")} constructor"', body=rule)
    site = make_site({"agents/__proto__.md": body, "agents/b.md": definition("constructor", body=rule)})
    for own in (serve(site.out).url, f"{site.out.as_uri()}/"):
        watched = watch(own)
        page = watched.open(f"search.html?q={query.replace(' ', '+')}")
        assert hits(page, "Guidelines").count() > 0
        assert page.locator(".agent-found :is(img, script)").count() == 0
        assert page.evaluate("Object.keys(Object.prototype).length") == 0
        assert complaints(watched) == []


def test_a_hit_goes_the_way_of_its_text(make_site, definition, serve, watch):
    body = "- בדוק כל מנורה של המגדלור.\n- Check every lamp of the tower.\n"
    site = make_site({"agents/keeper.md": definition("keeper", body=body)}, {"html_theme": "furo"})
    watched = watch(serve(site.out).url)
    found = []
    for question in ("מנורה", "tower"):
        page = watched.open(f"search.html?q={question}")
        hit = hits(page, "Guidelines").first
        found.append(hit.evaluate("hit => getComputedStyle(hit).direction"))
    assert found == ["rtl", "ltr"]
    assert watched.found() == []

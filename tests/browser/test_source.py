"""The file of a definition, which a script loads when the reader unfolds it."""

from __future__ import annotations

import pytest

CLIPBOARD = ["clipboard-read", "clipboard-write"]
BODY = "You keep lamps.\n\n- Never douse <b>one</b> & all.\n"


@pytest.fixture(scope="module")
def files(definition):
    return {"agents/lamp.md": definition("lamp", body=BODY).replace("\n", "\r\n").encode(), "agents/b.md": b"z \xff\n"}


@pytest.fixture(scope="module")
def keeper(make_site, files):
    return make_site(files, {"html_theme": "furo"})


def unfold(page):
    page.get_by_text("The file as the model reads it").click()


def test_it_is_loaded_once(keeper, serve, watch, files):
    watched = watch(serve(keeper.out).url)
    page = watched.open("agents/lamp.html")
    assert page.locator(".agent-source pre").count() == 0
    for _ in range(3):
        unfold(page)
    page.locator(".agent-source pre").wait_for()
    expected = files["agents/lamp.md"].decode().replace("\r\n", "\n")
    assert page.locator(".agent-source pre").all_text_contents() == [expected]
    assert page.locator(".agent-source b").count() == 0
    assert watched.found() == []


def test_a_file_that_is_in_the_page_stays(keeper, serve, watch):
    watched = watch(serve(keeper.out).url)
    page = watched.open("agents/b.html")
    unfold(page)
    assert page.locator(".agent-source pre").all_text_contents() == ["z \\xff\n"]
    assert watched.found() == []


def test_what_cannot_be_loaded_stays_a_link(keeper, serve, watch):
    for own in (f"{keeper.out.as_uri()}/", serve(keeper.out).url):
        page = watch(own).open("agents/lamp.html")
        page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('refused')) }")
        unfold(page)
        link = page.locator(".agent-source[open] a.download")
        link.wait_for()
        assert link.inner_text() == "Raw file"
        assert page.locator(".agent-source pre").count() == 0


# -- what can be copied


@pytest.mark.parametrize(
    ("button", "copied"),
    [
        ("Copy definition", None),
        ("Copy path", "agents/lamp.md"),
        (
            "Copy install command",
            "curl -fsSL --create-dirs -o '.claude/agents/lamp.md' '{own}_sources/agents/lamp.md.txt'",
        ),
    ],
)
def test_a_button_copies(keeper, serve, watch, files, button, copied):
    watched = watch(serve(keeper.out).url, permissions=CLIPBOARD)
    page = watched.open("agents/lamp.html")
    page.get_by_role("button", name=button).click()
    page.get_by_role("status").filter(has_text="Copied").wait_for()
    expected = copied.format(own=watched.own) if copied else files["agents/lamp.md"].decode()
    assert page.evaluate("navigator.clipboard.readText()").replace("\r", "") == expected.replace("\r", "")
    assert watched.found() == []


def test_a_file_name_cannot_add_to_the_command(make_site, definition, serve, watch):
    site = make_site({"agents/a'; touch x; '.md": definition("a")})
    watched = watch(serve(site.out).url, permissions=CLIPBOARD)
    page = watched.open(site.json()["agents"][0]["url"])
    page.get_by_role("button", name="Copy install command").click()
    page.get_by_role("status").filter(has_text="Copied").wait_for()
    start = r"curl -fsSL --create-dirs -o '.claude/agents/a'\\''; touch x; '\\''.md' '"
    assert page.evaluate("navigator.clipboard.readText()").startswith(start.replace("\\\\", "\\"))


def test_the_file_can_be_downloaded_without_scripts(keeper):
    link = keeper.html("agents/lamp").css_first(".agent-actions a")
    assert (link.attributes["download"], link.attributes["href"]) == ("lamp.md", "../_sources/agents/lamp.md.txt")

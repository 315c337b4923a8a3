"""The file of a definition, folded on its page, and what a page copies."""

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


@pytest.mark.parametrize("scripts", [True, False])
def test_it_can_be_unfolded(keeper, watch, files, scripts):
    """On the disk too, and without scripts."""
    watched = watch(f"{keeper.out.as_uri()}/", java_script_enabled=scripts)
    page = watched.page
    page.goto(f"{watched.own}agents/lamp.html")
    file = page.locator(".agent-source pre")
    assert not file.is_visible()
    page.get_by_text("The file as the model reads it").click()
    assert file.is_visible()
    assert file.text_content() == files["agents/lamp.md"].decode().replace("\r\n", "\n")
    assert page.locator(".agent-source b").count() == 0
    assert watched.complaints == []


def test_a_file_in_no_encoding_is_shown_as_it_is(keeper):
    assert keeper.html("agents/b").css_first(".agent-source pre").text() == "z \\xff\n"


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

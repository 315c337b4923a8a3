"""Links to something that moved send the reader on, once, and only within this site."""

from __future__ import annotations

import shutil

import pytest
from click.testing import CliRunner

from sphinx_agentdocs.cli import main

MATE = "- Coil the ropes on deck.\n- Stow the sails in the locker.\n- Ring the bell at eight.\n"
KEEPER = "- Trim the wick before dusk.\n- Count the ships at noon.\n"
LAMP = "agents/crew/lamp-keeper.html"


def record(site):
    result = CliRunner().invoke(main, ["permalinks", "update", str(site.src), "--conf", "--yes"])
    assert result.exit_code == 0, result.output


@pytest.fixture(scope="module")
def harbour(make_site, definition):
    """A site in which an agent was renamed, one was withdrawn, and guidelines moved, changed and were removed."""
    files = {
        "agents/keeper.md": definition("keeper", body=KEEPER),
        "agents/mate.md": definition("mate", body=MATE),
        "agents/cook.md": definition("cook", body="Salt the soup.\n"),
    }
    site = make_site(files, {"html_theme": "furo"}, build=False)
    (site.src / "conf.py").write_text("agentdocs_collections = {'agents': 'agents'}\n", "utf-8")
    record(site)
    (site.src / "agents/keeper.md").unlink()
    (site.src / "agents/cook.md").unlink()
    kept = KEEPER + "- Stow the sails in the locker.\n"
    site.write({"agents/crew/lamp-keeper.md": definition("lamp-keeper", body=kept)})
    site.edit("agents/mate.md", "- Stow the sails in the locker.\n- Ring the bell at eight.\n", "")
    site.edit("agents/mate.md", "Coil the ropes on deck.", "Coil all ropes on deck.")
    record(site)
    return site.build()


@pytest.fixture(scope="module", params=["http", "file"])
def address(request, harbour, serve):
    return serve(harbour.out).url if request.param == "http" else f"{harbour.out.as_uri()}/"


@pytest.mark.parametrize(
    ("link", "lands"),
    [
        ("agents/keeper.html", f"{LAMP}#lamp-keeper"),
        ("agents/keeper.html#keeper", f"{LAMP}#lamp-keeper"),
        ("agents/keeper.html#keeper.count-the-ships-at-noon", f"{LAMP}#lamp-keeper.count-the-ships-at-noon"),
        ("agents/mate.html#mate.stow-the-sails-in-the-locker", f"{LAMP}#lamp-keeper.stow-the-sails-in-the-locker"),
    ],
)
def test_the_reader_is_sent_on(address, watch, link, lands):
    watched = watch(address)
    watched.open("index.html")
    watched.page.goto(address + link)
    watched.page.wait_for_url(address + lands)
    watched.page.go_back()
    watched.page.wait_for_url(f"{address}index.html")
    assert watched.found() == []


@pytest.mark.parametrize(
    "link",
    [
        "agents/keeper.html#unknown",
        "agents/keeper.html#%E0%A4%A",
        "agents/cook.html",
        "agents/cook.html#cook.salt-the-soup",
        "agents/mate.html",
        "agents/mate.html#mate.ring-the-bell-at-eight",
        "agents/mate.html#mate.coil-the-ropes-on-deck",
    ],
)
def test_the_reader_stays(address, watch, link):
    watched = watch(address)
    page = watched.open(link)
    assert page.url == address + link
    assert watched.found() == []


def test_a_link_on_the_page_itself_leads_on(address, watch):
    page = watch(address).open("agents/mate.html")
    page.evaluate("location.hash = 'mate.stow-the-sails-in-the-locker'")
    page.wait_for_url(f"{address}{LAMP}#lamp-keeper.stow-the-sails-in-the-locker")


def test_a_former_anchor_highlights_the_guideline_as_it_is_now(address, watch):
    page = watch(address).open("agents/mate.html#mate.coil-the-ropes-on-deck")
    item = page.locator("[id='mate.coil-all-ropes-on-deck']")
    color = "item => getComputedStyle(item).backgroundColor"
    assert item.evaluate(color) != page.locator("body").evaluate(color)
    assert item.evaluate(color) != "rgba(0, 0, 0, 0)"


def test_an_old_link_unfolds_the_former_wordings(address, watch):
    page = watch(address).open("agents/mate.html#mate.coil-the-ropes-on-deck")
    assert page.locator("details.agent-then[open] q").all_inner_texts() == ["Coil the ropes on deck."]


def test_a_present_link_unfolds_nothing(address, watch):
    watched = watch(address)
    page = watched.open("agents/mate.html")
    code = page.locator(".agent-link[id]").first.get_attribute("id")
    for link in ("#mate.coil-all-ropes-on-deck", f"#{code}", "#mate"):
        page = watched.open(f"agents/mate.html{link}")
        assert page.locator("details.agent-then").count() == 1
        assert page.locator("details.agent-then[open]").count() == 0, link
    page.evaluate("location.hash = 'mate.coil-the-ropes-on-deck'")
    page.locator("details.agent-then[open]").wait_for()
    assert watched.found() == []


def test_a_quote_has_the_current_wording(address, watch):
    page = watch(address).open("agents/mate.html")
    units = page.eval_on_selector_all(".agent-link", "links => links.map(link => agentQuoting.unit(link).text)")
    assert units == ["Coil all ropes on deck."]


STOW, COUNT = "mate.html#mate.stow-the-sails-in-the-locker", "keeper.html#keeper.count-the-ships-at-noon"


def lead(copy, page, to):
    """Make every tombstone on a page of a copied site lead to *to*."""
    path = copy / "agents" / page
    path.write_text(path.read_text("utf-8").replace('data-to="crew', f'data-to="{to}" data-old="crew'), "utf-8")
    assert f'data-to="{to}"' in path.read_text("utf-8")


@pytest.mark.parametrize("to", ["https://a.example/", "javascript:ran=1", "//a.example/", "../../outside.html"])
def test_nobody_is_sent_out_of_the_site(harbour, watch, tmp_path, to):
    copy = shutil.copytree(harbour.out, tmp_path / "site")
    lead(copy, "mate.html", to)
    watched = watch(f"{copy.as_uri()}/")
    assert watched.open(f"agents/{STOW}").url == f"{watched.own}agents/{STOW}"
    assert watched.found() == []


def test_nobody_is_sent_in_a_circle(harbour, watch, tmp_path):
    copy = shutil.copytree(harbour.out, tmp_path / "site")
    lead(copy, "mate.html", COUNT)
    lead(copy, "keeper.html", STOW)
    watched = watch(f"{copy.as_uri()}/")
    watched.page.goto(f"{watched.own}agents/{STOW}")
    watched.page.wait_for_url(f"{watched.own}agents/{COUNT}")
    watched.settle()
    assert watched.page.url == f"{watched.own}agents/{COUNT}"

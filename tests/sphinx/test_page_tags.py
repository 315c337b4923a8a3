"""The tags of stylesheets and scripts are made once for the pages of a folder, and lead to their files."""

from __future__ import annotations

from collections import Counter

import pytest

from sphinx_agentdocs.sphinx import page_tags

PAGES = ("agents/bell", "agents/lamp", "agents/deck/oar", "agents/deck/sail")


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_each_tag_is_made_once_for_a_folder_and_leads_to_its_file(make_site, definition, monkeypatch, builder):
    made, inner = Counter(), page_tags._tag

    def counted(known, root, make, file):
        return inner(known, root, lambda file: made.update([(root, str(file.filename))]) or make(file), file)

    monkeypatch.setattr(page_tags, "_tag", counted)
    files = {f"{page}.md": definition(page.rpartition("/")[2]) for page in PAGES}
    site = make_site({"index.md": "# Front\n", **files}, builder=builder)
    assert len({root for root, _ in made}) == 2
    assert set(made.values()) == {1}
    for page in PAGES:
        path = site.out / (f"{page}/index.html" if builder == "dirhtml" else f"{page}.html")
        tags = site.html(page).css("link[rel=stylesheet][href], script[src]")
        addresses = [tag.attributes.get("href") or tag.attributes["src"] for tag in tags]
        assert len(addresses) > 4
        assert [address for address in addresses if not (path.parent / address.partition("?")[0]).is_file()] == []


def test_tags_of_others_are_made_for_each_page(make_site, definition, monkeypatch):
    monkeypatch.setattr(page_tags.StandaloneHTMLBuilder, "__module__", "elsewhere")
    monkeypatch.setattr(page_tags, "_tag", None)
    assert make_site({"agents/bell.md": definition("bell")}).warnings == []

"""The lists of all agents are written again only if they would show something else."""

from __future__ import annotations

import re

import pytest

LISTS = ("guidance", "map", "examples")
EXAMPLE = "<example>user: 'It is dark.'</example>"


@pytest.fixture
def site(make_site, definition, request):
    bodies = {"bell": "- Oil the clapper.\n", "lamp": "- Trim the wick.\n- Ask `bell` to ring.\n"}
    agents = {f"agents/{name}.md": definition(name, f"Keeps a {name}.", body) for name, body in bodies.items()}
    files = {
        "index.md": "# Front\n\n```{agent:catalog}\n```\n\n```{toctree}\nplain\n```\n",
        "plain.md": "# Plain\n",
        "agents/dusk.md": f"---\nname: dusk\ndescription: Use it at dusk. {EXAMPLE}\n---\nYou wait.\n",
        "_templates/layout.html": "{% extends '!layout.html' %}{% block footer %}Ahoy{% endblock %}",
        **agents,
    }
    return make_site(files, {"templates_path": ["_templates"]}, builder=getattr(request, "param", "html"))


def page_of(site, name):
    return f"{name}.html" if site.builder == "html" else f"{name}/index.html"


def written_again(site, before):
    """The lists that the last build wrote."""
    after = site.times()
    return [name for name in LISTS if after.get(page_of(site, name)) != before[page_of(site, name)]]


def edit(name, old, new):
    return lambda site: site.edit(name, old, new)


def configure(**values):
    return lambda site: site.conf.update(values)


CHANGES = {
    "the wording of a rule": (edit("agents/bell.md", "Oil", "Grease"), []),
    "the text of another page": (edit("plain.md", "# Plain", "# Plain\n\nText."), []),
    "a rule more": (edit("agents/bell.md", "- Oil", "- Ring twice.\n- Oil"), ["guidance"]),
    "a relation more": (edit("agents/bell.md", "- Oil the clapper.", "- Ask `lamp` to shine."), ["map"]),
    "another example": (edit("agents/dusk.md", "It is dark.", "It is late."), ["examples"]),
    "an example moved": (edit("agents/dusk.md", "It is dark.", "It is dark!"), ["examples"]),
    "the name of an agent": (edit("agents/bell.md", "name: bell", "name: gong"), list(LISTS)),
    "the file of an agent": (
        lambda site: (site.src / "agents/dusk.md").rename(site.src / "agents/dawn.md"),
        list(LISTS),
    ),
    "another page for a list": (edit("plain.md", "# Plain", "# Plain\n\n```{agent:map}\n```"), list(LISTS)),
    "an agent less": (lambda site: (site.src / "agents/bell.md").unlink(), list(LISTS)),
    "the title of another page": (edit("plain.md", "# Plain", "# Bare"), list(LISTS)),
    "the template of each page": (edit("_templates/layout.html", "Ahoy", "Ahoi"), list(LISTS)),
    "the title of the site": (configure(html_title="Harbour"), list(LISTS)),
    "the language of the site": (configure(language="de"), list(LISTS)),
}


@pytest.mark.parametrize(("change", "expected"), CHANGES.values(), ids=CHANGES)
def test_what_is_written_again(site, change, expected):
    before = site.times()
    change(site)
    again = site.build()
    assert written_again(again, before) == expected
    assert pages(again) == pages(again.clean())


def pages(site):
    """The pages, without the checksum of a script in which Sphinx is behind by one build when the language changes."""
    return {name: re.sub(rb"(options\.js\?v=)\w+", rb"\1", data) for name, data in site.files(".html").items()}


@pytest.mark.parametrize("site", ["html", "dirhtml"], indirect=True)
@pytest.mark.parametrize("name", LISTS)
def test_one_that_is_gone_or_that_someone_changed_is_made_again(site, name):
    path = site.out / page_of(site, name)
    made = path.read_bytes()
    for change in (path.unlink, lambda: path.write_bytes(made + b"<!-- -->")):
        change()
        site.edit("agents/bell.md", "clapper", "clapper well")
        site.build()
        assert path.read_bytes() == made


def test_a_list_about_which_something_was_reported_is_made_again(site, monkeypatch):
    def fail(*_):
        raise ValueError("no oil")

    monkeypatch.setattr("sphinx_agentdocs.sphinx.examples._item", fail)
    site.edit("agents/dusk.md", "It is dark.", "It is late.")
    first = site.build().warnings
    site.edit("agents/bell.md", "Oil", "Grease")
    assert site.build().warnings == first != []
    monkeypatch.undo()
    site.edit("agents/bell.md", "Grease", "Oil")
    assert "It is late." in site.build().text(page_of(site, "examples"))


@pytest.mark.parametrize(
    "change", [configure(agentdocs_pages=["map"]), edit("plain.md", "# Plain", "# Plain\n\n```{agent:guidelines}\n```")]
)
def test_one_that_is_no_longer_wanted_is_removed(site, change):
    change(site)
    again = site.build()
    assert not (again.out / page_of(site, "guidance")).exists()

"""No text of a definition reaches another extension."""

from __future__ import annotations

import sys

import pytest

BODY = """- Trim the wick before dusk.

.. autosummary::
   :toctree: generated

   agentdocs_payload
"""
HOST = "Guide\n=====\n\n.. autosummary::\n   :toctree: generated\n\n   agentdocs_named\n"
EXTENSIONS = ["sphinx.ext.autosummary", "sphinx_agentdocs"]
LABELS = "sphinx.ext.autosectionlabel"


@pytest.fixture
def modules(tmp_path, monkeypatch):
    """Modules that tell that they were imported, by creating a file."""
    for name in ("agentdocs_payload", "agentdocs_named"):
        text = f"from pathlib import Path\nPath({str(tmp_path / name)!r}).with_suffix('.ran').touch()\n"
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in ("agentdocs_payload", "agentdocs_named"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("extensions", [EXTENSIONS, EXTENSIONS[::-1]], ids=["before", "after"])
@pytest.mark.parametrize("folder", ["agents", "../agents"])
def test_autosummary_imports_nothing_that_a_definition_names(make_site, definition, modules, extensions, folder):
    files = {f"{folder}/lamp.md": definition("lamp", body=BODY), "guide.rst": HOST}
    files["index.md"] = "# Site\n\n```{toctree}\nguide\n```\n\n```{agent:catalog}\n```\n"
    site = make_site(files, {"extensions": extensions, "agentdocs_collections": {"agents": folder}})
    assert sorted(path.name for path in modules.glob("*.ran")) == ["agentdocs_named.ran"]
    assert not (site.src / "agents/generated").exists()
    assert site.warnings == []
    assert site.build().read == []


@pytest.mark.parametrize("extensions", [[LABELS, "sphinx_agentdocs"], ["sphinx_agentdocs", LABELS]])
def test_the_headings_of_a_definition_are_no_labels_of_the_site(make_site, definition, extensions):
    files = {f"agents/{name}.md": definition(name, body="## Scope\n\nWork.\n") for name in ("a", "b")}
    files["guide.rst"] = "Scope\n=====\n\n:ref:`scope` and :ref:`role`\n"
    files["index.md"] = "# Site\n\n```{toctree}\nguide\n```\n\n```{agent:catalog}\n```\n"
    site = make_site(files, {"extensions": extensions})
    assert site.warnings == ["guide.rst:4: WARNING: undefined label: 'role' [ref.ref]"]
    assert [link.attributes["href"] for link in site.html("guide").css("p a.reference.internal")] == ["#scope"]


@pytest.mark.parametrize("collections", [{}, {"agents": "agents"}])
def test_the_nodes_of_other_extensions_are_in_an_epub(make_site, definition, collections):
    """They have handlers of HTML only, which handlers of EPUB would replace."""
    files = {"index.md": "# Site\n\n```{toctree}\nguide\n```\n"}
    files["guide.rst"] = "Guide\n=====\n\n.. todo:: Paint the mast.\n\n.. autosummary::\n\n   json.dumps\n"
    if collections:
        files["agents/lamp.md"] = definition("lamp")
        files["index.md"] += "\n```{agent:catalog}\n```\n"
    extensions = ["sphinx.ext.todo", "sphinx.ext.autosummary", "sphinx_agentdocs"]
    conf = {"extensions": extensions, "todo_include_todos": True, "autosummary_generate": False}
    conf |= {"version": "1", "copyright": "the crew"}
    site = make_site(files, conf | {"agentdocs_collections": collections}, builder="epub")
    page = site.text("guide.xhtml")
    assert ("Paint the mast." in page, "json.dumps" in page, site.warnings) == (True, True, [])

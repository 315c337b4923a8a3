"""Nobody but the parser of definitions gets a definition as source, whatever the site loads and in whichever order."""

from __future__ import annotations

import logging
import sys

import pytest
from sphinx.errors import ExtensionError
from sphinx.project import Project

SECRET = "lantern-oil"
PROBE = '''
"""Opens whatever an extension can find as the source of a document, and notes the texts."""

import os
from pathlib import Path


def note(*texts):
    with open(os.environ["AGENTDOCS_PROBE"], "a", encoding="utf-8") as file:
        for text in texts:
            file.write(text + "\\n")


def read(path):
    with open(path, encoding="utf-8") as file:
        note(file.read())


def open_all(app, *rest):
    for docname in sorted(app.env.found_docs):
        path = app.env.doc2path(docname)
        for one in (path, str(path), f"{path}", Path(app.srcdir, app.env.doc2path(docname, base=False))):
            if os.path.isfile(one):
                read(one)
        note(Path(path).read_text(encoding="utf-8"))
        assert app.env.path2doc(path) == docname
    return []


def open_copies(app, *rest):
    for path in sorted(Path(app.outdir, "_sources").rglob("*")):
        if path.is_file():
            note(path.read_text("utf-8"))


def source_read(app, docname, source):
    note(source[0])
    if docname.startswith(("in/", "out/")):
        source[0] += "\\n.. include:: /etc/passwd\\n"


def doctree_read(app, doctree):
    read(doctree["source"])


def page(app, pagename, template, context, doctree):
    open_all(app)
    note(context.get("sourcename") or "")


def setup(app):
    for event in ("builder-inited", "env-get-outdated", "env-before-read-docs", "env-updated", "write-started"):
        app.connect(event, open_all, priority=700)
    app.connect("source-read", source_read)
    app.connect("doctree-read", doctree_read)
    app.connect("html-page-context", page)
    app.connect("build-finished", open_copies)
    app.connect("build-finished", open_all)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
'''


@pytest.fixture
def probed(make_site, definition, tmp_path, monkeypatch):
    """A function that builds a site with the probe, and returns it with all that the probe got."""
    (tmp_path / "agentdocs_probe.py").write_text(PROBE, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    notes = tmp_path / "notes"
    monkeypatch.setenv("AGENTDOCS_PROBE", str(notes))

    def build(extensions, **options):
        body = f"- Fill in {SECRET}.\n\n.. include:: {SECRET}\n"
        files = {f"{folder}/{name}.md": definition(name, body=body) for folder, name in (("in", "a"), ("../out", "b"))}
        files |= {f"in/{number}.md": definition(f"n{number}", body=body) for number in range(6)}
        files |= {"guide.rst": "Guide\n=====\n\nOF THE HOST\n", "index.md": "# Site\n\n```{toctree}\nguide\n```\n"}
        conf = {"extensions": extensions, "agentdocs_collections": {"in": "in", "out": "../out"}}
        conf["suppress_warnings"] = ["toc.not_included"]
        site = make_site(files, conf, build=False, **options).build()
        again = site.build()
        site.write({"in/a.md": definition("a", body=f"{body}\nMore {SECRET}.\n")})
        last = again.build()
        found = [line for line in (*site.warnings, *again.warnings, *last.warnings) if "environment.pickle" not in line]
        assert found == []  # the builder json reports that it does not copy its environment twice
        assert last.read == ["in/a"]
        return last, notes.read_text("utf-8")

    return build


ORDERS = [["agentdocs_probe", "sphinx_agentdocs"], ["sphinx_agentdocs", "agentdocs_probe"]]


@pytest.mark.parametrize("extensions", ORDERS, ids=["before", "after"])
@pytest.mark.parametrize("options", [{}, {"parallel": 2}, {"builder": "json"}, {"builder": "text"}], ids=str)
def test_a_probe_gets_no_text_of_a_definition(probed, extensions, options):
    site, notes = probed(extensions, **options)
    assert SECRET not in notes
    assert "OF THE HOST" in notes
    if site.builder != "text":
        assert SECRET in site.text("_sources/out/b.md.txt")
        copies = [name for name in site.files() if name.startswith("_sources/")]
        definitions = [*(f"in/{number}" for number in range(6)), "in/a", "out/b"]
        assert copies == sorted([f"_sources/{name}.txt" for name in ("guide.rst", "index.md")]
                                + [f"_sources/{name}.md.txt" for name in definitions])  # fmt: skip
    pages = [name for name in site.files() if name.startswith(("in/", "out/"))]
    assert all(SECRET in site.text(name) for name in pages)
    assert len(pages) == 8


def test_a_message_names_the_definition(make_site, definition):
    def warn(app, doctree):
        if app.env.docname == "agents/a":
            logging.getLogger("sphinx.probe").warning("by page", extra={"location": ("agents/a", 3)})
            logging.getLogger("sphinx.probe").warning("see %s", app.env.doc2path("agents/a"))

    site = make_site({"agents/a.md": definition("a")}, handlers={"doctree-read": warn})
    assert site.warnings == [
        "agents/a.md:3: WARNING: by page",
        "WARNING: see agents/a.md",
    ]


def test_a_folder_named_like_a_stand_in(make_site, definition):
    files = {"agents/x.md": definition("x"), "agents/x.md.agent/y.md": definition("y")}
    assert make_site(files, {"suppress_warnings": ["agentdocs.filename"]}).warnings == []


def test_a_stand_in_is_never_written_through_a_link(make_site, definition):
    site = make_site({"agents/a.md": definition("a")}, build=False)
    site.write({"precious": "kept"})
    stand_in = site.folder / "build/doctrees/agents/a.md.agent"
    stand_in.parent.mkdir(parents=True)
    stand_in.symlink_to(site.src / "precious")
    site.build()
    assert ((site.src / "precious").read_text(), stand_in.is_symlink(), stand_in.read_bytes()) == ("kept", False, b"")


def test_a_setup_that_would_read_definitions_as_source_is_refused(make_site, definition):
    suffixes = {".agent": "restructuredtext", ".md": "markdown"}
    with pytest.raises(ExtensionError, match=r"^agentdocs: .*source_suffix gives files that end in '.md.agent'"):
        make_site({"agents/a.md": definition("a")}, {"source_suffix": suffixes})


def test_so_is_one_with_another_list_of_documents(make_site, definition):
    def replace(app, env, added, changed, removed):
        app.env.project = Project(app.srcdir, app.config.source_suffix)
        return []

    with pytest.raises(ExtensionError, match=r"replaced the list of documents; remove that"):
        make_site({"agents/a.md": definition("a")}, handlers={"env-get-outdated": replace})


PARSER = '''
from docutils import nodes
from docutils.parsers import Parser


class Notebook(Parser):
    """Claims Markdown, as extensions for notebooks do."""

    supported = ("notebook",)

    def parse(self, text, document):
        document += nodes.section("", nodes.title("", "Notebook"), nodes.paragraph("", text), ids=["notebook"])


def setup(app):
    app.add_source_suffix(".md", "notebook")
    app.add_source_parser(Notebook)
    return {"parallel_read_safe": True}
'''


@pytest.mark.parametrize("first", [True, False])
def test_another_extension_may_claim_markdown(make_site, definition, tmp_path, monkeypatch, first):
    (tmp_path / "agentdocs_notebook.py").write_text(PARSER, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    extensions = ["agentdocs_notebook", "sphinx_agentdocs"]
    files = {"agents/a.md": definition("a"), "index.md": "The words of the host."}
    conf = {"extensions": extensions if first else extensions[::-1], "suppress_warnings": ["toc.not_included"]}
    site = make_site(files, conf)
    assert site.warnings == []
    assert site.html("index").css_first("h1").text().startswith("Notebook")
    assert site.html("agents/a").css_first("h1").text().startswith("A")


IMPORTER = """
def setup(app):
    app.connect("doctree-read", lambda app, doctree: read.append(app.env.docname))


read = []
"""


def test_an_extension_that_imports_what_code_names_gets_no_definition(make_site, definition, tmp_path, monkeypatch):
    (tmp_path / "sphinx_codeautolink.py").write_text(IMPORTER, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    body = "```python\nimport antigravity\n```\n"
    files = {"agents/a.md": definition("a", body=body)}
    make_site(files, {"extensions": ["sphinx_codeautolink", "sphinx_agentdocs"]})
    assert sys.modules.pop("sphinx_codeautolink").read == ["index"]


def test_code_of_a_definition_is_no_doctest(make_site, definition, tmp_path):
    ran = tmp_path / "ran"
    code = f"import pathlib\n>>> pathlib.Path({str(ran)!r}).touch()\n"
    fences = [("```python", "```"), ("```{testcode}", "```"), ("", "")]
    body = "".join(f"{first}\n{code}{last}\n" for first, last in fences)
    conf = {"extensions": ["sphinx.ext.doctest", "sphinx_agentdocs"]}
    make_site({"agents/a.md": definition("a", body=body)}, conf, builder="doctest")
    assert not ran.exists()


STRAYS = {
    "index.rst": "Home\n====\n\n.. agent:catalog::\n",
    "index.md": "# Not the home\n",
    "README.md": "# Not a page\n",
}


def test_no_markdown_of_the_host_becomes_a_page(make_site, definition):
    site = make_site({**STRAYS, "agents/a.md": definition("a")})
    assert site.warnings == []
    assert sorted(site.app.env.all_docs) == ["agents/a", "index"]
    assert site.html("index").css_first("h1").text().startswith("Home")


def test_it_does_if_the_host_reads_markdown(make_site, definition):
    conf = {"extensions": ["myst_parser", "sphinx_agentdocs"], "suppress_warnings": ["toc.not_included"]}
    site = make_site({"agents/a.md": definition("a"), "notes.md": "# Notes\n"}, conf)
    assert sorted(site.app.env.all_docs) == ["agents/a", "index", "notes"]


def test_a_suffix_without_a_parser_means_myst(make_site, definition):
    conf = {"source_suffix": {".rst": "restructuredtext", ".md": "markdown"}}
    files = {"index.md": "# Site\n\n```{agent:catalog}\n```\n", "agents/a.md": definition("a")}
    assert make_site(files, conf).warnings == []

"""Pages and files of a site that several processes make."""

from __future__ import annotations

import os

import pytest
from sphinx.errors import ExtensionError

from sphinx_agentdocs.sphinx import compat, search_index

CREW = {f"a{number:02}": f"You keep lamps.\n\n- Trim wick {number}.\n" for number in range(14)}


@pytest.fixture
def files(definition):
    guide = {"guide.md": "---\norphan: true\n---\n# Guide\n"}
    return guide | {f"agents/{name}.md": definition(name, body=body) for name, body in CREW.items()}


@pytest.fixture
def written(monkeypatch):
    """The names of the pages that this process resolves alone."""
    found = []
    resolve = compat.write_page

    def noted(builder, docname):
        found.append(docname)
        resolve(builder, docname)

    monkeypatch.setattr(compat, "write_page", noted)
    return found


@pytest.fixture
def without_extensions(monkeypatch):
    """Have the handlers of the tests themselves count as harmless."""
    monkeypatch.setattr(compat, "_HARMLESS", ("furo", "tests.conftest"))


@pytest.mark.usefixtures("without_extensions")
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_other_processes_make_the_same_site(make_site, files, builder, written):
    several = make_site(files, builder=builder, parallel=2)
    assert written == ["agents/a00"]  # the first one
    assert several.written == ["agents/a00", "guide", "index"]  # those of the host are resolved here, too
    one = make_site(files, builder=builder)
    assert one.files() == several.files()
    assert several.warnings == one.warnings == []


@pytest.mark.usefixtures("without_extensions")
@pytest.mark.parametrize("event", ["doctree-resolved", "missing-reference"])
def test_an_extension_that_resolves_pages_sees_them_all(make_site, files, written, event):
    def handler(*_):
        return None

    handler.__module__ = "an_extension"
    site = make_site(files, parallel=2, handlers={event: handler})
    assert written == []
    assert site.written == [*(f"agents/{name}" for name in CREW), "guide", "index"]


def test_a_warning_of_another_process_is_reported(make_site, files, monkeypatch):
    monkeypatch.setattr(search_index, "_found_agent", lambda app, agent: 1 / 0)
    site = make_site(files, parallel=2)
    assert len(site.warnings) == len(CREW)
    assert all("adding it to the search" in line for line in site.warnings)


def test_an_error_of_another_process_stops_the_build(make_site, files, monkeypatch):
    def fail(*_):
        raise PermissionError(13, "Permission denied", f"index of {os.getppid() == own}")

    own = os.getpid()
    monkeypatch.setattr(search_index.site_files, "update_folder", fail)
    with pytest.raises(ExtensionError, match="Permission denied: 'index of True'") as caught:
        make_site(files, parallel=2)
    assert isinstance(caught.value.orig_exc, PermissionError)

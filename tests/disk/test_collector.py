"""When Python collects garbage while a command runs."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest
from click.testing import CliRunner
from sphinx.errors import ExtensionError

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.disk.collector import uncollected
from sphinx_agentdocs.sphinx import ledger
from sphinx_agentdocs.sphinx.garbage import at_once

LOOK = """
import gc, os, sys
from sphinx_agentdocs import cli

def told(status):
    print(gc.isenabled(), status, flush=True)
    end(status)

end, os._exit = os._exit, told
sys.argv[1:] = ["--version"]
cli.run()
"""


BUILD = """
import gc, os, sys
from sphinx.events import EventManager
from sphinx_agentdocs import cli

emit = EventManager.emit
def told(self, event, *arguments, **options):
    if event in ("config-inited", "source-read", "env-check-consistency", "doctree-resolved", "build-finished"):
        print("?", event, gc.isenabled())
    found = emit(self, event, *arguments, **options)
    if event in ("env-updated", "html-collect-pages", "build-finished"):
        print("?", event, "after", gc.isenabled())
    return found

EventManager.emit = told
sys.argv[1:] = ["build", sys.argv[1], "-o", sys.argv[2]]
cli.run()
"""


def test_the_process_of_a_command_collects_nothing():
    said = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[-1] == "False 0"


def test_a_build_collects_while_it_reads_and_writes_pages(tmp_path, definition):
    (tmp_path / "crew").mkdir()
    (tmp_path / "crew/a.md").write_text(definition("a"))
    command = [sys.executable, "-c", BUILD, str(tmp_path / "crew"), str(tmp_path / "site")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert list(dict.fromkeys(line for line in said.splitlines() if line.startswith("?"))) == [
        "? config-inited False",
        "? source-read True",
        "? env-updated after False",
        "? env-check-consistency False",
        "? doctree-resolved True",
        "? html-collect-pages after False",
        "? build-finished False",
        "? build-finished after False",
    ]


def test_a_command_in_another_process_leaves_it_as_it_is():
    before = gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()
    assert CliRunner().invoke(main, ["check", "--help"]).exit_code == 0
    assert (gc.isenabled(), gc.get_threshold(), gc.get_freeze_count()) == before


def test_a_build_of_others_collects_but_not_while_all_agents_are_looked_at(make_site, definition, monkeypatch):
    inside, outside, links = [], [], ledger._links

    def noted(*arguments):
        inside.append(gc.isenabled())
        return links(*arguments)

    monkeypatch.setattr(ledger, "_links", noted)
    events = ("env-before-read-docs", "env-updated", "env-get-updated", "doctree-resolved", "build-finished")
    note = {event: lambda *_: outside.append(gc.isenabled()) or [] for event in events}
    make_site({"agents/a.md": definition("a")}, handlers=note)
    assert (set(inside), set(outside), gc.isenabled()) == ({False}, {True}, True)


def test_a_build_of_others_does_not_look_for_garbage_among_what_it_loaded(make_site, definition):
    frozen, loaded = [], gc.get_freeze_count()
    note = {event: lambda *_: frozen.append(gc.get_freeze_count()) or [] for event in ("env-updated", "write-started")}
    site = make_site({"agents/a.md": definition("a")}, handlers=note)
    assert min(frozen) > loaded + 10_000
    assert gc.get_freeze_count() == 0
    with pytest.raises(ExtensionError):
        site.build(handlers={"env-updated": fail})
    assert gc.get_freeze_count() == 0


def fail(*_):
    raise ExtensionError("out of oil")


LEFT = """
import gc
from sphinx.application import Sphinx
class Circle:
    def __del__(self):
        print("freed")

gc.disable()
{load}
one = Circle()
one.itself = one
"""


@pytest.mark.parametrize(
    ("load", "said"),
    [
        ("", "freed\n"),
        ("from sphinx_agentdocs.disk.collector import collect_nothing_at_exit as end; end(); end()", ""),
    ],
)
def test_nothing_is_freed_at_the_end_of_a_process(load, said):
    command = [sys.executable, "-c", LEFT.format(load=load)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == said


def test_garbage_is_collected_again_after_an_error():
    def fail():
        raise ValueError("it went wrong")

    with pytest.raises(ValueError, match="it went wrong"):
        at_once(fail)()
    assert gc.isenabled()


def test_a_process_that_collects_none_goes_on_so():
    with uncollected():
        at_once(list)()
        assert not gc.isenabled()

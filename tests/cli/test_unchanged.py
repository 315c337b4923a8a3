"""A build that would change nothing: it ends before Sphinx is loaded, and says what a whole build would say."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner
from sphinx.application import Sphinx

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.disk import programs
from sphinx_agentdocs.site import build as module
from sphinx_agentdocs.site import publish, unchanged
from sphinx_agentdocs.site.clock import is_past
from sphinx_agentdocs.site.report import Report

GOOD = "---\nname: {0}\ndescription: Use it for {0}.\n---\n\nYou are {0}.\n\n- Do it well.\n"
BAD = "---\nname: bad\ndescription: [x]\ncolor: mauve\n---\nWork.\n\nRead `\u202e` as it is.\n"


def write(path: str | Path, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with two definitions, one of them with findings, and a ledger, built once."""
    monkeypatch.chdir(tmp_path)
    write("team/ada.md", GOOD.format("ada"))
    write("team/deep/bad.md", BAD)
    assert CliRunner().invoke(main, ["permalinks", "update", "team"]).exit_code == 0
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "packages")])
    build()
    return tmp_path


@pytest.fixture
def whole(folder, monkeypatch):
    """The number of whole builds since the first."""
    count, inner = Counter(), module._run_sphinx

    def run(*arguments):
        count["builds"] += 1
        return inner(*arguments)

    monkeypatch.setattr(module, "_run_sphinx", run)
    return lambda: count["builds"]


def build(*options: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["build", "team", "-o", "site", *options])
    assert not isinstance(result.exception, Exception), result.exception
    return result.exit_code, result.stdout, result.stderr


def contents() -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in Path("site").rglob("*") if path.is_file()}


# -- what it says


@pytest.mark.parametrize("options", [(), ("-q",), ("--strict",), ("--strict", "-q"), ("-j", "2")])
def test_it_says_what_a_whole_build_says(folder, whole, options):
    repeated = build(*options)
    assert whole() == 0
    Path("site.cache", unchanged.NOTE).unlink()
    assert build(*options) == repeated
    assert whole() == 1
    assert (repeated[0], len(repeated[2].splitlines())) == ("--strict" in options, 3)


def test_warnings_that_a_terminal_would_show_in_another_way(folder, whole, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    build()
    build()
    assert whole() == 1


def test_without_warnings_the_terminal_does_not_matter(folder, whole, monkeypatch):
    Path("team/deep/bad.md").unlink()
    build()
    monkeypatch.setenv("NO_COLOR", "1")
    assert build()[2] == ""
    assert whole() == 1


@pytest.mark.parametrize(
    ("code", "repeatable"),
    [
        ("agentdocs.name", True),
        ("agentdocs.ledger", True),
        ("agentdocs.internal", False),
        ("agentdocs.unknown-agent", False),
        ("ref.python", False),
        ("other", False),
    ],
)
def test_warnings_of_one_page_are_not_repeated(code, repeatable):
    warnings = Counter({"agentdocs.name": 1, code: 1})
    assert Report(warnings=warnings, settled=True).is_repeatable is repeatable
    assert Report(warnings=warnings, settled=False).is_repeatable is False


# -- what it does


LISTS = """
import json, sys
opened = []
def note(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        opened.append([str(arguments[0]), bool((arguments[2] or 0) & 3)])
from sphinx_agentdocs.site import build
sys.addaudithook(note)
from sphinx_agentdocs.cli import main
from sphinx_agentdocs.disk import programs
try:
    main()
finally:
    sys.stdout.write(json.dumps({"opened": opened, "modules": sorted(sys.modules)}))
"""


def traced() -> tuple[list[str], list[str], set[str]]:
    """The files of the working folder that a build opens, those that it writes, and the packages that it loads."""
    done = subprocess.run(
        [sys.executable, "-c", LISTS, "build", "team", "-o", "site", "-q"], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    here = [(path.removeprefix(f"{Path.cwd()}/"), writes) for path, writes in found["opened"]]
    inside = [(path, writes) for path, writes in here if path.startswith("site") or path.endswith((".md", ".jsonl"))]
    packages = {name.partition(".")[0] for name in found["modules"]}
    return [path for path, _ in inside], [path for path, writes in inside if writes], packages


@pytest.mark.parametrize("more", [0, 20])
def test_it_opens_four_files_and_a_folder_and_writes_one_whatever_the_size_of_the_site(folder, more):
    for number in range(more):
        write(f"team/more/agent-{number}.md", GOOD.format(f"agent-{number}"))
    traced()
    opened, written, packages = traced()
    assert sorted(opened) == [
        "permalinks.jsonl",
        "site",
        "site.cache/agentdocs.lock",
        "site.cache/unchanged.json",
        "site/.agentdocs",
    ]
    assert written == ["site.cache/agentdocs.lock"]
    assert packages.isdisjoint({"sphinx", "docutils", "myst_parser", "markdown_it", "yaml", "jinja2", "rapidfuzz"})


# -- what makes it a whole build


def same_size_and_time(path: str, old: str, new: str) -> None:
    """Edit a file so that neither its size nor its time shows it."""
    state, text = Path(path).stat(), Path(path).read_text("utf-8")
    assert len(old) == len(new)
    assert old in text
    Path(path).write_text(text.replace(old, new), "utf-8")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


CHANGES = {
    "an edit": lambda: write("team/ada.md", GOOD.format("ada") + "- Do more.\n"),
    "another time": lambda: os.utime("team/ada.md", ns=(1, 1)),
    "a new definition": lambda: write("team/new.md", GOOD.format("new")),
    "a definition less": lambda: Path("team/deep/bad.md").unlink(),
    "another name": lambda: Path("team/ada.md").rename("team/eve.md"),
    "a link to a folder": lambda: Path("team/link").symlink_to("deep"),
    "a link that leads nowhere": lambda: Path("team/link.md").symlink_to("nowhere.md"),
    "a file that is skipped": lambda: write("team/NOTES.MD", "text"),
    "a ledger that differs": lambda: same_size_and_time("permalinks.jsonl", "Do it well", "Do it best"),
    "a ledger less": lambda: Path("permalinks.jsonl").unlink(),
    "a repository": lambda: Path(".git").mkdir(),
    "a package": lambda: Path("packages/sphinx-99.dist-info").mkdir(parents=True),
    "a page that differs": lambda: same_size_and_time("site/agents/ada.html", "Do it well", "Do it best"),
    "a page less": lambda: Path("site/agents/ada.html").unlink(),
    "a page in another folder": lambda: Path("site/agents/ada.html").rename("site/ada.html"),
    "a site less": lambda: shutil.rmtree("site"),
    "a file that others add": lambda: write("site/CNAME", "crew.example"),
    "a folder that others add": lambda: Path("site/empty").mkdir(),
    "a file that others add in a folder": lambda: write("site/agents/photo.png", ""),
    "a folder that others add in a folder": lambda: Path("site/agents/empty").mkdir(),
    "a note less": lambda: Path("site.cache", unchanged.NOTE).unlink(),
    "a note that differs": lambda: same_size_and_time(f"site.cache/{unchanged.NOTE}", '"agents": 2', '"agents": 9'),
    "a cache less": lambda: shutil.rmtree("site.cache"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_everything_is_built(folder, whole, change):
    CHANGES[change]()
    Path("site/ada.html").unlink(missing_ok=True)  # which would be refused
    first = build()
    assert whole() == 1
    site = contents()
    assert build()[2] == first[2]
    assert (whole(), contents()) == (1, site)
    shutil.rmtree("site.cache")
    build()
    assert contents() == site, "a build that knows nothing makes the same"


IN_PLACE = {
    "an edit": CHANGES["an edit"],
    "a new folder": lambda: write("team/new/new.md", GOOD.format("new")),
    "a folder less": lambda: Path("team/deep/bad.md").unlink(),
    "a folder that others add": CHANGES["a folder that others add in a folder"],
}


@pytest.mark.parametrize("change", IN_PLACE)
def test_what_a_build_changed_in_place_is_noted(folder, whole, change, monkeypatch):
    monkeypatch.setattr(publish, "_MANY", 0)
    monkeypatch.setattr(publish, "_SHARE", 1)
    IN_PLACE[change]()
    build()
    build()
    assert whole() == 1
    CHANGES["a file that others add in a folder"]()
    build()
    assert whole() == 2


OPTIONS = [
    ("--title", "Crew"),
    ("--base-url", "https://crew.example"),
    ("--exclude", "deep/*"),
    ("--limit", "tokens=50000"),
    ("-b", "dirhtml"),
    ("--permalinks", "links.jsonl"),
    ("--extra", "*.html"),
]


@pytest.mark.parametrize("options", OPTIONS)
def test_with_another_option_everything_is_built(folder, whole, options):
    shutil.copy("permalinks.jsonl", "links.jsonl")
    build(*options)
    build(*options)
    assert whole() == 1
    build()
    assert whole() == 2


def test_another_version_of_this_package(folder, whole, monkeypatch):
    write("package/module.py", "one = 1\n")
    monkeypatch.setattr(programs, "PACKAGE", folder / "package")
    build()
    write("package/__pycache__/module.pyc", "")
    build()
    assert whole() == 1
    write("package/module.py", "one = 1 + 0\n")
    build()
    assert whole() == 2


def test_another_python(folder, whole, monkeypatch):
    monkeypatch.setattr(sys, "version", "3.99")
    build()
    assert whole() == 1


def test_another_date_of_the_sources(folder, whole, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    build()
    assert whole() == 1


def test_another_user(folder, whole, monkeypatch, tmp_path_factory):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("user")))
    shutil.rmtree("site")  # which would be refused
    build()
    assert whole() == 1


@pytest.mark.parametrize("builder", ["text", "singlehtml"])
def test_other_builders_always_build(folder, whole, builder):
    for _ in range(3):
        build("-b", builder)
    assert whole() == 3


def test_a_file_in_a_folder_that_must_not_be_published_is_refused(folder):
    build()
    write("site/agents/phish.html", "<script>")
    assert build()[0] == 2


def test_a_folder_that_became_a_link_is_refused(folder):
    build()
    Path("site/agents").rename("pages")
    Path("site/agents").symlink_to("../pages")
    assert build()[0] == 2


def test_a_file_that_must_not_be_published_is_still_refused(folder, whole):
    write("site/phish.html", "<script>")
    assert build()[0] == 2
    assert build()[0] == 2
    assert build("--extra", "phish.html")[0] == 0
    assert build("--extra", "phish.html")[0] == 0
    assert whole() == 3
    assert build()[0] == 2


def test_an_interrupted_build_leaves_no_note(folder, whole, monkeypatch):
    monkeypatch.setattr("sphinx_agentdocs.site.build.publish", lambda *arguments: 1 / 0)
    write("team/ada.md", GOOD.format("ada") + "- Do more.\n")
    assert isinstance(CliRunner().invoke(main, ["build", "team", "-o", "site"]).exception, ZeroDivisionError)
    assert not Path("site.cache", unchanged.NOTE).exists()


# -- times


def test_an_edit_during_the_build_is_seen_by_the_next(folder, monkeypatch):
    inner = module._run_sphinx

    def run(*arguments):
        report = inner(*arguments)
        write("team/ada.md", GOOD.format("ada") + "- Do it last.\n")
        return report

    monkeypatch.setattr(module, "_run_sphinx", run)
    write("team/ada.md", GOOD.format("ada") + "- Do it first.\n")
    build()
    monkeypatch.setattr(module, "_run_sphinx", inner)
    build()
    assert b"Do it last" in contents()["site/agents/ada.html"]


def test_a_definition_that_is_away_during_the_build(folder, monkeypatch):
    """It is back with the time and size it had before, but the build read something else."""
    inner = module._run_sphinx

    def run(*arguments):
        Path("team/ada.md").rename("ada.md")
        Path("team/ada.md").mkdir()
        report = inner(*arguments)
        Path("team/ada.md").rmdir()
        Path("ada.md").rename("team/ada.md")
        return report

    site = contents()
    monkeypatch.setattr(module, "_run_sphinx", run)
    write("team/new.md", GOOD.format("new"))
    build()
    monkeypatch.setattr(module, "_run_sphinx", inner)
    Path("team/new.md").unlink()
    build()
    assert contents() == site


def test_a_definition_that_is_away_while_it_is_read(folder, monkeypatch):
    """It is back before anything is written, so that its copy shows nothing."""
    inner = Sphinx.build

    def leave(*arguments):
        Path("team/new.md").rename("new.md")
        return []

    def come_back(*arguments):
        Path("new.md").rename("team/new.md")
        return []

    def build_with_events(app: Sphinx) -> None:
        app.connect("env-before-read-docs", leave)
        app.connect("env-updated", come_back, priority=1)
        inner(app)

    write("team/new.md", GOOD.format("new"))
    monkeypatch.setattr(Sphinx, "build", build_with_events)
    build()
    monkeypatch.setattr(Sphinx, "build", inner)
    assert b"Do it well" not in contents()["site/agents/new.html"]
    build()
    assert b"Do it well" in contents()["site/agents/new.html"]


def test_a_definition_from_the_future_is_always_built(folder, whole):
    later = time.time_ns() + 10**12
    os.utime("team/ada.md", ns=(later, later))
    build()
    build()
    assert whole() == 2


def test_an_edit_that_no_build_can_see_is_not_seen(folder, whole):
    """By size and time a build knows whether to read a definition again; the note makes no difference to that."""
    same_size_and_time("team/ada.md", "Do it well", "Do it best")
    site = contents()
    build()
    Path("site.cache", unchanged.NOTE).unlink()
    build()
    assert (whole(), contents()) == (1, site)


def test_a_clock_that_stands_still(folder, whole, monkeypatch):
    """Then a later edit of the site could have the same time, so nothing is noted."""
    monkeypatch.setattr(unchanged, "is_past", lambda moment, folder: False)
    write("team/ada.md", GOOD.format("ada") + "- Do more.\n")
    build()
    build()
    assert whole() == 2


@pytest.mark.parametrize(("moment", "past"), [(0, True), (1 << 63, False)])
def test_the_clock_of_the_disk(tmp_path, moment, past, monkeypatch):
    naps: list[float] = []
    monkeypatch.setattr("sphinx_agentdocs.site.clock.time.sleep", naps.append)
    assert is_past(moment, tmp_path) is past
    assert len(naps) == (0 if past else 10)
    assert list(tmp_path.iterdir()) == []

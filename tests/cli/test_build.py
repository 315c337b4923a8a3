"""``agentdocs build``: from a folder to a site, next to earlier sites and files of others."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sphinx
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from sphinx_agentdocs import __version__
from sphinx_agentdocs.cli import main
from sphinx_agentdocs.disk.packs import names_in

GOOD = "---\nname: {name}\ndescription: Use it for {name}.\n---\n\nYou are {name}.\n\n- Do it well.\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with three definitions in ``team``."""
    monkeypatch.chdir(tmp_path)
    for name in ("alpha", "beta", "deep/gamma"):
        write(tmp_path / f"team/{name}.md", GOOD.format(name=name.rpartition("/")[2]))
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def agentdocs(*arguments: str):
    """Run the command in this process."""
    return CliRunner().invoke(main, arguments)


def build(*options: str, source: str = "team", output: str = "site"):
    """Build a site without warnings or errors."""
    result = agentdocs("build", source, "-o", output, *options)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result


def contents(site: str = "site") -> dict[str, bytes]:
    """The content of every file of a site."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in Path(site).rglob("*") if path.is_file()}


def times(site: str = "site") -> dict[str, int]:
    return {
        path.relative_to(site).as_posix(): path.stat().st_mtime_ns for path in Path(site).rglob("*") if path.is_file()
    }


def summary(result) -> list[str]:
    """The summary of the command, without its progress."""
    return result.stdout.lstrip("\n").rpartition("\n\n")[2].splitlines()


# -- a site


def test_findings_of_a_kind_beyond_three_are_one_line(folder):
    for name in "abcdef":
        write(folder / f"team/{name}.md", f"---\nname: x-{name}\ndescription: a: b\n---\nText.\n")
    result = agentdocs("build", "team", "-o", "site", "-W")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[3:] == [
        (
            "WARNING: 3 more findings of this kind, in d.md:3, e.md:3, f.md:3;"
            " `agentdocs check team` explains them [agentdocs.frontmatter]"
        )
    ]
    assert "Warnings: 6 agentdocs.frontmatter." in summary(result)
    checked = agentdocs("check", "team", "--select", "frontmatter")
    assert checked.stdout.count("[frontmatter]") == 6


def test_a_folder_becomes_a_site(folder):
    result = build()
    assert {"index.html", "agents.json", "agents/alpha.html", "agents/deep/gamma.html"} <= contents().keys()
    lines = summary(result)
    written = len(contents()) - 1  # less the list of the files
    assert lines == [
        "3 agents, 0 examples, 6 guidelines.",
        "No warnings.",
        f"{written} files written, 0 removed.",
        "The site is in site/index.html.",
    ]


def test_progress_is_the_pages(folder):
    progress = build().stdout.rpartition("\n\n")[0].splitlines()
    assert [line for line in progress if not line.startswith(("reading sources", "writing output"))] == []
    assert any("agents/deep/gamma" in line for line in progress)


def test_quiet_is_silent(folder):
    assert build("-q").stdout == ""


def test_the_source_is_left_alone(folder):
    before = contents("team")
    build()
    assert contents("team") == before
    assert sorted(path.name for path in folder.iterdir()) == ["site", "site.cache", "team"]


def test_title_and_address(folder):
    build("--title", "Our <crew>", "--base-url", "https://crew.example/")
    page = HTMLParser(contents()["index.html"])
    assert page.css_first("title").text() == "Our <crew>"
    assert page.css_first(".sidebar-brand-text").text() == "Our <crew>"
    assert page.css_first("link[rel=canonical]").attributes["href"] == "https://crew.example/index.html"
    assert b'"base_url": "https://crew.example/"' in contents()["agents.json"]


@pytest.mark.parametrize("command", [("build", "team", "-o", "site"), ("join", "team", "site", "-o", "both")])
def test_an_address_that_is_none_is_refused(folder, command):
    result = agentdocs(*command, "--base-url", "example.org")
    assert result.exit_code == 2
    assert result.stderr == (
        "agentdocs: --base-url: 'example.org' is not an http:// or https:// address;"
        " write one such as https://example.org/agents/\n"
    )


@pytest.mark.parametrize("pattern", ["deep", "deep/", "d*p", "deep/*"])
def test_a_folder_is_excluded_with_all_that_is_in_it(folder, pattern):
    write(folder / "team/deep/er/delta.md", GOOD.format(name="delta"))
    write(folder / "team/deeper.md", GOOD.format(name="deeper"))
    build("--exclude", pattern)
    assert sorted(path.stem for path in Path("site/agents").rglob("*.html")) == ["alpha", "beta", "deeper"]


def test_files_are_excluded(folder):
    write(folder / "team/README.md", "# Not an agent\n")
    build("--exclude", "README.md", "--exclude", "deep/*")
    assert {name for name in contents() if name.startswith("agents/")} == {"agents/alpha.html", "agents/beta.html"}


@pytest.mark.parametrize("pattern", ["gamma.md", "team/deep"])
def test_a_pattern_that_excludes_nothing_is_named(folder, pattern):
    for _ in range(2):  # also by a build for which nothing changed
        result = agentdocs("build", "team", "-o", "site", "-q", "--exclude", "deep", "--exclude", pattern)
        assert result.exit_code == 0
        assert result.stderr == (
            f"agentdocs: note: --exclude {pattern} matches nothing; a pattern is for a whole path below team, such as"
            " alpha.md, or for a folder in it, and * also matches /\n"
        )


@pytest.mark.parametrize("source", ["team/", "./team", "team/../team"])
def test_a_folder_by_another_path(folder, source):
    build(source=source)
    assert "agents/alpha.html" in contents()


def test_a_folder_that_is_called_as_it_is(folder, monkeypatch):
    monkeypatch.chdir(folder / "team")
    build(source=".", output="../out")
    assert "agents/alpha.html" in contents("../out")


def test_output_inside_of_the_source(folder):
    build(output="team/_site")
    build(output="team/_site")
    assert "agents/alpha.html" in contents("team/_site")
    assert not [name for name in contents("team/_site") if "_site" in name]


def test_other_builders(folder):
    build("-b", "dirhtml")
    assert "agents/alpha/index.html" in contents()
    result = build("-b", "text", output="plain")
    assert summary(result)[-1] == "The site is in plain."
    assert "agents/alpha.txt" in contents("plain")


def test_another_builder_takes_the_place_of_the_first(folder):
    build()
    build("-b", "dirhtml")
    assert "agents/alpha.html" not in contents()
    assert "agents/alpha/index.html" in contents()


def test_several_processes_make_the_same_site(folder):
    for number in range(8):
        write(folder / f"team/more-{number}.md", GOOD.format(name=f"more-{number}"))
    build("-j", "1", output="one")
    build("-j", "2", output="two")
    build("-j", "auto", output="three")
    assert contents("one") == contents("two") == contents("three")


# -- exit codes


def test_findings_are_counted_and_fine(folder):
    write(folder / "team/bad.md", "---\ndescription: [x]\ncolor: mauve\n---\nWork.\n")
    result = agentdocs("build", "team", "-o", "site")
    assert result.exit_code == 0
    assert summary(result)[1] == "Warnings: 1 agentdocs.description, 1 agentdocs.name, 1 agentdocs.unknown-color."
    assert len(result.stderr.splitlines()) == 3
    bad = folder / "team/bad.md"
    assert result.stderr.splitlines()[0] == (
        f"{bad}:1: WARNING: the name is missing, so the file name is used;"
        " write `name:` and lower-case words joined by hyphens [agentdocs.name]"
    )


@pytest.mark.parametrize("options", [("-W",), ("--strict", "-q")])
def test_findings_fail_a_strict_build_that_is_complete(folder, options):
    write(folder / "team/bad.md", "---\nname: bad\n---\nWork.\n")
    result = agentdocs("build", "team", "-o", "site", *options)
    assert result.exit_code == 1
    assert {"agents/bad.html", "agents/alpha.html"} <= contents().keys()
    assert agentdocs("build", "team", "-o", "site", *options).exit_code == 1, "nothing is fixed yet"


def test_a_strict_build_without_findings(folder):
    build("-W")


def test_a_site_without_furo_has_the_theme_of_sphinx_and_says_so(folder, monkeypatch):
    build()
    links = {name for name in contents() if not name.startswith("_static/")}
    monkeypatch.setitem(sys.modules, "furo", None)
    result = agentdocs("build", "team", "-o", "plain")
    assert result.exit_code == 0
    assert result.stderr == (
        "agentdocs: note: Furo is not installed, so the site has a plain theme; "
        "run `pip install 'sphinx-agentdocs[site]'`\n"
    )
    assert "alabaster.css" in Path("plain/agents/alpha.html").read_text("utf-8")
    assert {name for name in contents("plain") if not name.startswith("_static/")} == links


def fails(*arguments: str) -> str:
    """The one line of a command that fails."""
    result = agentdocs("build", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert "Traceback" not in result.stderr
    return result.stderr.rstrip("\n")


def test_a_folder_that_is_not_there(folder):
    assert fails("gone", "-o", "site") == "agentdocs: gone does not exist; name the folder that holds the definitions"
    assert not Path("site").exists()


def test_a_file_in_place_of_a_folder(folder):
    assert fails("team/alpha.md", "-o", "site") == "agentdocs: team/alpha.md is a file; name its folder"


@pytest.mark.parametrize(
    ("names", "fix"),
    [
        ([], "name a folder with .md files"),
        (["notes.txt", "y.markdown"], "name a folder with .md files"),
        (["x.MD"], "x.MD: the file has no page because its name does not end in `.md`; rename it"),
    ],
)
def test_a_folder_without_definitions(folder, names, fix):
    Path("none").mkdir()
    for name in names:
        write(Path("none") / name, "text")
    assert fails("none", "-o", "site") == f"agentdocs: none contains no definitions; {fix}"


def test_a_folder_of_which_everything_is_excluded(folder):
    assert "contains no definitions" in fails("team", "-o", "site", "--exclude", "*")


def test_output_that_holds_files_of_others(folder):
    write(folder / "site/precious.txt", "mine")
    fix = "choose another output folder or empty this one"
    assert fails("team", "-o", "site") == (
        f"agentdocs: {folder / 'site'} contains files that agentdocs did not create; {fix}"
    )
    assert contents() == {"precious.txt": b"mine"}


def test_output_that_is_a_file(folder):
    write(folder / "site", "mine")
    assert fails("team", "-o", "site") == f"agentdocs: {folder / 'site'} is a file; choose a folder"
    assert Path("site").read_text() == "mine"


@pytest.mark.parametrize("output", ["team", ".", "team/.", "..", "/"])
def test_output_that_holds_the_source(folder, output):
    before = contents(".")
    assert (
        fails("team", "-o", output)
        == f"agentdocs: {Path(output)} contains the definitions; choose another output folder"
    )
    assert contents(".") == before


@pytest.mark.parametrize("output", ["way/site", "way/a/b/site"])
def test_output_with_a_file_in_its_way(folder, output):
    write(folder / "way", "mine")
    line = fails("team", "-o", output)
    assert line.startswith(f"agentdocs: {folder / 'way'}")
    fix = "fix its permissions or choose another output folder"
    assert line.endswith(tuple(f" cannot be written ({why}); {fix}" for why in ("File exists", "Not a directory")))


def test_a_builder_that_is_not_there(folder):
    assert fails("team", "-o", "site", "-b", "nonsense") == (
        "agentdocs: Builder name nonsense not registered or available through entry point"
    )
    assert not Path("site").exists()


@pytest.mark.parametrize("jobs", ["0", "-1", "many", "1.5"])
def test_a_number_of_processes_that_is_not_one(folder, jobs):
    result = agentdocs("build", "team", "-o", "site", "-j", jobs)
    assert result.exit_code == 2
    assert "write a number of processes above 0, or auto" in result.stderr


@pytest.mark.parametrize(
    "arguments", [("build",), ("build", "team"), ("build", "-o", "x"), ("bild",), ("build", "team", "-o", "x", "y")]
)
def test_wrong_usage(folder, arguments):
    result = agentdocs(*arguments)
    assert result.exit_code == 2
    assert "Usage:" in result.stderr
    assert not Path("x").exists()


# -- again


def test_a_second_build_changes_nothing(folder):
    build()
    before = times()
    result = build()
    assert summary(result) == [
        "3 agents, 0 examples, 6 guidelines.",
        "No warnings.",
        "Nothing has changed.",
        "The site is in site/index.html.",
    ]
    assert times() == before


def test_an_edit_changes_only_what_it_must(folder):
    build()
    before = times()
    write(folder / "team/alpha.md", GOOD.format(name="alpha").replace("Do it well", "Do it better"))
    build()
    after = times()
    changed = {name for name in after if after[name] != before.get(name)}
    if sphinx.version_info < (8,):  # it holds the numbers that the first page says
        changed.discard("searchindex.js")
    assert {name for name in changed if not name.startswith(("guidance/", "search-index/"))} == {
        ".agentdocs",
        "g/de7vp/index.html",
        "_sources/agents/alpha.md.txt",
        "agents/alpha.html",
        "agents.json",
        "guidance.html",  # this and the next say how many different guidelines there are
        "index.html",
        "llms-full.txt",
        "objects.inv",
    }


def test_the_cache_has_a_pack_in_place_of_the_pages_at_short_links(folder):
    build()
    pages = [name for name in contents() if name.startswith("g/") and name != "g/index.html"]
    cached = [path for path in Path("site.cache").rglob("*") if path.is_file()]
    packs = [path for path in cached if path.suffix == ".pack"]
    assert sorted(name for path in packs for name in names_in(path)) == sorted(pages)
    assert len(pages) > len(packs) == 3 + 1  # one an agent, and one for codes that several agents could claim
    assert [path for path in cached if "/g/" in path.as_posix() and path.parent.name != "g"] == []


def test_a_deleted_definition_leaves_nothing(folder):
    build()
    (folder / "team/deep/gamma.md").unlink()
    result = build()
    assert [name for name in contents() if "gamma" in name] == []
    assert "8 removed." in summary(result)[2]  # the page, the raw file, three short links, and words of the search
    assert not Path("site/agents/deep").exists()
    build(output="new")
    assert contents() == contents("new")


def test_a_renamed_definition(folder):
    build()
    (folder / "team/beta.md").rename(folder / "team/bravo.md")
    build()
    build(output="new")
    assert contents() == contents("new")


def test_a_change_of_options_is_taken_over(folder):
    build("--title", "One")
    build("--title", "Two", "--exclude", "deep/*")
    build("--title", "Two", "--exclude", "deep/*", output="new")
    assert contents() == contents("new")


def test_another_source_for_the_same_output(folder):
    build()
    write(folder / "crew/delta.md", GOOD.format(name="delta"))
    build(source="crew")
    build(source="crew", output="new")
    assert contents() == contents("new")


def test_files_that_others_add_are_kept(folder):
    build()
    write(folder / "site/CNAME", "crew.example")
    write(folder / "site/agents/notes.txt", "mine")
    write(folder / "team/alpha.md", GOOD.format(name="other"))
    build()
    (folder / "team/alpha.md").unlink()
    build()
    assert (contents()["CNAME"], contents()["agents/notes.txt"]) == (b"crew.example", b"mine")
    assert "agents/alpha.html" not in contents()


def test_every_icon_that_a_page_of_furo_shows_is_in_it(folder):
    build()
    pages = [HTMLParser(page.read_text("utf-8")) for page in Path("site").rglob("*.html")]
    shown = [{use.attributes["href"] for use in page.css("use")} for page in pages]
    drawn = [{f"#{symbol.attributes['id']}" for symbol in page.css("symbol")} for page in pages]
    assert sum(map(bool, shown)) == 9
    assert [used - there for used, there in zip(shown, drawn, strict=True) if used - there] == []


def test_no_page_has_an_attribute_with_a_style(folder):
    build()
    assert [page.name for page in Path("site").rglob("*.html") if "style=" in page.read_text("utf-8")] == []


def test_a_damaged_page_is_made_again(folder):
    build()
    good = contents()
    Path("site/agents/alpha.html").write_text("damaged")
    Path("site/index.html").unlink()
    assert "2 files written, 0 removed." in build().stdout
    assert contents() == good


def test_a_deleted_site_is_made_again(folder):
    build()
    good = contents()
    shutil.rmtree("site")
    build()
    assert contents() == good


def test_a_deleted_cache_is_made_again(folder):
    build()
    before = times()
    shutil.rmtree("site.cache")
    assert "Nothing has changed." in build().stdout
    assert times() == before


def test_a_build_that_fails_leaves_the_previous_site(folder):
    build()
    good = contents()
    shutil.rmtree("team")
    Path("team").mkdir()
    assert "contains no definitions" in fails("team", "-o", "site")
    assert contents() == good


# -- the command itself


def test_version():
    result = agentdocs("--version")
    assert (result.exit_code, result.stdout) == (0, f"agentdocs, version {__version__}\n")


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help(option):
    assert "build" in agentdocs(option).stdout
    text = agentdocs("build", option).stdout
    for name in ("--output", "--builder", "--jobs", "--title", "--base-url", "--exclude", "--strict", "--quiet"):
        assert name in text


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("module", ["cli", "core.reading.reader"])
def test_a_module_starts_without_sphinx(module):
    code = f"import sys, sphinx_agentdocs.{module}; print({{'sphinx', 'docutils', 'myst_parser'}} & sys.modules.keys())"
    assert run("-c", code).stdout == "set()\n"


def test_in_a_process_of_its_own(folder):
    command = "from sphinx_agentdocs.cli import main; main()"
    done = run("-c", command, "build", "team", "-o", "site")
    assert (done.returncode, done.stderr) == (0, "")
    assert "3 agents, 0 examples, 6 guidelines." in done.stdout
    again = run("-c", command, "build", "gone", "-o", "site")
    assert again.returncode == 2
    assert again.stderr == "agentdocs: gone does not exist; name the folder that holds the definitions\n"

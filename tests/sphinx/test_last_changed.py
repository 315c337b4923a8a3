"""The fact on a page that says when its definition was last changed, and by whom."""

from __future__ import annotations

import os
import subprocess

import pytest
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from sphinx_agentdocs.cli import main

ON = {"agentdocs_last_changed": True}
ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
PAGE = {
    "html": "agents/ada.html",
    "dirhtml": "agents/ada/index.html",
    "singlehtml": "index.html",
    "text": "agents/ada.txt",
    "latex": "site.tex",
    "epub": "agents/ada.xhtml",
}


def git(folder, *arguments, author="Ada", date="2026-01-31"):
    who = {f"GIT_{role}_NAME": author for role in ("AUTHOR", "COMMITTER")}
    mail = {f"GIT_{role}_EMAIL": "a@team.example" for role in ("AUTHOR", "COMMITTER")}
    when = {f"GIT_{role}_DATE": f"{date}T12:00:00Z" for role in ("AUTHOR", "COMMITTER")}
    subprocess.run(["git", *arguments], cwd=folder, env={**os.environ, **ALONE, **who, **mail, **when}, check=True)


def commit(folder, author, date):
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Change", author=author, date=date)


@pytest.fixture
def team(make_site, definition):
    """A site whose definitions are in a repository, with one commit, not yet built."""
    files = {f"agents/{name}.md": definition(name) for name in ("ada", "ben")}
    site = make_site(files, ON, build=False)
    git(site.src, "init", "-q", "-b", "main")
    commit(site.src, "Ada", "2026-01-31")
    return site


def facts(page):
    (found,) = page.css(".agent-facts")
    return found.text().split(" · ")


@pytest.mark.parametrize("builder", PAGE)
@pytest.mark.parametrize("parallel", [0, 2])
def test_the_day_and_the_author_are_the_last_fact(team, builder, parallel):
    site = team.build(builder=builder, parallel=parallel)
    assert [line for line in site.warnings if "EPUB3" not in line] == []
    assert "changed on Jan 31, 2026 by Ada" in " ".join(site.text(PAGE[builder]).split())


def test_a_site_does_not_show_it_unless_it_says_so(team):
    site = team.build(conf={**team.conf, "agentdocs_last_changed": False})
    assert facts(site.html("agents/ada"))[-1] == "agents"
    assert site.build(conf={**team.conf, "agentdocs_last_changed": True}).read == []
    assert facts(site.html("agents/ada"))[-1] == "changed on Jan 31, 2026 by Ada"


def test_a_commit_writes_only_the_pages_of_what_it_changed(team):
    site = team.build()
    site.edit("agents/ben.md", "You review.", "You review it.")
    assert site.build().read == ["agents/ben"]
    assert facts(site.html("agents/ben"))[-1] == "changed on Jan 31, 2026 by Ada"
    commit(site.src, "Cleo", "2026-02-01")
    again = site.build()
    assert (again.read, "agents/ada" in again.written) == ([], False)
    assert facts(again.html("agents/ben"))[-1] == "changed on Feb 01, 2026 by Cleo, Ada"
    assert again.build().written == []
    git(site.src, "commit", "-q", "--allow-empty", "-m", "Nothing")
    assert again.build().written == []
    assert again.files(".html") == again.clean().files(".html")


def test_each_of_several_builders_shows_a_change(team):
    for builder in ("html", "text"):
        team.build(builder=builder)
    (team.src / "agents/ada.md").write_text("---\nname: ada\n---\nNew.\n")
    for builder in ("html", "text"):
        team.build(builder=builder)
    commit(team.src, "Cleo", "2026-02-01")
    text, html = (team.build(builder=builder) for builder in ("text", "html"))
    assert "changed on Feb 01, 2026 by Cleo, Ada" in text.text("agents/ada.txt")
    assert facts(html.html("agents/ada"))[-1] == "changed on Feb 01, 2026 by Cleo, Ada"


def test_another_form_of_the_date_is_shown_by_each_builder(team):
    team.build(builder="text")
    again = team.build(builder="text", conf={**team.conf, "html_last_updated_fmt": "%Y/%m/%d"})
    assert "changed on 2026/01/31 by Ada" in again.text("agents/ada.txt")


def test_a_history_that_could_not_be_read_is_read_by_the_next_build(team):
    git(team.src, "config", "diff.algorithm", "none")
    assert facts(team.build().html("agents/ada"))[-1] == "agents"
    git(team.src, "config", "--unset", "diff.algorithm")
    assert facts(team.build().html("agents/ada"))[-1] == "changed on Jan 31, 2026 by Ada"


def test_many_authors_are_counted(team):
    for number, author in enumerate(("Ben", "Cleo", "Dan", "Eve")):
        (team.src / "agents/ada.md").write_text(f"---\nname: ada\n---\n{number}\n")
        commit(team.src, author, f"2026-02-0{number + 1}")
    site = team.build()
    assert facts(site.html("agents/ada"))[-1] == "changed on Feb 04, 2026 by Eve, Dan, Cleo and 2 others"
    german = site.build(conf={**site.conf, "language": "de"}, place="german")
    assert facts(german.html("agents/ada"))[-1] == "geändert am 04.02.2026 von Eve, Dan, Cleo und 2 anderen"


@pytest.mark.parametrize(
    ("author", "shown"),
    [
        ("**Ada** `x` {agent:ref}`ben`", "**Ada** `x` {agent:ref}`ben`"),
        ("&lt;b&gt; & {date} {0}", "&lt;b&gt; & {date} {0}"),
        ("Ada\u202eeve", "Ada[U+202E]eve"),
    ],
)
def test_the_name_of_an_author_is_text(team, author, shown):
    (team.src / "agents/ada.md").write_text("---\nname: ada\n---\nNew.\n")
    commit(team.src, author, "2026-02-01")
    site = team.build()
    assert facts(site.html("agents/ada"))[-1] == f"changed on Feb 01, 2026 by {shown}, Ada"
    assert site.html("agents/ada").css(".agent-facts a, .agent-facts b, .agent-facts em") == []


def test_a_file_that_was_never_committed_and_a_short_history_have_none(team, definition, tmp_path):
    team.write({"agents/new.md": definition("new")})
    assert facts(team.build().html("agents/new"))[-1] == "agents"
    git(tmp_path, "clone", "-q", "--depth=1", team.src.as_uri(), "shallow")
    short = team.build(conf={**team.conf, "agentdocs_collections": {"team": str(tmp_path / "shallow/agents")}})
    assert facts(short.html("team/ada"))[-1] == "team"


def test_the_command_shows_it_and_notices_a_commit(team, tmp_path):
    source, out = str(team.src / "agents"), tmp_path / "site"

    def build(*arguments):
        result = CliRunner().invoke(main, ["build", source, "-o", str(out), *arguments])
        assert result.exit_code == 0, result.output
        return facts(HTMLParser((out / "agents/ada.html").read_text("utf-8")))[-1]

    assert build() == "agents"
    assert build("--last-changed") == "changed on Jan 31, 2026 by Ada"
    (team.src / "agents/ada.md").write_text("---\nname: ada\n---\nNew.\n")
    assert build("--last-changed") == "changed on Jan 31, 2026 by Ada"
    commit(team.src, "Ben", "2026-02-01")
    assert build("--last-changed") == "changed on Feb 01, 2026 by Ben, Ada"


def test_the_command_says_that_there_is_no_history(team, tmp_path):
    git(tmp_path, "clone", "-q", "--depth=1", team.src.as_uri(), "shallow")
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain/ada.md").write_text("---\nname: ada\n---\nText.\n")
    for source in (tmp_path / "shallow/agents", tmp_path / "plain"):
        for _ in ("built", "repeated"):
            result = CliRunner().invoke(
                main, ["build", str(source), "-o", str(tmp_path / "site"), "--last-changed", "-q"]
            )
            why = f"{source} has no Git history, or only a part of it"
            assert result.stderr.splitlines()[0] == (
                f"agentdocs: note: --last-changed shows nothing, because {why};"
                " in CI, fetch all commits (`fetch-depth: 0`)"
            )
            assert result.exit_code == 0

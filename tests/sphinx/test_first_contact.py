"""A build of many definitions is quiet: the first findings of a kind, the places of the others, and each loss."""

from __future__ import annotations

import pytest

BROKEN = "---\nname: {name}\ndescription: a: b\n---\n- A rule.\n"
MESSAGE = (
    "not valid YAML (mapping values are not allowed in this context), so Claude Code skips the file;"
    " quote the value or write it as a block, `description: |` [agentdocs.frontmatter]"
)


def broken(count):
    return {f"agents/{name}.md": BROKEN.format(name=name) for name in "abcdefghij"[:count]}


@pytest.mark.parametrize("parallel", [0, 2])
def test_many_findings_of_a_kind_are_one_line(make_site, parallel):
    site = make_site(broken(6), parallel=parallel)
    shown = [f"agents/{name}.md:3: WARNING: {MESSAGE}" for name in "abc"]
    more = (
        "WARNING: 3 more findings of this kind, in d.md:3, e.md:3, f.md:3;"
        f" `agentdocs check {site.src}/agents` explains them [agentdocs.frontmatter]"
    )
    assert site.warnings == [*shown, more.replace(f"{site.src}/", "")]
    assert site.build().warnings == site.warnings


def test_of_very_many_findings_only_the_first_files_are_named(make_site):
    names = [f"n{number:02}" for number in range(25)]
    site = make_site({f"agents/{name}.md": BROKEN.format(name=name) for name in names})
    places = ", ".join(f"{name}.md:3" for name in names[3:23])
    assert site.warnings[3:] == [
        (
            f"WARNING: 22 more findings of this kind, in {places} and 2 more files;"
            " `agentdocs check agents` explains them [agentdocs.frontmatter]"
        )
    ]


def test_a_file_is_named_once(make_site, definition):
    items = "".join(f"- Ask the `{name}-reviewer` agent.\n" for name in ("bow", "keel", "mast", "oar", "rope", "sail"))
    site = make_site({"agents/a.md": definition("a", body=f"# Work\n\n{items}"), "agents/b.md": definition("b")})
    assert [line for line in site.warnings if "more" in line] == [
        (
            "WARNING: 3 more findings of this kind, in a.md:10,11,12;"
            " `agentdocs check agents` explains them [agentdocs.unknown-name]"
        )
    ]


def test_one_more_than_a_few_is_shown(make_site):
    assert make_site(broken(4)).warnings == [f"agents/{name}.md:3: WARNING: {MESSAGE}" for name in "abcd"]


def test_only_the_folders_with_findings_are_named(make_site, definition, monkeypatch):
    files = {**broken(5), "crew/a.md": definition("a"), "my crew/m.md": "---\nname: m\n---\nText.\n"}
    files |= {f"my crew/{name}.md": f"---\nname: {name}\n---\nText.\n" for name in "nopq"}
    conf = {
        "agentdocs_collections": {"agents": "agents", "crew": "crew", "mine": "my crew"},
        "suppress_warnings": ["toc"],
    }
    site = make_site(files, conf, build=False)
    monkeypatch.chdir(site.src)
    assert [line for line in site.build().warnings if "more" in line] == [
        (
            "WARNING: 2 more findings of this kind, in d.md:3, e.md:3;"
            " `agentdocs check agents` explains them [agentdocs.frontmatter]"
        ),
        (
            "WARNING: 2 more findings of this kind, in p.md:2, q.md:2;"
            " `agentdocs check 'my crew'` explains them [agentdocs.description]"
        ),
    ]


def test_a_silenced_kind_is_not_counted(make_site):
    assert make_site(broken(6), {"suppress_warnings": ["agentdocs.frontmatter"]}).warnings == []


def test_each_definition_without_a_page_is_named(make_site, definition):
    files = {"agents/a.md": definition("a")}
    site = make_site(files, build=False)
    for name in "bcdefg":
        (site.src / f"agents/{name}.md").symlink_to("/etc/hostname")
    assert [line.partition(":")[0] for line in site.build().warnings] == [f"agents/{name}.md" for name in "bcdefg"]

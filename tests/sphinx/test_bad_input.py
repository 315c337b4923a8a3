"""A bad file costs a warning with its line, never another page and never the build."""

from __future__ import annotations

import os
import socket

import pytest

NAME = "write `name:` and lower-case words joined by hyphens [agentdocs.name]"
NO_DESCRIPTION = "no description; say in `description:` when to use the agent [agentdocs.description]"
FRONTMATTER = " [agentdocs.frontmatter]"
EXCLUDE = "begin the file with `---`, `name:`, `description:` and `---`, or exclude it"
NO_FRONTMATTER = f"no frontmatter; {EXCLUDE} [agentdocs.frontmatter]"

BAD_FILES = {
    "not UTF-8": (
        b"---\nname: bad\ndescription: Use it.\n---\nA caf\xe9.\n",
        ["5: WARNING: byte 0xe9 is not UTF-8; save the file as UTF-8 [agentdocs.encoding]"],
        r"A caf\xe9.",
    ),
    "UTF-16": (
        "---\nname: bad\ndescription: Use it.\n---\nWide.\n".encode("utf-16"),
        ["1: WARNING: encoded as utf-16-le; save it as UTF-8 [agentdocs.encoding]"],
        "Wide.",
    ),
    "a NUL": (
        b"---\nname: bad\ndescription: Use it.\n---\nZero: \0.\n",
        ["5: WARNING: a NUL character; remove it [agentdocs.encoding]"],
        "Zero: [U+0000].",
    ),
    "no frontmatter": (
        "You are just a prompt.\n",
        [f"1: WARNING: {NO_FRONTMATTER}"],
        "You are just a prompt.",
    ),
    "no name": (
        "---\ndescription: Use it.\n---\nWork.\n",
        [f"1: WARNING: the name is missing, so the file name is used; {NAME}"],
        "Work.",
    ),
    "an empty name": (
        "---\ndescription: Use it.\nname:\n---\nWork.\n",
        [f"3: WARNING: the name is empty, so the file name is used; {NAME}"],
        "Work.",
    ),
    "a number as name": (
        "---\nname: 42\ndescription: Use it.\n---\nWork.\n",
        [f"2: WARNING: the name is a YAML int, not text; quote it or {NAME}"],
        "Work.",
    ),
    "a path as name": (
        "---\nname: ../../etc/passwd\ndescription: Use it.\n---\nWork.\n",
        [f"2: WARNING: the name `../../etc/passwd` cannot be part of a path; {NAME}"],
        "../../etc/passwd",
    ),
    "no description": (
        "---\nname: bad\n---\nWork.\n",
        [f"2: WARNING: {NO_DESCRIPTION}"],
        "Work.",
    ),
    "wrong types": (
        "---\nname: bad\ndescription: {a: b}\nmodel: [x, y]\ncolor: 3\ntools: {r: s}\n---\nWork.\n",
        [
            "3: WARNING: the description is a YAML mapping, not text; quote it [agentdocs.description]",
            "4: WARNING: `model` is a YAML list, not text; write one word [agentdocs.field]",
            "5: WARNING: `color` is a YAML int, not text; write one word [agentdocs.field]",
            "6: WARNING: `tools` is a YAML mapping; write a comma-separated line or a list of names [agentdocs.field]",
        ],
        "x, y",
    ),
    "a key twice": (
        "---\nname: bad\ndescription: Use it.\nmodel: one\nmodel: two\n---\nWork.\n",
        ["5: WARNING: `model` is repeated (first on line 4); the first counts, remove the other" + FRONTMATTER],
        "two",
    ),
    "unclosed frontmatter": (
        "---\nname: bad\ndescription: Use it.\n\nYou work.\n",
        ["1: WARNING: the frontmatter is not closed; add a line `---` below its last field [agentdocs.frontmatter]"],
        "You work.",
    ),
    "invalid YAML": (
        "---\nname: bad\ndescription: Use it: always\n---\nWork.\n",
        [
            (
                "3: WARNING: not valid YAML (mapping values are not allowed in this context),"
                " so Claude Code skips the file; quote the value or write it as a block, `description: |`" + FRONTMATTER
            )
        ],
        "Use it: always",
    ),
    "a hidden character": (
        "---\nname: bad\ndescription: Use it.\n---\nThe \u202eend.\n",
        ["5: WARNING: 1 hidden character (U+202E); remove it [agentdocs.control-character]"],
        "The [U+202E]end.",
    ),
    "nested too deeply": (
        "---\nname: bad\ndescription: Use it.\n---\n" + "> " * 80 + "deep\n",
        ["5: WARNING: nested too deeply, so shown verbatim; flatten it [agentdocs.too-deep]"],
        "deep",
    ),
    "a name in Latin-1": (
        b"---\nname: caf\xe9\ndescription: Use it.\n---\nWork.\n",
        [
            "2: WARNING: byte 0xe9 is not UTF-8; save the file as UTF-8 [agentdocs.encoding]",
            f"2: WARNING: the name `caf\\xe9` cannot be part of a path; {NAME}",
        ],
        r"caf\xe9",
    ),
    "half of a surrogate pair": (
        b"---\nname: bad\ndescription: Use it.\n---\nHalf \xed\xa0\x80.\n",
        ["5: WARNING: byte 0xed is not UTF-8; save the file as UTF-8 [agentdocs.encoding]"],
        r"Half \xed\xa0\x80.",
    ),
    "an overlong slash": (
        b"---\nname: bad\ndescription: Use it.\n---\nLong \xc0\xaf.\n",
        ["5: WARNING: byte 0xc0 is not UTF-8; save the file as UTF-8 [agentdocs.encoding]"],
        r"Long \xc0\xaf.",
    ),
    "frontmatter as TOML": (
        '+++\nname = "bad"\n+++\nWork.\n',
        [f"1: WARNING: {NO_FRONTMATTER}"],
        'name = "bad"',
    ),
    "frontmatter as JSON": (
        '{"name": "bad"}\n\nWork.\n',
        [f"1: WARNING: {NO_FRONTMATTER}"],
        '{"name": "bad"}',
    ),
    "frontmatter that is a text": (
        "---\njust text\n---\nWork.\n",
        [
            f"1: WARNING: the name is missing, so the file name is used; {NAME}",
            f"1: WARNING: {NO_DESCRIPTION}",
            (
                "2: WARNING: the frontmatter is not a list of `key: value` lines; write `name:` and `description:`"
                " [agentdocs.frontmatter]"
            ),
        ],
        "just text",
    ),
    "empty frontmatter": (
        "---\n---\nWork.\n",
        [
            f"1: WARNING: the name is missing, so the file name is used; {NAME}",
            f"1: WARNING: {NO_DESCRIPTION}",
        ],
        "Work.",
    ),
    "blank lines first": (
        "\n\n---\nname: bad\ndescription: Use it.\n---\nWork.\n",
        ["1: WARNING: blank lines before the frontmatter; begin the file with `---`" + FRONTMATTER],
        "Work.",
    ),
    "a tag of another program": (
        "---\nname: bad\ndescription: !!python/object/apply:os.system ['touch x']\n---\nWork.\n",
        ["3: WARNING: the description is a YAML tag, not text; quote it [agentdocs.description]"],
        "!!python/object/apply:os.system ['touch x']",
    ),
    "a tag before the name": (
        "---\nname: !!python/name:os.system\ndescription: Use it.\n---\nWork.\n",
        [f"2: WARNING: the name is a YAML tag, not text; quote it or {NAME}"],
        "!!python/name:os.system",
    ),
    "an alias of itself": (
        "---\nname: bad\ndescription: Use it.\nmore: &a [*a]\n---\nWork.\n",
        ["4: WARNING: a YAML alias (`*name`) is not resolved; write the value out" + FRONTMATTER],
        "&a [*a]",
    ),
    "a merge key": (
        "---\nbase: &b {x: 1}\n<<: *b\nname: bad\ndescription: Use it.\n---\nWork.\n",
        ["3: WARNING: a YAML alias (`*name`) is not resolved; write the value out" + FRONTMATTER],
        "*b",
    ),
    "an open quote": (
        '---\nname: bad\ndescription: "Use it.\n---\nWork.\n',
        [
            (
                "3: WARNING: not valid YAML (found unexpected end of stream), so Claude Code skips the file;"
                " quote the value or write it as a block, `description: |` [agentdocs.frontmatter]"
            )
        ],
        '"Use it.',
    ),
    "a name of two lines": (
        '---\nname: "two\\nlines"\ndescription: Use it.\n---\nWork.\n',
        [f"2: WARNING: the name `two lines` has a line break or extra spaces; {NAME}"],
        "two lines",
    ),
    "a name with spaces around": (
        '---\nname: "  wide   name "\ndescription: Use it.\n---\nWork.\n',
        [f"2: WARNING: the name `wide name` has a line break or extra spaces; {NAME}"],
        "wide name",
    ),
    "a name of spaces": (
        '---\nname: "   "\ndescription: Use it.\n---\nWork.\n',
        [f"2: WARNING: the name is empty, so the file name is used; {NAME}"],
        "Work.",
    ),
    "a NUL in the name": (
        '---\nname: "a\\0b"\ndescription: Use it.\n---\nWork.\n',
        ["2: WARNING: 1 hidden character (U+0000); remove it [agentdocs.control-character]"],
        "a[U+0000]b",
    ),
    "a share as name": (
        "---\nname: '\\\\server\\share'\ndescription: Use it.\n---\nWork.\n",
        [f"2: WARNING: the name `\\\\server\\share` cannot be part of a path; {NAME}"],
        r"\\server\share",
    ),
    **{
        f"{typed} as name: {value}": (
            f"---\nname: {value}\ndescription: Use it.\n---\nWork.\n",
            [f"2: WARNING: the name is a YAML {typed}, not text; quote it or {NAME}"],
            value,
        )
        for value, typed in {
            "yes": "bool",
            "1.50": "float",
            ".nan": "float",
            "1:30:00": "int",
            "2024-01-01": "timestamp",
            "!!binary aGVsbG8=": "tag",
            "[ab]": "list",
            "{a: b}": "mapping",
        }.items()
    },
    "a comment that never ends": (
        "---\nname: bad\n---\n<!-- open\n\nWork.\n",
        [f"2: WARNING: {NO_DESCRIPTION}"],
        "<!-- open",
    ),
}


@pytest.mark.parametrize(("content", "warnings", "shown"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_a_page_and_warnings(make_site, definition, content, warnings, shown):
    site = make_site({"agents/bad.md": content, "agents/good.md": definition("good")})
    assert site.warnings == [f"agents/bad.md:{warning}" for warning in warnings]
    assert site.app.statuscode == 0
    assert shown in site.html("agents/bad").css_first("div.body").text()
    assert site.html("agents/good").css_first("h1").text() == "Good¶"


@pytest.mark.parametrize(("content", "warnings", "shown"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_fails_a_strict_build_that_is_complete(make_site, definition, content, warnings, shown):
    site = make_site({"agents/bad.md": content, "agents/good.md": definition("good")}, strict=True)
    assert site.app.statuscode == 1
    assert len(site.warnings) == len(warnings)
    assert shown in site.html("agents/bad").css_first("div.body").text()
    assert site.html("agents/good").css_first("h1").text() == "Good¶"


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_a_page_that_says_so(make_site, definition, content):
    site = make_site({"agents/bad.md": content, "agents/good.md": definition("good")})
    assert (
        "agents/bad.md:1: WARNING: the file is empty; write a definition or remove the file [agentdocs.empty]"
        in site.warnings
    )
    assert all(line.startswith("agents/bad.md:1: ") for line in site.warnings)
    note = site.html("agents/bad").css_first("div.admonition")
    assert "the file is empty; write a definition or remove the file" in note.text()


def test_a_name_that_two_definitions_have(make_site, definition):
    site = make_site({"agents/a.md": definition("same"), "agents/b.md": definition("same", body="Another.\n")})
    assert site.warnings == [
        "agents/b.md:2: WARNING: the name `same` is also in agents/a.md; rename one of them [agentdocs.duplicate-name]"
    ]
    assert "You review." in site.html("agents/a").text()
    assert "Another." in site.html("agents/b").text()


def test_a_file_that_is_too_large_is_shown_in_part(make_site, definition):
    site = make_site({"agents/bad.md": definition("bad", body="word " * 30_000 + "end\n")})
    assert site.warnings == [
        "agents/bad.md:5: WARNING: a line of 150,003 characters is shortened; break it [agentdocs.too-large]"
    ]
    page = site.html("agents/bad")
    assert "a line of 150,003 characters" in page.css_first("div.admonition").text()
    assert "characters are left out here" in page.css_first("section[id='bad.role']").text()
    assert page.css_first("section[id='bad.role']").text().rstrip().endswith("word end")


# -- what cannot be read


@pytest.mark.parametrize("parallel", [0, 2])
def test_a_file_that_vanishes_before_it_is_read(make_site, definition, parallel):
    def vanish(app, env, docnames):
        (app.srcdir / "agents/bad.md").unlink()

    site = make_site(
        {"agents/bad.md": definition("bad"), **{f"agents/good-{n}.md": definition(f"good-{n}") for n in range(6)}},
        handlers={"env-before-read-docs": vanish},
        parallel=parallel,
    )
    assert site.warnings == [
        "agents/bad.md:1: WARNING: cannot be read (No such file or directory); restore the file [agentdocs.unreadable]"
    ]
    page = site.html("agents/bad")
    assert page.css_first("h1").text() == "Bad¶"
    assert "cannot be read (No such file or directory); restore the file" in page.css_first("div.admonition").text()
    assert page.css("p.agent-raw") == []
    assert site.html("agents/good-5").css_first("h1").text() == "Good 5¶"


@pytest.mark.parametrize("replace", ["folder", "pipe", "link"])
def test_a_file_that_becomes_something_else_before_it_is_read(make_site, definition, replace):
    def change(app, env, docnames):
        path = app.srcdir / "agents/bad.md"
        path.unlink()
        if replace == "folder":
            path.mkdir()
        elif replace == "pipe":
            os.mkfifo(path)
        else:
            path.symlink_to(app.srcdir / "conf.py")  # it says `agentdocs_collections`

    files = {"agents/bad.md": definition("bad"), "agents/good.md": definition("good")}
    site = make_site(files, handlers={"env-before-read-docs": change})
    problem = {
        "folder": "Is a directory",
        "pipe": "not a plain file",
        "link": "the link leads out of its collection",
    }[replace]
    assert site.warnings == [
        f"agents/bad.md:1: WARNING: cannot be read ({problem}); restore the file [agentdocs.unreadable]"
    ]
    assert [name for name, content in site.files().items() if b"agentdocs_collections" in content] == []
    assert site.html("agents/good").css_first("h1").text() == "Good¶"


@pytest.fixture
def mixed(make_site, definition):
    """A collection with one good definition, to which a test adds an entry that is not a definition."""
    return make_site(
        {"agents/good.md": definition("good"), "secret.md": "# Secret\n"},
        {"exclude_patterns": ["secret.md"]},
        build=False,
    )


def pages(site):
    return sorted(name for name in site.files(".html") if name.startswith("agents/"))


def test_a_link_that_leads_out(mixed):
    (mixed.src / "agents/bad.md").symlink_to(mixed.src / "secret.md")
    site = mixed.build()
    message = "the link leads out of its collection; replace it with the file itself"
    assert site.warnings == [f"agents/bad.md:1: WARNING: {message} [agentdocs.unsafe-file]"]
    assert pages(site) == ["agents/good.html"]


def test_a_folder_that_is_a_link(mixed):
    (mixed.src / "other").mkdir()
    (mixed.src / "other/bad.md").write_text("---\nname: bad\n---\n")
    (mixed.src / "agents/more").symlink_to(mixed.src / "other")
    (mixed.src / "agents/self").symlink_to(".")
    (mixed.src / "agents/up").symlink_to("..")
    (mixed.src / "agents/loop").symlink_to("loop")
    (mixed.src / "agents/text").symlink_to("good.md")
    site = mixed.build(conf={"exclude_patterns": ["other", "secret.md"]})
    message = "a link to a folder is not read; replace it with the folder itself"
    assert site.warnings == [
        f"agents/{name}:1: WARNING: {message} [agentdocs.unsafe-file]" for name in ("more", "self", "up")
    ]
    assert pages(site) == ["agents/good.html"]


def test_a_link_that_stays_inside(mixed):
    (mixed.src / "agents/also.md").symlink_to(mixed.src / "agents/good.md")
    site = mixed.build()
    assert pages(site) == ["agents/also.html", "agents/good.html"]
    message = "the name `good` is also in agents/also.md; rename one of them"
    assert site.warnings == [f"agents/good.md:2: WARNING: {message} [agentdocs.duplicate-name]"]


def test_a_link_to_nothing(mixed):
    (mixed.src / "agents/bad.md").symlink_to("gone.md")
    site = mixed.build()
    message = "cannot be read (No such file or directory); restore the file or remove the entry"
    assert site.warnings == [f"agents/bad.md:1: WARNING: {message} [agentdocs.unreadable]"]
    assert pages(site) == ["agents/good.html"]


def test_a_link_to_itself(mixed):
    (mixed.src / "agents/bad.md").symlink_to("bad.md")
    site = mixed.build()
    message = "cannot be read (Too many levels of symbolic links); restore the file or remove the entry"
    assert site.warnings == [f"agents/bad.md:1: WARNING: {message} [agentdocs.unreadable]"]
    assert pages(site) == ["agents/good.html"]


def test_a_pipe(mixed):
    os.mkfifo(mixed.src / "agents/bad.md")
    site = mixed.build()
    assert site.warnings == [
        "agents/bad.md:1: WARNING: not a plain file; replace it with one or remove it [agentdocs.unreadable]"
    ]
    assert pages(site) == ["agents/good.html"]


@pytest.mark.parametrize("target", ["/dev/zero", "/dev/stdin", "/etc/passwd", "/", ".."])
def test_a_link_to_a_device_or_out(mixed, target):
    (mixed.src / "agents/bad.md").symlink_to(target)
    site = mixed.build()
    message = "the link leads out of its collection; replace it with the file itself"
    assert site.warnings == [f"agents/bad.md:1: WARNING: {message} [agentdocs.unsafe-file]"]
    assert pages(site) == ["agents/good.html"]


def test_a_socket(mixed, monkeypatch):
    monkeypatch.chdir(mixed.src / "agents")  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("bad.md")
        site = mixed.build()
    assert site.warnings == [
        "agents/bad.md:1: WARNING: not a plain file; replace it with one or remove it [agentdocs.unreadable]"
    ]
    assert pages(site) == ["agents/good.html"]


def test_a_folder_with_the_name_of_a_definition(mixed, definition):
    mixed.write({"agents/bad.md/inner.md": definition("inner")})
    site = mixed.build()
    assert site.warnings == []
    assert pages(site) == ["agents/bad.md/inner.html", "agents/good.html"]


def test_a_file_that_is_left_out_fails_a_strict_build(mixed):
    (mixed.src / "agents/bad.md").symlink_to("gone.md")
    assert mixed.build(strict=True).app.statuscode == 1


def test_warnings_can_be_suppressed_by_code(make_site):
    site = make_site({"agents/bad.md": "---\n---\nJust a prompt.\n"}, {"suppress_warnings": ["agentdocs.name"]})
    assert site.warnings == [f"agents/bad.md:1: WARNING: {NO_DESCRIPTION}"]

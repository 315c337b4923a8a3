"""Addresses of pages from the paths of definitions."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_agentdocs.core.paths import address_findings, addresses, is_collection, is_page
from sphinx_agentdocs.core.text.identifiers import digest


def fixed_text(path: str, portable: str) -> str:
    return f"{portable}-{digest(path, 6)}"


@pytest.mark.parametrize(
    "path",
    [
        "ringer.md",
        "Tower/Bell_Ringer-2.md",
        "v1.2/x.md",
        "鐘/つき.md",
        "घंटी.md",
        "café.md",
        "console.md",
        "a.b.md",
        "x.html.md",
        "x.json/y.md",
        "x.md/y.md",
        "html/x.md",
        "v1.xml2/x.md",
    ],
)
def test_a_portable_path_stays(path):
    assert addresses([path]) == {path: path.removesuffix(".md")}


@pytest.mark.parametrize(
    ("path", "portable"),
    [
        ("bell ringer.md", "bell-ringer"),
        ("north tower/x.md", "north-tower/x"),
        ('it\'s "x".md', "it-s-x-"),
        ("a#b?c%20&d.md", "a-b-c-20-d"),
        ("a\\b:c*.md", "a-b-c-"),
        ("tab\there\n.md", "tab-here-"),
        ("con.md", "agent-con"),
        ("Aux/x.md", "agent-Aux/x"),
        ("com1.tar.md", "agent-com1.tar"),
        ("index.md", "index"),
        ("tower/INDEX.md", "tower/INDEX"),
        ("-x.md", "x"),
        ("--.md", "agent"),
        ("dot..md", "dot"),
        ("..md", "agent"),
        ("...md", "agent"),
        ("🔔.md", "agent"),
        ("cafe\u0301.md", "café"),
        ("\udcff.md", "agent"),
        ("x" * 130 + ".md", "x" * 120),
        ("x.html/y.md", "x-html/y"),
        ("x.md.txt/y.md", "x.md-txt/y"),
        ("x.html.txt/y.md", "x.html-txt/y"),
        ("index.html/y.md", "index-html/y"),
        ("X.HTML/y.md", "X-HTML/y"),
        ("x.html./y.md", "x-html/y"),
        ("x.ht\u200bml/y.md", "x.ht-ml/y"),
        (".xml/y.md", "xml/y"),
        ("a/x.xhtml/y.md", "a/x-xhtml/y"),
        ("x.fpickle/y.md", "x-fpickle/y"),
        ("x.doctree/y.md", "x-doctree/y"),
        ("鐘" * 50 + ".md", "鐘" * 40),
    ],
)
def test_any_other_path_is_rewritten_and_has_a_digest(path, portable):
    assert addresses([path]) == {path: fixed_text(path, portable)}


def test_of_twins_by_case_the_lower_case_one_stays():
    assert addresses(["Ringer.md", "ringer.md", "RINGER.md"]) == {
        "RINGER.md": fixed_text("RINGER.md", "RINGER"),
        "Ringer.md": fixed_text("Ringer.md", "Ringer"),
        "ringer.md": "ringer",
    }


def test_twins_by_normalisation_get_two_addresses():
    composed, decomposed = "caf\u00e9.md", "cafe\u0301.md"
    assert addresses([composed, decomposed]) == {composed: "café", decomposed: fixed_text(decomposed, "café")}


def test_a_folder_that_moves_its_pages_is_named_once():
    found = address_findings(addresses(["a b.md", "old (1)/x.md", "old (1)/y z.md", "old (1)/z.md", "new/so?/w.md"]))
    why = "does not work as an address everywhere; rename"
    assert {path: finding.message.partition(" because ")[2] for path, finding in found} == {
        "a b.md": f"the path {why} the file",
        "new/so?/w.md": f"the name of its folder {why} the folder new/so?",
        "old (1)/x.md": f"the name of its folder {why} the folder old (1), which holds 2 more definitions",
    }


def test_long_names_that_begin_alike_stay_apart():
    one, two = "x" * 130 + "1.md", "x" * 130 + "2.md"
    assert addresses([one, two]) == {one: fixed_text(one, "x" * 120), two: fixed_text(two, "x" * 120)}


TWINS = st.sampled_from(
    ["a", "A", "\u00e9", "\u00c9", "e\u0301", "E\u0301", "ß", "SS", "ss", "\u0390", "İ", "index", "Index", "a b", "a-b"]
)
ODD = st.sampled_from(
    [
        "con", "NUL.x", "-a", "a ", "a-", ".", "..", ".a", "a.", "x" * 119, "x" * 125, "鐘", "🔔", "a\u200bb", "%41",
        "a.html", "a.md.txt", "a.HTML", ".xml", "index.html", "a.html.",
        "\u0345", "ı", "ǰ", "\ufb01",
    ]
) | st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=6)  # fmt: skip


def sets_of(parts: st.SearchStrategy[str], longest: int) -> st.SearchStrategy[set[str]]:
    paths = st.lists(parts, min_size=1, max_size=longest).map(lambda some: "/".join(some) + ".md")
    return st.sets(paths, max_size=8)


PATHS = sets_of(TWINS, 2) | sets_of(TWINS | ODD, 3)


def folded(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


@given(PATHS)
def test_addresses_are_unique_on_every_system(paths):
    assert len({folded(address) for address in addresses(paths).values()}) == len(paths)


@given(PATHS)
def test_every_part_of_an_address_is_portable(paths):
    for address in addresses(paths).values():
        for part in address.split("/"):
            assert part == unicodedata.normalize("NFC", part)
            assert all(char in "._-" or unicodedata.category(char)[0] in "LNM" for char in part)
            assert not part.startswith("-")
            assert not part.endswith(".")
            assert not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", part, re.IGNORECASE)
            assert 0 < len(part.encode()) <= 127


OUTPUTS = [
    "{}.html", "{}/index.html", "{}.txt", "_sources/{}.md.txt", "{}.xml", "{}.xhtml", "{}.fjson",
    "{}.fpickle", "{}.pot", "{}.doctree", "{}.md.agent",
]  # fmt: skip


@given(PATHS)
def test_no_output_of_a_page_is_a_folder_of_another(paths):
    for form in OUTPUTS:
        files = {folded(form.format(address)) for address in addresses(paths).values()}
        folders = {file[:end] for file in files for end, char in enumerate(file) if char == "/"}
        assert files.isdisjoint(folders)


@given(st.data())
def test_addresses_depend_on_the_set_only(data):
    paths = data.draw(PATHS)
    assert addresses(data.draw(st.permutations(sorted(paths)))) == addresses(paths)


# -- the pages that a ledger may name


@given(st.lists(st.text(min_size=1, max_size=8).filter(lambda part: "/" not in part), min_size=1, max_size=3))
def test_every_address_is_a_page(parts):
    path = "/".join(parts) + ".md"
    assert is_page(f"agents/{addresses([path])[path]}")


@pytest.mark.parametrize(
    ("path", "name"),
    [("/".join("d" * 61), "d"), ("/".join(["folder" * 15] * 10 + ["x"]), "x"), ("/".join(["(" * 9] * 200), "agent")],
    ids=["deep", "long", "deep and rewritten"],
)
def test_a_path_beyond_what_file_systems_take_keeps_its_name(path, name):
    assert addresses([f"{path}.md"]) == {f"{path}.md": fixed_text(f"{path}.md", name)}


def test_a_path_within_what_file_systems_take_stays():
    path = "/".join(["folder" * 2] * 60)
    assert addresses([f"{path}.md"]) == {f"{path}.md": path}


@pytest.mark.parametrize(
    "page",
    [
        "agents",
        "agents/",
        "/agents/x",
        "agents//x",
        "agents/../x",
        "agents/-x",
        "agents/Index",
        "agents/lpt1",
        "agents/\ufffe",
        "agents/a\u200bb",
        "agents/a b",
        "agents/\udc80",
        "agents/\ue000",
    ],
)
def test_what_is_not_a_page(page):
    assert not is_page(page)


def test_a_letter_that_only_a_later_unicode_knows_is_part_of_a_page():
    assert unicodedata.category("\U0003ffd0") == "Cn"
    assert is_page("agents/\U0003ffd0")


@pytest.mark.parametrize("name", ["agents", "Team.v2", "search", "a_b-c", "json", "v1.0"])
def test_a_collection(name):
    assert is_collection(name)


@pytest.mark.parametrize(
    "name", ["", "g", "G", "404", "agents.json", "robots.txt", "index.html", "_x", ".x", "a.", "nul", "a b", "a/b"]
)
def test_a_name_that_is_not_a_collection(name):
    assert not is_collection(name)


@pytest.mark.parametrize(("path", "portable"), [("\u26a0\ufe0f bell.md", "bell"), ("bell\ufe0f.md", "bell")])
def test_an_address_has_no_invisible_marks(path, portable):
    assert addresses([path, "bell.md"]) == {path: fixed_text(path, portable), "bell.md": "bell"}

"""The one writer of site files: what it writes, leaves untouched, removes, and leaves to others."""

from __future__ import annotations

import os
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from sphinx_agentdocs.disk.packs import digest_in, files_in, names_in
from sphinx_agentdocs.sphinx import site_files
from sphinx_agentdocs.sphinx.site_files import PageGroup

OURS, OTHER, LONG_AGO = b"ours: ", b"someone else's", 1_000_000_000
NAMED = re.compile(r"[a-z]\.js")


def is_ours(data: bytes) -> bool:
    return data.startswith(b"ours")


def tree() -> dict[str, bytes]:
    """Every file below the working folder, those of links too, and every empty folder as ``None``."""
    return {
        path.as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(Path().rglob("*"))
        if path.is_file() or path.is_symlink() or not any(path.iterdir())
    }


def put(files: dict[str, bytes]) -> None:
    """Files that were last changed long ago."""
    for name, data in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(data)
        os.utime(name, (LONG_AGO, LONG_AGO))


def touched() -> list[str]:
    """The files that were written since `put`."""
    return [name for name in tree() if Path(name).is_file() and Path(name).stat().st_mtime != LONG_AGO]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# -- one file


@pytest.mark.parametrize(("before", "written"), [(None, ["f"]), (b"old", ["f"]), (b"new", [])])
def test_a_file_is_written_if_it_changes(before, written):
    put({} if before is None else {"f": before})
    site_files.write_if_changed("f", b"new")
    assert (tree(), touched()) == ({"f": b"new"}, written)


@pytest.mark.parametrize(
    ("before", "after", "written"),
    [
        (None, OURS, ["d/f"]),
        (b"ours, old", OURS, ["d/f"]),
        (OURS, OURS, []),
        (OTHER, OTHER, []),
    ],
)
def test_a_file_of_someone_else_is_not_overwritten(before, after, written):
    put({} if before is None else {"d/f": before})
    site_files.write_unless_foreign("d/f", OURS, is_ours)
    assert (tree(), touched()) == ({"d/f": after}, written)


@pytest.mark.parametrize("kind", ["folder", "pipe", "link to nothing"])
def test_what_is_not_a_file_is_not_overwritten_or_removed(kind):
    make = {"folder": os.mkdir, "pipe": os.mkfifo, "link to nothing": lambda name: Path(name).symlink_to("gone")}[kind]
    make("f")
    before = os.lstat("f")
    site_files.write_unless_foreign("f", OURS, is_ours)
    site_files.remove_if_ours("f", lambda data: True)
    assert os.lstat("f") == before
    assert [path.name for path in Path().iterdir()] == ["f"]


@pytest.mark.parametrize(("data", "left"), [(OURS, {}), (OTHER, {"f": OTHER})])
def test_a_file_is_removed_if_it_is_ours(data, left):
    put({"f": data})
    site_files.remove_if_ours("f", is_ours)
    assert tree() == left


def test_what_is_gone_already_is_not_removed_again():
    site_files.remove("f")
    site_files.remove_if_ours("f", is_ours)
    site_files.remove_if_empty("d")
    put({"f": OURS})
    site_files.remove("f")
    assert tree() == {}


def test_a_folder_is_removed_if_it_is_empty():
    put({"full/f": OTHER})
    for name in ("empty", "target"):
        Path(name).mkdir()
    Path("link").symlink_to("target")
    for name in ("full", "empty", "link"):
        site_files.remove_if_empty(name)
    assert tree() == {"full/f": OTHER, "link": None, "target": None}


def test_a_file_is_replaced_in_one_step(monkeypatch):
    put({"f": b"old"})
    seen, inner = [], os.replace
    monkeypatch.setattr(os, "replace", lambda source, target: seen.append(tree()) or inner(source, target))
    site_files.replace("f", b"new")
    assert (seen, tree()) == ([{"f": b"old", "f.new": b"new"}], {"f": b"new"})


def test_a_copy_has_the_time_of_its_source():
    put({"source": OTHER})
    with Path("source").open("rb") as source:
        assert site_files.copy(source, "d/f", 100)
    assert (tree(), touched()) == ({"d/f": OTHER, "source": OTHER}, [])


def test_a_copy_replaces_what_was_there():
    put({"source": b"new", "d/f": b"longer than the new one"})
    with Path("source").open("rb") as source:
        assert site_files.copy(source, "d/f", 100)
    assert tree() == {"d/f": b"new", "source": b"new"}


def test_a_file_above_the_limit_is_not_copied_and_its_old_copy_is_removed():
    put({"source": b"12345", "d/f": b"old"})
    with Path("source").open("rb") as source:
        assert not site_files.copy(source, "d/f", 4)
    assert tree() == {"source": b"12345", "d": None}
    with Path("source").open("rb") as source:
        assert site_files.copy(source, "d/f", 5)
    assert tree() == {"d/f": b"12345", "source": b"12345"}


@pytest.mark.parametrize(
    ("extra", "found"), [(["own"], True), (["own/search.html"], True), ([], False), (["other", "own/a.html"], False)]
)
def test_a_file_may_come_from_the_user(folder, extra, found):
    put({"own/search.html": OTHER, "own/a.html": OTHER, "other/a.html": OTHER})
    app = SimpleNamespace(confdir=folder, config=SimpleNamespace(html_extra_path=extra))
    assert site_files.is_extra_file(app, "search.html") is found


# -- a folder of files


def test_a_folder_has_these_files_and_those_of_others():
    put({"d/a.js": b"ours, old", "d/b.js": OURS, "d/c.js": OURS, "d/d.js": OTHER, "d/long.js": OURS, "d/x/y.js": OURS})
    site_files.keep_only("d", {"a.js": OURS, "b.js": OURS}, NAMED, is_ours)
    assert tree() == {
        "d/a.js": OURS,
        "d/b.js": OURS,
        "d/d.js": OTHER,
        "d/long.js": OURS,
        "d/x/y.js": OURS,
    }
    assert touched() == ["d/a.js"]


@pytest.mark.parametrize(("before", "left"), [({}, {}), ({"d/a.js": OURS}, {}), ({"d/a.js": OTHER}, {"d/a.js": OTHER})])
def test_a_folder_without_files_is_not_there(before, left):
    put(before)
    site_files.keep_only("d", {}, NAMED, is_ours)
    assert tree() == left


# -- a folder of pages, each in a folder of its own


RECORD = Path("record.json")


def group(name: str, shown: str, *pages: str) -> PageGroup:
    return PageGroup(name, shown, {page: lambda: b"%s, %s" % (OURS, shown.encode()) for page in pages})


def keep_groups(*groups: PageGroup) -> None:
    site_files.keep_only_pages("g", groups, is_ours, RECORD)


def keep_pages(*names: str) -> None:
    keep_groups(PageGroup("a", "", {name: lambda: OURS for name in names}))
    RECORD.unlink(missing_ok=True)


def test_pages_are_written_if_they_change():
    put({"g/same/index.html": OURS, "g/old/index.html": b"ours, old", "g/lost/mine.txt": OTHER})
    keep_pages("same", "old", "lost", "new")
    assert tree() == {
        "g/lost/index.html": OURS,
        "g/lost/mine.txt": OTHER,
        "g/new/index.html": OURS,
        "g/old/index.html": OURS,
        "g/same/index.html": OURS,
    }
    assert touched() == ["g/lost/index.html", "g/new/index.html", "g/old/index.html"]


def test_a_page_that_is_no_longer_needed_goes_with_its_folder():
    put({"g/kept/index.html": OURS, "g/gone/index.html": OURS})
    Path("g/empty").mkdir()
    keep_pages("kept")
    assert tree() == {"g/kept/index.html": OURS}


def test_pages_and_folders_of_others_stay():
    others = {
        "g/foreign/index.html": OTHER,
        "g/more/index.html": OURS,
        "g/more/mine.txt": OTHER,
        "g/plain.html": OURS,
        "target/index.html": OURS,
    }
    put(others)
    Path("g/link").symlink_to("../target")
    keep_pages()
    assert tree() == {**others, "g/link": None}
    assert touched() == []


def test_no_pages_and_no_folder():
    keep_pages()
    assert tree() == {}


def test_a_page_is_made_when_its_turn_comes():
    written = []

    def make(name: str):
        return lambda: written.append(sorted(tree())) or OURS

    keep_groups(PageGroup("a", "", {name: make(name) for name in ("a", "b")}))
    assert written == [["g/a"], ["g/a/index.html", "g/b"]]


def test_only_a_group_that_shows_something_else_is_written_again():
    keep_groups(group("one", "1", "a", "b"), group("two", "2", "c"))
    put({name: data for name, data in tree().items() if name != "record.json"})
    keep_groups(group("one", "1", "a", "b"), group("two", "2", "c"))  # with other times than in the record
    assert touched() == ["record.json"]
    keep_groups(group("one", "1", "a", "b"), group("two", "changed", "c"))
    assert touched() == ["g/c/index.html", "record.json"]


@pytest.mark.parametrize("damage", ["gone", "changed", "no record", "bad record", "odd record"])
def test_a_group_is_made_again_unless_all_of_it_is_as_it_was_written(damage):
    made = []

    def keep() -> list[str]:
        made.clear()
        keep_groups(PageGroup("one", "1", {name: (lambda at=name: made.append(at) or OURS) for name in "ab"}))
        return list(made)

    assert keep() == ["a", "b"]
    assert keep() == []
    match damage:
        case "gone":
            Path("g/a/index.html").unlink()
        case "changed":
            put({"g/b/index.html": b"ours, old"})
        case "no record":
            RECORD.unlink()
        case "bad record":
            RECORD.write_bytes(b"{")
        case "odd record":
            RECORD.write_bytes(b"[]")
    assert keep() == ["a", "b"]
    assert {name: data for name, data in tree().items() if name != "record.json"} == dict.fromkeys(
        ["g/a/index.html", "g/b/index.html"], OURS
    )


def test_a_large_folder_is_listed_once(monkeypatch):
    put({f"g/{number}/index.html": OURS for number in range(20)})
    listed, inner = [], os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: listed.append(path) or inner(path))
    keep_pages(*map(str, range(20)))
    assert listed == ["g"]


# -- packs of pages


def pack_groups(*groups: PageGroup) -> dict[str, dict[str, bytes]]:
    """The files in each pack after packing *groups*, by the first letter of the data that they show."""
    site_files.pack_pages(Path("packs"), "g", groups)
    return {digest_in(path)[0]: files_in(path) for path in Path("packs").iterdir()}


def test_a_group_of_pages_becomes_a_pack():
    bytes_of_any_kind = PageGroup("../\ud800", "x", {"a": lambda: b"\xff\xc3\xa9\n"})
    found = pack_groups(group("one", "1", "a", "b"), bytes_of_any_kind)
    assert found == {
        "1": {"g/a/index.html": b"ours: , 1", "g/b/index.html": b"ours: , 1"},
        "x": {"g/a/index.html": b"\xff\xc3\xa9\n"},
    }
    assert [names_in(path) for path in Path("packs").iterdir() if digest_in(path) == "1"] == [
        ["g/a/index.html", "g/b/index.html"]
    ]


def test_only_a_pack_that_shows_something_else_is_written_again():
    pack_groups(group("one", "1", "a"), group("two", "2", "b"))
    put(tree())
    assert pack_groups(group("one", "1", "a"), group("two", "3 now", "b")) == {
        "1": {"g/a/index.html": b"ours: , 1"},
        "3": {"g/b/index.html": b"ours: , 3 now"},
    }
    assert len(touched()) == 1


def test_a_pack_that_is_no_longer_needed_is_removed():
    pack_groups(group("one", "1", "a"), group("two", "2", "b"))
    assert pack_groups(group("two", "2", "b")).keys() == {"2"}
    assert pack_groups() == {}


def test_extra_files_behind_links_that_lead_to_each_other(tmp_path):
    names = [f"folder{number}" for number in range(12)]
    for name in names:
        (tmp_path / "extra" / name).mkdir(parents=True)
        (tmp_path / "extra" / name / f"of-{name}").touch()
        for other in names:
            (tmp_path / "extra" / name / other).symlink_to(tmp_path / "extra" / other)
    app = SimpleNamespace(
        confdir=tmp_path, config=SimpleNamespace(html_extra_path=["extra", "extra/folder3/of-folder3"])
    )
    found = list(site_files.extra_files(app))
    assert len(found) == 2 + 12 + 12 * 13
    assert {Path(path).name for path in found} == {"extra", *names, *(f"of-{name}" for name in names)}

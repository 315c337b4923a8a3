"""Publishing a site: what is read and written for a change, and which changes are made where the files are."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sphinx_agentdocs.disk.packs import write_pack
from sphinx_agentdocs.disk.plain_files import hash_of
from sphinx_agentdocs.errors import UserError
from sphinx_agentdocs.site import in_place, published_list
from sphinx_agentdocs.site import publish as module
from sphinx_agentdocs.site.publish import Site, publish
from sphinx_agentdocs.site.records import FORMAT, Records

RECORDS = Records(Path("records"))
PAGES = {f"page-{number:02}/index.html": f"text {number}" for number in range(40)}


def write(path: str | Path, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")


def contents(place: str = "out") -> dict[str, str]:
    return {p.relative_to(place).as_posix(): p.read_text("utf-8") for p in Path(place).rglob("*") if p.is_file()}


def inodes(place: str = "out") -> dict[str, int]:
    return {p.relative_to(place).as_posix(): p.stat().st_ino for p in Path(place).rglob("*") if p.is_file()}


def make(files: dict[str, str]) -> dict[str, str]:
    """The folder ``new`` with *files*, and their hashes."""
    shutil.rmtree("new", ignore_errors=True)
    for name, text in files.items():
        write(f"new/{name}", text)
    return {name: hash_of(Path("new", name)) for name in files}


def pack(name: str, files: dict[str, str]) -> dict[Path, str]:
    """A pack of *files*, and its hash."""
    write_pack(path := Path(name), "a digest", {name: text.encode() for name, text in files.items()})
    return {path: hash_of(path)}


def put(files: dict[str, str], packs: dict[Path, str] | None = None, **options) -> tuple[int, int]:
    site = Site(Path("new"), make(files), packs or {})
    done = publish(site, Path("out"), Path("work"), RECORDS, **options)
    return done.written, done.removed


@pytest.fixture(autouse=True)
def published(tmp_path, monkeypatch):
    """A site of forty pages, published, which counts as large."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module, "_MANY", 0)
    for place in ("records", "work"):
        Path(place).mkdir()
    assert put(PAGES) == (40, 0)


COUNTS = """
import json, sys
from pathlib import Path
from sphinx_agentdocs.site import publish
from sphinx_agentdocs.site.records import Records
publish._MANY = {many}
events = []
def note(event, arguments):
    if event in ("open", "os.link", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.scandir"):
        events.append([event, str(arguments[0])])
hashes = {hashes}
sys.addaudithook(note)
publish.publish(publish.Site(Path("new"), hashes), Path("out"), Path("work"), Records(Path("records")))
print(json.dumps(events))
"""


def traced(files: dict[str, str], many: int = 0) -> list[tuple[str, str]]:
    """What publishing *files* does in the output, the site and the folder for the next one, in another process."""
    code = COUNTS.format(many=many, hashes=make(files))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return [
        (event, path) for event, path in json.loads(done.stdout) if path.startswith(("out/", "new/", "work/changes/"))
    ]


def test_without_a_change_nothing_is_opened_but_the_list(published):
    assert [path for _, path in traced(PAGES)] == ["out/.agentdocs"]


ADDED = {
    "a file next to the pages": lambda: write("out/CNAME", "docs.example"),
    "a file in a folder": lambda: write("out/page-07/x.txt", "x"),
    "a file in a new folder": lambda: write("out/new/deep/x.txt", "x"),
    "an empty folder": lambda: Path("out/page-07/empty").mkdir(),
}


@pytest.mark.parametrize("title", ADDED)
def test_what_others_add_is_found_and_stays_in_small_changes_and_swaps(published, monkeypatch, title):
    ADDED[title]()
    added = set(Path("out").rglob("*"))
    for text, many in (("in place", 0), ("again", 0), ("swapped", 1000), ("and again", 0)):
        monkeypatch.setattr(module, "_MANY", many)
        assert put({**PAGES, "page-09/index.html": text}) == (1, 0)
        assert set(Path("out").rglob("*")) == added
        assert [path for event, path in traced({**PAGES, "page-09/index.html": text}) if event == "os.scandir"] == []


def test_a_page_that_is_gone_or_moved_is_noticed(published):
    Path("out/page-07").rename("out/page-40")
    Path("out/page-40/index.html").rename("out/page-40/x.txt")
    assert put(PAGES) == (1, 0)
    assert contents().keys() == {*PAGES, ".agentdocs", "page-40/x.txt"}


def test_a_change_costs_what_it_changes(published):
    events = traced({**PAGES, "page-07/index.html": "new text", "page-40/index.html": "text 40"})
    opened = {path for event, path in events if event == "open" and path.startswith(("out/", "new/"))}
    assert opened == {"out/.agentdocs", "new/page-07/index.html", "new/page-40/index.html"}
    assert sum(event == "os.rename" and path.startswith("work/changes/") for event, path in events) == 3
    assert sum(event == "os.link" for event, _ in events) == 2, "a second name for the page and the list"


def test_a_small_site_is_swapped(published):
    events = traced({**PAGES, "page-07/index.html": "new text"}, many=1000)
    assert sum(event == "os.link" for event, _ in events) == 39


@pytest.mark.parametrize(("changed", "place"), [(4, "in place"), (5, "swapped")])
def test_up_to_a_tenth_is_changed_in_place(published, monkeypatch, changed, place):
    calls = []
    inner = in_place.change
    monkeypatch.setattr(in_place, "change", lambda *arguments: (calls.append("in place"), inner(*arguments)))
    new = {**PAGES, **{f"page-{number:02}/index.html": "new" for number in range(changed)}}
    assert put(new) == (changed, 0)
    assert (calls or ["swapped"]) == [place]
    assert {name: text for name, text in contents().items() if name != ".agentdocs"} == new


def test_the_rest_stays_the_same_files(published):
    before = inodes()
    assert put({**PAGES, "page-07/index.html": "new"}) == (1, 0)
    assert {name for name, number in inodes().items() if before.get(name) != number} == {
        "page-07/index.html",
        ".agentdocs",
    }


def test_nothing_is_written_into_a_file_of_the_site(published):
    with Path("out/page-07/index.html").open() as file:
        put({**PAGES, "page-07/index.html": "new"})
        assert file.read() == "text 7"


def test_folders_come_and_go(published):
    new = {**PAGES, "a/b/c.html": "deep"}
    del new["page-07/index.html"]
    assert put(new) == (1, 1)
    assert not Path("out/page-07").exists()
    assert put(PAGES) == (1, 1)
    assert not Path("out/a").exists()


# -- names that are not free

BLOCKED = {
    "a file where a folder must be": (["page-07/index.html"], ["page-07/index.html/x"]),
    "a folder where a file must be": (["page-07/index.html"], ["page-07"]),
    "another spelling of a name": (["page-07/index.html"], ["page-07/Index.html"]),
}


@pytest.mark.parametrize("title", BLOCKED)
def test_a_name_that_is_not_free_is_swapped(published, title):
    removed, added = BLOCKED[title]
    assert not in_place.fits(Path("out"), added, removed)
    new = {name: text for name, text in PAGES.items() if name not in removed} | dict.fromkeys(added, "new")
    assert put(new) == (1, 1)
    assert {name: text for name, text in contents().items() if name != ".agentdocs"} == new


def test_names_that_are_free(published):
    assert in_place.fits(Path("out"), ["page-07/index.html", "x/y/z", "page-08/more"], ["page-09/index.html"])


# -- what is there is known, not believed


def same_size_and_time(path: str, text: str) -> None:
    state = Path(path).stat()
    assert state.st_size == len(text)
    Path(path).write_text(text, "utf-8")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def test_a_page_that_someone_edited_is_written_again_although_size_and_time_are_the_same(published):
    same_size_and_time("out/page-07/index.html", "edit 7")
    assert put(PAGES) == (1, 0)
    assert contents()["page-07/index.html"] == "text 7"


def test_a_page_that_was_touched_is_compared(published):
    os.utime("out/page-07/index.html", ns=(1, 1))
    assert put(PAGES) == (0, 0)


def test_the_list_of_a_stranger_is_not_used(published):
    listed = json.loads(Path("work/published.json").read_text("utf-8"))
    Path("out/page-07/index.html").write_text("edit 7", "utf-8")
    state = Path("out/page-07/index.html").stat()
    listed["files"]["page-07/index.html"][:3] = [state.st_size, state.st_mtime_ns, state.st_ctime_ns]
    Path("work/published.json").write_text(json.dumps(listed), "utf-8")
    assert put(PAGES) == (1, 0)


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_a_list_that_is_damaged_is_not_used(published, text):
    Path("work/published.json").write_text(text, "utf-8")
    assert put({**PAGES, "page-07/index.html": "new"}) == (1, 0)


@pytest.mark.parametrize("change", [lambda listed: listed["files"], lambda listed: {**listed, "format": 1}])
def test_a_list_of_another_format_is_not_used(published, change):
    listed = json.dumps(change(json.loads(Path("work/published.json").read_text("utf-8")))).encode()
    RECORDS.remember(Path("work/published.json"), listed)
    Path("work/published.json").write_bytes(listed)
    same_size_and_time("out/page-07/index.html", "edit 7")
    assert put(PAGES) == (1, 0)
    assert json.loads(Path("work/published.json").read_text("utf-8"))["format"] == FORMAT


def test_without_a_later_time_nothing_is_listed(published, monkeypatch):
    Path("work/published.json").unlink()
    monkeypatch.setattr(published_list, "is_past", lambda moment, folder: False)
    assert put({**PAGES, "page-07/index.html": "new"}) == (1, 0)
    assert not Path("work/published.json").exists()
    assert put(PAGES) == (1, 0)


def test_a_later_time_is_later_than_that_of_each_folder(published, monkeypatch):
    moments = []
    monkeypatch.setattr(published_list, "is_past", lambda moment, folder: moments.append(moment))
    newest = max(path.stat().st_ctime_ns for path in Path("out").rglob("*"))
    while (changed := Path("out/page-07").stat().st_ctime_ns) <= newest:
        Path("out/page-07/x").mkdir()
        Path("out/page-07/x").rmdir()
    put(PAGES)
    assert moments == [changed]


def test_an_added_file_that_may_run_is_refused_before_anything_changes(published):
    write("out/phish.html", "<script>")
    with pytest.raises(UserError, match="was not written by a build and may run"):
        put({**PAGES, "page-07/index.html": "new"})
    assert contents()["page-07/index.html"] == "text 7"
    assert put({**PAGES, "page-07/index.html": "new"}, extra=["phish.html"]) == (1, 0)


# -- a journal


@pytest.fixture
def pending(published, tmp_path, monkeypatch):
    old = contents()
    with monkeypatch.context() as patch:
        patch.setattr(in_place, "end", lambda work, records: None)
        patch.setattr(module, "_clear_if_possible", lambda work: None)
        put({**PAGES, "page-07/index.html": "new", "x/y.html": "new"})
    assert contents() != old
    return old


def recover() -> None:
    module.recover(Path("out"), Path("work"), RECORDS)


def test_a_change_that_did_not_end_is_undone(pending):
    recover()
    assert contents() == pending
    assert (Path("out/x").exists(), module.was_interrupted(Path("work"))) == (False, False)


def test_the_journal_of_a_stranger_is_not_used(pending, tmp_path):
    found = contents()
    other = Records(tmp_path / "other")
    other.folder.mkdir()
    other.remember(Path("out/.agentdocs"), Path("out/.agentdocs").read_bytes())
    module.recover(Path("out"), Path("work"), other)
    assert contents() == found
    module.clear(Path("work"))
    assert not module.was_interrupted(Path("work"))


def test_a_former_file_that_someone_replaced_is_not_published(pending):
    numbers = {Path(path).read_text("utf-8"): path for path in Path("work/changes").glob("old-*")}
    numbers["text 7"].unlink()
    numbers["text 7"].write_text("<script>", "utf-8")
    recover()
    assert contents()["page-07/index.html"] == "new"
    assert put(PAGES) == (1, 0)


def test_nothing_is_undone_through_a_link(pending, tmp_path):
    write("elsewhere/index.html", "mine")
    shutil.rmtree("out/page-07")
    Path("out/page-07").symlink_to(tmp_path / "elsewhere")
    recover()
    assert Path("elsewhere/index.html").read_text("utf-8") == "mine"


def test_nothing_is_undone_in_another_output(pending):
    shutil.rmtree("out")
    recover()
    assert not Path("out").exists()


def test_a_used_journal_cannot_be_used_again(pending, monkeypatch):
    shutil.copytree("work", "copy")
    recover()
    monkeypatch.setattr(module, "_MANY", 1000)  # a swap, which needs no journal
    put({**PAGES, "page-07/index.html": "newest"})
    shutil.rmtree("work")
    Path("copy").rename("work")
    recover()
    assert contents()["page-07/index.html"] == "newest"


# -- packs of pages

PACKED = {f"g/{code}/index.html": f"says {code}" for code in ("11aaa", "22bbb", "33ccc")}
"""The pages of one pack."""


@pytest.mark.parametrize(
    ("after", "done"),
    [
        (PACKED, (0, 0)),
        (PACKED | {"g/22bbb/index.html": "reworded"}, (1, 0)),
        (PACKED | {"g/44ddd/index.html": "new"}, (1, 0)),
        ({"g/11aaa/index.html": "says 11aaa"}, (0, 2)),
        ({}, (0, 3)),
    ],
    ids=["same", "reworded", "new", "gone", "all gone"],
)
@pytest.mark.parametrize("many", [0, 1000], ids=["in place", "swapped"])
def test_pages_of_a_pack_are_published_by_what_differs(published, monkeypatch, after, done, many):
    monkeypatch.setattr(module, "_MANY", many)
    assert put(PAGES, pack("one", PACKED)) == (3, 0)
    before = inodes()
    assert put(PAGES, pack("one", after) if after else {}) == done
    assert {name: text for name, text in contents().items() if name.startswith("g/")} == after
    unchanged = [name for name in before if name.startswith("g/") and PACKED.get(name) == after.get(name, "")]
    assert {name: before[name] for name in unchanged} == {name: inodes()[name] for name in unchanged}
    assert put(PAGES, pack("one", after) if after else {}) == (0, 0)


def test_a_pack_that_is_published_is_not_read_again(published, monkeypatch):
    packs = pack("one", PACKED)
    put(PAGES, packs)
    Path("one").unlink()
    assert put({**PAGES, "page-07/index.html": "new"}, packs) == (1, 0)
    assert contents().items() >= PACKED.items()


@pytest.mark.parametrize("change", ["edited", "removed"])
def test_a_page_of_a_pack_that_someone_changed_is_written_again(published, change):
    packs = pack("one", PACKED)
    put(PAGES, packs)
    if change == "edited":
        same_size_and_time("out/g/22bbb/index.html", "says 22xxx")
    else:
        shutil.rmtree("out/g/22bbb")
    assert put(PAGES, packs) == (1, 0)
    assert contents().items() >= PACKED.items()


def test_where_the_system_does_not_say_when_a_file_changed_pages_of_a_pack_are_compared(published, monkeypatch):
    packs = pack("one", PACKED)
    put(PAGES, packs)
    monkeypatch.setattr("sys.platform", "win32")
    assert put(PAGES, packs) == (0, 0)
    same_size_and_time("out/g/22bbb/index.html", "says 22xxx")
    assert put(PAGES, packs) == (1, 0)

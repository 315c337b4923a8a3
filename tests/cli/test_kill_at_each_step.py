"""A kill at each step of publishing and of the cache: the old site or the new one, and nothing in between."""

from __future__ import annotations

import ctypes
import errno
import itertools
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from textwrap import indent

import pytest
import twelve_definitions
from small_files import no_file_above
from twelve_definitions import (
    build,
    change_something,
    contents,
    define,
    fails,
    write,
)

from sphinx_agentdocs.disk.packs import files_in, write_pack
from sphinx_agentdocs.disk.plain_files import hash_of
from sphinx_agentdocs.site import in_place
from sphinx_agentdocs.site import publish as publishing
from sphinx_agentdocs.site.cache import close_work, open_work
from sphinx_agentdocs.site.flush import flush
from sphinx_agentdocs.site.publish import Site, clear, publish, recover, was_interrupted
from sphinx_agentdocs.site.records import Records

folder = twelve_definitions.folder

RECORDS = Records(Path("records"))


STARTS = """
import os, signal, sys
from pathlib import Path
from pathlib import PosixPath
from sphinx_agentdocs.site import cache, publish, swap
from sphinx_agentdocs.site.publish import Site
from sphinx_agentdocs.site.records import Records
RECORDS = Records(Path("records"))
steps = 0
def die(event, arguments):
    global steps
    if event in ("open", "os.mkdir", "os.link", "os.rename", "os.remove", "os.rmdir", "shutil.copyfile"):
        steps += 1
        if steps > last:
            os.kill(os.getpid(), signal.SIGKILL)
def run():
CODE
for line in sys.stdin:
    child = os.fork()
    if not child:
        last = int(line)
        sys.addaudithook(die)
        run()
        os._exit(0)
    print(os.waitpid(child, 0)[1], flush=True)
"""
"""Runs the code once for each number that it reads, each time in a process that dies after so many disk operations.

The processes are copies of one that has loaded everything, which takes longer than the code.
"""
SWAPS = 'publish.publish({site}, Path("out"), Path("work"), RECORDS)'
TWO_STEPS = "swap.exchange = lambda one, other: False\n"
BUILDS = """
work, before = cache.open_work(Path("cache"), RECORDS, print)
for name in ("a", "b"):
    (work / name).write_text("new")
cache.close_work(Path("cache"), work, before, RECORDS)
"""


def site(place: str) -> Site:
    """The site at *place*, with a pack that has the same file, a changed one, and one that is new or gone."""
    files = {"g/same/index.html": "same", "g/new/index.html": place, f"g/{place}/index.html": place}
    write_pack(pack := Path(f"{place}.pack"), place, {name: text.encode() for name, text in files.items()})
    hashes = {path.relative_to(place).as_posix(): hash_of(path) for path in Path(place).rglob("*") if path.is_file()}
    return Site(Path(place), hashes, {pack: hash_of(pack)})


def publish_site(place: str) -> None:
    publish(site(place), Path("out"), Path("work"), RECORDS)


def parts(place: str) -> dict[str, bytes]:
    """Every file of the site at *place*."""
    return contents(place) | {name: data for pack in site(place).packs for name, data in files_in(pack).items()}


def listed(files: Iterable[str]) -> bytes:
    """The list of *files* that is published with them."""
    return "".join(f"{name}\n" for name in sorted(files)).encode()


@pytest.fixture
def process_of() -> Iterator[Callable[[str], Callable[[int], bool]]]:
    """Takes code; returns a function that runs it for so many steps, and says whether it was killed before its end."""
    with ExitStack() as parents:

        def start(code: str) -> Callable[[int], bool]:
            program = STARTS.replace("CODE", indent(code, "    "))
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
            parent = parents.enter_context(subprocess.Popen([sys.executable, "-c", program], text=True, **pipes))

            def dies_at(step: int) -> bool:
                print(step, file=parent.stdin, flush=True)
                status = int(parent.stdout.readline())
                assert status in (0, signal.SIGKILL)
                return status != 0

            return dies_at

        yield start


@pytest.mark.parametrize("two_steps", [False, True])
def test_a_kill_at_each_step_of_the_swap(tmp_path, monkeypatch, process_of, two_steps):
    monkeypatch.chdir(tmp_path)
    Path("records").mkdir()
    pages = {"index.html": "same", "agents/ada.html": "old", "agents/gone.html": "gone"}
    for place, texts in (("old", pages), ("new", {**pages, "agents/ada.html": "new", "b/new.html": "new"})):
        for name, text in texts.items():
            write(f"{place}/{name}", text)
    Path("new/agents/gone.html").unlink()
    Path("work").mkdir()
    publish_site("old")
    write("out/CNAME", "mine")
    Path("out/empty").mkdir()
    old = contents("out")
    new = {**parts("new"), "CNAME": b"mine", ".agentdocs": listed(parts("new"))}
    shutil.copytree("out", "first", symlinks=True)
    missing = 0
    dies_at = process_of(TWO_STEPS * two_steps + SWAPS.format(site=site("new")))
    for step in itertools.count():
        killed = dies_at(step)
        missing += not Path("out").exists()
        recover(Path("out"), Path("work"), RECORDS)
        assert contents("out") in (old, new), f"step {step}"
        assert Path("out/empty").is_dir()
        clear(Path("work"))
        publish_site("new")
        assert contents("out") == new, f"step {step}"
        assert sorted(path.name for path in Path("work").iterdir()) == ["published.json"]
        if not killed:
            break
        shutil.rmtree("out")
        shutil.copytree("first", "out", symlinks=True)
    assert step > 30, "every step was the last one once"
    assert missing == (1 if two_steps else 0), "between two steps there is no site"


@pytest.mark.parametrize("source_is_gone", [False, True])
def test_a_kill_at_each_step_of_a_change_in_place(tmp_path, monkeypatch, process_of, source_is_gone):
    """Each file is the old one or the new one, and together they are the old site again before anything else."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(publishing, "_MANY", 0)
    Path("records").mkdir()
    pages = {f"same/{number}.html": "same" for number in range(60)}
    pages |= {"agents/ada.html": "old", "agents/deep/gone.html": "gone", "a/b/gone.html": "gone", "index.html": "old"}
    for place, texts in (("old", pages), ("new", {**pages, "agents/ada.html": "new", "b/c/new.html": "new"})):
        for name, text in texts.items():
            write(f"{place}/{name}", text)
    shutil.rmtree("new/agents/deep")
    shutil.rmtree("new/a")
    Path("work").mkdir()
    publish_site("old")
    write("out/a/CNAME.txt", "mine")
    Path("out/empty").mkdir()
    old = contents("out")
    new = {**parts("new"), "a/CNAME.txt": b"mine", ".agentdocs": listed(parts("new"))}
    shutil.copytree("out", "first", symlinks=True)
    shutil.copytree("work", "prepared")
    pending = mixed = 0
    dies_at = process_of("publish._MANY = 0\n" + SWAPS.format(site=site("new")))
    for step in itertools.count():
        killed = dies_at(step)
        found = contents("out")
        assert all(text in (old.get(name), new.get(name)) for name, text in found.items()), f"step {step}"
        mixed += found not in (old, new)
        if was_interrupted(Path("work")):
            pending += 1
            recover(Path("out"), Path("work"), RECORDS)
            assert contents("out") == old, f"step {step}"
            assert sorted(path.name for path in Path("out").iterdir()) == sorted(
                [".agentdocs", "a", "agents", "empty", "g", "index.html", "same"]
            )
        assert contents("out") in (old, new), f"step {step}"
        assert Path("out/empty").is_dir()
        if not source_is_gone:
            clear(Path("work"))
            publish_site("new")
            assert contents("out") == new, f"step {step}"
            assert not [path for path in Path("out").rglob("*") if path.is_dir() and path.name in ("deep", "b/b")]
            assert sorted(path.name for path in Path("work").iterdir()) == ["published.json"]
        if not killed:
            break
        for place, first in (("out", "first"), ("work", "prepared")):
            shutil.rmtree(place)
            shutil.copytree(first, place, symlinks=True)
    assert (pending > 8, mixed > 4, step > 40) == (True, True, True), "every step was the last one once"


def test_a_kill_at_each_step_of_undoing_a_change_in_place(tmp_path, monkeypatch, process_of):
    monkeypatch.chdir(tmp_path)
    Path("records").mkdir()
    Path("work").mkdir()
    for place, texts in (
        ("out", {"a": "old", "b": "same", "c/gone": "gone"}),
        ("new", {"a": "new", "b": "same", "d/e": "new"}),
    ):
        for name, text in texts.items():
            write(f"{place}/{name}", text)
    content = b"a\nb\nc/gone\n"
    Path("out/.agentdocs").write_bytes(content)
    RECORDS.remember(Path("out/.agentdocs"), content)
    old = contents("out")
    monkeypatch.setattr("sphinx_agentdocs.site.in_place.end", lambda work, records: None)
    in_place.change(Path("out"), Path("work"), {"a": Path("new/a"), "d/e": Path("new/d/e")}, ["c/gone"], RECORDS)
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert contents("out").keys() == {"a", "b", "d/e", ".agentdocs"}
    for place in ("out", "work", "records"):
        shutil.copytree(place, f"half/{place}", symlinks=True)
    dies_at = process_of('publish.recover(Path("out"), Path("work"), RECORDS)')
    for step in itertools.count():
        killed = dies_at(step)
        recover(Path("out"), Path("work"), RECORDS)
        assert contents("out") == old, f"step {step}"
        assert not Path("out/d").exists()
        if not killed:
            break
        for place in ("out", "work", "records"):
            shutil.rmtree(place)
            shutil.copytree(f"half/{place}", place, symlinks=True)
    assert step > 10


def test_a_kill_at_each_step_of_the_cache(tmp_path, monkeypatch, process_of):
    monkeypatch.chdir(tmp_path)
    Path("records").mkdir()
    dies_at = process_of(BUILDS)
    for step in itertools.count():
        shutil.rmtree("cache", ignore_errors=True)
        Path("cache").mkdir()
        work, before = open_work(Path("cache"), RECORDS, print)
        for name in ("a", "b"):
            write(work / name, "old")
        close_work(Path("cache"), work, before, RECORDS)
        killed = dies_at(step)
        found = contents(str(open_work(Path("cache"), RECORDS, print)[0]))
        assert found in ({"a": b"old", "b": b"old"}, {}, {"a": b"new", "b": b"new"}), f"step {step}"
        if not killed:
            break
    assert found == {"a": b"new", "b": b"new"}
    assert step > 6, "every step was the last one once"


def test_everything_is_on_the_disk_before_it_counts(folder, monkeypatch):
    """A power cut leaves what was flushed: at that moment the new site is complete, and nothing refers to it yet."""
    old, new = build(), change_something()
    seen = {}

    def flushed(path: Path) -> None:
        name = path.name
        assert not (folder / "site.cache/complete.json").exists() or name == "next"
        assert contents() == old
        seen[name] = contents(str(path)) if name == "next" else None
        flush(path)

    monkeypatch.setattr("sphinx_agentdocs.site.publish.flush", flushed)
    monkeypatch.setattr("sphinx_agentdocs.site.cache.flush", flushed)
    assert build() == new
    assert seen == {"site.cache": None, "next": new}


@pytest.mark.parametrize("lost", [False, True])
def test_a_disk_that_loses_what_was_written(folder, monkeypatch, lost):
    """The system reports it when it is asked to flush; a system that cannot flush one disk flushes all."""

    class Library:
        @staticmethod
        def syncfs(descriptor: int) -> int:
            ctypes.set_errno(errno.EIO if lost else errno.ENOSYS)
            return -1

    whole = []
    monkeypatch.setattr("sphinx_agentdocs.site.flush.ctypes.CDLL", lambda name, **options: Library)
    monkeypatch.setattr("sphinx_agentdocs.site.flush.os.sync", lambda: whole.append(True))
    if lost:
        with pytest.raises(OSError, match="Input/output error"):
            flush(folder)
    else:
        flush(folder)
    assert whole == [True] * (not lost)


@pytest.mark.parametrize("failing", ["source", "disk"])
def test_a_site_that_is_missing_comes_back_whatever_the_next_build_does(folder, failing):
    old = build()
    Path("site").rename("site.cache/previous")
    if failing == "source":
        shutil.rmtree("team")
        assert fails().endswith("team does not exist; name the folder that holds the definitions")
    else:
        define("bow/ada", "New.")
        fails(preexec_fn=no_file_above(20_000))
    assert contents() == old

"""Disks and folders that cannot be used: one line, and the previous site stays."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import twelve_definitions
from click.testing import CliRunner
from small_files import no_file_above
from twelve_definitions import (
    NAMES,
    build,
    change_something,
    clean,
    contents,
    define,
    fails,
    write,
)

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.site import cache, published_list

folder = twelve_definitions.folder


# -- a disk that is full


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(
    ("size", "cached"), [(0, False), (4_000, False), (20_000, False), (60_000, False), (4_000, True), (20_000, True)]
)
def test_a_file_that_cannot_be_written(folder, size, jobs, cached):
    old, new = build(), change_something()
    if not cached:
        shutil.rmtree("site.cache")
    line = fails("-j", jobs, preexec_fn=no_file_above(size))
    assert line.startswith(f"agentdocs: {folder / 'site'}")
    assert line.endswith(" cannot be written (File too large); free disk space or choose another output folder")
    assert contents() == old
    assert build("-j", jobs) == new


@pytest.fixture
def small_disk(folder):
    """A folder that is a disk of its own, or a skip: the limits above then replace it."""
    Path("disk").mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", "disk"], check=False).returncode:
        pytest.skip("disks cannot be mounted here; the tests with a limit for files cover a full disk")
    yield Path("disk")
    subprocess.run(["umount", "disk"], check=True)


@pytest.mark.parametrize(
    ("left", "cached", "jobs"),
    [
        *((left, True, "1") for left in (0, 40)),
        *((left, False, "12"[number % 2]) for number, left in enumerate((0, 100, 200, 300, 400, 500, 600, 700, 860))),
    ],
)
def test_a_full_disk(small_disk, left, cached, jobs):
    old, new = build(output="disk/site"), change_something()
    if not cached:
        shutil.rmtree("disk/site.cache")
    with Path("disk/filler").open("wb") as filler:
        state = os.statvfs("disk")
        os.posix_fallocate(filler.fileno(), 0, state.f_bavail * state.f_frsize - left * 1024)
    line = fails("-j", jobs, output="disk/site")
    fix = "free disk space or choose another output folder"
    assert line.endswith(f" cannot be written (No space left on device); {fix}")
    assert contents("disk/site") == old
    Path("disk/filler").unlink()
    assert build("-j", jobs, output="disk/site") == new


# -- folders that cannot be used


def without_override():
    """What a child of root does first, so that it has to obey permissions like any other user."""
    library = ctypes.CDLL(None)
    for capability in (1, 2):  # to write, and to read, despite permissions
        library.prctl(24, capability)  # drops it from what a started program can have; no effect for other users


@pytest.mark.parametrize(
    ("closed", "wrong"),
    [
        ("site", "{0}/place/site is not writable; fix its permissions or choose another output folder"),
        ("", "{0}/place/site is not writable; fix its permissions or choose another output folder"),
        (
            "site.cache",
            (
                "{0}/place/site.cache/unchanged.json cannot be written (Permission denied);"
                " fix its permissions or choose another output folder"
            ),
        ),
    ],
)
def test_a_folder_that_is_read_only(folder, closed, wrong):
    old, new = build(output="place/site"), change_something()
    place = Path("place", closed)
    place.chmod(0o555)
    line = fails(output="place/site", preexec_fn=without_override)
    place.chmod(0o755)
    assert line == f"agentdocs: {wrong.format(folder)}"
    assert contents("place/site") == old
    assert build(output="place/site") == new


def test_a_new_output_in_a_folder_that_is_read_only(folder):
    Path("place").mkdir(mode=0o555)
    fix = "fix its permissions or choose another output folder"
    line = fails(output="place/site", preexec_fn=without_override)
    assert line == f"agentdocs: {folder}/place is not writable; {fix}"
    Path("place").chmod(0o755)
    assert list(Path("place").iterdir()) == []


def test_an_output_that_is_a_link_to_a_folder(folder):
    build(output="real")
    Path("site").symlink_to("real")
    new = change_something()
    assert (build(), Path("site").readlink()) == (new, Path("real"))
    assert {path.name for path in folder.glob("*.cache")} - {"clean.cache"} == {"real.cache"}


def test_an_output_that_is_a_link_to_itself(folder):
    Path("site").symlink_to("site")
    assert fails() == "agentdocs: site is a symbolic link to itself; choose another path"


def test_an_output_that_is_a_mount_point(small_disk):
    assert fails(output="disk") == (
        f"agentdocs: {small_disk.resolve()} is a mount point, which cannot be replaced; choose a folder inside it"
    )


def test_a_cache_that_is_a_file(folder):
    write("site.cache", "mine")
    fix = "remove it or choose another output folder"
    assert fails() == f"agentdocs: {folder}/site.cache is a file, but must be a folder; {fix}"
    assert Path("site.cache").read_text() == "mine"


def test_a_cache_that_is_the_folder_of_somebody_else(folder):
    write("site.cache/precious.txt", "mine")
    fix = "remove the folder or choose another output folder"
    assert fails() == f"agentdocs: {folder}/site.cache contains files that agentdocs did not create; {fix}"
    assert contents("site.cache") == {"precious.txt": b"mine"}


def builds_anew() -> dict[str, bytes]:
    """The site of a build that says, in one line, that it does not use the cache."""
    result = CliRunner().invoke(main, ["build", "team", "-o", "site", "-q", "--strict"])
    line = f"{Path.cwd()}/site.cache is not as your last build on this machine left it, or another version left it"
    assert (result.exit_code, result.stderr) == (
        0,
        f"agentdocs: note: {line}; it is discarded and everything is read again\n",
    )
    return contents()


def damage(path: Path, kind: str) -> None:
    if kind == "cut off":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    elif kind == "garbage":
        path.write_bytes(b"\x00\xffgarbage")
    elif kind == "gone":
        path.unlink()
    else:
        path.unlink()
        path.mkdir()


@pytest.mark.parametrize("kind", ["cut off", "garbage", "gone", "a folder"])
@pytest.mark.parametrize(
    "names",
    [
        ("doctrees/html/environment.pickle",),
        ("doctrees/html/agents/bow/ada.doctree", "site/html/.buildinfo"),
        ("site/html/searchindex.js", "site/html/agents/stern/ben.html", "site/html/agents.json"),
    ],
)
def test_a_cache_that_is_damaged(folder, names, kind):
    build()
    new = change_something()
    (work,) = Path("site.cache").glob("work-*")
    for name in names:
        damage(work / name, kind)
    assert builds_anew() == new


@pytest.mark.parametrize("text", ["", "[]", "{", '{"work": "..", "files": {}}', '{"work": 1}', "\udcff"])
def test_a_list_of_the_cache_that_is_damaged(folder, text):
    build()
    new = change_something()
    Path("site.cache/complete.json").write_text(text, "utf-8", "surrogateescape")
    assert builds_anew() == new


def test_a_cache_of_a_version_with_another_format_is_not_used(folder, monkeypatch):
    for module in (cache, published_list):
        monkeypatch.setattr(module, "FORMAT", -1)
    build()
    monkeypatch.undo()
    monkeypatch.chdir(folder)
    define("bow/ada", "Something new.")
    assert builds_anew() == clean()


def test_nothing_is_written_into_a_file_of_the_site(folder):
    build()
    kept = {path: path.open("rb") for path in Path("site").rglob("*") if path.is_file()}
    before = {path: file.read() for path, file in kept.items()}
    for name in NAMES:
        define(name, "Changed.")
    shutil.rmtree("site.cache")
    build("-b", "dirhtml")
    build()
    for path, file in kept.items():
        file.seek(0)
        assert file.read() == before[path], path
        file.close()

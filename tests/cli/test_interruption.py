"""Builds that are interrupted: what is in the output then, and what the next build makes of it."""

from __future__ import annotations

import ctypes
import errno
import itertools
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sphinx.application import Sphinx

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.disk.packs import files_in, write_pack
from sphinx_agentdocs.disk.plain_files import hash_of
from sphinx_agentdocs.site import in_place
from sphinx_agentdocs.site import publish as publishing
from sphinx_agentdocs.site.cache import close_work, open_work
from sphinx_agentdocs.site.flush import flush
from sphinx_agentdocs.site.known import Site
from sphinx_agentdocs.site.publish import clear, publish, recover, was_interrupted
from sphinx_agentdocs.site.records import Records
from sphinx_agentdocs.sphinx.project import AgentProject

RECORDS = Records(Path("records"))
COMMAND = "from sphinx_agentdocs.cli import main; main()"
TEXT = (
    "---\nname: {name}\ndescription: Use it for {name}. {more}\n---\n\n# {name}\n\nYou are {name}.\n\n- Do it well.\n"
)
NAMES = [f"{group}/{name}" for group in ("bow", "stern", "mast") for name in ("ada", "ben", "cleo", "dan")]


def write(path: str | Path, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")


def define(name: str, more: str = "") -> None:
    write(f"team/{name}.md", TEXT.format(name=name.replace("/", "-"), more=more))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with twelve definitions in ``team``."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        define(name)
    return tmp_path


def start(*options: str, output: str = "site", code: str = COMMAND, **popen) -> subprocess.Popen[str]:
    """The command, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", code, "build", "team", "-o", output, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **popen,
    )


def run(*options: str, **more) -> tuple[int, str]:
    """The exit status of the command and its errors."""
    process = start("-q", *options, **more)
    _, errors = process.communicate()
    return process.returncode, errors


def build(*options: str, output: str = "site") -> dict[str, bytes]:
    """The site of a build without warnings or errors, in this process."""
    result = CliRunner().invoke(main, ["build", "team", "-o", output, "-q", *options])
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return contents(output)


def clean(*options: str) -> dict[str, bytes]:
    """The site of a build that knows of no previous one."""
    for place in ("clean", "clean.cache"):
        shutil.rmtree(place, ignore_errors=True)
    return build(*options, output="clean")


def contents(site: str = "site") -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in Path(site).rglob("*") if path.is_file()}


def fails(*options: str, output: str = "site", **popen) -> str:
    """The one line of a build that fails; *popen* runs it in a process of its own."""
    if popen:
        code, errors = run(*options, output=output, **popen)
    else:
        result = CliRunner().invoke(main, ["build", "team", "-o", output, "-q", *options])
        code, errors = result.exit_code, result.stderr
    assert (code, len(errors.splitlines())) == (2, 1), errors
    assert "Traceback" not in errors
    return errors.rstrip("\n")


def change_something() -> dict[str, bytes]:
    """Edit a definition and return the site that a clean build makes."""
    define("bow/ada", "Something new.")
    return clean()


# -- killed at any moment

KILLS = int(os.environ.get("KILLS", "8"))
SEED = int(os.environ.get("SEED") or 0) or random.randrange(1, 10**6)


def change(turn: int, chance: random.Random) -> None:
    """An addition, a removal, a renaming or neither, and an edit."""
    present = sorted(path.relative_to("team").with_suffix("").as_posix() for path in Path("team").rglob("*.md"))
    edited, chosen = chance.sample(present, 2)
    define(edited, f"Turn {turn}.")
    kind = chance.choice(["addition", "removal", "renaming", "neither"])
    if kind == "addition" or len(present) < 6:
        define(f"new/agent-{turn}")
    elif kind == "removal":
        Path(f"team/{chosen}.md").unlink()
    elif kind == "renaming":
        Path(f"team/{chosen}.md").rename(f"team/new/was-{turn}.md")


def is_mixed(found: dict[str, bytes], *versions: dict[str, bytes]) -> bool:
    """Whether each file is that of one of *versions*, but not all of the same."""
    assert all(text in [version.get(name) for version in versions] for name, text in found.items())
    return found not in versions


@pytest.mark.parametrize("in_place", [False, True])
def test_a_kill_at_any_moment(folder, in_place, monkeypatch):
    """The site is the old one or the new one; or, if single files were changed, as soon as any build begins."""
    code = COMMAND
    if in_place:
        code = f"from sphinx_agentdocs.site import publish; publish._MANY = 0; publish._SHARE = 1; {COMMAND}"
        monkeypatch.setattr(publishing, "_MANY", 0)
        monkeypatch.setattr(publishing, "_SHARE", 1)
    chance = random.Random(SEED)
    tally, turn, old, spans = {"html": 0, "dirhtml": 0}, 0, {}, {}
    Path("team/new").mkdir()
    for builder in tally:
        old[builder] = build("-b", builder, output=builder)
        began = time.monotonic()
        run("-b", builder, output=builder)
        spans[builder] = 1.5 * (time.monotonic() - began)  # with a change it takes longer
    while sum(tally.values()) < KILLS / 2:
        builder, jobs, moment = ("html", "dirhtml")[turn % 2], str(1 + turn // 2 % 2), chance.random()
        options = ("-b", builder, "-j", jobs)
        change(turn, chance)
        new = clean(*options)
        process = start(*options, output=builder, code=code)
        try:
            process.communicate(timeout=spans[builder] * moment)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            tally[builder] += 1
        where = f"SEED={SEED}, turn {turn}, {builder}, -j {jobs}, at {moment:.3f}"
        if is_mixed(contents(builder), old[builder], new):
            assert in_place, where
            assert CliRunner().invoke(main, ["build", "gone", "-o", builder]).exit_code == 2
        assert contents(builder) in (old[builder], new), where
        if turn % 3 == 2:  # the next build may have yet another task
            change(turn + 10_000, chance)
            new = clean(*options)
        assert build(*options, output=builder) == new, where
        assert {path.name for path in Path(f"{builder}.cache").iterdir()}.isdisjoint({"next", "previous", "old"})
        old[builder] = new
        turn += 1
    sys.stdout.write(f"kills {tally}, differences 0, SEED={SEED}\n")


# -- killed at each step of replacing the site

DIES = """
import os, signal, sys
from pathlib import Path
from pathlib import PosixPath
from sphinx_agentdocs.site import cache, publish, swap
from sphinx_agentdocs.site.known import Site
from sphinx_agentdocs.site.records import Records
RECORDS = Records(Path("records"))
steps = 0
def die(event, arguments):
    global steps
    if event in ("open", "os.mkdir", "os.link", "os.rename", "os.remove", "os.rmdir", "shutil.copyfile"):
        steps += 1
        if steps > {last}:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(die)
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


def dies_at(step: int, code: str) -> bool:
    """Whether a process that runs *code* is killed before it ends, at one of its disk operations."""
    status = subprocess.run([sys.executable, "-c", DIES.format(last=step) + code], check=False).returncode
    assert status in (0, -signal.SIGKILL)
    return status != 0


@pytest.mark.parametrize("two_steps", [False, True])
def test_a_kill_at_each_step_of_the_swap(tmp_path, monkeypatch, two_steps):
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
    for step in itertools.count():
        killed = dies_at(step, TWO_STEPS * two_steps + SWAPS.format(site=site("new")))
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
def test_a_kill_at_each_step_of_a_change_in_place(tmp_path, monkeypatch, source_is_gone):
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
    for step in itertools.count():
        killed = dies_at(step, "publish._MANY = 0\n" + SWAPS.format(site=site("new")))
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


def test_a_kill_at_each_step_of_undoing_a_change_in_place(tmp_path, monkeypatch):
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
    for step in itertools.count():
        killed = dies_at(step, 'publish.recover(Path("out"), Path("work"), RECORDS)')
        recover(Path("out"), Path("work"), RECORDS)
        assert contents("out") == old, f"step {step}"
        assert not Path("out/d").exists()
        if not killed:
            break
        for place in ("out", "work", "records"):
            shutil.rmtree(place)
            shutil.copytree(f"half/{place}", place, symlinks=True)
    assert step > 10


def test_a_kill_at_each_step_of_the_cache(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("records").mkdir()
    for step in itertools.count():
        shutil.rmtree("cache", ignore_errors=True)
        Path("cache").mkdir()
        work, before = open_work(Path("cache"), RECORDS, print)
        for name in ("a", "b"):
            write(work / name, "old")
        close_work(Path("cache"), work, before, RECORDS)
        killed = dies_at(step, BUILDS)
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


# -- a signal


STUCK = """
import os, signal
from sphinx.application import Sphinx
def wait(*arguments):
    os.write(1, b"waiting\\n")  # in one piece, even if two processes write it
    while True:
        signal.pause()
inner = Sphinx.build
def outer(app):
    app.connect("doctree-read", wait)
    inner(app)
Sphinx.build = outer
"""


def heed_signals():
    """What a child does first, in case this process was started to ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def last_words(process: subprocess.Popen[str]) -> str:
    """The errors of *process*, once no process of its group has the pipes open."""
    try:
        return process.communicate(timeout=60)[1]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        pytest.fail("a process of the build is still running")


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(
    ("number", "to"), [(signal.SIGINT, os.killpg), (signal.SIGTERM, os.kill), (signal.SIGTERM, os.killpg)]
)
def test_a_signal_ends_the_build_and_its_processes(folder, number, to, jobs):
    old, new = build(), change_something()
    process = start("-q", "-j", jobs, code=STUCK + COMMAND, preexec_fn=heed_signals)
    assert process.stdout.readline() == "waiting\n"
    to(process.pid, number)
    errors = last_words(process)
    name = signal.Signals(number).name
    assert (process.returncode, errors) == (
        128 + number,
        f"agentdocs: stopped by {name}; the site is intact, build again to bring it up to date\n",
    )
    assert contents() == old
    assert build() == new


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not end the children of a killed process")
def test_a_kill_ends_the_processes_of_the_build(folder):
    process = start("-q", "-j", "2", code=STUCK + COMMAND)
    assert process.stdout.readline() == "waiting\n"
    process.kill()
    last_words(process)
    assert build() == clean()


# -- a disk that is full


def no_file_above(size: int):
    """What a child does first so that it cannot write more than *size* bytes into a file.

    Python would not notice that it wrote only a part of a compiled module, which others use.
    """

    def limit() -> None:
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


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
    assert sorted(path.name for path in folder.iterdir() if path.suffix == ".cache") == ["clean.cache", "real.cache"]


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
    line = f"{Path.cwd()}/site.cache is not as your last build on this machine left it"
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


# -- two builds at once

HOLDS = """
import sys
from pathlib import Path
from sphinx_agentdocs.site.cache import locked
with locked(Path("site.cache")):
    print("locked", flush=True)
    sys.stdin.read()
"""


def test_a_second_build_stops_until_the_first_is_gone_however_it_goes(folder):
    old, new = build(), change_something()
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", HOLDS], text=True, **pipes) as first:
        assert first.stdout.readline() == "locked\n"
        expected = f"agentdocs: process {first.pid} is building the same site; wait for it to finish or stop it"
        assert fails() == expected
        assert contents() == old
        first.kill()
    assert build() == new


def test_a_lock_file_with_any_content_is_not_a_lock(folder):
    build()
    for text in ("", "1", str(os.getpid()), "nonsense"):
        write("site.cache/agentdocs.lock", text)
        build()


# -- definitions that change while they are read

READ = ["env-get-outdated", "env-before-read-docs", "doctree-read", "env-updated"]
WRITE = ["write-started", "html-page-context"]


def become_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def become_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/passwd")


def become_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


ACTIONS = {
    "bow/ada": Path.unlink,
    "bow/ben": become_folder,
    "bow/cleo": become_pipe,
    "bow/dan": become_link,
    "stern/ada": lambda path: path.write_text(path.read_text() + "More.\n"),
    "stern/ben": lambda path: path.write_text("All new.\n"),
}


@pytest.fixture
def during(monkeypatch):
    """Make something happen once in the next build, at an event of Sphinx."""
    inner = Sphinx.build

    def connect(event: str, action) -> None:
        pending = [action]

        def happen(*arguments):
            while pending:
                pending.pop()()
            return []

        def build_with_event(app: Sphinx) -> None:
            app.connect(event, happen, priority=700)
            inner(app)

        monkeypatch.setattr(Sphinx, "build", build_with_event)

    return connect


@pytest.mark.parametrize("cached", [True, False])
@pytest.mark.parametrize("event", [*READ, *WRITE])
def test_definitions_that_change_under_the_build(folder, event, cached, during):
    old = build()
    times = {name: Path(f"team/{name}.md").stat().st_mtime_ns for name in ACTIONS}
    if not cached:
        shutil.rmtree("site.cache")
    define("mast/dan", "Something to write.")
    during(event, lambda: [action(Path(f"team/{name}.md")) for name, action in ACTIONS.items()])
    result = CliRunner().invoke(main, ["build", "team", "-o", "site", "-q"])
    assert result.exit_code == 0, result.stderr
    assert all("[agentdocs." in line for line in result.stderr.splitlines()), result.stderr
    assert b"root:" not in b"".join(contents().values())
    for name, changed in times.items():  # everything is back, and older than its page
        path = Path(f"team/{name}.md")
        path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        define(name)
        os.utime(path, ns=(changed, changed))
    new = build()
    assert new == clean()
    assert new.keys() == old.keys()


@pytest.mark.parametrize("event", [*READ, *WRITE])
def test_a_folder_that_vanishes_under_the_build(folder, event, during):
    old, new = build(), change_something()
    shutil.rmtree("site.cache")
    during(event, lambda: Path("team").rename("away"))
    result = CliRunner().invoke(main, ["build", "team", "-o", "site", "-q"])
    line = result.stderr.splitlines()[-1]
    assert (result.exit_code, line) == (2, "agentdocs: team was removed while it was read; restore it and build again")
    assert contents() == old
    Path("away").rename("team")
    assert build() == new


def test_a_definition_that_vanishes_between_being_found_and_looked_at(folder, monkeypatch):
    """Its page says that it cannot be read, as if it had vanished a moment later; the next build leaves it out."""
    build()
    os.utime("team/mast/ada.md", ns=(1, 1))
    calls, inner = [], AgentProject.discover

    def discover(self, *arguments, **more):
        found = inner(self, *arguments, **more)
        calls.append(found)
        if len(calls) == 2:  # first at setup, then when the build begins
            Path("team/bow/ada.md").unlink()
        return found

    monkeypatch.setattr(AgentProject, "discover", discover)
    result = CliRunner().invoke(main, ["build", "team", "-o", "site", "-q"])
    problem = "WARNING: cannot be read (No such file or directory); restore the file [agentdocs.unreadable]"
    assert (result.exit_code, result.stderr) == (0, f"{folder}/team/bow/ada.md:1: {problem}\n")
    assert build() == clean()

"""Builds that are caught half-way: what stands in the output then, and what the next build makes of it."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sphinx_agentdocs.publish import clear, publish, recover

ROOT = Path(__file__).resolve().parents[2]
COMMAND = "from sphinx_agentdocs.cli import main; main()"
TEXT = "---\nname: {name}\ndescription: Use it for {name}. {more}\n---\n\n# {name}\n\nYou are {name}.\n\n- Do it well.\n"
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
    """The exit status of the command and what it says of errors."""
    process = start("-q", *options, **more)
    _, errors = process.communicate()
    return process.returncode, errors


def build(*options: str, output: str = "site") -> dict[str, bytes]:
    """The site of a build that is without fault."""
    assert run(*options, output=output) == (0, "")
    return contents(output)


def clean(*options: str) -> dict[str, bytes]:
    """The site of a build that knows of none before."""
    for place in ("clean", "clean.cache"):
        shutil.rmtree(place, ignore_errors=True)
    return build(*options, output="clean")


def contents(site: str = "site") -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in Path(site).rglob("*") if path.is_file()}


def fails(*options: str, status: int = 2, **more) -> str:
    """The one line of a build that cannot be done."""
    code, errors = run(*options, **more)
    assert (code, len(errors.splitlines())) == (status, 1), errors
    assert "Traceback" not in errors
    return errors.rstrip("\n")


# -- killed at any moment

KILLS = int(os.environ.get("KILLS", "8"))
SEED = int(os.environ.get("SEED", "0")) or random.randrange(1, 10**6)


def change(turn: int, chance: random.Random) -> None:
    """An edit, an addition, a removal or a renaming, and another edit."""
    present = sorted(path.relative_to("team").with_suffix("").as_posix() for path in Path("team").rglob("*.md"))
    kind, chosen = turn % 4, chance.choice(present)
    if kind == 0:
        define(f"new/agent-{turn}")
    elif kind == 1:
        Path(f"team/{chosen}.md").unlink()
    elif kind == 2:
        Path(f"team/{chosen}.md").rename(f"team/{chosen}-{turn}.md")
        present[present.index(chosen)] = f"{chosen}-{turn}"
    define(chance.choice([name for name in present if Path(f"team/{name}.md").exists()]), f"Turn {turn}.")


def test_a_kill_at_any_moment(folder):
    chance = random.Random(SEED)
    print(f"SEED={SEED} KILLS={KILLS}")
    old = {builder: build("-b", builder, output=builder) for builder in ("html", "dirhtml")}
    tally = dict.fromkeys(old, 0)
    for turn in range(KILLS):
        builder, jobs = ("html", "dirhtml")[turn % 2], str(1 + turn // 2 % 2)
        options = ("-b", builder, "-j", jobs)
        change(turn, chance)
        began = time.monotonic()
        new = clean(*options)
        duration, moment = time.monotonic() - began, chance.random()
        process = start(*options, output=builder)
        try:
            process.communicate(timeout=duration * moment)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            tally[builder] += 1
        where = f"SEED={SEED}, turn {turn}, {builder}, -j {jobs}, at {moment:.3f}"
        assert contents(builder) in (old[builder], new), where
        if turn % 3 == 2:  # the build after may have yet another task
            change(turn + 1, chance)
            new = clean(*options)
        assert build(*options, output=builder) == new, where
        assert [path for path in Path(builder).parent.glob(f"{builder}.cache/*") if path.name in ("next", "old")] == []
        old[builder] = new
    print(f"{tally} kills, no differences")


# -- killed at each step of putting the site in place

DIES = """
import os, signal, sys
from pathlib import Path
from sphinx_agentdocs import publish, swap
if {two_steps}:
    swap.exchange = lambda one, other: False
steps = 0
def die(event, arguments):
    global steps
    if event in ("open", "os.mkdir", "os.link", "os.rename", "os.remove", "os.rmdir", "shutil.copyfile"):
        steps += 1
        if steps > {last}:
            os.kill(os.getpid(), signal.SIGKILL)
new, out, work = map(Path, ("new", "out", "work"))
sys.addaudithook(die)
publish.publish(new, out, work)
"""


@pytest.mark.parametrize("two_steps", [False, True])
def test_a_kill_at_each_step_of_the_swap(tmp_path, monkeypatch, two_steps):
    monkeypatch.chdir(tmp_path)
    pages = {"index.html": "same", "agents/ada.html": "old", "agents/gone.html": "gone"}
    for place, texts in (("old", pages), ("new", {**pages, "agents/ada.html": "new", "b/new.html": "new"})):
        for name, text in texts.items():
            write(f"{place}/{name}", text)
    Path("new/agents/gone.html").unlink()
    Path("work").mkdir()
    publish(Path("old"), Path("out"), Path("work"))
    write("out/CNAME", "mine")
    Path("out/link").symlink_to("agents")
    Path("out/empty").mkdir()
    old = contents("out")
    new = {**contents("new"), "CNAME": b"mine", ".agentdocs": b"agents/ada.html\nb/new.html\nindex.html\n"}
    shutil.copytree("out", "first", symlinks=True)
    last, missing = 0, 0
    while True:
        code = DIES.format(two_steps=two_steps, last=last)
        status = subprocess.run([sys.executable, "-c", code], check=False).returncode
        missing += not Path("out").exists()
        recover(Path("out"), Path("work"))
        assert contents("out") in (old, new), f"step {last}"
        assert (Path("out/link").readlink(), Path("out/empty").is_dir()) == (Path("agents"), True)
        clear(Path("work"))
        publish(Path("new"), Path("out"), Path("work"))
        assert contents("out") == new, f"step {last}"
        assert sorted(path.name for path in Path("work").iterdir()) == []
        if status == 0:
            break
        assert status == -signal.SIGKILL
        last += 1
        shutil.rmtree("out")
        shutil.copytree("first", "out", symlinks=True)
    assert last > 30, "each of the steps was the last one once"
    assert missing == (1 if two_steps else 0), "between two steps there is no site"
    assert contents("out") == new


@pytest.mark.parametrize("failing", ["source", "disk"])
def test_a_site_that_is_missing_comes_back_whatever_the_next_build_does(folder, failing):
    old = build()
    Path("site").rename("site.cache/previous")
    if failing == "source":
        shutil.rmtree("team")
        assert fails().endswith("team does not exist; name the folder that holds the definitions")
    else:
        define("bow/ada", "New.")
        fails(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)))
    assert contents() == old

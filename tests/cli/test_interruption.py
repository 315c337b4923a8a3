"""Builds that are interrupted: what is in the output then, and what the next build makes of it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import twelve_definitions
from click.testing import CliRunner
from twelve_definitions import (
    COMMAND,
    build,
    change_something,
    clean,
    contents,
    define,
    fails,
    run,
    start,
    write,
)

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.site import publish as publishing

folder = twelve_definitions.folder

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

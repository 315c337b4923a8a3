"""``sphinx-build`` interrupted: the next build makes what a clean one makes."""

from __future__ import annotations

import os
import pickle
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_files import no_file_above

from sphinx_agentdocs.sphinx.recovery import MARKER

NAMES = [f"{group}/{name}" for group in ("bow", "stern", "mast") for name in ("ada", "ben", "cleo", "dan")]
KILLS = int(os.environ.get("KILLS", "6"))
SEED = int(os.environ.get("SEED") or 0) or random.randrange(1, 10**6)

DIES = """
import os, signal
from sphinx.application import Sphinx
left = {after}
def die(*arguments):
    global left
    left -= 1
    if left < 0:
        os.killpg(0, signal.SIGKILL)
    return []
inner = Sphinx._init_builder
def outer(app):
    app.connect("{event}", die, priority={priority})
    inner(app)
Sphinx._init_builder = outer
"""
COMMAND = "import sys; from sphinx.cmd.build import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture(params=["html", "dirhtml"])
def site(make_site, definition, request):
    """A site of twelve definitions and two pages around them."""
    files = {f"agents/{name}.md": definition(name.replace("/", "-")) for name in NAMES}
    files["guide.md"] = "# Guide\n\n{agent:ref}`bow-ada` and {agent:ref}`mast-dan`.\n"
    files["index.md"] = "# Site\n\n```{toctree}\nguide\n```\n\n```{agent:catalog}\n```\n"
    return make_site(files, builder=request.param)


def start(site, *options: str, code: str = "", **popen) -> subprocess.Popen[str]:
    """``sphinx-build`` for *site*, in a process group of its own."""
    places = ("-b", site.builder, "-d", str(site.out.parent / "doctrees"), str(site.src), str(site.out))
    return subprocess.Popen(
        [sys.executable, "-c", code + COMMAND, "-q", *places, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **popen,
    )


def change(site, definition, turn: int = 0) -> None:
    """An edit that shows on other pages, one that does not, an addition, a removal and a renaming."""
    folder = site.src / "agents"
    site.write(
        {
            "agents/bow/ada.md": definition("bow-ada", f"Something else, {turn}."),
            "agents/bow/ben.md": definition("bow-ben", body=f"Another prompt, {turn}.\n"),
            f"agents/new/agent-{turn}.md": definition(f"agent-{turn}"),
        }
    )
    spare = sorted(path for path in folder.rglob("*.md") if path.stem not in ("ada", "ben", "dan"))
    spare[0].unlink()
    spare[1].rename(spare[1].with_stem(f"renamed-{turn}"))


CLEAN: dict[tuple[str, bytes], dict[str, bytes]] = {}
"""What `clean` returned, by builder and sources: most tests make the same change."""


def clean(site) -> dict[str, bytes]:
    """The files of a build without warnings that knows of no previous one."""
    sources = {str(path.relative_to(site.src)): path.read_bytes() for path in site.src.rglob("*") if path.is_file()}
    asked = site.builder, pickle.dumps(sorted(sources.items()))
    if asked not in CLEAN:
        if len(CLEAN) == 10:
            CLEAN.clear()
        built = site.clean()
        assert built.warnings == []
        CLEAN[asked] = built.files()
    return CLEAN[asked]


def is_repaired(site) -> None:
    """Assert that the next build makes what a clean one makes, without warnings."""
    again = site.build()
    mine, other = again.files(), clean(site)
    assert sorted(mine) == sorted(other)
    assert [name for name in other if mine[name] != other[name]] == []
    assert again.warnings == []
    assert not (again.out / MARKER).exists()
    last = again.build()
    assert (last.read, last.written, last.files()) == ([], [], mine)


def test_a_kill_at_any_moment(site, definition):
    chance = random.Random(SEED)
    began = time.monotonic()
    start(site).communicate()
    span, kills, turn = 1.5 * (time.monotonic() - began), 0, 0
    while kills < KILLS // 2:
        moment, jobs = chance.random(), str(1 + turn % 2)
        change(site, definition, turn)
        process = start(site, "-j", jobs)
        try:
            process.communicate(timeout=span * moment)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            kills += 1
        if turn % 3 == 2:
            change(site, definition, turn + 1000)
        again = site.build()
        where = f"SEED={SEED}, turn {turn}, -j {jobs}, at {moment:.3f}"
        assert (again.files() == clean(site), again.warnings) == (True, []), where
        site.write({f"agents/mast/cleo-{turn}.md": definition(f"cleo-{turn}")})  # so that there is always one to remove
        site.write({f"agents/mast/eve-{turn}.md": definition(f"eve-{turn}")})
        site.build()
        turn += 1
    sys.stdout.write(f"kills {{{site.builder!r}: {kills}}}, differences 0, SEED={SEED}\n")


@pytest.mark.parametrize(
    ("event", "priority", "after"),
    [
        ("builder-inited", 0, 0),
        ("builder-inited", 900, 0),
        ("env-before-read-docs", 500, 0),
        ("doctree-read", 500, 1),
        ("env-updated", 500, 0),
        ("env-get-updated", 900, 0),
        ("write-started", 500, 0),
        ("html-page-context", 500, 0),
        ("html-page-context", 999, 3),
        ("html-collect-pages", 900, 0),
        ("build-finished", 0, 0),
        ("build-finished", 900, 0),
    ],
)
def test_a_kill_at_an_event(site, definition, event, priority, after):
    change(site, definition)
    jobs = {"html": "1", "dirhtml": "2"}[site.builder]
    process = start(site, "-j", jobs, code=DIES.format(event=event, priority=priority, after=after))
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    is_repaired(site)


def killed(site, definition, event: str = "html-page-context") -> None:
    """Make some changes, and kill their build at an event."""
    change(site, definition)
    process = start(site, code=DIES.format(event=event, priority=500, after=2))
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert (site.out / MARKER).exists()


@pytest.mark.parametrize("keep", [0.0, 0.5])
def test_every_file_may_be_cut_off(site, definition, keep):
    killed(site, definition)
    for path in site.out.parent.rglob("*"):
        if path.is_file() and path.name != MARKER:
            path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    is_repaired(site)


def test_a_definition_removed_after_the_kill_leaves_no_page(site, definition):
    killed(site, definition)
    (site.out.parent / "doctrees" / "environment.pickle").write_bytes(b"")
    for name in ("bow/ada", "new/agent-0"):
        (site.src / f"agents/{name}.md").unlink()
    site.write({"guide.md": "# Guide\n"})
    is_repaired(site)


def test_a_second_kill_forgets_nothing(site, definition):
    killed(site, definition)
    (site.out.parent / "doctrees" / "environment.pickle").write_bytes(b"")
    process = start(site, code=DIES.format(event="doctree-read", priority=500, after=0))
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    is_repaired(site)


def test_files_of_others_are_left_alone(site, definition):
    killed(site, definition)
    (site.out / "CNAME").write_text("crew.example")
    again = site.build()
    assert again.text("CNAME") == "crew.example"


def test_a_build_of_one_page_repairs_only_that_page(site, definition):
    killed(site, definition)
    process = start(site, str(site.src / "guide.md"))
    _, errors = process.communicate()
    assert process.returncode == 0
    assert [line for line in errors.splitlines() if "index couldn't be loaded" not in line] == []
    is_repaired(site)


@pytest.mark.parametrize("event", ["env-updated", "html-page-context", "html-collect-pages", "build-finished"])
def test_a_build_that_ends_with_an_exception(site, definition, event):
    def fail(*arguments):
        raise ValueError("it went wrong")

    change(site, definition)
    with pytest.raises(Exception, match="it went wrong"):
        site.build(handlers={event: fail})
    assert (site.out / MARKER).exists()
    is_repaired(site)


def test_ctrl_c(site, definition):
    def interrupt(*arguments):
        raise KeyboardInterrupt

    change(site, definition)
    with pytest.raises(KeyboardInterrupt):
        site.build(handlers={"html-page-context": interrupt})
    is_repaired(site)


@pytest.mark.parametrize("size", [100, 4_000, 8_000, 20_000])
def test_a_file_that_cannot_be_written_is_no_success(site, definition, size):
    change(site, definition)
    jobs = {"html": "2", "dirhtml": "1"}[site.builder]
    process = start(site, "-j", jobs, preexec_fn=no_file_above(size))
    _, errors = process.communicate()
    assert process.returncode != 0
    assert "File too large" in errors
    is_repaired(site)


def test_the_marker_is_there_only_while_the_build_runs(site):
    seen = []
    again = site.build(handlers={"env-updated": lambda app, env: seen.append((Path(app.outdir) / MARKER).exists())})
    assert seen == [True]
    assert not list(again.out.glob(f"{MARKER}*"))


@pytest.mark.parametrize("builder", ["epub", "text", "singlehtml", "xml"])
def test_other_builders(make_site, definition, builder):
    conf = {"version": "1", "copyright": "the crew", "epub_show_urls": "no"}
    site = make_site({"agents/ada.md": definition("ada")}, conf, builder=builder)
    (site.out / MARKER).write_text("agents/ada")
    again = site.build()
    assert (again.warnings, again.read) == ([], ["agents/ada", "index"])
    assert again.build().read == []
    assert not (site.out / MARKER).exists()

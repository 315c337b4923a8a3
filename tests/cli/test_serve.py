"""``agentdocs serve``: a preview that follows each change, for this machine only."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.site.changes import files_of
from sphinx_agentdocs.site.preview_build import Builds, Built, Order

COMMAND = [sys.executable, "-c", "import sys; from sphinx_agentdocs.cli import main; sys.exit(main())", "serve"]
PATIENCE = 120
LAMP = "---\nname: lamp\ndescription: Use it for lamps.\n---\n\n- Trim the wick.\n"
CONF = 'extensions = ["sphinx_agentdocs"]\nhtml_theme = "{theme}"\nagentdocs_collections = {{"agents": "../crew"}}\n'


def listen_to_ctrl_c() -> None:
    """What the command does first: tests that run in the background of a shell are started without Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Running:
    """The command in a process of its own; ``lines`` are those it has printed."""

    def __init__(self, folder: Path, *arguments: str, temporary: Path) -> None:
        self.temporary = temporary
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "TMPDIR": str(self.temporary)}
        self.log = folder / "log"
        with self.log.open("w") as log:
            command = [*COMMAND, *arguments, "--port", "0"]
            self.process = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=log, stderr=log, preexec_fn=listen_to_ctrl_c
            )

    def says(self, words: str, times: int = 1) -> str:
        """Everything that was printed, as soon as it contains *words* so many times."""

        def look() -> str:
            ended, text = self.process.poll() is not None, self.log.read_text()
            assert not ended or words in text, text
            return text if text.count(words) >= times else ""

        return wait_for(look)

    @property
    def port(self) -> int:
        return int(re.search(r"127\.0\.0\.1:(\d+)", self.says("preview is at"))[1])

    def get(self, path: str, host: str = "", method: str = "GET") -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, headers={"Host": host or f"localhost:{self.port}"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def shows(self, path: str, words: str) -> str:
        return wait_for(lambda: page if words in (page := self.get(path)[1]) else "")

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def wait_for(look):
    end = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.05)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "crew").mkdir()
    (tmp_path / "crew/lamp.md").write_text(LAMP)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/conf.py").write_text(CONF.format(theme="basic"))
    (tmp_path / "docs/index.rst").write_text("Home\n====\n\n.. agent:catalog:: agents\n")
    return tmp_path


@pytest.fixture
def start(folder: Path) -> Iterator:
    running: list[Running] = []
    with TemporaryDirectory(prefix="serve-") as temporary:  # a short path, as that of a socket has to be

        def begin(*arguments: str, temporary: Path = Path(temporary)) -> Running:
            running.append(Running(folder, *arguments, temporary=temporary))
            return running[-1]

        yield begin
        for one in running:
            one.process.kill()
            one.process.wait()


def test_a_definition_outside_of_the_documentation_is_followed(folder, start):
    preview = start("docs", "--conf")
    page = preview.shows("/agents/lamp.html", "Trim the wick.")
    assert '<script defer src="/-/reload.js"></script></body>' in page.replace("\n", "")
    assert "script-src 'self'" in page
    assert "connect-src 'self'" in page
    (folder / "crew/lamp.md").write_text(LAMP + "- Close the glass.\n")
    preview.shows("/agents/lamp.html", "Close the glass.")
    (folder / "crew/bell.md").write_text(LAMP.replace("lamp", "bell"))
    preview.shows("/index.html", "agents/bell.html")
    assert preview.stop() == 0
    assert preview.log.read_text().endswith("Stopped.\n")
    assert list(preview.temporary.glob("agentdocs-*")) == []
    assert sorted(path.name for path in folder.iterdir()) == ["crew", "docs", "log"]


def test_a_folder_of_definitions_needs_no_configuration(folder, start):
    preview = start("crew")
    assert "Trim the wick." in preview.get("/agents/lamp.html")[1]
    assert "Agents" in preview.get("/")[1]
    assert preview.stop(signal.SIGTERM) == 0


def test_a_long_path_for_temporary_files(folder, start):
    temporary = folder / ("long" * 30)
    temporary.mkdir()
    preview = start("crew", temporary=temporary)
    assert "Trim the wick." in preview.get("/agents/lamp.html")[1]
    assert preview.stop() == 0


def test_a_mistake_is_reported_and_the_preview_goes_on(folder, start):
    preview = start("docs", "--conf")
    preview.says("preview is at")
    (folder / "docs/conf.py").write_text(CONF.format(theme="basic") + "agentdocs_navigation_limit = 0\n")
    assert "Not built: agentdocs_navigation_limit: 0 is not" in preview.says("Not built")
    assert "Trim the wick." in preview.get("/agents/lamp.html")[1]
    (folder / "docs/conf.py").write_text(CONF.format(theme="basic"))
    preview.says("Built in", 2)
    assert preview.stop() == 0


def test_events_are_sent_for_changes(folder, start):
    preview = start("crew")
    connection = HTTPConnection("127.0.0.1", preview.port, timeout=PATIENCE)
    connection.request("GET", "/-/events")
    answer = connection.getresponse()
    assert answer.readline() == b"data: 0\n"
    (folder / "crew/lamp.md").write_text(LAMP + "- Close the glass.\n")
    wait_for(lambda: answer.readline() == b"data: 1\n")  # the page
    wait_for(lambda: answer.readline() == b"data: 2\n")  # all that follows from it
    assert "EventSource" in preview.get("/-/reload.js")[1]
    connection.close()
    assert preview.stop() == 0


@pytest.fixture
def builds(folder) -> Iterator[Builds]:
    made = Builds(order_for(folder, "out"))
    yield made
    made.end()


def order_for(folder: Path, out: str) -> Order:
    order = Order(folder / "docs", {}, folder / out)
    order.site.mkdir(parents=True)
    return order


def files_below(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_a_page_is_written_before_all_that_follows_from_it(folder, builds):
    (folder / "crew/bell.md").write_text(LAMP.replace("lamp", "bell"))
    assert builds.build() == Built("")
    before = files_below(folder / "out/site")
    (folder / "crew/lamp.md").write_text(LAMP.replace("it for", "it if bell fails, for") + "- Close the glass.\n")
    assert builds.write_early([str(folder / "crew/lamp.md"), str(folder / "docs/index.rst")]) == ["agents/lamp"]
    early = files_below(folder / "out/site")
    own = {"agents/lamp.html", "_sources/agents/lamp.md.txt"}
    assert {name for name, data in early.items() if data != before.get(name)} == own
    assert all(b"Close the glass." in early[name] for name in own)
    assert builds.build() == Built("")
    clean = Builds(order_for(folder, "clean"))
    clean.build()
    clean.end()
    assert files_below(folder / "out/site") == files_below(folder / "clean/site")


@pytest.mark.parametrize("path", ["crew/new.md", "docs/index.rst", "docs/conf.py"])
def test_what_is_not_written_early(folder, builds, path):
    builds.build()
    assert builds.write_early([str(folder / path)]) == []


def test_a_build_writes_early_pages_once(folder, builds):
    assert builds.write_early([str(folder / "crew/lamp.md")]) == []
    builds.build()
    assert [builds.write_early([str(folder / "crew/lamp.md")]) for _ in range(2)] == [["agents/lamp"], []]


def test_a_failed_build_writes_nothing_early(folder, builds):
    (folder / "docs/conf.py").write_text(CONF.format(theme="none"))
    assert "none" in builds.build().error
    assert builds.write_early([str(folder / "crew/lamp.md")]) == []


def test_a_page_that_is_missing_is_answered_as_a_host_will(folder, start):
    preview = start("crew")
    known = preview.get("/404.html")[1].replace('<script defer src="/-/reload.js"></script>', "")
    assert "<h1>" in known
    assert preview.get("/agents/gone.html") == (404, known)
    assert preview.get("/../log") == (404, known)
    assert preview.get("/agents/gone.html", method="HEAD") == (404, "")
    assert preview.stop() == 0


def test_pages_of_others_get_nothing(folder, start):
    preview = start("crew")
    assert preview.get("/agents/lamp.html", host="evil.example")[0] == 403
    assert preview.get("/-/events", host=f"evil.example:{preview.port}")[0] == 403
    assert preview.get("/../log")[0] == 404


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["docs"], "docs has a conf.py; add --conf to execute it, or --no-conf to show its definitions only"),
        (["gone"], "gone does not exist or is no folder; name the folder that holds the definitions"),
        (["crew", "--permalinks", "gone.jsonl"], "gone.jsonl does not exist; fix the path"),
    ],
)
def test_what_cannot_be_served(folder, monkeypatch, arguments, message):
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(main, ["serve", *arguments])
    assert (result.exit_code, result.stderr) == (2, f"agentdocs: {message}\n")


def test_a_port_that_is_taken(folder, start):
    preview = start("crew")
    result = CliRunner().invoke(main, ["serve", str(folder / "crew"), "--port", str(preview.port)])
    assert result.exit_code == 2
    assert re.fullmatch(r"agentdocs: port \d+ is taken \(.+\); choose another with --port\n", result.stderr)


def test_changes_of_files(folder):
    crew, conf = folder / "crew", folder / "docs/conf.py"
    (crew / "node_modules").mkdir()
    (crew / "node_modules/x.md").write_text("x")
    (crew / "gone").symlink_to("nowhere")
    before = files_of([crew, conf, folder / "gone"])
    assert sorted(before) == [str(crew / "lamp.md"), str(conf)]
    (crew / "lamp.md").write_text(LAMP + "more")
    assert {name for name, state in files_of([crew, conf]).items() if before[name] != state} == {str(crew / "lamp.md")}

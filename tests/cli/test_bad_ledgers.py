"""Invalid ledgers: one line reports the place and the problem, and nothing is overwritten."""

from __future__ import annotations

import ctypes
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_files import no_file_above

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.core.ledger.reading import read_ledger

TEXT = "---\nname: {name}\ndescription: Use it for {name}.\n---\n\n# {name}\n\n- Do it well, {name}.\n- Say why.\n"
LEDGER = Path("permalinks.jsonl")
RESTORE = "restore it (`git checkout -- permalinks.jsonl`), or fix that line; nothing was changed"
OTHER_FIXES = {  # where the last committed version would be no help
    "a merge conflict": "; keep the lines of both sides, remove the conflict markers, and update; nothing was changed",
    "another version": "; install that version or a later one; nothing was changed",
}
COMMAND = "from sphinx_agentdocs.cli import main; main()"
READERS = {
    "update": ("permalinks", "update", "team"),
    "status": ("permalinks", "status", "team"),
    "check": ("permalinks", "check", "team"),
    "retire": ("permalinks", "retire", "00000"),
    "build": ("build", "team", "-o", "site", "-q", "--permalinks", str(LEDGER)),
}


def write(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, "utf-8")


def agentdocs(*arguments: str):
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def good(tmp_path, monkeypatch) -> bytes:
    """A working folder with a folder ``team`` of two definitions, and their valid ledger."""
    monkeypatch.chdir(tmp_path)
    for name in ("ada", "ben"):
        write(f"team/{name}.md", TEXT.format(name=name))
    assert agentdocs("permalinks", "update", "team").exit_code == 0
    return LEDGER.read_bytes()


def refusal(*command: str) -> str:
    """The one-line error of a command."""
    result = agentdocs(*command)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1), result.output
    assert "Traceback" not in result.output
    return result.stderr.rstrip("\n")


# -- invalid lines


def first(**changes: object) -> Callable[[bytes], bytes]:
    """The ledger with other values in its first line, which names no agent any more; ``None`` removes a key."""

    def change(data: bytes) -> bytes:
        line, _, rest = data.partition(b"\n")
        values = json.loads(line)
        assert values.pop("agent")
        values = {**values, **changes}
        values = {key: value for key, value in values.items() if value is not None}
        return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" + rest

    return change


def in_line(number: int, old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """The ledger with *old* replaced in one of its lines."""

    def change(data: bytes) -> bytes:
        lines = data.split(b"\n")
        assert old in lines[number - 1]
        lines[number - 1] = lines[number - 1].replace(old, new, 1)
        return b"\n".join(lines)

    return change


def instead(number: int, new: bytes) -> Callable[[bytes], bytes]:
    """The ledger with one line replaced."""
    return lambda data: b"\n".join([*data.split(b"\n")[: number - 1], new, *data.split(b"\n")[number:]])


def conflict(data: bytes) -> bytes:
    lines = data.split(b"\n")
    return b"\n".join([*lines[:2], b"<<<<<<< ours", lines[2], b"=======", lines[3], b">>>>>>> theirs", *lines[4:]])


BAD: dict[str, tuple[Callable[[bytes], bytes], int, str]] = {
    "a line of other text": (instead(3, b"rubbish"), 3, "not a JSON object (rubbish)"),
    "a line that is a list": (instead(3, b'["code"]'), 3, 'not a JSON object (["code"])'),
    "a line that is a number": (instead(3, b"1" * 5_000), 3, "not a JSON object ("),
    "a line that is nested deep": (instead(3, b"[" * 200_000), 3, "not a JSON object ("),
    "a line of 50 MB": (instead(3, b"x" * 50_000_000), 3, "not a JSON object ("),
    "a line that is cut off": (lambda data: data[: data.index(b"\n", 900) - 20], 0, "not a JSON object ("),
    "a file cut off after a line": (
        lambda data: b"".join(data.splitlines(keepends=True)[:4]),
        4,
        "the file ends here without its last line, so entries may be missing",
    ),
    "a file cut off before its last line": (
        lambda data: data.removesuffix(b'{"version":3}\n'),
        0,
        "the file ends here without its last line, so entries may be missing",
    ),
    "an empty file": (lambda data: b"", 1, "the file ends here without its last line, so entries may be missing"),
    "a file of blank lines": (lambda data: b"\n\n\n", 1, "the file ends here without its last line"),
    "an unknown key": (first(colour="red"), 1, "a ledger has no key colour"),
    "a key that is missing": (first(text=None), 1, "`text` is missing"),
    "a text that is a number": (first(text=7), 1, "`text` is not text"),
    "a text that is null": (in_line(1, b'"status":"live"', b'"status":null'), 1, "`status` is not text"),
    "a list that is a text": (first(former="agents/ada#ada"), 1, "`former` is not a list of texts"),
    "a list of numbers": (first(section=[1]), 1, "`section` is not a list of texts"),
    "wordings that are texts": (first(was=["before"]), 1, "`was` is not a list of wordings"),
    "wordings without a date": (first(was=[{"text": "before"}]), 1, "`was` is not a list of wordings"),
    "an unknown status": (first(status="dead"), 1, "the status dead is not one of live, moved, withdrawn"),
    "an unknown kind": (first(kind="remark"), 1, "the kind remark is not one of "),
    "a date that is not one": (first(since="yesterday"), 1, "`since` is not a date such as 2026-01-31"),
    "a code in capital letters": (first(code="ABCDE"), 1, "ABCDE is not a code"),
    "a code with letters that are never used": (first(code="ilou1"), 1, "ilou1 is not a code"),
    "a code that is too short": (first(code="abc"), 1, "abc is not a code"),
    "a code that is a path": (first(code="../ab"), 1, "../ab is not a code"),
    "a code with a newline at its end": (first(code="abcde\n"), 1, "is not a code"),
    "a page above the site": (first(page="../../etc/passwd"), 1, "is not an address"),
    "a page with dots in its middle": (first(page="agents/../../x"), 1, "is not an address"),
    "a page at the root": (first(page="/etc/passwd"), 1, "is not an address"),
    "a page with backslashes": (first(page="agents\\ada"), 1, "is not an address"),
    "a page on a drive": (first(page="C:/ada"), 1, "is not an address"),
    "a page of another site": (first(page="https://b.example/a"), 1, "is not an address"),
    "a page with a null": (first(page="agents/a\0b"), 1, "is not an address"),
    "a page that is a folder": (first(page="agents/"), 1, "is not an address"),
    "a page without a name": (first(page=""), 1, "is not an address"),
    "a page with an empty part": (first(page="agents//ada"), 1, "is not an address"),
    "a page with a lone surrogate": (in_line(1, b'"anchor":"', b'"anchor":"\\udc80'), 1, "half of a surrogate pair"),
    "an agent that is not a code": (in_line(1, b'"agent":"', b'"agent":"!'), 1, "is not a code"),
    "an agent that is not text": (in_line(1, b'"agent":"', b'"agent":7,"was":"'), 1, "`agent` is not text"),
    "an agent and former addresses": (
        in_line(1, b'"agent":', b'"former":["a/b#c"],"agent":'),
        1,
        "omit it or `former`",
    ),
    "an agent of an agent": (in_line(1, b'"kind":"section"', b'"kind":"agent"'), 1, "omit it or `former`"),
    "a page of the site itself": (first(page="404"), 1, "404#"),
    "a page below a file of the site": (first(page="agents.json/x"), 1, "is not an address"),
    "a page among the short links": (first(page="g/00000"), 1, "is not an address"),
    "a page that is an index": (first(page="agents/index"), 1, "is not an address"),
    "a page that is a device": (first(page="agents/nul.txt"), 1, "is not an address"),
    "a page with a name that is too long": (first(page="agents/" + "x" * 300), 1, "is not an address"),
    "a page with too many folders": (first(page="/".join("d" * 1500)), 1, "is not an address"),
    "a page with a control character": (first(page="agents/a\x9b31m"), 1, "agents/a[U+009B]31m#"),
    "a page with a mark of direction": (first(page="agents/a\u202etxt"), 1, "agents/a[U+202E]txt#"),
    "a former page of the site itself": (first(former=["genindex#x"]), 1, "genindex#x is not an address"),
    "an anchor with a mark of direction": (first(anchor="a\u202eb"), 1, "a[U+202E]b is not an address"),
    "an anchor of a short link": (first(anchor="g/00000"), 1, "is not an address"),
    "a day that is not in the calendar": (first(since="2026-13-45"), 1, "`since` is not a date such as 2026-01-31"),
    "a wording with a date that is not one": (
        first(was=[{"text": "before", "until": "then"}]),
        1,
        "`until` of a wording is not a date such as 2026-01-31",
    ),
    "a key that appears twice": (in_line(1, b'"kind"', b'"code":"00000","kind"'), 1, "the key code appears twice"),
    "an anchor with markup": (first(anchor='"><script>'), 1, "is not an address"),
    "an anchor with spaces": (first(anchor="a b"), 1, "is not an address"),
    "an address without an anchor": (first(former=["agents/ada"]), 1, "is not an address"),
    "an address above the site": (first(former=["../x#a"]), 1, "is not an address"),
    "a move to nowhere": (first(status="moved"), 1, "the entry has moved, but `to` does not say where"),
    "a move to a code that is not there": (
        first(status="moved", to="00000"),
        1,
        "the entry names the code 00000, which is not",
    ),
    "a candidate that is not there": (
        first(status="withdrawn", candidates=["00000"]),
        1,
        "the entry names the code 00000",
    ),
    "a merge conflict": (conflict, 3, "an unresolved merge conflict; keep the lines of both sides"),
    "bytes that are not UTF-8": (in_line(2, b'"kind"', b'"\xff\xfe"'), 2, "not UTF-8"),
    "UTF-16": (lambda data: data.decode().encode("utf-16"), 1, "not UTF-8"),
    "another version": (
        lambda data: data.replace(b'{"version":3}', b'{"version":4}'),
        0,
        "written by another version of this program; install that version or a later one",
    ),
    "nulls": (lambda data: b"\0" * 4096, 1, "not a JSON object ("),
}


@pytest.mark.parametrize("title", BAD)
def test_an_invalid_ledger_is_refused(good, title):
    change, line, message = BAD[title]
    bad = change(good)
    LEDGER.write_bytes(bad)
    for name, command in READERS.items():
        said = refusal(*command)
        where = rf"agentdocs: (?:.*/)?permalinks\.jsonl:{line or '[0-9]+'}: "
        assert re.match(where, said), f"{name}: {said}"
        assert message in said, f"{name}: {said}"
        assert said.endswith(OTHER_FIXES.get(title, RESTORE)), f"{name}: {said}"
        assert len(said) < 600, f"{name}: {len(said)} characters"
        assert LEDGER.read_bytes() == bad
        assert sorted(path.name for path in Path().iterdir()) in (
            ["permalinks.jsonl", "team"],
            ["permalinks.jsonl", "site.cache", "team"],
        )


def test_a_move_in_a_circle_is_refused(good):
    one, two, *rest = good.decode().splitlines()
    codes = [json.loads(line)["code"] for line in (one, two)]
    moved = [
        {**json.loads(one), "status": "moved", "to": codes[1]},
        {**json.loads(two), "status": "moved", "to": codes[0]},
    ]
    LEDGER.write_text("\n".join([*map(json.dumps, moved), *rest, ""]))
    for command in READERS.values():
        assert re.search(r"permalinks\.jsonl:[12]: the entry moved in a circle, through ", refusal(*command))


# -- valid ledgers that look different


SAME: dict[str, Callable[[bytes], bytes]] = {
    "a mark of the order of bytes": lambda data: b"\xef\xbb\xbf" + data,
    "lines as Windows has them": lambda data: data.replace(b"\n", b"\r\n"),
    "both": lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"),
    "blank lines": lambda data: data.replace(b"\n", b"\n\n"),
    "no newline at its end": lambda data: data.rstrip(b"\n"),
    "another order": lambda data: b"".join(reversed(data.splitlines(keepends=True))),
    "every line twice": lambda data: data + data,
    "its last line twice": lambda data: data + b'{"version":3}\n',
    "the last line of an earlier version": lambda data: data + b'{"version":1}\n',
    "other spaces": lambda data: data.replace(b'","', b'" , "'),
    "spaces in its last line": lambda data: data.replace(b'{"version":3}', b'{ "version": 3 }'),
}


@pytest.mark.parametrize("title", SAME)
def test_a_valid_ledger_that_looks_different_is_read(good, title):
    LEDGER.write_bytes(SAME[title](good))
    assert agentdocs("permalinks", "check", "team").exit_code == 0
    assert LEDGER.read_bytes() == SAME[title](good)
    result = agentdocs("permalinks", "update", "team")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "no changes" in result.stdout
    assert LEDGER.read_bytes().replace(b"\r\n", b"\n") in (good, SAME[title](good).replace(b"\r\n", b"\n"))


def test_two_entries_with_one_address_are_separated(good):
    """After two branches each added a unit at that address."""
    entry = next(one for one in map(json.loads, good.splitlines()) if one.get("kind") == "item")
    other = json.dumps({**entry, "code": "zzzz0", "text": "Something else."})
    LEDGER.write_bytes(other.encode() + b"\n" + good)
    assert agentdocs("permalinks", "update", "team").exit_code == 0
    entries = read_ledger(LEDGER.read_text("utf-8"))
    assert len({one.address for one in entries.values()}) == len(entries)
    assert {entry["code"], "zzzz0"} <= entries.keys()


HIDDEN = "Say\u202e it\x9b31m once\u2028 and\x07 again."


def test_what_a_ledger_says_is_printed_without_hidden_characters(good):
    """Neither a control sequence nor a mark of direction reaches the terminal."""
    live, other = [one["code"] for one in map(json.loads, good.splitlines()) if one.get("kind") == "item"][:2]
    gone = {"code": "00000", "kind": "item", "page": "agents/g\u3164", "anchor": "x", "text": HIDDEN, "title": HIDDEN}
    gone |= {"status": "withdrawn", "candidates": [live, other], "was": [{"text": HIDDEN, "until": ""}]}
    LEDGER.write_bytes(json.dumps(gone).encode() + b"\n" + good)
    shown = "Say[U+202E] it[U+009B]31m once[U+2028] and[U+0007] again."
    question = agentdocs("permalinks", "status", "team").stderr.splitlines()[0]
    assert question == f'agents/g[U+3164]: the link 00000 to "{shown}" may now lead to any of 2:'
    for command in (*READERS.values(), ("cite", "say", "--source", "team")):
        assert set(agentdocs(*command).output).isdisjoint("\u202e\x9b\u2028\x07")


# -- not a plain file


def make_fifo() -> None:
    os.mkfifo(LEDGER)


NO_FILES: dict[str, Callable[[], object]] = {
    "a folder": lambda: LEDGER.mkdir(),
    "a pipe": make_fifo,
    "a device": lambda: LEDGER.symlink_to("/dev/zero"),
    "a link to itself": lambda: LEDGER.symlink_to(LEDGER),
    "a link to nothing": lambda: LEDGER.symlink_to("nowhere"),
    "a link out of the folder": lambda: LEDGER.symlink_to("/etc/hostname"),
}


@pytest.mark.parametrize("title", NO_FILES)
def test_anything_but_a_plain_file_is_refused(good, title):
    LEDGER.unlink()
    NO_FILES[title]()
    before = os.lstat(LEDGER).st_mtime_ns
    for name, command in READERS.items():
        said = refusal(*command)
        assert "permalinks.jsonl" in said, f"{name}: {said}"
        assert os.lstat(LEDGER).st_mtime_ns == before


def test_a_ledger_that_is_a_link_in_its_folder_stays_one(good):
    LEDGER.rename("other.jsonl")
    LEDGER.symlink_to("other.jsonl")
    write("team/cleo.md", TEXT.format(name="cleo"))
    assert agentdocs("permalinks", "update", "team").exit_code == 0
    assert LEDGER.is_symlink()
    assert b"agents/cleo" in Path("other.jsonl").read_bytes()


# -- ledgers that cannot be written


def without_override() -> None:
    """Make a child process of root obey permissions, as those of other users do."""
    library = ctypes.CDLL(None)
    for capability in (1, 2):
        library.prctl(24, capability, 0, 0, 0)


def in_a_process(*command: str, **popen: object) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *command], capture_output=True, text=True, check=False, **popen
    )
    return done.returncode, done.stderr


def test_a_folder_that_cannot_be_written(good):
    write("team/cleo.md", TEXT.format(name="cleo"))
    Path("ledgers").mkdir()
    ledger = Path("ledgers/permalinks.jsonl")
    ledger.write_bytes(good)
    Path("ledgers").chmod(0o555)
    code, said = in_a_process("permalinks", "update", "team", "--permalinks", str(ledger), preexec_fn=without_override)
    Path("ledgers").chmod(0o755)
    assert code == 2
    assert said == (
        "agentdocs: ledgers/permalinks.jsonl cannot be written (Permission denied); "
        "free disk space or fix its permissions; nothing was changed\n"
    )
    assert ledger.read_bytes() == good


def test_a_folder_that_does_not_exist(good):
    said = refusal("permalinks", "update", "team", "--permalinks", "no/permalinks.jsonl")
    assert said.startswith("agentdocs: no/permalinks.jsonl cannot be written (No such file or directory); ")


def test_a_file_that_grows_too_large_leaves_the_old_one(good):
    write("team/cleo.md", TEXT.format(name="cleo"))
    code, said = in_a_process("permalinks", "update", "team", preexec_fn=no_file_above(500))
    assert code == 2
    assert said == (
        "agentdocs: permalinks.jsonl cannot be written (File too large); "
        "free disk space or fix its permissions; nothing was changed\n"
    )
    assert LEDGER.read_bytes() == good
    assert sorted(path.name for path in Path().iterdir()) == ["permalinks.jsonl", "team"]


@pytest.mark.parametrize("call", ["tempfile.mkstemp", "os.fsync", "pathlib.Path.chmod", "pathlib.Path.replace"])
def test_a_full_disk_at_any_step_leaves_the_old_one(good, call, monkeypatch):
    write("team/cleo.md", TEXT.format(name="cleo"))

    def full(*arguments: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(call, full)
        said = refusal("permalinks", "update", "team")
    assert said == (
        "agentdocs: permalinks.jsonl cannot be written (No space left on device); "
        "free disk space or fix its permissions; nothing was changed"
    )
    assert LEDGER.read_bytes() == good
    assert sorted(path.name for path in Path().iterdir()) == ["permalinks.jsonl", "team"]


KILLED = """
import os, signal, sys
from sphinx_agentdocs.cli import main
from sphinx_agentdocs.core.ledger.reading import read_ledger
left = int(sys.argv.pop(1))
def watch(event, arguments):
    global left
    touched = ("open", "os.rename", "os.remove", "os.chmod", "tempfile.mkstemp")
    if event in touched and "permalinks" in str(arguments[0]):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
main()
"""


def test_a_kill_at_any_step_leaves_the_old_one_or_the_new_one(good):
    write("team/cleo.md", TEXT.format(name="cleo"))
    shutil.copy(LEDGER, "new.jsonl")
    assert agentdocs("permalinks", "update", "team", "--permalinks", "new.jsonl").exit_code == 0
    new, kills = Path("new.jsonl").read_bytes(), 0
    for step in range(50):
        LEDGER.write_bytes(good)
        command = [sys.executable, "-c", KILLED, str(step), "permalinks", "update", "team"]
        done = subprocess.run(command, capture_output=True, check=False)
        assert LEDGER.read_bytes() in (good, new)
        if done.returncode == 0:
            break
        kills += done.returncode == -signal.SIGKILL
    assert LEDGER.read_bytes() == new
    assert kills == step > 3


def test_the_command_that_restores_a_ledger_works_in_every_folder(good, monkeypatch):
    Path("docs").mkdir()
    broken = Path("docs/permalinks.jsonl")
    broken.write_bytes(good[:100])
    said = refusal("permalinks", "status", "team", "--permalinks", str(broken))
    assert f"restore it (`git -C {Path('docs').resolve()} checkout -- permalinks.jsonl`), or fix that line" in said

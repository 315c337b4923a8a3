"""The cost of keeping links: seconds of processor time of each command, child processes included.

    python bench/ledger.py [--agents N] [--units N] [--versions N] [--repeat N] [--source FOLDER]

Make a folder of definitions (or copy FOLDER), record it, and record it again after each of
some versions in which one unit in fifty was reworded, removed or added.  Then build the site
without and with the ledger in turn, from scratch each time, and print the ratio of the times.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

COMMAND = "from sphinx_agentdocs.cli import main; main()"
WORDS = (
    "check name write read keep test log wrap split query input output error path cache index field model view table "
    "reader caller author change branch review release config record value state event timer queue worker message "
    "small large early late plain clear slow quick safe empty before after without between always never once twice"
).split()
CHANGED = 50
"""One unit in this many changes from version to version."""


def sentence(chance: random.Random) -> str:
    """A text that is very probably unique."""
    return " ".join(chance.choices(WORDS, k=chance.randint(6, 14))).capitalize() + "."


def make(folder: Path, agents: int, units: int, chance: random.Random) -> None:
    """Write definitions with about *units* units each."""
    folder.mkdir()
    for number in range(agents):
        name = f"agent-{number}"
        lines = ["---", f"name: {name}", f"description: Use it to {sentence(chance)}", "---", "", f"# {name}", ""]
        for at in range(units):
            if at % 12 == 0:
                lines += ["", f"## {sentence(chance)[:30]}", ""]
            lines.append(f"- {sentence(chance)}")
        (folder / f"{name}.md").write_text("\n".join(lines) + "\n", "utf-8")


def change(folder: Path, chance: random.Random) -> None:
    """Reword, remove or add a few of the items of all definitions."""
    for path in sorted(folder.rglob("*.md")):
        lines: list[str] = []
        for line in path.read_text("utf-8", "surrogateescape").split("\n"):
            kind = chance.choice(("reword", "remove", "add")) if chance.randrange(CHANGED) == 0 else ""
            if not line.startswith("- ") or not kind:
                lines.append(line)
            elif kind == "reword":
                lines.append(f"{line} {chance.choice(WORDS)}")
            elif kind == "add":
                lines += [line, f"- {sentence(chance)}"]
        path.write_text("\n".join(lines), "utf-8", "surrogateescape")


def seconds(folder: Path, *command: str) -> float:
    """The processor time of a command, including its child processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", COMMAND, *command], cwd=folder, check=True, capture_output=True)  # noqa: S603  # our own
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def build(folder: Path, *options: str) -> float:
    """The processor time of a build from scratch."""
    for name in ("site", "site.cache"):
        shutil.rmtree(folder / name, ignore_errors=True)
    return seconds(folder, "build", "agents", "-o", "site", "-q", *options)


def say(line: str) -> None:
    """Print a line immediately."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Print the time of each command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agents", type=int, default=200, help="number of definitions to make")
    parser.add_argument("--units", type=int, default=150, help="units in each of them")
    parser.add_argument("--versions", type=int, default=5, help="versions after the first")
    parser.add_argument("--repeat", type=int, default=2, help="builds of each kind")
    parser.add_argument("--source", type=Path, help="copy this folder of definitions instead")
    arguments = parser.parse_args()
    chance = random.Random(1)  # noqa: S311  # the same definitions every time
    folder = Path(tempfile.mkdtemp())
    try:
        if arguments.source:
            shutil.copytree(arguments.source, folder / "agents")
        else:
            make(folder / "agents", arguments.agents, arguments.units, chance)
        update = ("permalinks", "update", "agents", "--permalinks", "ledger.jsonl")
        say(f"update, the first time          {seconds(folder, *update):7.2f} s")
        say(f"update, nothing changed         {seconds(folder, *update):7.2f} s")
        for version in range(2, arguments.versions + 2):
            change(folder / "agents", chance)
            say(f"update, version {version:<3}             {seconds(folder, *update):7.2f} s")
        entries = (folder / "ledger.jsonl").read_text("utf-8").splitlines()
        gone = sum('"status":"withdrawn"' in line for line in entries)
        size = (folder / "ledger.jsonl").stat().st_size
        say(f"{len(entries) - 1:,} entries, {gone:,} of them withdrawn, {size:,} bytes")
        without, with_it = [], []
        for _ in range(arguments.repeat):
            without.append(build(folder))
            with_it.append(build(folder, "--permalinks", "ledger.jsonl"))
        said = " ".join(f"{one:.2f}" for one in without), " ".join(f"{one:.2f}" for one in with_it)
        say(f"build without a ledger          {said[0]} s")
        say(f"build with the ledger           {said[1]} s")
        say(f"ratio, with to without          {statistics.median(with_it) / statistics.median(without):7.3f}")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

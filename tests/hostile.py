"""Build corpora of hostile definitions and check the sites; `make test-hostile` runs it.

    python tests/hostile.py TOOLS SEED...

TOOLS is a folder with ``make_corpus.py``, which writes a corpus from a seed, and ``check_site.py``,
which checks a site against it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

COMMAND = (sys.executable, "-c", "from sphinx_agentdocs.cli import main; main()")


def run(*command: str | Path) -> tuple[int, str]:
    """The exit status of a command, and all that it printed."""
    result = subprocess.run([*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return result.returncode, result.stdout.decode("utf-8", "backslashreplace")


def check_seed(tools: Path, seed: str, work: Path) -> bool:
    """Build the corpus of a seed in each way; print what was checked and every failure."""
    corpus = work / "corpus"
    status, said = run(sys.executable, tools / "make_corpus.py", corpus, "--seed", seed, "--big", "--special")
    if status:
        say(said)
        return False
    fine = True
    for builder, jobs in product(("html", "dirhtml"), ("1", "2")):
        place = work / f"{builder}-{jobs}"
        place.mkdir()
        start = time.monotonic()
        status, said = run(*COMMAND, "build", corpus / "agents", "-o", place / "site", "-b", builder, "-j", jobs)
        seconds = time.monotonic() - start
        log = place / "build.log"
        log.write_text(said, "utf-8")
        checker = (sys.executable, tools / "check_site.py")
        wrong, checked = run(*checker, place / "site", "--corpus", corpus, "--log", log)
        lines = checked.splitlines() or ["nothing was checked"]
        say(f"seed {seed}, {builder}, -j {jobs}: built in {seconds:.0f} s, {lines[-1]}")
        for line in lines:
            if line.startswith("FAIL"):
                say(f"  {line}")
        if status:
            say(f"  the build ended with {status}:\n{said[-2000:]}")
        fine = fine and not status and not wrong
    return fine


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    """Check every seed."""
    tools, seeds = Path(sys.argv[1]), sys.argv[2:]
    results = []
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="hostile-") as work:
            results.append(check_seed(tools, seed, Path(work)))
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Build corpora of hostile definitions and check the sites; `make test-hostile` runs it.

    python tests/hostile.py TOOLS SEED...

TOOLS is a folder with ``make_corpus.py``, which writes a corpus from a seed, and ``check_site.py``,
which checks a site against it.  As many sites are built at once as there are processors.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

NOT_IN_SPHINX = "[search] is not in the search index"
COMMAND = (sys.executable, "-c", "from sphinx_agentdocs.cli import main; main()")


def run(*command: str | Path) -> tuple[int, str]:
    """The exit status of a command, and all that it printed."""
    result = subprocess.run([*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return result.returncode, result.stdout.decode("utf-8", "backslashreplace")


def make_corpus(tools: Path, seed: str, work: Path) -> bool:
    """Write the corpus of a seed below *work*; print what was said if that fails."""
    status, said = run(sys.executable, tools / "make_corpus.py", work / seed, "--seed", seed, "--big", "--special")
    if status:
        say(said)
    return not status


def check_site(tools: Path, seed: str, builder: str, jobs: str, work: Path) -> bool:
    """Build the corpus of a seed in one way; print what was checked and every failure."""
    corpus, place = work / seed, work / f"{seed}-{builder}-{jobs}"
    place.mkdir()
    start = time.monotonic()
    status, said = run(*COMMAND, "build", corpus / "agents", "-o", place / "site", "-b", builder, "-j", jobs)
    seconds = time.monotonic() - start
    log = place / "build.log"
    log.write_text(said, "utf-8")
    wrong, checked = run(sys.executable, tools / "check_site.py", place / "site", "--corpus", corpus, "--log", log)
    lines = checked.splitlines() or ["nothing was checked"]
    failed = [line for line in lines if line.startswith("FAIL")]
    found = {
        line for line in failed if line.endswith(NOT_IN_SPHINX) and is_found(place / "site", corpus, line.split()[1])
    }
    failures = [f"  {line}" for line in failed if line not in found]
    if status:
        failures.append(f"  the build exited with {status}:\n{said[-2000:]}")
    say("\n".join([f"seed {seed}, {builder}, -j {jobs}: built in {seconds:.0f} s, {lines[-1]}", *failures]))
    return not failures and (not wrong or bool(found))


def is_found(site: Path, corpus: Path, case: str) -> bool:
    """Whether the words of a case that a search must find are in the index of the agents, which Sphinx's leaves out."""
    cases = json.loads((corpus / "manifest.json").read_text("utf-8"))["vectors"]
    (words,) = (one["search"] for one in cases if one["id"] == case)
    index = "".join(path.read_text("utf-8") for path in (site / "search-index").iterdir())
    return all(word.casefold() in index for word in words)


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    """Check every seed with each builder, in one process and in two."""
    tools, seeds = Path(sys.argv[1]), sys.argv[2:]
    with tempfile.TemporaryDirectory(prefix="hostile-") as work, ThreadPoolExecutor(os.cpu_count()) as pool:
        if not all(make_corpus(tools, seed, Path(work)) for seed in seeds):
            return 1
        ways = product(seeds, ("html", "dirhtml"), ("1", "2"))
        results = list(pool.map(lambda way: check_site(tools, *way, Path(work)), ways))
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())

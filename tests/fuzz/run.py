"""Fuzz every target side by side; on a failure, print how to repeat it and exit with 1.

python tests/fuzz/run.py SECONDS
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORK = HERE.parents[1] / "_build" / "fuzz"
OPTIONS = ("-timeout=20", "-rss_limit_mb=2048", "-max_len=6000", "-print_final_stats=1", f"-dict={HERE}/words.dict")
TARGETS = {
    "reader": ("fuzz_reader.py", "corpus"),
    "page": ("fuzz_reader.py", "corpus", "--page"),
    "ledger": ("fuzz_ledger.py", "ledgers"),
    "addresses": ("fuzz_site.py", "names", "--addresses"),
    "inventory": ("fuzz_site.py", "names", "--inventory"),
    "cache": ("fuzz_site.py", "lists", "--cache"),
}
"""The script of each target, the folder of its first inputs, and its options."""
STATISTIC = re.compile(r"stat::(number_of_executed_units|average_exec_per_sec|peak_rss_mb):\s*(\d+)")
COVERED = re.compile(r"cov: (\d+) ft: (\d+)")


def fuzz(target: str, seconds: int) -> bool:
    """Run one target; print a summary, or the failure and how to repeat it."""
    found = WORK / target
    found.mkdir(parents=True, exist_ok=True)
    script, corpus, *options = TARGETS[target]
    program = [sys.executable, str(HERE / script), *options]
    artifacts = f"-artifact_prefix={WORK}/failed-{target}-"
    command = [*program, *OPTIONS, artifacts, f"-max_total_time={seconds}", str(found), str(HERE / corpus)]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    log = result.stdout.decode("utf-8", "backslashreplace")
    (WORK / f"{target}.log").write_text(log, "utf-8")
    numbers = dict(STATISTIC.findall(log))
    covered = (COVERED.findall(log) or [("?", "?")])[-1]
    say(
        f"{target}: {numbers.get('number_of_executed_units', '?')} inputs in {seconds} s,"
        f" {covered[0]} places covered, at most {numbers.get('peak_rss_mb', '?')} MB of memory"
    )
    if result.returncode:
        say(log[log.rfind("\n ===") :][-4000:] if "\n ===" in log else log[-4000:])
        for artifact in sorted(WORK.glob(f"failed-{target}-*"), key=lambda path: path.stat().st_mtime)[-1:]:
            again = [*program, str(artifact)]
            say(f"Repeat it with: {' '.join(os.path.relpath(part) if os.sep in part else part for part in again)}")
    return result.returncode == 0


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    """Run every target."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with ThreadPoolExecutor() as pool:
        results = pool.map(lambda target: fuzz(target, max(1, seconds // len(TARGETS))), TARGETS)
        return 0 if all(list(results)) else 1


if __name__ == "__main__":
    sys.exit(main())

"""The cost of a site beside plain Sphinx with MyST and Furo over the same definitions.

    python bench/builds.py NUMBER [--runs R] [--seed N]

Makes NUMBER definitions of about 10 KiB and builds them with the command `agentdocs` and with `sphinx-build`: once
from nothing, once again with nothing changed, and once with one definition changed.  Prints the median processor
time of each in seconds, of all processes together; waiting does not count.  Also the peak memory, the bytes of
the median page of an agent, and the files of the site.

Furo makes the whole navigation on every page, which takes a time that grows with the square of the pages.
Plain Sphinx is measured without it.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

STEPS = ("cold", "no-op", "edit")
PLAIN_CONF = """\
extensions = ["myst_parser"]
html_theme = "furo"
suppress_warnings = ["myst.header"]


def setup(app):
    import furo

    furo._compute_navigation_tree = lambda context: ""
"""
PLAIN_INDEX = "# Agents\n\n```{toctree}\n:glob:\n:maxdepth: 1\n\nagents/*\n```\n"
MEASURE = """\
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(status, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""
WORDS = (
    "anchor bell boat buoy chart current depth engine flag fog gate harbour hull keel lamp ledger light log mast moor"
    " night oar pilot pier port quay rope rudder sail shore signal storm tide tow tug watch wave wharf wind winch"
).split()
VERBS = "Check Close Count Describe Keep Light List Log Mark Name Open Ring Signal Tow Watch Write".split()


# -- definitions


def definitions(number: int, seed: int) -> Iterator[tuple[str, str]]:
    """The names and the texts of *number* definitions, the same for the same *seed*."""
    chance = random.Random(seed)  # noqa: S311  # nothing secret
    names = [f"{chance.choice(WORDS)}-{chance.choice(WORDS)}-{index}" for index in range(number)]
    for name in names:
        yield name, definition(name, names, chance)


def definition(name: str, names: Sequence[str], chance: random.Random) -> str:
    """A definition with four examples, and six sections with rules, code and the name of another agent."""
    examples = "\n".join(f"  {example(name, chance)}" for _ in range(4))
    sections = "\n".join(section(names, chance) for _ in range(6))
    head = f"name: {name}\ndescription: |\n  Use this agent for {said(6, chance)}.\n\n{examples}\nmodel: inherit\n"
    return f"---\n{head}---\n\nYou are responsible for {said(20, chance)}.\n\n{sections}"


def example(name: str, chance: random.Random) -> str:
    """An example on one line."""
    turns = f'user: "{said(9, chance)}" assistant: "I will use the {name} agent for {said(9, chance)}"'
    return f"<example>Context: {said(9, chance)}. {turns}</example>"


def section(names: Sequence[str], chance: random.Random) -> str:
    """A section with eight rules, a paragraph and a block of code."""
    rules = "".join(f"- **{said(2, chance)}**: {chance.choice(VERBS)} {said(16, chance)}.\n" for _ in range(8))
    code = "".join(f"{chance.choice(WORDS)} = {chance.randint(1, 99)}\n" for _ in range(4))
    prose = f"Hand over to `{chance.choice(names)}` for {said(12, chance)}."
    return f"## {said(3, chance).capitalize()}\n\n{rules}\n{prose}\n\n```python\n{code}```\n"


def said(count: int, chance: random.Random) -> str:
    """Words in a row."""
    return " ".join(chance.choices(WORDS, k=count))


# -- builds


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to build the same definitions: a command, the folder of the definitions, and that of the site."""

    command: list[str]
    agents: Path
    out: Path


def variants(work: Path, texts: Sequence[tuple[str, str]]) -> dict[str, Variant]:
    """Both ways, each with its own copy of the definitions."""
    ours, plain = work / "ours", work / "plain"
    for folder in (ours, plain / "agents"):
        folder.mkdir(parents=True)
        for name, text in texts:
            (folder / f"{name}.md").write_text(text, "utf-8")
    (plain / "conf.py").write_text(PLAIN_CONF, "utf-8")
    (plain / "index.md").write_text(PLAIN_INDEX, "utf-8")
    site, plain_site = work / "ours-site", work / "plain-site"
    command = "import sys; from sphinx_agentdocs.cli import run; run()"
    build = [sys.executable, "-c", command, "build", str(ours), "-o", str(site), "-q"]
    sphinx = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(plain), str(plain_site)]
    return {"agentdocs": Variant(build, ours, site), "sphinx": Variant(sphinx, plain / "agents", plain_site)}


def measured(variant: Variant, name: str) -> list[tuple[float, float]]:
    """The seconds and the MiB of each step; the definition *name* is changed for the last one, and restored."""
    for folder in variant.out.parent.glob(f"{variant.out.name}*"):
        shutil.rmtree(folder)
    steps = [run(variant), run(variant)]
    file = variant.agents / f"{name}.md"
    text = file.read_text("utf-8")
    file.write_text(f"{text}- Log every ship that leaves after sunset.\n", "utf-8")
    steps.append(run(variant))
    file.write_text(text, "utf-8")
    return steps


def run(variant: Variant) -> tuple[float, float]:
    """The processor time of a build in seconds, and the peak memory of its largest process in MiB."""
    command = [sys.executable, "-c", MEASURE, *variant.command]
    here = variant.out.parent  # a ledger in the current folder would take part
    found = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=here)  # noqa: S603  # our own
    status, seconds, memory = found.stdout.split()
    if status != "0":
        raise SystemExit(f"{' '.join(variant.command)} failed with {status}")
    return float(seconds), float(memory)


# -- the table


def row(name: str, variant: Variant, runs: Sequence[list[tuple[float, float]]]) -> list[float]:
    """The medians of the runs of one variant, printed as a line."""
    seconds = [statistics.median(one[step][0] for one in runs) for step in range(len(STEPS))]
    memory = statistics.median(one[0][1] for one in runs)
    pages = [path.stat().st_size for path in variant.out.glob("agents/**/*.html")]
    files = sum(path.is_file() for path in variant.out.rglob("*"))
    values = [*seconds, memory, statistics.median(pages), files]
    say(name, [f"{value:.2f}" for value in seconds] + [f"{value:,.0f}" for value in values[3:]])
    return values


def say(name: str, cells: Sequence[str]) -> None:
    """Print a line of the table."""
    sys.stdout.write(f"{name:20}" + "".join(f"{cell:>12}" for cell in cells) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Print the table, with the ratios as its last line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("number", type=int)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    texts = list(definitions(asked.number, asked.seed))
    with tempfile.TemporaryDirectory() as folder:
        both = variants(Path(folder), texts)
        runs: dict[str, list[list[tuple[float, float]]]] = {name: [] for name in both}
        for _ in range(asked.runs):
            for name, variant in both.items():
                runs[name].append(measured(variant, texts[asked.number // 2][0]))
        say(f"{asked.number} definitions", [*STEPS, "MiB", "bytes/page", "files"])
        ours, plain = (row(name, variant, runs[name]) for name, variant in both.items())
    say("ratio", [f"{one / other:.2f}" for one, other in zip(ours, plain, strict=True)])


if __name__ == "__main__":
    main()

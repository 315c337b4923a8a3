"""Run mutmut over one package of the core and print which mutants its tests miss.

    python tools/mutation.py core/ledger --sample 400 --seed 1

A mutant is the package with one small change; tests that still pass have missed it.  Each
package is measured by the tests in the folder of the same name alone.  The work is done on
a copy below ``_build/mutation``, because mutmut expects the package next to the tests.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
import libcst as cst
import mutmut.__main__ as program
from mutmut.configuration import config
from mutmut.mutation import mutators
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.workers import isolation, timeout

ROOT = Path(__file__).parent.parent
CONFTEST = """
from hypothesis import Phase, settings
settings.register_profile(
    "mutation", max_examples=10, derandomize=True, deadline=None, database=None, phases=(Phase.explicit, Phase.generate)
)
"""
PATIENCE = 10
CAUGHT = ("killed", "timeout", "segfault")


# -- operators that mutmut lacks: a guard that never, or always, holds is the mistake of most refactorings


def decided(node: cst.If) -> Iterator[cst.If]:
    """An ``if`` whose condition always holds, and one whose condition never does."""
    for name in ("True", "False"):
        yield node.with_changes(test=cst.Name(name))


def unfiltered(node: cst.CompIf) -> Iterator[cst.CompIf]:
    """A comprehension that no longer filters."""
    yield node.with_changes(test=cst.Name("True"))


def halved(node: cst.BooleanOperation) -> Iterator[cst.BaseExpression]:
    """``a and b`` as ``a`` alone and as ``b`` alone."""
    for side in (node.left, node.right):
        yield side.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def removed(node: cst.Expr) -> Iterator[cst.BaseSmallStatement]:
    """A call or a ``yield`` that is removed."""
    if not isinstance(node.value, cst.BaseString):
        yield cst.Pass()


GUARDS = [(cst.If, decided), (cst.CompIf, unfiltered), (cst.BooleanOperation, halved), (cst.Expr, removed)]
CRUDE = (mutators.operator_arg_removal, mutators.operator_assignment, mutators.operator_string)
"""A missing argument, ``None`` as a value, "XX" in a text: most of mutmut's mutants, and nearly any test sees them."""


# -- one run


def prepare(folder: Path, package: str) -> None:
    """A copy of the program and of the tests of *package*, laid out as mutmut expects it."""
    shutil.rmtree(folder, ignore_errors=True)
    tests = folder / "tests"
    shutil.copytree(ROOT / "ext/sphinx_agentdocs", folder / "sphinx_agentdocs", ignore=shutil.ignore_patterns("__py*"))
    shutil.copytree(ROOT / "tests" / package, tests / package, ignore=shutil.ignore_patterns("__py*"))
    for name in ("core/conftest.py", "invariants.py"):
        shutil.copy(ROOT / "tests" / name, tests / name)
    shutil.copytree(ROOT / "docs", folder / "docs")  # some tests run its examples
    (tests / "conftest.py").write_text(CONFTEST, "utf-8")
    shutil.copy(ROOT / "pyproject.toml", folder)


def draw(count: int, seed: int) -> None:
    """Let mutmut try *count* of the mutants only; all of them if it is 0."""
    every = program.collect_source_file_mutation_data

    def some(*, mutant_names: Iterable[str]) -> tuple[list[Any], dict[str, Any]]:
        mutants, files = every(mutant_names=tuple(mutant_names))
        mutants.sort(key=lambda mutant: mutant[1])
        return random.Random(seed).sample(mutants, min(count or len(mutants), len(mutants))), files  # noqa: S311 - a sample, no secret

    program.collect_source_file_mutation_data = some


def be_patient() -> None:
    """Let the time on the processor decide what hangs: on a busy machine, elapsed time says little."""

    def later(pid: int, timeout_s: float) -> None:
        timeout.register_timeout(pid, PATIENCE * timeout_s)

    isolation.register_timeout = later  # type: ignore[attr-defined]


def report(package: str, only: str) -> None:
    """Print the figures by module, and write what each mutant that was missed had changed."""
    figures: dict[str, Counter[str]] = defaultdict(Counter)
    missed = []
    for path in sorted(Path("sphinx_agentdocs", package).glob(only)):
        data = SourceFileMutationData(path=path)
        data.load()
        for name, code in data.exit_code_by_key.items():
            if code is not None:
                figures[path.name][status_by_exit_code[code]] += 1
                if status_by_exit_code[code] not in CAUGHT:
                    missed.append(get_diff_for_mutant(name, path=path))
    figures["all"] = sum(figures.values(), Counter())
    for module, counts in figures.items():
        total, caught = counts.total(), sum(counts[status] for status in CAUGHT)
        details = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
        click.echo(f"{module:24} {total:5} mutants, {caught / max(total, 1):6.1%} caught ({details})")
    Path("missed.txt").write_text("\n".join(missed), "utf-8")
    click.echo(f"The changes of the missed mutants: {Path('missed.txt').resolve()}")


@click.command()
@click.argument("package")
@click.option("--sample", default=0, help="How many mutants to try; 0 for all.")
@click.option("--seed", default=1, help="Which sample.")
@click.option("--only", default="*.py", help="Which modules of the package, as a pattern.")
@click.option("--crude", is_flag=True, help="Also the mutants that nearly any test sees.")
@click.option("--workers", default=os.cpu_count() or 1, help="How many mutants to try at the same time.")
def main(package: str, sample: int, seed: int, only: str, crude: bool, workers: int) -> None:
    """Measure the tests of PACKAGE, such as core/ledger."""
    folder = ROOT / "_build/mutation" / package
    prepare(folder, package)
    os.chdir(folder)
    sys.path.insert(0, str(folder / "tests"))
    kept = [one for one in mutators.mutation_operators if crude or one[1] not in CRUDE]
    mutators.mutation_operators[:] = [*kept, *GUARDS]  # type: ignore[index]
    config().resolved_mutated_source_paths = [Path.cwd() / "mutants/sphinx_agentdocs"]
    config().only_mutate = [f"sphinx_agentdocs/{package}/{only}"]
    config().pytest_add_cli_args_test_selection = [f"tests/{package}"]
    draw(sample, seed)
    be_patient()
    program.cli(["run", "--max-children", str(workers)], standalone_mode=False)
    report(package, only)


if __name__ == "__main__":
    main()

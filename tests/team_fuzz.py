"""A fuzz of teams: random work in real repositories, and every link ever published tried after each publication.

    python tests/team_fuzz.py [--links 50000] [--seed 1] [--crew SEED] [FOLDER]

A team edits definitions on branches, merges, rebases, squashes, reverts and cherry-picks, and resolves
conflicts by hand.  Whatever comes to main passes the gate first: `permalinks check --against`, and if
it fails, the fix that it names, `permalinks update --keep`.  Then the site is published.  For each
merge the verdict of the gate is compared with a replay of what the site would show without the fix:

* lost: a published address that is no longer there;
* wrong: one that no longer shows the words that it showed;
* let through: a merge that loses links although the gate passed;
* false alarm: a gate that failed although nothing would be lost.

FOLDER holds definitions to start from; by default they are generated.  Each team has its own seed,
printed with every failure; `--crew` repeats one, and prints all that it did.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner, Result
from read_once import forget, read_once
from team_edits import Edits
from team_repository import LEDGER, Repository

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.core.ledger.entries import Entry
from sphinx_agentdocs.core.ledger.promises import Former
from sphinx_agentdocs.core.ledger.site_links import Links, site_links
from sphinx_agentdocs.core.ledger.update import update
from sphinx_agentdocs.core.short_links.addresses import code_anchor, short_link
from sphinx_agentdocs.core.units import CODED_SORTS
from sphinx_agentdocs.disk.ledger_file import read_file
from sphinx_agentdocs.errors import UserError
from sphinx_agentdocs.ledger import source as ledger_source

FOLDER = "agents"
_OPTIONS = {name for one in main.commands["permalinks"].commands["update"].params for name in one.opts}
_SHOWN = 3
"""The number of examples that the report lists of each kind of failure."""


class Link(NamedTuple):
    """A published address and the words that it showed; *kind* is the kind of its unit."""

    address: str
    kind: str
    words: str


class Failure(NamedTuple):
    """A link that does not do what it should: whether it is ``lost`` or ``wrong``, and what is there instead."""

    what: str
    link: Link
    now: str = ""


# -- what a site shows


class Site:
    """What the site of a working tree would show: the texts at each address."""

    def __init__(self, folder: Path) -> None:
        source = ledger_source.open_source(folder, folder.parent / LEDGER)
        published = ledger_source.read_published(source)
        done = update(read_file(folder.parent / LEDGER), published.units, "")
        self.links: Links = site_links(done, {})
        self.shown: dict[str, tuple[str, ...]] = {}
        self.live: list[tuple[str, Entry]] = []
        for page, promised in self.links.pages.items():
            self.shown[page] = ()
            for derived, anchors in promised.ids.items():
                entry = promised.entries[derived]
                self._show(page, entry, anchors, promised.former.get(derived, ()))
                self.live += [(f"{page}#{anchor}", entry) for anchor in anchors]
            for gone in promised.gone:
                self._show(page, gone.entry, gone.anchors, gone.former, gone.now)
        for code, entry in self.links.entries.items():
            if entry.sort in CODED_SORTS:
                self._show_code(code, entry)

    def _show_code(self, code: str, entry: Entry) -> None:
        """The forms of a code: its short link, and its id on each page on which it was."""
        for place in entry.addresses:
            if place in self.shown:
                self.shown.setdefault(f"{place.partition('#')[0]}#{code_anchor(code)}", self.shown[place])
        if (place := "#".join(self.links.address(code))) in self.shown:
            self.shown[short_link("pages", code)] = self.shown[place]

    def _show(
        self, page: str, entry: Entry, anchors: tuple[str, ...], former: Sequence[Former], now: Entry | None = None
    ) -> None:
        """What a unit or a tombstone shows: its texts, former ones, and what became of it."""
        texts = (*entry.texts, *(one.wording.text for one in former), *([now.text] if now else []))
        self.shown |= {f"{page}#{anchor}": texts for anchor in anchors}
        if entry.sort in CODED_SORTS:
            self.shown[f"{page}#{code_anchor(entry.code)}"] = texts

    def published(self) -> Iterator[Link]:
        """Every address at which the site shows a live unit."""
        for place, entry in self.live:
            yield Link(place, entry.kind, entry.text)
            if entry.sort in CODED_SORTS:
                yield Link(f"{place.partition('#')[0]}#{code_anchor(entry.code)}", entry.kind, entry.text)
                yield Link(short_link("pages", entry.code), entry.kind, entry.text)
            if entry.kind == "agent":
                yield Link(entry.page, entry.kind, entry.text)

    def failure(self, link: Link) -> Failure | None:
        """What is wrong with a link, if anything is."""
        shown = self.shown.get(link.address)
        if shown is None:
            return Failure("lost", link)
        of_its_own = link.kind not in ("agent", "part", "section")  # the titles of the others may change
        return Failure("wrong", link, " | ".join(shown)) if of_its_own and link.words not in shown else None


class Texts:
    """Which texts are one rule in the eyes of the team."""

    def __init__(self) -> None:
        self.leader: dict[str, str] = {}

    def find(self, text: str) -> str:
        text = re.sub(r"[\W_]+", "", text)
        while (leader := self.leader.setdefault(text, text)) != text:
            text = leader
        return text

    def join(self, one: str, two: str) -> None:
        self.leader[self.find(one)] = self.find(two)


# -- a team


@dataclass
class Outcome:
    """The counts of one team or of many, and the first failures of each kind."""

    links: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def note(self, what: str, example: str, number: int = 1) -> None:
        self.counts[what] += number
        if len(self.examples[what]) < _SHOWN:
            self.examples[what].append(example)

    def add(self, other: Outcome) -> None:
        self.links += other.links
        self.counts += other.counts
        for what, examples in other.examples.items():
            self.examples[what] += examples[: _SHOWN - len(self.examples[what])]


class Team:
    """A team with its own repository, below *work*; *files* are the definitions that it starts from."""

    def __init__(self, work: Path, seed: int, files: list[Path], say: Callable[[str], None]) -> None:
        self.seed, self.say = seed, say
        self.chance = random.Random(seed)
        self.union = self.chance.random() < 0.6
        self.repository = Repository(work, self.chance, union=self.union)
        self.folder = work / FOLDER
        self.texts = Texts()
        self.edits = Edits(self.folder, self.chance, self.texts.join)
        self.day = date(2026, 1, 5)
        self.branches: list[str] = []
        self.said: dict[Link, str] = {}
        self.outcome = Outcome()
        if files:
            self.edits.copy_crew(self.chance.sample(files, min(len(files), 10)))
        else:
            self.edits.write_crew(10, 24)
        self.doubted: set[str] = set()
        self.started = 0

    def work(self, steps: int) -> Outcome:
        """Begin, and bring work to main *steps* times."""
        with self._here():
            self.agentdocs("update", FOLDER)
            self._publish("begin")
            for _ in range(steps):
                self.day += timedelta(days=self.chance.randint(0, 3))
                while len(self.branches) < 3:
                    self._branch()
                self._land()
        self.outcome.links = len({link.address for link in self.said})
        return self.outcome

    @contextmanager
    def _here(self) -> Iterator[None]:
        before = Path.cwd()
        os.chdir(self.repository.root)
        try:
            with _dated(lambda: self.day.isoformat()):
                yield
        finally:
            os.chdir(before)

    def agentdocs(self, command: str, *options: str) -> Result:
        """Run ``agentdocs permalinks``."""
        confirmed = ("--yes",) if command == "update" and "--yes" in _OPTIONS else ()
        result = CliRunner().invoke(main, ("permalinks", command, *options, *confirmed))
        if result.exception and not isinstance(result.exception, SystemExit):
            self._fail("traceback", f"{command} {' '.join(options)}: {result.exception!r}")
        self.say(
            f"      permalinks {command} {' '.join(options)}: {result.exit_code}; {result.output.strip()[-200:]!r}"
        )
        return result

    def _fail(self, what: str, example: str, number: int = 1) -> None:
        self.outcome.note(what, f"crew {self.seed}, {self.day}: {example}", number)
        self.say(f"   !! {what}: {example}")

    # -- work on branches

    def _branch(self) -> None:
        """Begin a branch, at main or somewhat before it, with some commits."""
        self.started += 1
        name = f"work-{self.started}"
        self.repository.go_to(self.chance.choice((["main"] * 3) + (self.repository.log(4) or ["main"])), name)
        self.say(f"  {self.day} {name}")
        for _ in range(self.chance.randint(1, 3)):
            self._edit()
        self.branches.append(name)

    def _edit(self) -> None:
        """Some edits in one commit, of which a careful person also records the links."""
        done = [
            self._restore() if self.chance.random() < 0.08 else self.edits.anything()
            for _ in range(self.chance.randint(1, 3))
        ]
        for what in done:
            self.say(f"      {what}")
        if self.chance.random() < 0.6:
            self.agentdocs("update", FOLDER)
        self.repository.commit("; ".join(done))

    def _restore(self) -> str:
        """Bring back a file of an earlier commit, or the whole folder, sometimes with the ledger of that time."""
        old = self.chance.choice(self.repository.log(12) or ["main"])
        _, listed = self.repository.git("diff", "-z", "--name-only", "--diff-filter=D", old, "--", FOLDER)
        gone = [name for name in listed.split("\0") if name.endswith(".md")]
        paths = [self.chance.choice(gone)] if gone else [FOLDER]
        if self.chance.random() < 0.2:
            paths.append(LEDGER)
        self.repository.git("checkout", "-q", old, "--", *paths)
        return f"restore {' and '.join(paths)} of {old[:7]}"

    # -- bringing work to main

    def _land(self) -> None:
        """Bring one branch to main, or revert something, through the gate."""
        base = self.repository.head("main")
        how = self._propose()
        self.say(f"  {self.day} {how}, {'by union' if self.union else 'by hand'}")
        tree = self.repository.head()
        self._judge(base, how, "as merged")
        self.repository.go_to(tree)
        self.agentdocs("update", FOLDER)
        self.repository.commit("update")
        self._judge(base, how, "after update", alarms=True)
        self.repository.go_to(tree)
        if self.agentdocs("check", FOLDER, "--against", base).exit_code:
            self._mend(base, how)
        self._publish(how)

    def _propose(self) -> str:
        """Leave the next state of main on the branch "pr"."""
        kind = self.chance.choices(("merge", "squash", "rebase", "pick", "revert"), (8, 3, 3, 2, 3))[0]
        commits = self.repository.log(8)
        if kind == "revert" and commits:
            return self.repository.revert(self.chance.choice(commits))
        branch = self.branches.pop(self.chance.randrange(len(self.branches)))
        way = getattr(self.repository, kind if kind != "revert" else "merge")
        return f"{way(branch)} of {branch}"

    def _judge(self, base: str, how: str, when: str, *, alarms: bool = False) -> None:
        """Compare the verdict of the gate on this tree with what its site would lose."""
        failed = self.agentdocs("check", FOLDER, "--against", base)
        failures = self._failures()
        self.outcome.counts[f"merges {when}"] += 1
        if failures and not failed.exit_code:
            self._fail(f"let through {when}", f"{how} loses {len(failures)} links: {_told(failures[0])}")
        elif alarms and failed.exit_code and not failures:
            self._fail(f"false alarm {when}", f"{how}: {_in_short(failed)}")
        elif failures:
            self.outcome.counts[f"stopped {when}"] += 1

    def _mend(self, base: str, how: str) -> None:
        """Do what the gate says."""
        if self.agentdocs("update", FOLDER, *(("--keep", base) if "--keep" in _OPTIONS else ())).exit_code:
            self.outcome.counts["restored"] += 1
            self.repository.git("checkout", base, "--", LEDGER)
            self.agentdocs("update", FOLDER)
        self.repository.commit("fix")
        again = self.agentdocs("check", FOLDER, "--against", base)
        if again.exit_code:
            self._fail("not fixed", f"{how}: {_in_short(again)}")

    def _publish(self, how: str) -> None:
        """Record what is on this tree, which becomes main, and try everything that was ever published."""
        self.agentdocs("update", FOLDER)
        self.repository.commit(f"publish: {how}")
        self.repository.git("branch", "-f", "main")
        for one in self._failures():
            self._fail(one.what, f"{how}, published by {self.said.pop(one.link, '?')}: {_told(one)}")
        if site := self._site():
            for link in site.published():
                self.said.setdefault(link, how)
            self._compare_rules(site)
        self.outcome.counts["publications"] += 1

    def _site(self) -> Site | None:
        """What would be published, or ``None`` if a build would stop."""
        try:
            return Site(self.folder)
        except UserError as error:
            self.say(f"      no site: {error}")
            return None

    def _failures(self) -> list[Failure]:
        """What is wrong with the links published so far, if this tree were published."""
        if not (site := self._site()):
            return [Failure("lost", next(iter(self.said)), "the build stops")] if self.said else []
        return [failure for link in self.said if (failure := site.failure(link))]

    def _compare_rules(self, site: Site) -> None:
        """Count the codes whose live text the team would call another rule than one of its former texts."""
        for entry in {entry.code: entry for _, entry in site.live}.values():
            known = self.texts.find(entry.text)
            if entry.sort != "guideline" or all(self.texts.find(text) == known for text in entry.texts):
                continue
            if (texts := " | ".join(entry.texts)) not in self.doubted:
                self.doubted.add(texts)
                self._fail("another rule, by the team's own account", f"{entry.code}: {texts}")


def _in_short(result: Result) -> str:
    """The findings of a gate, without the names of commits."""
    return re.sub(r"[0-9a-f]{40}", "BASE", result.output.strip())[:400]


def _told(failure: Failure) -> str:
    now = f", but {failure.now[:120]!r}" if failure.now else ""
    return f"{failure.what}: {failure.link.address} ({failure.link.kind}) said {failure.link.words[:80]!r}{now}"


@contextmanager
def _dated(today: Callable[[], str]) -> Iterator[None]:
    """Give *today* to every module that asks for the date."""
    modules = [module for name, module in sys.modules.items() if name.startswith("sphinx_agentdocs.ledger")]
    before = [(module, module.today) for module in modules if hasattr(module, "today")]
    for module, _ in before:
        module.today = today
    try:
        yield
    finally:
        for module, original in before:
            module.today = original


def run(links: int, seed: int, folder: Path | None = None, steps: int = 25, only: int | None = None) -> Outcome:
    """Let teams work until together they have published that many links."""
    files = sorted(path for path in folder.rglob("*.md") if path.stat().st_size > 400) if folder else []
    total, number = Outcome(), seed * 10_000
    ledger_source.read_definition = read_once  # type: ignore[assignment]
    while total.links < links:
        crew = only if only is not None else number
        with tempfile.TemporaryDirectory(prefix="crew-") as work:
            outcome = Team(Path(work) / "crew", crew, files, _say if only is not None else _silent).work(steps)
        outcome.counts["crews"] += 1
        total.add(outcome)
        number += 1
        forget()
        if only is not None:
            break
    return total


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _silent(line: str) -> None:
    pass


FATAL = ("lost", "wrong", "let through as merged", "let through after update", "not fixed", "traceback")


def report(outcome: Outcome) -> str:
    lines = [f"{outcome.links:,} links published"]
    for what, count in sorted(outcome.counts.items()):
        lines += [f"{count:7,} {what}", *(f"          {example}" for example in outcome.examples[what])]
    return "\n".join(lines)


def _main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--links", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=25)
    parser.add_argument("--crew", type=int)
    given = parser.parse_args()
    start = time.process_time()
    outcome = run(given.links, given.seed, given.folder and given.folder.resolve(), given.steps, given.crew)
    _say(report(outcome))
    _say(f"{time.process_time() - start:.0f} s of processor time, git not counted")
    return int(any(outcome.counts[what] for what in FATAL))


if __name__ == "__main__":
    sys.exit(_main())

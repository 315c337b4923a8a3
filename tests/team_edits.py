"""What people do to a folder of definitions: random edits of its files, for the fuzz of teams.

Every edit changes files and says in a few words what it did.  An edit that turns one rule into
another reports both, so that the fuzz knows which texts are the same rule in the eyes of the team.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")
RULE = re.compile(r"(\s*(?:[-*]|\d+\.)\s+)(\S.*)\Z")
HEADING = re.compile(r"(#{2,4} )(\S.*)\Z")
_VERBS = (
    "Check Clean Count Fill Inspect Label Light Lock Log Mend Oil Open Paint Polish Report Sort Stow Test Trim Wipe"
).split()
_THINGS = (
    "lamp rope ladder lens log book wick stove signal flag boat anchor bell mast chart compass barrel pump hatch"
    " lantern buoy sail net hook chain plank gauge valve bucket candle mirror"
).split()
_PLACES = ("in the tower,on the pier,below deck,by the door,at the gate,in the store,near the stove,on the roof").split(
    ","
)
_TIMES = (
    "before dusk,at dawn,every hour,after a storm,once a week,at noon,before you leave,when the tide turns"
).split(",")
_WHY = (
    "because salt eats it,and write it down,so that nobody trips,without haste,twice,with a dry cloth,or ask the mate"
).split(",")
_NAMES = "keeper mate cook pilot purser bosun lookout carpenter surgeon gunner rigger cooper steward trimmer".split()
_TITLES = "Rules|Watch|Morning|Evening|Stores|Safety|Tools|Reports|Weather|Visitors".split("|")


class Edits:
    """Random edits of the definitions in *folder*; *same* is called with two texts of one rule."""

    def __init__(self, folder: Path, chance: random.Random, same: Callable[[str, str], None]) -> None:
        self.folder, self.chance, self.same = folder, chance, same
        self.pool: list[str] = []
        self.number = 0

    # -- definitions of our own

    def write_crew(self, agents: int, rules: int) -> None:
        """Start with generated definitions."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in self.chance.sample(_NAMES, agents):
            (self.folder / f"{name}.md").write_text(self.definition(name, rules), "utf-8")

    def copy_crew(self, files: Iterable[Path], most_lines: int = 90) -> None:
        """Start with the beginnings of given definitions."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            lines = file.read_text("utf-8", "replace").splitlines()
            (self.folder / file.name).write_text("\n".join(lines[:most_lines]) + "\n", "utf-8")
            self.pool += [found[2] for line in lines[most_lines:] if (found := RULE.match(line))]

    def definition(self, name: str, rules: int) -> str:
        """A definition with some sections and an example."""
        lines = ["---", f"name: {name}", f"description: Use this agent for the {name}'s work. {self.sentence()}"]
        lines += ["---", "", f"You are the {name}. {self.sentence()}", ""]
        for title in self.chance.sample(_TITLES, max(1, rules // 5)):
            lines += [f"## {title}", "", *(f"- {self.sentence()}" for _ in range(self.chance.randint(3, 7))), ""]
        return "\n".join(lines)

    def sentence(self) -> str:
        """A rule: one of those left over from given definitions, or a new one."""
        if self.pool and self.chance.random() < 0.7:
            return self.pool.pop(self.chance.randrange(len(self.pool)))
        words = [self.pick(_VERBS), self.pick(("the", "each", "every", "your")), self.pick(_THINGS)]
        words += [self.pick(some) for some in (_PLACES, _TIMES, _WHY) if self.chance.random() < 0.6]
        title = f"**{self.pick(_THINGS).capitalize()} {self.pick(('first', 'last', 'watch'))}**: "
        return (title if self.chance.random() < 0.15 else "") + " ".join(words) + "."

    # -- edits

    def anything(self) -> str:
        """Make one edit and say what it was."""
        edits: dict[Callable[[], str], int] = {
            self.add: 6, self.reword: 8, self.remove: 4, self.reorder: 3, self.give: 3, self.split: 2, self.join: 2,
            self.retitle: 2, self.rename: 2, self.rename_file: 2, self.into_folder: 2, self.swap: 1, self.case: 1,
            self.copy: 2, self.retouch: 1, self.delete: 1, self.found: 2,
        }  # fmt: skip
        return self.chance.choices(list(edits), list(edits.values()))[0]()

    def add(self) -> str:
        return self._at_a_rule("add", lambda lines, at, mark, text: lines.insert(at, f"{mark}{self.sentence()}"))

    def remove(self) -> str:
        return self._at_a_rule("remove", lambda lines, at, mark, text: lines.pop(at))

    def reword(self) -> str:
        def change(lines: list[str], at: int, mark: str, text: str) -> None:
            lines[at] = mark + self._other_words(text)

        return self._at_a_rule("reword", change)

    def reorder(self) -> str:
        def change(lines: list[str], at: int, mark: str, text: str) -> None:
            rules = [number for number, line in enumerate(lines) if RULE.match(line)]
            other = self.pick(rules)
            lines[at], lines[other] = lines[other], lines[at]

        return self._at_a_rule("reorder", change)

    def give(self) -> str:
        """Move a rule to another agent."""
        taken: list[str] = []
        said = self._at_a_rule("give away", lambda lines, at, mark, text: taken.append(lines.pop(at)))
        for line in taken:
            self._at_a_rule("", lambda lines, at, mark, text: lines.insert(at, line))  # noqa: B023  # called at once
        return said

    def split(self) -> str:
        def change(lines: list[str], at: int, mark: str, text: str) -> None:
            words = text.split()
            first, second = " ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])
            lines[at : at + 1] = [f"{mark}{part}" for part in (first, second) if part]
            for part in (first, second):
                self.same(text, part)

        return self._at_a_rule("split", change)

    def join(self) -> str:
        def change(lines: list[str], at: int, mark: str, text: str) -> None:
            after = RULE.match(lines[at + 1]) if at + 1 < len(lines) else None
            if after:
                both = f"{text.rstrip('.')}, and {after[2]}"
                lines[at : at + 2] = [mark + both]
                self.same(text, both)
                self.same(after[2], both)

        return self._at_a_rule("join", change)

    def retitle(self) -> str:
        file = self._file()
        lines = file.read_text("utf-8").splitlines() if file else []
        headings = [number for number, line in enumerate(lines) if HEADING.match(line)]
        if not file or not headings:
            return "nothing"
        at = self.pick(headings)
        lines[at] = f"## {self.pick(_TITLES)}"
        _write(file, lines)
        return f"retitle a section of {file.name}"

    def rename(self) -> str:
        """Rename an agent, its name and its file."""
        file = self._file()
        if not file:
            return "nothing"
        name = self._new_name()
        text = re.sub(r"(?m)^name: .*$", f"name: {name}", file.read_text("utf-8"), count=1)
        file.unlink()
        file.with_name(f"{name}.md").write_text(text, "utf-8")
        return f"rename {file.stem} to {name}"

    def rename_file(self) -> str:
        file = self._file()
        if not file:
            return "nothing"
        name = self._new_name()
        file.rename(file.with_name(f"{name}.md"))
        return f"rename only the file {file.stem} to {name}"

    def into_folder(self) -> str:
        file = self._file()
        folder = self.folder / self.pick(("", "bow", "stern", "bow/lower"))
        if not file or (folder / file.name).exists():
            return "nothing"
        folder.mkdir(parents=True, exist_ok=True)
        file.rename(folder / file.name)
        return f"move {file.name} to {folder.relative_to(self.folder)}/"

    def swap(self) -> str:
        """Two files exchange their names, or two agents do."""
        files = self._files()
        if len(files) < 2:
            return "nothing"
        one, two = self.chance.sample(files, 2)
        first, second = one.read_text("utf-8"), two.read_text("utf-8")
        names = [re.search(r"(?m)^name: .*$", text) for text in (first, second)]
        if self.chance.random() < 0.5 and all(names):
            first, second = first.replace(names[0][0], names[1][0], 1), second.replace(names[1][0], names[0][0], 1)
        one.write_text(second, "utf-8")
        two.write_text(first, "utf-8")
        return f"swap {one.stem} and {two.stem}"

    def case(self) -> str:
        file = self._file()
        if not file:
            return "nothing"
        other = file.with_name(file.name.swapcase().replace(".MD", ".md"))
        file.rename(other)
        return f"change the case of {file.name} to {other.name}"

    def copy(self) -> str:
        """Copy an agent and edit the copy."""
        file = self._file()
        if not file:
            return "nothing"
        name = self._new_name()
        lines = re.sub(r"(?m)^name: .*$", f"name: {name}", file.read_text("utf-8"), count=1).splitlines()
        for at, line in enumerate(lines):
            if (found := RULE.match(line)) and self.chance.random() < 0.3:
                lines[at] = found[1] + self._other_words(found[2])
        _write(file.with_name(f"{name}.md"), lines)
        return f"copy {file.stem} as {name}, and edit it"

    def retouch(self) -> str:
        """Replace one word in every line of an agent."""
        file = self._file()
        if not file:
            return "nothing"
        old, new = self.chance.sample(_THINGS, 2)
        lines = file.read_text("utf-8").splitlines()
        for at, line in enumerate(lines):
            changed = re.sub(rf"\b{old}\b", new, line)
            if changed != line and (found := RULE.match(line)) and (now := RULE.match(changed)):
                self.same(found[2], now[2])
            lines[at] = changed
        _write(file, lines)
        return f"write {new} for {old} in {file.name}"

    def delete(self) -> str:
        file = self._file()
        if not file or len(self._files()) < 3:
            return "nothing"
        file.unlink()
        return f"delete {file.name}"

    def found(self) -> str:
        name = self._new_name()
        (self.folder / f"{name}.md").write_text(self.definition(name, 10), "utf-8")
        return f"add {name}"

    # -- parts of edits

    def _at_a_rule(self, what: str, change: Callable[[list[str], int, str, str], object]) -> str:
        file = self._file()
        lines = file.read_text("utf-8").splitlines() if file else []
        rules = [number for number, line in enumerate(lines) if RULE.match(line)]
        if not file or not rules:
            return "nothing"
        at = self.pick(rules)
        found = RULE.match(lines[at])
        assert found
        change(lines, at, found[1], found[2])
        _write(file, lines)
        return f"{what} {found[2][:40]!r} in {file.name}"

    def _other_words(self, text: str) -> str:
        """*text* with a word replaced, added or dropped."""
        words = text.split()
        at = self.chance.randrange(len(words))
        kind = self.chance.random()
        if kind < 0.4:
            words[at] = self.pick(_THINGS)
        elif kind < 0.8:
            words.append(self.pick(_WHY))
        elif len(words) > 3:
            del words[at]
        result = " ".join(words)
        self.same(text, result)
        return result

    def _new_name(self) -> str:
        """A name: sometimes one that was used before."""
        self.number += 1
        free = [name for name in _NAMES if not any(file.stem.lower() == name for file in self._files())]
        return self.pick(free) if free and self.chance.random() < 0.6 else f"{self.pick(_NAMES)}-{self.number}"

    def _files(self) -> list[Path]:
        return sorted(self.folder.rglob("*.md"))

    def _file(self) -> Path | None:
        files = self._files()
        return self.pick(files) if files else None

    def pick(self, some: Iterable[_T]) -> _T:
        return self.chance.choice(list(some))


def _write(file: Path, lines: Iterable[str]) -> None:
    file.write_text("\n".join(lines) + "\n", "utf-8")

"""A git repository in which a team works: branches, merges of every kind, and conflicts resolved as people do."""

from __future__ import annotations

import os
import random
import re
import subprocess
from pathlib import Path

LEDGER = "permalinks.jsonl"
_ENVIRONMENT = {
    **os.environ,
    **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "crew"),
    **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "crew@example.org"),
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_EDITOR": "true",
}
_CONFLICT = re.compile(
    r"^<{7}[^\n]*\n(?P<ours>.*?)(?:^\|{7}[^\n]*\n.*?)?^={7}\n(?P<theirs>.*?)^>{7}[^\n]*\n", re.DOTALL | re.MULTILINE
)


class Repository:
    """A repository; with *union*, its ledger is merged by union, else conflicts in it are resolved by hand."""

    def __init__(self, root: Path, chance: random.Random, *, union: bool) -> None:
        self.root, self.chance = root, chance
        root.mkdir(parents=True)
        self.git("init", "-q", "-b", "main", ".")
        self.git("config", "core.ignorecase", "false")
        self.git("config", "gc.auto", "0")
        if union:
            (root / ".gitattributes").write_text(f"{LEDGER} merge=union\n", "utf-8")

    def git(self, *arguments: str) -> tuple[int, str]:
        """The exit status and the output of a git command."""
        result = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env=_ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return result.returncode, result.stdout.decode("utf-8", "replace")

    def commit(self, message: str) -> str:
        """Commit everything; return the name of the commit."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "--no-verify", "-m", message)
        return self.head()

    def head(self, name: str = "HEAD") -> str:
        return self.git("rev-parse", name)[1].strip()

    def go_to(self, commit: str, branch: str = "") -> None:
        """Check out a commit, as *branch* if it has a name."""
        self.git("checkout", "-q", "-f", *(("-B", branch) if branch else ("--detach",)), commit)
        self.git("clean", "-qfd")

    def log(self, most: int = 10, *options: str) -> list[str]:
        """The last commits of main, newest first, without the very first one of the repository."""
        lines = self.git("log", "--format=%H %P", f"-{most}", "--first-parent", *options, "main")[1].splitlines()
        return [line.split()[0] for line in lines if len(line.split()) > 1]

    # -- ways to bring work to main; each leaves the result committed on the branch "pr"

    def merge(self, branch: str) -> str:
        self.go_to("main", "pr")
        self.git("merge", "-q", "--no-ff", "--no-edit", branch)
        self._resolve()
        self.commit(f"merge {branch}")
        return "merge"

    def squash(self, branch: str) -> str:
        self.go_to("main", "pr")
        self.git("merge", "-q", "--squash", branch)
        self._resolve()
        self.commit(f"squash {branch}")
        return "squash"

    def rebase(self, branch: str) -> str:
        self.go_to(branch, "pr")
        status, _ = self.git("rebase", "-q", "main")
        for _ in range(20):
            if not status:
                return "rebase"
            self._resolve()
            status, _ = self.git("rebase", "--continue")
            if status and not self._unmerged():
                status, _ = self.git("rebase", "--skip")
        self.git("rebase", "--abort")
        return self.merge(branch)

    def pick(self, branch: str) -> str:
        """Cherry-pick the last commit of a branch."""
        self.go_to("main", "pr")
        self.git("cherry-pick", "--allow-empty", branch)
        self._resolve()
        self.git("cherry-pick", "--quit")
        self.commit(f"pick {branch}")
        return "cherry-pick"

    def revert(self, commit: str) -> str:
        """Revert a commit of main."""
        self.go_to("main", "pr")
        parents = self.git("log", "-1", "--format=%P", commit)[1].split()
        self.git("revert", "--no-commit", *(("-m", "1") if len(parents) > 1 else ()), commit)
        self._resolve()
        self.git("revert", "--quit")
        self.commit("revert")
        return "revert"

    # -- conflicts

    def _unmerged(self) -> list[str]:
        return sorted(set(self.git("diff", "-z", "--name-only", "--diff-filter=U")[1].split("\0")) - {""})

    def _resolve(self) -> None:
        """Resolve every conflict, each in a way that a person might choose."""
        for name in self._unmerged():
            path = self.root / name
            if path.is_file():
                path.write_bytes(self._resolved(path.read_bytes().decode("utf-8", "surrogateescape")))
        for leftover in self.root.rglob("*~*"):
            leftover.unlink()
        self.git("add", "-A")

    def _resolved(self, text: str) -> bytes:
        way = self.chance.choices(("both", "ours", "theirs", "each"), (5, 2, 2, 2))[0]
        return _CONFLICT.sub(lambda found: self._side(found, way), text).encode("utf-8", "surrogateescape")

    def _side(self, found: re.Match[str], way: str) -> str:
        if way == "each":
            way = self.chance.choice(("both", "ours", "theirs"))
        return found["ours"] + found["theirs"] if way == "both" else found[way]

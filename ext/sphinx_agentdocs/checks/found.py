"""The result of a check: findings, each with its file and what identifies it in another run."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..core.findings import Code

CODES = {code.code: code for code in Code}
"""The codes by the names that users write."""
Key = tuple[str, str, str]
"""The file of a finding, its code and the text of its line, which stay the same when the file is edited elsewhere."""


@dataclass(frozen=True, slots=True, order=True)
class FileFinding:
    """One finding in one file.

    *path* is the file, beginning with the source as the user wrote it, with ``/``.  *context*
    is the text of the line; it identifies the finding even after lines are added above.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    context: str = ""
    fixable: bool = False

    @property
    def level(self) -> str:
        """How serious it is: "error", "warning" or "note"."""
        return CODES[self.code].level

    @property
    def key(self) -> Key:
        """What identifies it."""
        return self.path, self.code, self.context


@dataclass(slots=True)
class Checked:
    """The result of a check: the number of definitions, the findings, the files that were fixed, and notes."""

    definitions: int = 0
    findings: list[FileFinding] = field(default_factory=list)
    fixed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def fingerprints(findings: Sequence[FileFinding]) -> list[str]:
    """A string for each finding that identifies it in other runs, unique among *findings*."""
    seen: Counter[Key] = Counter()
    result = []
    for found in findings:
        key = found.key
        seen[key] += 1
        text = "\0".join([*key, str(seen[key])])
        result.append(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return result

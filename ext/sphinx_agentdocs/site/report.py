"""The result of a build: what it counted and what it said."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

_ONCE = ("agentdocs.internal", "agentdocs.unknown-agent", "agentdocs.unknown-collection")
"""The warnings of reading or writing one page."""


@dataclass(slots=True)
class Report:
    """The result of a build.

    *said* is the text of its warnings, as it was shown.  *settled* says whether the site was made from the
    inputs that the build found in the beginning, and nothing else.
    """

    agents: int = 0
    examples: int = 0
    guidelines: int = 0
    warnings: Counter[str] = field(default_factory=Counter)
    said: str = ""
    settled: bool = False
    written: int = 0
    removed: int = 0

    @property
    def is_repeatable(self) -> bool:
        """Whether the next build would say the same if nothing changes, although it reads and writes no page."""
        return self.settled and all(code.startswith("agentdocs.") and code not in _ONCE for code in self.warnings)

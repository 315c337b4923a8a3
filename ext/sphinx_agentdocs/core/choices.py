"""The words among which users of the command choose, apart from what they stand for: so `--help` loads none of that."""

from __future__ import annotations

CITATION_FORMS = ("markdown", "quote", "url", "json")
"""The forms of a citation, the most common first."""
REPORT_FORMATS = ("text", "json", "github", "sarif")
"""The formats of a report of findings."""
LEVELS = ("error", "warning", "note")
"""The levels of findings, the most serious first."""

"""Words that mean the same to anyone who looks for a rule: short forms, and everyday words for technical ones.

The table is small on purpose.  It has what is true of software in general, and nothing of any one team.
"""

from __future__ import annotations

from collections.abc import Mapping

from .words import terms_of

GROUPS = (
    "a11y accessibility; i18n internationalization; l10n localization localisation; k8s kubernetes; js javascript;"
    " ts typescript; db database; docs documentation; config configuration; auth authentication authorization login;"
    " repo repository; perf performance; infra infrastructure; env environment; deps dependencies; prod production;"
    " postgres postgresql; ui interface; pr diff; colour color; phone mobile; picture image;"
    " slow performance latency; fast performance speed; big large size; hacked breach attack; crash failure outage;"
    " bug defect; delete remove; animation motion transition; money payment; law legal; boss manager"
)
"""Groups of words, separated by semicolons: each of a group also finds the others."""


def _table() -> Mapping[str, tuple[str, ...]]:
    table: dict[str, dict[str, None]] = {}
    for group in GROUPS.split(";"):
        terms = terms_of(group)
        for term in terms:
            table.setdefault(term, {}).update(dict.fromkeys(other for other in terms if other != term))
    return {term: tuple(others) for term, others in table.items()}


SYNONYMS = _table()
"""The terms that a term also finds."""

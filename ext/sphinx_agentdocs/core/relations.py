"""Why two agents are linked: every relation has a kind, a direction and its evidence."""

from __future__ import annotations

from typing import Literal, NamedTuple

RelationKind = Literal[
    "declared",
    "works-with",
    "delegates-to",
    "reports-to",
    "escalates-to",
    "names",
    "named-by",
    "shares-guidance",
    "similar",
]
"""In the order in which a page shows them."""


class Relation(NamedTuple):
    """One agent as another one sees it.

    *page* is the name of its page.  *evidence* is the sentence, the line or the words that show
    it, as plain text; *home* and *anchor* say on which page and at which id that stands, and are
    empty texts where it stands at none.
    """

    page: str
    kind: RelationKind
    evidence: str
    home: str = ""
    anchor: str = ""

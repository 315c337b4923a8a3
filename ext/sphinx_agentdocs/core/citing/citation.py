"""A guideline as it is cited: what it says, where it stands, and its link."""

from __future__ import annotations

from dataclasses import dataclass

from ..text.sentences import first_sentences

_WORDS = 80


@dataclass(frozen=True, slots=True)
class Citation:
    """A published guideline.

    *agent* is the title of its agent, *section* holds the titles of the sections around it;
    *code* and *title* may be empty.  *link* is the address, absolute where the one of the site is known.
    """

    agent: str
    section: tuple[str, ...]
    kind: str
    title: str
    text: str
    code: str
    link: str

    @property
    def words(self) -> str:
        """The words of a link to it: its title, else how its text begins."""
        return self.title or first_sentences(self.text, _WORDS)

"""A guideline as it is cited: its text, its place, and its link."""

from __future__ import annotations

from dataclasses import dataclass

from ..text.sentences import first_sentences

_WORDS = 80


@dataclass(frozen=True, slots=True)
class Citation:
    """A published guideline.

    *agent* is the title of its agent, *section* the titles of the sections around it; *code* and
    *title* may be empty.  *link* is its address, absolute if the address of the site is known.  *stem* is what it
    depends on, as one text, *lead* the part of it without which it would mislead, and *polarity* "do", "dont" or
    empty; *aliases* are the codes that its team gave it, and *weight* is "rule" or "fact".
    """

    agent: str
    section: tuple[str, ...]
    kind: str
    title: str
    text: str
    code: str
    link: str
    stem: str = ""
    lead: str = ""
    polarity: str = ""
    aliases: tuple[str, ...] = ()
    weight: str = "rule"

    @property
    def said(self) -> str:
        """Its text, after the words without which it would mislead."""
        return f"{self.lead} {self.text}" if self.lead else self.text

    @property
    def words(self) -> str:
        """The text of a link to it: its title, or else the beginning of its text."""
        return self.title or first_sentences(self.text, _WORDS)


def text_of_file(title: str, words: str) -> str:
    """The text of a file that is one rule: its *title*, and the *words* that it is cited with, if there are any."""
    return f"{title}: {words}" if words else title

"""The content of a definition, as frozen values.  Every value knows its line, from 1."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from markdown_it.token import Token

from .findings import Finding
from .formats import Format
from .text.characters import VisibleText, visible
from .text.polarity import Polarity
from .text.sentences import first_sentences, unquoted

PartKind = Literal["open", "context", "turn", "commentary", "text", "close"]
UnitKind = Literal["item", "step", "principle", "paragraph", "row", "rule"]
Weight = Literal["rule", "fact", "label"]
SectionClass = Literal[
    "core-approach", "guidelines", "quality", "workflow", "output", "when-to-use", "integration", "other"
]
MentionKind = Literal["names", "works-with", "delegates-to", "reports-to", "escalates-to", "declared"]
How = Literal["word", "marked", "file", "role", "example"]
Way = Literal["", "back", "defers"]
_VERB = re.compile(r"[ _](?:says|asks|responds|response|request|query|message|input|reply|output)\Z")


LEAD = -1
"""Stands for the text before the first section, where a section is named by its token."""

COMMENT = "#"
"""The key of a field that is a comment: the model may read it, so the page shows it."""


@dataclass(frozen=True, slots=True)
class Field:
    """One ``key: value`` of the frontmatter.

    ``value`` is the text, a tuple of texts for a list, or ``None`` for an empty value.
    A nested value is the text of its lines, as written.  ``text_line`` is where the text
    of the value begins; ``typed`` names the YAML type of an unquoted value that is not text.
    """

    key: str
    value: str | tuple[str, ...] | None
    line: int
    text_line: int
    typed: str = ""

    @property
    def text(self) -> str:
        """The value as one text."""
        return ", ".join(self.value) if isinstance(self.value, tuple) else self.value or ""


@dataclass(frozen=True, slots=True)
class ExamplePart:
    """A piece of an example.  Its label, text and end, joined, are exactly what the author wrote."""

    kind: PartKind
    label: str
    text: str
    end: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """The words of one speaker, without quotation marks."""

    speaker: str
    text: str


def _speaker(label: str) -> str:
    """The speaker: the label without its marks and verb, such as "user" for "- **User asks**:" or "<user_request>"."""
    return _VERB.sub("", label.strip(" \t\n*_-+:<>\u2192\uff1a").lower())


@dataclass(frozen=True, slots=True)
class Example:
    """A conversation that shows when to use the agent."""

    parts: tuple[ExamplePart, ...]
    line: int
    anchor: str = ""

    def _texts(self, kind: PartKind) -> str:
        return " ".join(unquoted(part.text) for part in self.parts if part.kind == kind and part.text.strip())

    @property
    def context(self) -> str:
        """The situation, or what an example says in which nobody speaks; else an empty string."""
        is_spoken = any(part.kind == "turn" for part in self.parts)
        return self._texts("context") or ("" if is_spoken else self._texts("text"))

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The conversation in order."""
        return tuple(Turn(_speaker(part.label), unquoted(part.text)) for part in self.parts if part.kind == "turn")

    @property
    def commentary(self) -> str:
        """Why the agent is the right one, or an empty string."""
        return self._texts("commentary")

    @property
    def title(self) -> str:
        """The subject of the example: its context, else its first turn, else its text."""
        first = next((turn.text for turn in self.turns), "")
        return " ".join((self.context or first or "example").split())


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the description that is not an example."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Description:
    """The description, split into its passages and examples in the author's order."""

    blocks: tuple[Passage | Example, ...]
    line: int

    @property
    def examples(self) -> tuple[Example, ...]:
        """The examples in order."""
        return tuple(block for block in self.blocks if isinstance(block, Example))

    @property
    def when_to_use(self) -> str:
        """The description without its examples and the words that announce them."""
        return "\n\n".join(block.text for block in self.blocks if isinstance(block, Passage) and block.text[-1:] != ":")


class Section(NamedTuple):
    """A heading, or a line that stands in for one, and its place below the title.

    ``depth`` counts from 1, whatever heading levels the author used; ``token`` is the index of
    the token that opens the section; ``path`` is the titles from the outermost section to this one.
    ``introduces`` is whether it is a label with a colon, which may apply only to the block below it.
    """

    title: str
    depth: int
    line: int
    token: int
    path: tuple[str, ...]
    kind: SectionClass
    anchor: str = ""
    introduces: bool = False


class Guideline(NamedTuple):
    """The smallest unit worth a link.

    ``text`` is plain and complete, the title included; ``token`` is the index of the token
    that opens it; ``section`` is the titles of the sections around it.  A "rule" is a section that
    states one rule, with the token of the section.

    ``stem`` is what the unit depends on: the titles of the sections in whose scope it is, then the texts that
    introduce it, outermost first.  ``lead`` is the part of it without which the text alone would mislead.
    ``polarity`` is "do" or "dont" where the words are plain; ``code`` is the one that the team gave it.
    """

    kind: UnitKind
    title: str
    text: str
    line: int
    token: int
    section: tuple[str, ...]
    anchor: str = ""
    stem: tuple[str, ...] = ()
    lead: str = ""
    polarity: Polarity = ""
    weight: Weight = "rule"
    code: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """The prompt: its Markdown tokens in document order, and the units that begin at them.

    ``role`` is the index of the token at which the part before the first section begins,
    if there is such a part; examples that open the body come before it.  ``source`` is the
    lines of the body.  If ``literal`` is set, the Markdown could not be parsed within the
    limits, and ``source`` is shown verbatim.  ``whole`` is the source of each unit that says more
    than its text, by the index of its token; see `core.reading.whole`.
    """

    tokens: tuple[Token, ...] = ()
    sections: tuple[Section, ...] = ()
    guidelines: tuple[Guideline, ...] = ()
    examples: tuple[tuple[int, Example], ...] = ()
    source: tuple[str, ...] = ()
    line: int = 1
    role: int | None = None
    literal: bool = False
    whole: dict[int, str] = field(default_factory=dict)

    @property
    def lead(self) -> int:
        """The index of the token at which the prompt begins, after examples that open the body."""
        starts = [section.token for section in self.sections]
        if self.role is not None:
            starts.append(self.role)
        return min(starts, default=len(self.tokens))


class Mention(NamedTuple):
    """One name in a definition.

    *name* is the name as written, without marks: for a "role" its words, for a "file" its path.
    *anchor* is the id of the unit or section that contains it, or an empty string.  *called* is
    whether the text calls it an agent; *both* is whether the author says that the relation goes
    both ways.  *way* is "back" if the named agent is the one that does this, as in "escalation
    target for", and "defers" if the text only says that this agent defers to it.
    """

    name: str
    kind: MentionKind
    how: How
    line: int
    anchor: str
    evidence: str
    called: bool
    both: bool
    column: int = 1
    way: Way = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """One agent definition, read whole.

    ``anchor`` identifies the agent and is the first half of every other anchor,
    ``<agent>.<slug>``; ``anchors`` are those of the sections that the page adds.  ``raw`` is the
    file as text.
    """

    source: str
    name: str
    title: VisibleText
    anchor: str
    description: Description
    body: Body
    fields: tuple[Field, ...] = ()
    model: str | None = None
    color: str | None = None
    tools: tuple[str, ...] | None = None
    raw: str = ""
    format: Format = Format.CLAUDE_AGENT
    anchors: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def examples(self) -> tuple[Example, ...]:
        """The examples of the description, then those of the body."""
        return (*self.description.examples, *(example for _, example in self.body.examples))

    @property
    def name_line(self) -> int:
        """The line of the ``name`` field, or 1 if there is none."""
        return next((field.line for field in self.fields if field.key == "name"), 1)

    @property
    def summary(self) -> VisibleText:
        """The first sentences of when to use the agent, at most about 200 characters."""
        return visible(first_sentences(self.description.when_to_use))

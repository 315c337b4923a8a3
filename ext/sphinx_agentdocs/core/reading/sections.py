"""Sections: headings, and the lines that stand in for them.

Two thirds of all definitions use "Label:" lines or bold lines as headings, and a tenth have
no heading at all.  The title also determines the section class, by a vocabulary that a site
can extend.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import get_args

from markdown_it.token import Token

from ..model import Section, SectionClass
from .markdown import plain

Vocabulary = Mapping[SectionClass, Sequence[str]]

VOCABULARY: Vocabulary = {
    "core-approach": (
        "core approach", "approach", "philosophy", "core principles", "principles", "mindset", "core beliefs",
    ),
    "guidelines": (
        "guidelines", "rules", "best practices", "standards", "technical guidelines", "conventions", "requirements",
        "constraints", "do and dont", "critical rules", "key practices", "checklist", "anti-patterns", "patterns",
    ),
    "quality": (
        "quality", "quality assurance", "verification", "validation", "success metrics", "acceptance criteria",
        "testing",
    ),
    "workflow": (
        "workflow", "process", "steps", "methodology", "when invoked", "phases", "procedure", "execution flow",
    ),
    "output": (
        "output", "output format", "deliverables", "report", "reporting", "response format", "report format",
    ),
    "when-to-use": ("when to use", "use cases", "triggers", "when to invoke", "usage"),
    "integration": (
        "integration", "collaboration", "handoff", "delegation", "working with", "escalation", "other agents",
    ),
}  # fmt: skip
"""Phrases in a title, by the section class that they announce.  The longest match decides."""

_LABEL_LIMIT = 60
_PLAIN_LEVEL, _BOLD_LEVEL = 101, 100
_FOLLOWS_LABEL = frozenset({"bullet_list_open", "ordered_list_open", "table_open", "fence", "code_block"})
_NOT_A_WORD = re.compile(r"[^\w -]")
_TAG_ONLY = re.compile(r"(?:\s*</?[A-Za-z][\w:.-]*(?:\s[^<>]*)?/?>)+\s*\Z")


def find_sections(tokens: Sequence[Token], first_line: int, vocabulary: Vocabulary = VOCABULARY) -> tuple[Section, ...]:
    """The sections of a body in document order; *first_line* is the line of its first line.

    Headings nest by their order, not by their numbers: a level-4 heading directly under the
    title has depth 1.  If the body opens with the only heading of the highest level, that is
    the title of the document and contains no sections.
    """
    found = list(_headings(tokens))
    opener = _document_title(tokens, found)
    sections: list[Section] = []
    around: list[tuple[int, str]] = []
    for index, level, title in found:
        while around and (around[-1][0] >= level or around[-1][0] == opener):
            around.pop()
        path = (*(name for _, name in around), title)
        line = first_line + (tokens[index].map or [0])[0]
        sections.append(Section(title, len(path), line, index, path, classify(title, vocabulary)))
        around.append((level, title))
    return tuple(sections)


def find_role(tokens: Sequence[Token], sections: Sequence[Section]) -> int | None:
    """The index of the first block before any section that is neither an example nor a lone tag."""
    end = sections[0].token if sections else len(tokens)
    for index in range(end):
        token = tokens[index]
        if token.level == 0 and token.nesting >= 0 and token.type != "example" and not is_tag(tokens, index):
            return index
    return None


def classify(title: str, vocabulary: Vocabulary = VOCABULARY) -> SectionClass:
    """The section class that *title* announces, or "other"."""
    words = f" {' '.join(_NOT_A_WORD.sub('', title).casefold().split())} "
    best: tuple[int, SectionClass] = (0, "other")
    for kind, phrases in vocabulary.items():
        for phrase in phrases:
            if len(phrase) > best[0] and f" {phrase} " in words:
                best = (len(phrase), kind)
    return best[1]


def is_tag(tokens: Sequence[Token], index: int) -> bool:
    """Whether a paragraph consists only of tags, such as ``<examples>``."""
    return tokens[index].type == "paragraph_open" and bool(_TAG_ONLY.match(tokens[index + 1].content))


def _headings(tokens: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
    """The index, level and title of each heading and each line that stands in for one."""
    for index, token in enumerate(tokens):
        if token.level != 0 or token.type not in ("heading_open", "paragraph_open"):
            continue
        inline = tokens[index + 1]
        if token.type == "heading_open":
            if title := plain(inline):
                yield index, int(token.tag[1]), title
        elif level := _label_level(tokens, index):
            yield index, level, plain(inline)


def _label_level(tokens: Sequence[Token], index: int) -> int | None:
    """The level of a paragraph that serves as a heading, else ``None``."""
    inline = tokens[index + 1]
    text, children = inline.content, inline.children or []
    if "\n" in text or len(text) > _LABEL_LIMIT + 8:
        return None
    shown = [child for child in children if child.type != "text" or child.content.strip(" :")]
    bold = len(shown) > 2 and shown[0].type == "strong_open" and shown[-1].type == "strong_close"
    if bold and sum(child.type == "strong_open" for child in shown) == 1:
        return _BOLD_LEVEL
    follows = tokens[index + 3].type if index + 3 < len(tokens) else ""
    title = plain(inline)
    is_label = title.endswith(":") and len(title) <= _LABEL_LIMIT and not re.search(r"[.!?;] ", title)
    return _PLAIN_LEVEL if is_label and follows in _FOLLOWS_LABEL else None


def _document_title(tokens: Sequence[Token], found: Sequence[tuple[int, int, str]]) -> int | None:
    """The level of the heading that is the document's title, if the body opens with one."""
    if not found or any(not is_tag(tokens, i) and t.type != "example" for i, t in _blocks_before(tokens, found[0][0])):
        return None
    level = found[0][1]
    return level if level < _BOLD_LEVEL and all(other > level for _, other, _ in found[1:]) and found[1:] else None


def _blocks_before(tokens: Sequence[Token], end: int) -> Iterator[tuple[int, Token]]:
    return ((i, tokens[i]) for i in range(end) if tokens[i].level == 0 and tokens[i].nesting >= 0)


def vocabulary_problem(added: Iterable[object]) -> str:
    """What is wrong with *added* as names of section classes, with what to write instead, or an empty text."""
    kinds = [kind for kind in get_args(SectionClass) if kind != "other"]
    unknown = [kind for kind in added if kind not in kinds]
    return f"{unknown[0]!r} is not a section class; use one of {', '.join(kinds)}" if unknown else ""


def vocabulary_with(added: Mapping[str, Iterable[object]]) -> Vocabulary:
    """The vocabulary with the words *added* by section class."""
    return {
        kind: (*words, *(str(word).casefold() for word in added.get(kind, ()))) for kind, words in VOCABULARY.items()
    }

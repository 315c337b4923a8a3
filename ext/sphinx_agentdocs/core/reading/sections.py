"""Sections: headings, and the lines that stand in for them.

Two thirds of all definitions use "Label:" lines or bold lines as headings, and a tenth have
no heading at all.  The title also determines the kind of the section, by a vocabulary that a
site can extend.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import get_args

from markdown_it.token import Token

from ..model import Section, SectionClass
from ..text.signs import CROSSES
from ..text.terms import UNSPACED
from .markdown import plain
from .tags import title_of_tag

Vocabulary = Mapping[SectionClass, Sequence[str]]

VOCABULARY: Vocabulary = {
    "core-approach": (
        "core approach", "approach", "philosophy", "core principles", "principles", "mindset", "core beliefs",
        "grundsätze", "ansatz", "principes", "approche", "principios", "enfoque", "princípios", "abordagem",
        "原则", "核心原则", "原則", "基本方針", "원칙",
    ),
    "guidelines": (
        "guidelines", "rules", "best practices", "standards", "technical guidelines", "conventions", "requirements",
        "constraints", "do and dont", "critical rules", "key practices", "checklist", "anti-patterns",
        "regeln", "richtlinien", "vorgaben", "règles", "directives", "contraintes", "reglas", "directrices",
        "restricciones", "regras", "diretrizes", "restrições",
        "规则", "規則", "约束", "规范", "ルール", "制約", "規約", "규칙", "지침", "제약",
    ),
    "quality": (
        "quality", "quality assurance", "verification", "validation", "success metrics", "acceptance criteria",
        "qualität", "prüfung", "qualité", "calidad", "verificación", "qualidade", "verificação", "质量", "品質", "検証",
        "验证", "품질", "검증",
    ),
    "workflow": (
        "workflow", "process", "steps", "methodology", "when invoked", "phases", "procedure", "execution flow",
        "ablauf", "vorgehen", "schritte", "étapes", "processus", "flujo de trabajo", "proceso", "pasos",
        "fluxo de trabalho", "processo", "passos",
        "流程", "工作流", "工作流程", "步骤", "ワークフロー", "手順", "워크플로", "절차", "단계",
    ),
    "output": (
        "output", "output format", "deliverables", "report", "reporting", "response format", "report format",
        "ausgabe", "ausgabeformat", "ergebnis", "sortie", "format de sortie", "salida", "formato de salida", "saída",
        "formato de saída", "输出", "输出格式", "出力", "出力形式", "출력", "출력 형식",
    ),
    "when-to-use": (
        "when to use", "use cases", "triggers", "when to invoke", "wann verwenden", "quand utiliser", "cuándo usar",
        "quando usar", "使用场景", "何时使用", "使用場面", "使うとき", "사용 시기",
    ),
    "integration": (
        "integration", "collaboration", "handoff", "delegation", "working with", "escalation", "other agents",
        "zusammenarbeit", "übergabe", "collaboration avec", "colaboración", "colaboração", "协作", "連携", "협업",
    ),
}  # fmt: skip
"""Phrases in a title, by the section class that they announce.  The longest match decides.

Those of scripts without spaces count wherever they are in a title; all others as whole words.
"""

_LABEL_LIMIT = 60
_TAG_LEVEL, _BOLD_LEVEL, _PLAIN_LEVEL, _END = 0, 100, 101, -1
_FOLLOWS_LABEL = frozenset({"bullet_list_open", "ordered_list_open", "table_open", "fence", "code_block"})
_SAYS = re.compile(r"[\w`<&]")
"""A text between marks that says something; signs such as \u274c before bold words do not."""
_SIGNED = re.compile(rf"[\u2705\u2713\u2714\u2611\U0001f44d{CROSSES}]\ufe0f?\s+\S")
_SIGNED_WORDS = 5
"""The most words of a line above a list that is a label by the sign of praise or blame that it begins with."""
_COMMAND = re.compile(
    r"(?:\W*)(?:NEVER|ALWAYS|DO NOT|DON['\u2019]T|MUST|ONLY|AVOID|(?:[Nn]ever|[Aa]lways|[Dd]o not|[Dd]on['\u2019]t)\s)"
)
_FEWEST_WORDS = 3
_NOT_A_WORD = re.compile(r"[^\w -]")
_TAG_ONLY = re.compile(r"(?:\s*</?[A-Za-z][\w:.-]*(?:\s[^<>]*)?/?>)+\s*\Z")


def find_sections(tokens: Sequence[Token], first_line: int, vocabulary: Vocabulary = VOCABULARY) -> tuple[Section, ...]:
    """The sections of a body in document order; *first_line* is the line of its first line.

    Headings nest by their order, not by their numbers: a level-4 heading directly under the
    title has depth 1.  If the body opens with the only heading of the highest level, that is
    the title of the document and contains no sections.  A tag around blocks is a section, and contains
    the headings up to its end.
    """
    found = list(_headings(tokens))
    opener = _document_title(tokens, found)
    sections: list[Section] = []
    around: list[tuple[int, str]] = []
    phrases = phrases_of(vocabulary)
    for index, level, title in sorted([*found, *_tags(tokens)]):
        if level == _END:
            _leave_tag(around)
            continue
        _leave_headings(around, level, opener)
        path = (*(name for _, name in around), title)
        line = first_line + (tokens[index].map or [0])[0]
        introduces = level in (_BOLD_LEVEL, _PLAIN_LEVEL) and title.endswith((":", "\uff1a"))
        kind = classify(title, phrases)
        sections.append(Section(title, len(path), line, index, path, kind, introduces=introduces))
        around.append((level, title))
    return tuple(sections)


def _leave_headings(around: list[tuple[int, str]], level: int, opener: int | None) -> None:
    """Leave the sections that end where one of *level* begins; a tag ends only those of labels."""
    ended = _BOLD_LEVEL if level == _TAG_LEVEL else level
    while around and around[-1][0] != _TAG_LEVEL and (around[-1][0] >= ended or around[-1][0] == opener):
        around.pop()


def _leave_tag(around: list[tuple[int, str]]) -> None:
    """Leave the innermost section of a tag, and all in it."""
    while around and around.pop()[0] != _TAG_LEVEL:
        pass


def _tags(tokens: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
    """The index, level and title of each tag around blocks, and of its end; a tag around all of the prompt is none."""
    opened: list[int] = []
    blocks = [index for index, token in enumerate(tokens) if token.level == 0 and token.nesting >= 0]
    for index in blocks:
        token = tokens[index]
        if token.type != "tag":
            continue
        if token.meta.get("opens"):
            opened.append(index)
        elif token.meta.get("ends"):
            start = opened.pop()
            if (start, index) == (blocks[0], blocks[-1]) and _has_structure(tokens[start + 1 : index]):
                continue
            yield start, _TAG_LEVEL, title_of_tag(tokens[start].content)
            yield index, _END, ""


def _has_structure(tokens: Sequence[Token]) -> bool:
    """Whether there is a heading, or another tag, among the blocks of a tag."""
    return any(token.type == "heading_open" or (token.type == "tag" and token.level == 0) for token in tokens)


def find_role(tokens: Sequence[Token], sections: Sequence[Section]) -> int | None:
    """The index of the first block before any section that is neither an example nor a lone tag."""
    end = sections[0].token if sections else len(tokens)
    for index in range(end):
        token = tokens[index]
        if token.level == 0 and token.nesting >= 0 and token.type != "example" and not is_tag(tokens, index):
            return index
    return None


def phrases_of(vocabulary: Vocabulary) -> list[tuple[str, SectionClass]]:
    """The phrases of *vocabulary*, the longest first, each with a space where a word must begin or end."""
    found = [(phrase, kind) for kind, phrases in vocabulary.items() for phrase in phrases]
    found.sort(key=lambda one: len(one[0]), reverse=True)
    return [(phrase if UNSPACED.match(phrase) else f" {phrase} ", kind) for phrase, kind in found]


def classify(title: str, phrases: Iterable[tuple[str, SectionClass]]) -> SectionClass:
    """The section class that *title* announces by the first of *phrases* in it (see `phrases_of`), or "other"."""
    words = f" {' '.join(_NOT_A_WORD.sub('', title).casefold().split())} "
    return next((kind for phrase, kind in phrases if phrase in words), "other")


def is_tag(tokens: Sequence[Token], index: int) -> bool:
    """Whether a block consists only of tags, such as ``<examples>``."""
    if tokens[index].type == "paragraph_open":
        return bool(_TAG_ONLY.match(tokens[index + 1].content))
    return tokens[index].type == "tag"


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
    shown = [child for child in children if child.type != "text" or _SAYS.search(child.content)]
    bold = len(shown) > 2 and shown[0].type == "strong_open" and shown[-1].type == "strong_close"
    follows = tokens[index + 3].type if index + 3 < len(tokens) else ""
    title = plain(inline)
    if bold and sum(child.type == "strong_open" for child in shown) == 1:
        return None if is_sentence(title, introduces=follows in _FOLLOWS_LABEL) else _BOLD_LEVEL
    if (
        follows not in _FOLLOWS_LABEL
        or len(title) > _LABEL_LIMIT
        or re.search(r"[.!?;](?: |\Z)|[\u3002\uff01\uff1f\uff1b]", title)
    ):
        return None
    if title.endswith((":", "\uff1a")):
        return _PLAIN_LEVEL
    return _BOLD_LEVEL if _SIGNED.match(title) and len(title.split()) <= _SIGNED_WORDS else None


def is_sentence(title: str, *, introduces: bool) -> bool:
    """Whether bold words that stand alone say something, rather than name what follows.

    They do if they end as a sentence, or begin with a word of command and *introduces*, that a list or code
    follows, is not the case.
    """
    words = title.split()
    if title[-1:] in (".", "!", "\u3002", "\uff01"):
        small = sum(word[:1].islower() for word in words)
        return title[-1:] in ("\u3002", "\uff01") or small > 1 or bool(_COMMAND.match(title))
    return (
        not introduces
        and len(words) >= _FEWEST_WORDS
        and bool(_COMMAND.match(title))
        and title[-1:] not in ":?\uff1a\uff1f"
    )


def _document_title(tokens: Sequence[Token], found: Sequence[tuple[int, int, str]]) -> int | None:
    """The level of the heading that is the document's title, if the body opens with one."""
    if not found or any(not is_tag(tokens, i) and t.type != "example" for i, t in _blocks_before(tokens, found[0][0])):
        return None
    level = found[0][1]
    return level if level < _BOLD_LEVEL and all(other > level for _, other, _ in found[1:]) and found[1:] else None


def _blocks_before(tokens: Sequence[Token], end: int) -> Iterator[tuple[int, Token]]:
    return ((i, tokens[i]) for i in range(end) if tokens[i].level == 0 and tokens[i].nesting >= 0)


def vocabulary_problem(added: Iterable[object]) -> str:
    """The problem with *added* as names of section kinds and its fix, or an empty string."""
    kinds = [kind for kind in get_args(SectionClass) if kind != "other"]
    unknown = [kind for kind in added if kind not in kinds]
    return f"{unknown[0]!r} is not a section class; use one of {', '.join(kinds)}" if unknown else ""


def vocabulary_with(added: Mapping[str, Iterable[object]]) -> Vocabulary:
    """The vocabulary with the words *added* by section class."""
    return {
        kind: (*words, *(str(word).casefold() for word in added.get(kind, ()))) for kind, words in VOCABULARY.items()
    }

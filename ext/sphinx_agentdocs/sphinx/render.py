"""Markdown tokens to docutils nodes: a closed list, so that a definition is content and never source.

There is no raw node, no image, no target and no directive in it.  Ids and classes are ours, and a
link is live only if its scheme is in a short list.  A token that is not in the list becomes its text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from docutils import nodes
from markdown_it.token import Token

from ..core.model import Body, Example, ExamplePart
from ..core.reading.markdown import parse
from ..core.text.characters import VisibleText, visible
from .highlighting import PLAIN, Highlighting
from .inline import add_inline
from .nodes import (
    code_block,
    example_card,
    example_part,
    guideline_cell,
    guideline_item,
    guideline_paragraph,
    guideline_row,
    line_break,
)

_CONTAINERS: dict[str, type[nodes.Element]] = {
    "paragraph_open": nodes.paragraph,
    "heading_open": nodes.rubric,
    "list_item_open": nodes.list_item,
    "blockquote_open": nodes.block_quote,
    "table_open": nodes.table,
    "thead_open": nodes.thead,
    "tbody_open": nodes.tbody,
    "tr_open": nodes.row,
}
_GUIDELINES: dict[str, type[nodes.Element]] = {
    "paragraph_open": guideline_paragraph,
    "list_item_open": guideline_item,
    "tr_open": guideline_row,
}
_ALIGNMENT = {"text-align:left": "text-left", "text-align:center": "text-center", "text-align:right": "text-right"}
_USER = re.compile(
    r"\W*(?:user|human|(?:be)?nutzer|usuario|utilisateur|\u7528\u6237|\u30e6\u30fc\u30b6\u30fc)", re.IGNORECASE
)


class Renderer:
    """Turns the tokens of one prompt into nodes, with the anchors of its units as ids.

    A former text has neither links nor highlighted code: its links may be dead, and an old ledger may be long.
    """

    def __init__(self, source: str, body: Body, *, is_former: bool = False) -> None:
        self.source, self.first_line, self.lines, self.is_former = source, body.line, body.source, is_former
        self.ids = {section.token: section.anchor for section in body.sections}
        self.ids |= {guideline.token: guideline.anchor for guideline in body.guidelines}
        self.leads = {guideline.token: guideline.lead for guideline in body.guidelines if guideline.lead}
        self.examples = dict(body.examples)
        self.highlighting = Highlighting(0) if is_former else Highlighting()

    def at(self, node: nodes.Element, line: int, rawsource: str = "") -> nodes.Element:
        """*node* with its place in the file, for warnings and translations."""
        node.source, node.line, node.rawsource = self.source, line, rawsource
        return node

    def title(self, inline: Token, line: int) -> nodes.title:
        """A section title.  A link in it is its text, and so is a title that is all bold."""
        node = nodes.title()
        self.at(node, line, inline.content)
        add_inline(inline, node, links=False)
        if isinstance(node[0], nodes.strong) and all(not rest.astext().strip(" :") for rest in node[1:]):
            node[:1] = node[0].children
        return node

    # -- blocks

    def blocks(self, tokens: Sequence[Token], start: int, stop: int, parent: nodes.Element) -> None:
        """Append the blocks of ``tokens[start:stop]`` to *parent*."""
        stack = [parent]
        for index in range(start, stop):
            token = tokens[index]
            if token.type == "inline":
                add_inline(token, self._holder(stack[-1], token), links=not self.is_former)
            elif token.nesting == 1:
                node = self._open(tokens, index)
                stack[-1].append(node)
                stack.append(node)
            elif token.nesting == -1:
                _close(stack.pop())
            else:
                stack[-1].append(self._leaf(token, index))

    def _line(self, token: Token) -> int:
        return self.first_line + (token.map or (0, 0))[0]

    def _holder(self, parent: nodes.Element, inline: Token) -> nodes.Element:
        """The node for inline content: a table cell needs a paragraph."""
        if not isinstance(parent, nodes.entry):
            return parent
        paragraph = nodes.paragraph()
        self.at(paragraph, self._line(inline), inline.content)
        if inline.children:
            parent += paragraph
        return paragraph

    def _open(self, tokens: Sequence[Token], index: int) -> nodes.Element:
        """The node for a token that has others inside, with the id of its unit."""
        token, identifier = tokens[index], self.ids.get(index)
        node = _opened(token, is_guideline=bool(identifier))
        if token.type == "td_open" and tokens[index - 1].type == "tr_open" and index - 1 in self.ids:
            node = guideline_cell("", **node.attributes)
        if token.type in ("paragraph_open", "heading_open"):
            self.at(node, self._line(token), tokens[index + 1].content)
        if identifier:
            node["ids"].append(identifier)
            self.add_lead(node, index)
        return node

    def add_lead(self, node: nodes.Element, index: int) -> None:
        """Give the node of a guideline the words before it without which it would mislead, if there are any."""
        if index in self.leads:
            node["lead"] = visible(self.leads[index])

    def _leaf(self, token: Token, index: int) -> nodes.Node:
        """The node for a token with no others inside."""
        line = self._line(token)
        if token.type in ("fence", "code_block"):
            return self._code(token, line)
        if token.type == "hr":
            return nodes.transition()
        if token.type == "example":
            return self.example(self.examples[index])
        if token.type in ("tag", "comment"):
            return self._quiet(token, line)
        if token.type == "definition":
            first, last = token.map or (0, 0)
            return self.literal("\n".join(self.lines[first:last]), line)
        return self.literal(token.content, line)

    def _quiet(self, token: Token, line: int) -> nodes.Element:
        """A tag of the author, or a comment: no guideline, but what the model reads."""
        shown = visible(token.content)
        paragraph = nodes.paragraph("", "", classes=[f"agent-{token.type}"])
        for number, text in enumerate(shown.split("\n")):
            paragraph += [line_break(), nodes.Text(text)] if number else [nodes.Text(text)]
        return self.at(paragraph, line, shown)

    def _code(self, token: Token, line: int) -> nodes.Element:
        info, text = token.info.strip(), visible(token.content.removesuffix("\n"))
        language = self.highlighting.language(info, len(text))
        node = code_block(text, text, language=language, force=True, info=visible(info), trim_flags=False)
        return self.at(node, line, text)

    def literal(self, text: str, line: int) -> nodes.Element:
        """*text* verbatim."""
        shown = visible(text)
        node = nodes.literal_block(shown, shown, language=PLAIN, classes=["agent-verbatim"])
        return self.at(node, line, shown)

    # -- examples

    def example(self, example: Example) -> nodes.Element:
        """An example as a card, with all of its words, labels and tags in order."""
        card = example_card(ids=[example.anchor])
        for part in example.parts:
            card += self.at(_example_part(part), example.line)
        return self.at(card, example.line)


def render_former(source: str) -> list[nodes.Node]:
    """The source of a unit that is gone or reworded, as the page showed it, but without ids and links."""
    parsed = parse(source)
    tokens = tuple(_without_card(token) for token in parsed.tokens)
    renderer = Renderer("", Body(tokens, source=tuple(source.split("\n"))), is_former=True)
    if parsed.too_large:
        return [renderer.literal(source, 1)]
    shown = nodes.container()
    renderer.blocks(tokens, 0, len(tokens), shown)
    return list(shown.children)


def _without_card(token: Token) -> Token:
    """*token*, or for an example its text: an example that is gone is shown verbatim."""
    return Token("literal_block", "", 0, content=token.content, map=token.map) if token.type == "example" else token


def _opened(token: Token, *, is_guideline: bool) -> nodes.Element:
    kind = token.type
    if kind == "bullet_list_open":
        return nodes.bullet_list(bullet=token.markup)
    if kind == "ordered_list_open":
        return _numbered_list(token)
    if kind in ("th_open", "td_open"):
        alignment = _ALIGNMENT.get(str(token.attrs.get("style", "")))
        return nodes.entry(classes=[alignment] if alignment else [])
    if is_guideline and kind in _GUIDELINES:
        return _GUIDELINES[kind]()
    return _CONTAINERS.get(kind, nodes.inline)()


def _numbered_list(token: Token) -> nodes.enumerated_list:
    node = nodes.enumerated_list(enumtype="arabic", prefix="", suffix=token.markup)
    start = token.attrs.get("start", 1)
    if isinstance(start, int) and start != 1:
        node["start"] = start
    return node


def _close(node: nodes.Element) -> None:
    """Complete a node that has all of its children: the rows of a table become equally long, and form a group."""
    if isinstance(node, nodes.table):
        rows = list(node.findall(nodes.row))
        width = max((len(row.children) for row in rows), default=1)
        for row in rows:
            row.extend(nodes.entry() for _ in range(width - len(row.children)))
        columns = [nodes.colspec(colwidth=100 // width or 1) for _ in range(width)]
        group = nodes.tgroup("", *columns, *node.children, cols=width)
        node.children = []
        node += group


def _example_part(part: ExamplePart) -> example_part:
    is_turn = part.kind == "turn"
    user = ["agent-user"] if is_turn and _USER.match(part.label) else []
    paragraph = example_part(classes=[f"agent-{part.kind}", *user])
    paragraph += _spaced(part.label, "agent-label")
    paragraph += _spaced(part.text, "agent-said" if is_turn else "")
    paragraph += _spaced(part.end, "agent-label")
    return paragraph


def _spaced(text: str, name: str) -> list[nodes.Node]:
    """*text* in an element of the class *name*, and the space around it outside, so that the whole reads as written."""
    inner = visible(text.strip())
    before: list[nodes.Node] = [nodes.Text(" ")] if text[:1].isspace() else []
    after: list[nodes.Node] = [nodes.Text(" ")] if text[-1:].isspace() else []
    return [*before, _classed(inner, name), *after] if inner else before


def _classed(text: VisibleText, name: str) -> nodes.Node:
    return nodes.inline("", text, classes=[name]) if name else nodes.Text(text)

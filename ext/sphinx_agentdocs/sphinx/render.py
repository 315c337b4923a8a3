"""Markdown tokens to docutils nodes: a closed list, so that a definition is content and never source.

There is no raw node, no image, no target and no directive here, ids and classes are ours,
and a link is live only with a scheme from a short list.  A token that is not on the list
becomes its text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from urllib.parse import unquote

from docutils import nodes
from markdown_it.token import Token
from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

from ..core.model import Example
from ..core.text.characters import visible
from .nodes import (
    code_block,
    definition_link,
    example_card,
    example_part,
    guideline_item,
    guideline_paragraph,
    line_break,
)

LIVE_SCHEMES = ("http", "https", "mailto")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_DROPPED_BY_BROWSERS = re.compile(r"[\x00-\x20\x7f-\xa0]")
_MARKED = {"strong_open": nodes.strong, "em_open": nodes.emphasis}
_ALIGNMENT = {"text-align:left": "text-left", "text-align:center": "text-center", "text-align:right": "text-right"}
_COLORED_CHARS = 5_000
_COLORED_CHARS_OF_PAGE = 25_000
"""Characters of code that are coloured, of one block and of one page.

The time of many lexers grows with the square of what they read.  A longer block is shown as plain code.
"""
_COLORED = frozenset(
    "abap ada antlr applescript awk bash batch bc c clojure cmake coffeescript common-lisp console cpp css"
    " cypher d dart delphi diff django docker elixir elm erb erlang fish fortran fsharp gdscript glsl go graphql"
    " groovy haskell haxe hlsl html http ini java javascript json json5 jsx julia kotlin less liquid lua make"
    " markdown matlab mysql nginx nimrod nixos objective-c ocaml perl php plpgsql postgresql powershell prolog"
    " properties protobuf puppet pycon python qml racket restructuredtext ruby rust sass scala scheme scss"
    " solidity sparql splus sql swift systemverilog tcl terraform tex toml tsx turtle twig typescript vb.net"
    " verilog vhdl vim vue wast xml xquery xslt yaml yara zig".split()
)
"""Languages that are coloured, by the first of their names: of all lexers, some would take minutes for a page."""


class Renderer:
    """Turns the tokens of one document into nodes; *ids* are the anchors by index of the token."""

    def __init__(self, source: str, first_line: int, lines: Sequence[str], ids: dict[int, str]) -> None:
        self.source, self.first_line, self.lines, self.ids = source, first_line, lines, ids
        self.examples: dict[int, Example] = {}
        self.colored = 0

    def at(self, node: nodes.Element, line: int, rawsource: str = "") -> nodes.Element:
        """*node* with its place in the file, for warnings and translations."""
        node.source, node.line, node.rawsource = self.source, line, rawsource
        return node

    def title(self, inline: Token, line: int) -> nodes.title:
        """A section title.  Links in it are their text, and so is a title that is all bold."""
        node = nodes.title()
        self.at(node, line, inline.content)
        self.inline(inline, node, links=False)
        if isinstance(node[0], nodes.strong) and all(not rest.astext().strip(" :") for rest in node[1:]):
            node[:1] = node[0].children
        return node

    def blocks(self, tokens: Sequence[Token], start: int, stop: int, parent: nodes.Element) -> None:
        """Append the blocks of ``tokens[start:stop]`` to *parent*."""
        stack = [parent]
        for index in range(start, stop):
            token = tokens[index]
            if token.type == "inline":
                self.inline(token, self._holder(stack[-1], token))
            elif token.nesting == 1:
                node = self._open(tokens, index)
                stack[-1].append(node)
                stack.append(node)
            elif token.nesting == -1:
                _close(stack.pop())
            else:
                stack[-1].append(self._leaf(token, index))

    # -- blocks

    def _holder(self, parent: nodes.Element, inline: Token) -> nodes.Element:
        """The node that takes inline content: a table cell needs a paragraph for it."""
        if not isinstance(parent, nodes.entry):
            return parent
        paragraph = nodes.paragraph()
        self.at(paragraph, self.first_line + (inline.map or (0, 0))[0], inline.content)
        if inline.children:
            parent += paragraph
        return paragraph

    def _open(self, tokens: Sequence[Token], index: int) -> nodes.Element:
        token = tokens[index]
        line = self.first_line + (token.map or (0, 0))[0]
        identifier = self.ids.get(index)
        kind = token.type
        if kind == "paragraph_open":
            node: nodes.Element = guideline_paragraph() if identifier else nodes.paragraph()
            self.at(node, line, tokens[index + 1].content)
        elif kind == "list_item_open":
            node = guideline_item() if identifier else nodes.list_item()
        elif kind == "bullet_list_open":
            node = nodes.bullet_list(bullet=token.markup)
        elif kind == "ordered_list_open":
            node = nodes.enumerated_list(enumtype="arabic", prefix="", suffix=token.markup)
            start = token.attrs.get("start", 1)
            if isinstance(start, int) and start != 1:
                node["start"] = start
        elif kind == "blockquote_open":
            node = nodes.block_quote()
        elif kind == "heading_open":
            node = self.at(nodes.rubric(), line, tokens[index + 1].content)
        else:
            node = _open_table_part(token)
        if identifier:
            node["ids"].append(identifier)
        return node

    def _leaf(self, token: Token, index: int) -> nodes.Node:
        line = self.first_line + (token.map or (0, 0))[0]
        if token.type in ("fence", "code_block"):
            return self._code(token, line)
        if token.type == "hr":
            return nodes.transition()
        if token.type == "example":
            return self.example(self.examples[index])
        if token.type == "definition":
            first, last = token.map or (0, 0)
            return self.literal("\n".join(self.lines[first:last]), line)
        return self.literal(token.content, line)

    def _code(self, token: Token, line: int) -> nodes.Element:
        info = token.info.strip()
        text = visible(token.content.removesuffix("\n"))
        language = self._language(info, len(text))
        node = code_block(text, text, language=language, force=True, info=visible(info))
        return self.at(node, line, text)

    def _language(self, info: str, size: int) -> str:
        """The language in which *size* characters of code are coloured, or "none"."""
        if not info or size > _COLORED_CHARS or self.colored + size > _COLORED_CHARS_OF_PAGE:
            return "none"
        language = _lexer_name(info.split(maxsplit=1)[0])
        if language != "none":
            self.colored += size
        return language

    def literal(self, text: str, line: int) -> nodes.Element:
        """*text* exactly as it stands in the file."""
        text = visible(text)
        return self.at(nodes.literal_block(text, text, language="none", classes=["agent-verbatim"]), line, text)

    # -- examples

    def example(self, example: Example) -> nodes.Element:
        """An example as a card; its words, labels and tags are all there and in order."""
        card = example_card(ids=[example.anchor])
        self.at(card, example.line)
        for part in example.parts:
            classes = [f"agent-{part.kind}"]
            if part.kind == "turn" and re.match(r"\W*(?:user|human)", part.label, re.IGNORECASE):
                classes.append("agent-user")
            paragraph = example_part(classes=classes)
            self.at(paragraph, example.line)
            said = "agent-said" if part.kind == "turn" else ""
            for text, kind in ((part.label, "agent-label"), (part.text, said), (part.end, "agent-label")):
                if text:
                    paragraph += _spaced(text, kind)
            card += paragraph
        return card

    # -- inline

    def inline(self, inline: Token, parent: nodes.Element, *, links: bool = True) -> None:
        """Append the inline content of a token to *parent*."""
        stack: list[nodes.Element] = [parent]
        targets: list[str] = []
        text: list[str] = []

        def flush() -> None:
            if text:
                stack[-1].append(nodes.Text(visible("".join(text))))
                text.clear()

        for token in inline.children or ():
            kind = token.type
            if kind in ("text", "literal"):
                text.append(token.content)
            elif kind == "softbreak":
                text.append("\n")
            else:
                flush()
                if kind == "code_inline":
                    code = visible(token.content)
                    stack[-1].append(nodes.literal(code, code))
                elif kind == "hardbreak":
                    stack[-1].append(line_break())
                elif kind == "image":
                    self._image(token, stack[-1], links)
                elif token.nesting == 1:
                    node = self._open_inline(token, links)
                    stack[-1].append(node)
                    stack.append(node)
                    targets.append(_dead_target(token, links))
                elif token.nesting == -1:
                    stack.pop()
                    if target := targets.pop():
                        stack[-1].append(_shown_target(target))
                else:
                    text.append(token.content)
        flush()

    def _open_inline(self, token: Token, links: bool) -> nodes.Element:
        if token.type in _MARKED:
            return _MARKED[token.type]()
        if token.type == "s_open":
            return nodes.inline(classes=["agent-deleted"])
        if token.type == "link_open" and links:
            href, title = str(token.attrs.get("href", "")), str(token.attrs.get("title", ""))
            if is_live(href):
                node = nodes.reference(refuri=href, internal=False)
                if title:
                    node["reftitle"] = visible(title)
                return node
            if _is_file(href):
                return definition_link(target=unquote(href), title=visible(title))
        return nodes.inline()

    def _image(self, token: Token, parent: nodes.Element, links: bool) -> None:
        """An image is never loaded: it is its alternative text, and a link where it may be one."""
        source = str(token.attrs.get("src", ""))
        title = str(token.attrs.get("title", ""))
        if links and is_live(source) and not any(isinstance(node, nodes.reference) for node in _ancestors(parent)):
            words: nodes.Element = nodes.reference(refuri=source, internal=False)
            if title:
                words["reftitle"] = visible(title)
            parent.append(words)
        else:
            words = nodes.inline()
            parent.append(words)
            parent.append(_shown_target(" ".join(filter(None, (_readable(source), title)))))
        self.inline(token, words, links=False)
        if not words.children:
            words += nodes.Text("image")


def _open_table_part(token: Token) -> nodes.Element:
    kind = token.type
    if kind == "table_open":
        return nodes.table()
    if kind == "thead_open":
        return nodes.thead()
    if kind == "tbody_open":
        return nodes.tbody()
    if kind == "tr_open":
        return nodes.row()
    if kind in ("th_open", "td_open"):
        alignment = _ALIGNMENT.get(str(token.attrs.get("style", "")))
        return nodes.entry(classes=[alignment] if alignment else [])
    return nodes.inline()


def _close(node: nodes.Element) -> None:
    """Complete a node whose children are all there: a table makes its rows equal, and takes them into a group."""
    if isinstance(node, nodes.table):
        rows = list(node.findall(nodes.row))
        width = max((len(row.children) for row in rows), default=1)
        for row in rows:
            row.extend(nodes.entry() for _ in range(width - len(row.children)))
        columns = [nodes.colspec(colwidth=100 // width or 1) for _ in range(width)]
        group = nodes.tgroup("", *columns, *node.children, cols=width)
        node.children = []
        node += group


def _spaced(text: str, kind: str) -> list[nodes.Node]:
    """*text* with the space around it outside of its element, so that the whole reads as it was written."""
    inner = visible(text.strip())
    before: list[nodes.Node] = [nodes.Text(" ")] if text[:1].isspace() else []
    after: list[nodes.Node] = [nodes.Text(" ")] if text[-1:].isspace() else []
    if not inner:
        return before
    return [*before, nodes.inline("", inner, classes=[kind]) if kind else nodes.Text(inner), *after]


def is_live(address: str) -> bool:
    """Whether a link with this address may be followed: the scheme as a browser reads it is on the list."""
    match = _SCHEME.match(_DROPPED_BY_BROWSERS.sub("", unquote(address)))
    return bool(match) and match[1].lower() in LIVE_SCHEMES and not _DROPPED_BY_BROWSERS.search(address)  # type: ignore[index]


def _is_file(address: str) -> bool:
    """Whether an address can be the path of another definition."""
    path = address.partition("#")[0]
    return path.endswith(".md") and not _SCHEME.match(path) and not path.startswith(("/", "\\"))


def _dead_target(token: Token, links: bool) -> str:
    """What to show behind the text of a link that leads nowhere, as none does where there may be no *links*."""
    if token.type != "link_open":
        return ""
    href, title = str(token.attrs.get("href", "")), str(token.attrs.get("title", ""))
    if links and (is_live(href) or _is_file(href)):
        return ""
    return " ".join(filter(None, (_readable(href), title)))


def _readable(address: str) -> str:
    return visible(unquote(address))


def _shown_target(target: str) -> nodes.inline:
    return nodes.inline("", f" ({visible(target)})", classes=["agent-target"])


def _ancestors(node: nodes.Element | None) -> list[nodes.Element]:
    found = []
    while node is not None:
        found.append(node)
        node = node.parent
    return found


@functools.lru_cache(maxsize=256)
def _lexer_name(name: str) -> str:
    """The name if it is one of a language that is coloured, else "none"."""
    try:
        lexer = find_lexer_class_by_name(name)
    except ClassNotFound:
        return "none"
    return name if lexer.aliases[0] in _COLORED else "none"

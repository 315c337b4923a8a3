"""Which code is highlighted: an author chooses the lexer and the text, so both have to be bounded."""

from __future__ import annotations

import functools

from pygments.lexers import find_lexer_class_by_name
from pygments.util import ClassNotFound

PLAIN = "none"
"""The language of code that is not highlighted."""

_BLOCK_CHARS = 5_000
_PAGE_CHARS = 25_000
"""Characters of code that are highlighted, in one block and on one page.

The time of many lexers grows with the square of their input.  A longer block is plain.
"""
LANGUAGES = frozenset(
    "abap ada antlr applescript awk bash batch bc c clojure cmake coffeescript common-lisp console cpp css"
    " cypher d dart delphi diff django docker elixir elm erb erlang fish fortran fsharp gdscript glsl go graphql"
    " groovy haskell haxe hlsl html http ini java javascript json json5 jsx julia kotlin less liquid lua make"
    " markdown matlab mysql nginx nimrod nixos objective-c ocaml perl php plpgsql postgresql powershell prolog"
    " properties protobuf puppet pycon python qml racket restructuredtext ruby rust sass scala scheme scss"
    " solidity sparql splus sql swift systemverilog tcl terraform tex toml tsx turtle twig typescript vb.net"
    " verilog vhdl vim vue wast xml xquery xslt yaml yara zig".split()
)
"""The languages that are highlighted, by the first name of each lexer; some other lexers take minutes for a page."""


class Highlighting:
    """Chooses the language of each block of one page, and counts what is highlighted, up to *most* characters."""

    def __init__(self, most: int = _PAGE_CHARS) -> None:
        self._most, self._chars = most, 0

    def language(self, info: str, size: int) -> str:
        """The language of a block of *size* characters with *info* after its fence, or `PLAIN`."""
        if not info or size > _BLOCK_CHARS or self._chars + size > self._most:
            return PLAIN
        language = _language(info.split(maxsplit=1)[0])
        if language != PLAIN:
            self._chars += size
        return language


@functools.lru_cache(maxsize=256)
def _language(name: str) -> str:
    """*name* if it names one of `LANGUAGES`, else `PLAIN`."""
    try:
        lexer = find_lexer_class_by_name(name)
    except ClassNotFound:
        return PLAIN
    return name if lexer.aliases[0] in LANGUAGES else PLAIN

"""How long the worst inputs take: each at three sizes, read as a value and built as a page.

    python bench/pathological.py [--size CHARACTERS] [--only WORDS] [--full]

An input is a kind of text known to be hard for readers of Markdown, YAML or Unicode.
Each row shows the seconds of processor time at the size, at twice and at four times the size,
and how the time grows from the second to the third.  A growth above 2.5 where the time is
above 50 ms is marked, unless a limit made the reader show the input verbatim.  ``--full`` adds
files of 50 MB and lines of 10 MB, and the memory they take.
"""

from __future__ import annotations

import argparse
import gc
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sphinx.application import Sphinx

from sphinx_agentdocs.core.findings import Code
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.site.build import STARTER

HEAD = "---\nname: slow\ndescription: Use it never.\n---\n"
TOO_MUCH = 2.5
NOTICEABLE = 0.05
AGAIN_BELOW = 0.5
"""A measurement shorter than this, in seconds, is repeated, and the shorter one counts."""
LONGEST = 20
"""Seconds after which a measurement is abandoned."""

Maker = Callable[[int], str]


def body(text: str) -> Maker:
    """A body that repeats *text*."""
    return lambda size: HEAD + text * (size // len(text))


def both(before: str, after: str, middle: str = "a") -> Maker:
    """A body of something opened many times, then closed as often."""
    return lambda size: HEAD + (before * (n := size // len(before + after))) + middle + after * n


def counted(text: str) -> Maker:
    """A body of lines that each contain their number."""
    return lambda size: HEAD + "".join(text.format(n) for n in range(size // len(text)))


def growing(text: str, lead: str = "") -> Maker:
    """A body of runs that grow by one each, separated by *lead*."""
    return lambda size: HEAD + "".join(lead + text * n for n in range(1, int((2 * size / len(text)) ** 0.5)))


def paragraphs(text: str) -> Maker:
    """A body of paragraphs just below the size at which they are no longer parsed."""
    return lambda size: HEAD + (text * (19_000 // len(text)) + "\n\n") * (size // 19_000)


def described(text: str, *, before: str = "", after: str = "") -> Maker:
    """A description, as a block, that repeats *text*."""

    def make(size: int) -> str:
        said = before + text * (size // len(text)) + after
        return (
            "---\nname: slow\ndescription: |\n" + "".join(f"  {line}\n" for line in said.split("\n")) + "---\nWork.\n"
        )

    return make


def one_line(text: str) -> Maker:
    """A description of one line with escaped newlines, invalid as YAML."""
    return lambda size: f"---\nname: slow\ndescription: a: {text * (size // len(text))}\n---\nWork.\n"


def front(text: str, *, close: str = "---\n", before: str = "name: slow\n") -> Maker:
    """Frontmatter that repeats *text*."""
    return lambda size: f"---\n{before}{text * (size // len(text))}\n{close}Work.\n"


def keys(text: str, *, close: str = "---\n") -> Maker:
    """Frontmatter of lines that each contain their number."""
    return lambda size: (
        "---\nname: slow\n" + "".join(text.format(n) for n in range(size // len(text))) + close + "Work.\n"
    )


def raw(text: str) -> Maker:
    """A file that repeats *text*."""
    return lambda size: text * (size // len(text))


def lists(size: int) -> str:
    """A list in which each item is one level deeper."""
    return HEAD + "".join(f"{' ' * (2 * n)}- a\n" for n in range(int(size**0.5)))


def hard_links(size: int) -> str:
    """Links nested in links by reference."""
    return HEAD + "".join(f"[a{n}]: <x> '{n}'\n" for n in range(500)) + "\n" + "[a [b][a1]" * (size // 10)


def references(size: int) -> str:
    """Many definitions of links, and as many uses."""
    n = size // 20
    return HEAD + "".join(f"[r{k}]: u\n" for k in range(n)) + "\n" + "\n\n".join(f"[r{k}]" for k in range(n))


def few_references(size: int) -> str:
    """As many definitions as are resolved, and many uses."""
    uses = "\n\n".join(" ".join(f"[r{k % 900}]" for k in range(100)) for _ in range(size // 600))
    return HEAD + "".join(f"[r{k}]: u\n" for k in range(900)) + "\n" + uses


def wide_table(size: int) -> str:
    """A table of three rows and many columns."""
    n = size // 6
    return HEAD + "\n".join(["|" + "x|" * n, "|" + "-|" * n, "|" + "y|" * n])


def wide_tall_table(size: int) -> str:
    """A table with many columns and rows that fill only one of them."""
    n = size // 8
    return HEAD + "\n".join(["|" + "x|" * n, "|" + "-|" * n, *["|y|"] * n])


def tall_table(size: int) -> str:
    """A table of many rows."""
    return HEAD + "|a|b|\n|-|-|\n" + "|c|d|\n" * (size // 6)


def code(language: str, text: str) -> Maker:
    """Fenced blocks just below the size at which they are no longer coloured."""
    block = f"```{language}\n{text * (4_990 // len(text))}\n```\n\n"
    return lambda size: HEAD + block * (size // len(block))


INPUTS: dict[str, Maker] = {
    "strong in emphasis": both("*a **a ", " a** a*"),
    "emphasis closers": body("a_ "),
    "emphasis openers": body("_a "),
    "emphasis closers, paragraphs": paragraphs("a_ "),
    "emphasis openers, paragraphs": paragraphs("_a "),
    "emphasis mixed, paragraphs": paragraphs("a**b" + "c* "),
    "emphasis runs, paragraphs": paragraphs("a**_b__*c~~"),
    "strikethrough, paragraphs": paragraphs("~~a ~b~~~"),
    "asterisks": body("*"),
    "asterisks, paragraphs": paragraphs("a*"),
    "underscores, paragraphs": paragraphs("_"),
    "link closers": paragraphs("a]"),
    "link openers": paragraphs("[a"),
    "image openers": paragraphs("![a"),
    "mismatched openers": paragraphs("*_a "),
    "brackets": both("[", "]"),
    "brackets, paragraphs": paragraphs("[" * 9_000 + "a" + "]" * 9_000),
    "brackets with links": paragraphs("[" * 4_000 + "a" + "](b)" * 3_000),
    "link destinations unclosed": paragraphs("[a](<b"),
    "link destinations in parentheses": paragraphs("[a](b("),
    "link titles unclosed": paragraphs('[a](b "c'),
    "links hard to tell from emphasis": paragraphs("**x [a*b**c*](d)"),
    "links in links": hard_links,
    "quotations": body(">"),
    "quotations with spaces": body("> "),
    "quotations and lists": body("> - "),
    "quotation lines, lazy": body("> a\nb\n"),
    "quotation lines, deep": body("> > > > > > > > > a\n"),
    "quotation of lazy lines": lambda size: HEAD + "> " * 60 + "a\n" + "a\n" * (size // 2),
    "quotation staircase": growing("> ", "\na\n"),
    "lists in one line": body("- "),
    "lists deeper and deeper": lists,
    "lists wide": body("- a\n"),
    "lists wide, numbered": body("1. a\n"),
    "lists loose": body("- a\n\n"),
    "lists of empty items": body("-\n"),
    "lists with other marks": body("- a\n* b\n+ c\n"),
    "lists indented": body("- a\n  - b\n    - c\n"),
    "items with long paragraphs": body("- " + "a\n  " * 50 + "\n"),
    "backticks": growing("`", "e"),
    "backticks, paragraphs": paragraphs("".join("e" + "`" * n for n in range(1, 180))),
    "backtick pairs": paragraphs("`a`` "),
    "unclosed <": paragraphs("a <b"),
    "unclosed <!": paragraphs("a <!b"),
    "unclosed <?": paragraphs("a <?b"),
    "unclosed <![CDATA[": paragraphs("a <![CDATA["),
    "unclosed <!--": paragraphs("a <!-- b"),
    "unclosed < at lines": body("<b\n"),
    "addresses unclosed": paragraphs("<https://a"),
    "tags only": body("<a>"),
    "tags only, lines": body("<a>\n"),
    "tags with attributes": body("<a b c "),
    "tags with spaces": both("<a", ">", " " * 1000),
    "tag of spaces": lambda size: HEAD + "<a " + " " * min(size, 15_000) + "\n\nb",
    "tags almost only": paragraphs("<a b>"),
    "tags almost only, end": lambda size: HEAD + ("<a b>" * 3_900 + "x\n\n") * (size // 19_500),
    "link definitions": counted("[r{0}]: u\n"),
    "link definitions and uses": references,
    "link definitions below the limit": few_references,
    "link definitions of one paragraph": body("[a]: b\n[c\n"),
    "link definitions unclosed": body("[a\n"),
    "link definitions with titles": body("[a]: b 'c\n"),
    "table wide": wide_table,
    "table wide and tall": wide_tall_table,
    "table tall": tall_table,
    "table heads": body("|a|\n|-|\n\n"),
    "table rules": body("|-|\n"),
    "table pipes": body("|"),
    "table of a long head": lambda size: HEAD + "|" + "a" * 15_000 + "|\n|-|\n" + "|c|\n" * (size // 4),
    "table of codes": lambda size: HEAD + "|[A-1] a|b|\n|-|-|\n" + "|[A-1] c|d|\n" * (size // 12),
    "tags around tags": both("<c>\n", "</c>\n"),
    "tags around tags in an item": lambda size: (
        HEAD + "- a\n" + "  <c>\n" * (size // 13) + "  b\n" + "  </c>\n" * (size // 13)
    ),
    "tags around tags, different": lambda size: (
        HEAD + "".join(f"<c{n}>\n" for n in range(size // 24)) + "".join(f"</c{n}>\n" for n in range(size // 24))
    ),
    "tags around text and tags": both("a\n<c>\n", "</c>\n"),
    "tags never closed, own lines": body("<c>\na\n"),
    "tags closed on their line": body("<c>a b c d</c>\n"),
    "tags as deep as is read": body("<c>\n" * 12 + "a\n" + "</c>\n" * 12),
    "tags deeper than is read": body("<c>\n" * 30 + "a\n" + "</c>\n" * 30),
    "comments opened": body("<!-- a\n"),
    "comments opened, one end": lambda size: HEAD + "<!-- a\n" * (size // 7) + "-->",
    "comments opened, one end with text": lambda size: HEAD + "<!-- a\n" * (size // 7) + "--> x",
    "comments opened in a tag": lambda size: HEAD + "<c>\n" + "<!-- a\n" * (size // 7) + "</c>\n-->",
    "comments opened in items": lambda size: HEAD + "- <!-- a\n" * (size // 9) + "--> x",
    "fences in a fence": lambda size: HEAD + "```\n" + "```a\n" * (size // 10) + "```\n" * (size // 10 + 1),
    "fence of spaces": lambda size: HEAD + f"```{' ' * min(size, 90_000)}`\n" * max(1, size // 90_000),
    "fence of tildes": lambda size: HEAD + f"{'~' * min(size, 90_000)}`\n" * max(1, size // 90_000),
    "lines of rules": body("A b.\n"),
    "lines of rules, paragraphs": body("A b.\n" * 199 + "\n"),
    "lines of codes": body("[A-1] b.\n"),
    "lines below items": body("- a\nB.\n"),
    "lines of spaces": lambda size: HEAD + f"A\na{' ' * min(size, 90_000)}x\nB\n\n" * max(1, size // 90_000),
    "headings of commands": counted("### Never do the {0}\n\na\n\n"),
    "headings of codes": counted("### [A-{0}] b\n\na\n\n"),
    "heading of a code around all": lambda size: HEAD + "# [A-1] a\n\n" + "a b c d\n\n" * (size // 9),
    "heading of a code, full stops": lambda size: (
        HEAD + "# [A-1] a\n\n" + ("." * 19_000 + "a\n\n") * max(1, size // 19_000)
    ),
    "long titles": lambda size: (
        HEAD + "".join(f"{'#' * n} {'do & ' * 3_700}\n\n" for n in range(1, 7)) + "- a\n" * (size // 4)
    ),
    "title of marks": lambda size: HEAD + f"# do {'&' * 18_000}\n\n" + "- a\n" * (size // 4),
    "items in a long item": lambda size: HEAD + f"- {'*a* b ' * 3_000}\n" + "  - a\n" * (size // 6),
    "items of codes": counted("- [A-{0}] b\n"),
    "lines of pipes": body("|||||||\n"),
    "one long word": body("x"),
    "one long line of words": body("word "),
    "one paragraph of lines": body("word\n"),
    "long lines": body("word " * 1000 + "\n"),
    "headings": body("# h\n\n"),
    "headings, all different": counted("# h{0}\n\n"),
    "headings deeper": body("# a\n## b\n### c\n#### d\n##### e\n###### f\n"),
    "headings with one text in sections": counted("# s{0}\n\n## same\n\n- same\n"),
    "labels": body("A:\n- b\n\n"),
    "bold lines": body("**A**\n\n"),
    "setext lines": body("a\n=\n"),
    "setext runs": body("a\n---\n"),
    "setext runs of lines": body("=\n"),
    "rules": body("---\n"),
    "rules with spaces": body("- - -\n"),
    "tabs": body("\t"),
    "tabs and lists": body("-\t"),
    "tabs at lines": body("\t\ta\n"),
    "trailing backslashes": body("a\\\n"),
    "backslashes": paragraphs("\\"),
    "NUL": body("\0"),
    "entities": paragraphs("&amp;&#0;&lt;&x;"),
    "paragraphs": body("a\n\n"),
    "paragraphs, all different": counted("word{0}\n\n"),
    "items, all different": counted("- word{0}\n"),
    "items with bold leads": counted("- **Lead {0}**: text\n"),
    "examples opened": body("<example>\n"),
    "examples opened with speakers": body("<example>\nuser: a\n"),
    "examples opened, blank lines": body("<example>\n\n"),
    "examples opened, spoken, blank lines": body("<example>\nuser: a\n\n"),
    "examples opened in one line": body("<example>"),
    "examples in one line": body("<example>user: a</example>"),
    "examples closed": body("<example>\nuser: a\nassistant: b\n</example>\n\n"),
    "examples opened far from the end": lambda size: HEAD + "<example>\n" + "a\n" * (size // 2),
    "examples opened in quotations": body("> <example>\n> a\n"),
    "examples opened in items": body("- <example>\n  a\n"),
    "examples opened, text between": body("<example>a\nb\nc\n\n"),
    "examples in a paragraph": body("a\n<example>\n"),
    "example of one long turn": lambda size: HEAD + "<example>\nuser: '" + "word " * (size // 5) + "'\n</example>",
    "example of speakers": lambda size: HEAD + "<example>\n" + "user: a\n" * (size // 8) + "</example>",
    "example of speakers in one line": lambda size: HEAD + "<example>" + "user: 'a' " * (size // 10) + "</example>",
    "example of quotes": lambda size: HEAD + "<example>\nuser: " + '"' * size + "\n</example>",
    "example of quotes and labels": lambda size: HEAD + "<example>\n" + 'user: "' * (size // 7) + "\n</example>",
    "example of apostrophes": lambda size: HEAD + "<example>\nuser: " + "'a " * (size // 3) + "\n</example>",
    "example of spaces": lambda size: HEAD + "<example>\nuser:" + " " * min(size, 90_000) + "x\n</example>",
    "example of quotes and spaces": lambda size: (
        HEAD + "<example>\nuser: " + ("' " + " " * 50) * (size // 52) + "</example>"
    ),
    "example of blank lines": lambda size: HEAD + "<example>\nuser: a" + "\n" * size + "</example>",
    "example of marks": lambda size: HEAD + "<example>\nuser: a\n" + "***" * (size // 3) + "\n</example>",
    "example of marks and spaces": lambda size: HEAD + "<example>\nuser: a\n" + "* \t" * (size // 3) + "\n</example>",
    "example of open commentary": lambda size: (
        HEAD + "<example>\nuser: a\n" + "<commentary>" * (size // 12) + "</example>"
    ),
    "example of closed commentary": lambda size: (
        HEAD + "<example>\nuser: a\n" + "<commentary>x</commentary>" * (size // 26) + "</example>"
    ),
    "example of words and colons": lambda size: (
        HEAD + "<example>\nuser: a\n" + "Abc: 'x' " * (size // 9) + "</example>"
    ),
    "example of capital words": lambda size: (
        HEAD + "<example>\nuser: a\n" + "Abcdefghijklmnopqrst" * (size // 20) + "</example>"
    ),
    "description of examples opened": described("<example>"),
    "description of examples opened, lines": described("<example>\n"),
    "description of examples": described("<example>user: a</example>\n"),
    "description of examples and open commentary": described("<example>a</example><commentary>"),
    "description of examples and spaces": described("<example>a</example>" + " " * 200),
    "description of examples and blank lines": described("<example>a</example>" + "\n" * 50),
    "description of attributes": described("<example a"),
    "description of labels": described("user: 'a'\n"),
    "description of labels announced": described("- user: 'a'\n", before="Use it.\n\nExamples:\n"),
    "description of items announced": described("- a\n", before="Examples:\n"),
    "description of items and blank lines": described("- a\n\n", before="Examples:\n"),
    "description announced again and again": described("Examples:\n"),
    "description of spaces": described(" " * 100 + "\n"),
    "description of marks": described("*_"),
    "description of blank lines": described("\n"),
    "description of spaces and ends": described("example " + " " * 30),
    "description of blank lines of other spaces": described("\n\xa0"),
    "description of vertical tabs": described("a\n\x0b"),
    "description of paragraphs": described("a\n\n"),
    "description of sentences": described("Use it. "),
    "description of one line": one_line("user: 'a' "),
    "description of one line of escapes": one_line("\\n"),
    "description of one line of examples": one_line("<example>user: a</example>\\n"),
    "description of one line of spaces": one_line("     "),
    "description of backslashes": one_line("\\\\"),
    "frontmatter of keys": keys("key{0}: value\n"),
    "frontmatter of one key": keys("key: value\n"),
    "frontmatter of comments": keys("# comment {0}\n"),
    "frontmatter of comments and keys": keys("# comment\nk{0}: v # c\n"),
    "frontmatter of marks of comments": front("#"),
    "frontmatter of spaces and marks": front(" #"),
    "frontmatter indented": lambda size: (
        "---\nname: slow\n" + "".join(f"{' ' * n}k:\n" for n in range(int((2 * size) ** 0.5))) + "---\nWork.\n"
    ),
    "frontmatter of flow sequences": front("[", before="name: slow\nx: "),
    "frontmatter of a flow sequence": front("a, ", before="name: slow\nx: [a, ", close="]\n---\n"),
    "frontmatter of flow mappings": front("{a: ", before="name: slow\nx: "),
    "frontmatter of list items": front("- a\n", before="name: slow\nx:\n"),
    "frontmatter of lists of lists": front("- - a\n", before="name: slow\nx:\n"),
    "frontmatter of nested items": front("- ", before="name: slow\nx:\n"),
    "frontmatter of aliases": front("- *a\n", before="name: &a slow\nx:\n"),
    "frontmatter of anchors": keys("k{0}: &a{0} v\n"),
    "frontmatter of merge keys": front("<<: *a\n", before="name: &a slow\n"),
    "frontmatter of tags": keys("k{0}: !t v\n"),
    "frontmatter of long keys": front("k" * 900 + ": v\n"),
    "frontmatter of one long key": lambda size: f"---\nname: slow\n{'k' * min(size, 90_000)}: v\n---\nWork.\n",
    "frontmatter of question marks": front("? "),
    "frontmatter of bars": front("|\n"),
    "frontmatter of quotes": front("'a\n"),
    "frontmatter of documents": front("--- a\n"),
    "frontmatter of digits": front("1_", before="name: slow\nx: 1"),
    "frontmatter of colons": front("1:", before="name: slow\nx: 1:"),
    "frontmatter of tools": front("Bash(a, b), ", before="name: slow\ntools: "),
    "frontmatter of open tools": front("(a, ", before="name: slow\ntools: "),
    "frontmatter of parentheses": front("(", before="name: slow\ntools: "),
    "frontmatter not closed, keys": keys("key{0}: v\n", close=""),
    "frontmatter not closed, blank lines": keys("key{0}: v\n\n", close=""),
    "frontmatter not closed, headings": front("# a\n", close=""),
    "frontmatter not closed, examples": front("<example>\n", close=""),
    "frontmatter not closed, headings and blank lines": front("# a\n\n", close=""),
    "frontmatter not closed, headings and keys": front("# a\nb: c\n", close=""),
    "frontmatter closes again and again": raw("---\n"),
    "frontmatter closes late": lambda size: "---\nname: slow\n" + "prose\n\n" * (size // 7) + "---\nWork.\n",
    "frontmatter of prose lines": front("prose\n"),
    "invalid frontmatter of keys": keys("key{0}: a: b\n"),
    "invalid frontmatter of comments": keys("# c{0}\n", close="a: b: c\n---\n"),
    "newlines": raw("\n"),
    "newlines in the body": body("\n"),
    "carriage returns": raw("\r"),
    "carriage returns in the body": body("a\r"),
    "spaces and newlines": body(" \n"),
    "bytes that are not text": body("\udcff"),
    "hidden characters": body("\u200b"),
    "hidden characters in lines": body("\u200b\n"),
    "hidden characters, far apart": body("a" * 50 + "\u202e\n"),
    "joiners": body("\u200d"),
    "selectors": body("a\ufe0f"),
    "combining marks": body("\u0301"),
    "combining marks on a letter": body("a" + "\u0301\u0327" * 500),
    "combining marks in headings": counted("# a\u0301{0}\u0327\u0301\n\n"),
    "combining marks in mixed order": body("\u0301\u0327\u0315\u0300"),
    "ligatures that expand": body("# \ufdfa\u0390\ufb03\n\n"),
    "Hangul": body("\u1100\u1161\u11a8"),
    "right-to-left words": body("# \u05d0\u05d1 a \u0627\u0628\n\n"),
    "long words": body("# " + "x" * 5_000 + "\n\n"),
    "long words in items": counted("- {0}" + "y" * 900 + "\n"),
    "letters of many scripts": body("aбγ語กअ한 "),
    "code in python of brackets": code("python", "("),
    "code in python of quotes": code("python", "'''"),
    "code in python of f-strings": code("python", "f'{"),
    "code in json of brackets": code("json", "["),
    "code in html of tags": code("html", "<a "),
    "code in html of scripts": code("html", "<script>"),
    "code in markdown of blank lines": code("markdown", " \n"),
    "code in markdown of fences": code("markdown", "```\n"),
    "code in rst of marks": code("rst", "``a "),
    "code in yaml of brackets": code("yaml", "a: [\n"),
    "code in bash of brackets": code("bash", "$(("),
    "code in ruby of here-documents": code("ruby", "<<A\n"),
    "code in perl of patterns": code("perl", "s/a"),
    "code in php of here-documents": code("php", "<?php <<<A\n"),
    "code in sql of comments": code("sql", "/*"),
    "code in css of braces": code("css", "a{"),
    "code in javascript of templates": code("javascript", "`${"),
    "code in typescript of comparisons": code("typescript", "a<b"),
    "code in java of words": code("java", "a\n"),
    "code in java of names": code("java", "a.b "),
    "code in csharp of words": code("csharp", "a\n"),
    "code in c of calls": code("c", "a(b "),
    "code in cpp of blank lines": code("cpp", " \n"),
    "code in make of letters": code("make", "a"),
    "code in console of prompts": code("console", "$ a\n"),
    "code in diff of lines": code("diff", "+a\n"),
    "code in haskell of comments": code("haskell", "{-"),
    "code in tex of braces": code("tex", "\\a{"),
    "code in http of requests": code("http", "GET / HTTP/1.1\n"),
    "code in gherkin of blank lines": code("gherkin", " \n"),
    "code in mcschema of comments": code("mcschema", "<!--"),
    "fences": body("```\n"),
    "fences opened": body("```a\nb\n"),
    "fences of growing length": growing("~", "\n"),
    "indented code": body("    a\n\n"),
    "directives": body(":::{note}\na\n:::\n\n"),
    "images": body("![a](https://b.example/c.png) "),
    "images, paragraphs": body("![a](https://b.example/c.png)\n\n"),
    "links, paragraphs": counted("[a](https://b.example/{0})\n\n"),
    "links to definitions": counted("[a](other{0}.md)\n\n"),
    "links of percent signs": paragraphs("[a](https://b.example/%41%zz)"),
    "address of percent signs": lambda size: HEAD + "[a](https://b.example/" + "%41" * min(size // 3, 6_000) + ")",
    "address of a long host": lambda size: HEAD + "<https://" + "a." * min(size // 2, 9_000) + "example>",
    "address of other letters": lambda size: HEAD + "[a](https://" + "\u00e4" * min(size, 15_000) + ")",
}


class Pages:
    """A site without other pages, in which definitions are read and written repeatedly."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "agents" / "slow.md"
        self.file.parent.mkdir()
        self.file.write_text(HEAD + "Work.\n")
        overrides = {"agentdocs_collections": {"agents": str(self.file.parent)}, "html_theme": "furo"}
        self.app = Sphinx(
            STARTER, STARTER, folder / "site", folder / "doctrees", "html", overrides, status=None, warning=None
        )
        self.app.build()

    def build(self, data: bytes) -> None:
        """Read the definition in *data* and write its page, including its words for the search."""
        self.file.write_bytes(data)
        builder, env = self.app.builder, self.app.env
        self.app.env.clear_doc("agents/slow")
        builder.read_doc("agents/slow")
        builder.prepare_writing({"agents/slow"})
        document = env.get_and_resolve_doctree("agents/slow", builder)
        builder.write_doc_serialized("agents/slow", document)
        builder.write_doc("agents/slow", document)


class TooLongError(BaseException):
    """A measurement is abandoned; no handler in the measured code may catch it."""


def give_up(number: int, frame: object) -> None:
    """Stop the measured code (a signal handler)."""
    raise TooLongError


def seconds(function: Callable[[bytes], object], data: bytes) -> float:
    """The processor time of one call; infinite if it takes too long."""
    gc.collect()
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    start = time.process_time()
    try:
        function(data)
    except TooLongError:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - start


def is_literal(data: bytes) -> bool:
    """Whether a limit made the reader show the input, or part of it, verbatim."""
    definition = read_definition(data, "slow.md")
    limited = {Code.TOO_LARGE, Code.TOO_DEEP}
    if any(found.code in limited for found in definition.findings):
        return True
    inlines = (token for token in definition.body.tokens if token.type == "inline")
    return any(child.type == "literal" for inline in inlines for child in inline.children or ())


def measured(maker: Maker, size: int, function: Callable[[bytes], object]) -> list[float]:
    """The times at one, two and four times the size, up to the first that takes too long."""
    times: list[float] = []
    for factor in (1, 2, 4):
        data = data_of(maker, size * factor)
        times.append(seconds(function, data))
        if times[-1] < AGAIN_BELOW:
            times[-1] = min(times[-1], seconds(function, data))
        if times[-1] == float("inf"):
            break
    return times


def data_of(maker: Maker, size: int) -> bytes:
    """The bytes of an input."""
    return maker(size).encode("utf-8", "surrogateescape")


def growth(times: list[float]) -> float:
    """How the time grows when the size is doubled, measured where it takes longest."""
    return times[-1] / max(times[-2], 0.001) if len(times) > 1 else float("inf")


def rows(size: int, only: str, pages: Pages) -> Iterator[tuple[str, bool]]:
    """Each input as a row of the table, and whether it grows too fast."""
    for name, maker in INPUTS.items():
        if only and only not in name:
            continue
        read = measured(maker, size, lambda data: read_definition(data, "slow.md"))
        page = measured(maker, size, pages.build)
        literal = max(read) < float("inf") and is_literal(data_of(maker, size * 4))
        slow = [times for times in (read, page) if times[-1] > NOTICEABLE and growth(times) > TOO_MUCH]
        failed = bool(slow) and not (literal and max(read + page) < 5)
        shown = "  ".join(
            " ".join(f"{one:7.3f}" for one in times) + " " * 8 * (3 - len(times)) + f" x{growth(times):4.1f}"
            for times in (read, page)
        )
        mark = "  <-- grows too fast" if failed else ""
        yield f"{name:48} {shown}  {'literal' if literal else 'rendered'}{mark}", failed


def full(pages: Pages) -> Iterator[str]:
    """The largest files, with their time and the peak memory so far."""
    inputs = {
        "nothing": HEAD + "Work.\n",
        "a line of 10 MB": HEAD + "y" * 10_000_000,
        "a name of 10 MB": f"---\nname: {'y' * 10_000_000}\n---\nWork.\n",
        "50 MB of paragraphs": HEAD + "lorem ipsum dolor\n\n" * (50_000_000 // 19),
        "50 MB of newlines": "\n" * 50_000_000,
        "50 MB of keys": "---\n" + "k: v\n" * 10_000_000,
    }
    for name, text in inputs.items():
        data = text.encode()
        read = seconds(lambda data: read_definition(data, "slow.md"), data)
        page = seconds(pages.build, data)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        yield f"{name:48} read {read:6.2f} s, page {page:6.2f} s, at most {peak:,} MB of memory"


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Print the table; 1 if something grows too fast."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=38_000, help="characters of the smallest input")
    parser.add_argument("--only", default="", help="only the inputs whose names hold these words")
    parser.add_argument("--full", action="store_true", help="also the largest files")
    arguments = parser.parse_args()
    signal.signal(signal.SIGPROF, give_up)
    gc.set_threshold(100_000, 50, 50)  # as the command sets it
    folder = Path(tempfile.mkdtemp())
    failed = 0
    try:
        pages = Pages(folder)
        say(f"{'seconds at n, 2n and 4n; n =':40} {arguments.size:7,} read{'':26} page")
        for row, is_bad in rows(arguments.size, arguments.only, pages):
            say(row)
            failed += is_bad
        if arguments.full:
            for row in full(pages):
                say(row)
    finally:
        shutil.rmtree(folder)
    say(f"{len(INPUTS)} inputs, {failed} grow too fast")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())

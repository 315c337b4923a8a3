"""Generate the parts of the documentation that repeat the code: ``python tools/reference.py docs``.

A generated part is between ``<!-- generated: NAME -->`` and ``<!-- end generated -->``, and
the name may be followed by a subject.  Everything outside the two comments is written by hand
and stays unchanged.  A code of a finding that has no page yet gets one to fill in.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import click

import sphinx_agentdocs
from sphinx_agentdocs.cli import main as command
from sphinx_agentdocs.core import limits
from sphinx_agentdocs.core.findings import Code
from sphinx_agentdocs.sphinx.config import OPTIONS

_PART = re.compile(
    r"(<!-- generated: (?P<name>[a-z]+)(?: (?P<about>[a-z_/.-]+))? -->\n).*?(?=<!-- end generated -->)", re.DOTALL
)
PACKAGE = Path(sphinx_agentdocs.__file__).parent
_REBUILT = {"env": "every page is read again", "html": "the pages are written again", "": "nothing"}


def configuration() -> str:
    """The configuration values, as entries that ``{confval}`` links to."""
    return "\n".join(
        f"```{{confval}} {option.name}\n:default: `{option.default!r}`\n\n{option.doc}\n\n"
        f"When it changes, {_REBUILT[option.rebuild]}.\n```\n"
        for option in OPTIONS
    )


def warnings() -> str:
    """The codes of findings, as a table that leads to the page of each."""
    rows = sorted((f"[`{code.code}`](warnings/{code.code}.md)", code.level, code.meaning) for code in Code)
    return _table(("Code", "Level", "What is wrong"), rows)


def warning(about: str) -> str:
    """What one code means and how to fix it; raises KeyError for an unknown code."""
    code = {code.code: code for code in Code}[about]
    return f"{code.meaning}\n\n*Fix:* {code.fix}\n\n*Level:* {code.level}"


def commands() -> str:
    """The commands, a section for each with its arguments and options."""
    return "\n".join(_command(name, found) for name, found in _each_command(command))


def bounds() -> str:
    """The limits of a definition, as a table."""
    rows = [(f"`{name}`", f"{value:,}", text) for name, value, text in _documented(limits.Limits)]
    return _table(("Limit", "Value", "What it limits"), rows)


def modules(room: str) -> str:
    """The modules of a room of the package, each with the first line of its docstring; ``.`` is the package itself."""
    paths = sorted(path for path in (PACKAGE / room).glob("*.py") if path.name != "__init__.py")
    rows = [(f"`{path.relative_to(PACKAGE).as_posix()}`", _first_line(path)) for path in paths]
    return _table(("Module", "Concept"), rows)


def _first_line(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return text.partition("\n")[0].replace("``", "`").removesuffix(".")


PARTS: dict[str, Callable[..., str]] = {
    "bounds": bounds,
    "commands": commands,
    "configuration": configuration,
    "modules": modules,
    "warning": warning,
    "warnings": warnings,
}
"""The generators by the name in the comment."""

WARNING_PAGE = """\
(warning-{code})=
# `{code}`

<!-- generated: warning {code} -->

<!-- end generated -->

## Example

In `lamp-lighter.md`:

{file}
```text
lamp-lighter.md:1:1: {level}: the message of the finding [{code}]
```

## Fixed

In `lamp-lighter.md`:

{file}"""
_FILE = """\
```none
---
name: lamp-lighter
description: 'Use it when a lamp is dark. <example>user: "Dark!" assistant: "I call lamp-lighter."</example>'
---
Light the lamps.
```
"""


def renewed(page: str) -> str:
    """*page* with every part generated again; raises KeyError for an unknown name."""

    def part(match: re.Match[str]) -> str:
        about = filter(None, [match["about"]])
        return f"{match[1]}\n{PARTS[match['name']](*about).strip()}\n\n"

    return _PART.sub(part, page)


def pages(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every page below *folder* with its text; a code that has no page gets the text of a new one."""
    found = set(folder.rglob("*.md"))
    for code in Code:
        path = folder / "warnings" / f"{code.code}.md"
        if path not in found:
            yield path, WARNING_PAGE.format(code=code.code, level=code.level, file=_FILE)
    for path in sorted(found):
        yield path, path.read_text("utf-8")


def _each_command(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command and its full name, which begins with its group."""
    for name, found in sorted(group.commands.items()):
        if isinstance(found, click.Group):
            yield from _each_command(found, f"{before}{name} ")
        else:
            yield before + name, found


def _command(name: str, found: click.Command) -> str:
    context = click.Context(
        found, info_name=name, parent=click.Context(command, info_name="agentdocs", **command.context_settings)
    )
    usage = " ".join([context.command_path, *found.collect_usage_pieces(context)])
    about = inspect.cleandoc(found.help or "")
    records = filter(None, (parameter.get_help_record(context) for parameter in found.get_params(context)))
    rows = [(_code(names), _cell(text)) for names, text in records if text]
    table = _table(("Option", "Meaning"), rows)
    label = name.replace(" ", "-")
    return f"(command-{label})=\n## `agentdocs {name}`\n\n```text\n{usage}\n```\n\n{about}\n\n{table}"


def _documented(kind: type) -> Iterator[tuple[str, int, str]]:
    """The name, default and docstring of each field of a dataclass."""
    tree = ast.parse(inspect.getsource(kind)).body[0]
    for field, below in pairwise(tree.body if isinstance(tree, ast.ClassDef) else ()):
        if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            name = ast.unparse(field.target)
            yield name, getattr(kind(), name), str(below.value.value)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _code(names: str) -> str:
    return ", ".join(f"`{name}`" for name in _cell(names).split(", "))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a page is missing or out of date.")
def main(folder: Path, check: bool) -> None:
    """Renew the generated parts of the pages in FOLDER, and start the pages that are missing."""
    outdated = False
    for path, before in pages(folder):
        after, new = renewed(before), not path.exists()
        if after == before and not new:
            continue
        outdated = True
        if check:
            problem = "is missing" if new else "is out of date"
            click.echo(f"{path} {problem}; run `python tools/reference.py {folder}`", err=True)
        else:
            path.write_text(after, "utf-8")
            click.echo(f"{path} {'started; write its example' if new else 'renewed'}")
    sys.exit(1 if check and outdated else 0)


if __name__ == "__main__":
    main()

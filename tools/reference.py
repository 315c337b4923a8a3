"""The parts of the documentation that repeat the code, written from it: ``python tools/reference.py docs``.

A page holds such a part between ``<!-- generated: NAME -->`` and ``<!-- end generated -->``;
what it is about may stand behind the name.
Everything around the two comments is written by people and stays as it is.
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

from sphinx_agentdocs.cli import main as command
from sphinx_agentdocs.core import limits
from sphinx_agentdocs.core.findings import Code
from sphinx_agentdocs.sphinx.config import OPTIONS

_PART = re.compile(
    r"(<!-- generated: (?P<name>[a-z]+)(?: (?P<about>[a-z-]+))? -->\n).*?(?=<!-- end generated -->)", re.DOTALL
)
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
    """What one code means and how to mend it; raises KeyError for a code that is not known."""
    code = {code.code: code for code in Code}[about]
    return f"{code.meaning}\n\n*Mend:* {code.fix}\n\n*Level:* {code.level}"


def commands() -> str:
    """The commands, a section for each with its arguments and options."""
    return "\n".join(_command(name, found) for name, found in _each_command(command))


def bounds() -> str:
    """The limits of a definition, as a table."""
    rows = [(f"`{name}`", f"{value:,}", text) for name, value, text in _documented(limits.Limits)]
    return _table(("Limit", "Value", "Of what"), rows)


PARTS: dict[str, Callable[..., str]] = {
    "bounds": bounds,
    "commands": commands,
    "configuration": configuration,
    "warning": warning,
    "warnings": warnings,
}
"""What is generated, by the name in the comment."""


def renewed(page: str) -> str:
    """*page* with every generated part as the code has it now; raises KeyError for a name that is not known."""

    def part(match: re.Match[str]) -> str:
        about = filter(None, [match["about"]])
        return f"{match[1]}\n{PARTS[match['name']](*about).strip()}\n\n"

    return _PART.sub(part, page)


def _each_command(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command by its name, with the name of its group before it."""
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
    """The name, the default and the docstring below it of each field of a dataclass."""
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
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a page is stale.")
def main(folder: Path, check: bool) -> None:
    """Renew the generated parts of the pages in FOLDER."""
    stale = False
    for path in sorted(folder.rglob("*.md")):
        before = path.read_text("utf-8")
        after = renewed(before)
        if after == before:
            continue
        stale = True
        if check:
            click.echo(f"{path} is stale; run `python tools/reference.py {folder}`", err=True)
        else:
            path.write_text(after, "utf-8")
            click.echo(f"{path} renewed")
    sys.exit(1 if check and stale else 0)


if __name__ == "__main__":
    main()

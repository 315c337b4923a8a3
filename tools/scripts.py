"""The scripts of pages as a site publishes them: those of ``ext/scripts`` without comments or needless spaces.

``python tools/scripts.py`` writes them to the package's static files, so that neither a checkout nor a build has
anything to convert.  Readers load a fifth less.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rjsmin import jsmin

EXT = Path(__file__).resolve().parent.parent / "ext"
SOURCES = EXT / "scripts"
PUBLISHED = EXT / "sphinx_agentdocs" / "static"


def stale() -> Iterator[tuple[Path, str | None]]:
    """The published scripts that differ from their sources, with their right content: None if there is no source."""
    sources = {path.name: path for path in SOURCES.glob("*.js")}
    for path in sorted(PUBLISHED.glob("*.js")):
        if path.name not in sources:
            yield path, None
    for name, source in sorted(sources.items()):
        path, content = PUBLISHED / name, f"{jsmin(source.read_text('utf-8'))}\n"
        if not path.exists() or path.read_text("utf-8") != content:
            yield path, content


@click.command()
@click.option("--check", is_flag=True, help="Write nothing, and fail if a file is stale.")
def main(check: bool) -> None:
    """Renew the published scripts."""
    for path, content in (found := list(stale())):
        if check:
            click.echo(f"{path} is stale; run `make scripts`", err=True)
        elif content is None:
            path.unlink()
        else:
            path.write_text(content, "utf-8", newline="\n")
            click.echo(f"{path} renewed")
    if check and found:
        sys.exit(1)


if __name__ == "__main__":
    main()

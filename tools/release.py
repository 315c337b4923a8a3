"""Whether a tag can be released: ``python tools/release.py v0.1.0`` prints every problem, and exits with 1.

It needs no installed package, so that a release can run it first.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

_VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)
_SECTION = r"^## \[{}\] - (.+)$"
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def problems(tag: str, package: str, changelog: str) -> Iterator[str]:
    """The problems that keep *tag* from being released, given the text of ``__init__.py`` and of the changelog."""
    found = _VERSION.search(package)
    version = found[1] if found else ""
    if tag != f"v{version}":
        yield f"the tag is {tag!r}, but __version__ is {version!r}; tag the commit that sets the version"
    section = re.search(_SECTION.format(re.escape(tag.removeprefix("v"))), changelog, re.MULTILINE)
    if section is None:
        yield f"CHANGELOG.md has no section for {tag!r}; add '## [{tag.removeprefix('v')}] - YYYY-MM-DD'"
    elif not _DATE.fullmatch(section[1].strip()):
        yield f"CHANGELOG.md dates {tag!r} as {section[1].strip()!r}; write the day, as YYYY-MM-DD"


def main() -> int:
    """Check the tag that is the only argument."""
    root = Path(__file__).resolve().parents[1]
    package = (root / "ext" / "sphinx_agentdocs" / "__init__.py").read_text("utf-8")
    found = list(problems(sys.argv[1], package, (root / "CHANGELOG.md").read_text("utf-8")))
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

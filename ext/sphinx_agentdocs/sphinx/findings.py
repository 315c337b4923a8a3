"""The findings of a build about its definitions, each with its file and line.

Every build reports them, even those of pages that it did not read again: a finding stays until it
is fixed, and a strict build fails until then.  Where a page or a link is missing, each is named;
of any other code the first few, then the places of the others in one line, with the command that explains them.

A build reports errors and warnings that come from finding files, from reading, and from comparing
definitions.  It does not run `core.checking.rules`, and it leaves out notes; `agentdocs check` reports
these too.  Findings about the site's own pages and about the ledger are reported where they are found.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..core.findings import Code, Finding
from .domain import AgentDomain, domain_of
from .log import warn, warn_of_more
from .project import AgentProject

_EACH = (Code.ENCODING, Code.FILENAME, Code.INTERNAL, Code.RULE_CODE, Code.TOO_MANY, Code.UNREADABLE, Code.UNSAFE_FILE)
"""Kinds of findings of which each is reported, because a page, a link or a character of a definition is missing."""
_FEW = 3
"""The most findings of any other kind that are reported each, unless there is one more."""
_FILES = 20
"""The most files with other findings of a kind that are named."""


def report_all(app: Sphinx, env: BuildEnvironment) -> None:
    """Report the errors and warnings about definitions that a build knows, by file and line (an event handler)."""
    project, domain = env.project, domain_of(env)
    if isinstance(project, AgentProject) and domain.elsewhere is None:  # other sites have reported theirs
        found = [*project.findings, *_of_definitions(domain, project)]
        _report(sorted(found, key=lambda entry: (str(entry[0]), entry[1].line)), project)


def _report(found: Sequence[tuple[Path, Finding]], project: AgentProject) -> None:
    totals, seen = Counter(finding.code for _, finding in found), Counter[Code]()
    left_out: dict[Code, list[tuple[Path, int]]] = {}
    for path, finding in found:
        code = finding.code
        seen[code] += 1
        if code in _EACH or seen[code] <= _FEW or totals[code] == _FEW + 1:
            warn(code, finding.message, f"{path}:{finding.line}")
        else:
            left_out.setdefault(code, []).append((path, finding.line))
    for code, places in left_out.items():
        warn_of_more(code, len(places), _more(places, project))


def _more(places: Sequence[tuple[Path, int]], project: AgentProject) -> str:
    """What a build says of findings that it does not report each: the number, the first files and the command."""
    roots = [root for root in project.collections.values() if any(path.is_relative_to(root) for path, _ in places)]
    command = shlex.join(["agentdocs", "check", *map(_from_here, roots)])
    lines: dict[Path, list[str]] = {}
    for path, line in places:
        lines.setdefault(path, []).append(str(line))
    named = [f"{_below(path, roots)}:{','.join(found)}" for path, found in list(lines.items())[:_FILES]]
    others = f" and {len(lines) - _FILES:,} more files" if len(lines) > _FILES else ""
    return f"{len(places):,} more findings of this kind, in {', '.join(named)}{others}; `{command}` explains them"


def _below(path: Path, roots: Sequence[Path]) -> str:
    """The path of a definition below the folder of its collection, which is short enough for a list."""
    return next((str(path.relative_to(root)) for root in roots if path.is_relative_to(root)), str(path))


def _from_here(path: Path) -> str:
    """A path, relative to the current folder if it is inside."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _of_definitions(domain: AgentDomain, project: AgentProject) -> Iterator[tuple[Path, Finding]]:
    for found in (domain.findings, domain.team_findings):
        for docname, findings in found.items():
            for finding in findings:
                if finding.code.level != "note":  # a note must not fail a strict build
                    yield _path(project, docname), finding


def _path(project: AgentProject, docname: str) -> Path:
    return project.file_of(docname) or Path(project.doc2path(docname, absolute=True))

"""The findings of a build about its definitions, each with its file and line.

Every build reports them, even those of pages that it did not read again: a finding stays until it
is fixed, and a strict build fails until then.  Where a page or a link is missing, each is named;
of any other code the first few, with the number of the others and the command that lists them.

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

from ..core.checking.team_rules import duplicate_name, same_names
from ..core.findings import Code, Finding
from .domain import AgentDomain, domain_of
from .log import warn, warn_of_more
from .project import AgentProject

_EACH = (Code.ENCODING, Code.FILENAME, Code.INTERNAL, Code.RULE_CODE, Code.TOO_MANY, Code.UNREADABLE, Code.UNSAFE_FILE)
"""Kinds of findings of which each is reported, because a page, a link or a character of a definition is missing."""
_FEW = 3
"""The most findings of any other kind that are reported, unless there is one more."""


def report_all(app: Sphinx, env: BuildEnvironment) -> None:
    """Report the errors and warnings about definitions that a build knows, by file and line (an event handler)."""
    project = env.project
    if isinstance(project, AgentProject):
        domain = domain_of(env)
        found = [*project.findings, *_of_definitions(domain, project), *_duplicates(domain, project)]
        _report(sorted(found, key=lambda entry: (str(entry[0]), entry[1].line)), project)


def _report(found: Sequence[tuple[Path, Finding]], project: AgentProject) -> None:
    totals, seen = Counter(finding.code for _, finding in found), Counter[Code]()
    left_out: dict[Code, list[Path]] = {}
    for path, finding in found:
        code = finding.code
        seen[code] += 1
        if code in _EACH or seen[code] <= _FEW or totals[code] == _FEW + 1:
            warn(code, finding.message, f"{path}:{finding.line}")
        else:
            left_out.setdefault(code, []).append(path)
    for code, paths in left_out.items():
        folders = [root for root in project.collections.values() if any(path.is_relative_to(root) for path in paths)]
        command = shlex.join(["agentdocs", "check", *map(_from_here, folders)])
        warn_of_more(code, len(paths), f"and {len(paths):,} more findings of this kind; `{command}` lists them")


def _from_here(folder: Path) -> str:
    """The path of a folder, relative to the current one if it is inside."""
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)


def _of_definitions(domain: AgentDomain, project: AgentProject) -> Iterator[tuple[Path, Finding]]:
    for found in (domain.findings, domain.team_findings):
        for docname, findings in found.items():
            for finding in findings:
                if finding.code.level != "note":  # a note must not fail a strict build
                    yield _path(project, docname), finding


def _duplicates(domain: AgentDomain, project: AgentProject) -> Iterator[tuple[Path, Finding]]:
    for agent, first in same_names(domain.lookup.agents, lambda agent: agent.team):
        found = duplicate_name(agent.name, agent.line, _relative(project, first.docname))
        yield _path(project, agent.docname), found


def _path(project: AgentProject, docname: str) -> Path:
    return project.file_of(docname) or Path(project.doc2path(docname, absolute=True))


def _relative(project: AgentProject, docname: str) -> str:
    at = project.locations[docname]
    return f"{at.collection}/{at.path}"

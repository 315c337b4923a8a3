"""The findings of a build about its definitions, each with its file and line.

Every build reports all of them, even those of pages that it did not read again: a finding
stays until it is fixed, and a strict build fails until then.

A build reports errors and warnings that come from finding files, from reading, and from comparing
definitions.  It does not run `core.checking.rules`, and it leaves out notes; `agentdocs check` reports
these too.  Findings about the site's own pages and about the ledger are reported where they are found.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..core.checking.team_rules import duplicate_name, same_names
from ..core.findings import Finding
from .domain import AgentDomain, domain_of
from .log import warn
from .project import AgentProject


def report_all(app: Sphinx, env: BuildEnvironment) -> None:
    """Report the errors and warnings about definitions that a build knows, by file and line (an event handler)."""
    project = env.project
    if isinstance(project, AgentProject):
        domain = domain_of(env)
        found = [*project.findings, *_of_definitions(domain, project), *_duplicates(domain, project)]
        for path, finding in sorted(found, key=lambda entry: (str(entry[0]), entry[1].line)):
            warn(finding.code, finding.message, f"{path}:{finding.line}")


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

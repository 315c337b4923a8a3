"""Findings as warnings of the build: with a code, a file and a line.

Every build reports all of them, also of pages that it did not read again: a finding stands
until it is mended, and a strict build fails until then.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from ..core.checking.team_rules import duplicate_name
from ..core.findings import Code, Finding
from ..core.text.characters import on_a_line
from .domain import AgentDomain, domain_of
from .project import AgentProject

logger = logging.getLogger(__name__)
TYPE = "agentdocs"


def report_all(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of everything that is wrong with the definitions (an event handler)."""
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
                if finding.code.level != "note":  # these are for `agentdocs check`
                    yield _path(project, docname), finding


def _duplicates(domain: AgentDomain, project: AgentProject) -> Iterator[tuple[Path, Finding]]:
    for agent, first in domain.duplicates():
        found = duplicate_name(agent.name, agent.line, _relative(project, first.docname))
        yield _path(project, agent.docname), found


def _path(project: AgentProject, docname: str) -> Path:
    return Path(project.doc2path(docname, absolute=True))


def _relative(project: AgentProject, docname: str) -> str:
    at = project.locations[docname]
    return f"{at.collection}/{at.path}"


def warn(code: Code, message: str, location: str | nodes.Node) -> None:
    """One warning of the build, with its code."""
    if isinstance(location, str):
        location = on_a_line(location)
    logger.warning("%s", on_a_line(message), type=TYPE, subtype=code.code, location=location)

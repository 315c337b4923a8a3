"""Findings as warnings of the build: with a code, a file and a line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from ..core.characters import visible
from ..core.diagnostics import Code, Diagnostic
from .project import AgentProject

logger = logging.getLogger(__name__)
TYPE = "agentdocs"


def report(path: Path, findings: Iterable[Diagnostic]) -> None:
    """Warn of each finding at its line of *path*."""
    for finding in findings:
        location = f"{visible(str(path))}:{finding.line}"
        logger.warning("%s", visible(finding.message), type=TYPE, subtype=finding.code.code, location=location)


def report_left_out(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Warn of the entries of collections that got no page, or one at another address (an event handler)."""
    if isinstance(env.project, AgentProject):
        for path, finding in env.project.findings:
            if finding.code is Code.FILENAME:
                logger.info("%s:1: %s [%s.filename]", path, finding.message, TYPE)
            else:
                report(path, [finding])

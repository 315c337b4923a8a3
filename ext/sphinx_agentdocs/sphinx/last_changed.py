"""When a definition was last changed, and by whom: the end of the line of facts, if the site asks for it."""

from __future__ import annotations

from datetime import datetime

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.locale import get_translation
from sphinx.util.i18n import format_date

from ..core.text.characters import visible
from ..disk.last_changes import LastChange, commit_of, last_changes
from .domain import AgentDomain, domain_of
from .locale import _, ngettext, number
from .project import location_of

_of_sphinx = get_translation("sphinx")
_MOST = 3
"""The most authors that a page names; it counts the others."""


def read(app: Sphinx, env: BuildEnvironment) -> None:
    """Read the history of each collection, unless its commit is that of the last build (an event handler).

    A history that cannot be read is tried again with each build.
    """
    domain = domain_of(env)
    locations = {docname: location_of(env.project, docname) for docname in sorted(domain.agents)}
    roots = {one.root for one in locations.values() if one} if app.config.agentdocs_last_changed else set()
    commits = {root: commit_of(root) for root in sorted(roots)}
    if commits == domain.history_read:
        return
    found = {root: last_changes(root) for root, commit in commits.items() if commit}
    known = {root: changes for root, changes in found.items() if changes is not None}
    domain.set_history({root: commit for root, commit in commits.items() if root in known or not commit}, known)


def of(domain: AgentDomain, env: BuildEnvironment, docname: str) -> LastChange | None:
    """The last change of the definition of a page, if it is known."""
    location = location_of(env.project, docname)
    return domain.histories.get(location.root, {}).get(location.path) if location else None


def shown(domain: AgentDomain, env: BuildEnvironment, docname: str) -> str:
    """What a page says of its last change, to be compared with the previous build."""
    change = of(domain, env, docname)
    return repr((change, env.config.html_last_updated_fmt)) if change else ""


def basis(domain: AgentDomain, env: BuildEnvironment) -> str:
    """A text that changes when what `shown` returns for any page may change."""
    commits = sorted((str(root), commit) for root, commit in domain.history_read.items())
    return repr((commits, sorted(map(str, domain.histories)), env.config.html_last_updated_fmt))


def show(page: nodes.Element, env: BuildEnvironment, docname: str) -> None:
    """Add the last change to the facts of a *page*."""
    change = of(domain_of(env), env, docname)
    facts = next((node for node in page.findall(nodes.paragraph) if "agent-facts" in node["classes"]), None)
    if change is not None and change.date and facts is not None:
        facts += [nodes.Text(" · "), nodes.inline("", _in_words(change, env), classes=["agent-fact"])]


def _in_words(change: LastChange, env: BuildEnvironment) -> str:
    style = env.config.html_last_updated_fmt or _of_sphinx("%b %d, %Y")
    day = datetime.fromisoformat(change.date)
    date = format_date(style, date=day, language=env.config.language or "en")
    authors = [visible(author) for author in change.authors if author]
    rest = len(authors) - _MOST
    if not authors:
        words: str = _("changed on {date}")
    elif rest > 0:
        words = ngettext(
            "changed on {date} by {authors} and {count} other",
            "changed on {date} by {authors} and {count} others",
            rest,
        )
    else:
        words = _("changed on {date} by {authors}")
    return words.format(date=date, authors=", ".join(authors[:_MOST]), count=number(rest))

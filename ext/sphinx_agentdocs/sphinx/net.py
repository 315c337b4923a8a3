"""A net below every step of a build, so that a definition on which one fails costs no other definition anything.

A page that cannot be read, resolved or written shows its file verbatim instead.  Whatever is made of all
definitions together leaves out the share of the one that it fails on.  Each failure is reported as `internal`.

Errors that Sphinx raises for its users and errors of the disk still stop the build: they are not about one
definition.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment

from ..core.findings import Code, failure
from ..core.reading.file_text import decode
from ..core.text.characters import visible
from ..disk.files import read_bytes
from . import compat, config
from .domain import domain_of
from .highlighting import PLAIN
from .log import cause, is_fatal, share, warn
from .project import location_of

_LAST = 10_000
_LONG_AGO = 400_000_000  # seconds since 1970; an archive, as of a book, has no times before 1980
_IN_MEMORY = 100
"""How many pages stay in memory from reading to writing: one needs 300 KiB, and is loaded again in a millisecond."""
_KEPT_AWAY = ("sphinx_codeautolink", "sphinx.ext.autosectionlabel")
"""Extensions that do not get the pages of definitions: one imports what code names, one takes each heading as a label
of the whole site, so that all definitions would have the same ones."""
PageHandler = Callable[[Sphinx, str, str, dict[str, Any], Any], str | None]
Key = TypeVar("Key", bound=Hashable)


def register(app: Sphinx) -> None:
    """Put the net below reading and writing."""
    app.connect("builder-inited", _below_reading, priority=_LAST)
    app.connect("builder-inited", compat.announce_one_document)
    app.connect("doctree-resolved", _free, priority=_LAST)
    app.connect("write-started", _below_writing, priority=_LAST)
    app.connect("build-finished", _take_away, priority=_LAST)


def _free(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Forget the bytes of a page that was loaded to be written: 50 KiB that no other page needs (an event handler)."""
    if location_of(app.env.project, docname) is not None:
        compat.forget_bytes(app.env, docname)


# -- a page as a whole


def _below_reading(app: Sphinx) -> None:
    """Read a definition again, as its text only, if reading it fails (an event handler)."""
    env, read, process = app.env, app.builder.read_doc, os.getpid()
    forgotten: list[bool] = []

    def read_definition(docname: str, *, _cache: bool) -> None:
        with compat.without_handlers(app, "doctree-read", _KEPT_AWAY):
            read(docname, _cache=_cache and compat.doctrees_in_memory(env) < _IN_MEMORY)

    def safely(docname: str, *, _cache: bool = True) -> None:
        if os.getpid() != process and not forgotten:
            forgotten.append(True)
            domain_of(env).forget_others()
        if location_of(env.project, docname) is None:
            read(docname, _cache=_cache)
            return
        try:
            read_definition(docname, _cache=_cache)
        except Exception as error:
            if is_fatal(error):
                raise
            compat.forget(app, docname)
            domain_of(env).unread[docname] = cause(error)
            try:
                read_definition(docname, _cache=_cache)
            finally:
                del domain_of(env).unread[docname]

    compat.override(app.builder, "read_doc", safely)


def _below_writing(app: Sphinx, builder: Builder) -> None:
    """Make pages of text only of definitions that cannot be resolved or written (an event handler)."""
    if compat.writes_one_document(builder):
        compat.override(builder, "write_documents", _one_document(builder, builder.write_documents))
        return
    env = builder.env
    compat.override(env, "apply_post_transforms", _resolving(env, env.apply_post_transforms))
    for step in ("write_doc_serialized", "write_doc"):
        compat.override(builder, step, _writing(builder, getattr(builder, step), step == "write_doc"))


def _take_away(app: Sphinx, exception: Exception | None) -> None:
    """Take the net away from the environment, which Sphinx stores (an event handler)."""
    compat.restore(app.env, "apply_post_transforms")


def _resolving(
    env: BuildEnvironment, resolve: Callable[[nodes.document, str], None]
) -> Callable[[nodes.document, str], None]:
    def safely(doctree: nodes.document, docname: str) -> None:
        try:
            resolve(doctree, docname)
        except Exception as error:
            _show_verbatim(env, doctree, docname, "resolving its links", error)

    return safely


def _writing(
    builder: Builder, write: Callable[[str, nodes.document], None], is_last: bool
) -> Callable[[str, nodes.document], None]:
    def safely(docname: str, doctree: nodes.document) -> None:
        try:
            write(docname, doctree)
        except Exception as error:
            _show_verbatim(builder.env, doctree, docname, "writing its page", error)
            with share(docname, "writing its page verbatim"):
                write(docname, doctree)
            if is_last:
                _write_again_next_time(builder, docname)

    return safely


def _show_verbatim(env: BuildEnvironment, doctree: nodes.document, docname: str, step: str, error: Exception) -> None:
    """Report a failure on a definition, and replace its page; raise the error again if it is about another page."""
    if is_fatal(error) or location_of(env.project, docname) is None:
        raise error
    message = failure(cause(error), step)
    warn(Code.INTERNAL, message, (docname, 1))
    doctree.children = []
    doctree += bare_page(env, docname, message)


def _write_again_next_time(builder: Builder, docname: str) -> None:
    """Make the next build write the page again, and so report the failure again."""
    if isinstance(builder, StandaloneHTMLBuilder):
        with suppress(OSError):
            os.utime(compat.page_file(builder, docname), (_LONG_AGO, _LONG_AGO))


def bare_page(env: BuildEnvironment, docname: str, message: str = "") -> nodes.section:
    """A page with nothing but the text of a definition and the ids of every link that it ever had."""
    domain = domain_of(env)
    agent = domain.agents.get(docname)
    title = agent.title if agent else visible(docname.rpartition("/")[2])
    page = nodes.section("", nodes.title("", title), names=[])
    page += [nodes.note("", nodes.paragraph("", message))] if message else []
    page["ids"] = domain.links.ids(docname) or [agent.anchor if agent else "definition"]
    text = _text(env, docname)
    page += nodes.literal_block(text, text, language=PLAIN, classes=["agent-verbatim"])
    return page


def _text(env: BuildEnvironment, docname: str) -> str:
    location = location_of(env.project, docname)
    limits = config.limits(env.config)
    with suppress(OSError):
        if location:
            return visible(decode(read_bytes(location.root, location.path, limits.file_bytes), limits)[0])
    return ""


# -- builders of one document


def _one_document(builder: Builder, write: Callable[[Set[str]], None]) -> Callable[[Set[str]], None]:
    """Write the document; if that fails, find the definitions that it fails on, and write it with their text only."""

    def safely(docnames: Set[str]) -> None:
        env = builder.env
        numbers = env.toc_secnumbers, env.toc_fignumbers
        try:
            write(docnames)
        except Exception as error:
            if is_fatal(error):
                raise
            reason = error

            def attempt(verbatim: Set[str]) -> None:
                env.toc_secnumbers, env.toc_fignumbers = numbers
                with _verbatim(env, verbatim):
                    write(docnames)

            definitions = sorted(domain_of(env).agents)

            def passes(chosen: Sequence[str]) -> Exception | None:
                return _error_of(lambda: attempt(set(definitions) - set(chosen)))

            with compat.silence():
                culprits = failing(definitions, passes)
            if not culprits:
                raise
            for docname in culprits:
                warn(Code.INTERNAL, failure(cause(reason), "writing its page"), (docname, 1))
            attempt(culprits.keys())

    return safely


@contextmanager
def _verbatim(env: BuildEnvironment, docnames: Set[str]) -> Iterator[None]:
    """Let the documents *docnames* consist of their text only."""
    original = env.get_doctree

    def get(docname: str) -> nodes.document:
        doctree = original(docname)
        if docname in docnames:
            doctree.children = []
            doctree += bare_page(env, docname, "")
        return doctree

    compat.override(env, "get_doctree", get)
    try:
        yield
    finally:
        compat.restore(env, "get_doctree")


# -- what is made of all definitions


def failing(keys: Sequence[Key], error_with: Callable[[Sequence[Key]], Exception | None]) -> dict[Key, Exception]:
    """The keys on which something fails, each by itself; none if it fails without any of them, or on pairs only.

    *error_with* does it with some keys, and returns the error, if there is one.
    """
    if error_with(()) is not None:
        return {}
    found: dict[Key, Exception] = {}
    parts = [keys]
    while parts:
        part = parts.pop()
        error = error_with(part)
        if error is not None and len(part) == 1:
            found[part[0]] = error
        elif error is not None:
            parts += [part[: len(part) // 2], part[len(part) // 2 :]]
    return found


def _error_of(action: Callable[[], object]) -> Exception | None:
    try:
        action()
    except Exception as error:
        return error
    return None


def without_failing(
    docnames: Iterable[str], action: Callable[[Sequence[str]], Any]
) -> tuple[Any, dict[str, Exception]]:
    """What *action* returns for *docnames*, without those on which it fails, and the errors of these.

    Raises the error if there is no such set.
    """
    names = list(docnames)
    try:
        return action(names), {}
    except Exception:
        errors = failing(names, lambda some: _error_of(lambda: action(some)))
        if not errors:
            raise
        return action([name for name in names if name not in errors]), errors


# -- handlers of pages


def on_page(handler: PageHandler, step: str, instead: PageHandler | None = None) -> PageHandler:
    """A handler of ``html-page-context`` that leaves out its share of a page if it fails, or calls *instead*."""

    def safely(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> str | None:
        with share(pagename, step):
            return handler(app, pagename, template, context, doctree)
        return instead(app, pagename, template, context, doctree) if instead else None

    return safely

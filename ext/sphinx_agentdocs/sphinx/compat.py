"""The only module that uses interfaces of Sphinx and docutils that are private or may change between versions.

Each function says what it relies on.  All of them were checked with Sphinx 9.0.4 and docutils
0.22.4: after an upgrade, read this module against the new release and run its tests.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

import sphinx
from docutils import nodes
from docutils.transforms import Transform
from docutils.writers.docutils_xml import XMLTranslator
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from sphinx import addnodes, application, search
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.environment import CONFIG_CHANGED, BuildEnvironment
from sphinx.errors import SphinxError, SphinxParallelError
from sphinx.parsers import Parser
from sphinx.project import Project
from sphinx.search.en import SearchEnglish
from sphinx.util._pathlib import _StrPath
from sphinx.util.console import color_terminal, nocolor
from sphinx.util.docutils import SphinxTranslator, docutils_namespace, patch_docutils
from sphinx.util.logging import WarningLogRecordTranslator, WarningStreamHandler, suppress_logging

SourcePath = _StrPath
"""The class of a source path: a private one that can also be used as a string; before Sphinx 8 it was a string."""

_OURS = __name__.partition(".")[0]
_OF_SPHINX = ("sphinx.", "sphinxcontrib.serializinghtml", _OURS)
_RESOLVING = ("doctree-resolved", "missing-reference", "warn-missing-reference")
_HARMLESS = ("furo",)
"""Extensions whose handlers read no source: at the end of a build, Furo writes a stylesheet."""
_OLD = 3
"""Before Sphinx 8.2, the command reports an error with the application, its arguments, the error and the stream."""
_OF_PAGES = ("html", "dirhtml")
_OTHER_BUILDERS = ("changes", "epub3", "latex", "linkcheck", "manpage", "texinfo", "text", "xml")
_LEFT_OUT = tuple(f"sphinx.builders.{name}" for name in _OTHER_BUILDERS)  # not gettext: all read its values
_WRITERS = ("html", "_epub_base", "latex", "texinfo", "text", "xml")


def heading_level(level: int) -> dict[str, int]:
    """The attributes of a rubric that make it a heading of HTML; one was renamed after Sphinx 7.4.0."""
    return {"heading-level": level} if sphinx.version_info[:3] > (7, 4, 0) else {"level": level}


# -- the application and its parts


def app_of(env: BuildEnvironment) -> Sphinx:
    """The application of an environment; since Sphinx 8.2 `env.app` is deprecated and names no successor."""
    return env._app if hasattr(env, "_app") else env.app


def builder_of(env: BuildEnvironment) -> Builder:
    """The builder that an environment works for."""
    return app_of(env).builder


def env_of(parser: Parser) -> BuildEnvironment:
    """The environment that a parser works for; since Sphinx 9 `parser.env` is deprecated and names no successor."""
    return parser._env if hasattr(parser, "_env") else parser.env


def config_of(parser: Parser) -> Config:
    """The configuration that a parser works for; as for `env_of`."""
    return parser._config if hasattr(parser, "_config") else parser.config


@contextmanager
def without_handlers(app: Sphinx, event: str, packages: tuple[str, ...]) -> Iterator[None]:
    """Leave out the handlers of an event that are of *packages* for a while; relies on the same table."""
    listeners = app.events.listeners
    every = listeners.get(event, [])
    listeners[event] = [one for one in every if not _module(one.handler).startswith(packages)]
    try:
        yield
    finally:
        listeners[event] = every


def has_foreign_listeners(app: Sphinx, event: str) -> bool:
    """Whether an extension handles an event that is neither part of Sphinx nor this package, nor known to be harmless.

    Relies on the table of the handlers, which Sphinx keeps by event.
    """
    handlers = (listener.handler for listener in app.events.listeners.get(event, ()))
    return any(not _module(handler).startswith((*_OF_SPHINX, *_HARMLESS)) for handler in handlers)


def _module(handler: Any) -> str:
    """The module of a function, a method or an object that can be called; of a partial, that of its function."""
    return str(getattr(getattr(handler, "func", handler), "__module__", ""))


def install_project(app: Sphinx, project: Project) -> None:
    """Replace the project of a build before it finds documents; until then, *project* knows those of the last build.

    Relies on Sphinx keeping the project in these two places and looking it up each time, and on finding the documents
    again before it reads any.
    """
    project.restore(app.project)
    app.project = app.env.project = project


def read_all_again(env: BuildEnvironment, reason: str) -> None:
    """Make this build read and write every page, as if the configuration had changed.

    Relies on `config_status`, which Sphinx compares when it looks for outdated pages.
    """
    env.config_status, env.config_status_extra = CONFIG_CHANGED, f" ({reason})"


def override(owner: object, name: str, method: Callable[..., Any]) -> None:
    """Replace a method of one object.

    Relies on Sphinx looking up `get_outdated_docs`, `read_doc`, `write_doctree`, `prepare_writing`, `write_doc`,
    `write_doc_serialized`, `write_documents`, `index_page`, `dump_search_index`, `dump_inventory` and `render_partial`
    of a builder, and `apply_post_transforms` and `get_doctree` of an environment, on the object each time.
    """
    vars(owner)[name] = method


def restore(owner: object, name: str) -> None:
    """Undo `override`."""
    vars(owner).pop(name, None)


ENDS_WITHOUT_PAGES = sphinx.version_info < (8, 2)
"""Whether a build that has no page to write ends at once, without what is made after pages."""

_WRITE_ALL = "write_documents" if hasattr(Builder, "write_documents") else "write"
"""The method that a builder of one document replaces; before Sphinx 8.1 it was `write`."""


def writes_one_document(builder: Builder) -> bool:
    """Whether a builder puts all pages into one document.

    Relies on such a builder replacing the method that writes each page by itself.
    """
    return getattr(type(builder), _WRITE_ALL) is not getattr(Builder, _WRITE_ALL)


def announce_one_document(app: Sphinx) -> None:
    """Let a builder of one document announce that it begins to write, and write in one step (an event handler).

    Since Sphinx 8.1 it does so by itself.  Before, it told nobody, so only handlers of this package are told.
    """
    builder: Any = app.builder
    if _WRITE_ALL == "write_documents" or not writes_one_document(builder):
        return
    write = builder.write

    def announce_and_write(*arguments: object) -> None:
        override(builder, "write_documents", lambda docnames: write(*arguments))
        for listener in sorted(app.events.listeners["write-started"], key=lambda one: one.priority):
            if _module(listener.handler).startswith(_OURS):
                listener.handler(app, builder)
        builder.write_documents(set())

    override(builder, "write", announce_and_write)


def warnings_of(app: Sphinx) -> int:
    """The number of warnings of a build so far.  Relies on `_warncount`, which Sphinx shows at the end."""
    return app._warncount


def is_set(config: Config, name: str) -> bool:
    """Whether a value is set, in `conf.py` or for this build.  Relies on `_raw_config` and `_overrides`."""
    return name in config._raw_config or name in config._overrides


# -- reading


def doctrees_in_memory(env: BuildEnvironment) -> int:
    """How many documents were read and wait to be written; relies on a private attribute of the environment."""
    return len(env._write_doc_doctree_cache)


def forget_bytes(env: BuildEnvironment, docname: str) -> None:
    """Forget the bytes from which a document was loaded, which the environment keeps in a private attribute."""
    env._pickled_doctree_cache.pop(docname, None)


def forget(app: Sphinx, docname: str) -> None:
    """Forget what was read of a document, as before it is read again."""
    app.emit("env-purge-doc", app.env, docname)
    app.env.clear_doc(docname)
    app.env.ref_context.clear()


def keep_transforms(document: nodes.document, keep: Callable[[type[Transform]], bool]) -> None:
    """Drop the transforms of a document that *keep* rejects.

    Relies on docutils keeping them as tuples with the class in the second place.
    """
    transformer: Any = document.transformer
    transformer.transforms = [entry for entry in transformer.transforms if keep(entry[1])]


def toctrees(env: BuildEnvironment, docname: str) -> Iterator[addnodes.toctree]:
    """The toctrees of a page, each with its `caption` and its `entries`, pairs of a title and a docname or URL.

    Relies on the tables of contents in `env.tocs`, which keep each toctree as a node.
    """
    toc = env.tocs.get(docname)
    if toc is not None:
        yield from toc.findall(addnodes.toctree)


def without_catalogs(env: BuildEnvironment, docnames: Sequence[str]) -> Callable[[], None]:
    """Take the toctrees of catalogues on *docnames* out of the tree of all pages; returns a function that undoes it.

    Relies on Sphinx making every tree of pages from the tables of contents in `env.tocs` and from the doctree of the
    first page, and the pages above and next to a page from `env.toctree_includes`.
    """
    tocs = {docname: env.tocs[docname] for docname in docnames if docname in env.tocs}
    includes = {docname: env.toctree_includes[docname] for docname in docnames if docname in env.toctree_includes}
    for docname, toc in tocs.items():
        env.tocs[docname] = bare = toc.deepcopy()
        _drop_catalogs(bare)
        others = [name for tree in bare.findall(addnodes.toctree) for name in tree["includefiles"]]
        if others:
            env.toctree_includes[docname] = others
        else:
            env.toctree_includes.pop(docname, None)
    get_doctree = env.get_doctree

    def without(docname: str) -> nodes.document:
        doctree = get_doctree(docname)
        if docname == env.config.root_doc:
            _drop_catalogs(doctree)
        return doctree

    def undo() -> None:
        env.tocs.update(tocs)
        env.toctree_includes.update(includes)
        restore(env, "get_doctree")

    override(env, "get_doctree", without)
    return undo


def _drop_catalogs(tree: nodes.Element) -> None:
    """Drop the toctrees of catalogues, and in a table of contents the lists that are empty without them."""
    for toctree in [node for node in tree.findall(addnodes.toctree) if node.get("catalog")]:
        parent = toctree.parent
        parent.remove(toctree)
        if isinstance(parent, nodes.bullet_list) and not parent.children:
            parent.parent.remove(parent)


def point_toc_at(toc: nodes.Node, ids: Mapping[str, Sequence[str]]) -> None:
    """Make a table of contents lead to the first of *ids* of each heading, by the id that Sphinx derived for it.

    Relies on `anchorname`, an attribute of its references.  The derived one is kept next to it, so
    that this can be done again with other *ids*.  A table whose ids are the derived ones, as most are, is left alone.
    """
    references = list(toc.findall(nodes.reference))
    was_done = any("agentdocs_derived" in reference for reference in references[:1])
    if not was_done and all(found[0] == derived for derived, found in ids.items()):
        return
    for reference in references:
        derived = reference.setdefault("agentdocs_derived", reference.get("anchorname", ""))
        found = ids.get(derived.removeprefix("#"))
        reference["anchorname"] = f"#{found[0]}" if found and derived else derived


@contextmanager
def fewer_post_transforms(env: BuildEnvironment, keep: Callable[[type[Transform]], bool]) -> Iterator[None]:
    """Leave out the post-transforms that *keep* rejects for a while.

    Relies on `post_transforms`, the list of the registry that an environment copies for each page.
    """
    registry = app_of(env).registry
    everything = registry.post_transforms
    registry.post_transforms = [transform for transform in everything if keep(transform)]
    try:
        yield
    finally:
        registry.post_transforms = everything


# -- builders of other formats


def has_translator_of_sphinx(app: Sphinx, formats: Sequence[str]) -> bool:
    """Whether the translator of a build is one of Sphinx, for one of *formats*, or the build translates no nodes.

    Relies on `translators` of the registry and on `default_translator_class`, which a builder need not have.  The
    builders of Sphinx that translate no nodes have none.
    """
    builder = app.builder
    kind = app.registry.translators.get(builder.name) or getattr(builder, "default_translator_class", None)
    if kind is None:
        return type(builder).__module__.startswith("sphinx.")
    return builder.format in formats and issubclass(kind, (SphinxTranslator, XMLTranslator))


def add_to_preamble(builder: Builder, text: str) -> None:
    """Add *text* to the preamble of the LaTeX documents that are written next.  Relies on `context`."""
    context: dict[str, Any] = builder.context  # type: ignore[attr-defined]  # that of LaTeX has it
    context["preamble"] = f"{context.get('preamble', '')}\n{text}"


# -- pages


def read_and_write(builder: Builder, docnames: Sequence[str]) -> None:
    """Read some documents again and write their pages, after a build that wrote pages.

    Relies on the method in which Sphinx reads one document after the other, and on the builder being ready to write:
    it still has what it made for the pages of that build.
    """
    builder._read_serial(list(docnames))
    for docname in docnames:
        write_page(builder, docname)


_WITH_TAGS = "tags" in signature(BuildEnvironment.get_and_resolve_doctree).parameters


def write_page(builder: Builder, docname: str) -> None:
    """Resolve a document and write its page, as Sphinx does with each.  Relies on the steps being these three."""
    tags: Any = {"tags": builder.tags} if _WITH_TAGS else {}  # before Sphinx 9, it takes those of the builder itself
    doctree = builder.env.get_and_resolve_doctree(docname, builder, **tags)
    builder.write_doc_serialized(docname, doctree)
    builder.write_doc(docname, doctree)


WriteParallel = Callable[[Sequence[str], int], None]
"""Writes the pages of documents with a number of further processes."""


def share_writing(builder: Builder, write: Callable[[WriteParallel, Sequence[str], int], None]) -> None:
    """Have *write* write pages with several processes; it gets the way of Sphinx.  Relies on `_write_parallel`.

    Sphinx gives that one process less than there may be, because its main process works too.
    """
    override(builder, "_write_parallel", partial(write, builder._write_parallel))


def others_resolve(app: Sphinx) -> bool:
    """Whether an extension has a part in resolving pages: by a handler or a transform.  Relies on the same tables."""
    harmless = (*_OF_SPHINX, *_HARMLESS, "docutils.", "myst_parser.")
    has_transforms = any(not one.__module__.startswith(harmless) for one in app.registry.post_transforms)
    return has_transforms or any(has_foreign_listeners(app, event) for event in _RESOLVING)


def page_file(builder: Builder, docname: str) -> Path:
    """The file of a page of a builder of HTML, which had another method for it before Sphinx 8.2."""
    method: Any = getattr(builder, "get_output_path", None) or builder.get_outfilename  # type: ignore[attr-defined]
    return Path(method(docname))


def layout_state(builder: StandaloneHTMLBuilder) -> str:
    """What changes when Sphinx, by its own rules, reads or writes each page again.

    That is its version, its configuration, tags and templates.  Relies on the state of a build that Sphinx keeps.
    """
    values = sorted((one.name, _stable(one.value)) for one in builder.config if one.rebuild or one.name == "extensions")
    newest = builder.templates.newest_template_mtime() if builder.templates else 0
    return repr((sphinx.__version__, values, builder.build_info.tags_hash, newest))


def _stable(value: object) -> str:
    """A value as a text, which for a set does not depend on the process."""
    return repr(sorted(map(repr, value)) if isinstance(value, (set, frozenset)) else value)


def drop_next_and_previous(context: dict[str, Any]) -> None:
    """Remove the links to the next and the previous page from the context of a template.

    Relies on the access keys N and P, by which Sphinx marks them.
    """
    context["prev"] = context["next"] = None
    if "rellinks" in context:  # not every builder has them
        context["rellinks"] = [link for link in context["rellinks"] if link[2] not in ("N", "P")]


def copies_sources(builder: Builder) -> bool:
    """Whether this kind of builder copies the sources of pages.  Relies on its attribute `copysource`."""
    return bool(getattr(builder, "copysource", False))


def theme_names(builder: StandaloneHTMLBuilder) -> frozenset[str]:
    """The names of the theme and of those that it is based on.  Relies on the names of their folders."""
    return frozenset(Path(folder).name for folder in builder.theme.get_theme_dirs())


def template_globals(builder: StandaloneHTMLBuilder) -> Mapping[str, Any]:
    """What themes give all templates.  Relies on the environment of Jinja, which only some builders have."""
    environment = getattr(builder.templates, "environment", None)
    return environment.globals if environment else {}


class _Templates(FileSystemBytecodeCache):
    """Compiled templates in a folder; one that cannot be written is compiled again by the next build."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a compiled template."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def keep_templates(builder: Builder, folder: Path) -> None:
    """Keep compiled templates in *folder* for the next build: to compile them takes a twentieth of an edit's time.

    Relies on the environment of Jinja, as `template_globals` does.
    """
    environment = getattr(getattr(builder, "templates", None), "environment", None)
    if environment and not environment.bytecode_cache:
        folder.mkdir(exist_ok=True)
        environment.bytecode_cache = _Templates(str(folder))


def script_or_style(entry: Any) -> tuple[str, str]:
    """The address and the inline text of an entry of `script_files` or `css_files`, each may be empty.

    Relies on the classes that Sphinx uses for them; themes and extensions may add plain strings.
    """
    return os.fspath(getattr(entry, "filename", entry) or ""), getattr(entry, "attributes", {}).get("body") or ""


def render_as(builder: StandaloneHTMLBuilder, docname: str, page: nodes.Node) -> str:
    """The HTML of a page that has no document.

    Relies on what the builder still knows of the last page that it wrote, which is replaced here.
    """
    builder.current_docname, builder.secnumbers, builder.fignumbers = docname, {}, {}
    return builder.render_partial(page)["fragment"]


def write_page_at_root(builder: StandaloneHTMLBuilder, name: str, context: dict[str, Any], template: str) -> None:
    """Write a page of the builder `dirhtml` to the file *name* at the root of the site.

    Relies on that builder making addresses relative to the root for the page `index` only, so the
    page is written under that name; *context* has the names that the template shows.
    """
    builder.add_sidebars(context["pagename"], context)
    builder.handle_page("index", context, template, outfilename=builder.outdir / name)


# -- the search


def search_language(config: Config) -> type[search.SearchLanguage]:
    """The class of the language in which a site is searched, chosen as Sphinx chooses it.

    Relies on `sphinx.search.languages`, which has a class or its path for each language.
    """
    code = config.html_search_language or config.language
    found: Any = search.languages.get(code) or search.languages.get(code.partition("_")[0], SearchEnglish)
    if isinstance(found, str):
        module, _, name = found.rpartition(".")
        found = getattr(import_module(module), name)
    return found  # type: ignore[no-any-return]  # it was only named until now


def drop_unused_words(builder: Builder, docnames: Iterable[str]) -> None:
    """Drop the words from the search index that none of *docnames* has.

    Relies on the two maps of the indexer from words to pages.  Sphinx keeps a word there with no pages.
    """
    indexer: Any = getattr(builder, "indexer", None)
    if indexer is not None:
        indexer.prune(docnames)
        for words in (indexer._mapping, indexer._title_mapping):
            for word in [word for word, pages in words.items() if not pages]:
                del words[word]


# -- logs and errors


@contextmanager
def silence() -> Iterator[None]:
    """Log nothing for a while.  Relies on a context manager that Sphinx has for its builders."""
    with suppress_logging():
        yield


def writer_loggers() -> list[logging.Logger]:
    """The loggers to which builders report a file that they cannot write.

    Relies on the names of the modules of the builders, to which Sphinx prefixes its own.
    """
    return [logging.getLogger(f"sphinx.sphinx.builders.{name}") for name in _WRITERS]


def filter_warnings(accept: logging.Filter) -> None:
    """Pass every warning that is about to be shown through *accept*.

    Relies on the class of the handler, which Sphinx sets up when the application is created.
    """
    for handler in logging.getLogger("sphinx").handlers:
        if isinstance(handler, WarningStreamHandler):
            handler.addFilter(accept)


def filter_located(change: logging.Filter) -> None:
    """Pass every warning through *change* once Sphinx has turned its place into text.

    Relies on the class of the filter that does so, and on the order of the filters of a handler.
    """
    for handler in logging.getLogger("sphinx").handlers:
        kinds: list[object] = [type(each) for each in handler.filters]
        if WarningLogRecordTranslator in kinds:
            handler.filters.insert(kinds.index(WarningLogRecordTranslator) + 1, change)


def is_for_users(error: Exception) -> bool:
    """Whether Sphinx raised an error for its users; one of another process may be anything."""
    return isinstance(error, SphinxError) and not isinstance(error, SphinxParallelError)


def remote_traceback(error: Exception) -> str:
    """The traceback of an error of another process of a parallel build, or an empty text."""
    return error.traceback if isinstance(error, SphinxParallelError) else ""


def in_one_line(error: SphinxError) -> SphinxError:
    """The *error*, for raising it: `sphinx-build` then reports it in one line, unless it was asked for a traceback.

    Otherwise it adds forty lines for its developers.  Relies on the function with which its command ends, whose
    place and arguments have changed.
    """
    modules = [import_module(name) for name in ("sphinx.cmd.build", "sphinx._cli.util.errors")]
    reports = {module: module.handle_exception for module in modules if hasattr(module, "handle_exception")}

    def instead_of(report: Callable[..., None]) -> Callable[..., None]:
        def report_in_one_line(*values: Any, **options: Any) -> None:
            if error not in values or _wants_traceback(values, options):
                report(*values, **options)
            else:
                stream = options.get("stderr") or (values[3] if len(values) > _OLD else sys.stderr)
                stream.write(f"\n{error.category}: {error}\n")

        return report_in_one_line

    for module, report in reports.items():
        module.handle_exception = instead_of(report)  # type: ignore[attr-defined]  # a module has what it has
    return error


def _wants_traceback(values: Sequence[Any], options: Mapping[str, Any]) -> bool:
    """Whether the command was called with `-v` or `-T`: it passes that on by itself or with all of its arguments."""
    if len(values) > _OLD:
        return bool(values[1].verbosity or values[1].traceback)
    return bool(options.get("print_traceback"))


def set_names(config: Config) -> Iterable[str]:
    """The names that `conf.py` sets, whether or not they are values.  Relies on `_raw_config`."""
    return list(config._raw_config)


@contextmanager
def without_other_builders(builder: str) -> Iterator[None]:
    """Let applications for *builder* leave out builders of other formats, if it is one of pages of HTML.

    They take a twentieth of the time of an edit: one loads everything to fetch web pages with.  Relies on
    `builtin_extensions`, which an application goes through when it is made.
    """
    every = application.builtin_extensions
    if builder in _OF_PAGES:
        application.builtin_extensions = tuple(name for name in every if name not in _LEFT_OUT)
    try:
        yield
    finally:
        application.builtin_extensions = every


@contextmanager
def standalone(confdir: Path) -> Iterator[None]:
    """Set up what `sphinx-build` sets up around an application, and undo it.

    Relies on the two context managers of `sphinx.cmd.build`.
    """
    if not (sys.stdout.isatty() and color_terminal()):
        nocolor()
    with patch_docutils(str(confdir)), docutils_namespace():
        yield

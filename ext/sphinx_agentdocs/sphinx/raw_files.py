"""The raw files of definitions, published next to the pages: written last, so that no extension reads one as source.

Sphinx copies the sources of pages into the folder ``_sources``, where extensions take them up again.  A definition
is represented there by its stand-in, until all other handlers at the end of a build have run.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder

from ..core.paths import SUFFIX
from ..disk.files import opened, stamp
from . import compat, config, site_files, stand_ins
from .domain import domain_of
from .log import share
from .project import location_of

_FOLDER = "_sources"
_PRECISION = 1000  # nanoseconds; file systems keep the time of a copy to this precision


def address(builder: Builder, docname: str) -> str:
    """The address of a page's raw file relative to the root of the site, or an empty text if it has none."""
    if not compat.copies_sources(builder) or not builder.config.html_copy_source or not docname:
        return ""
    read = domain_of(builder.env).stamps.get(docname)
    too_large = read and read[1] > config.limits(builder.config).file_bytes
    return "" if too_large else _address(builder, docname)


def _address(builder: Builder, docname: str) -> str:
    """The address of a raw file, whether or not there is one."""
    suffix = builder.config.html_sourcelink_suffix
    return f"{_FOLDER}/{docname}{SUFFIX}" + ("" if SUFFIX.endswith(suffix) else suffix)


def name_source(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give a theme the name of the raw file, not of the stand-in (an event handler that runs before all others).

    Some builders do not copy over a file, so the last copy is removed.
    """
    location = location_of(app.env.project, pagename)
    if location:
        context["page_source_suffix"] = SUFFIX
        raw = address(app.builder, pagename)
        readable = raw and stamp(location.root, location.path)
        context["sourcename"] = raw.removeprefix(f"{_FOLDER}/") if readable and context.get("sourcename") else ""
        if raw:
            site_files.remove(Path(app.outdir, raw))


def no_source(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Leave out the link to the raw file of a definition (see `name_source`)."""
    context["sourcename"] = ""


def is_current(builder: Builder, docname: str) -> bool:
    """Whether the raw file of a page is that which the page shows, or neither exists."""
    read, raw = domain_of(builder.env).stamps.get(docname), address(builder, docname)
    if not read or not raw:
        return True
    copied = stamp(builder.outdir, raw)
    return copied is not None and (copied[0] // _PRECISION, copied[1]) == (read[0] // _PRECISION, read[1])


def hide(app: Sphinx, exception: Exception | None) -> None:
    """Empty the raw files if other extensions have something to do at the end (an event handler that runs first).

    There is also an empty file by the name of the stand-in, which an extension finds by the suffixes of sources.
    """
    if exception is None and compat.has_foreign_listeners(app, "build-finished"):
        for docname in sorted(domain_of(app.env).stamps):
            if raw := address(app.builder, docname):
                for copy in (Path(app.outdir, raw), _stand_in(app, docname)):
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    site_files.replace(copy, b"")


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the raw files that are missing or not those of the pages (an event handler that runs last)."""
    if exception is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    for docname in sorted(domain_of(app.env).stamps):
        with share(docname, "copying its file"):
            write_one(app, docname)


def write_one(app: Sphinx, docname: str) -> None:
    """Write the raw file of a page if it is missing or not that of the page."""
    if raw := address(app.builder, docname):
        _write(app, docname, Path(app.outdir, raw))
        site_files.remove(_stand_in(app, docname))
    else:
        site_files.remove(Path(app.outdir, _address(app.builder, docname)))


def _stand_in(app: Sphinx, docname: str) -> Path:
    return Path(app.outdir, _FOLDER, f"{docname}{stand_ins.SUFFIX}{app.config.html_sourcelink_suffix}")


def _write(app: Sphinx, docname: str, copy: Path) -> None:
    """Copy a definition, if it is still a plain file of its collection and not above the limit `file_bytes`."""
    location = location_of(app.env.project, docname)
    if location and not is_current(app.builder, docname):
        try:
            with opened(location.root, location.path) as source:
                site_files.copy(source, copy, config.limits(app.config).file_bytes)
        except OSError:
            site_files.remove(copy)

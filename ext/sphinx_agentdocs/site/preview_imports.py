"""Everything that a build of a preview imports; to import this module is all that it is for."""

from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules

from sphinx.application import builtin_extensions

from .. import sphinx as adapter

_OWN = (f"{adapter.__name__}.{module.name}" for module in iter_modules(adapter.__path__))
_BY_NAME = (  # what Sphinx and docutils import by its name, when it is needed
    "docutils.parsers.rst.directives.html",
    "docutils.parsers.rst.directives.images",
    "docutils.parsers.rst.directives.misc",
    "docutils.parsers.rst.directives.tables",
    "docutils.readers.standalone",
    "docutils.writers.html5_polyglot",
    "furo",
    "jinja2.ext",
    "pygments.formatters.html",
    "pygments.formatters.latex",
    "pygments.lexers.markup",
    "pygments.styles.friendly",
    "sphinx.ext.mathjax",
    "sphinx.jinja2glue",
    "sphinx.search.en",
)

for name in (*builtin_extensions, *_BY_NAME, *_OWN):
    with suppress(ImportError):
        import_module(name)

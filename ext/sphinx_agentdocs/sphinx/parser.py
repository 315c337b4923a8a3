"""The parser of definitions, which Sphinx gives their stand-ins: it reads the files of the collections by itself."""

from __future__ import annotations

from docutils import nodes
from docutils.transforms import Transform
from sphinx.parsers import Parser
from sphinx.transforms import DoctreeReadEvent, ExtraTranslatableNodes
from sphinx.transforms.i18n import Locale, PreserveTranslatableMessages
from sphinx.transforms.references import SphinxDomains
from sphinx.versioning import UIDTransform

from ..core.findings import Code, Finding
from ..core.limits import Limits
from ..core.model import Definition
from ..core.reading.markdown import parse as parse_markdown
from ..core.reading.reader import read_definition, unread_definition
from ..disk.files import read_bytes, stamp
from . import compat, config
from .domain import domain_of
from .inline import add_inline
from .net import bare_page
from .page import build_page
from .project import Location, location_of
from .stand_ins import FILETYPE

_TRANSLATED = ":<translated>"

OWN_PACKAGES = ("docutils.", "sphinx.", "myst_parser.")
NEEDED: frozenset[type[Transform]] = frozenset(
    {DoctreeReadEvent, ExtraTranslatableNodes, PreserveTranslatableMessages, Locale, SphinxDomains, UIDTransform}
)
"""The transforms of docutils, Sphinx and MyST that a definition needs.

Each transform walks the whole page, and the others look for things that no definition has (footnotes,
substitutions, targets) or would change its text (smart quotes).  Without them a page is read
in about two thirds of the time.  Transforms of other extensions are all kept.
"""


class DefinitionParser(Parser):
    """Reads definitions.

    How a source is read depends on its location, never on its content: a file in a collection
    reaches no other parser even if it has no frontmatter.
    """

    supported = (FILETYPE,)

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Fill *document* with the page of a definition; *inputstring* is used only if it is a translation."""
        env = compat.env_of(self)
        docname = env.docname
        location = location_of(env.project, docname)
        if str(document["source"]).endswith(_TRANSLATED):
            _parse_translated(inputstring, document)
        elif location:
            self._parse_definition(docname, location, document)

    def _parse_definition(self, docname: str, location: Location, document: nodes.document) -> None:
        options = compat.config_of(self)
        limits, domain = config.limits(options), domain_of(compat.env_of(self))
        domain.stamps[docname] = stamp(location.root, location.path)  # before it can change
        data, unreadable = _read(location, limits)
        source = str(location.root / location.path)
        _drop_transforms(document)
        again = domain.unread.get(docname)  # it was read, and a transform failed on it
        try:
            if again:
                raise again
            definition = read_definition(
                data,
                location.path,
                limits=limits,
                vocabulary=config.vocabulary(options),
                folder=location.root.as_posix(),
            )
            page = build_page(definition, location, source)
            domain.note_agent(docname, definition, location, unreadable or definition.findings)
        except Exception as error:  # even a bug of ours must not cost the other definitions
            definition = unread_definition(
                data, location.path, error, "reading its page" if again else "", limits=limits
            )
            page = self._verbatim(docname, location, definition, unreadable)
        findings = unreadable or definition.findings
        messages = dict.fromkeys(finding.message for finding in findings if finding.code in _SHOWN_ON_THE_PAGE)
        page[2:2] = [nodes.note("", nodes.paragraph("", message)) for message in messages]
        document += page

    def _verbatim(
        self, docname: str, location: Location, definition: Definition, unreadable: tuple[Finding, ...]
    ) -> nodes.section:
        """The page of a definition that could not be read: of the usual parts, or of nothing but its text."""
        domain, findings = domain_of(compat.env_of(self)), unreadable or definition.findings
        try:
            page = build_page(definition, location, str(location.root / location.path))
            domain.note_agent(docname, definition, location, findings)
        except Exception:  # reported already
            domain.forget_agent(docname, findings)
            return bare_page(compat.env_of(self), docname)
        return page


def _read(location: Location, limits: Limits) -> tuple[bytes, tuple[Finding, ...]]:
    """The bytes of a definition, or no bytes and a finding with the reason."""
    try:
        return read_bytes(location.root, location.path, limits.file_bytes), ()
    except OSError as error:
        message = f"cannot be read ({error.strerror or error}); restore the file"
        return b"", (Finding(Code.UNREADABLE, message),)


_SHOWN_ON_THE_PAGE = (Code.TOO_LARGE, Code.TOO_DEEP, Code.EMPTY, Code.UNREADABLE, Code.INTERNAL)


def _drop_transforms(document: nodes.document) -> None:
    document.settings.smart_quotes = False
    compat.keep_transforms(
        document, lambda transform: transform in NEEDED or not transform.__module__.startswith(OWN_PACKAGES)
    )


def _parse_translated(text: str, document: nodes.document) -> None:
    """Add a translated message as a paragraph of inline Markdown, as safely as any other text."""
    tokens = parse_markdown(" ".join(text.split("\n"))).tokens
    inline = next((token for token in tokens if token.type == "inline"), None)
    paragraph = nodes.paragraph()
    if inline is None:
        paragraph += nodes.Text(text)
    else:
        add_inline(inline, paragraph)
    document += paragraph

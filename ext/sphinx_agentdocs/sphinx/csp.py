"""Grants of what a page may run and load: read from trusted HTML, and written as a Content-Security-Policy.

Nothing here knows of Sphinx; `page_csp` decides which grants a page gets.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit

Grants = frozenset[tuple[str, str]]
"""The permissions of a page beyond those of every page: pairs of a directive and a source."""

SELF, NONE, UNSAFE_INLINE = "'self'", "'none'", "'unsafe-inline'"
DIRECTIVES: Mapping[str, tuple[str, ...]] = {
    "default-src": (NONE,),
    "script-src": (SELF,),
    "script-src-attr": (),
    "style-src": (SELF,),
    "style-src-attr": (),
    "img-src": (SELF, "data:"),
    "font-src": (SELF,),
    "connect-src": (SELF,),
    "media-src": (SELF,),
    "manifest-src": (SELF,),
    "frame-src": (),
    "worker-src": (),
    "object-src": (NONE,),
    "base-uri": (NONE,),
    "form-action": (SELF,),
}
"""The directives in the order of the policy, with the sources of every page.  One without sources is omitted."""

ONLY_AS_HEADER = ("frame-ancestors", "report-uri", "report-to", "sandbox")
"""Directives that browsers ignore in a ``<meta>`` tag."""

_LOADED = {
    ("script", "src"): "script-src",
    ("img", "src"): "img-src",
    ("img", "srcset"): "img-src",
    ("input", "src"): "img-src",
    ("video", "poster"): "img-src",
    ("source", "srcset"): "img-src",
    ("source", "src"): "media-src",
    ("audio", "src"): "media-src",
    ("video", "src"): "media-src",
    ("track", "src"): "media-src",
    ("iframe", "src"): "frame-src",
    ("embed", "src"): "object-src",
    ("object", "data"): "object-src",
    ("form", "action"): "form-action",
    ("button", "formaction"): "form-action",
    ("input", "formaction"): "form-action",
}
_LINKED = {"stylesheet": "style-src", "icon": "img-src", "manifest": "manifest-src", "modulepreload": "script-src"}
_PRELOADED = {"image": "img-src", "style": "style-src", "script": "script-src", "font": "font-src"}


_THEMES: Mapping[str, Grants] = {
    "pydata_sphinx_theme": frozenset({("style-src", UNSAFE_INLINE)}),  # Font Awesome adds its stylesheet as text
    "shibuya": frozenset({("font-src", "https://cdn.jsdelivr.net")}),  # flags, where a system has none
}
"""What themes need that their templates do not show, by the name of the folder of the theme."""
_ADS = ("https://media.ethicalads.io", "https://server.ethicalads.io")
_READ_THE_DOCS: Grants = frozenset(
    {
        ("style-src", UNSAFE_INLINE),
        ("style-src-attr", UNSAFE_INLINE),
        ("img-src", "https:"),
        *(("script-src", source) for source in _ADS),
        *(("connect-src", source) for source in _ADS),
    }
)
"""What the menu, the search and the advertisements need that Read the Docs adds to each page it serves."""


def host_grants(theme_folders: Iterable[str | os.PathLike[str]], environment: Mapping[str, str]) -> Grants:
    """The grants for a theme, which may inherit from others, and for the service that builds the site."""
    themes = [_THEMES.get(os.path.basename(os.path.normpath(folder)), frozenset()) for folder in theme_folders]  # noqa: PTH119
    hosted = _READ_THE_DOCS if environment.get("READTHEDOCS") == "True" else frozenset()
    return hosted.union(*themes)


def policy(grants: Iterable[tuple[str, str]]) -> str:
    """The text of the policy that allows *grants*."""
    added: dict[str, set[str]] = {directive: set() for directive in DIRECTIVES}
    for directive, source in grants:
        added[directive].add(source)
    parts = [(directive, _sources((*always, *sorted(added[directive])))) for directive, always in DIRECTIVES.items()]
    return "; ".join(" ".join((directive, *sources)) for directive, sources in parts if sources)


def _sources(sources: Iterable[str]) -> list[str]:
    """The sources of one directive, without those that would cancel another."""
    every = list(dict.fromkeys(sources))
    if len(every) > 1 and NONE in every:
        every.remove(NONE)
    if UNSAFE_INLINE in every:  # a browser ignores it next to a hash
        every = [source for source in every if not re.match(r"'(?:sha\d|unsafe-hashes)", source)]
    return every


def html_grants(html: str) -> Grants:
    """The grants for everything that a piece of HTML runs and loads."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return frozenset(reader.grants)


class _Reader(HTMLParser):
    """Collects the grants for a piece of trusted HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.grants: set[tuple[str, str]] = set()
        self.inline: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in reversed(attrs)}
        self.inline = [] if tag == "style" or (tag == "script" and "src" not in values) else None
        for name, value in values.items():
            if name == "style":
                self.grants |= {("style-src-attr", "'unsafe-hashes'"), ("style-src-attr", digest(value))}
            elif name.startswith("on"):
                self.grants |= {("script-src-attr", "'unsafe-hashes'"), ("script-src-attr", digest(value))}
            elif directive := _LOADED.get((tag, name)):
                for address in _candidates(value) if name == "srcset" else [value]:
                    self.grants |= load(directive, address)
        if tag == "link":
            directives = [_LINKED[word] for word in values.get("rel", "").lower().split() if word in _LINKED]
            for directive in directives or [_PRELOADED.get(values.get("as", ""), "")]:
                self.grants |= load(directive, values.get("href", "")) if directive else frozenset()

    def handle_data(self, data: str) -> None:
        if self.inline is not None:
            self.inline.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self.inline is not None and tag in ("script", "style"):
            self.grants.add((f"{tag}-src", digest("".join(self.inline))))
        self.inline = None


def _candidates(srcset: str) -> list[str]:
    """The addresses in a ``srcset``, the list of an image in several sizes."""
    return [words[0] for words in map(str.split, srcset.split(",")) if words]


def digest(text: str) -> str:
    """The source that allows exactly this script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def load(directive: str, address: str) -> Grants:
    """The grant to load *address*: anything of this site, or exactly that file of another host."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return frozenset()
    if host and re.fullmatch(r"[\w.:\[\]-]+", host, re.ASCII) and parts.scheme in ("", "http", "https"):
        scheme = f"{parts.scheme}://" if parts.scheme else ""
        return frozenset({(directive, scheme + host + quote(parts.path, safe="/%:@!$&()*+=~"))})
    if parts.scheme in ("data", "blob"):
        return frozenset({(directive, f"{parts.scheme}:")})
    return frozenset() if parts.scheme or host else frozenset({(directive, SELF)})


def source_problem(directive: object, sources: Iterable[object]) -> str:
    """The problem with *sources* for a *directive* and its fix, or an empty string."""
    if directive in ONLY_AS_HEADER:
        return f"a page cannot set {directive!r}; let the server send it as a header"
    if directive not in DIRECTIVES:
        return f"{directive!r} is not a directive; use one of {', '.join(DIRECTIVES)}"
    for source in sources:
        if not isinstance(source, str) or not re.fullmatch(r"[!-~]+", source) or re.search('[;,"]', source):
            return (
                f"{source!r} is not a source; write one without spaces, ';', ',' and '\"', such as 'https://a.example'"
            )
        if re.fullmatch(r"none|self|unsafe-[a-z-]+|strict-dynamic|(?:sha\d+|nonce)-.*", source):
            return f"{source!r} needs quotes of its own; write \"'{source}'\""
    return ""

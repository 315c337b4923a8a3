"""The page at the address that a page has with another builder: it leads on to the page, and keeps the fragment."""

from __future__ import annotations

import base64
import hashlib
from html import escape

_MARK = "<!-- by sphinx-agentdocs: another builder -->"
_SCRIPT = """
"use strict";
const to = new URL(document.links[0].href);
if (location.hash) to.hash = location.hash;
location.replace(to);
"""
_HASH = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()


def moved_page(lang: str, title: str, target: str) -> bytes:
    """The page that leads to *target*, a relative address; without scripts the fragment of a link is lost."""
    policy = f"default-src 'none'; script-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"
    target, title = escape(target), escape(title)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<meta charset="utf-8">\n{_MARK}\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<noscript><meta http-equiv="refresh" content="0;url={target}"></noscript>\n'
        f'<title>{title}</title>\n<link rel="canonical" href="{target}">\n'
        f'<a href="{target}">{title}</a>\n<script>{_SCRIPT}</script>\n'
    ).encode()


def is_moved_page(data: bytes) -> bool:
    """Whether the content of a file is one of these pages, or empty, as an interrupted build can leave it."""
    return not data or _MARK.encode() in data

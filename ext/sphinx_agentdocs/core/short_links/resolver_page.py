"""Pages with a script that resolves codes: one page for all codes, and the page for missing addresses.

Both accept codes in upper case, and letters that look like digits
(https://www.crockford.com/base32.html).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from html import escape

from .addresses import FOLDER

INDEX = "index.html"
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_OURS, _PIECE = "<!-- by sphinx-agentdocs -->", "agentdocsLinks({"
NAMES = "names"
"""The piece of the resolver with the codes that teams gave their own rules; each has a hyphen or a full stop."""
_PLAIN = (
    "const named = (code) => /[-._]/.test(code);\n"
    "const plain = (code) => named(code) ? code.toLowerCase().replace(/_/g, '-')\n"
    '  : code.toLowerCase().replace(/[il]/g, "1").replace(/o/g, "0");'
)
_CODE = "[0-9a-hjkmnp-tv-z]{5,16}|[0-9a-z][0-9a-z.-]{0,58}[0-9a-z]"
_FIND = f"""
"use strict";
{_PLAIN}
const say = (id) => {{
  for (const message of document.querySelectorAll("p")) message.hidden = message.id !== id;
}};
const go = () => {{
  const code = plain(location.hash.slice(1));
  if (!/^(?:{_CODE})$/.test(code)) return say("none");
  document.querySelector("code").textContent = code;
  window.agentdocsLinks = (links) =>
    Object.hasOwn(links, code) ? location.replace(`../${{links[code]}}`) : say("unknown");
  const piece = document.createElement("script");
  piece.src = `${{named(code) ? "{NAMES}" : code[0]}}.js`;
  piece.onerror = () => say("missing");
  document.head.append(piece);
}};
addEventListener("hashchange", go);
go();
"""
_TO_PAGES = f"""
"use strict";
{_PLAIN}
const go = () => {{
  const code = plain(location.hash.slice(1));
  if (/^(?:{_CODE})$/.test(code)) location.replace(`${{code}}/{INDEX}`);
}};
addEventListener("hashchange", go);
go();
"""
_CORRECT = f"""
"use strict";
{_PLAIN}
const folder = "(?:[\\\\w.~-]|%[89a-f][0-9a-f]|%20)+";
const code = "[0-9a-z]{{5,16}}|[0-9a-z][0-9a-z._-]{{0,58}}[0-9a-z]";
const path = new RegExp(`^((?:/${{folder}})*)/{FOLDER}/(${{code}})(?:/|/index\\\\.html)?$`, "i");
const found = path.exec(location.pathname);
const go = (separator, end) =>
  location.replace(`${{location.origin}}${{found[1]}}/{FOLDER}/${{separator}}${{plain(found[2])}}${{end}}`);
"""
_CORRECT_CODE = """if (found && plain(found[2]) !== found[2]) go("", "/");
"""
_STYLE = """
:root { background: Canvas; color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
main { margin: 15vh auto 0; max-width: 36rem; padding: 0 1rem }
a { margin-right: 1.5rem }
"""
_ASK_RESOLVER = """if (found) go("#", "");
"""


def resolver_page(lang: str, messages: Mapping[str, str], front: str) -> str:
    """The page that redirects to the target of the code after ``#``, or says that there is none.

    *messages* are the texts ``title``, ``none``, ``unknown`` (with ``{}`` for the code),
    ``missing``, ``script`` and ``front``; *front* is the address of the front page.
    """
    before, _, after = escape(messages["unknown"]).partition("{}")
    body = (
        f'<p id="none" hidden>{escape(messages["none"])}</p>\n'
        f'<p id="unknown" hidden>{before}<code></code>{after}</p>\n'
        f'<p id="missing" hidden>{escape(messages["missing"])}</p>\n'
        f"<noscript>{escape(messages['script'])}</noscript>\n"
        f"{_link(messages, front)}"
    )
    return _page(lang, messages["title"], body, _FIND, "'self' ")


def piece(links: Mapping[str, str]) -> str:
    """A script with some of the links, as codes and addresses relative to the root of the site."""
    values = json.dumps(dict(sorted(links.items())), indent=0, separators=(",", ":"))
    return f"{_PIECE[:-1]}{values});\n"


def forwarding_page(lang: str, messages: Mapping[str, str], front: str) -> str:
    """The page that takes the place of the resolver in a site with a page for each code: it leads to that page.

    *messages* are as for `resolver_page`.
    """
    script = f"<noscript>{escape(messages['script'])}</noscript>\n"
    body = f"<p>{escape(messages['none'])}</p>\n{script}{_link(messages, front)}"
    return _page(lang, messages["title"], body, _TO_PAGES, "")


def missing_page(lang: str, messages: Mapping[str, str], front: str, *, resolver: bool = False) -> str:
    """The page that a server shows for a missing address; it needs no other file of the site.

    It redirects a code in upper case to the same code in lower case.  In a site with a *resolver* it redirects
    every code to that, because the site may have had a page for each code before.  The target has the host of the
    page, folders whose names are checked, and a checked code, so that no address of the site leads to another host.
    """
    search = f'<a href="{escape(front)}search.html">{escape(messages["search"])}</a>\n' if front else ""
    body = f"<h1>{escape(messages['title'])}</h1>\n<p>{escape(messages['text'])}</p>\n{_link(messages, front)}{search}"
    return _page(lang, messages["title"], body, _CORRECT + (_ASK_RESOLVER if resolver else _CORRECT_CODE), "")


def is_ours(text: str) -> bool:
    """Whether a file is one of these pages or scripts, or empty, as an interrupted build can leave it."""
    return not text or _OURS in text or text.startswith(_PIECE)


def _link(messages: Mapping[str, str], front: str) -> str:
    return f'<a href="{escape(front)}">{escape(messages["front"])}</a>\n' if front else ""


def _page(lang: str, title: str, body: str, script: str, more: str) -> str:
    scripts, styles = f"script-src {more}{_hash(script)}", f"style-src {_hash(_STYLE)}"
    policy = f"default-src 'none'; {scripts}; {styles}; base-uri 'none'; form-action 'none'"
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<meta charset="utf-8">\n{_OURS}\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width">\n<meta name="robots" content="noindex">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n"
        f"<main>\n{body}</main>\n<script>{script}</script>\n"
    )


def _hash(text: str) -> str:
    """What a policy says to allow one script or style inside the page."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

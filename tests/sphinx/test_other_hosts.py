"""A site loads nothing from another host; only a link may name one."""

from __future__ import annotations

import re

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

REMOTE = re.compile(r"(?:\b[a-z][a-z\d+.-]*:)?//", re.IGNORECASE)
NAMES = {"xmlns", "xmlns:xlink"}  # the name of a language, which is not loaded
DRAWN = re.compile(r"""url\(["']?data:""")
DESCRIPTIONS = {"description", "og:description"}  # words, which nobody loads
LOADING = re.compile(r"""@import[^;]*|url\([^)]*\)""", re.IGNORECASE)


@pytest.fixture(scope="module", params=["furo", "basic"])
def files(request, make_site):
    site = make_site(root="hostile", conf={"html_theme": request.param, "html_show_sphinx": True})
    return {name: text.decode() for name, text in site.files(".html", ".css").items()}


def test_pages_name_no_other_host(files):
    found = []
    for name, text in files.items():
        for node in HTMLParser(text).css("*") if name.endswith(".html") else ():
            for key, value in node.attributes.items():
                is_description = "description" in (
                    node.attributes.get("name"),
                    (node.attributes.get("property") or "")[3:],
                )
                words = (node.tag, key) == ("a", "href") or (node.tag == "meta" and is_description)
                if REMOTE.search(value or "") and key not in NAMES and not words:
                    found.append((name, node.tag, key, value))
            if node.tag in ("script", "style") and REMOTE.search(node.text()):
                found.append((name, node.tag, "", node.text()))
    assert found == []


def test_stylesheets_name_no_other_host(files):
    sheets = {name: LOADING.findall(text) for name, text in files.items() if name.endswith(".css")}
    assert len(sheets) >= 3
    assert [
        (name, one) for name, found in sheets.items() for one in found if REMOTE.search(one) and not DRAWN.match(one)
    ] == []

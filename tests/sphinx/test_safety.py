"""Nothing in a definition runs, loads, hides or misleads: all of it is text and can be seen."""

from __future__ import annotations

import re

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

HEAD = "---\nname: hostile\ndescription: Use it never.\n---\n"

SCRIPTS = """\
<script>alert('one')</script>

<SCRIPT SRC=//evil.example/two.js></SCRIPT>

<scr<script>ipt>three</script>

<style>body { display: four }</style>

<!-- <script>five</script> -->

<![CDATA[<script>six</script>]]>

&lt;script&gt;seven&lt;/script&gt; &#60;script&#62;eight

`</code><script>nine</script>` and **<script>ten**

```html" onmouseover="eleven
</pre></div><script>twelve</script>
```

| <script>thirteen</script> | b |
|---|---|
| </td></table><script>fourteen</script> | c |

<base href="https://evil.example/fifteen">
<meta http-equiv="refresh" content="0; url=https://evil.example/sixteen">
<form action="https://evil.example/seventeen"><input><button>eighteen</button></form>

<svg><script>nineteen</script></svg><math><mi xlink:href="javascript:twenty">

</pre></details></section></body></html><script>twentyone</script>
"""

HANDLERS = """\
<img src=x onerror=alert('one')> <body onload=two> <b onmouseover="three">x</b>

<details open ontoggle=four>

[a](https://safe.example/" onclick="five "six\\" onfocus=\\"seven")

<https://safe.example/"onclick="eight>

## Heading " onclick="nine

- **Lead " onclick="ten**: text

<example>
Context: "><img src=x onerror=eleven>
user: '" onclick="twelve'
</example>
"""

SCHEMES = """\
- [a](javascript:alert(1)) [b](JaVaScRiPt:alert(2)) [c](java&#115;cript:alert(3)) [d](java%73cript:alert(4))
- [e](<java\tscript:alert(5)>) [f](<\x01javascript:alert(6)>) [g](< javascript:alert(7)>) [h](javascript&colon;alert(8))
- [i](vbscript:msgbox(9)) [j](data:text/html;base64,PHNjcmlwdD4=) [k](file:///etc/passwd) [l](//evil.example/x)
- [m](/root) [n](relative.html) [o](#hostile) [p](?query) [q](https:javascript) [r](blob:x) [s](feed:javascript:1)
- [t](http://plain.example/) [u](HTTPS://upper.example/) [v](mailto:a@b.example) [w](tel:123)
- [x](https&#58;//z.example/)
- <javascript:alert(20)> <data:text/html,x> <vbscript:x> <file:///etc/passwd>
- [ref][one] [two]

[one]: javascript:alert(21) "title"
[two]: data:text/html,y
"""

IMAGES = """\
![one](https://evil.example/one.png) ![two](two.png) ![three](../../three.png) ![four](data:image/png;base64,AAAA)

![five](file:///five.png) ![six](//evil.example/six.png) [![seven](https://evil.example/seven.png)](https://safe.example/)

![eight][ref] ![nine](javascript:nine)

<img src="https://evil.example/ten.png"> <picture><source srcset="https://evil.example/eleven.png"></picture>

<iframe src="https://evil.example/twelve"></iframe> <object data="thirteen"></object> <embed src="fourteen">

<video src="fifteen"></video> <link rel="stylesheet" href="sixteen.css">

[ref]: https://evil.example/ref.png
"""

MYST = """\
```{include} ../secret.md
```

```{literalinclude} ../secret.md
```

```{eval-rst}
.. raw:: html

   <script>one</script>
```

```{raw} html
<script>two</script>
```

```{image} https://evil.example/three.png
```

```{toctree}
/secret
```

:::{note} four
:::

{download}`../secret.md` {raw-html}`<b>five</b>` {agent:ref}`hostile` {doc}`index` {math}`six`

{{ ''.__class__.__mro__ }} {{ env.config }} {% include '../secret.md' %}

(target)=
## Heading {#own-id .own-class}

[span]{.seven #eight onclick=nine} ![x](y){width=10}

+++ {"tags": ["x"]}

% a comment ten

$$ eleven $$

[^1] and [](#target) and {ref}`target`

[^1]: twelve

Term
: thirteen

.. raw:: html

    <script>fourteen</script>

<project:#hostile> [](inv:#index) <path:../secret.md>
"""

FIELDS = """\
---
name: "<script>one</script>"
description: "<img src=x onerror=two> [x](javascript:three) {include}`x`"
model: "<b onclick=four>m</b>"
color: "red\\" onload=\\"five"
tools: ["<script>six</script>", "](javascript:seven)"]
"<script>eight</script>": "<iframe src=nine>"
myst:
  enable_extensions: [substitution, html_image, attrs_inline]
  substitutions: {ten: "{{ 7*7 }}"}
html_meta: {refresh: eleven}
orphan: true
tocdepth: 1
og:image: https://evil.example/twelve.png
---
{{ ten }} text
"""

RIGHT_TO_LEFT = """\
---
name: "a\u202egnp.exe"
description: "zero\u200bwidth \u2066isolate\u2069 \u00ad\ufeff"
model: "m\u202e"
---
Body \u202etxet \U000e0041\U000e0042 tags.

## Head \u202dline

- **Lead\u200f**: item
"""

BODIES = {"scripts": SCRIPTS, "handlers": HANDLERS, "schemes": SCHEMES, "images": IMAGES, "myst": MYST}
PAGES = {name: HEAD + body for name, body in BODIES.items()} | {"fields": FIELDS, "right-to-left": RIGHT_TO_LEFT}

WITNESS = "".join(f'- [<b onclick=one>\u202e{name}]({name}.md) "><script>two</script>\n' for name in PAGES)
"""A definition that every other page quotes."""

# What a page may contain with the theme `basic` and this package.
ELEMENTS = {
    "a", "blockquote", "br", "circle", "code", "details", "div", "em", "h1", "h2", "h3", "h4", "hr", "li", "nav",
    "ol", "p", "pre", "section", "span", "strong", "summary", "svg", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "aria-hidden", "aria-label", "class", "cx", "cy", "data-install", "data-path", "download", "fill", "height", "href",
    "id", "r", "start", "title", "viewbox", "width",
}  # fmt: skip
OF_OTHERS = ".agent-related, .agent-also"
OUR_BUTTONS = ".agent-actions > button.agent-scripted"
DRAWING = {"data-lines", "data-title"}
"""What the drawing of related agents is made from: attributes in addition to those of a page."""
CLASS = re.compile(
    r"agent-(?:[a-z]+|section-[a-z-]+|code-info|label-section)|headerlink|reference|internal|external|docutils|literal|notranslate|pre"
    r"|highlight(?:-[\w+-]+)?|row-(?:odd|even)|head|align-default|admonition(?:-title)?|note|arabic|simple|rubric|download"
    r"|[a-z]{1,3}\d?|p-Indicator"
)
HREF = re.compile(r"https?:|mailto:|\.\./index\.html\Z|\.\./_sources/agents/[\w-]+\.md\.txt\Z", re.IGNORECASE)


@pytest.fixture(scope="module")
def site(make_site):
    files = {f"agents/{name}.md": text for name, text in PAGES.items()}
    return make_site(
        {
            **files,
            "agents/witness.md": HEAD.replace("hostile", "witness") + WITNESS,
            "secret.md": "---\norphan: true\n---\n# CANARY\n",
            "two.png": b"PNG",
            "agents/two.png": b"PNG",
            "index.md": "# Front\n\n```{agent:catalog}\n```\n",
        },
        {
            "myst_enable_extensions": [
                "substitution",
                "colon_fence",
                "attrs_inline",
                "attrs_block",
                "html_image",
                "deflist",
                "dollarmath",
            ],
            "suppress_warnings": ["agentdocs"],
        },
    )


@pytest.fixture(params=PAGES)
def name(request):
    return request.param


@pytest.fixture
def body(site, name):
    """The page without the parts about other agents, which could hide that something is missing, and our buttons."""
    section = site.html(f"agents/{name}").css_first("div.body > section")
    for others in section.css(f"{OF_OTHERS}, {OUR_BUTTONS}"):
        others.decompose()
    return section


def visible_words(text):
    return set(re.findall(r"[^\W_]+", text))


def test_there_are_no_warnings_of_sphinx_or_myst(site):
    assert site.warnings == []


def test_only_known_elements(body):
    assert {node.tag for node in body.css("*")} <= ELEMENTS


def test_only_known_attributes(body):
    assert {key for node in body.css("*") for key in node.attributes} <= ATTRIBUTES


def test_only_our_classes(body):
    classes = {one for node in body.css("[class]") for one in (node.attributes["class"] or "").split()}
    assert [one for one in classes if not CLASS.fullmatch(one)] == []


def test_only_our_ids(body):
    ids = [node.id for node in body.css("[id]")]
    assert len(ids) == len(set(ids))
    own = re.compile(re.escape(body.id) + r"(?:\.[\w.-]+)?|g/[0-9a-z]{5,16}")
    assert [one for one in ids if not own.fullmatch(one)] == []


def test_only_safe_addresses(body):
    own = re.compile(rf"#(?:{re.escape(body.id)}(?:\.[\w.-]+)?|g/[0-9a-z]{{5,16}})\Z")
    addresses = [node.attributes["href"] for node in body.css("[href]")]
    assert addresses
    assert [href for href in addresses if not HREF.match(href) and not own.match(href)] == []


def test_what_a_page_shows_of_others_is_safe_as_well(site, name):
    shown = site.html(f"agents/{name}").css(OF_OTHERS)
    nodes = [node for section in shown for node in section.css("*")]
    assert {node.tag for node in nodes} <= ELEMENTS
    assert {key for node in nodes for key in node.attributes} <= ATTRIBUTES | DRAWING
    classes = {one for node in nodes for one in (node.attributes.get("class") or "").split()}
    known = re.compile(rf"{CLASS.pattern}|agent-[a-z-]+\d?|container|no-?(?:search|highlight)")
    assert [one for one in classes if not known.fullmatch(one)] == []
    page = re.compile(rf"(?:(?:{'|'.join(PAGES)}|witness)\.html)?(?:#[\w.-]+)?")
    addresses = [node.attributes["href"] for node in nodes if "href" in node.attributes]
    assert [href for href in addresses if not page.fullmatch(href)] == []


def test_every_page_shows_others(site, name):
    quoted = site.html(f"agents/{name}").css_first(".agent-related-cards p + p a")
    assert quoted.text() == f'\u201c<b onclick=one>[U+202E]{name} "><script>two</script>\u201d'


def test_every_word_is_seen(name, body):
    links = " ".join(f"{node.attributes['href']} {node.attributes.get('title')}" for node in body.css("a"))
    for source in body.css("details.agent-source"):
        source.decompose()
    _, front, prompt = PAGES[name].split("---\n", 2)
    values = re.sub(r"^(?:name|description|model|color|tools):", "", front, flags=re.MULTILINE)
    # An encoded address of a link is shown decoded.
    written = re.sub(r"&#?\w+;|%[0-9a-f]{2}", " ", values + prompt) if name == "schemes" else values + prompt
    assert visible_words(written) - visible_words(body.text() + links) == set()


def test_nothing_is_executed_or_read(site):
    for name, content in site.files(".html", ".js", ".json", ".inv").items():
        if name not in ("secret.html", "searchindex.js"):
            assert b"CANARY" not in content, name
    assert "49" not in site.html("agents/fields").css_first("section p").text()


def test_nothing_is_copied(site):
    names = [name for name in site.files() if not name.startswith(("_static", "_sources"))]
    assert [name for name in names if name.endswith((".png", ".md"))] == []
    assert not (site.out / "_images").exists()
    assert not (site.out / "_downloads").exists()


def test_live_links_are_the_ones_of_the_list(site):
    page = site.html("agents/schemes").css_first("section[id='hostile.role']")
    live = {link.text(): link.attributes["href"] for link in page.css("a.reference")}
    assert live == {
        "q": "https:javascript",
        "t": "http://plain.example/",
        "u": "HTTPS://upper.example/",
        "v": "mailto:a%40b.example",
        "x": "https://z.example/",
    }


def test_images_are_links_or_text(site):
    page = site.html("agents/images").css_first("section[id='hostile.role']")
    assert [(link.text(), link.attributes["href"]) for link in page.css("a.reference")] == [
        ("one", "https://evil.example/one.png"),
        ("seven (https://evil.example/seven.png)", "https://safe.example/"),
        ("eight", "https://evil.example/ref.png"),
    ]
    assert "two (two.png) three (../../three.png)" in page.text()


def test_the_page_outside_the_body_is_safe_as_well(site, name):
    page = site.html(f"agents/{name}")
    assert [node.html for node in page.css("img, iframe, object, embed, base, style, form:not(.search)")] == []
    for script in page.css("script"):
        assert (script.attributes.get("src") or "").startswith("../_static/") or "searchbox" in script.text()
    handlers = [key for node in page.css("*") for key in node.attributes if key.startswith("on")]
    assert handlers == []
    assert [node.attributes["http-equiv"] for node in page.css("meta[http-equiv]")] == ["Content-Security-Policy"]
    assert [node.html for node in page.css("meta[property]")] == []


def test_the_catalogue_and_the_index_are_safe_as_well(site):
    for docname in ("index", "agent-index", "genindex", "search"):
        page = site.html(docname)
        assert [node.html for node in page.css("img, iframe, b, [onclick], [onerror], [onload]")] == []
        assert [node.html for node in page.css("a[href^=javascript], a[href^=data]")] == []
    assert "<script>one</script>" in site.html("index").text()
    assert "<img src=x onerror=two>" in site.html("index").text()


def test_the_inventory_has_a_line_for_each_object(site):
    assert "script-one-script" in site.inventory()["agent:agent"]


def test_names_are_shown_as_text(site):
    page = site.html("agents/fields")
    assert page.css_first("h1").text() == "<script>one</script>¶"
    assert page.css_first("title").text().startswith("<script>one</script>")
    facts = page.css_first("p.agent-facts")
    assert facts.css("svg") == []
    assert "<b onclick=four>m</b>" in facts.text()


def test_hidden_characters_are_shown(site):
    page = site.html("agents/right-to-left")
    assert page.css_first("h1").text() == "a[U+202E]gnp.exe¶"
    text = page.css_first("div.body").text()
    for shown in (
        "zero[U+200B]width",
        "[U+2066]isolate[U+2069]",
        "m[U+202E]",
        "[U+202E]txet",
        "[U+E0041]",
        "Head [U+202D]line",
    ):
        assert shown in text
    hidden = re.compile("[\u200b\u200f\u202a-\u202e\u2066-\u2069\u00ad\ufeff\U000e0000-\U000e007f]")
    for name in ("agents/right-to-left.html", "index.html", "agent-index.html", "agents.json", "searchindex.js"):
        assert not hidden.search(site.text(name)), name


@pytest.mark.parametrize("builder", ["latex", "epub", "text", "man", "xml"])
def test_other_builders_take_it(make_site, builder):
    files = {f"agents/{name}.md": text for name, text in PAGES.items()}
    site = make_site(files, {"suppress_warnings": ["agentdocs"], "version": "1", "copyright": "us"}, builder=builder)
    assert site.warnings == []


def test_a_book_is_safe_as_well(make_site):
    files = {f"agents/{name}.md": text for name, text in PAGES.items()}
    site = make_site(files, {"suppress_warnings": ["agentdocs"], "version": "1", "copyright": "us"}, builder="epub")
    for name in PAGES:
        page = HTMLParser(site.text(f"agents/{name}.xhtml"))
        assert page.css("script, img, iframe, style, object, embed") == []
        assert [key for node in page.css("*") for key in node.attributes if key.startswith("on")] == []


def test_links_are_safe_in_latex(make_site):
    site = make_site({"agents/a.md": PAGES["schemes"]}, builder="latex")
    links = re.findall(r"\\sphinxhref\{(.*?)\}", site.text("site.tex"))
    assert sorted(links) == [
        "HTTPS://upper.example/",
        "http://plain.example/",
        "https://z.example/",
        "https:javascript",
        "mailto:a@b.example",
    ]

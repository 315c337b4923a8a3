"""The policy of each page: its text, where its sources come from, and that definitions add none."""

from __future__ import annotations

import pytest
from docutils import nodes

from sphinx_agentdocs.sphinx.csp import digest, host_grants, html_grants, policy

POLICY = "agentdocs_content_security_policy"


@pytest.fixture(scope="module")
def make_site(make_site):
    """The factory of sites; every page of them has the policy, unless a test says otherwise."""
    return lambda files=None, conf=None, **options: make_site(files, {POLICY: "all", **(conf or {})}, **options)


SEARCH_BOX = digest("document.getElementById('searchbox').style.display = \"block\"")
HIDDEN, MARGIN, PADDING = digest("display: none"), digest("margin-right: 10px"), digest("padding-left: 10px")
WIDE, COLUMN = digest("width: 100%"), digest("width: 33%; vertical-align: top;")
REST = (
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; media-src 'self'; manifest-src 'self';"
    " object-src 'none'; base-uri 'none'; form-action 'self'"
)


def attributes(*hashes):
    return f"style-src-attr {' '.join(sorted(hashes))} 'unsafe-hashes'; "


PLAIN = f"default-src 'none'; script-src 'self' {SEARCH_BOX}; style-src 'self'; {attributes(HIDDEN, MARGIN)}{REST}"


def policy_of(site, docname):
    """The policy of a page, which has exactly one, before everything that is loaded."""
    page = site.html(docname)
    tags = page.css("meta[http-equiv='Content-Security-Policy']")
    assert len(tags) == 1
    head = [node for node in page.css("head *") if node.tag in ("meta", "link", "script", "style", "base")]
    before = head[: [node.attributes.get("http-equiv") for node in head].index("Content-Security-Policy")]
    assert {node.tag for node in before} == {"meta"}
    return tags[0].attributes["content"]


# -- the pages of a site


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_the_pages_of_a_site(make_site, definition, builder):
    site = make_site({"agents/a.md": definition("a")}, builder=builder)
    assert policy_of(site, "agents/a") == PLAIN
    assert policy_of(site, "index") == PLAIN
    assert policy_of(site, "agent-index") == PLAIN
    assert policy_of(site, "genindex") == PLAIN.replace(
        attributes(HIDDEN, MARGIN), attributes(HIDDEN, MARGIN, WIDE, COLUMN)
    )
    assert policy_of(site, "search") == (
        f"default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; {REST}"
    )


def test_a_site_in_one_page(make_site, definition):
    site = make_site({"agents/a.md": definition("a")}, builder="singlehtml")
    expected = f"default-src 'none'; script-src 'self'; style-src 'self'; {attributes(MARGIN)}{REST}"
    assert policy_of(site, "index") == expected


def test_a_book_has_no_policy(make_site, definition):
    site = make_site({"agents/a.md": definition("a")}, {"version": "1", "copyright": "us"}, builder="epub")
    assert site.warnings == []
    assert [name for name, text in site.files(".xhtml").items() if b"Content-Security" in text] == []


@pytest.mark.parametrize("theme", ["basic", "furo"])
def test_all_definitions_have_the_same_policy(make_site, theme):
    site = make_site(root="hostile", conf={"html_theme": theme})
    names = [name for name in site.app.env.all_docs if name.startswith("agents/")]
    policies = {policy_of(site, name) for name in names}
    assert len(names) == 14
    assert policies == {policy_of(site, "guide")}
    assert "'unsafe-inline'" not in policies.pop()


def inject_into_definitions(app, doctree, docname):
    for section in doctree.findall(nodes.section) if docname.startswith("agents/") else ():
        section += nodes.raw("", "<script>injected</script><p style='color: red'></p>", format="html")
        section += nodes.image(uri="https://evil.example/i.png", width="20px", candidates={})


def test_a_script_injected_into_a_definition_is_not_allowed(make_site, definition):
    site = make_site(
        {"agents/a.md": definition("a"), "agents/b.md": definition("b")},
        handlers={"doctree-resolved": inject_into_definitions},
    )
    assert "<script>injected</script>" in site.text("agents/a.html")
    assert {policy_of(site, name) for name in ("agents/a", "agents/b", "index")} == {PLAIN}


def test_nor_is_it_in_a_single_page_site(make_site, definition):
    def inject(app, doctree):
        if app.env.docname == "agents/a":
            doctree[0] += nodes.raw("", "<script>injected</script>", format="html")

    files = {"agents/a.md": definition("a"), "index.md": "# Site\n\n<script>own</script>\n\n```{agent:catalog}\n```\n"}
    site = make_site(files, builder="singlehtml", handlers={"doctree-read": inject})
    assert "<script>injected</script>" in site.text("index.html")
    assert f"script-src 'self' {digest('own')};" in policy_of(site, "index")


# -- which pages have it


HOST = {
    "agents/a.md": "---\nname: a\ndescription: Use it.\n---\n- A rule.\n",
    "index.md": "# Site\n\n```{agent:catalog}\n```\n\n```{toctree}\nguide\n```\n",
    "guide.md": "# Guide\n\n<script>own()</script>\n",
}
OURS = {"agents/a.html", "agent-index.html", "guidance.html"}


def with_policy(site):
    """The pages with a policy, without the small ones at short links and at missing addresses."""
    pages = {name for name, text in site.files(".html").items() if b"Content-Security-Policy" in text}
    return {name for name in pages if not name.startswith(("g/", "404"))}


def test_only_pages_of_definitions_and_our_own_have_it(make_site):
    site = make_site(HOST, {POLICY: {}})
    assert site.warnings == []
    assert with_policy(site) == OURS


def test_every_page_may_have_it(make_site):
    site = make_site(HOST)
    assert site.warnings == []
    assert with_policy(site) == OURS | {"index.html", "guide.html", "genindex.html", "search.html"}


def test_none_switches_it_off_without_a_warning(make_site):
    site = make_site(HOST, build=False).build(conf={POLICY: None})
    assert (site.warnings, with_policy(site)) == ([], set())


def test_a_site_in_one_page_with_definitions_has_it(make_site):
    assert with_policy(make_site(HOST, {POLICY: {}}, builder="singlehtml")) == {"index.html"}


# -- themes and services


PLACELESS = """<!doctype html>
<html><head lang="x"><title>{{ title }}</title></head><body><header></header>{{ body }}</body></html>"""


def test_a_theme_without_a_place_for_it(make_site):
    files = {**HOST, "_templates/page.html": PLACELESS}
    site = make_site(files, {POLICY: {}, "templates_path": ["_templates"]})
    assert "agents/a.html" in with_policy(site)
    assert '<head lang="x">\n    <meta http-equiv="Content-Security-Policy"' in site.text("agents/a.html")
    assert "A rule." in site.text("agents/a.html")
    assert with_policy(site) == OURS


def test_read_the_docs_may_add_its_menu(make_site, monkeypatch):
    monkeypatch.setenv("READTHEDOCS", "True")
    text = policy_of(make_site(HOST, {POLICY: {}}), "agents/a")
    assert "style-src 'self' 'unsafe-inline'; style-src-attr 'unsafe-inline'; img-src 'self' data: https:;" in text
    assert "script-src 'self' 'unsafe" not in text
    monkeypatch.setenv("READTHEDOCS", "False")
    assert policy_of(make_site(HOST, {POLICY: {}}), "agents/a") == PLAIN


@pytest.mark.parametrize(
    ("folders", "grants"),
    [
        (["/x/furo", "/x/basic"], set()),
        (["/x/sphinx_book_theme", "/x/pydata_sphinx_theme/"], {("style-src", "'unsafe-inline'")}),
        (["/x/shibuya"], {("font-src", "https://cdn.jsdelivr.net")}),
    ],
)
def test_what_themes_need(folders, grants):
    assert host_grants(folders, {}) == grants


# -- documents that are not definitions


DOCUMENTS = {
    "script": ("<script>\none()\n</script>", f"script-src 'self' {digest(chr(10) + 'one()' + chr(10))} {SEARCH_BOX};"),
    "remote": ("<script src='https://a.example/one.js?v=1'></script>", f"script-src 'self' {SEARCH_BOX} https://a.example/one.js;"),
    "style": ("<style>p { color: red }</style>", f"style-src 'self' {digest('p { color: red }')};"),
    "attribute": ("<p style='color: red'>x</p>", attributes(HIDDEN, MARGIN, digest("color: red"))),
    "handler": ("<p onclick='go()'>x</p>", f"script-src-attr {digest('go()')} 'unsafe-hashes';"),
    "frame": ("<iframe src='https://a.example/f'></iframe>", "frame-src https://a.example/f;"),
    "own frame": ("<iframe src='demo.html'></iframe>", "frame-src 'self';"),
    "object": ("<object data='a.svg'></object>", "object-src 'self';"),
    "image": ("![x](https://a.example/i.png)", "img-src 'self' data: https://a.example/i.png;"),
    "size": ("```{image} i.png\n:width: 20px\n```", "style-src-attr 'unsafe-inline';"),
    "figure": ("```{figure} i.png\n:figwidth: 50%\n```", "style-src-attr 'unsafe-inline';"),
    "columns": ("```{list-table}\n:widths: 1 2\n\n* - a\n  - b\n```", "style-src-attr 'unsafe-inline';"),
    "table": ("| a | b |\n| --- | --- |\n| c | d |", attributes(HIDDEN, MARGIN)),
}  # fmt: skip


@pytest.fixture(scope="module")
def documents(make_site):
    files = {f"{name.replace(' ', '-')}.md": f"# Title\n\n{text}\n" for name, (text, _) in DOCUMENTS.items()}
    files |= {f"agents/{name}": text for name, text in files.items()}
    pages = "\n".join(name.replace(" ", "-") for name in DOCUMENTS)
    files |= {"i.png": b"PNG", "index.md": f"# Site\n\n```{{agent:catalog}}\n```\n\n```{{toctree}}\n{pages}\n```\n"}
    return make_site(files, {"suppress_warnings": ["agentdocs", "image"]})


def test_they_are_built_without_a_warning(documents):
    assert documents.warnings == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_may_run_and_load_its_content(documents, name):
    assert DOCUMENTS[name][1] in policy_of(documents, name.replace(" ", "-"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_definition_with_the_same_content_may_not(documents, name):
    assert policy_of(documents, f"agents/{name.replace(' ', '-')}") == PLAIN


# -- sources from the configuration


def test_files_of_the_configuration(make_site, definition):
    conf = {
        "html_js_files": ["own.js", "https://a.example/lib.js", (None, {"body": "inline()"})],
        "html_css_files": ["own.css", "https://a.example/lib.css"],
    }
    site = make_site({"agents/a.md": definition("a")}, conf)
    scripts = " ".join(sorted([SEARCH_BOX, digest("inline()"), "https://a.example/lib.js"]))
    assert policy_of(site, "agents/a") == PLAIN.replace(
        f"script-src 'self' {SEARCH_BOX}; style-src 'self';",
        f"script-src 'self' {scripts}; style-src 'self' https://a.example/lib.css;",
    )


def test_a_translated_site_compiles_its_plural_rule(make_site, definition):
    site = make_site({"agents/a.md": definition("a")}, {"language": "fr"})
    assert f"script-src 'self' {SEARCH_BOX} 'unsafe-eval';" in policy_of(site, "agents/a")


def test_sources_are_added(make_site, definition):
    added = {"img-src": ["https://img.example"], "frame-src": ["https://a.example", "'self'"], "object-src": ["'self'"]}
    site = make_site({"agents/a.md": definition("a")}, {"agentdocs_content_security_policy": added})
    expected = PLAIN.replace("img-src 'self' data:", "img-src 'self' data: https://img.example")
    expected = expected.replace("object-src 'none'", "frame-src 'self' https://a.example; object-src 'self'")
    assert policy_of(site, "agents/a") == expected


def test_the_policy_can_be_switched_off(make_site, definition):
    site = make_site({"agents/a.md": definition("a")})
    again = site.build(conf={"agentdocs_content_security_policy": None})
    pages = {name: text for name, text in again.files(".html").items() if not name.startswith(("g/", "404"))}
    assert [name for name, text in pages.items() if b"Content-Security" in text] == []


# -- sources from the theme


LAYOUT = """\
{% extends "!layout.html" %}
{% block extrahead %}
<script>page = "{{ pagename }}"</script>
{{ super() }}
{% endblock %}
"""
SIDEBAR = "<script>aside()</script>\n"


@pytest.fixture(scope="module")
def themed(make_site, definition):
    """A theme with the name of the page in a script, and with a script in the sidebar of some pages."""
    files = {f"agents/{name}.md": definition(name) for name in "abcdef"}
    files |= {"_templates/layout.html": LAYOUT, "_templates/aside.html": SIDEBAR, "guide.md": "# Guide\n"}
    files |= {"index.md": "# Site\n\n```{agent:catalog}\n```\n\n```{toctree}\nguide\n```\n"}
    conf = {"templates_path": ["_templates"], "html_sidebars": {"guide": ["aside.html"], "agents/*": []}}
    return make_site(files, conf)


def names(page):
    return f'page = "{page}"'


def test_the_scripts_of_a_theme_may_differ(themed):
    for name in ("agents/a", "agents/b", "agents/c"):
        assert f"script-src 'self' {digest(names(name))};" in policy_of(themed, name)
    expected = " ".join(sorted([digest(names("guide")), digest("aside()")]))
    assert f"script-src 'self' {expected};" in policy_of(themed, "guide")
    assert f"script-src 'self' {digest(names('search'))};" in policy_of(themed, "search")


@pytest.mark.parametrize("changed", ["agents/a.md", "guide.md", "index.md"])
def test_they_are_the_same_with_two_processes_and_after_a_change(themed, changed):
    themed.write({changed: (themed.src / changed).read_text("utf-8") + "\nMore words.\n"})
    again = themed.build()
    assert again.files(".html") == themed.clean().files(".html")
    parallel = themed.build(place=f"parallel-{changed.replace('/', '-')}", parallel=2)
    assert parallel.files(".html") == again.files(".html")


def test_a_script_of_some_pages(make_site, definition):
    layout = """{% extends "!layout.html" %}
{% block extrahead %}{% if pagename == "guide" %}<script>guide()</script>{% endif %}{{ super() }}{% endblock %}"""
    files = {f"agents/{name}.md": definition(name) for name in "abc"}
    files |= {"_templates/layout.html": layout, "_templates/aside.html": SIDEBAR, "guide.md": "# Guide\n"}
    files |= {"index.md": "# Site\n\n```{agent:catalog}\n```\n\n```{toctree}\nguide\n```\n"}
    conf = {"templates_path": ["_templates"], "html_sidebars": {"agents/b": ["aside.html"]}}
    site = make_site(files, conf)
    own = {"agents/a": [SEARCH_BOX], "agents/b": [digest("aside()")], "agents/c": [SEARCH_BOX], "index": [SEARCH_BOX]}
    for name, hashes in {**own, "guide": sorted([SEARCH_BOX, digest("guide()")])}.items():
        assert f"script-src 'self' {' '.join(hashes)};" in policy_of(site, name)


def test_a_logo_of_another_host(make_site, definition):
    conf = {
        "html_logo": "https://a.example/logo.svg",
        "html_favicon": "https://a.example/icon.ico",
        "html_theme": "furo",
    }
    site = make_site({"agents/a.md": definition("a")}, conf)
    assert "img-src 'self' data: https://a.example/icon.ico https://a.example/logo.svg;" in policy_of(site, "agents/a")


# -- from HTML to grants, from grants to a policy


@pytest.mark.parametrize(
    ("html", "grants"),
    [
        ("<p>words</p><a href='https://a.example/'>x</a>", set()),
        ("<script>a < b && c</script>", {("script-src", digest("a < b && c"))}),
        ("<SCRIPT>x</SCRIPT >", {("script-src", digest("x"))}),
        ("<script src='a.js'>not run</script>", {("script-src", "'self'")}),
        ("<script src='//a.example/a.js'></script>", {("script-src", "a.example/a.js")}),
        ("<style media=print>x</style>", {("style-src", digest("x"))}),
        ("<p style='a: &quot;b&quot;'>", {("style-src-attr", digest('a: "b"')), ("style-src-attr", "'unsafe-hashes'")}),
        ("<link rel='Shortcut Icon' href='https://a.example/i.ico'>", {("img-src", "https://a.example/i.ico")}),
        ("<link rel=stylesheet href='https://a.example:8080/é.css#x'>", {("style-src", "https://a.example:8080/%C3%A9.css")}),
        ("<link rel=preload as=font href='f.woff2'>", {("font-src", "'self'")}),
        ("<link rel=canonical href='https://a.example/'>", set()),
        ("<img src='data:image/png,x' srcset='https://a.example/1.png 1x, b.png 2x'>",
         {("img-src", "data:"), ("img-src", "https://a.example/1.png"), ("img-src", "'self'")}),
        ("<img src='https://user:word@a.example/i;a,b c.png'>", {("img-src", "https://a.example/i%3Ba%2Cb%20c.png")}),
        ("<img src='javascript:x'><img src='https://[x/'><img src='https://a b/'>", set()),
        ("<video src='v.mp4' poster='https://a.example/p.png'>",
         {("media-src", "'self'"), ("img-src", "https://a.example/p.png")}),
        ("<form action='https://a.example/f'>", {("form-action", "https://a.example/f")}),
        ("<!-- <script>x</script> -->", set()),
        ("<textarea>words</textarea><script>x", set()),
    ],
)  # fmt: skip
def test_html_as_grants(html, grants):
    assert html_grants(html) == grants


def test_a_digest():
    assert digest("") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"


@pytest.mark.parametrize(
    ("grants", "part"),
    [
        ([("script-src", "https://b.example"), ("script-src", "https://a.example")],
         "script-src 'self' https://a.example https://b.example;"),
        ([("style-src", digest("x")), ("style-src", "'unsafe-inline'")], "style-src 'self' 'unsafe-inline';"),
        ([("object-src", "https://a.example")], "object-src https://a.example;"),
        ([("object-src", "'none'")], "object-src 'none';"),
        ([("img-src", "'self'")], "img-src 'self' data:;"),
    ],
)  # fmt: skip
def test_grants_as_a_policy(grants, part):
    assert part in policy(grants)

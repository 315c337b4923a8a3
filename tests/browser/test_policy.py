"""The policy itself: what it blocks in a page with injected HTML, and what trusted documents may still do."""

from __future__ import annotations

import re
import shutil

import pytest

PIXEL = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>'


@pytest.fixture(scope="module")
def other(serve, tmp_path_factory):
    """Another host, with an image."""
    folder = tmp_path_factory.mktemp("other")
    (folder / "pixel.svg").write_text(PIXEL, "utf-8")
    return serve(folder)


@pytest.fixture(scope="module")
def site(make_site, definition):
    return make_site({"agents/a.md": definition("a")}, {"html_theme": "furo"})


def with_injected(site, folder, injected, *, guarded=True):
    """A copy of the site with *injected* in the page of the agent, with its policy or without."""
    shutil.copytree(site.out, folder)
    path = folder / "agents" / "a.html"
    text = path.read_text("utf-8")
    assert text.count("</article>") == 1
    text = text.replace("</article>", f"{injected}</article>")
    if not guarded:
        text, removed = re.subn(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", text)
        assert removed == 1
    path.write_text(text, "utf-8")
    return folder


def test_what_was_injected_is_blocked(site, serve, watch, other, tmp_path):
    image = f"{other.url}pixel.svg?blocked"
    injected = f"""
    <script>window.ran = 'inline'</script>
    <script src="data:text/javascript,window.ran='data'"></script>
    <p onmouseover="window.ran = 'handler'" style="color: rgb(1, 2, 3)" class="own">words</p>
    <style>.own {{ color: rgb(1, 2, 3) }}</style>
    <iframe srcdoc="<script>parent.ran = 'frame'</script>"></iframe>
    <img class="own" src="{image}">
    """
    watched = watch(serve(with_injected(site, tmp_path / "copy", injected)).url)
    page = watched.open("agents/a.html")
    page.hover("p.own")
    assert page.evaluate("window.ran") is None
    assert page.eval_on_selector("p.own", "own => getComputedStyle(own).color") != "rgb(1, 2, 3)"
    assert page.eval_on_selector("img.own", "own => own.naturalWidth") == 0
    assert [path for path in other.requests if "blocked" in path] == []
    violations = {text.partition("?")[0] for text in page.evaluate("violations")}
    assert violations >= {
        "script-src-elem inline",
        "script-src-elem data",
        "script-src-attr inline",
        "style-src-attr inline",
        "style-src-elem inline",
        f"img-src {other.url}pixel.svg",
    }


def test_without_the_policy_it_would_have_run(site, serve, watch, other, tmp_path):
    injected = f"<script>window.ran = 'inline'</script><img class=own src='{other.url}pixel.svg?loaded'>"
    folder = with_injected(site, tmp_path / "copy", injected, guarded=False)
    page = watch(serve(folder).url).open("agents/a.html")
    assert page.evaluate("window.ran") == "inline"
    assert page.eval_on_selector("img.own", "own => own.naturalWidth") == 1
    assert other.requests.count("/pixel.svg?loaded") == 1


def test_it_is_blocked_on_disk_too(site, watch, tmp_path):
    folder = with_injected(site, tmp_path / "copy", "<script>window.ran = 'inline'</script>")
    page = watch(folder.as_uri() + "/").open("agents/a.html")
    assert page.evaluate("window.ran") is None
    assert page.evaluate("violations") == ["script-src-elem inline"]


def test_a_trusted_document_runs_and_loads_its_content(make_site, serve, watch, other):
    guide = f"""# Guide

<script>document.body.dataset.inline = "ran"</script>
<style>.own {{ color: rgb(1, 2, 3) }}</style>
<p class="own" onmouseover="document.body.dataset.handler = 'ran'">words</p>
<p class="styled" style="color: rgb(4, 5, 6)">words</p>
<img class="raw" src="{other.url}pixel.svg?raw">

```{{image}} {other.url}pixel.svg?markdown
:width: 20px
:class: sized
```
"""
    conf = {
        "html_theme": "furo",
        "html_js_files": [(None, {"body": "document.documentElement.dataset.configured = 'ran'"})],
        "suppress_warnings": ["image"],
    }
    site = make_site({"index.md": guide, "agents/a.md": "---\nname: a\n---\nWords.\n"}, conf)
    watched = watch(serve(site.out).url)
    page = watched.open("index.html")
    page.hover("p.own")
    assert page.evaluate("({...document.body.dataset, ...document.documentElement.dataset})").items() >= {
        ("inline", "ran"),
        ("handler", "ran"),
        ("configured", "ran"),
    }
    colors = [page.eval_on_selector(one, "own => getComputedStyle(own).color") for one in ("p.own", "p.styled")]
    assert colors == ["rgb(1, 2, 3)", "rgb(4, 5, 6)"]
    assert page.eval_on_selector_all("article img", "all => all.map(one => one.naturalWidth)") == [1, 1]
    assert page.eval_on_selector("img.sized", "own => own.getBoundingClientRect().width") == 20
    assert [text for text in watched.found() if not text.startswith(f"requested: {other.url}pixel.svg")] == []

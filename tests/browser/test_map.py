"""Maps in a browser: keyboard access, highlighting and size."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.relating.relations import Related, Relation
from sphinx_agentdocs.sphinx.domain import domain_of

CREW = 8
CONTRAST = """
(selector) => {
  const parse = (color) => {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d");
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (color) => {
    const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = parse(color).map((c) => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const back = light(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll(selector)].map((node) => {
    const style = getComputedStyle(node);
    const front = light(style.fill === "none" ? style.stroke : style.fill);
    return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
  });
}
"""


def relate(app, env):
    """Each agent delegates to the next one, and shares guidance with the third after it."""
    domain = domain_of(env)
    names = sorted(domain.agents)
    found = {name: [] for name in names}
    for at, name in enumerate(names[:CREW]):
        after, third = names[(at + 1) % CREW], names[(at + 3) % CREW]
        found[name].append(Relation(after, "delegates-to", "Words."))
        found[after].append(Relation(name, "named-by", "Words."))
        found[name].append(Relation(third, "shares-guidance", "Words."))
    domain.data["related"] = {name: Related(tuple(relations)) for name, relations in found.items()}
    return []


HANDLERS = {"env-updated": relate}


@pytest.fixture(scope="module")
def small(make_site, definition):
    files = {f"agents/a{at}.md": definition(f"sailor-{at}") for at in range(CREW)}
    return make_site(files, {"html_theme": "furo"}, handlers=HANDLERS)


@pytest.fixture(scope="module")
def large(make_site, definition):
    long = [
        "sailor-of-a-ship-with-a-name-that-is-far-too-long-for-a-label",
        "MWMWMWMWMWMWMWMWMWMW",
        "代码审查专家与架构师以及前端工程师",
    ]
    files = {
        f"agents/{team}/a{at}.md": definition(f"{long[at % 3]}-{team}-{at}")
        for team in ("deck", "mast")
        for at in range(25)
    }
    return make_site(files, {"html_theme": "furo"}, handlers=HANDLERS)


@pytest.fixture(params=["http", "file"])
def own(request, small, serve):
    return serve(small.out).url if request.param == "http" else f"{small.out.as_uri()}/"


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label')")


def lit(page):
    return sorted(page.eval_on_selector_all("a.agent-map-lit", "nodes => nodes.map(n => n.getAttribute('aria-label'))"))


def test_keys_reach_every_node_and_follow_its_link(own, watch):
    watched = watch(own)
    page = watched.open("map.html")
    page.focus(".agent-map-box")
    seen = []
    for _ in range(CREW):
        page.keyboard.press("Tab")
        seen.append(focused(page))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert sorted(seen) == [f"Sailor {at} — agents" for at in range(CREW)]
    number = seen[-1].split()[1]
    page.keyboard.press("Enter")
    page.wait_for_url(f"{watched.own}agents/a{number}.html")
    assert watched.found() == []


def test_the_focus_lights_up_the_neighbours(own, watch):
    watched = watch(own)
    page = watched.open("map.html")
    page.focus("a[aria-label^='Sailor 0']")
    around = [f"Sailor {at} — agents" for at in (0, 1, 3, 5, 7)]
    assert lit(page) == around
    assert page.locator("g.agent-map-lit").count() == 4
    dimmed = page.locator("a.agent-map-node:not(.agent-map-lit)").first
    assert dimmed.evaluate("node => Number(getComputedStyle(node).opacity)") < 1
    page.keyboard.press("Escape")
    assert lit(page) == []
    page.hover("a[aria-label^='Sailor 0'] text")
    assert lit(page) == around
    page.hover("h1")
    assert watched.found() == []


def test_the_highlight_returns_to_the_focus_when_the_pointer_leaves(own, watch):
    watched = watch(own)
    page = watched.open("map.html")
    page.focus(".agent-map-box")
    page.keyboard.press("Tab")
    before = lit(page)
    other = next(name for name in (f"Sailor {at} — agents" for at in range(CREW)) if name not in before)
    page.hover(f"a[aria-label='{other}'] text")
    assert lit(page) != before
    page.hover("h1")
    assert lit(page) == before


def test_without_scripts_it_is_all_there(own, watch):
    watched = watch(own, java_script_enabled=False)
    watched.page.goto(f"{watched.own}map.html")
    assert watched.page.locator("svg.agent-map a").count() == CREW
    watched.page.locator("a[aria-label^='Sailor 2']").click()
    watched.page.wait_for_url(f"{watched.own}agents/a2.html")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_page(small, large, serve, watch, width):
    for site, path in ((small, "map.html"), (large, "map.html"), (small, "agents/a0.html")):
        watched = watch(serve(site.out).url)
        watched.page.set_viewport_size({"width": width, "height": 700})
        page = watched.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        drawing = page.locator("svg.agent-map").first
        if path == "map.html" or width > 736:
            assert drawing.evaluate("svg => svg.getBoundingClientRect().width == svg.getAttribute('width')")
        else:
            assert not drawing.is_visible(), "the cards say the same, and nothing is cut off"
            assert page.locator(".agent-related-cards").is_visible()
        assert watched.found() == []


def test_a_wide_map_scrolls_by_keys(small, serve, watch):
    watched = watch(serve(small.out).url)
    watched.page.set_viewport_size({"width": 390, "height": 700})
    page = watched.open("map.html")
    page.focus(".agent-map-box")
    page.keyboard.press("ArrowRight")
    box = page.locator(".agent-map-box").first
    for _ in range(250):
        if box.evaluate("box => box.scrollLeft"):
            break
        page.wait_for_timeout(20)
    assert box.evaluate("box => box.scrollLeft") > 0


@pytest.mark.parametrize("path", ["map.html", "agents/a0.html"])
def test_no_words_are_drawn_over_others_or_cut_off(small, large, serve, watch, path):
    for site in (small, large) if path == "map.html" else (small,):
        page = watch(serve(site.out).url).open(path)
        clashes = page.evaluate("""
            [...document.querySelectorAll("svg.agent-map")].flatMap(svg => {
              const frame = svg.getBoundingClientRect();
              const boxes = [...svg.querySelectorAll("text")].map(
                node => [node.textContent, node.getBoundingClientRect()]);
              const out = boxes.filter(([, box]) => box.left < frame.left || box.right > frame.right
                || box.top < frame.top || box.bottom > frame.bottom);
              const over = boxes.filter(([, one], at) => boxes.slice(at + 1).some(([, other]) =>
                one.left < other.right && other.left < one.right
                && one.top + 3 < other.bottom && other.top + 3 < one.bottom));
              return [...out, ...over].map(([words]) => words);
            })""")
        assert clashes == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_and_lines_can_be_seen(small, serve, watch, scheme):
    for path in ("map.html", "agents/a0.html"):
        page = watch(serve(small.out).url, color_scheme=scheme).open(path)
        assert min(page.evaluate(CONTRAST, "svg.agent-map text")) >= 4.5
        assert min(page.evaluate(CONTRAST, "svg.agent-map .agent-map-line path, svg.agent-map circle")) >= 3


def test_a_group_leads_to_its_drawing(large, serve, watch):
    watched = watch(serve(large.out).url)
    page = watched.open("map.html")
    page.get_by_role("link", name="mast: 25 agents").click()
    page.wait_for_url("**/map.html#agent-map-2")
    assert page.locator("#agent-map-2 svg a").count() == 25
    assert watched.found() == []


def test_a_printed_map_fits_the_paper(small, serve, watch):
    page = watch(serve(small.out).url).open("map.html")
    page.set_viewport_size({"width": 640, "height": 900})
    page.emulate_media(media="print")
    box, drawing = page.locator(".agent-map-box").bounding_box(), page.locator("svg.agent-map").bounding_box()
    assert drawing["width"] <= box["width"] <= 640

"""Maps in a browser: keyboard access, highlighting and size."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sphinx_agentdocs.core.relating.relations import Related, Relation
from sphinx_agentdocs.sphinx.domain import domain_of

CREW = 8
LIGHT = """
  const parse = (color) => {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d");
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data].map((c) => c / 255);
  };
  const over = (front, back) => [0, 1, 2].map((at) => front[at] * front[3] + back[at] * (1 - front[3]));
  const light = (color) => {
    const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = color.map(linear);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
"""
CONTRAST = f"""
(selector) => {{
  {LIGHT}
  const back = parse(getComputedStyle(document.body).backgroundColor).slice(0, 3);
  return [...document.querySelectorAll(selector)].map((node) => {{
    const style = getComputedStyle(node);
    return contrast(parse(style.fill === "none" ? style.stroke : style.fill).slice(0, 3), back);
  }});
}}
"""
READABLE = f"""
(selector) => {{
  {LIGHT}
  const behind = (node) => {{
    if (!node) return [1, 1, 1];
    return over(parse(getComputedStyle(node).backgroundColor), behind(node.parentElement));
  }};
  return [...document.querySelectorAll(selector)].map((node) => {{
    const back = behind(node);
    const front = parse(getComputedStyle(node).color);
    for (let one = node; one; one = one.parentElement) front[3] *= getComputedStyle(one).opacity;
    return contrast(over(front, back), back);
  }});
}}
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
    assert sorted(seen) == [f"Sailor {at} — Agents" for at in range(CREW)]
    number = seen[-1].split()[1]
    page.keyboard.press("Enter")
    page.wait_for_url(f"{watched.own}agents/a{number}.html")
    assert watched.found() == []


def test_the_focus_lights_up_the_neighbours(own, watch):
    watched = watch(own)
    page = watched.open("map.html")
    page.focus("a[aria-label^='Sailor 0']")
    around = [f"Sailor {at} — Agents" for at in (0, 1, 3, 5, 7)]
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
    other = next(name for name in (f"Sailor {at} — Agents" for at in range(CREW)) if name not in before)
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
    for site in (small, large):
        watched = watch(serve(site.out).url)
        watched.page.set_viewport_size({"width": width, "height": 700})
        page = watched.open("map.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        drawing = page.locator("svg.agent-map").first
        assert drawing.evaluate("svg => svg.getBoundingClientRect().width == svg.getAttribute('width')")
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


def test_no_words_are_drawn_over_others_or_cut_off(small, large, serve, watch):
    for site in (small, large):
        page = watch(serve(site.out).url).open("map.html")
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
    page = watch(serve(small.out).url, color_scheme=scheme).open("map.html")
    assert min(page.evaluate(CONTRAST, "svg.agent-map text")) >= 4.5
    assert min(page.evaluate(CONTRAST, "svg.agent-map .agent-map-line path, svg.agent-map circle")) >= 3
    page = watch(serve(small.out).url, color_scheme=scheme).open("agents/a0.html")
    assert min(page.evaluate(READABLE, ".agent-around :is(span, small, strong)")) >= 4.5
    assert min(page.evaluate(CONTRAST, ".agent-around path")) >= 3


def test_a_group_leads_to_its_drawing(large, serve, watch):
    watched = watch(serve(large.out).url)
    page = watched.open("map.html")
    page.get_by_role("link", name="mast: 25 agents").click()
    page.wait_for_url("**/map.html#agent-map-2")
    assert page.locator("#agent-map-2 td a").count() == 25
    assert watched.found() == []


def test_a_printed_map_fits_the_paper(small, serve, watch):
    page = watch(serve(small.out).url).open("map.html")
    page.set_viewport_size({"width": 640, "height": 900})
    page.emulate_media(media="print")
    box, drawing = page.locator(".agent-map-box").bounding_box(), page.locator("svg.agent-map").bounding_box()
    assert drawing["width"] <= box["width"] <= 640


# -- the agents around one


PLACES = """
nodes => nodes.map(node => [node.offsetLeft < node.closest(".agent-around").querySelector("strong").offsetLeft
  ? "left" : "right", node.firstChild.textContent, node.lastChild.textContent, node.getAttribute("href")])
"""
DRAWN = """
lines => lines.map(line => [line.getAttribute("class").split(" agent-kind-")[1], line.children.length - 1])
"""


def test_what_leads_to_an_agent_is_on_its_left(own, watch):
    watched = watch(own)
    page = watched.open("agents/a0.html")
    assert page.locator(".agent-around strong").text_content() == "Sailor 0"
    assert page.locator(".agent-around a").evaluate_all(PLACES) == [
        ["left", "Sailor 7", "named by: Words.", "a7.html#sailor-7"],
        ["right", "Sailor 1", "delegates to: Words.", "a1.html#sailor-1"],
        ["right", "Sailor 3", "shares guidance: Words.", "a3.html#sailor-3"],
    ]
    lines = page.locator(".agent-around g").evaluate_all(DRAWN)
    assert lines == [["delegates-to", 1], ["shares-guidance", 0], ["names", 1]]
    ends = page.locator(".agent-around path:first-child").evaluate_all(
        "lines => lines.map(line => line.getBoundingClientRect().width > 40)"
    )
    assert ends == [True, True, True]
    page.locator(".agent-around a").first.click()
    page.wait_for_url("**/a7.html#sailor-7")
    assert watched.found() == []


def test_each_agent_is_one_stop_for_the_tab_key(own, watch):
    page = watch(own).open("agents/a0.html")
    assert page.locator(".agent-around").get_attribute("aria-hidden") == "true"
    assert page.locator(".agent-around a").evaluate_all("links => links.map(link => link.tabIndex)") == [-1, -1, -1]
    assert page.locator(".agent-related-cards > li > p:first-child a").count() == 3


@pytest.mark.parametrize(("width", "scripts"), [(320, True), (390, True), (1280, False)])
def test_without_room_or_script_the_cards_say_the_same(small, serve, watch, width, scripts):
    watched = watch(serve(small.out).url, java_script_enabled=scripts)
    watched.page.set_viewport_size({"width": width, "height": 700})
    watched.page.goto(f"{watched.own}agents/a0.html")
    assert not watched.page.locator(".agent-around").is_visible()
    assert watched.page.locator(".agent-related-cards > li").count() == 3
    if scripts:
        assert watched.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [768, 1280])
def test_no_box_of_an_agent_is_over_another(small, serve, watch, width):
    watched = watch(serve(small.out).url)
    watched.page.set_viewport_size({"width": width, "height": 700})
    page = watched.open("agents/a0.html")
    clashes = page.evaluate("""
        [...document.querySelectorAll(".agent-around")].flatMap(area => {
          const frame = area.getBoundingClientRect();
          const boxes = [...area.querySelectorAll("a, strong")].map(
            node => [node.textContent, node.getBoundingClientRect()]);
          const out = boxes.filter(([, box]) => box.left < frame.left || box.right > frame.right
            || box.top < frame.top || box.bottom > frame.bottom);
          const over = boxes.filter(([, one], at) => boxes.slice(at + 1).some(([, other]) =>
            one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom));
          return [...out, ...over].map(([words]) => words);
        })""")
    assert clashes == []


# -- the table, and choosing an agent


def column(page, at):
    """The cells of a column of the rows that can be seen."""
    rows = page.locator(".agent-map-table tbody tr:visible:has(td)")
    return rows.evaluate_all(f"rows => rows.map(row => row.cells[{at}].textContent.trim())")


def choose(page, name):
    page.get_by_label("Whom does this agent reach?").select_option(label=name)
    page.wait_for_selector(".agent-reached p")


def reached(page):
    return page.locator(".agent-reached li").evaluate_all(
        "lines => lines.map(line => (line.querySelector('summary') ?? line).textContent)"
    )


@pytest.fixture(scope="module")
def chain(make_site, definition):
    """Cook names boy, boy names mate, mate names purser and shares guidance with the cook; nobody names the spy."""

    def relate(app, env):
        domain = domain_of(env)
        found = {
            "agents/cook": [("agents/boy", "delegates-to"), ("agents/mate", "shares-guidance")],
            "agents/boy": [("agents/mate", "names")],
            "agents/mate": [("agents/purser", "works-with"), ("agents/cook", "shares-guidance")],
            "agents/spy": [("agents/cook", "names"), ("agents/boy", "names"), ("agents/mate", "names")],
        }
        domain.data["related"] = {
            name: Related(tuple(Relation(page, kind, "Words.") for page, kind in found.get(name, ())))
            for name in domain.agents
        }
        return []

    files = {f"agents/{name}.md": definition(name) for name in ("boy", "cook", "mate", "purser", "spy")}
    return make_site(files, {"html_theme": "furo"}, handlers={"env-updated": relate})


@pytest.fixture(params=["http", "file"])
def chained(request, chain, serve):
    return serve(chain.out).url if request.param == "http" else f"{chain.out.as_uri()}/"


def test_a_column_sorts_the_table_by_keys(chained, watch):
    watched = watch(chained)
    page = watched.open("map.html")
    assert column(page, 0) == ["Boy", "Cook", "Mate", "Purser", "Spy"]
    assert column(page, 3) == ["0", "1", "1", "0", "0"]
    heads = page.locator(".agent-map-table thead th")
    page.get_by_role("button", name="Named by").focus()
    seen = []
    for _ in range(3):
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.textContent") == "Named by"
        seen.append((heads.evaluate_all("heads => heads.map(head => head.ariaSort)"), column(page, 0), column(page, 2)))
    assert seen == [
        ([None, None, "descending", None], ["Boy", "Mate", "Cook", "Purser", "Spy"], ["2", "2", "1", "1", "0"]),
        ([None, None, "ascending", None], ["Spy", "Cook", "Purser", "Boy", "Mate"], ["0", "1", "1", "2", "2"]),
        ([None, None, None, None], ["Boy", "Cook", "Mate", "Purser", "Spy"], ["2", "1", "2", "1", "0"]),
    ]
    page.get_by_role("button", name="Agent").click()
    page.get_by_role("button", name="Agent").click()
    assert column(page, 0) == ["Spy", "Purser", "Mate", "Cook", "Boy"]
    assert watched.found() == []


def test_an_agent_is_chosen_and_shows_whom_it_reaches(chained, watch):
    watched = watch(chained)
    page = watched.open("map.html")
    choose(page, "Cook")
    assert page.locator(".agent-reached p").text_content() == (
        "Cook names 1, reaches 2 more through them, and is named by 1."
    )
    assert reached(page) == [
        "delegates to: Boy",
        "through these: Mate, Purser",
        "named by: Spy",
        "shares guidance: Mate",
    ]
    assert page.locator("tr.agent-map-chosen a").all_text_contents() == ["Cook"]
    assert page.locator("tr.agent-map-reached a").all_text_contents() == ["Boy"]
    assert lit(page) == [f"{name} — Agents" for name in ("Boy", "Cook", "Mate", "Spy")]
    choose(page, "Purser")
    assert reached(page) == ["named by: Mate"]
    page.get_by_label("Whom does this agent reach?").select_option(label="Choose an agent")
    assert page.locator(".agent-reached > *").count() == 0
    assert page.locator("tr.agent-map-chosen, tr.agent-map-reached").count() == 0
    assert watched.found() == []


def test_the_address_keeps_the_chosen_agent(chained, watch):
    watched = watch(chained)
    page = watched.open("map.html?agent=agents/cook.html")
    page.wait_for_selector(".agent-reached p")
    assert reached(page)[0] == "delegates to: Boy"
    page.locator("tr:has(a:text-is('Boy')) td").nth(2).click()
    page.wait_for_selector(".agent-reached p:has-text('Boy')")
    if chained.startswith("http"):
        assert page.url == f"{watched.own}map.html?agent=agents%2Fboy.html"
    page.locator(".agent-reached").get_by_role("link", name="Mate").click()
    page.wait_for_url(f"{watched.own}agents/mate.html")
    assert watched.found() == []


@pytest.mark.parametrize(
    "asked", ["agents/gone.html", "javascript:ran=1", "http://[", "%22%3E%3Cimg src=x onerror=ran=1>"]
)
def test_an_address_that_names_no_agent_chooses_none(chained, watch, asked):
    watched = watch(chained)
    page = watched.open(f"map.html?agent={asked}")
    assert page.locator(".agent-reached > *").count() == 0
    assert watched.found() == []


def test_without_scripts_the_table_leads_to_the_relations(chained, watch):
    watched = watch(chained, java_script_enabled=False)
    page = watched.page
    page.goto(f"{watched.own}map.html")
    assert page.locator("td a:visible").all_text_contents() == ["Boy", "Cook", "Mate", "Purser", "Spy"]
    assert page.locator(".agent-graph :is(button, select):visible").count() == 0
    page.locator("td").get_by_role("link", name="Cook").click()
    page.wait_for_url(f"{watched.own}agents/cook.html")


def test_a_site_of_one_page_shows_whom_an_agent_reaches(make_site, definition, serve, watch):
    index = "# Site\n\n```{agent:catalog}\n```\n\n```{agent:map}\n```\n"
    files = {"index.md": index, **{f"agents/a{at}.md": definition(f"sailor-{at}") for at in range(CREW)}}
    site = make_site(files, builder="singlehtml", handlers=HANDLERS)
    watched = watch(serve(site.out).url)
    page = watched.open("index.html")
    choose(page, "Sailor 0")
    assert reached(page)[0] == "delegates to: Sailor 1"
    page.reload()
    page.wait_for_selector(".agent-reached p")
    page.locator(".agent-reached").get_by_role("link", name="Sailor 1").first.click()
    page.wait_for_url(f"{watched.own}index.html?agent=*#document-agents/a1")
    assert page.evaluate("document.querySelector(':target') !== null")
    assert watched.found() == []


def test_data_is_loaded_when_an_agent_is_chosen(chain, serve, watch):
    server = serve(chain.out)
    page = watch(server.url).open("map.html")
    assert [path for path in server.requests if "map.js" in path and "agentdocs" not in path] == []
    choose(page, "Spy")
    choose(page, "Cook")
    assert [path for path in server.requests if "map.js" in path and "agentdocs" not in path] == ["/map.js"]


def test_a_group_is_shown_again_after_sorting(large, serve, watch):
    page = watch(serve(large.out).url).open("map.html")
    page.get_by_role("button", name="Names").click()
    assert not page.locator("#agent-map-2").is_visible()
    page.get_by_role("link", name="mast: 25 agents").click()
    page.wait_for_url("**/map.html#agent-map-2")
    expect(page.locator("#agent-map-2 th")).to_be_in_viewport()
    assert len(column(page, 0)) == 50


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_words_of_the_table_can_be_read(chain, large, serve, watch, scheme):
    for site in (chain, large):
        page = watch(serve(site.out).url, color_scheme=scheme).open("map.html")
        page.get_by_label("Whom does this agent reach?").select_option(index=1)
        page.wait_for_selector(".agent-reached p")
        selector = ".agent-graph :is(th, th button, th small, td, td a, label, select, .agent-reached :is(p, li, a))"
        assert min(page.evaluate(READABLE, selector)) >= 4.5

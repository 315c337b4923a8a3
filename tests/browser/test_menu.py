"""The menu of a link: what it copies, how it works with the keyboard, and what it announces."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from io import BytesIO
from random import Random

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from markdown_it import MarkdownIt

from sphinx_agentdocs.core.citing.citation import Citation
from sphinx_agentdocs.core.citing.forms import FORMS
from sphinx_agentdocs.core.text.sentences import first_sentences

CLIPBOARD = ["clipboard-read", "clipboard-write"]
BODY = """# Rules

- **Be brief**: Leave out what
  nobody asked for.
  - Nested rule.

Write the `name_of` it.
"""
EXAMPLE = '\'Use it. <example>Context: A race is near. user: "Run!" assistant: "I run."</example>\''
SAID = '\\<example>Context: A race is near. user: "Run!" assistant: "I run."\\</example>'
BRIEF, NESTED, NAME = "runner.be-brief", "runner.nested-rule", "runner.write-the-name_of-it"
RACE = "runner.a-race-is-near"


@pytest.fixture(scope="module")
def runner(make_site, definition):
    files = {"agents/runner.md": definition("runner", EXAMPLE, BODY)}
    return make_site(files, {"html_theme": "furo", "agentdocs_short_links": "none"})


@pytest.fixture
def page(runner, serve, watch):
    """The page of an agent, on a server; nothing may have gone wrong in it when the test ends."""
    watched = watch(serve(runner.out).url, permissions=CLIPBOARD)
    yield watched.open("agents/runner.html")
    assert watched.found() == []


def link(page, anchor):
    return page.locator(f"[id='{anchor}'] > .agent-link")


def open_menu(page, anchor):
    page.locator(f"[id='{anchor}']").first.hover(position={"x": 5, "y": 5})
    link(page, anchor).click()


def choose(page, name):
    page.get_by_role("menuitem", name=name).click()


def announced(page):
    """The message of the live region, once there is one."""
    status = page.get_by_role("status").filter(has_text=re.compile(r"\S"))
    status.wait_for()
    return status.inner_text()


def clipboard(page):
    return page.evaluate("navigator.clipboard.readText()")


def address(page, anchor):
    return f"{page.url.partition('#')[0]}#{anchor}"


def plain(page, anchor):
    """The address that the link of a unit leads to without the menu."""
    return address(page, link(page, anchor).get_attribute("id"))


def focused(page):
    """The words of the element with the focus, or the address of the unit whose link has it."""
    return page.evaluate("document.activeElement.textContent || '#' + document.activeElement.parentElement.id")


# -- what is copied


@pytest.mark.parametrize(
    ("anchor", "choice", "copied", "message"),
    [
        (BRIEF, "Copy link", "{url}", "Link copied"),
        (BRIEF, "Copy as Markdown", "[Runner › Rules › Be brief]({url})", "Markdown copied"),
        (
            BRIEF,
            "Copy as quote",
            "> Be brief: Leave out what nobody asked for.\n>\n> — [Runner]({url})\n\n",
            "Quote copied",
        ),
        (NESTED, "Copy as Markdown", "[Runner › Rules › Nested rule.]({url})", "Markdown copied"),
        (NAME, "Copy as Markdown", "[Write the name\\_of it.]({url})", "Markdown copied"),
        (RACE, "Copy as Markdown", "[A race is near.]({url})", "Markdown copied"),
        (
            RACE,
            "Copy as quote",
            f"> {SAID}\n>\n> — [Runner]({{url}})\n\n",
            "Quote copied",
        ),
    ],
)
def test_two_clicks_copy(page, anchor, choice, copied, message):
    open_menu(page, anchor)
    choose(page, choice)
    assert announced(page) == message
    assert clipboard(page) == copied.format(url=address(page, anchor))
    assert page.locator("[role=menu]").is_hidden()


@pytest.mark.parametrize(
    ("keys", "copied"),
    [
        (["Enter", "Enter"], "{url}"),
        (["Space", "Space"], "{url}"),
        (["Enter", "ArrowDown", "Enter"], "[Runner › Rules › Be brief]({url})"),
        (["Enter", "ArrowDown", "ArrowDown", "Space"], "> Be brief: Leave out what nobody asked for."),
        (["Enter", "ArrowUp", "ArrowUp", "Enter"], "{code}"),
        (["Enter", "End", "Home", "Enter"], "{url}"),
        (["Enter", "c", "C", "c", "Enter"], "{code}"),
    ],
)
def test_the_keyboard_copies(page, keys, copied):
    link(page, BRIEF).focus()
    for key in keys:
        page.keyboard.press(key)
    announced(page)
    code = link(page, BRIEF).get_attribute("id").removeprefix("g/")
    assert clipboard(page).partition("\n")[0] == copied.format(url=address(page, BRIEF), code=code)
    assert focused(page) == f"#{BRIEF}"


def test_every_unit_is_cited_in_the_words_that_the_site_has(make_site, definition, serve, watch):
    body = """
        # Rules

        **Lead.** Then a text.

        **Lead** and no title.

        *First* **set off**: yes

        **Twice** (once)
        more

        1. Step one
           goes on

           ```sh
           not a part of it
           ```

           and on.
        2. | a | b |
           | - | - |
           | c | d |

        > Quoted [link](https://a.example) ![alt](https://a.example/x.png) [dead](x.html).

        A text that is longer than what fits into the title of a link, so it ends in the middle of what it says.

        ## Loops

        ### [LOOP-1] Avoid queries in loops

        Flag a `query` that runs once for each item

        Do NOT flag if:
        - the loop is **bounded**
          - by three
        - latency

        | Case | Then | |
        | --- | --- | --- |
        | **Cached**: yes | go on | x |
        | | stop |
        | **LOOP-3** | Never *count* twice. | once |
        | [L4.2] | A text that is longer than what fits into the title of a link, so it ends in the middle of it | x |
        | LOOP-5 | | yes |
        | LOOP-6 |
        | LOOP-7 is one | no |

        Good:

        ```py
        not a part of it
        ```

        **Bad**

        ```py
        not a part of it
        ```

        #### Also bad

        ```py
        not a part of it
        ```

        - An item

          **Worse** *than* that

          ```py
          not a part of it
          ```

          **So bad!**

          ```py
          not a part of it
          ```

        **Never without a bound**

        ```py
        not a part of it
        ```

        <notes>
        - In a tag

        </notes>

        ### [LOOP-2] Name it

        **Never do this without a second reviewer!**
        """
    body = "\n".join(line[8:] for line in body.splitlines())
    site = make_site({"agents/a.md": definition("a", body=body)}, {"html_baseurl": "https://a.example/docs"})
    page = watch(serve(site.out).url).open("agents/a.html")
    units = page.eval_on_selector_all(".agent-link", "links => links.map(agentQuoting.unit)")
    known = site.json()["agents"][0]["guidelines"]
    assert [unit["text"] for unit in units] == [unit["text"] for unit in known]
    assert [unit["title"] for unit in units] == [unit["title"] or first_sentences(unit["text"], 80) for unit in known]
    assert [unit["lead"] for unit in units] == [unit["lead"] for unit in known]
    assert [unit["section"] for unit in units] == [(unit["section"] or [""])[-1] for unit in known]
    addresses = [unit["permalink"] or unit["url"] for unit in known]
    assert [unit["url"] for unit in units] == [f"https://a.example/docs/{address}" for address in addresses]
    assert {"row", "rule"} < {unit["kind"] for unit in known}
    assert "Do NOT flag if:" in {unit["lead"] for unit in known}
    assert {unit["agent"] for unit in units} == {"A"}


@pytest.mark.parametrize(("form", "expected"), [("pages", "g/{}/"), ("resolver", "g/#{}")])
@pytest.mark.parametrize("base", ["", "https://a.example/docs/"])
def test_a_short_link(make_site, definition, serve, watch, form, expected, base):
    conf = {"agentdocs_short_links": form, "html_baseurl": base}
    site = make_site({"agents/deep/a.md": definition("a", body="A rule.\n")}, conf)
    watched = watch(serve(site.out).url, permissions=CLIPBOARD)
    page = watched.open("agents/deep/a.html?highlight=x")
    open_menu(page, "a.a-rule")
    code = link(page, "a.a-rule").get_attribute("id").removeprefix("g/")
    choose(page, "Copy link")
    announced(page)
    assert clipboard(page) == (base or watched.own) + expected.format(code)
    page.goto(watched.own + expected.format(code))
    page.wait_for_url(f"{watched.own}agents/deep/a.html#g/{code}")


def test_the_address_of_a_page_in_other_builders(make_site, definition, serve, watch):
    for builder, path in (("dirhtml", "agents/a/"), ("singlehtml", "index.html")):
        conf = {"agentdocs_short_links": "none"}
        site = make_site({"agents/a.md": definition("a", body="A rule.\n")}, conf, builder=builder)
        watched = watch(serve(site.out).url, permissions=CLIPBOARD)
        page = watched.open(path)
        open_menu(page, "a.a-rule")
        choose(page, "Copy as quote")
        announced(page)
        assert clipboard(page) == f"> A rule.\n>\n> — [A]({watched.own}{path}#a.a-rule)\n\n"
        assert watched.found() == []


# -- the text of a definition in a review

HOSTILE = [
    "[click](https://a.example) ![x](https://a.example/x.png)",
    "<img src=x onerror=alert(1)> <!-- gone --> &lt;b&gt;",
    "@alice and @org/team, see #123 and GH-45 and org/repo#6",
    "https://a.example www.a.example alice@a.example mailto:x@a.example",
    "``` not a fence ``` and ~~~ not either and `code`",
    "*a* _b_ ~~c~~ | d | $e$ \\",
    ":tada: 0123456789abcdef0123456789abcdef01234567",
    "# heading",
    "1. step",
    "- item",
    "+ item",
    "=====",
    "> deeper",
    "| a | b |",
    "[x]: https://a.example",
    "[!WARNING]",
    "^[b]: never merge, [^1] and 2^10",
    '~bug ~"to do" a~b ~/x %v2 95% &5 R&D !7 $8',
    "ABC-123 AG-7q2kd UTF-8 Q-tip AB#12 GL-1 *iteration:3 日本語GH-1",
    "[[a page]] [page] [vulnerability:1] [TOC] [[_TOC_]] [~user] @{1:2} @<id> 1@.A",
    "[+ in +] {- out -} [[ x ]]",
]


@pytest.fixture(scope="module")
def quoting(runner, serve, browser):
    """A page with the functions that cite."""
    page = browser.new_page()
    page.goto(f"{serve(runner.out).url}agents/runner.html")
    yield page
    page.close()


@pytest.mark.parametrize("text", HOSTILE)
def test_no_part_of_a_definition_becomes_markdown(quoting, text):
    unit = {"agent": text, "title": text, "text": text, "url": "https://site.example/g/7q2kd/"}
    quoted = quoting.evaluate("unit => agentQuoting.quote(unit)", unit)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(quoted)
    assert [token.type for token in tokens] == [
        "blockquote_open",
        *["paragraph_open", "inline", "paragraph_close"] * 2,
        "blockquote_close",
    ]
    said, source = tokens[2].children, tokens[5].children
    assert "".join(child.content for child in said) == text
    assert {child.type for child in said} <= {"text", "text_special", "code_inline"}
    kinds = [child.type for child in source if child.type not in ("text", "text_special", "code_inline")]
    assert kinds == ["link_open", "link_close"]
    assert "".join(child.content for child in source) == f"— {text}"
    shown = " ".join(child.content for child in said if child.type != "code_inline")
    for alive in ("@alice", "@org", "#123", "#6", "GH-45", "://", "www.", "@a.", "mailto:", ":tada:", "0123456"):
        assert alive not in shown


def scrambled(number: int) -> Iterator[str]:
    """Texts of pieces that services convert, the same ones in each run."""
    chance = Random(1)
    pieces = [*" ".join(HOSTILE).split(), *"^[]():!@#$&~%*_<>\\`|-+.={}\"'/AGa19é語", " ", " "]
    for _ in range(number):
        text = " ".join("".join(chance.choices(pieces, k=chance.randint(1, 9))).split())
        if text:
            yield text


def _led(texts):
    """Each text, every other one with another text before it."""
    return [(text, texts[at - 1] if at % 2 else "") for at, text in enumerate(texts)]


def test_the_command_cites_in_the_same_words(quoting):
    texts = [
        *HOSTILE,
        *(f"{text} {other}" for text in HOSTILE for other in HOSTILE),
        "``a`@b",
        "(@c) [#1]",
        "1) x",
        "٣. x",
        *scrambled(2_000),
    ]
    url = "https://site.example/g/7q2kd/"
    values = [
        {"agent": text, "section": lead[:9], "lead": lead, "title": text, "text": text, "url": url}
        for text, lead in _led(texts)
    ]
    cited = [Citation(text, (lead[:9],), "item", text, text, "7q2kd", url, lead=lead) for text, lead in _led(texts)]
    links = quoting.evaluate("values => values.map(agentQuoting.markdown)", values)
    assert links == [FORMS["markdown"]([citation]).removesuffix("\n") for citation in cited]
    quotes = quoting.evaluate("values => values.map(agentQuoting.quote)", values)
    assert quotes == [FORMS["quote"]([citation]) for citation in cited]


def test_an_address_does_not_end_its_link(make_site, definition, watch, tmp_path):
    site = make_site({"agents/a.md": definition("a", body="A rule.\n")}, {"agentdocs_short_links": "none"})
    shutil.copytree(site.out, tmp_path / "a (b) <c>'*$")
    watched = watch(f"{(tmp_path / 'a (b) <c>').as_uri()}", permissions=CLIPBOARD)
    page = watched.open("'*$/agents/a.html")
    open_menu(page, "a.a-rule")
    choose(page, "Copy as Markdown")
    announced(page)
    assert (
        clipboard(page) == f"[A › A rule.]({tmp_path.as_uri()}/a%20%28b%29%20%3Cc%3E%27%2A%24/agents/a.html#a.a-rule)"
    )


# -- the menu


def test_the_menu_as_a_screen_reader_has_it(page):
    button = link(page, BRIEF)
    assert button.get_attribute("aria-haspopup") == "menu"
    assert button.get_attribute("aria-expanded") == "false"
    assert page.locator("[role=menu]").count() == 0
    open_menu(page, BRIEF)
    assert button.get_attribute("aria-expanded") == "true"
    code = button.get_attribute("id").removeprefix("g/")
    assert page.locator("[role=menu]").aria_snapshot() == "\n".join(
        [
            '- menu "Cite this":',
            *(f'  - menuitem "{name}"' for name in ("Copy link", "Copy as Markdown", "Copy as quote")),
            f'  - menuitem "Copy code {code}":',
            "    - text: Copy code",
            f"    - code: {code}",
            '  - menuitem "Go to this guideline"',
        ]
    )
    assert focused(page) == "Copy link"
    open_menu(page, NESTED)
    assert button.get_attribute("aria-expanded") == "false"
    assert page.locator("[role=menu]").count() == 1
    assert page.get_by_role("button", name="Link to: ").count() == 4


def test_escape_closes_and_restores_the_focus(page):
    link(page, BRIEF).press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.locator("[role=menu]").is_hidden()
    assert focused(page) == f"#{BRIEF}"
    assert link(page, BRIEF).get_attribute("aria-expanded") == "false"


def test_tab_closes_and_moves_on(page):
    link(page, BRIEF).press("Enter")
    page.keyboard.press("Tab")
    assert page.locator("[role=menu]").is_hidden()
    assert focused(page) == "The file as the model reads it"
    link(page, NESTED).press("Enter")
    page.keyboard.press("Shift+Tab")
    assert focused(page) == f"#{RACE}"


def test_links_are_named_after_their_units(page):
    named = page.locator(".agent-link").evaluate_all("links => links.map(link => link.getAttribute('aria-label'))")
    units = ("A race is near.", "Be brief", "Nested rule.", "Write the name_of it.")
    assert named == [f"Link to: {unit}" for unit in units]


def test_the_links_of_a_section_are_one_stop(page):
    def stops():
        links = page.locator(".agent-link[tabindex='0']")
        return links.evaluate_all("links => links.map(link => link.parentElement.id)")

    assert stops() == [RACE, BRIEF]
    link(page, BRIEF).focus()
    for key, found in (("ArrowDown", NESTED), ("ArrowDown", NAME), ("ArrowDown", NAME), ("ArrowUp", NESTED)):
        page.keyboard.press(key)
        assert focused(page) == f"#{found}"
    assert stops() == [RACE, NESTED]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert focused(page) == f"#{NESTED}"
    page.keyboard.press("Tab")
    assert focused(page) == "The file as the model reads it"


def test_rules_that_are_sections_are_one_stop(make_site, definition, serve, watch):
    body = "## Rules\n\n### Never guess the time\n\nAsk the owner.\n\n### Never paint the lamp\n\nPolish it.\n"
    site = make_site({"agents/a.md": definition("a", body=body)})
    page = watch(serve(site.out).url).open("agents/a.html")
    assert page.locator("h2 > .agent-link").count() == 2
    assert page.locator(".agent-link[tabindex='0']").count() == 1


def test_links_are_visible_and_large_enough_for_a_finger(page):
    style = link(page, BRIEF).evaluate(
        "link => [getComputedStyle(link, '::before').content, link.offsetWidth, link.offsetHeight]"
    )
    assert style == ['"#" / "Link"', 24, 24]


def test_a_code_is_copied_with_the_prefix_of_the_site(make_site, definition, serve, watch):
    site = make_site({"agents/a.md": definition("a", body="A rule.\n")}, {"agentdocs_code_prefix": "AG-"})
    page = watch(serve(site.out).url, permissions=CLIPBOARD).open("agents/a.html")
    open_menu(page, "a.a-rule")
    code = link(page, "a.a-rule").get_attribute("id").removeprefix("g/")
    choose(page, f"Copy code AG-{code}")
    announced(page)
    assert clipboard(page) == f"AG-{code}"


def test_a_click_elsewhere_closes(page):
    open_menu(page, BRIEF)
    page.mouse.click(900, 5)
    assert page.locator("[role=menu]").is_hidden()
    open_menu(page, BRIEF)
    link(page, BRIEF).click()
    assert page.locator("[role=menu]").is_hidden()


def test_the_plain_link_is_in_the_menu(page):
    open_menu(page, BRIEF)
    choose(page, "Go to this guideline")
    assert page.url == plain(page, BRIEF)
    assert page.locator("[role=menu]").is_hidden()
    page.locator("h1").click()
    link(page, NESTED).press("Enter")
    page.keyboard.press("g")
    page.keyboard.press("Space")
    assert page.url == plain(page, NESTED)


def test_a_click_with_a_modifier_is_left_to_the_browser(page):
    """No tab is opened here: a Chromium without a window may crash in the new one."""
    link(page, BRIEF).focus()
    page.evaluate("addEventListener('click', event => { left = !event.defaultPrevented; event.preventDefault(); })")
    link(page, BRIEF).click(modifiers=["Control"])
    assert page.evaluate("left") is True
    assert page.locator("[role=menu]").count() == 0


def test_the_menu_is_not_printed_and_takes_no_space(page):
    before = page.evaluate("[document.body.scrollHeight, document.body.scrollWidth]")
    open_menu(page, BRIEF)
    assert page.evaluate("[document.body.scrollHeight, document.body.scrollWidth]") == before
    page.emulate_media(media="print")
    assert page.locator("[role=menu]").is_hidden()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_motion(page, motion):
    page.emulate_media(reduced_motion=motion)
    open_menu(page, BRIEF)
    animation = page.eval_on_selector("[role=menu]", "menu => getComputedStyle(menu).animationName")
    assert animation == ("none" if motion == "reduce" else "agent-appear")


@pytest.mark.parametrize("anchor", [BRIEF, RACE])
def test_the_menu_fits_a_narrow_screen(runner, serve, watch, anchor):
    watched = watch(serve(runner.out).url, has_touch=True, is_mobile=True)
    page = watched.page
    page.set_viewport_size({"width": 390, "height": 700})
    watched.open("agents/runner.html")
    link(page, anchor).tap()
    box = page.locator("[role=menu]").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 700
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert watched.found() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_menu_can_be_read(runner, serve, watch, scheme):
    page = watch(serve(runner.out).url, color_scheme=scheme).open("agents/runner.html")
    link(page, BRIEF).press("Enter")
    colors = "item => [getComputedStyle(item).color, getComputedStyle(item).backgroundColor]"
    front, back = page.eval_on_selector(".agent-menu-item:focus", colors)
    assert contrast(front, back) > 7
    front, back = page.eval_on_selector(".agent-menu", colors)
    assert contrast(front, back) > 7


def contrast(one, other):
    """The contrast of two colours, by the formula of WCAG 2."""
    lights = []
    for color in (one, other):
        parts = [int(part) / 255 for part in color.partition("(")[2].rstrip(")").split(",")[:3]]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        lights.append(0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    return max(lights) / min(lights)


# -- where copying does not work as usual


def test_without_a_clipboard_for_scripts(page):
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    open_menu(page, BRIEF)
    choose(page, "Copy as quote")
    assert announced(page) == "Quote copied"
    assert focused(page) == f"#{BRIEF}"
    page.evaluate("document.body.prepend(Object.assign(document.createElement('textarea'), {id: 'paste'}))")
    page.focus("#paste")
    page.keyboard.press("Control+V")
    quote = f"> Be brief: Leave out what nobody asked for.\n>\n> — [Runner]({address(page, BRIEF)})\n\n"
    assert page.input_value("#paste") == quote


def test_text_that_cannot_be_copied_is_selected(page):
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('denied')) }")
    page.evaluate("() => { document.execCommand = () => false }")
    open_menu(page, BRIEF)
    choose(page, "Copy link")
    assert announced(page) == "Could not copy. The text is selected: copy it by hand."
    field = page.get_by_role("textbox", name="Text to copy")
    assert field.input_value() == address(page, BRIEF)
    assert page.evaluate("document.activeElement.value.length") == len(address(page, BRIEF))
    assert page.evaluate("document.activeElement.selectionEnd - document.activeElement.selectionStart") == len(
        address(page, BRIEF)
    )
    page.keyboard.press("Escape")
    assert field.is_hidden()
    assert focused(page) == f"#{BRIEF}"


def test_without_scripts_the_link_is_a_link(runner, serve, watch):
    watched = watch(serve(runner.out).url, java_script_enabled=False)
    watched.page.goto(f"{watched.own}agents/runner.html")
    link(watched.page, BRIEF).click()
    assert watched.page.url == plain(watched.page, BRIEF)


def test_from_the_disk(runner, watch):
    own = f"{runner.out.as_uri()}/"
    watched = watch(own, permissions=CLIPBOARD)
    page = watched.open("agents/runner.html")
    open_menu(page, BRIEF)
    choose(page, "Copy link")
    assert announced(page) == "Link copied"
    assert clipboard(page) == f"{own}agents/runner.html#{BRIEF}"
    assert watched.found() == []


def test_a_short_link_from_the_disk_names_a_file(make_site, definition, watch):
    site = make_site({"agents/a.md": definition("a", body="A rule.\n")}, {"agentdocs_short_links": "pages"})
    page = watch(f"{site.out.as_uri()}/").open("agents/a.html")
    (unit,) = page.eval_on_selector_all(".agent-link", "links => links.map(agentQuoting.unit)")
    code = link(page, "a.a-rule").get_attribute("id").removeprefix("g/")
    assert unit["url"] == f"{site.out.as_uri()}/g/{code}/index.html"


# -- landing on a link


def highlight(page, anchor):
    return page.eval_on_selector(f"[id='{anchor}']", "unit => getComputedStyle(unit).backgroundColor")


def test_landing_on_a_link_shows_the_unit(page):
    plain = highlight(page, BRIEF)
    page.goto(address(page, BRIEF))
    assert highlight(page, BRIEF) != plain
    assert highlight(page, NAME) == plain


def test_landing_on_a_code_shows_the_unit(page):
    plain = highlight(page, BRIEF)
    page.goto(address(page, link(page, BRIEF).get_attribute("id")))
    assert highlight(page, BRIEF) != plain
    assert highlight(page, NAME) == plain


def test_landing_on_the_code_of_a_paragraph_shows_no_other_one(make_site, definition, serve, watch):
    site = make_site({"agents/a.md": definition("a", body="## Rules\n\nNever guess.\n\nNever lie.\n")})
    page = watch(serve(site.out).url).open("agents/a.html")
    plain = highlight(page, "a.never-lie")
    page.goto(address(page, link(page, "a.never-guess").get_attribute("id")))
    assert highlight(page, "a.never-guess") != plain
    assert highlight(page, "a.never-lie") == plain


def test_landing_on_a_former_anchor_shows_the_unit(page):
    plain = highlight(page, BRIEF)
    page.eval_on_selector(f"[id='{BRIEF}'] > p", "own => own.before(document.createElement('span'))")
    page.eval_on_selector(f"[id='{BRIEF}'] > span", "own => { own.id = 'old' }")
    page.goto(address(page, "old"))
    assert highlight(page, BRIEF) != plain
    assert highlight(page, NESTED) == plain


# -- in another language


def test_the_menu_speaks_the_language_of_the_site(make_site, definition, serve, watch):
    catalog = Catalog(locale="de")
    catalog.add("Cite this", "Zitieren")
    catalog.add("Copy link", "Link kopieren")
    catalog.add("Link copied", "Link kopiert")
    words = BytesIO()
    write_mo(words, catalog)
    files = {"agents/runner.md": definition("runner", body=BODY)}
    files["locale/de/LC_MESSAGES/sphinx_agentdocs.mo"] = words.getvalue()
    site = make_site(files, {"html_theme": "furo", "language": "de", "locale_dirs": ["locale"]})
    watched = watch(serve(site.out).url, permissions=CLIPBOARD)
    page = watched.open("agents/runner.html")
    open_menu(page, BRIEF)
    assert page.get_by_role("menu").get_attribute("aria-label") == "Zitieren"
    choose(page, "Link kopieren")
    assert announced(page) == "Link kopiert"
    assert watched.found() == []

"""Every page in a real browser with the network shut: light, dark, wide and on a phone."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

import pytest
import yaml

BOOK = Path(__file__).resolve().parents[2] / "book"
TOC = yaml.safe_load((BOOK / "_toc.yml").read_text("utf-8"))
CHAPTERS = [chapter["file"] for chapter in TOC["parts"][0]["chapters"]]
PAGES = [*(page["file"] for part in TOC["parts"] for page in part["chapters"]), "index", "search"]
PAGES += ["reference/experiments"]  # one of those that are made from docstrings
WIDE, PHONE = 1280, 390
READY = """async () => {
  const typeset = window.MathJax?.startup?.promise;
  await Promise.race([typeset, new Promise((done) => setTimeout(done, 60000))]);
  const all = (query) => [...document.querySelectorAll(query)];
  for (let round = 0; round < 200; round++) {
    const drawn = all('.plotly-figure').every((figure) => figure.dataset.drawn);
    const rest = all('.course-quiz .question, .live-trial').every((one) => one.dataset.ready);
    if (drawn && rest) return true;
    await new Promise((done) => setTimeout(done, 50));
  }
  return false;
}"""
PROSE = """() => {
  const copy = document.querySelector('article, main').cloneNode(true);
  const other = copy.querySelectorAll('pre, code, script, style, mjx-container');
  for (const element of other) element.remove();
  return copy.textContent;
}"""
# A chapter has thousands of words of code. How well one is seen depends on its look and on what is
# behind it: of each such pair the first three are measured, and those that come again are marked.
AGAIN = """() => {
  const behind = new Map([[null, '']]), seen = new Map();
  const background = (element) => {
    if (!behind.has(element)) {
      const { backgroundColor, backgroundImage, opacity, position } = getComputedStyle(element);
      const own = [backgroundColor, backgroundImage, opacity, position].join();
      const plain = own === 'rgba(0, 0, 0, 0),none,1,static';
      behind.set(element, background(element.parentElement) + (plain ? '' : '/' + own));
    }
    return behind.get(element);
  };
  for (const element of document.querySelectorAll('body *:not(svg, svg *)')) {
    if (element.childElementCount || !element.textContent.trim()) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element);
    const look = [background(element), color, fontSize, fontWeight, textShadow].join('|');
    seen.set(look, (seen.get(look) ?? 0) + 1);
    element.toggleAttribute('data-again', seen.get(look) > 3);
  }
}"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def contexts(chromium):
    """Return a context for each colour scheme; pages of one share its cache."""
    made = {scheme: chromium.new_context(color_scheme=scheme) for scheme in ("light", "dark")}
    yield made
    for context in made.values():
        context.close()


@contextlib.contextmanager
def opened(contexts, url: str, width: int = WIDE, scheme: str = "light"):
    """Yield a page, loaded and drawn, and check that nothing failed or asked another host."""
    tab = contexts[scheme].new_page()
    tab.set_default_timeout(60_000)
    tab.set_viewport_size({"width": width, "height": 900})
    own = re.match(r"http://[^/]+/|.*/", url)[0]
    faults: list[str] = []
    tab.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: faults.append(f"error: {error}"))
    tab.on("requestfailed", lambda request: faults.append(f"failed: {request.url}"))
    tab.on("response", lambda got: faults.append(got.url) if got.status >= 400 else None)
    tab.on("request", lambda sent: None if sent.url.startswith(own) else _remote(sent.url, faults))
    tab.goto(url, wait_until="load")
    assert tab.evaluate(READY), f"a figure or a quiz was not drawn: {faults}"
    yield tab
    assert faults == []
    tab.close()


def _remote(url: str, faults: list[str]) -> None:
    if not url.startswith(("data:", "blob:")):
        faults.append(f"asks another host: {url}")


def serious(tab, *parts: str) -> list[str]:
    """Return what axe finds in the page, or in parts of it; regions are no serious fault to it."""
    within = {"include": [[part] for part in parts]} if parts else None
    off = {"enabled": False}
    found = _found(tab, within, {"rules": {"color-contrast": off, "region": off}})
    tab.evaluate(AGAIN)
    hiding = tab.add_style_tag(content="[data-again] { visibility: hidden !important }")
    found += _found(tab, within, {"runOnly": ["color-contrast"]})
    hiding.evaluate("style => style.remove()")
    return found


def _found(tab, context: dict | None, options: dict) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    options = {"resultTypes": ["violations"], "preload": False, **options}
    return [
        f"{fault['id']}: {node['html'][:200]} {node['any'] and node['any'][0]['message']}"
        for fault in Axe().run(tab, context, options).response["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"][:3]
    ]


@pytest.fixture(scope="module")
def shown(request, contexts, address):
    """Yield a page in a width and a scheme, loaded once for all tests that only look at it."""
    page, width, scheme = request.param
    with opened(contexts, f"{address}/{page}.html", width, scheme) as tab:
        yield tab


def looking(pages: list[str], *, width: int, scheme: str):
    places = [(page, width, scheme) for page in pages]
    names = [f"{page}-{scheme}-{width}" for page in pages]
    return pytest.mark.parametrize("shown", places, ids=names, indirect=True, scope="module")


def is_whole(tab, width: int, scheme: str) -> None:
    """Check a page's colours, width, title, formulas and what axe finds.

    No colour depends on the width, and no width on the colours: two of four combinations do.
    """
    tab.locator(f"html[lang=en][data-theme={scheme}]").wait_for()
    assert "Fair Trials" in tab.title()
    over = tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert over <= 0, f"{over} pixels wider than a window of {width}"
    formulas = tab.locator("span.math, div.math")
    assert tab.locator(".math mjx-container").count() == formulas.count()
    assert tab.locator("mjx-merror, [data-mjx-error]").count() == 0
    assert not re.search(r"\\\(|\\\[|\$\$|\$[^$\n]{1,80}\$", tab.evaluate(PROSE))
    assert serious(tab) == []


@looking(PAGES, width=WIDE, scheme="dark")
def test_wide_and_dark(shown):
    is_whole(shown, WIDE, "dark")


@looking(PAGES, width=PHONE, scheme="light")
def test_on_a_phone(shown):
    is_whole(shown, PHONE, "light")


@looking(CHAPTERS, width=PHONE, scheme="light")
def test_chapter_has_what_a_chapter_needs(shown, request):
    tab, chapter = shown, request.node.callspec.params["shown"][0]
    assert tab.locator(".cell_output svg[role=img][aria-label]").count() >= 1
    moving = tab.locator(".plotly-figure .main-svg").count()
    assert moving >= 1 or chapter.endswith("your-own")  # what moves there is the reader's plan
    assert tab.locator(".course-quiz .question").count() >= 3
    assert tab.locator(".admonition.chapter-head").count() == 1
    assert tab.locator("mjx-container").count() >= 1
    for figure in tab.locator(".cell_output svg[role=img], .plotly-figure").all():
        box = figure.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE
    assert tab.locator(f"a.btn-download-source-button[href$='{chapter}.ipynb']").count() >= 1
    links = [link.get_attribute("href") for link in tab.locator("a[target=_blank]").all()]
    assert any(link.startswith("https://colab.research.google.com/") for link in links)
    assert any(link.startswith("https://mybinder.org/") for link in links)


@looking(CHAPTERS, width=PHONE, scheme="light")
def test_a_phone_keeps_numbers_and_formulas_in_sight(shown):
    hidden = shown.evaluate(
        """() => [...document.querySelectorAll('.table-scroll')].filter((table) => {
          const right = (element) => element.getBoundingClientRect().right;
          const row = table.querySelector('tbody tr');
          const number = right(row.querySelector('td')) > right(table);
          table.scrollLeft = table.scrollWidth;
          const label = right(row.querySelector('th'));
          return number || label < table.getBoundingClientRect().left;
        }).map((table) => table.textContent)"""
    )
    assert hidden == []
    cut = shown.evaluate(
        """() => [...document.querySelectorAll('div.math mjx-container')].filter((box) => {
          const formula = box.querySelector('mjx-math');
          const start = formula.getBoundingClientRect().left;
          box.scrollLeft = box.scrollWidth;
          return start < 0 || formula.getBoundingClientRect().right > window.innerWidth;
        }).length"""
    )
    assert cut == 0


def test_search_finds_a_page(contexts, address):
    with opened(contexts, f"{address}/index.html") as tab:
        tab.locator("button.search-button-field:visible").click()
        tab.locator("input[type=search]:visible").first.fill("window")
        tab.keyboard.press("Enter")
        tab.locator("#search-results ul.search li a[href*='02-pooling']").first.wait_for()
        tab.wait_for_load_state("networkidle")
        for summary in tab.locator("#search-results .context").all():
            assert summary.text_content().strip()
            assert "\\" not in summary.text_content()


def test_theme_button_changes_the_figures_too(contexts, address):
    with opened(contexts, f"{address}/{CHAPTERS[0]}.html") as tab:
        text = tab.locator(".plotly-figure svg text").first
        before = text.evaluate("text => getComputedStyle(text).fill")
        button = tab.locator("button.theme-switch-button:visible").first
        for _ in range(3):
            button.click()
            if tab.locator("html").get_attribute("data-theme") == "dark":
                break
        assert tab.locator("html").get_attribute("data-theme") == "dark"
        tab.mouse.move(0, 0)
        assert text.evaluate("text => getComputedStyle(text).fill") != before
        tab.reload()
        assert tab.locator("html").get_attribute("data-theme") == "dark"
        assert tab.evaluate(READY)


def said(question) -> tuple[bool, str]:
    """Return whether a question of a quiz is marked right, and its feedback."""
    feedback = question.locator("[role=status]")
    return "right" in feedback.get_attribute("class").split(), feedback.text_content()


def test_quiz_marks_a_choice(contexts, address):
    with opened(contexts, f"{address}/{CHAPTERS[0]}.html") as tab:
        question = tab.locator(".question[data-kind=multiple_choice]").first
        question.locator("input[data-correct=false]").first.check()
        assert said(question)[0] is False
        question.locator("input[data-correct=true]").check()
        assert said(question)[0] is True
        assert said(question)[1]


def test_quiz_counts_what_is_found_and_forgives_a_wrong_click(contexts, address):
    with opened(contexts, f"{address}/{CHAPTERS[0]}.html") as tab:
        question = tab.locator(".question[data-kind=many_choice]").first
        right = question.locator("input[data-correct=true]")
        wrong = question.locator("input[data-correct=false]")
        for answer in right.all():
            answer.check()
        assert said(question)[0] is True
        assert "3 of 3 found." in said(question)[1]
        wrong.first.check()
        assert said(question)[0] is False
        assert "3 of 3 found, 1 marked wrongly." in said(question)[1]
        wrong.first.uncheck()
        assert said(question) == (True, "3 of 3 found.")


def test_quiz_reads_numbers_as_people_write_them(contexts, address):
    with opened(contexts, f"{address}/{CHAPTERS[0]}.html") as tab:
        numeric = tab.locator(".question[data-kind=numeric]")
        question = numeric.filter(has_text="About how far has the weight moved")
        for typed in ("0.2", "0,2", " 1/5 ", "20 %", "2e-1", "10", "-0,2", "0,2,3", "1/0", "much"):
            question.locator("input").fill(typed)
            question.locator("button").click()
            right, feedback = said(question)
            assert right == (typed not in ("10", "-0,2", "0,2,3", "1/0", "much")), typed
            assert ("not a number" in feedback) == (typed in ("0,2,3", "1/0", "much")), typed


def test_quiz_keeps_its_answers(contexts, address):
    with opened(contexts, f"{address}/{CHAPTERS[0]}.html") as tab:
        number = tab.locator(".question[data-kind=numeric]").first
        number.locator("input").fill("0,21")
        number.locator("input").press("Enter")
        choice = tab.locator(".question[data-kind=multiple_choice]").first
        choice.locator("input[data-correct=true]").check()
        before = said(number), said(choice)
        tab.reload()
        assert tab.evaluate(READY)
        assert (said(number), said(choice)) == before
        assert number.locator("input").input_value() == "0,21"
        assert choice.locator("input[data-correct=true]").is_checked()
        tab.evaluate("localStorage.clear()")


def test_terms_explain_themselves_to_pointer_and_keyboard(contexts, address):
    for width in (WIDE, PHONE):
        with opened(contexts, f"{address}/{CHAPTERS[0]}.html", width) as tab:
            tip = tab.locator("[role=tooltip]")
            assert not tip.is_visible()
            link = tab.locator(".glossary-term a").nth(3)
            link.focus()
            assert tip.is_visible()
            assert link.get_attribute("aria-describedby") == tip.get_attribute("id")
            said = tip.text_content()
            box = tip.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert serious(tab, "[role=tooltip]", ".glossary-term") == []
            tab.keyboard.press("Escape")
            assert not tip.is_visible()
            assert link.get_attribute("aria-describedby") is None
            link.hover()
            assert tip.text_content() == said
            anchor = link.get_attribute("href").partition("#")[2]
            link.click()
            assert tab.locator(f"dt#{anchor} + dd").text_content().strip() == said


def test_a_wide_page_shows_code_and_figures_whole(contexts, address):
    with opened(contexts, f"{address}/{CHAPTERS[0]}.html") as tab:
        room = tab.evaluate(
            """() => {
              const code = document.querySelector('.cell_input pre');
              code.textContent = 'x'.repeat(78);
              return code.clientWidth - code.scrollWidth;
            }"""
        )
        assert room >= 0, "78 columns of code are cut"
        column = tab.locator(".cell_output").first.bounding_box()["width"]
        for figure in tab.locator(".cell_output svg[role=img]").all():
            assert figure.bounding_box()["width"] > 0.8 * column
        assert tab.locator(".plotly-figure .modebar-btn").count() == 0


def test_a_solid_figure_is_drawn_from_farther_off_on_a_phone(contexts, address):
    figure = {"data": [{"type": "mesh3d", "x": [0, 1, 0, 0], "y": [0, 0, 1, 0], "z": [0, 0, 0, 1]}]}
    figure["layout"] = {"scene": {"camera": {"eye": {"x": 1, "y": 1, "z": 1}}}}
    page = (
        '<!DOCTYPE html><html lang="en"><body><div class="plotly-figure">'
        f'<script type="application/json">{json.dumps(figure)}</script></div>'
        '<script src="_static/plotly.min.js"></script>'
        '<script src="_static/plotly_figures.js"></script></body></html>'
    )
    for width, eye in ((WIDE, 1), (PHONE, 1.5)):
        tab = contexts["light"].new_page()
        tab.set_viewport_size({"width": width, "height": 900})
        tab.route("**/solid.html", lambda route: route.fulfill(body=page, content_type="text/html"))
        tab.goto(f"{address}/solid.html")
        assert tab.evaluate(READY)
        seen = "document.querySelector('.plotly-figure').layout.scene.camera.eye.x"
        assert tab.evaluate(seen) == eye
        tab.close()


def test_map_leads_to_the_chapters(contexts, address):
    for width, name in ((WIDE, "wide"), (PHONE, "narrow")):
        with opened(contexts, f"{address}/index.html", width) as tab:
            shown = tab.locator(f".chapter-map svg.{name}")
            assert shown.is_visible()
            assert tab.locator(".chapter-map svg:visible").count() == 1
            links = [link.get_attribute("href") for link in shown.locator("a").all()]
            assert links == [f"{chapter}.html" for chapter in CHAPTERS]
            heights = [text.bounding_box()["height"] for text in shown.locator("text").all()]
            assert min(heights) >= 13


def test_chapter_opens_from_a_folder(contexts, html):
    with opened(contexts, f"{html.as_uri()}/{CHAPTERS[0]}.html") as tab:
        assert tab.locator("mjx-container").count() >= 1
        assert tab.locator(".plotly-figure .main-svg").count() >= 1


def test_a_trial_runs_in_the_page_and_from_a_folder(contexts, address, html):
    for root, width, scheme in ((address, WIDE, "light"), (html.as_uri(), PHONE, "dark")):
        with opened(contexts, f"{root}/index.html", width, scheme) as tab:
            status = tab.locator(".live-trial [role=status]").first
            for said in ("After 1 seed:", "After 2 seeds:"):
                tab.get_by_role("button", name="Draw a seed").click()
                status.filter(has_text=said).wait_for()
            assert tab.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
            assert serious(tab, ".live-trial") == []

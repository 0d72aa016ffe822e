"""The pages to project: all that a chapter has of question, figures and verdicts, and readable."""

from __future__ import annotations

import ast
import html as html_text
import json
import re
from pathlib import Path

import pytest
import yaml
from chapter_slides import address, chapters, page
from chapter_slides.reading import slides, verdicts

BOOK = Path(__file__).resolve().parents[2] / "book"
CHAPTERS = list(chapters(BOOK / "chapters.yml"))
NAMES = [chapter["file"] for _, chapter in CHAPTERS]
TOO_BIG = """() => [...document.querySelectorAll('.slide')].map((slide, at) => [at + 1, slide])
  .filter(([at, slide]) => slide.getBoundingClientRect().height > innerHeight + 1
    || [...slide.querySelectorAll('.table-scroll')].some((t) => t.scrollWidth > t.clientWidth + 1))
  .map(([at]) => at)"""


def stored(name: str) -> dict:
    return json.loads((BOOK / f"{name}.ipynb").read_text("utf-8"))


def outputs(name: str) -> list[dict]:
    code = [cell for cell in stored(name)["cells"] if cell["cell_type"] == "code"]
    return [output for cell in code for output in cell["outputs"]]


def test_each_chapter_of_the_book_has_slides():
    contents = yaml.safe_load((BOOK / "_toc.yml").read_text("utf-8"))
    listed = [chapter["file"] for chapter in contents["parts"][0]["chapters"]]
    assert listed == NAMES


@pytest.mark.parametrize(("number", "chapter"), CHAPTERS, ids=NAMES)
def test_it_has_the_question_each_figure_and_each_verdict(number, chapter):
    made = page(number, chapter, stored(chapter["file"]), "Fair Trials")
    assert html_text.unescape(made).count(f"<h2>{chapter['question']}</h2>") == 2  # first and last
    told = [html_text.unescape(one) for one in re.findall(r"<li>(.*?)</li>", made)]
    printed = ["".join(one.get("text", "")) for one in outputs(chapter["file"])]
    held = [line for text in printed for line in text.split("\n") if line.startswith("holds: ")]
    assert len(told) == len(held) > 5
    assert [one for one in claimed(chapter["file"]) if one not in told] == []
    figures = [one for one in outputs(chapter["file"]) if shows_a_figure(one)]
    assert len(figures) >= 1
    assert made.count('class="slide shows"') == made.count("<figcaption>") == len(figures)


def claimed(name: str) -> list[str]:
    """Return the sentences that a chapter's code claims, but those that it puts together."""
    code = [cell["source"] for cell in stored(name)["cells"] if cell["cell_type"] == "code"]
    nodes = [node for cell in code for node in ast.walk(ast.parse("".join(cell)))]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    claims = [call.args[0] for call in calls if getattr(call.func, "id", "") == "claim"]
    return [" ".join(one.value.split()) for one in claims if isinstance(one, ast.Constant)]


def shows_a_figure(output: dict) -> bool:
    data = output.get("data", {})
    drawn = "".join(data.get("text/html", "")).startswith('<svg role="img"')
    return drawn or "application/vnd.plotly.v1+json" in data


def test_a_verdict_stands_beside_the_numbers_that_it_reads():
    def cell(source, **output):
        return {"cell_type": "code", "source": source, "outputs": [output]}

    def table(text):
        return {"text/html": f"<table><tr><th>a</th></tr><tr><td>{text}</td></tr></table>"}

    cells = [
        {"cell_type": "markdown", "source": "## A {index}`trial`\n\nText."},
        cell("scores = run()\nscores", data=table("right")),
        cell("other = run()\nother", data=table("wrong")),
        cell("claim('So.', scores > 0)", text="1.5\nholds: So it is.\n  end\n"),
        cell("claim('Sold.', nothing)", text="holds: Sold.\ndoes not hold: No.\n"),
    ]
    first, second = slides({"cells": cells})
    assert (first.heading, first.verdicts) == ("A trial", ["So it is."])
    assert "right" in first.table
    assert "wrong" not in first.table
    assert (second.table, second.verdicts) == ("", ["Sold."])


def test_a_verdict_of_several_lines_is_one_sentence():
    long = f"holds: {'word ' * 14}end"
    printed = f"{long}\n  goes on.\nholds: A table follows.\n  4 rows\n     mean\n"
    assert list(verdicts(printed)) == [f"{'word ' * 14}end goes on.", "A table follows."]


def test_the_instructors_page_leads_to_them(html):
    leading = (html / "for-instructors.html").read_text("utf-8")
    for _, chapter in CHAPTERS:
        assert f'href="{address(chapter)}"' in leading
        assert (html / address(chapter)).is_file()


@pytest.mark.browser
def test_they_fit_a_projector_and_turn_by_keys_without_a_server(chromium, html):
    context = chromium.new_context(color_scheme="dark", viewport={"width": 1280, "height": 720})
    tab = context.new_page()
    faults: list[str] = []
    tab.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("requestfailed", lambda request: faults.append(request.url))
    for _, chapter in (CHAPTERS[0], CHAPTERS[-1]):
        tab.goto((html / address(chapter)).as_uri())
        tab.locator("html[data-theme=dark]").wait_for()
        for figure in tab.locator(".plotly-figure").all():
            figure.locator(".main-svg").first.wait_for(state="attached")
        assert tab.evaluate(TOO_BIG) == []
        last = tab.locator(".slide").count()
        for key, at in (("ArrowRight", 2), ("PageDown", 3), ("End", last), ("ArrowLeft", last - 1)):
            tab.keyboard.press(key)
            tab.get_by_text(f"{at} / {last}", exact=True).wait_for()
            there = f"document.querySelectorAll('.slide')[{at - 1}].getBoundingClientRect().top"
            assert abs(tab.evaluate(there)) < 2
        tab.keyboard.press("d")
        tab.locator("html[data-theme=light]").wait_for()
        tab.set_viewport_size({"width": 390, "height": 844})
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390
        tab.set_viewport_size({"width": 1280, "height": 720})
    assert faults == []
    context.close()

"""What a reader ticks off: kept in the browser, shown elsewhere, and forgotten when told to."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

BOOK = Path(__file__).resolve().parents[2] / "book"
sys.path.insert(0, str(BOOK / "_ext"))

from reading_progress import STATIC, chapters  # noqa: E402
from reading_progress.markup import panel, questions, table  # noqa: E402

from course_lib import quizzes  # noqa: E402

ENTRIES = chapters(BOOK / "chapters.yml")
FIRST = ENTRIES[0]
CARD = '<a href="01-normalisation.html"><text class="state">read it</text></a>'
MAP = f'<div class="chapter-map"><svg>{CARD}</svg></div>'


@pytest.mark.parametrize("chapter", ENTRIES, ids=lambda chapter: chapter["file"])
def test_questions_are_counted_as_the_chapter_asks_them(chapter):
    stored = (BOOK / f"{chapter['file']}.ipynb").read_text("utf-8")
    keys = set(re.findall(r'data-key=\\"([^"\\]+)', stored))
    assert questions(chapter) == len(keys)
    assert all(key.startswith(f"{chapter['file']}/") for key in keys)


def write(folder: Path) -> None:
    """Write a start page and a chapter with what is tested, and its quiz."""
    head = (
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>A page</title>'
        f"<style>{(STATIC / 'reading_progress.css').read_text('utf-8')}</style>"
        f"<script>{(STATIC / 'reading_progress.js').read_text('utf-8')}</script>"
    )
    quiz = quizzes.load(FIRST["file"], "leak")._repr_html_()
    pages = {"index": MAP + table(ENTRIES), FIRST["file"]: quiz + panel(FIRST)}
    for name, body in pages.items():
        (folder / f"{name}.html").write_text(f"{head}<main><h1>Page</h1>{body}</main>", "utf-8")


@pytest.fixture
def tab(chromium, tmp_path):
    write(tmp_path)
    context = chromium.new_context(viewport={"width": 390, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.folder = tmp_path.as_uri()
    yield page
    assert all(url.startswith("file:") for url in asked), asked
    context.close()


@pytest.mark.browser
def test_ticks_and_answers_are_kept_shown_and_forgotten(tab):
    tab.goto(f"{tab.folder}/{FIRST['file']}.html")
    panel = tab.get_by_role("complementary", name="Your progress")
    total = questions(FIRST)
    assert panel.locator(".answered").text_content() == f"0 of {total}"
    tab.locator(".question input[type=radio]").first.check()
    panel.get_by_text(f"1 of {total}").wait_for()
    read = panel.get_by_role("checkbox", name="chapter read")
    read.focus()
    tab.keyboard.press("Space")
    assert read.is_checked()

    tab.goto(f"{tab.folder}/index.html")
    all_questions = sum(questions(chapter) for chapter in ENTRIES)
    said = f"1 of {len(ENTRIES)} chapters read, 1 of {all_questions} questions answered"
    assert tab.locator("summary").text_content() == f"Your progress: {said}, 0 exercises done"
    assert tab.locator(".state").text_content() == "✓ read"
    tab.locator("summary").press("Enter")
    assert tab.get_by_role("checkbox", name="Chapter 1 read").is_checked()
    assert not tab.get_by_role("checkbox", name="Chapter 2 read").is_checked()
    tab.get_by_role("checkbox", name="Exercise 1 done and checked").check()
    assert tab.locator(".state").text_content() == "✓ read  ✓ exercise"
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390

    tab.evaluate("localStorage.setItem('another', 'page')")
    for answer, kept in (("dismiss", True), ("accept", False)):
        tab.once("dialog", lambda dialog, answer=answer: getattr(dialog, answer)())
        tab.get_by_role("button", name="Forget all").click()
        assert tab.get_by_role("checkbox", name="Chapter 1 read").is_checked() is kept
    assert tab.evaluate("Object.keys(localStorage)") == ["another"]
    assert tab.locator(".state").text_content() == "read it"


@pytest.mark.browser
def test_a_browser_that_keeps_nothing_says_so_and_still_ticks(tab):
    tab.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('shut'); } })"
    )
    tab.goto(f"{tab.folder}/index.html")
    tab.locator("summary").click()
    tab.get_by_role("checkbox", name="Chapter 3 read").check()
    assert "1 of" in tab.locator("summary").text_content()
    assert "keeps nothing" in tab.locator(".why").text_content()

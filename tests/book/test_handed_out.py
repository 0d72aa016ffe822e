"""The built book as `course handout` gives it to students: without the instructors' pages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from answers import answers, texts

from course_lib.grading.handout.book import pages_for_students, why_outdated

ROOT = Path(__file__).resolve().parents[2]
INNER = re.compile(r'\bhref="(?!\w+:|//|#)([^"#?]+)')


@pytest.fixture(scope="module")
def pages(html) -> dict[str, bytes]:
    return pages_for_students(html)


def test_a_book_that_was_just_built_is_not_outdated(html):
    assert why_outdated(html, ROOT, {}) == ""


def test_an_exercise_that_changed_makes_it_outdated(html):
    changed = {"01-normalisation": {"checks.py": b"changed"}}
    assert "it holds another checks.py" in why_outdated(html, ROOT, changed)


def test_nothing_of_the_instructors_pages_is_in_it(pages, html):
    assert "for-instructors" in (html / "index.html").read_text("utf-8")
    assert [name for name, content in pages.items() if b"for-instructors" in content] == []
    assert {"index.html", "01-normalisation.html", "search.html", "searchindex.js"} <= pages.keys()


def test_each_link_leads_to_a_page_of_it(pages):
    for name, content in pages.items():
        if name.endswith(".html") and not name.startswith("_static/"):
            for link in INNER.findall(content.decode("utf-8")):
                there = (Path("/") / Path(name).parent / link).resolve().relative_to("/")
                assert there.as_posix() in pages, f"{name}: {link}"


def test_its_index_has_no_empty_entry(pages):
    page = pages["genindex.html"].decode("utf-8")
    assert not re.search(r"<li>[^<]*</li>|<li>[^<]*<ul>\s*</ul>", page)
    assert page.count("<ul") == page.count("</ul>")
    assert 'href="for-students.html#index-' in page


def test_its_search_names_its_pages(pages, html):
    def read(script: str) -> dict:
        return json.loads(script.removeprefix("Search.setIndex(")[:-1])

    before = read((html / "searchindex.js").read_text("utf-8"))
    after = read(pages["searchindex.js"].decode("utf-8"))
    assert before.keys() == after.keys()
    assert len(after["docnames"]) < len(before["docnames"])

    def found(index: dict, field: str, word: str) -> set[str]:
        hits = index[field][word]
        rows = [hits] if isinstance(hits, int) else hits
        names = {index["docnames"][row[0] if isinstance(row, list) else row] for row in rows}
        return {name for name in names if not name.startswith("for-instructors")}

    for field in ("terms", "titleterms", "alltitles", "indexentries", "objects"):
        for word in before[field]:
            wanted = found(before, field, word)
            assert (found(after, field, word) if word in after[field] else set()) == wanted


def test_no_text_of_it_answers_an_exercise(pages):
    ours = {name: content for name, content in pages.items() if not name.startswith("_static/")}
    given = dict(texts(ours))
    for folder in sorted((ROOT / "solutions").glob("[0-9]*")):
        for place, text in answers(folder).items():
            assert [path for path, there in given.items() if text in there] == [], place

"""The self-study edition holds the solutions, behind folds; the book and a handout never do."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml
from answers import answers, plain, texts
from editions.assembling import assemble
from editions.hints import Hint, hints
from sphinx.application import Sphinx

from course_lib.grading.exercise import Exercise
from course_lib.grading.handout.book import why_outdated

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS = ROOT / "solutions"
EXERCISES = sorted(path.parent.name for path in SOLUTIONS.glob("*/exercise.toml"))
FOLD = re.compile(r"^:{6}\{dropdown\} (\w+)\n(.*?)\n:{6}$", re.MULTILINE | re.DOTALL)
MINIMAL = {
    "extensions": ["myst_parser", "sphinx_design"],
    "myst_enable_extensions": ["amsmath", "colon_fence", "dollarmath"],
    "html_theme": "basic",
}


@pytest.fixture(scope="module")
def sources(tmp_path_factory) -> Path:
    """Return the folder of the edition's sources."""
    return assemble(ROOT, tmp_path_factory.mktemp("edition") / "source")


def solutions(name: str) -> dict[str, str]:
    """Return the texts of an exercise's solution, without its checks and trials of them."""
    found = answers(SOLUTIONS / name)
    cells = [one.grade_id for one in Exercise.read(SOLUTIONS / name).cells if one.solution]
    return {
        place: text
        for place, text in found.items()
        if place.partition(": ")[2].rpartition(", ")[0] in cells
    }


@pytest.mark.parametrize("name", EXERCISES)
def test_each_exercise_has_its_solution_behind_a_fold_after_its_hints(sources, name):
    page = (sources / f"exercise-{name}.md").read_text("utf-8")
    for part in re.split(r"^## ", page, flags=re.MULTILINE)[1:]:
        folds = [title for title, _ in FOLD.findall(part)]
        by_hand = "YOUR CODE HERE" not in part
        assert folds == ["Hints", "Solution"] or (by_hand and folds == ["Solution"]), part[:60]
    secrets = solutions(name)
    assert secrets
    inside = plain("\n".join(text for title, text in FOLD.findall(page) if title == "Solution"))
    assert [place for place, text in secrets.items() if text not in inside] == []
    outside = plain(FOLD.sub("", page))
    everything = answers(SOLUTIONS / name)
    assert [place for place, text in everything.items() if text in outside] == []


@pytest.mark.parametrize("name", EXERCISES)
def test_no_question_of_an_exercise_is_without_a_hint(name):
    found = hints((SOLUTIONS / name / "checks.py").read_text("utf-8"))
    asked = [one for one in Exercise.read(SOLUTIONS / name).questions if not one.manual]
    assert [one.name for one in asked if not found[one.name]] == []


def test_hints_are_read_where_they_stand():
    source = """
CASE = "named"
def helper(student):
    return student.call("f", hint="elsewhere")
@question("one", points=1)
def one(student):
    with student.case(CASE, hint="First."):
        if student.seed:
            assert_that(False, "", hint="Second.")
        assert_that(False, "", hint=f"made of {student.seed}")
    assert_that(False, "", hint="Third.")
"""
    assert hints(source) == {
        "one": (Hint("named", "First."), Hint("named", "Second."), Hint("", "Third."))
    }


def test_its_contents_list_each_exercise_and_nothing_of_the_book_is_lost(sources):
    own = yaml.safe_load((ROOT / "book" / "_toc.yml").read_text("utf-8"))["parts"]
    parts = yaml.safe_load((sources / "_toc.yml").read_text("utf-8"))["parts"]
    listed = [one["file"] for one in parts.pop(1)["chapters"]]
    assert listed == [f"exercise-{name}" for name in EXERCISES]
    assert parts == own
    assert not list((ROOT / "book").glob("exercise-*"))


def test_its_pages_are_pages(sources, tmp_path):
    """Each is built without a warning by Sphinx, with the folds closed."""
    book = tmp_path / "book"
    book.mkdir()
    shutil.copytree(sources.parent / "exercises", tmp_path / "exercises")
    for path in sources.glob("exercise-*.md"):
        shutil.copy(path, book)
    listed = "\n".join(f"exercise-{name}" for name in EXERCISES)
    (book / "index.md").write_text(f"# Index\n\n```{{toctree}}\n{listed}\n```\n")
    said = tmp_path / "said.txt"
    with said.open("w") as warnings:
        built = tmp_path / "html"
        folders = (book, None, built, tmp_path / "doctrees")
        app = Sphinx(*folders, "html", MINIMAL, status=None, warning=warnings)
        app.build()
    assert said.read_text() == ""
    for name in EXERCISES:
        page = (built / f"exercise-{name}.html").read_text("utf-8")
        folds = re.findall(r"<details[^>]*>", page)
        assert len(folds) > 8
        assert not [one for one in folds if " open" in one]


def test_a_handout_refuses_the_edition(sources, tmp_path):
    """A book with a page that the sources do not have is left out, whoever names it."""
    built = tmp_path / "html"
    shutil.copytree(ROOT / "book", built / "_sources", ignore=shutil.ignore_patterns("_*", "*.py"))
    for stray in ("conftest.py", "favicon.svg", "references.bib", "chapters.yml", "images"):
        there = built / "_sources" / stray
        shutil.rmtree(there) if there.is_dir() else there.unlink(missing_ok=True)
    assert why_outdated(built, ROOT, {}) == ""
    page = f"exercise-{EXERCISES[0]}.md"
    shutil.copy(sources / page, built / "_sources")
    assert f"it has a page {page}" in why_outdated(built, ROOT, {})


def test_the_default_book_answers_no_exercise(html):
    """Nor has it any page of the edition."""
    pages = {path.name: path.read_bytes() for path in html.glob("*.html")}
    assert len(pages) > 12
    shown = "\n".join(text for _, text in texts(pages))
    secrets: dict[str, str] = {}
    for name in EXERCISES:
        secrets |= answers(SOLUTIONS / name)
    assert len(secrets) > 300
    assert [place for place, text in secrets.items() if text in shown] == []
    assert not [name for name in pages if name.startswith("exercise-")]

"""The built book: complete, and without a word to another host."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from html import unescape
from pathlib import Path

import nbformat
import pytest
import yaml

BOOK = Path(__file__).resolve().parents[2] / "book"
TOC = yaml.safe_load((BOOK / "_toc.yml").read_text("utf-8"))
CHAPTERS = [chapter["file"] for chapter in TOC["parts"][0]["chapters"]]
NOTEBOOKS = [*CHAPTERS, "published"]
LOADED = re.compile(
    r"""<(?:script|img|iframe|source|audio|video|embed)\b[^>]*?\ssrc=["']([^"']+)"""
    r"""|<link\b(?=[^>]*rel=["'](?:stylesheet|preload|icon|modulepreload))[^>]*?href=["']([^"']+)"""
)
IN_STYLE = re.compile(r"""(?:url\(|@import\s+)["']?((?:https?:)?//[^"')]+)""")


def pages(html: Path) -> list[Path]:
    return sorted([*html.glob("*.html"), *html.glob("reference/*.html")])


def test_pages_exist(html):
    names = {page.stem for page in pages(html)}
    assert {"index", *CHAPTERS, "bibliography", "genindex", "search"} <= names


def test_nothing_is_loaded_from_another_host(html):
    for page in pages(html):
        loaded = ["".join(found) for found in LOADED.findall(page.read_text("utf-8"))]
        assert loaded
        for url in loaded:
            assert not re.match(r"(https?:)?//", url), f"{page.name} loads {url}"
            local = url.split("?")[0].split("#")[0]
            assert url.startswith("data:") or (page.parent / local).exists(), f"no {url}"
    for style in (html / "_static").rglob("*.css"):
        assert not IN_STYLE.search(style.read_text("utf-8", "replace")), style.name


def test_plotly_and_quiz_code_only_where_they_are_used(html):
    for page in pages(html):
        text = page.read_text("utf-8")
        assert ("plotly.min.js" in text) == ('class="plotly-figure"' in text), page.name
        assert ("quiz.js" in text) == ('class="course-quiz' in text), page.name
        assert "const readings" not in text, "the code of a quiz stands in the page"


@pytest.mark.parametrize("chapter", NOTEBOOKS)
def test_chapter_is_stored_as_it_ran(chapter):
    notebook = nbformat.read(BOOK / f"{chapter}.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert notebook.metadata.language_info.name == "python"
    outputs = [output for cell in code for output in cell.outputs]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


def is_figure(output) -> bool:
    data = output.get("data", {})
    return "application/vnd.plotly.v1+json" in data or 'role="img"' in data.get("text/html", "")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_figure_answers_a_question_that_its_caption_states(html, chapter):
    notebook = nbformat.read(BOOK / f"{chapter}.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    figures = [cell for cell in code if any(map(is_figure, cell.outputs))]
    assert [cell.id for cell in figures if "mystnb" not in cell.metadata] == []
    asked = [cell.metadata.mystnb.figure.caption for cell in figures]
    assert len(set(asked)) == len(asked) > 0
    for question in asked:
        assert re.fullmatch(r"[A-Z][^\n]{15,110}\?", question), question
    page = (html / f"{chapter}.html").read_text("utf-8")
    shown = re.findall(r'<span class="caption-text">(.*?)</span>', page)
    assert asked == [unescape(text).replace("\u2019", "'") for text in shown if text.endswith("?")]


@pytest.mark.parametrize("chapter", NOTEBOOKS)
def test_download_is_the_chapter(html, chapter):
    stored = json.loads((BOOK / f"{chapter}.ipynb").read_text("utf-8"))
    assert json.loads((html / "_sources" / f"{chapter}.ipynb").read_text("utf-8")) == stored


def test_each_group_of_published_figures_leads_to_its_chapters(html):
    page = (html / "published.html").read_text("utf-8")
    heads = re.findall(r'scope="rowgroup">(.*?)</th>', page)
    links = [link for head in heads for link in re.findall(r'href="([^"]+)"', head)]
    *with_figures, own = CHAPTERS  # the last is a trial of the reader's own
    assert {f"{chapter}.html" for chapter in with_figures} == set(links)
    assert own.endswith("your-own")


def test_index_and_bibliography_have_entries(html):
    terms = (html / "genindex.html").read_text("utf-8")
    assert "test set" in terms
    assert "seed" in terms
    sources = (html / "bibliography.html").read_text("utf-8")
    for name in ("Document S0", "Document S4", "Layer normalization", "Duchi"):
        assert name in sources


def test_the_search_knows_the_text(html):
    found = (html / "searchindex.js").read_text("utf-8")
    assert re.search(r"\bpool\b", found)


def test_each_public_name_is_in_the_reference(html):
    import course_lib

    for package in course_lib.__all__:
        page = (html / "reference" / f"{package}.html").read_text("utf-8")
        for name in getattr(course_lib, package).__all__:
            assert f'id="course_lib.{package}.{name}"' in page, f"{package}.{name}"


def test_the_reference_of_checks_shows_signatures_examples_and_fields(html):
    from course_lib import checks
    from course_lib.checks.figures import Image

    page = (html / "for-instructors-checks.html").read_text("utf-8")
    shown = unescape(re.sub(r"<[^>]+>", "", page))
    for name in checks.__all__:
        if name.startswith("assert_"):
            assert f"course_lib.checks.{name}(" in shown
            assert re.search(rf">>> .*\b{name}\(", shown), name
    for name in ("Panel.curve", "Panel.assert_intervals", "Drawing.panel", "Image"):
        assert f'id="course_lib.checks.figures.{name}"' in page
    for field in fields(Image):
        assert re.search(rf"<dt><strong>{field.name}</strong>", page), field.name


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_code_of_a_chapter_leads_to_the_reference(html, chapter):
    page = (html / f"{chapter}.html").read_text("utf-8")
    links = re.findall(r'codeautolink-a" href="(reference/\w+\.html)#([\w.-]+)"', page)
    assert len(links) > 20
    for address, anchor in links:
        assert f'id="{anchor}"' in (html / address).read_text("utf-8")


def test_terms_of_the_glossary_are_linked_and_mean_something(html):
    pages = [(html / f"{chapter}.html").read_text("utf-8") for chapter in CHAPTERS]
    terms = [re.findall(r'data-meaning="([^"]+)"><a [^>]*href="glossary', page) for page in pages]
    assert all(len(set(found)) > 5 for found in terms)

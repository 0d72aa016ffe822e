"""The book as a PDF: nothing cut, no figure split, numbers, an outline, links that lead inside."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from printing.binding import bind, first_pages
from printing.contents import Leaf, leaves
from printing.front import front
from printing.pressing import PAPER, opened, printed
from pypdf import PdfReader

ROOT = Path(__file__).resolve().parents[2]
STYLE = (ROOT / "book" / "_ext" / "book_offline" / "static" / "print.css").read_text("utf-8")
CODE = "x = 1  # " + "y" * 69  # 78 columns, as wide as a chapter's code may be
FIGURE = '<svg role="img" width="500" height="{height}"><rect width="500" height="{height}"/></svg>'
FIRST, SECOND = Leaf("first", "1. First (page)", "Chapters"), Leaf("second", "second", "Rest", 1)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(chromium):
    made = opened(chromium)
    yield made
    made.context.close()


def write(folder: Path, name: str, body: str) -> Path:
    path = folder / f"{name}.html"
    text = f'<!DOCTYPE html><html lang="en"><style>{STYLE}</style><body style="margin: 0">'
    path.write_text(f'{text}<article class="bd-article bd-content">{body}</article></html>')
    return path


def test_what_fits_is_printed_whole(page, tmp_path):
    body = f'<h1>Fits</h1><div class="cell_input"><pre>{CODE}</pre></div>'
    body += f'<div class="cell_output">{FIGURE.format(height=600)}</div>' * 2
    body += f'<div class="cell_output">{FIGURE.format(height=1500)}</div>'
    assert printed(page, write(tmp_path, "fits", body), tmp_path / "fits.pdf") == []
    lines = [
        one.strip() for one in PdfReader(tmp_path / "fits.pdf").pages[0].extract_text().split("\n")
    ]
    assert CODE in lines, "the longest line of code is wrapped"
    assert len(PdfReader(tmp_path / "fits.pdf").pages) == 3, (
        "a figure is split, or leaves a page empty"
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f'<pre style="white-space: pre; overflow: hidden">{CODE * 3}</pre>', "the right: PRE"),
        (f'<pre style="white-space: pre; width: 3000px">{CODE}</pre>', "the right: PRE"),
        ("<table><tr><td style='min-width: 2000px'>wide</table>", "too large for a page"),
        ('<img alt="" style="break-inside: auto !important" src="{}">', "may be split: IMG"),
        (f'<div class="cell_output">{FIGURE.format(height=2500)}</div>', "too large for a page"),
    ],
)
def test_what_does_not_fit_is_said(page, tmp_path, body, said):
    picture = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='90' height='90'/>"
    faults = printed(
        page, write(tmp_path, "cut", body.replace("{}", picture)), tmp_path / "cut.pdf"
    )
    assert any(said in fault for fault in faults), faults


def test_a_chapter_fits_on_its_pages(page, html, tmp_path):
    assert printed(page, html / "06-ablation.html", tmp_path / "chapter.pdf") == []
    pages = PdfReader(tmp_path / "chapter.pdf").pages
    assert len(pages) > 15
    assert "Ablation" in pages[0].extract_text()
    sliders = (
        "[...document.querySelectorAll('.plotly-figure')].flatMap(f => f.layout.sliders ?? [])"
    )
    shown = page.evaluate(f"{sliders}.map(slider => [slider.active, slider.steps.length])")
    assert [active for active, _ in shown] == [steps // 2 for _, steps in shown] != []


def test_a_trial_of_the_page_shows_a_run_on_paper(page, html, tmp_path):
    assert printed(page, html / "index.html", tmp_path / "index.pdf") == []
    text = PdfReader(tmp_path / "index.pdf").pages[0].extract_text()
    words = " ".join(unicodedata.normalize("NFKC", text).split())  # no ligatures
    assert "Difference from the first arm" in words
    assert "No seed is drawn yet" not in words


def test_pages_are_bound_with_numbers_outline_and_links(page, tmp_path):
    long = '<h1>First</h1><h2 id="a">A</h2><p style="height: 950px">text</p>'
    long += '<h2 id="b">B</h2><p>more'
    long += '<a href="#b">below</a> <a href="second.html">on</a> <a href="no.html">nowhere</a>'
    bodies = {}
    for leaf, body in ((FIRST, long), (SECOND, '<h1>Second</h1><a href="first.html">back</a>')):
        bodies[leaf] = tmp_path / f"{leaf.name}.pdf"
        printed(page, write(tmp_path, leaf.name, body), bodies[leaf])
    (tmp_path / "front.html").write_text(
        front("Title: more", "Author", first_pages(bodies), tmp_path, licence="Free"), "utf-8"
    )
    printed(page, tmp_path / "front.html", tmp_path / "front.pdf")
    starts = bind(tmp_path / "front.pdf", bodies, tmp_path, tmp_path / "book.pdf", "Title")
    assert starts == {FIRST: 1, SECOND: 3}

    book = PdfReader(tmp_path / "book.pdf")
    assert book.page_labels == ["i", "ii", "1", "2", "3"]
    last = [one.extract_text().split("\n")[-1] for one in book.pages[2:]]
    assert last == ["1. First (page) 1", "1. First (page) 2", "second 3"]
    assert titles(book.outline) == ["Chapters", ["1. First (page)", ["A", "B"]], "Rest", ["second"]]
    assert [led(book, one) for one in book.pages] == [[], [2, 4], [], [3, 4], [2]]
    assert b"file:" not in (tmp_path / "book.pdf").read_bytes()


def titles(outline: list) -> list:
    return [titles(one) if isinstance(one, list) else one.title for one in outline]


def led(book: PdfReader, page) -> list[int]:
    """Return the pages, from 0, to which the links of a page lead."""
    links = [one.get_object() for one in page.get("/Annots", [])]
    ids = [one.indirect_reference.idnum for one in book.pages]
    return [
        ids.index(link["/Dest"].get_object()[0].get_object().indirect_reference.idnum)
        for link in links
    ]


def test_the_book_has_all_pages_but_the_index(html):
    found = leaves(ROOT / "book" / "_toc.yml", html)
    names = [leaf.name for leaf in found]
    assert names[:2] == ["index", "01-normalisation"]
    assert {"published", "glossary", "reference/noise", "bibliography"} < set(names)
    assert "genindex" not in names
    assert found[1].title.startswith("1. Normalisation")
    assert all(leaf.title and "\n" not in leaf.title and "<" not in leaf.title for leaf in found)
    assert PAPER["width"] == round((210 - 2 * 16) / 25.4 * 96) - 1

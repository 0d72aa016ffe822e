"""The order of events of the documents that the course grew from, in small."""

import re
import sys
from pathlib import Path

import pytest

from course_lib.audit.running import audit_notebook

FOLDER = Path(__file__).parent / "documents"
sys.path.append(str(Path(__file__).parents[2] / "book"))

from audited import BOOK, LUCK, REPORTS, quotation, quoting, told  # noqa: E402

MENDED = sorted(path.stem for path in FOLDER.glob("s*_mended.py"))
ORIGINALS = sorted(path.stem for path in FOLDER.glob("s*.py") if path.stem not in MENDED)
CHAPTERS = [path for path in sorted(BOOK.glob("[0-9]*.ipynb")) if quoting(path)[1]]
_MARK = re.compile(r"^# ?%%(?: finds: (?P<names>.*))?", re.M)


def expected(text):
    """Return names and cells as a document's marks say them."""
    marks = list(_MARK.finditer(text))
    return {
        (name.strip(), cell)
        for cell, mark in enumerate(marks, 2)
        for name in (mark["names"] or "").split(",")
        if name.strip()
    }


def words(text):
    """Return a report without its numbers, which differ from machine to machine."""
    return re.sub(r"-?\d+(\.\d+)?(e-\d+)?%?", "#", " ".join(text.split()))


@pytest.fixture(autouse=True)
def eager(request):
    """Trace nothing where many networks are trained for a few steps each."""
    import tensorflow as tf

    tf.config.run_functions_eagerly("s2" not in request.node.name)
    yield
    tf.config.run_functions_eagerly(False)


@pytest.mark.parametrize("name", ORIGINALS)
def test_every_flaw_is_found_in_its_cell(name):
    path = FOLDER / f"{name}.py"
    report = audit_notebook(path)
    found = {(one.name, one.place.cell) for one in report.findings}
    assert report.error == ""
    found = {one for one in found if one[0] != LUCK}
    assert expected(path.read_text("utf-8")) == found, str(report)
    stored = (REPORTS / f"{name}.txt").read_text("utf-8")
    assert words(told(report)) == words(stored), "python book/audited.py writes it down again"


@pytest.mark.parametrize("name", MENDED)
def test_what_is_mended_has_no_finding(name):
    report = audit_notebook(FOLDER / f"{name}.py")
    assert report.error == ""
    assert [one for one in report.findings if one.name != LUCK] == [], str(report)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem[:2])
def test_a_chapter_quotes_what_the_audit_says(path):
    for cell in quoting(path)[1]:
        assert cell.source == quotation(cell.id), "python book/audited.py --quote mends it"


def test_the_chapters_on_the_documents_quote():
    assert [int(path.stem[:2]) for path in CHAPTERS] == list(range(1, 13))

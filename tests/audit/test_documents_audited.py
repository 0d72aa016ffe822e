"""The order of events of the documents that the course grew from, in small."""

import re
from pathlib import Path

import pytest

from course_lib.audit.running import audit_notebook

FOLDER = Path(__file__).parent / "documents"
FLAWED = sorted(path.stem for path in FOLDER.glob("s?.py"))
LUCK = "difference-below-noise"  # where the best arm happens to be
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


@pytest.fixture(autouse=True)
def eager(request):
    """Trace nothing where many networks are trained for a few steps each."""
    import tensorflow as tf

    tf.config.run_functions_eagerly("s2" not in request.node.name)
    yield
    tf.config.run_functions_eagerly(False)


@pytest.mark.parametrize("name", FLAWED)
def test_every_flaw_is_found_in_its_cell(name):
    path = FOLDER / f"{name}.py"
    report = audit_notebook(path)
    found = {(one.name, one.place.cell) for one in report.findings}
    assert report.error == ""
    found = {one for one in found if one[0] != LUCK}
    assert expected(path.read_text("utf-8")) == found, str(report)


@pytest.mark.parametrize("name", FLAWED)
def test_what_is_mended_has_no_finding(name):
    report = audit_notebook(FOLDER / f"{name}_mended.py")
    assert report.error == ""
    assert [one for one in report.findings if one.name != LUCK] == [], str(report)

"""What a book is built from: its digest tells when the built one is old."""

from __future__ import annotations

import re
import shutil

import pytest
from digest import ROOT, SOURCES, digest


@pytest.fixture
def course(tmp_path):
    """Return a folder with a file for each of the sources."""
    for name in SOURCES:
        path = tmp_path / name if "." in name or name == "Makefile" else tmp_path / name / "a" / "b"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


@pytest.mark.parametrize("name", SOURCES)
def test_any_changed_added_or_renamed_source_changes_it(course, name):
    assert (ROOT / name).exists()
    seen = {digest(course)}
    path = next(one for one in (course / name, course / name / "a" / "b") if one.is_file())
    path.write_text("changed")
    seen.add(digest(course))
    if (course / name).is_dir():
        shutil.copy(path, path.with_name("added"))
        seen.add(digest(course))
        path.rename(path.with_name("renamed"))
        seen.add(digest(course))
    assert len(seen) == (4 if (course / name).is_dir() else 2)


def test_what_running_leaves_behind_does_not(course):
    before = digest(course)
    for made in ("__pycache__", ".ipynb_checkpoints"):
        (course / "book" / made).mkdir()
        (course / "book" / made / "left").write_text("behind")
    assert digest(course) == before


def test_make_book_builds_from_nothing_and_says_from_what_only_once_it_is_built():
    text = (ROOT / "Makefile").read_text("utf-8")
    recipe = text[text.index("\nbook: $(READY)  ##") :].partition("\n\n")[0]
    order = ["rm -rf _build/html", "book/digest.py >", "jupyter-book build", "mv "]
    places = [recipe.index(step) for step in order]
    assert places == sorted(places)
    assert re.search(r"rm -rf .*_build/built-from", recipe)
